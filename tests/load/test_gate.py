"""A run of which too much fell out has failed, however green its steps were."""

from __future__ import annotations

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from typer.testing import CliRunner

from etl.cli import app
from etl.report import Counts, fault_of
from etl.settings import Settings
from tests.conftest import Run
from tests.load.test_ingest import TALKS


def test_a_command_of_which_too_much_fell_out_says_so_and_exits_2(
    tmp_path: Path, es: Elasticsearch, clippings: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "talks.txt").write_text(TALKS)
    for number in range(19):
        (tmp_path / f"{number}.txt").write_text("")

    def run(allowed: str) -> tuple[int, str]:
        monkeypatch.setenv("CLIPPINGS_MOST_REJECTED", allowed)
        result = CliRunner().invoke(app, ["ingest", str(tmp_path), "--json"])
        return result.exit_code, result.stderr

    status, said = run("0.5")

    assert status == 2
    assert said.splitlines()[-1].startswith(
        "clippings: 19 of 20 new inputs were rejected, more than the share 0.5"
    )
    assert "rejected" in clippings("runs", "--last")  # its report is kept, and what was good is in
    es.indices.refresh(index="articles")
    assert es.count(index="articles")["count"] == 1
    assert run("0.5")[0] == 0  # all of them are known by now
    for number in range(19):
        (tmp_path / f"{number}.txt").write_text("Menu\n")
    assert run("1")[0] == 1


@pytest.mark.parametrize(
    ("new", "rejected", "crashed", "is_fault"),
    [
        (19, 19, 0, False),  # so few say little
        (20, 10, 0, False),
        (20, 11, 0, True),
        (100, 10, 10, False),
        (100, 11, 11, True),
        (5, 1, 1, False),  # one article may be to blame
        (5, 2, 2, True),
    ],
)
def test_what_is_too_much(settings: Settings, new: int, rejected: int, crashed: int, is_fault: bool) -> None:
    counts = Counts(
        discovered=new,
        indexed=new - rejected,
        rejected=rejected,
        rejected_by_reason={"crashed": crashed, "empty": rejected - crashed},
    )

    assert (fault_of(counts, settings.most_rejected) is not None) is is_fault
