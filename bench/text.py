"""Articles of 500 words per CPU-second of Clippings' cleaning of plain text, on one core.

    python bench/text.py SCRAPES… [--rounds N]

`SCRAPES` are folders of `*.txt`. The words are those of the files, so that scrapes with much chrome count as
what they are; each file counts with its fastest round.
"""

from __future__ import annotations

import argparse
import contextlib
import time
from pathlib import Path

from etl.article import RawArticle, Source
from etl.clean.text import clean_text
from etl.errors import RejectError

_WORDS = 500


def seconds(content: str, rounds: int) -> float:
    """Return the CPU seconds that cleaning `content` takes at best."""
    source = Source(uri="a.txt", path="a.txt", sha256="0" * 64, bytes=0, format="text")
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        with contextlib.suppress(RejectError):
            clean_text(RawArticle(source=source, content=content), 10_000_000)
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scrapes", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    for folder in args.scrapes:
        texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
        words = sum(len(text.split()) for text in texts)
        total = sum(seconds(text, args.rounds) for text in texts)
        print(
            f"{folder.name}: {len(texts)} files, {words} words, {words / _WORDS / total:.0f} articles of {_WORDS} words per CPU-second"
        )


if __name__ == "__main__":
    main()
