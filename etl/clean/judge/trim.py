"""Trim the edges of an article's text, and leave out lines between its paragraphs that do not belong to it."""

from __future__ import annotations

from collections.abc import Iterable

from etl.clean import lexicon
from etl.clean.fields.captions import is_caption
from etl.clean.lines import LineKind
from etl.clean.text_lines import Line, as_lines

_HEAD = 20
"""The text begins within so many paragraphs; headlines, bylines, dates and ratings take no more."""
_LEAST_HEADLINE, _HEADLINE = 25, 0.7
"""A line with which the title begins is the title if it has so many letters and this share of the title's letters."""
_PATH = 40
"""Most characters of a path of sections before the title."""
_LEAST_NAME = 5
_HEADS = (LineKind.DATE, LineKind.BYLINE)


def trim(
    paragraphs: list[str], title: str | None, authors: Iterable[str], section: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Return the article's own paragraphs, and the captions that were between them.

    Headline, byline, date and section above the text, a date below it, and menus, buttons and the like anywhere are left out.
    """
    lines = as_lines(paragraphs)
    people = {name.casefold() for name in authors}
    start = _start(lines, (title or "").casefold(), people | {name.casefold() for name in section}, people)
    end = len(lines)
    while end > start and (lines[end - 1].kind is LineKind.DATE or _is_chrome(lines[end - 1])):
        end -= 1
    captions: list[str] = []
    texts: list[str] = []
    for line in lines[start:end]:
        if not _is_chrome(line):
            is_beside = line.kind is not LineKind.PROSE and is_caption(line.text)
            (captions if is_beside else texts).append(line.text)
    return texts, captions


def _is_chrome(line: Line) -> bool:
    return not any(map(str.isalnum, line.text)) or lexicon.is_chrome(line.text)


def _is_headline(text: str, headline: str) -> bool:
    if text.endswith(headline) and len(text) <= len(headline) + _PATH:
        return True
    return len(text) >= max(_LEAST_HEADLINE, _HEADLINE * len(headline)) and headline.startswith(
        text.rstrip(".")
    )


def _start(lines: list[Line], headline: str, names: set[str], authors: set[str]) -> int:
    """Return where the text begins: below the headline, bylines, dates and other such lines at the top."""
    start = 0
    for number, line in enumerate(lines[:_HEAD]):
        text = line.text.casefold()
        is_above = _is_chrome(line) and not text.isdigit()  # a number may be one of a recipe's
        if headline and _is_headline(text, headline):
            is_above = True
        elif line.kind is LineKind.PROSE and not is_above:
            break
        if (
            is_above
            or line.kind in _HEADS
            or text in names
            or any(len(name) >= _LEAST_NAME and name in text for name in authors)
        ):
            start = number + 1
    return start
