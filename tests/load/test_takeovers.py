"""A file whose article is indexed from a newer copy is not forgotten: it has the article when the copy goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.ingest import ingest
from etl.load.takeovers import of_run
from etl.settings import Settings
from tests.conftest import Run
from tests.load.test_ingest import FLOOD, TALKS, documents, numbers, page_of

PAGE = page_of(FLOOD, "https://n.example/f")


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings without language models."""
    return settings.model_copy(update={"spacy_models": ""})


@pytest.fixture
def copies(tmp_path: Path, quick: Settings, es: Elasticsearch) -> tuple[Path, Path]:
    """An older and a newer file with one URL, in two folders with other articles, as they were ingested."""
    files = []
    for when, name in ((1_000_000_000, "old"), (1_100_000_000, "new")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "flood.html").write_text(PAGE)
        os.utime(folder / "flood.html", (when, when))
        for number in range(5):
            (folder / f"{number}.txt").write_text(TALKS.replace("Geneva", f"Town {number} {name}"))
        files.append(folder / "flood.html")
    ingest([str(tmp_path)], quick)
    return files[0], files[1]


def standing_from(es: Elasticsearch) -> list[str]:
    return [d["source"]["uri"] for d in documents(es).values() if d["url"]]


def test_a_run_names_which_file_took_the_place_of_which(
    copies: tuple[Path, Path], tmp_path: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    old, new = copies
    report = ingest([str(tmp_path)], quick)

    (takeover,) = of_run(es, report.started_at)

    assert numbers(report.counts) == (0, 11, 1, 0)
    assert (takeover.uri, takeover.by, takeover.differs) == (old.as_uri(), new.as_uri(), False)
    shown = clippings("runs", report.run_id, "--superseded")
    assert shown.startswith(f"{old.as_uri()}: a copy is indexed from {new.as_uri()}")
    os.utime(old, (1_200_000_000, 1_200_000_000))  # now it is the newer one
    (takeover,) = of_run(es, ingest([str(tmp_path)], quick).started_at)
    assert (takeover.uri, takeover.by) == (new.as_uri(), old.as_uri())


def test_pruning_leaves_the_article_with_the_other_file(
    copies: tuple[Path, Path], es: Elasticsearch, clippings: Run
) -> None:
    old, new = copies
    new.unlink()

    clippings("ingest", str(new.parent), "--prune", "--json")

    assert standing_from(es) == [old.as_uri()]
    assert len(documents(es)) == 11
    old.unlink()
    clippings("ingest", str(old.parent), "--prune", "--json")
    assert standing_from(es) == []


def test_deleting_a_file_leaves_the_article_with_the_other(
    copies: tuple[Path, Path], tmp_path: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    old, new = copies

    assert clippings("delete", "--uri", str(new), "--yes") == "1 deleted\n"
    counts = ingest([str(tmp_path)], quick).counts

    assert standing_from(es) == [old.as_uri()]
    assert (numbers(counts), counts.deleted) == ((0, 11, 0, 0), 1)
    assert clippings("delete", "--uri", str(new), "--purge", "--yes") == "1 purged\n"
    assert numbers(ingest([str(tmp_path)], quick).counts) == (1, 11, 0, 0)
    assert standing_from(es) == [new.as_uri()]


def test_deleting_a_file_that_is_superseded_leaves_the_article(
    copies: tuple[Path, Path], tmp_path: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    old, new = copies

    assert clippings("delete", "--uri", str(old), "--yes") == "1 deleted\n"
    counts = ingest([str(tmp_path)], quick).counts

    assert standing_from(es) == [new.as_uri()]
    assert (numbers(counts), counts.deleted) == ((0, 11, 0, 0), 1)


def test_deleting_an_article_deletes_it_from_every_file(
    copies: tuple[Path, Path], tmp_path: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    (id_,) = [id_ for id_, d in documents(es).items() if d["url"]]

    clippings("delete", id_, "--yes")

    assert ingest([str(tmp_path)], quick).counts.deleted == 2
    assert standing_from(es) == []
