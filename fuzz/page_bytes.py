"""Fuzz the cleaning of pages with mutated bytes, led by coverage.

    python fuzz/page_bytes.py [FOLDER…] [-max_total_time=SECONDS]

Needs atheris (`requirements-bench.lock`). A crash is any exception but `RejectError`, or a page that takes over
`_MOST_SECONDS`; its input is written to the current folder, and becomes a test.
"""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["etl"]):
    from etl.article import RawArticle, Source
    from etl.clean.html import clean_html
    from etl.errors import RejectError

_MOST_SECONDS = 5
_SOURCE = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=0, format="html")


def test_one_input(data: bytes) -> None:
    """Clean `data` as a page.

    Raises:
        AssertionError: it took too long, or the document cannot be written as JSON.
    """
    start = time.process_time()
    try:
        article = clean_html(RawArticle(source=_SOURCE, content=data.decode("utf-8", "ignore")), 1_000_000)
    except RejectError:
        return
    assert article.document()
    assert time.process_time() - start < _MOST_SECONDS


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
