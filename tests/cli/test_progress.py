"""How far a run is, as a person at a terminal sees it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from elasticsearch import Elasticsearch

from etl.progress import number_of_files
from etl.settings import Settings
from tests.conftest import SEED


def test_counts_and_rate_move_before_a_batch_is_loaded(
    settings: Settings, es: Elasticsearch, tmp_path: Path
) -> None:
    for number in range(160):  # one batch, long enough for several pictures a second of it
        (tmp_path / f"{number}.txt").write_text(SEED.read_text().replace("ceasefire", f"truce {number}"))
    ours, terminal = pty.openpty()
    environment = {
        **os.environ, "CLIPPINGS_HOME": str(settings.home), "CLIPPINGS_SPACY_MODELS": "", "CLIPPINGS_WORKERS": "1",
        "CLIPPINGS_BATCH_SIZE": "160", "TERM": "xterm", "COLUMNS": "150",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "etl", "ingest", str(tmp_path)],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=terminal,
    ) as running:  # fmt: skip
        os.close(terminal)
        shown = b""
        while piece := _read(ours):
            shown += piece
    os.close(ours)

    assert running.returncode == 0
    counts = {int(match) for match in re.findall(r"(\d+) of 160 inputs(?!,)", shown.decode())} - {0, 160}
    assert len(counts) > 1
    assert all(count % 16 == 0 for count in counts)
    assert re.search(r"\d\.\d/s", shown.decode())
    assert "160 of 160 inputs, 160 indexed" in shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other end is closed
        return b""


def test_files_are_counted_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("1.txt", "a/2.txt", "a/.3.txt", ".hidden/4.txt"):
        (tmp_path / name).write_text("")

    assert number_of_files([str(tmp_path)]) == 2
    assert number_of_files([str(tmp_path), str(tmp_path / "1.txt")]) == 3
    assert number_of_files(["s3://bucket/articles"]) is None
