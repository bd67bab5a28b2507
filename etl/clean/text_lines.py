"""Split a plain-text scrape into lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from etl.clean.fragments import unescaped
from etl.clean.lines import LineKind, kind, weight
from etl.clean.normalize import normalize_line

_BELOW_START, _BELOW_END = 15, 4
"""Lines below the start and below the text in which byline and date are looked for if they are not above."""


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line, whether it follows a blank one, and its kind judged from the line alone."""

    text: str
    kind: LineKind
    after_blank: bool
    size: int
    """Its weight: its length in Latin letters."""


def lines_of_text(content: str) -> list[Line]:
    """Return the non-empty normalized lines of a scrape; lines wrapped at a column are joined, `&amp;` becomes `&`."""
    return as_lines(map(normalize_line, _reflowed(unescaped(content).splitlines())))


def as_lines(texts: Iterable[str]) -> list[Line]:
    """Return the lines of normalized `texts`; an empty text is a blank line."""
    lines, after_blank = [], True
    known: dict[str, tuple[LineKind, int]] = {}
    for text in texts:
        if not text:
            after_blank = True
            continue
        if text not in known:
            known[text] = kind(text), weight(text)
        what, size = known[text]
        lines.append(Line(text, what, after_blank, size))
        after_blank = False
    return lines


def _reflowed(lines: list[str]) -> list[str]:
    """Join lines of text that was wrapped at a column, as in e-mail and wire stories."""
    lengths = [len(line) for line in lines if line.strip()]
    if len(lengths) < 6 or max(lengths) > 100:
        return lines
    full = sum(1 for length in lengths if length >= 55)
    if full < 0.5 * len(lengths):
        return lines
    joined: list[str] = []
    for line, before in zip(lines, ["", *lines], strict=False):
        if line.strip() and len(before) >= 50 and joined:
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
    return joined


def below_text(lines: list[Line], chosen: list[int], start: int) -> list[int]:
    """Return the numbers of the lines just below `start` in the article, and just below the article's last line.

    Some systems put byline and date there; `chosen` are the numbers of the article's lines.
    """
    last = chosen[-1]
    inside = range(start, min(last, start + _BELOW_START))
    return [*inside, *range(last + 1, min(len(lines), last + 1 + _BELOW_END))]
