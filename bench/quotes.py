"""Quotations: who said what in whole articles of the development data, against what a reader marked by hand.

    python bench/quotes.py CORPUS [--show]      (CORPUS has html/gold.ndjson and entities/*.txt)

`quotes.tsv` has one quotation a line: article, start and end in its body with the marks, speaker, and `may` when a
reader can see it either way. Rules for marking: words in marks that the text ascribes to someone are a quotation,
with the name the article gives that one in full; several names are parted by "/", and an empty one says that the
article names nobody. What an organization says is said by it. One or two sentences broken by `, she said,` within a sentence are one
quotation, sentences of their own are two; a quotation over several paragraphs is one. `may`: fragments of up to
three words, and words of laws and documents. Everything else in marks is none: titles, nicknames, doubts, slogans.
An article without quotations stands alone on its line.

A quotation is found when four fifths of the words of both together are in both; at loose overlap, three tenths.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from etl.article import Article, Quote, Source
from etl.enrich import enrich
from etl.enrich.quotes.direct import add_quotes
from etl.settings import Settings

_STRICT = 0.8
_LOOSE = 0.3


@dataclass(frozen=True)
class Gold:
    """One quotation that a reader marked."""

    text: str
    speakers: tuple[str, ...]
    is_sure: bool


def bodies(corpus: Path) -> dict[str, str]:
    """Return the articles' bodies by name."""
    found = {}
    for line in (corpus / "html" / "gold.ndjson").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["id"]] = row["body"]
    for path in (corpus / "entities").glob("*.txt"):
        found[path.stem] = path.read_text(encoding="utf-8").partition("\n\n")[2].strip()
    return found


def article_of(name: str, body: str) -> Article:
    """Return an article that has nothing but its body."""
    source = Source(uri=f"file:///{name}", path=name, sha256="", bytes=0, format="text")
    return Article(id=name, body=body, source=source)


def _gold(bodies_: dict[str, str]) -> dict[str, list[Gold]]:
    found: dict[str, list[Gold]] = {}
    for line in Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, start, end, speakers, *may = f"{line}\t\t\t".split("\t")
        quotes = found.setdefault(name, [])
        if start:
            text = bodies_[name][int(start) : int(end)]
            quotes.append(Gold(text, tuple(speakers.split("/")), may[0] != "may"))
    return found


def _overlap(one: str, other: str) -> float:
    """Return the share of the words of both that are in both."""
    words, others = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    return (words & others).total() / max(1, (words | others).total())


def _matches(quotes: list[Quote], gold: list[Gold], least: float) -> list[tuple[Quote, Gold]]:
    """Return each quotation with the one that a reader marked, every one once."""
    pairs = sorted(
        ((_overlap(q.text, g.text), i, j) for i, q in enumerate(quotes) for j, g in enumerate(gold)),
        reverse=True,
    )
    found: dict[int, int] = {}
    for overlap, i, j in pairs:
        if overlap >= least and i not in found and j not in found.values():
            found[i] = j
    return [(quotes[i], gold[j]) for i, j in found.items()]


def _is_right(speaker: str | None, gold: Gold) -> bool:
    return (speaker or "").casefold() in {name.casefold() for name in gold.speakers}


def _f1(right: int, listed: int, marked: int) -> str:
    precision, recall = right / max(1, listed), right / max(1, marked)
    return f"precision {precision:.3f} recall {recall:.3f} F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def main() -> None:
    """Print the scores, and with --show each difference."""
    if len(sys.argv) < 2:
        sys.exit("usage: python bench/quotes.py CORPUS [--show]")
    texts = bodies(Path(sys.argv[1]))
    marked = _gold(texts)
    articles = [article_of(name, texts[name]) for name in marked]
    enrich(articles, Settings())
    counts: Counter[str] = Counter()
    for article in articles:
        gold = marked[article.id]
        for name, least in (("strict", _STRICT), ("loose", _LOOSE)):
            pairs = _matches(article.quotes, gold, least)
            sure = [(q, g) for q, g in pairs if g.is_sure]
            counts[f"{name} right"] += len(sure)
            counts[f"{name} listed"] += len(article.quotes) - (len(pairs) - len(sure))
            counts[f"{name} speaker"] += sum(_is_right(q.speaker, g) for q, g in sure)
        counts["marked"] += sum(g.is_sure for g in gold)
        if "--show" in sys.argv:
            _show(article, gold)
    print(f"{counts['marked']} quotations in {len(articles)} articles")
    for name in ("strict", "loose"):
        right = counts[f"{name} right"]
        print(
            f"{name} overlap: {_f1(right, counts[f'{name} listed'], counts['marked'])}"
            f" | speaker right {counts[f'{name} speaker'] / max(1, right):.3f}"
        )
    start = time.process_time()
    for article in articles:
        add_quotes(article)
    print(f"{(time.process_time() - start) * 1000 / len(articles):.2f} ms CPU an article")


def _show(article: Article, gold: list[Gold]) -> None:
    pairs = _matches(article.quotes, gold, _STRICT)
    for quote, right in pairs:
        if right.is_sure and not _is_right(quote.speaker, right):
            print(
                f"{article.id}: speaker {quote.speaker}, not {right.speakers[0] or None}: {right.text[:80]!r}"
            )
    for quote in article.quotes:
        if all(quote is not q for q, _ in pairs):
            print(f"{article.id}: extra ({quote.speaker}) {quote.text[:120]!r}")
    for right in gold:
        if right.is_sure and all(right is not g for _, g in pairs):
            print(f"{article.id}: missing ({right.speakers[0]}) {right.text[:120]!r}")


if __name__ == "__main__":
    main()
