"""Files of one name in two folders are two articles; a folder that moves keeps its articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.ingest import ingest
from etl.load.takeovers import of_run
from etl.settings import Settings
from tests.conftest import Run
from tests.load.test_ingest import FLOOD, FRENCH, TALKS, documents, numbers, page_of


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings without language models."""
    return settings.model_copy(update={"spacy_models": ""})


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_two_folders_with_files_of_one_name_are_both_in(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write(one / "001.txt", TALKS)
    write(two / "001.txt", FLOOD)

    counts = [ingest([str(one)], quick).counts, ingest([str(two)], quick).counts]
    again = ingest([str(one), str(two)], quick).counts

    assert [numbers(part) for part in counts] == [(1, 0, 0, 0), (1, 0, 0, 0)]
    assert numbers(again) == (0, 2, 0, 0)
    assert {d["collection"] for d in documents(es).values()} == {one.as_uri(), two.as_uri()}


def test_a_folder_that_is_moved_keeps_its_ids_when_its_collection_is_named(
    tmp_path: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    write(tmp_path / "b" / "deep" / "001.txt", TALKS)
    write(tmp_path / "b" / "wire.jsonl", '{"id": "r1", "body": "' + TALKS.splitlines()[2] + '"}\n')
    clippings("ingest", str(tmp_path / "b"), "--collection", "archive")
    before = documents(es)

    (tmp_path / "b").rename(tmp_path / "a")
    clippings("ingest", str(tmp_path / "a"), "--collection", "archive")

    after = documents(es)
    assert set(after) == set(before)
    assert {d["collection"] for d in after.values()} == {"archive"}
    assert {d["source"]["uri"].partition("#")[0] for d in after.values()} == {
        (tmp_path / "a" / "deep" / "001.txt").as_uri(),
        (tmp_path / "a" / "wire.jsonl").as_uri(),
    }
    assert numbers(ingest([str(tmp_path / "a")], quick.model_copy(update={"collection": "archive"})).counts) == (
        (0, 2, 0, 0)
    )  # fmt: skip


def test_a_folder_in_a_folder_is_the_same_until_its_collection_is_named(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    write(tmp_path / "in" / "deep" / "001.txt", TALKS)
    deep = str(tmp_path / "in" / "deep")
    ingest([str(tmp_path / "in")], quick)

    inside, file = ingest([deep], quick).counts, ingest([f"{deep}/001.txt"], quick).counts
    named = ingest([deep], quick.model_copy(update={"collection": "archive"})).counts

    assert [numbers(part) for part in (inside, file, named)] == [(0, 1, 0, 0), (0, 1, 0, 0), (1, 0, 0, 0)]
    (document,) = documents(es).values()
    assert (document["collection"], document["source"]["path"]) == ("archive", "001.txt")


def test_a_record_is_indexed_under_its_own_id_only_when_that_is_asked_for(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    write(tmp_path / "wire.jsonl", '{"id": 7, "body": "' + TALKS.splitlines()[2] + '"}\n')
    own = quick.model_copy(update={"own_ids": True})

    counts = [ingest([str(tmp_path)], s).counts for s in (quick, quick, own, own, quick)]

    assert [numbers(part)[:2] for part in counts] == [(1, 0), (0, 1), (1, 0), (0, 1), (1, 0)]
    (document,) = documents(es).values()
    assert document["source"]["record_id"] == "7"
    assert document["id"] != "7"
    assert es.count(index="articles", query={"term": {"source.record_id": "7"}})["count"] == 1


def test_two_articles_that_meet_under_one_id_are_counted_and_named(
    tmp_path: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    named = quick.model_copy(update={"collection": "archive"})
    for name, text in (("one", TALKS), ("two", FLOOD), ("three", TALKS)):
        write(tmp_path / name / "001.txt", text)

    together = ingest([str(tmp_path / "one"), str(tmp_path / "three")], named)
    after = ingest([str(tmp_path / "two")], named)

    assert together.counts.collisions == 0
    assert after.counts.collisions == 1
    (pair,) = after.counts.collided
    assert (tmp_path / "two" / "001.txt").as_uri() in pair
    (takeover,) = of_run(es, after.started_at)
    assert takeover.differs
    shown = clippings("runs", after.run_id, "--superseded")
    assert f"{takeover.uri}: another article is indexed from {takeover.by}" in shown
    assert len(documents(es)) == 1


def test_a_page_of_another_language_is_no_copy(tmp_path: Path, quick: Settings, es: Elasticsearch) -> None:
    for name, text in (("one", FLOOD), ("two", FRENCH)):
        write(tmp_path / f"{name}.html", page_of(text, "https://n.example/a"))

    counts = ingest([str(tmp_path)], quick).counts

    assert (numbers(counts), counts.collisions) == ((1, 0, 1, 0), 1)
