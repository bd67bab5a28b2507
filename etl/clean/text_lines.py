"""The lines of a plain-text scrape, and the run of them that rules alone take for the article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from etl.clean.fragments import unescaped
from etl.clean.lines import Kind, ends_sentence, is_credit, kind, weight
from etl.clean.normalize import normalize_line
from etl.clean.text_words import is_end

# What a line says for or against the article going on, in characters of prose. Found on scrapes of 76 pages,
# where anything near these does as well.
_PROSE_CAP = 400
_COST = {Kind.CHROME: 60, Kind.BYLINE: 30, Kind.DATE: 30, Kind.PROMO: 10}
_SHORT_COST, _SHORT_SHARE, _SHORT_CAP = 8, 0.8, 80
_END_COST = 400
_MOST_SHORT_RUN = 3
"""Short lines together between two paragraphs that are still the article's: a list, a sub-heading in two parts."""
_LOOSE_LEAST = 36
"""Weight of a line without an end mark that may be prose where a writer uses none: verse, lists, some blogs."""
_LOOSE_SHARE, _LOOSE_COST, _LOOSE_END_COST = 0.5, 30, 200
_LOOSE_TIMES = 4
"""So many times more text must the loose run have than the strict one to be taken instead."""
_BELOW_START, _BELOW_END = 15, 4
"""Lines below the start, and below the text, in which byline and date may stand when they do not stand above."""
_LOOSE_LEAST_TEXT = 300
"""Gain below which no loose run is taken."""


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line, whether a blank one stands before it, and what it is by itself."""

    text: str
    kind: Kind
    after_blank: bool
    size: int
    """Its weight: its length in Latin letters."""
    is_end: bool
    """Whether it heads what sites put below an article."""


@dataclass(frozen=True, slots=True)
class Run:
    """The lines from `start` to before `end`; loose when no line of it had to end as sentences do."""

    start: int
    end: int
    is_loose: bool = False


def lines_of_text(content: str) -> list[Line]:
    """Return the non-empty lines of a scrape, normalized; those wrapped at a column are joined, `&amp;` is read as `&`."""
    return as_lines(map(normalize_line, _reflowed(unescaped(content).splitlines())))


def as_lines(texts: Iterable[str]) -> list[Line]:
    """Return the lines of normalized `texts`, of which the empty ones are blank lines."""
    lines, after_blank = [], True
    known: dict[str, tuple[Kind, int, bool]] = {}
    for text in texts:
        if not text:
            after_blank = True
            continue
        if text not in known:
            known[text] = kind(text), weight(text), is_end(text)
        what, size, ends = known[text]
        lines.append(Line(text, what, after_blank, size, ends))
        after_blank = False
    return lines


def _reflowed(lines: list[str]) -> list[str]:
    """Join the lines of text that was wrapped at a column, as e-mail and wires send it."""
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
    """Return the numbers of the lines a little below `start` in the article, then of those right below its last.

    Some systems set byline and date there; `chosen` are the article's lines.
    """
    last = chosen[-1]
    inside = range(start, min(last, start + _BELOW_START))
    return [*inside, *range(last + 1, min(len(lines), last + 1 + _BELOW_END))]


def best_run(lines: list[Line]) -> Run:
    """Return the run of lines with the most prose in it; empty when there is none."""
    start, end = heaviest([_gain(line) for line in lines])
    strict = sum(min(line.size, _PROSE_CAP) for line in lines[start:end] if line.kind is Kind.PROSE)
    gains = [_loose_gain(line) for line in lines]
    loose_start, loose_end = heaviest(gains)
    loose = sum(gains[loose_start:loose_end])
    if loose > _LOOSE_LEAST_TEXT and loose > _LOOSE_SHARE * _LOOSE_TIMES * strict:
        return Run(loose_start, loose_end, is_loose=True)
    while start < end and lines[start].kind is not Kind.PROSE:
        start += 1
    return Run(start, end)


def heaviest(gains: list[float]) -> tuple[int, int]:
    """Return where the run of neighbours with the greatest sum starts and ends (Kadane's algorithm)."""
    most, best = 0.0, (0, 0)
    total, start = 0.0, 0
    for index, gain in enumerate(gains):
        if total <= 0:
            total, start = 0.0, index
        total += gain
        if total > most:
            most, best = total, (start, index + 1)
    return best


def _gain(line: Line) -> float:
    if line.kind is Kind.PROSE:
        return min(line.size, _PROSE_CAP)
    if line.is_end:
        return -_END_COST
    if line.kind is Kind.SHORT:
        return -(_SHORT_COST + _SHORT_SHARE * min(line.size, _SHORT_CAP))
    return -_COST[line.kind]


def _loose_gain(line: Line) -> float:
    size = line.size
    if line.kind is Kind.PROSE or (line.kind is Kind.SHORT and size >= _LOOSE_LEAST):
        return _LOOSE_SHARE * min(size, _PROSE_CAP)
    return -_LOOSE_END_COST if line.is_end else -_LOOSE_COST


def by_rules(lines: list[Line], run: Run) -> list[bool]:
    """Return which lines are the article's by rules: the run's prose, and short lines that belong to it."""
    inside = lines[run.start : run.end]
    body = [
        line.kind is Kind.PROSE or (line.kind is Kind.SHORT and _belongs(inside, index))
        for index, line in enumerate(inside)
    ]
    return [False] * run.start + body + [False] * (len(lines) - run.end)


def _belongs(lines: list[Line], index: int) -> bool:
    """Return whether a short line is the article's: a sentence, a sub-heading, or an item of a list."""
    text = lines[index].text
    if is_credit(text):
        return False
    if ends_sentence(text):
        return True
    start, end = index, index + 1
    while start and lines[start - 1].kind is Kind.SHORT and index - start <= _MOST_SHORT_RUN:
        start -= 1
    while end < len(lines) and lines[end].kind is Kind.SHORT and end - start <= _MOST_SHORT_RUN:
        end += 1
    is_between = start > 0 and end < len(lines) and lines[start - 1].kind is lines[end].kind is Kind.PROSE
    return is_between and end - start <= _MOST_SHORT_RUN
