"""What a line of a plain-text scrape is, judged from the line alone."""

from __future__ import annotations

import re
from enum import StrEnum

from etl.clean.dates.visible import is_date_line
from etl.clean.lexicon import WIDE
from etl.clean.promo import promo

_END = re.compile(r"[.!?…。！？।؟۔:;]['\"”’»)\]]{0,3}$|[”」』]$")
_BYLINE = re.compile(
    r"^(?:(?:written |reported |story |text )?by|par|von|por|di|door|av|автор|текст)(?:\s{0,3}:)?\s{1,9}\S.{1,80}$|^(?:记者|文|作者)\s?[:：／/]",
    re.I,
)
_MOST_LABEL = 160
"""Most characters of a line that may be only a byline or a date."""
_LEAST_WORDS = 9
_LEAST_LETTERS = 50
_LONG = 140
_WEIGHED = 20_000
"""Characters of a line whose script is examined; no paragraph is longer."""


class LineKind(StrEnum):
    """What kind of line a line is."""

    PROSE = "prose"
    SHORT = "short"
    BYLINE = "byline"
    DATE = "date"
    PROMO = "promo"


def weight(line: str) -> int:
    """Return the length of `line` in Latin letters; a Chinese or Japanese character says as much as three."""
    return len(line) if line.isascii() else len(line) + 2 * len(WIDE.findall(line[:_WEIGHED]))


def ends_sentence(line: str) -> bool:
    """Return whether `line` ends like a sentence."""
    return bool(_END.search(line[-8:]))


def kind(line: str) -> LineKind:
    """Return the kind of the normalized, non-empty `line`."""
    if promo(line):
        return LineKind.PROMO
    if len(line) <= _MOST_LABEL:
        if is_date_line(line):
            return LineKind.DATE
        if _BYLINE.match(line) and not ends_sentence(line):
            return LineKind.BYLINE
    return LineKind.PROSE if is_prose(line) else LineKind.SHORT


def is_prose(line: str) -> bool:
    """Return whether `line` reads like at least one sentence of running text."""
    size = weight(line)
    if size >= _LONG and line.count("|") < 3:
        return True
    return (
        ends_sentence(line)
        and size >= _LEAST_LETTERS
        and (len(line.split()) >= _LEAST_WORDS or bool(WIDE.search(line)))
    )
