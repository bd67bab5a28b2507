"""An index that a version without collections made is taken over by the next ingest of the same files."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from elasticsearch import Elasticsearch

from etl.ingest import ingest
from etl.load.rejects import list_rejects
from etl.load.runs import reports
from etl.rebuild import rebuild
from etl.settings import Settings
from tests.load.test_ingest import documents, numbers

EARLIER = Path(__file__).with_name("earlier")


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings without language models."""
    return settings.model_copy(update={"spacy_models": ""})


@pytest.fixture
def files(tmp_path: Path, es: Elasticsearch) -> Path:
    """The files that the earlier version ingested; its index is in Elasticsearch."""
    shutil.copytree(EARLIER / "files", tmp_path / "files")
    folder = tmp_path / "files"
    text = (EARLIER / "index.json").read_text(encoding="utf-8")
    kept = orjson.loads(text.replace("{root}", folder.as_uri()).replace("{folder}", str(folder)))
    es.indices.delete_index_template(name="clippings-*")  # or what is new would come with them
    for name, index in kept.items():
        es.indices.create(
            index=name, aliases=index["aliases"], settings=index["settings"], mappings=index["mappings"]
        )
        for id_, document in index["documents"].items():
            es.index(index=name, id=id_, document=document, refresh=True)
    return folder


def titles(es: Elasticsearch) -> list[str | None]:
    return sorted(document["title"] for document in documents(es).values())


TITLES = [
    "Ferry service returns",
    "First of the wire",
    "River floods the old town",
    "Second of the wire",
    "Talks resume in Geneva",
    "Third of the wire, which has no id",
]


def stamps(es: Elasticsearch) -> dict[str, Any]:
    es.indices.refresh(index="articles")
    hits = es.search(index="articles", size=100)["hits"]["hits"]
    return {hit["_source"]["title"]: hit["_source"]["timestamp"] for hit in hits}


def test_its_documents_go_when_their_files_have_new_ones(
    files: Path, quick: Settings, es: Elasticsearch
) -> None:
    before, stamped = documents(es), stamps(es)
    assert "Talks resume in Geneva" not in {
        d["title"] for d in before.values()
    }  # overwritten by its namesake

    report = ingest([str(files / "one"), str(files / "two")], quick)

    assert numbers(report.counts) == (6, 0, 0, 1)
    assert report.counts.deleted == 2
    assert titles(es) == TITLES
    after = documents(es)
    by_title = {d["title"]: d for d in after.values()}
    assert {d["collection"] for d in after.values()} == {(files / name).as_uri() for name in ("one", "two")}
    assert by_title["First of the wire"]["source"]["record_id"] == "a1"
    assert not {"a1", "a2"} & after.keys()
    old_page = next(id_ for id_, d in before.items() if d["title"] == "Ferry service returns")
    assert by_title["Ferry service returns"]["id"] == old_page  # made of its URL, then as now
    assert {title: stamps(es)[title] for title in stamped} == stamped
    again = ingest([str(files / "one"), str(files / "two")], quick).counts
    assert (numbers(again), again.deleted, again.known) == ((0, 6, 0, 1), 2, 1)
    assert documents(es) == after
    assert [report.counts.discovered for report in reports(es, 5)] == [9, 9, 9]
    assert {reject.reason for reject in list_rejects(es)} == {"empty", "deleted"}


def test_its_ids_stay_when_records_keep_their_own(files: Path, quick: Settings, es: Elasticsearch) -> None:
    counts = ingest([str(files / "two")], quick.model_copy(update={"own_ids": True})).counts

    assert (numbers(counts), counts.deleted) == ((5, 0, 0, 1), 2)
    assert {"a1", "a2"} <= documents(es).keys()
    assert titles(es) == [title for title in TITLES if title != "Talks resume in Geneva"]


def test_it_is_taken_over_after_a_rebuild_without_the_files(
    files: Path, quick: Settings, es: Elasticsearch
) -> None:
    rebuild([], quick)
    assert len(documents(es)) == 5

    report = ingest([str(files / "one"), str(files / "two")], quick)

    assert (numbers(report.counts), report.counts.deleted) == ((6, 0, 0, 1), 2)
    assert titles(es) == TITLES
