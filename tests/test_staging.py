"""Batch files between tasks."""

from __future__ import annotations

import stat
from pathlib import Path

from pydantic import TypeAdapter

from etl.staging import read_rows, write_rows

TEXT = TypeAdapter(str)


def test_rows_come_back_and_their_folder_is_its_owners_alone(tmp_path: Path) -> None:
    url = write_rows((tmp_path / "run" / "batch.ndjson").as_uri(), ["a", "ü"], TEXT)

    assert list(read_rows(url, TEXT)) == ["a", "ü"]
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def test_rows_come_back_from_another_store() -> None:
    url = write_rows("memory://staging/run/batch.ndjson", ["a"], TEXT)

    assert list(read_rows(url, TEXT)) == ["a"]
