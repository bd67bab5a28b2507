"""A nightly run is green when nothing fell out of it that had not fallen out before."""

from __future__ import annotations

from pathlib import Path

from elasticsearch import Elasticsearch
from typer.testing import CliRunner

from etl.cli import app
from etl.ingest import ingest
from etl.load.rejects import list_rejects
from etl.settings import Settings
from tests.conftest import Run
from tests.load.test_ingest import TALKS


def test_what_was_rejected_alike_before_is_known(
    tmp_path: Path, settings: Settings, es: Elasticsearch, clippings: Run
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("talks", TALKS), ("empty", ""), ("menu", "Menu\n\nHome\n\nContact\n")):
        (folder / f"{name}.txt").write_text(text)

    def run() -> int:
        return CliRunner().invoke(app, ["ingest", str(folder), "--json"]).exit_code

    assert (run(), run()) == (1, 0)
    assert clippings("rejects", "list", "--new") == "nothing is rejected\n"
    assert len(list(list_rejects(es))) == 2

    (folder / "menu.txt").write_text("Menu\n\nHome\n\nAbout\n")  # other bytes, rejected again
    assert run() == 1
    assert "menu.txt" in clippings("rejects", "list", "--new")
    assert "empty.txt" not in clippings("rejects", "list", "--new")
    assert "known before │        1" in clippings("runs", "--last")

    quick = settings.model_copy(update={"spacy_models": ""})
    other_stages = ingest([str(folder)], quick.model_copy(update={"semantic": True})).counts
    assert (other_stages.rejected, other_stages.known) == (2, 0)
    again = ingest([str(folder)], quick.model_copy(update={"semantic": True})).counts
    assert (again.rejected, again.known_by_reason) == (2, again.rejected_by_reason)


def test_a_retry_says_whether_rejects_are_left(
    tmp_path: Path, settings: Settings, es: Elasticsearch, clippings: Run
) -> None:
    (tmp_path / "empty.txt").write_text("")
    clippings("ingest", str(tmp_path))

    left = CliRunner().invoke(app, ["rejects", "retry"]).exit_code
    (tmp_path / "empty.txt").write_text(TALKS)
    mended = CliRunner().invoke(app, ["rejects", "retry"]).exit_code

    assert (left, mended) == (1, 0)
