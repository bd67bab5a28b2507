"""The edges of an article's text in a page, and the lines between its paragraphs that are none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from etl.clean.fields.captions import is_caption, opens_as_caption
from etl.clean.judge.scrape_lines import is_chrome
from etl.clean.lines import Kind, is_credit
from etl.clean.text_lines import Line, as_lines

_HEAD = 20
"""Paragraphs within which the text begins; headlines, bylines, dates and ratings take no more."""
_LONG = 320
"""Weight above which a paragraph is running text without a further look; promo lines end below."""
_MOST_COLON = 60
"""Characters of a last line with a colon that introduces something which was left out."""
_LEFT = 0.15
"""Share of the text below a heading of other content up to which all below it is other content."""
_TEASER = 140
"""Weight up to which a paragraph below such a heading is a teaser."""
_DOUBLED = 100
"""Characters up to which a paragraph that comes twice in a row is a label of a picture or film."""
_LEAST_HEADLINE, _HEADLINE = 25, 0.7
"""Letters of a line, and their share of the title's, from which a line that the title begins with is the title."""
_PATH = 40
"""Characters of the path from the site's front that may stand before the title."""
_LEAST_NAME = 5
_PLACE = re.compile(r"^[^\W\d_][\w .,'()/-]{1,40}[—–-]$")


def trim(
    paragraphs: list[str], title: str | None, authors: Iterable[str], section: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Return the article's own among `paragraphs`, and the captions that stood between them.

    Left out are the headline, byline, date and section above the text, what a heading of other content opens below
    it, and chrome anywhere.
    """
    lines = as_lines(paragraphs)
    people = {name.casefold() for name in authors}
    names = people | {name.casefold() for name in section}
    start = _start(lines, (title or "").casefold(), names, people)
    end = _end(lines, start, names)
    inside = [line for line in lines[start:end] if not _is_chrome(line)]
    captions: list[str] = []
    texts: list[str] = []
    for line in inside:
        (captions if _is_caption(line) else texts).append(line.text)
    own = [
        text
        for text, before in zip(texts, ["", *texts], strict=False)
        if text != before or len(text) > _DOUBLED
    ]
    if len(own) > 1 and len(own[0]) == 1 and own[1][0].islower():  # a letter set large
        own[:2] = [own[0] + own[1]]
    if len(own) > 1 and _PLACE.match(own[0]):
        own[:2] = [f"{own[0]} {own[1]}"]
    return own, captions


def _is_chrome(line: Line) -> bool:
    return line.size <= _LONG and _is_short_chrome(line)


@lru_cache(maxsize=1_000)
def _is_short_chrome(line: Line) -> bool:
    text = line.text
    return not any(map(str.isalnum, text)) or is_chrome(line)


def _is_caption(line: Line) -> bool:
    if line.size > _LONG or (line.kind is Kind.PROSE and not opens_as_caption(line.text)):
        return False
    return is_caption(line.text)


def _is_headline(text: str, headline: str) -> bool:
    if text.endswith(headline) and len(text) <= len(headline) + _PATH:
        return True
    return len(text) >= max(_LEAST_HEADLINE, _HEADLINE * len(headline)) and headline.startswith(
        text.rstrip(".")
    )


def _start(lines: list[Line], headline: str, names: set[str], authors: set[str]) -> int:
    """Return where the text begins: below the headline, and below bylines, dates and other such lines."""
    start = prose = 0
    for number, line in enumerate(lines[:_HEAD]):
        text = line.text.casefold()
        if headline and prose < 2 and _is_headline(text, headline):
            return number + 1 + _start(lines[number + 1 :], "", names, authors)
        is_prose = line.kind is Kind.PROSE and not _is_chrome(line)
        prose += is_prose
        if prose == 0 and (
            (_is_chrome(line) and not text.isdigit())  # a number may be one of a recipe's
            or line.kind in (Kind.DATE, Kind.BYLINE)
            or text in names
            or any(len(name) >= _LEAST_NAME and name in text for name in authors)
        ):
            start = number + 1
    return start


def _end(lines: list[Line], start: int, names: set[str]) -> int:
    end = len(lines)
    sizes = [line.size if line.kind is Kind.PROSE and line.size > _TEASER else 0 for line in lines]
    above = sum(sizes[start:])
    below = 0
    for number in range(len(lines) - 1, start, -1):
        below += sizes[number]
        above -= sizes[number]
        if lines[number].is_end and below <= _LEFT * above:
            end = number
    while end > start and _is_tail(lines[end - 1], names):
        end -= 1
    return end


def _is_tail(line: Line, names: set[str]) -> bool:
    if _is_chrome(line) or line.kind is Kind.DATE or line.text.casefold() in names:
        return True
    if line.kind is not Kind.SHORT:
        return False
    if is_credit(line.text):
        return True
    return len(line.text) <= _MOST_COLON and line.text.endswith((":", "："))
