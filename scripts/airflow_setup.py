"""What Airflow needs before it starts, in one process, as each of its own commands takes seconds to be imported."""

from __future__ import annotations

import sys

from airflow.configuration import conf
from airflow.models.dag import DagModel
from airflow.models.pool import Pool
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from sqlalchemy import update

POOL = "elasticsearch"


def main() -> None:
    """Make or upgrade the database, make the pool of the tasks that write to Elasticsearch, and unpause all DAGs."""
    initdb()
    about = "Tasks of Clippings that write to Elasticsearch at once."
    Pool.create_or_update_pool(POOL, conf.getint("core", "parallelism"), about, include_deferred=False)
    if "--unpause" in sys.argv:  # a DAG that an earlier run has made known keeps the state it had
        with create_session() as session:
            session.execute(update(DagModel).values(is_paused=False))


if __name__ == "__main__":
    main()
