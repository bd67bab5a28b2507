"""Generations: built beside the live one under load, killed and gone on with, swapped, rolled back."""

from __future__ import annotations

import copy
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import ApiError, Elasticsearch

from etl import pipeline
from etl.article import Article
from etl.discover import discover
from etl.errors import FatalError
from etl.ingest import ingest
from etl.load import lease
from etl.load.batch import load_batches, prepare
from etl.load.building import begin, swap
from etl.load.generations import (
    BUILDING,
    ensure_indices,
    find,
    generations,
    make_live,
    stale_indices,
    targets,
)
from etl.load.indices import install_templates
from etl.load.lifecycle import describe, drop_named, roll_back
from etl.pipeline import Result, Task, pipeline_version, process
from etl.rebuild import rebuild
from etl.settings import Settings
from tests.conftest import Run
from tests.load.killing import kill_when, start
from tests.load.test_ingest import FLOOD, FRENCH, TALKS, documents, made_of, numbers

TOWNS = 120


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings without language models, in small batches."""
    return settings.model_copy(update={"spacy_models": "", "batch_size": 4})


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    """A folder of articles, of which every fifth is a copy of the one before."""
    root = tmp_path / "towns"
    root.mkdir()
    words = sorted({word for word in (TALKS + FLOOD).split() if word.isalpha()})
    for number in range(TOWNS):
        town = number - (number % 5 == 4)
        own = " ".join(random.Random(town).choices(words, k=200))
        text = TALKS.replace("Geneva", f"Town{town}").replace("third", f"{town + 3}th")
        (root / f"{number:02}.txt").write_text(f"{text}\nThe report said: {own}.\n")
    return root


def texts(root: Path, **articles: str) -> Path:
    root.mkdir(exist_ok=True)
    for name, text in articles.items():
        (root / f"{name}.txt").write_text(text)
    return root


def live_number(es: Elasticsearch) -> str | None:
    live = find(es, "live")
    return live.number if live else None


def in_generation(es: Elasticsearch, number: str) -> dict[str, Any]:
    """The paths of a generation's articles, each with its body; none while an index is so new that it does not answer."""
    es.indices.refresh(index=f"articles-*-{number}")
    try:
        hits = es.search(index=f"articles-*-{number}", size=1000)["hits"]["hits"]
    except ApiError as error:
        if error.status_code != 503:
            raise
        return {}
    return {hit["_source"]["source"]["path"]: hit["_source"]["body"] for hit in hits}


def wait_for(es: Elasticsearch, number: str, articles: int) -> None:
    """Wait until a generation holds so many articles."""
    deadline = time.monotonic() + 60
    while len(in_generation(es, number)) < articles:
        assert time.monotonic() < deadline, f"{number} never held {articles} articles"
        time.sleep(0.02)


@contextmanager
def searching(es: Elasticsearch) -> Iterator[set[frozenset[str]]]:
    """Search all the time, and collect the different sets of generations that answered."""
    seen: set[frozenset[str]] = set()
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            hits = es.search(index="articles", size=1000, source=False)["hits"]["hits"]
            seen.add(frozenset({hit["_index"].rpartition("-")[2] + f"/{len(hits)}" for hit in hits}))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def test_a_rebuild_takes_the_live_ones_place_whatever_the_languages(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    root = texts(tmp_path / "in", flood=FLOOD, talks=TALKS, fleuve=FRENCH)
    ingest([str(root)], quick)
    (root / "fleuve.txt").unlink()
    texts(
        root,
        rio="""El río inunda la ciudad vieja

Las fuertes lluvias desbordaron el río el lunes por la noche y los bomberos pusieron a salvo a cientos de personas.

El alcalde dijo que el agua había llegado a la plaza del mercado una hora después del primer aviso.
""",
    )

    report = rebuild([str(root)], quick)

    assert numbers(report.counts) == (3, 0, 0, 0)
    assert live_number(es) == "000002"
    assert {d["language"] for d in documents(es).values()} == {"en", "es"}
    assert sorted(es.indices.get_alias(name="articles")) == [
        f"articles-{language}-000002" for language in ("en", "es", "und")
    ]
    assert [(g.number, g.role, g.documents) for g in describe(es)] == [
        ("000001", "kept", 3),
        ("000002", "live", 3),
    ]
    for index in es.indices.get_settings(index="articles-*-000002").values():
        assert "refresh_interval" not in index["settings"]["index"]
        assert index["settings"]["index"]["auto_expand_replicas"] == "0-1"
    assert numbers(ingest([str(root)], quick).counts) == (0, 3, 0, 0)


def test_a_rebuild_that_is_killed_goes_on_and_is_never_seen_half(
    towns: Path, quick: Settings, es: Elasticsearch
) -> None:
    ingest([str(towns)], quick)
    before = documents(es)
    with searching(es) as seen:
        kill_when(start(quick, "rebuild", str(towns)), lambda: len(in_generation(es, "000002")) >= 12)
        half = len(in_generation(es, "000002"))
        report = rebuild([str(towns)], quick)

    assert 12 <= half < TOWNS
    assert report.counts.unchanged >= 12
    assert report.counts.discovered == TOWNS
    assert live_number(es) == "000002"
    assert documents(es) == before
    assert {len(sets) for sets in seen} == {1}
    assert {one for (one,) in seen} <= {f"000001/{TOWNS}", f"000002/{TOWNS}"}


def test_files_that_vanish_before_a_killed_rebuild_goes_on_are_not_in_it(
    towns: Path, quick: Settings, es: Elasticsearch
) -> None:
    other = texts(towns.parent / "other", fleuve=FRENCH)
    ingest([str(towns)], quick)
    process = start(quick, "rebuild", str(towns))
    kill_when(process, lambda: len(in_generation(es, "000002")) >= 8)
    ingest([str(other)], quick)
    gone = sorted(in_generation(es, "000002").keys() - {"fleuve.txt"})[0]
    (towns / gone).unlink()
    (towns / "broken.json").write_text("{")

    report = rebuild([str(towns)], quick)

    assert live_number(es) == "000002"
    assert report.counts.unchanged > 0
    assert (report.counts.discovered, report.counts.rejected) == (TOWNS, 1)
    expected = {path.name for path in towns.glob("*.txt")} | {"fleuve.txt"}
    assert {d["source"]["path"] for d in documents(es).values()} == expected


def test_an_ingest_that_runs_meanwhile_is_in_both(tmp_path: Path, quick: Settings, es: Elasticsearch) -> None:
    root = texts(tmp_path / "in", flood=FLOOD, talks=TALKS)
    other = texts(tmp_path / "other", fleuve=FRENCH)
    ingest([str(root)], quick)
    number = begin(es, [str(root)], "me", quick)

    texts(root, flood=FLOOD.replace("hundreds", "thousands"))
    assert numbers(ingest([str(root), str(other)], quick).counts) == (3, 0, 0, 0)
    both = [in_generation(es, "000001"), in_generation(es, number)]

    assert both[0] == both[1]
    assert both[0].keys() == {"flood.txt", "talks.txt", "fleuve.txt"}
    assert "thousands" in both[1]["flood.txt"]
    swap(es, number, "me", quick, accept_fewer=False)
    assert len(documents(es)) == 3


def test_an_ingest_that_was_started_before_notices_a_rebuild_and_its_end(
    towns: Path, quick: Settings, es: Elasticsearch
) -> None:
    empty = texts(towns.parent / "empty")
    batches = [
        process([Task(found=found) for found in part], quick, pipeline_version(quick))
        for part in pipeline.batches(discover([str(towns)], quick), quick.batch_size)
    ]
    prepare(es)

    def as_they_come() -> Iterator[list[Result]]:
        yield from batches[:3]
        wait_for(es, "000001", 3 * quick.batch_size)
        number = begin(es, [str(empty)], "me", quick)
        yield from batches[3:6]
        wait_for(es, number, 3 * quick.batch_size)
        swap(es, number, "me", quick, accept_fewer=True)
        yield from batches[6:]

    loaded = list(load_batches(es, as_they_come(), quick))
    again = ingest([str(towns)], quick)

    assert live_number(es) == "000002"
    assert [counts.indexed for counts in loaded] == [len(batch) for batch in batches]
    # The first batches were loaded before the rebuild began, whose input did not have them.
    assert numbers(again.counts) == (3 * quick.batch_size, TOWNS - 3 * quick.batch_size, 0, 0)
    assert len(documents(es)) == TOWNS


def test_an_older_reading_never_replaces_a_newer_one(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:

    root = texts(tmp_path / "in", flood=FLOOD)
    ingest([str(root)], quick)
    begin(es, [str(root)], "me", quick)
    older = made_of(root, quick)
    texts(root, flood=FLOOD.replace("hundreds", "thousands"))
    ingest([str(root)], quick)

    (counts,) = load_batches(es, [older], quick, rebuild=True)

    assert counts.superseded == 1
    assert "thousands" in in_generation(es, "000002")["flood.txt"]


def test_a_second_rebuild_is_refused_while_one_is_alive(
    towns: Path, quick: Settings, es: Elasticsearch
) -> None:
    process = start(quick, "rebuild", str(towns))
    try:
        while find(es, "building") is None and process.poll() is None:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGSTOP)
        with pytest.raises(FatalError, match="another rebuild is going on") as refused:
            rebuild([str(towns)], quick)
    finally:
        os.killpg(process.pid, signal.SIGCONT)
        _, error = process.communicate()

    assert "\n" not in str(refused.value)
    assert process.returncode == 0, error.decode()
    assert len(documents(es)) == TOWNS


def test_what_a_dead_rebuild_left_of_another_input_is_dropped(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    one, two = texts(tmp_path / "one", flood=FLOOD), texts(tmp_path / "two", talks=TALKS)
    begin(es, [str(one)], "process 1 of nowhere, started 1.0", quick)
    es.update(index=lease.INDEX, id="rebuild", doc={"seen_at": "2020-01-01T00:00:00Z"}, refresh=True)
    ingest([str(one)], quick)

    rebuild([str(two)], quick, accept_fewer=True)

    assert [d["source"]["path"] for d in documents(es).values()] == ["talks.txt"]
    assert BUILDING not in str(es.indices.get_alias(index="articles-*"))


def test_a_rebuild_that_loses_much_is_not_made_live_unless_confirmed(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    root = texts(tmp_path / "in", flood=FLOOD, talks=TALKS)
    ingest([str(root)], quick)
    (root / "talks.txt").unlink()

    with pytest.raises(FatalError, match="has 1 articles and the live one 2"):
        rebuild([str(root)], quick)
    assert len(documents(es)) == 2

    report = rebuild([str(root)], quick, accept_fewer=True)
    assert report.counts.unchanged == 1
    assert len(documents(es)) == 1


def test_a_generation_in_which_nothing_is_found_is_not_made_live(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    root = texts(tmp_path / "in", flood=FLOOD, talks=TALKS)
    ingest([str(root)], quick)
    number = begin(es, [str(root)], "me", quick)
    ingest([str(root)], quick)
    for id_ in documents(es):
        es.update(index="articles-en-000002", id=id_, doc={"title": "nothing", "body": "nothing"})

    with pytest.raises(FatalError, match="2 of 2 articles are not found"):
        swap(es, number, "me", quick, accept_fewer=False)
    assert live_number(es) == "000001"


def test_a_rebuild_of_a_missing_input_leaves_nothing_behind(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    root = texts(tmp_path / "in", flood=FLOOD)
    ingest([str(root)], quick)

    with pytest.raises(FatalError, match="no such file"):
        rebuild([str(root), str(tmp_path / "typo")], quick)

    assert [generation.role for generation in generations(es)] == ["live"]
    assert lease.holder(es) is None


def test_rolling_back_and_dropping(tmp_path: Path, quick: Settings, es: Elasticsearch) -> None:
    root = texts(tmp_path / "in", flood=FLOOD, talks=TALKS)
    ingest([str(root)], quick)
    texts(root, flood=FLOOD.replace("hundreds", "thousands"))
    rebuild([str(root)], quick)

    assert roll_back(es, None) == ("000002", "000001")
    assert not any("thousands" in document["body"] for document in documents(es).values())
    with pytest.raises(FatalError, match="kept are: 000002"):
        roll_back(es, None)
    assert roll_back(es, "2") == ("000001", "000002")
    assert any("thousands" in document["body"] for document in documents(es).values())
    with pytest.raises(FatalError, match="000002 is live"):
        drop_named(es, ["000001", "000002"])
    assert drop_named(es, []) == ["000001"]
    assert [generation.number for generation in generations(es)] == ["000002"]
    with pytest.raises(FatalError, match="none is kept"):
        roll_back(es, None)


def test_the_number_of_a_generation_is_never_used_again(
    tmp_path: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    root = texts(tmp_path / "in", flood=FLOOD)
    ingest([str(root)], quick)
    rebuild([str(root)], quick)
    roll_back(es, None)

    assert "000002 would go for good; nothing is dropped yet" in clippings("generations", "drop")
    assert [generation.number for generation in generations(es)] == ["000001", "000002"]
    assert clippings("generations", "drop", "--yes") == "dropped 000002\n"
    rebuild([str(root)], quick)
    assert [generation.number for generation in generations(es)] == ["000001", "000003"]
    es.indices.delete(index=list(es.indices.get(index="articles-*")))
    ingest([str(root)], quick)
    assert [generation.number for generation in generations(es)] == ["000004"]


def test_a_rebuild_from_the_index_takes_a_new_mapping_without_the_files(
    tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    root = texts(tmp_path / "in", flood=FLOOD, talks=TALKS, fleuve=FRENCH)
    ingest([str(root)], settings)
    before = documents(es)
    for name in before:
        assert before[name]["people"] or before[name]["language"] == "fr"
    for path in root.iterdir():
        path.unlink()
    es.indices.put_mapping(index="articles-en-000001", meta={"version": "older"})

    report = rebuild([], settings)

    assert numbers(report.counts) == (3, 0, 0, 0)
    assert documents(es) == before
    live = find(es, "live")
    assert live is not None
    assert stale_indices(es, live) == []


def test_an_ingest_gives_an_index_of_an_earlier_version_the_fields_that_it_lacks(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    install_templates(es)
    (part,) = es.cluster.get_component_template(name="clippings-articles")["component_templates"]
    template = part["component_template"]["template"]
    earlier = copy.deepcopy(template)
    del earlier["mappings"]["properties"]["laws"]
    es.cluster.put_component_template(name="clippings-articles", template=earlier)
    ensure_indices(es, targets(es, rebuild=False)[0], ["en"])
    es.cluster.put_component_template(name="clippings-articles", template=template)
    es.indices.put_mapping(index="articles-*", meta={"version": "older"})

    report = ingest([str(texts(tmp_path / "in", flood=FLOOD))], quick)

    assert numbers(report.counts) == (1, 0, 0, 0)
    assert any("clippings rebuild" in note for note in report.notes)


def test_a_rebuild_from_the_index_enriches_anew_and_says_by_what(
    tmp_path: Path, quick: Settings, settings: Settings, es: Elasticsearch
) -> None:
    root = texts(tmp_path / "in", flood=FLOOD, talks=TALKS)
    ingest([str(root)], quick)
    first = {d["id"]: d["timestamp"] for d in raw(es)}
    assert all(document["people"] == [] for document in documents(es).values())

    rebuild([], settings)

    assert {name for document in documents(es).values() for name in document["people"]} == {
        "Anna Keller",
        "Paul Brandt",
    }
    assert {d["id"]: d["timestamp"] for d in raw(es)} == first
    again = {id_: unsure(document) for id_, document in documents(es).items()}
    assert numbers(ingest([str(root)], settings).counts) == (0, 2, 0, 0)
    rebuild([str(root)], settings)
    assert {id_: unsure(document) for id_, document in documents(es).items()} == again


def test_a_rebuild_from_the_index_keeps_vectors_and_copies(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    other = "Another headline for it\n\n" + TALKS.partition("\n\n")[2]
    root = texts(tmp_path / "in", one=TALKS, two=other)
    cleaned = made_of(root, quick)
    for article in cleaned:
        assert isinstance(article, Article)
        article.embedding = [0.25] * 384
    list(load_batches(es, [cleaned], quick))

    rebuild([], quick)

    es.indices.refresh(index="articles")
    hits = es.search(index="articles", fields=[{"field": "embedding"}])["hits"]["hits"]
    assert [hit["fields"]["embedding"] for hit in hits] == [[0.25] * 384] * 2
    assert len({hit["_source"]["story_id"] for hit in hits}) == 1


def unsure(document: dict[str, Any]) -> dict[str, Any]:
    """The document without how sure its language is: what it was before tips the scales, as a page's word does."""
    return {name: value for name, value in document.items() if name != "language_confidence"}


def raw(es: Elasticsearch) -> list[dict[str, Any]]:
    return [hit["_source"] for hit in es.search(index="articles", size=100)["hits"]["hits"]]


def test_an_index_that_is_made_while_its_generation_goes_live_is_put_right(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    ingest([str(texts(tmp_path / "in", flood=FLOOD))], quick)
    begin(es, ["x"], "me", quick)
    make_live(es, "000002")
    es.indices.create(  # by an ingest that had seen the generation while it was being built
        index="articles-fr-000002", aliases={BUILDING: {}}, settings={"refresh_interval": "-1"}
    )

    ingest([str(texts(tmp_path / "other", fleuve=FRENCH))], quick)

    assert [document["language"] for document in documents(es).values()] == ["fr"]
    assert BUILDING not in str(es.indices.get_alias(index="articles-*"))
    made = es.indices.get_settings(index="articles-fr-000002")["articles-fr-000002"]["settings"]["index"]
    assert "refresh_interval" not in made


def test_a_rebuild_that_died_before_its_generation_was_made_can_be_ended(es: Elasticsearch) -> None:
    number = lease.take(es, ["x"], "process 1 of elsewhere, started 1.0")
    with pytest.raises(FatalError, match=f"generations drop {number}"):
        lease.take(es, ["x"], "me")

    assert drop_named(es, [number]) == [number]
    assert lease.holder(es) is None
