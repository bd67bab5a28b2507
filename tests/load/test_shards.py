"""What Airflow's tasks call, before an Elasticsearch that refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.errors import AwayError, FatalError, RetriableError
from etl.settings import Settings
from etl.shards import Shard, deal_input, deal_rebuild, do_shard, finish, finish_rebuild
from tests.cli.conftest import failing

STEPS: dict[str, Callable[[Settings, str], Any]] = {
    "deal_input": lambda settings, folder: deal_input(settings, "run", folder, 10, 10, prune_first=True),
    "deal_rebuild": lambda settings, folder: deal_rebuild(settings, "run", None, 10, 10),
    "do_shard": lambda settings, folder: do_shard(
        settings, Shard(folder=f"{folder}/none", first=0, last=0), "run", None
    ),
    "finish": lambda settings, folder: finish(settings, f"{folder}/none", "run", [], None),
    "finish_rebuild": lambda settings, folder: finish_rebuild(
        settings, f"{folder}/none", "run", None, None, accept_fewer=False
    ),
}
REFUSED = {
    "type": "security_exception",
    "reason": "action [indices:data/read/search] is unauthorized for user [ada] on indices [articles], this action is "
    "granted by the index privileges [read,all]",
}


@pytest.mark.parametrize("step", STEPS)
def test_what_the_login_may_not_do_is_not_tried_again(step: str, tmp_path: Path) -> None:
    with failing((403, {"error": {"root_cause": [REFUSED], **REFUSED}, "status": 403})) as url:
        made = Settings(home=tmp_path, es_url=url, es_retry_seconds=0)
        with pytest.raises(FatalError, match=r"^Elasticsearch: the login \(user \[ada\]\) lacks") as caught:
            STEPS[step](made, tmp_path.as_uri())

    assert not isinstance(caught.value, RetriableError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("step", STEPS)
def test_an_elasticsearch_that_is_away_is_asked_again_by_the_next_try(step: str, tmp_path: Path) -> None:
    with (
        failing((503, {"error": {"reason": "shutting down"}, "status": 503})) as url,
        pytest.raises(AwayError),
    ):
        STEPS[step](Settings(home=tmp_path, es_url=url, es_retry_seconds=0), tmp_path.as_uri())
