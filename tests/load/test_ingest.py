"""Whole runs into a real Elasticsearch: counts, changes, copies, crashes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import ApiError, Elasticsearch

from etl.discover import discover
from etl.errors import FatalError
from etl.ingest import ingest, retry_rejects
from etl.load.rejects import list_rejects
from etl.pipeline import Result, Task, pipeline_version, process
from etl.report import Counts
from etl.settings import Settings
from tests.conftest import remove_indices
from tests.load.killing import kill_when, start

TALKS = """Talks resume in Geneva

GENEVA (AP) — Negotiators from both countries met on Tuesday for a third round of talks, officials said.

“They were difficult, but business-like,” Anna Keller, who leads the mission, told reporters after the meeting.

The two sides agreed to meet again next week, and to keep the details of the plan to themselves until then.
"""
FLOOD = """River floods the old town

Heavy rain drove the river over its banks on Monday night, and firefighters brought hundreds to safety.

Mayor Paul Brandt said the water had reached the market square within an hour of the first warning.
"""
FRENCH = """Le fleuve inonde la vieille ville

De fortes pluies ont fait déborder le fleuve lundi soir, et les pompiers ont mis des centaines de personnes à l'abri.

Le maire a déclaré que l'eau avait atteint la place du marché une heure après la première alerte.
"""


def page_of(text: str, url: str | None = None) -> str:
    """Return `text`, a title and paragraphs, as a page with the canonical address `url`."""
    title, *lines = text.strip().split("\n\n")
    canonical = f'<link rel="canonical" href="{url}">' if url else ""
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{title}</title>{canonical}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "articles"
    root.mkdir()
    (root / "talks.txt").write_text(TALKS)
    (root / "flood.txt").write_text(FLOOD)
    (root / "empty.txt").write_text("")
    return root


def run(folder: Path, settings: Settings, **changes: Any) -> Counts:
    return ingest([str(folder)], settings.model_copy(update=changes)).counts


def numbers(counts: Counts) -> tuple[int, int, int, int]:
    return (counts.indexed, counts.unchanged, counts.superseded, counts.rejected)


def documents(es: Elasticsearch) -> dict[str, dict[str, Any]]:
    """What the index holds, without what differs from run to run."""
    es.indices.refresh(index="articles")
    found = es.search(index="articles", size=1000)["hits"]["hits"]
    volatile = {"ingested_at", "timestamp"}
    return {hit["_id"]: {k: v for k, v in hit["_source"].items() if k not in volatile} for hit in found}


def made_of(folder: Path, settings: Settings) -> list[Result]:
    """What the stages make of the inputs below `folder`; nothing of it is loaded."""
    tasks = [Task(found=found) for found in discover([str(folder)], settings)]
    return process(tasks, settings, pipeline_version(settings))


def count(es: Elasticsearch) -> int:
    """How many articles can be found; an index that is being made has none."""
    try:
        es.indices.refresh(index="articles")
        return int(es.count(index="articles")["count"])
    except ApiError:
        return 0


def indices_of(es: Elasticsearch, id_: str) -> list[str]:
    es.indices.refresh(index="articles")
    return [
        hit["_index"] for hit in es.search(index="articles", query={"ids": {"values": [id_]}})["hits"]["hits"]
    ]


def test_a_second_run_over_the_same_files_changes_nothing(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    first = run(folder, settings)
    before = documents(es)
    second = run(folder, settings)

    assert numbers(first) == (2, 0, 0, 1)
    assert (first.rejected_by_reason, first.rejected_by_stage) == ({"empty": 1}, {"read": 1})
    assert numbers(second) == (0, 2, 0, 1)
    assert documents(es) == before


def test_fields_that_are_not_indexed_are_told_once(
    tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    body = TALKS.partition("\n\n")[2]
    records = [
        {"headline": "Talks resume", "text": body, "paywall": True, "ad_slot": 7},
        {"title": "Talks go on", "content": body, "paywall": False, "link": "https://news.example/2"},
    ]
    (tmp_path / "export.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))

    counts = run(tmp_path, settings, batch_size=1)

    assert numbers(counts) == (2, 0, 0, 0)
    assert counts.unknown_fields == ["ad_slot", "paywall"]
    assert {document["title"] for document in documents(es).values()} == {"Talks resume", "Talks go on"}


def test_only_what_changed_is_done_again(folder: Path, settings: Settings, es: Elasticsearch) -> None:
    run(folder, settings)
    os.utime(folder / "talks.txt", (1, 1))
    (folder / "flood.txt").write_text(FLOOD.replace("hundreds", "thousands"))

    counts = run(folder, settings)

    assert numbers(counts) == (1, 1, 0, 1)
    assert sum("thousands" in d["body"] for d in documents(es).values()) == 1
    assert len(documents(es)) == 2


def test_a_setting_that_changes_documents_does_them_again(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    run(folder, settings)

    assert numbers(run(folder, settings, spacy_models="")) == (2, 0, 0, 1)
    assert all(document["people"] == [] for document in documents(es).values())


def test_of_two_files_with_one_id_the_newer_wins(
    tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    page = (
        '<html><head><link rel="canonical" href="https://news.example/a"></head><body><article>{}</article>'
    )
    paragraphs = "".join(f"<p>{line}</p>" for line in FLOOD.split("\n\n"))
    for name, when in (("new.html", 1_700_000_000), ("old.html", 1_000_000_000)):
        (tmp_path / name).write_text(
            page.format(f"<p>This is the {name} copy of the report.</p>{paragraphs}")
        )
        os.utime(tmp_path / name, (when, when))

    first, second = run(tmp_path, settings), run(tmp_path, settings)

    assert numbers(first) == (1, 0, 1, 0)
    assert numbers(second) == (0, 1, 1, 0)
    (document,) = documents(es).values()
    assert document["source"]["path"] == "new.html"


def test_a_changed_language_moves_the_document(tmp_path: Path, settings: Settings, es: Elasticsearch) -> None:
    path = tmp_path / "flood.txt"
    path.write_text(FLOOD)
    run(tmp_path, settings)
    (id_,) = documents(es)
    assert indices_of(es, id_) == ["articles-en-000001"]

    path.write_text(FRENCH)
    run(tmp_path, settings)

    assert indices_of(es, id_) == ["articles-fr-000001"]


def test_a_file_that_gains_a_url_keeps_one_document(
    tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    path = tmp_path / "flood.html"
    path.write_text(page_of(FLOOD))
    run(tmp_path, settings)
    path.write_text(page_of(FLOOD, "https://n.example/f"))

    assert numbers(run(tmp_path, settings)) == (1, 0, 0, 0)
    (document,) = documents(es).values()
    assert document["url"] == "https://n.example/f"


def test_a_reject_that_is_mended_leaves_the_rejects(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    run(folder, settings)
    run(folder, settings)
    (reject,) = list_rejects(es)
    assert (reject.reason, reject.tries, reject.path) == ("empty", 2, "empty.txt")

    (folder / "empty.txt").write_text(TALKS.replace("Geneva", "Vienna"))
    report = retry_rejects(settings)

    assert numbers(report.counts) == (1, 0, 0, 0)
    assert list(list_rejects(es)) == []
    assert len(documents(es)) == 3


def test_a_document_that_elasticsearch_refuses_is_a_reject_and_the_rest_goes_in(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    run(folder, settings)
    es.indices.put_settings(index="articles-en-000001", settings={"index.mapping.nested_objects.limit": 0})
    (folder / "flood.txt").write_text(FLOOD.replace("hundreds", "thousands"))
    (folder / "talks.txt").write_text(TALKS.replace("Tuesday", "Wednesday"))

    counts = run(folder, settings)

    assert numbers(counts) == (1, 0, 0, 2)
    assert counts.rejected_by_reason == {"empty": 1, "refused": 1}
    assert counts.rejected_by_stage == {"read": 1, "load": 1}
    (refused,) = [reject for reject in list_rejects(es) if reject.reason == "refused"]
    assert "nested" in refused.detail


def test_copies_of_a_story_share_its_id(tmp_path: Path, settings: Settings, es: Elasticsearch) -> None:
    (tmp_path / "one.txt").write_text(TALKS)
    (tmp_path / "two.txt").write_text("Another headline for it\n\n" + TALKS.partition("\n\n")[2])
    (tmp_path / "three.txt").write_text(FLOOD)

    run(tmp_path, settings, batch_size=1)

    stories = {d["source"]["path"]: d["story_id"] for d in documents(es).values()}
    assert stories["one.txt"] == stories["two.txt"] != stories["three.txt"]


def test_a_run_that_is_killed_and_done_again_ends_in_the_same_index(
    tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    most = 200
    for number in range(most):
        text = TALKS.replace("Geneva", f"Town{number}").replace("third", f"{number + 3}th")
        (tmp_path / f"{number:03}.txt").write_text(
            text + f"\nThe report of day {number} names {number * 7} towns in all.\n"
        )
    process = start(settings.model_copy(update={"batch_size": 4}), "ingest", str(tmp_path))
    kill_when(process, lambda: count(es) >= 4)
    assert 0 < count(es) < most

    again = run(tmp_path, settings, batch_size=4)
    after_crash = documents(es)
    remove_indices(es)
    run(tmp_path, settings, batch_size=7)

    assert again.discovered == most
    assert after_crash == documents(es)


def test_an_elasticsearch_that_stays_away_stops_the_run_with_one_line(
    folder: Path, settings: Settings
) -> None:
    away = settings.model_copy(update={"es_url": "http://127.0.0.1:9", "es_retry_seconds": 0})

    with pytest.raises(FatalError) as caught:
        ingest([str(folder)], away)

    assert "\n" not in str(caught.value)
    assert "http://127.0.0.1:9" in str(caught.value)


def test_a_path_that_is_not_there_is_said_before_elasticsearch_is_asked(tmp_path: Path) -> None:
    away = Settings(home=tmp_path, es_url="http://127.0.0.1:9", es_retry_seconds=0)

    with pytest.raises(FatalError, match="nowhere: no such file or folder"):
        ingest([str(tmp_path / "nowhere")], away)
