"""What Airflow needs before it starts, in one process, as each of its own commands takes seconds to be imported."""

from __future__ import annotations

import sys

from airflow.configuration import write_default_airflow_configuration_if_needed
from airflow.models.dag import DagModel
from airflow.models.pool import Pool
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from sqlalchemy import update

POOL = "elasticsearch"


def main() -> None:
    """Write the configuration, make or upgrade the database, make the pool of the tasks that write, unpause all DAGs.

    The configuration holds the keys with which Airflow's parts know each other. Parts that start together without one
    each make their own: the API server then refuses every task of the scheduler's ("Invalid auth token").
    """
    conf = write_default_airflow_configuration_if_needed()
    initdb()
    about = "Tasks of Clippings that write to Elasticsearch at once."
    Pool.create_or_update_pool(POOL, conf.getint("core", "parallelism"), about, include_deferred=False)
    if "--unpause" in sys.argv:  # a DAG that an earlier run has made known keeps the state it had
        with create_session() as session:
            session.execute(update(DagModel).values(is_paused=False))


if __name__ == "__main__":
    main()
