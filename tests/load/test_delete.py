"""Deleted articles stay away until they are let in; pruned ones go with their files."""

from __future__ import annotations

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from typer.testing import CliRunner

from etl.cli import app
from etl.errors import FatalError
from etl.ingest import ingest
from etl.load.batch import load_batches
from etl.load.building import begin, swap
from etl.load.deletion import delete, doomed
from etl.load.lifecycle import roll_back
from etl.load.rejects import list_rejects
from etl.prune import prune
from etl.rebuild import rebuild
from etl.settings import Settings
from tests.conftest import Run
from tests.load.test_ingest import FLOOD, FRENCH, TALKS, documents, made_of, numbers, page_of


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings without language models."""
    return settings.model_copy(update={"spacy_models": ""})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    root.mkdir()
    for name, text in (("flood", FLOOD), ("talks", TALKS), ("fleuve", FRENCH)):
        (root / f"{name}.txt").write_text(text)
    return root


def paths(es: Elasticsearch) -> set[str]:
    return {document["source"]["path"] for document in documents(es).values()}


def id_of(es: Elasticsearch, path: str) -> str:
    return next(id_ for id_, document in documents(es).items() if document["source"]["path"] == path)


def test_a_deleted_article_stays_away_until_it_is_purged(
    folder: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    ingest([str(folder)], quick)
    id_ = id_of(es, "flood.txt")

    shown = clippings("delete", id_)
    assert "River floods the old town" in shown
    assert "1 would go" in shown
    assert "--yes" in shown
    assert len(paths(es)) == 3

    assert clippings("delete", id_, "--yes", "--reason", "wrong") == "1 deleted\n"
    assert paths(es) == {"talks.txt", "fleuve.txt"}
    report = ingest([str(folder)], quick)
    assert report.counts.deleted == 1
    assert numbers(report.counts) == (0, 2, 0, 0)
    (reject,) = list_rejects(es)
    assert reject.detail.startswith("wrong, ")
    assert f"clippings delete {id_} --purge" in reject.detail

    assert clippings("delete", id_, "--purge", "--yes") == "1 purged\n"
    assert list(list_rejects(es)) == []
    assert numbers(ingest([str(folder)], quick).counts) == (1, 2, 0, 0)


def test_what_a_purge_asks_to_be_confirmed_is_what_it_takes(
    folder: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    (folder / "many.jsonl").write_text(
        "".join(f'{{"id": "r{number}", "body": "{TALKS.splitlines()[2]}"}}\n' for number in range(3))
    )
    ingest([str(folder)], quick)
    many = ("delete", "--uri", (folder / "many.jsonl").as_uri(), "--purge")
    clippings(
        "delete", next(id_ for id_, it in documents(es).items() if "many" in it["source"]["path"]), "--yes"
    )

    # The one that is deleted already has a tombstone alone: it is no article that could be lost.
    assert "3 would go; nothing is deleted yet: confirm by running the same with --yes-all 2" in clippings(
        *many
    )
    assert clippings(*many, "--yes-all", "2") == "3 purged\n"


def test_by_query_and_by_uri(folder: Path, quick: Settings, es: Elasticsearch, clippings: Run) -> None:
    (folder / "many.jsonl").write_text(
        "".join(f'{{"id": "r{number}", "body": "{TALKS.splitlines()[2]}"}}\n' for number in range(3))
    )
    ingest([str(folder)], quick)

    assert clippings("delete", "--query", '"old town" -Geneva lang:en', "--yes") == "1 deleted\n"
    many = ("delete", "--uri", (folder / "many.jsonl").as_uri())
    with pytest.raises(FatalError, match=r"3 articles would go, which is more than a fifth.*--yes-all 3"):
        clippings(*many, "--yes")
    with pytest.raises(FatalError, match="3 articles would go and not 5"):
        clippings(*many, "--yes-all", "5")
    assert "3 would go; nothing is deleted yet: confirm by running the same with --yes-all 3" in clippings(
        *many
    )
    assert len(documents(es)) == 5
    assert clippings(*many, "--yes-all", "3") == "3 deleted\n"
    assert paths(es) == {"talks.txt", "fleuve.txt"}
    assert ingest([str(folder)], quick).counts.deleted == 4
    assert clippings("delete", "--uri", "file:///nowhere") == "nothing to delete\n"
    with pytest.raises(FatalError, match="not closed"):
        clippings("delete", "--query", '"old')
    with pytest.raises(FatalError, match="name what to delete"):
        clippings("delete", "--yes")
    for empty in ("", " ", '""'):
        with pytest.raises(FatalError, match="--query is empty"):
            clippings("delete", "--query", empty, "--yes")
    assert len(documents(es)) == 2


def test_the_line_after_a_deleted_one_is_not_taken_for_it(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    lines = [f'{{"id": "{name}", "body": "{TALKS.splitlines()[2]}"}}\n' for name in ("a", "b")]
    (tmp_path / "two.jsonl").write_text("".join(lines))
    ingest([str(tmp_path)], quick)
    delete(es, list(doomed(es, [id_of(es, "two.jsonl#L1")], None)), "wrong")

    (tmp_path / "two.jsonl").write_text(lines[1])
    report = ingest([str(tmp_path)], quick)

    assert report.counts.rejected == 0
    (document,) = documents(es).values()
    assert document["source"]["record_id"] == "b"


def test_a_deletion_holds_in_every_generation(folder: Path, quick: Settings, es: Elasticsearch) -> None:
    ingest([str(folder)], quick)
    rebuild([str(folder)], quick)
    begin(es, [str(folder)], "me", quick)
    read_before = made_of(folder, quick)

    removed = delete(es, list(doomed(es, [id_of(es, "flood.txt")], None)), "wrong")
    (counts,) = load_batches(es, [read_before], quick, rebuild=True)
    swap(es, "000003", "me", quick, accept_fewer=True)

    assert removed == 2
    assert counts.deleted == 1
    for _ in range(2):
        assert paths(es) == {"talks.txt", "fleuve.txt"}
        roll_back(es, None)
    rebuild([], quick)
    assert paths(es) == {"talks.txt", "fleuve.txt"}


def test_pruning_removes_what_has_no_file_any_more(
    folder: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    other = folder.parent / "in-other"  # its name begins like that of the folder
    other.mkdir()
    (other / "flood.txt").write_text(FLOOD.replace("Monday", "Sunday"))
    (folder / "empty.txt").write_text("")
    (folder / "many.jsonl").write_text(
        "".join(f'{{"id": "r{n}", "body": "{TALKS.splitlines()[2]}"}}\n' for n in range(8))
    )
    ingest([str(folder), str(other)], quick)
    lines = (folder / "many.jsonl").read_text().splitlines(keepends=True)
    (folder / "many.jsonl").write_text("".join(lines[:7]))
    for gone in (folder / "talks.txt", folder / "empty.txt", other / "flood.txt"):
        gone.unlink()

    printed = clippings("ingest", str(folder), "--prune", "--json")

    assert '"pruned":2' in printed
    assert {d["source"]["uri"].rpartition("/")[2] for d in documents(es).values()} == {
        "flood.txt",
        "fleuve.txt",
        *(f"many.jsonl#L{number}" for number in range(1, 8)),
    }
    assert list(list_rejects(es)) == []
    assert sum(d["source"]["uri"].startswith(other.as_uri()) for d in documents(es).values()) == 1


def test_deleting_by_a_path_and_by_an_id_that_is_none(
    folder: Path, quick: Settings, es: Elasticsearch, monkeypatch: pytest.MonkeyPatch, clippings: Run
) -> None:
    ingest([str(folder)], quick)
    monkeypatch.chdir(folder)

    assert "1 deleted" in clippings("delete", "--uri", "flood.txt", "--yes")
    assert paths(es) == {"talks.txt", "fleuve.txt"}
    wrong = CliRunner().invoke(app, ["delete", "0123", id_of(es, "talks.txt"), "--yes"])

    assert (wrong.exit_code, wrong.stderr) == (1, "no such article: 0123\n")
    assert paths(es) == {"fleuve.txt"}


def test_pruning_more_than_a_fifth_is_refused_unless_confirmed(
    folder: Path, quick: Settings, es: Elasticsearch
) -> None:
    ingest([str(folder)], quick)
    (folder / "talks.txt").unlink()

    with pytest.raises(FatalError, match="1 of the 3 articles"):
        prune([str(folder)], quick)
    assert len(paths(es)) == 3

    assert prune([str(folder)], quick, confirmed=True) == 1
    assert paths(es) == {"flood.txt", "fleuve.txt"}


def test_pruning_is_refused_when_a_part_cannot_be_read(
    folder: Path, quick: Settings, es: Elasticsearch
) -> None:
    ingest([str(folder)], quick)
    for path in folder.iterdir():
        path.unlink()
    (folder / "broken.json").write_text("{")

    with pytest.raises(FatalError, match="not JSON"):
        prune([str(folder)], quick, confirmed=True)
    with pytest.raises(FatalError, match="no such file"):
        prune([str(folder / "missing")], quick, confirmed=True)
    assert len(paths(es)) == 3


def test_a_file_that_moved_is_pruned_and_loaded_in_one_run(
    tmp_path: Path, quick: Settings, es: Elasticsearch, clippings: Run
) -> None:
    (tmp_path / "z.html").write_text(page_of(FLOOD, "https://n.example/f"))
    ingest([str(tmp_path)], quick)
    (tmp_path / "z.html").rename(tmp_path / "a.html")

    clippings("ingest", str(tmp_path), "--prune", "--yes")

    assert paths(es) == {"a.html"}
