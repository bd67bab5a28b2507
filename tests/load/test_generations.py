"""Indices that several batches of a run need at once, made in a real Elasticsearch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from etl.load.batch import prepare
from etl.load.generations import ensure_indices, targets


def test_batches_that_lack_the_same_indices_make_each_once(
    es: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(es)
    (live,) = targets(es, rebuild=False)
    made: list[str] = []
    create = es.indices.create

    def counting(*, index: str, **options: Any) -> Any:
        made.append(index)
        return create(index=index, **options)

    monkeypatch.setattr(es.indices, "create", counting)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ensure_indices(es, live, {"en", "de", "und"}), range(4)))

    assert sorted(made) == [f"articles-{language}-{live.number}" for language in ("de", "en")]
    assert all(answer == answers[0] and answer.keys() == {"de", "en", "und"} for answer in answers)
