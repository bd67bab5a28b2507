"""What a task's login may not do: the task fails at once, and says in one line what lacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from elasticsearch import Elasticsearch

from etl.embedded.node import settings_of_node
from etl.settings import Settings
from etl.shards import deal_input
from tests.dags.conftest import OF_TESTS, ROOT

A_TASK = """
import sys
sys.path.insert(0, "dags")
from stage_tasks import no_retry
from etl.settings import get_settings
from etl.shards import Shard, do_shard
try:
    with no_retry():
        do_shard(get_settings(), Shard.model_validate_json(sys.argv[1]), "run", None)
except Exception as error:
    print(f"{type(error).__name__}: {error}")
"""


def test_a_login_that_may_not_write_articles_fails_its_task_for_good(
    airflow: dict[str, str], folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    _, (shard,) = deal_input(settings, "without a privilege", str(folder), 10, 1)
    may = [
        {"names": ["articles*"], "privileges": ["read", "create_index", "view_index_metadata", "maintenance", "indices:admin/aliases"]},
        {"names": ["clippings-*"], "privileges": ["all"]},
    ]  # fmt: skip
    key = es.security.create_api_key(
        name="reader", role_descriptors={"reader": {"cluster": ["all"], "indices": may}}
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", A_TASK, shard.model_dump_json()],
        env={**airflow, **OF_TESTS, "CLIPPINGS_ES_URL": settings_of_node(settings).es_url or "",
             "CLIPPINGS_ES_API_KEY": key["encoded"], "CLIPPINGS_ES_RETRY_SECONDS": "0", "CLIPPINGS_WORKERS": "0"},
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip

    told = done.stdout.strip().splitlines()[-1]
    assert told.startswith("AirflowFailException: Elasticsearch: the login")
    assert "lacks the index privilege `" in told
    assert "on articles-en-" in told
