"""A real Airflow for the tests of the DAGs, and articles for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from etl.settings import Settings

ROOT = Path(__file__).parents[2]
ARTICLE = """The council of {town} votes for the bridge

The council of {town} voted on Tuesday for a new bridge over the river, after a debate of six hours.

Mayor Paul Brandt said the work would begin in the spring and take two years, if the money is found.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for town in ("Aachen", "Bern", "Cork", "Delft", "Evora"):
        (tmp_path / f"{town}.txt").write_text(
            ARTICLE.format(town=town) + f"\nNobody in {town} was surprised by it.\n" * 3
        )
    (tmp_path / "empty.txt").write_text("")
    return tmp_path


@pytest.fixture(scope="session")
def airflow(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> dict[str, str]:
    """The environment of an Airflow with its own database, connected to the test's node."""
    from etl.embedded.node import settings_of_node

    node = settings_of_node(settings)
    connection = {
        "conn_type": "elasticsearch",
        "host": "127.0.0.1",
        "port": int(node.es_url.rpartition(":")[2]),
        "schema": "http",
        "login": node.es_user,
        "password": node.es_password.get_secret_value(),
    }
    environment = {
        **os.environ,
        "CLIPPINGS_HOME": str(settings.home),
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW_CONN_ELASTICSEARCH_DEFAULT": json.dumps(connection),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    run(environment, "db", "migrate")
    return environment


def run(environment: dict[str, str], *arguments: str, check: bool = True) -> str:
    done = subprocess.run(
        ["airflow", *arguments], env=environment, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert not check or done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr
