"""A run that dies between writing a batch and joining its stories is made good by the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.article import Article
from etl.ingest import ingest
from etl.load import journal
from etl.load.batch import prepare
from etl.load.bulk import load
from etl.load.generations import targets
from etl.settings import Settings
from tests.load.test_ingest import TALKS, documents, made_of


class KilledError(Exception):
    """The end of a process in the middle of a batch."""


def load_and_die(es: Elasticsearch, articles: list[Article]) -> None:
    (live,) = targets(es, rebuild=False)
    journal.open_entry(es, articles, live)
    load(es, articles, live, [])
    raise KilledError


def test_stories_that_were_not_joined_are_joined_by_the_next_run(
    tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    (tmp_path / "one.txt").write_text(TALKS)
    (tmp_path / "two.txt").write_text(TALKS.replace("Talks resume", "Third round"))
    made = made_of(tmp_path, settings)
    articles = [result for result in made if isinstance(result, Article)]
    prepare(es)
    with pytest.raises(KilledError):
        load_and_die(es, articles)
    assert len({document["story_id"] for document in documents(es).values()}) == 2

    counts = ingest([str(tmp_path)], settings).counts

    assert (counts.indexed, counts.unchanged) == (0, 2)
    assert len({document["story_id"] for document in documents(es).values()}) == 1
    es.indices.refresh(index=journal.INDEX)
    assert es.count(index=journal.INDEX)["count"] == 0
