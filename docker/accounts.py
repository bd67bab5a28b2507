"""The users of Elasticsearch that the other services log in as, each with the least role it can do with.

Run by the service `accounts` as `elastic`, whenever the services start; doing it again changes nothing.
"""

from __future__ import annotations

import os

from etl.load.client import connect
from etl.settings import get_settings

USERS = {
    # Loading takes the first role, the DAG rebuild_index the second.
    "clippings_airflow": ("AIRFLOW_ES_PASSWORD", ["clippings_writer", "clippings_admin"]),
    "clippings_page": ("PAGE_ES_PASSWORD", ["clippings_reader", "clippings_monitor"]),
}
"""User → the variable with the password, and the roles of `clippings setup --roles`."""


def main() -> None:
    """Give Kibana's own user its password, and make ours."""
    client = connect(get_settings())
    client.security.change_password(username="kibana_system", password=os.environ["KIBANA_PASSWORD"])
    for user, (variable, roles) in USERS.items():
        client.security.put_user(username=user, password=os.environ[variable], roles=roles)
    print(f"users are made: {', '.join(USERS)}")


if __name__ == "__main__":
    main()
