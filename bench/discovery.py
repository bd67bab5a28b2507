"""Discovery: what dealing out many tiny files costs, all in one folder, as the first task of a run does it.

    CLIPPINGS_HOME=EMPTY-FOLDER python -m bench.discovery NUMBER…      (of files: 10000 100000)

Memory is this process's own, at its most, less what it had before; the batch files are those that the shards read.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from etl.settings import Settings
from etl.shards import deal_input
from etl.staging import remove

_MOST_SHARDS = 1_000


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _deal(number: int, settings: Settings) -> str:
    with tempfile.TemporaryDirectory() as name:
        for count in range(number):
            (Path(name) / f"article-{count:08}.txt").write_text(f"Article {count}\n\nIt is a short one.\n")
        deal_input(
            settings, "warm", f"{name}/article-00000000.txt", 200, _MOST_SHARDS
        )  # imports, the node's templates
        before, start, cpu = _peak(), time.monotonic(), time.process_time()
        folder, shards = deal_input(settings, "bench", name, 200, _MOST_SHARDS)
        seconds, cpu = time.monotonic() - start, time.process_time() - cpu
        staged = sum(file.stat().st_size for file in Path(folder.removeprefix("file://")).iterdir())
        remove(folder)
    return (
        f"{number:9,} {len(shards):7,} {_peak() - before:8.1f} MB {seconds:8.1f} s {cpu / number * 1e6:6.0f} µs "
        f"{staged / number:6.0f} bytes"
    )


def main() -> None:
    """Print a line for each number; each is measured in a process of its own."""
    if sys.argv[1:2] == ["--one"]:
        print(_deal(int(sys.argv[2]), Settings()))
        return
    print("    files  shards      memory       time  CPU a file  staged a file")
    for number in sys.argv[1:]:
        subprocess.run([sys.executable, "-m", "bench.discovery", "--one", number], check=True)


if __name__ == "__main__":
    main()
