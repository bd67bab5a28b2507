"""Pages per CPU-second and body F1 of Clippings' cleaning beside other extractors, in one run on one core.

    python bench/extraction.py CORPUS [--rounds N]

`CORPUS` holds `*.html` and `gold.ndjson` (`id`, `body`). Each extractor gets the decoded page and gives the body
as text; each page is timed alone and counts with its fastest round. One that is not installed is left out.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from etl.article import RawArticle, Source
from etl.clean.html import clean_html
from etl.errors import RejectError

Extractor = Callable[[str], str]
# Scripts written without spaces count one token a character.
_CJK = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])\w)+")


def clippings() -> Extractor:
    source = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=0, format="html")

    def extract(html: str) -> str:
        try:
            return clean_html(RawArticle(source=source, content=html), 1_000_000).body
        except RejectError:
            return ""

    return extract


def trafilatura_default() -> Extractor:
    from trafilatura import extract

    return lambda html: extract(html) or ""


def trafilatura_fast() -> Extractor:
    from trafilatura import extract

    return lambda html: extract(html, fast=True) or ""


def trafilatura_precision() -> Extractor:
    from trafilatura import extract

    return lambda html: extract(html, favor_precision=True, include_comments=False) or ""


def readability_lxml() -> Extractor:
    from lxml.html import fromstring
    from readability import Document

    return lambda html: str(fromstring(Document(html).summary()).xpath("string()"))


def newspaper4k() -> Extractor:
    from newspaper import Article

    def extract(html: str) -> str:
        article = Article("https://example.com/article", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return extract


def news_please() -> Extractor:
    # It would fetch each page's pictures; a closed port refuses at once, and only CPU time counts here.
    os.environ.update(dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9"))
    from newsplease import NewsPlease

    return lambda html: str(NewsPlease.from_html(html, "https://example.com/article").maintext or "")


def resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: str(extract_plain_text(html, main_content=True))


EXTRACTORS = (
    clippings,
    trafilatura_default,
    trafilatura_fast,
    trafilatura_precision,
    readability_lxml,
    newspaper4k,
    news_please,
    resiliparse,
)


def grams(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Return the runs of `size` words in `text` with their counts."""
    words = _TOKEN.findall(text)
    runs = range(max(1, len(words) - size + 1))
    return Counter(tuple(words[start : start + size]) for start in runs) if words else Counter()


def body_f1(found: dict[str, str], gold: dict[str, str]) -> float:
    """Return F1 of the mean precision and the mean recall over pages, in runs of four words."""
    precisions, recalls = [], []
    for name, body in gold.items():
        want, got = grams(body), grams(found[name])
        same = (want & got).total()
        recalls.append(same / want.total())
        if got:
            precisions.append(same / got.total())
    precision, recall = mean(precisions or [0.0]), mean(recalls)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def measure(extract: Extractor, pages: dict[str, str], rounds: int) -> tuple[float, dict[str, str], int]:
    """Return CPU seconds for all `pages`, their texts, and how many failed."""
    best = dict.fromkeys(pages, float("inf"))
    found: dict[str, str] = {}
    failed: set[str] = set()
    for _ in range(rounds):
        for name, html in pages.items():
            start = time.process_time()
            try:
                found[name] = extract(html)
            except Exception:  # another project's bug costs it this page and not the comparison
                found[name] = ""
                failed.add(name)
            best[name] = min(best[name], time.process_time() - start)
    return sum(best.values()), found, len(failed)


def decoded(path: Path) -> str:
    """Return the page as text: UTF-8, else by what `charset-normalizer` finds."""
    content = path.read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(content).best()
        return str(best) if best else content.decode("utf-8", "replace")


def main() -> None:
    parser = argparse.ArgumentParser(description="Cleaning of pages: speed and body F1 beside others.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="names of extractors")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    lines = (arguments.corpus / "gold.ndjson").read_text(encoding="utf-8").splitlines()
    gold = {row["id"]: row["body"] for row in map(json.loads, lines)}
    pages = {name: decoded(arguments.corpus / f"{name}.html") for name in gold}
    print(f"{len(pages)} pages, {arguments.rounds} rounds, fastest round of each page")
    print(f"{'extractor':24}{'pages/s':>9}{'vs trafilatura':>16}{'body F1':>9}{'failed':>8}")
    results: list[tuple[str, float, float, int]] = []
    chosen = [build for build in EXTRACTORS if not arguments.only or build.__name__ in arguments.only]
    for build in chosen:
        name = build.__name__
        try:
            extract = build()
        except ImportError as error:
            print(f"{name:24}not installed ({error.name})")
            continue
        seconds, found, failed = measure(extract, pages, arguments.rounds)
        results.append((name, len(pages) / seconds, body_f1(found, gold), failed))
    default = next((speed for name, speed, _, _ in results if name == "trafilatura_default"), 0.0)
    for name, speed, score, failed in results:
        ratio = f"{speed / default:.2f}x" if default else "-"
        print(f"{name:24}{speed:9.1f}{ratio:>16}{score:9.3f}{failed:8}")


if __name__ == "__main__":
    main()
