"""How near to right the cleaning is on our own pages, as shares from 0 to 1."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from statistics import mean

from etl.article import Article, RawArticle, Source
from etl.clean import clean
from etl.errors import RejectError
from tests.quality.pages import Page

_CJK = r"\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])\w)+")
_MOST = 1_000_000


def cleaned(page: Page) -> Article | RejectError:
    """Return the article of `page`, or why there is none."""
    is_page = page.content.lstrip().startswith("<")
    source = Source(
        uri=f"file:///{page.name}", path=page.name, sha256="0", bytes=0, format="html" if is_page else "text"
    )
    try:
        return clean(RawArticle(source=source, content=page.content), _MOST)
    except RejectError as error:
        return error


def scores(pages: list[Page]) -> dict[str, float]:
    """Return F1 of the body (4-grams) and the share of right titles, authors and days."""
    precision, recall = [], []
    right: dict[str, list[bool]] = {"title": [], "authors": [], "date": []}
    for page in pages:
        assert page.gold
        found = cleaned(page)
        body = "" if isinstance(found, RejectError) else found.body
        want, got = _grams(page.body), _grams(body)
        same = (want & got).total()
        recall.append(same / want.total())
        precision += [same / got.total()] if got else []
        title, authors, date = (
            (None, [], None)
            if isinstance(found, RejectError)
            else (found.title, found.authors, found.published_at)
        )
        right["title"].append(_folded(title) == _folded(page.gold.title))
        right["authors"].append({*map(_folded, authors)} == {*map(_folded, page.gold.authors)})
        right["date"].append((date or "")[:10] == page.gold.date[:10])
    p, r = mean(precision or [0]), mean(recall)
    return {"body": 2 * p * r / (p + r) if p + r else 0.0, **{k: mean(v) for k, v in right.items()}}


def rejected(pages: list[Page]) -> float:
    """Return the share of `pages` that give no article."""
    return mean(isinstance(cleaned(page), RejectError) for page in pages)


def _grams(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def _folded(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").casefold()))
