"""What is above an article in plain text: its title, section, byline, dates and captions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from etl.clean import lexicon
from etl.clean.dates.visible import Dates
from etl.clean.fields.captions import is_caption
from etl.clean.fields.text_byline import byline_authors
from etl.clean.fields.text_dates import ages_of, dates_of
from etl.clean.lines import LineKind, ends_sentence
from etl.clean.text_lines import Line, below_text

_ABOVE = 60
"""Lines above the first paragraph in which the title is looked for."""
_WITHIN = 3
"""First lines of the article in which the title is looked for too: some scrapes have it below the standfirst."""
_BELOW_TITLE = 8
"""Lines below the title that may be byline and dates, if the article has started before."""
_ABOVE_START = 12
"""Lines above the first paragraph that may be byline and dates, if there is no title."""
_ABOVE_TITLE = 8
_MOST_TITLE = 220
_LEAST_TITLE = 3
_NO_TITLE = re.compile(
    r"^(?:by|posted|published|updated|image|media|caption|photo|supported|advertisement|continue|share|sign|follow|listen"
    r"|watch|subscribe|skip|copyright|par|von|por|credit|close|play|video|buy|get|up next|most|more|related|join|log|home|menu"
    r"|download|read|see|view|last|tags?|search)\b",
    re.I,
)
_NO_SHORT_TITLE = re.compile(r"\b(?:newsletters?|cookies?|comments?|facebook|javascript)\b", re.I)
_SHORT = 40
"""Such a word makes a line of at most this length a label; longer headlines may have one too."""
_PATH = re.compile(r"[^>›»]{1,80}[>›»][^>›»]{1,80}[>›»]")
_CRUMBS = re.compile(r"\s{0,3}[>»›/|]\s{0,3}")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HOME = frozenset({"home", "homepage", "start", "startseite", "accueil", "inicio"})
_WORD = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|\\w{4,}")
_LONG_TITLE = 25
"""Least weight of a line that is long enough for a title."""
_MOST_PAGE = 200_000
"""Characters of the page in which a title is looked for again."""
# The weights of what `title_candidates` returns, fitted on the titles of the development pages.
_TITLE_WEIGHTS = (2.1, 1.8, 1.4, -1.2, -1.6, -0.1, -0.6, 0.9, 1.4, -0.6, 2.1, -0.7, -0.9, -1.0, -0.5, -0.8)
_LEAST_SCORE = 4.0
"""Least sum of weights of a title; below it, all lines are labels or buttons."""
_DECK = 1.5
"""How much more like a title a standfirst may look than the title just above it."""
_MOST_BODY = 20_000
"""Characters of the body whose words a title is compared with."""
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,5}$")
"""A headline may end in them: `in Washington, D.C.`"""
_MOST_CAPTIONS = 3
_SEPARATOR = re.compile(r"\s[|\-–—·•:»]{1,2}\s|\s?[|_｜]\s?")


@dataclass(frozen=True)
class Head:
    """What is above the first paragraph; `title_line` is the number of the title's line."""

    title: str | None = None
    title_line: int | None = None
    section: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dates: Dates = field(default_factory=Dates)
    captions: list[str] = field(default_factory=list)


def read_head(lines: list[Line], chosen: list[int], start: int, scraped_at: datetime | None) -> Head:
    """Return what the lines around the start of the article say; `chosen` are the numbers of the article's lines.

    `start` is the number of the article's first paragraph. An age ("2 hours ago") is counted back from `scraped_at`.
    """
    number = _title_line(lines, chosen, start)
    first = max(0, start - _ABOVE_START) if number is None else number + 1
    below = list(range(first, min(len(lines), max(start, first + _BELOW_TITLE))))
    above = list(range(first - 1, max(-1, first - 1 - _ABOVE_TITLE), -1))
    dates = _dates(lines, [*below, *above], [] if number is None else range(first, start), scraped_at)
    return Head(
        title=None if number is None else _without_site(lines, number),
        title_line=number,
        section=[] if number is None else _section(lines[max(0, number - 3) : number]),
        authors=byline_authors(lines, "" if number is None else lines[number].text, below, above, chosen),
        dates=dates if any(dates) else _dates_around(lines, chosen, start),
        captions=_captions(lines, [n for n in below if n < start]),
    )


def _dates(lines: list[Line], near: list[int], between: Iterable[int], scraped_at: datetime | None) -> Dates:
    """Return the dates in the lines `near` the title, or else the ages in those `between` title and first paragraph."""
    stated = dates_of(lines[n].text for n in sorted(near, key=lambda n: not _is_head(lines[n])))
    if stated.published_at or stated.modified_at or scraped_at is None:
        return stated
    return ages_of((lines[n].text for n in between), scraped_at)


def _dates_around(lines: list[Line], chosen: list[int], start: int) -> Dates:
    """Return the dates in the bylines and date lines just below the first paragraph or the end of the text."""
    return dates_of(lines[n].text for n in below_text(lines, chosen, start) if _is_head(lines[n]))


def _is_head(line: Line) -> bool:
    """Return whether the line is a byline or a date line, and not a caption: its date is then the article's."""
    return line.kind in (LineKind.DATE, LineKind.BYLINE) and not is_caption(line.text)


def _title_line(lines: list[Line], chosen: list[int], start: int) -> int | None:
    """Return the number of the line that is most likely the title of the text below it, or None."""
    candidates = title_candidates(lines, chosen, start)
    scores = {
        number: sum(weight * value for weight, value in zip(_TITLE_WEIGHTS, values, strict=True))
        for number, values in candidates.items()
    }
    best = max(scores, key=lambda number: scores[number], default=None)
    if best is None or scores[best] < _LEAST_SCORE:
        return None
    above = best - 1
    is_deck = above in scores and lines[above].size >= _LONG_TITLE and scores[above] > scores[best] - _DECK
    return above if is_deck else best


def title_candidates(lines: list[Line], chosen: list[int], start: int) -> dict[int, list[float]]:
    """Return, for each line that can be the title, the values that speak for and against it.

    A title shares words with the article, occurs again on the page (in the `<title>` or in a share link), is not too short, and
    is near the byline and the first paragraph.
    """
    body = Counter(_words("\n".join(lines[number].text for number in chosen)[:_MOST_BODY]))
    texts = [line.text.casefold() for line in lines]
    page = "\n".join(texts)[:_MOST_PAGE]
    found: dict[int, list[float]] = {}
    long_above = 0
    for number in range(max(0, start - _ABOVE), min(len(lines), start + _WITHIN)):
        line = lines[number]
        if not _can_be_title(line) or (_is_sentence(line) and page.count(texts[number]) < 2):
            continue
        size = line.size
        words = set(_words(line.text))
        own = 1 if number in chosen else 0
        shared = sum(1 for word in words if body[word] > own)
        is_long = size >= _LONG_TITLE
        found[number] = [
            shared / max(3, len(words)),
            math.log1p(shared),
            min(1.0, size / 60),
            float(size < 20),
            float(size > 130),
            math.log2(1 + max(0, start - number)),
            float(number >= start),
            float(is_long and page.count(texts[number]) > 1),
            float(
                any(
                    below.kind in (LineKind.BYLINE, LineKind.DATE) for below in lines[number + 1 : number + 4]
                )
            ),
            float(
                any(
                    above.kind in (LineKind.BYLINE, LineKind.DATE)
                    for above in lines[max(0, number - 4) : number]
                )
            ),
            float(line.after_blank),
            float(line.kind is LineKind.SHORT and ends_sentence(line.text) and line.text[-1] not in "?？!！"),
            float(line.kind is LineKind.PROSE),
            float(_is_sentence(line)),
            math.log1p(long_above),
            float(":" in line.text[:12] or "|" in line.text or ">" in line.text),
        ]
        long_above += is_long
    return found


def _is_sentence(line: Line) -> bool:
    ends = line.text.endswith((".", "。")) and not _INITIALS.search(line.text)
    return ends and line.kind is LineKind.PROSE


def _can_be_title(line: Line) -> bool:
    return (
        line.kind in (LineKind.SHORT, LineKind.PROSE)
        and _LEAST_TITLE < len(line.text) <= _MOST_TITLE
        and not _is_label(line.text)
        and not _PATH.match(line.text)
        and not is_caption(line.text)
        and not lexicon.is_chrome(line.text)
    )


def _is_label(text: str) -> bool:
    return (
        bool(_NO_TITLE.match(text))
        or "©" in text
        or "@" in text
        or (len(text) <= _SHORT and bool(_NO_SHORT_TITLE.search(text)))
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _without_site(lines: list[Line], number: int) -> str:
    """Return the title without its last part if another line shows that this is the site's name."""
    text = lines[number].text
    for match in reversed(list(_SEPARATOR.finditer(text))):
        rest, name = text[: match.start()].strip(), text[match.end() :].strip()
        if rest and name and any(line.text == rest or line.text == name for line in lines):
            return rest
    return text


def _section(lines: list[Line]) -> list[str]:
    """Return the parts of the breadcrumb above the title; links that were run together are split at capitals."""
    for line in reversed(lines):
        if (
            len(line.text) > 80
            or line.kind not in (LineKind.SHORT, LineKind.PROMO)
            or lexicon.is_chrome(line.text)
        ):
            continue
        parts = [part for part in _CRUMBS.split(line.text) if part]
        if len(parts) == 1:
            parts = _GLUED.split(line.text)
        parts = [part.strip() for part in parts if part.strip().lower() not in _HOME]
        if parts and all(len(part.split()) <= 4 and part[:1].isupper() for part in parts):
            return parts
    return []


def _captions(lines: list[Line], between: list[int]) -> list[str]:
    return [
        lines[number].text
        for number in between
        if lines[number].kind in (LineKind.SHORT, LineKind.PROSE)
        and len(lines[number].text.split()) > 2
        and (is_caption(lines[number].text) or _is_plain(lines[number]))
    ][:_MOST_CAPTIONS]


def _is_plain(line: Line) -> bool:
    """Return whether a line between title and text may be a caption, because it is not a button, label or sentence."""
    is_more = not _is_label(line.text) and not lexicon.is_chrome(line.text)
    return line.kind is LineKind.SHORT and is_more and not ends_sentence(line.text)
