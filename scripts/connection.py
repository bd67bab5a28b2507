"""Prints the Elasticsearch of the settings as the JSON of an Airflow connection."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from etl.embedded.node import settings_of_node
from etl.settings import get_settings


def main() -> None:
    """Print the connection to stdout, for an environment variable and nowhere else: it may hold a secret."""
    settings = get_settings()
    if not settings.es_url:
        settings = settings_of_node(settings)
    parts = urlsplit(settings.es_url or "")
    extra: dict[str, str] = {}
    if settings.es_api_key:
        extra["api_key"] = settings.es_api_key.get_secret_value()
    if settings.es_ca_certs:
        extra["ca_certs"] = str(settings.es_ca_certs)
    connection: dict[str, object] = {
        "conn_type": "elasticsearch",
        "host": parts.hostname,
        "port": parts.port or (443 if parts.scheme == "https" else 9200),
        "schema": parts.scheme,
        "extra": extra,
    }
    if settings.es_user and settings.es_password:
        connection |= {"login": settings.es_user, "password": settings.es_password.get_secret_value()}
    print(json.dumps(connection))


if __name__ == "__main__":
    main()
