"""Workers share what they know, and what they keep of the articles before does not add up."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from etl.discover import discover
from etl.pipeline import Task, batches, process_all
from etl.settings import Settings

_MOST = 300e6
"""Bytes of the process that workers are forked from and of two of these, which took 240 MB when this was written."""
_WORDS = (
    "council ferry harbour vote budget said minister school Westport Costa Martin rain strike price".split()
)


def _records(path: Path, number: int) -> Path:
    draw = random.Random(1)
    with path.open("w") as file:
        for n in range(number):
            text = " ".join(
                ".\n"
                if draw.random() < 0.07
                else draw.choice(_WORDS) + str(draw.randrange(9)) * (draw.random() < 0.2)
                for _ in range(200)
            )
            file.write(json.dumps({"title": f"Council meets {n}", "text": text}) + "\n")
    return path


def _held() -> int:
    """Return what the process that workers are forked from and they hold; other tests have left processes of their own."""
    held = 0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # a worker may have been replaced meanwhile
            if "etl.worker_process" in process.cmdline():
                held += process.memory_full_info().pss
    return held


@pytest.mark.slow
def test_workers_stay_small(tmp_path: Path) -> None:
    settings = Settings(workers=2, batch_size=20)
    tasks = (Task(found=found) for found in discover([str(_records(tmp_path / "a.jsonl", 600))], settings))

    held = [_held() for _ in process_all(batches(tasks, 20), settings)]

    half = len(held) // 2
    assert _MOST / 3 < max(held) < _MOST
    assert held[-1] < 1.1 * held[half]
