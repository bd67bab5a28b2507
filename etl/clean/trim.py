"""The edges of an article's text: what stands above its first and below its last paragraph."""

from __future__ import annotations

from collections.abc import Iterable

from etl.clean.lines import Kind, is_credit, kind

_HEAD = 20
"""Paragraphs within which the text begins; headlines, bylines, dates and ratings take no more."""
_LONG = 320
"""Characters above which a paragraph is running text without a further look; promo lines end below."""
_MOST_COLON = 60
"""Characters of a last line with a colon that introduces something which was left out."""


def trim(paragraphs: list[str], title: str | None, authors: Iterable[str]) -> list[str]:
    """Return `paragraphs` without the headline, byline, date and chrome around and between them."""
    names = {author.casefold() for author in authors}
    headline = (title or "").casefold()
    kinds = [_kind(paragraph) for paragraph in paragraphs]
    start = _start(paragraphs, kinds, headline, names)
    end = len(paragraphs)
    while end > start and _is_tail(paragraphs[end - 1], kinds[end - 1], names):
        end -= 1
    return [paragraphs[n] for n in range(start, end) if kinds[n] is not Kind.CHROME]


def _kind(paragraph: str) -> Kind:
    return Kind.PROSE if len(paragraph) > _LONG else kind(paragraph)


def _start(paragraphs: list[str], kinds: list[Kind], headline: str, names: set[str]) -> int:
    head = paragraphs[:_HEAD]
    for number, paragraph in enumerate(head):
        if paragraph.casefold() == headline and kinds[:number].count(Kind.PROSE) < 2:
            return number + 1 + _start(paragraphs[number + 1 :], kinds[number + 1 :], "", names)
    start = 0
    for number, paragraph in enumerate(head):
        if kinds[number] is Kind.PROSE:
            break
        if kinds[number] in (Kind.CHROME, Kind.DATE, Kind.BYLINE) or paragraph.casefold() in names:
            start = number + 1
    return start


def _is_tail(paragraph: str, kind_: Kind, names: set[str]) -> bool:
    if kind_ in (Kind.CHROME, Kind.DATE) or paragraph.casefold() in names:
        return True
    if kind_ is not Kind.SHORT:
        return False
    return is_credit(paragraph) or (len(paragraph) <= _MOST_COLON and paragraph.endswith((":", "：")))
