"""A `clippings` that is killed while it loads, with all its workers, as a machine that goes down kills it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from etl.settings import Settings


def start(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    """Start `clippings` with one worker, in a process group of its own."""
    environment = {
        **os.environ,
        "CLIPPINGS_HOME": str(settings.home),
        "CLIPPINGS_BATCH_SIZE": str(settings.batch_size),
        "CLIPPINGS_SPACY_MODELS": settings.spacy_models,
        "CLIPPINGS_WORKERS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def kill_when(process: subprocess.Popen[bytes], is_time: Callable[[], bool]) -> None:
    """Kill `process` when it is time. It stands still while that is looked up: it might be done before the answer."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        os.killpg(process.pid, signal.SIGSTOP)
        if is_time():
            break
        os.killpg(process.pid, signal.SIGCONT)
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
