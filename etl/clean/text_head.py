"""What stands above an article in plain text: its title, section, byline, dates and captions."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from etl.clean.dates import Dates, parse_date_line
from etl.clean.lines import Kind, ends_sentence, is_credit, weight
from etl.clean.text_body import is_caption
from etl.clean.text_byline import byline_authors
from etl.clean.text_lines import Line

_ABOVE = 30
"""Lines above the first paragraph in which the title is looked for."""
_WITHIN = 3
"""Lines of the article in which it is looked for too: some scrapes have it below the standfirst."""
_BELOW_TITLE = 12
"""Lines below the title in which byline and dates stand."""
_MOST_TITLE = 220
_LEAST_TITLE = 3
_NO_TITLE = re.compile(
    r"^(?:by|posted|published|updated|image|media|caption|photo|supported|advertisement|continue|share|sign|follow|listen"
    r"|watch|subscribe|skip|copyright|par|von|por|credit|close|play|video|buy|get|up next|most|more|related|join|log|home|menu"
    r"|download|read|see|view|last|this|tags?|search)\b|\bnewsletters?\b|[|©@]|\b(?:cookies?|comments?|facebook|javascript)\b|[^.]\.$",
    re.I,
)
_CRUMBS = re.compile(r"\s*[>»›/|]\s*")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HOME = frozenset({"home", "homepage", "start", "startseite", "accueil", "inicio"})
_WORD = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|\\w{4,}")
_MOST_BODY = 20_000
"""Characters of the body whose words a title is compared with."""
_MOST_CAPTIONS = 3
_SEPARATOR = re.compile(r"\s[|\-–—·•:»]{1,2}\s|\s?[|_｜]\s?")


@dataclass(frozen=True)
class Head:
    """What stands above the first paragraph; `title_line` is the number of the title's line."""

    title: str | None = None
    title_line: int | None = None
    section: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dates: Dates = Dates()
    captions: list[str] = field(default_factory=list)


def read_head(lines: list[Line], chosen: list[int], rare_start: int) -> Head:
    """Return what the lines around the start of the article say; `chosen` are the article's lines.

    `rare_start` is the number of the article's first line below any standfirst.
    """
    number = _title_line(lines, chosen, rare_start)
    first = max(0, rare_start - _BELOW_TITLE) if number is None else number
    last = max(rare_start, first + 4)
    beside = [n for n in range(first, min(len(lines), last)) if n != number]
    title = None if number is None else _without_site(lines, number)
    return Head(
        title=title,
        title_line=number,
        section=[] if number is None else _section(lines[max(0, number - 3) : number]),
        authors=byline_authors(lines, beside, chosen),
        dates=_dates(lines, beside, first),
        captions=_captions(lines, [n for n in beside if n < rare_start], chosen),
    )


def _dates(lines: list[Line], beside: list[int], title: int) -> Dates:
    near = [*beside, *range(title - 1, max(-1, title - 6), -1)]
    found = [parse_date_line(lines[number].text) for number in near]
    published = next((dates.published_at for dates in found if dates.published_at), None)
    return Dates(published, next((dates.modified_at for dates in found if dates.modified_at), None))


def _title_line(lines: list[Line], chosen: list[int], start: int) -> int | None:
    """Return which line reads most like the title of what stands below it.

    It shares words with the article, is said again on the page (in the `<title>` or a share link), has
    words enough, and stands near the byline and the first paragraph.
    """
    body = Counter(_words("\n".join(lines[number].text for number in chosen)[:_MOST_BODY]))
    candidates = range(max(0, start - _ABOVE), min(len(lines), start + _WITHIN))
    texts = [line.text.casefold() for line in lines]
    best: tuple[float, int] | None = None
    for number in candidates:
        score = _title_score(lines, texts, number, start, body)
        if score is not None and (best is None or score > best[0]):
            best = (score, number)
    return best[1] if best else None


def _title_score(
    lines: list[Line], texts: list[str], number: int, start: int, body: Counter[str]
) -> float | None:
    line = lines[number]
    size = weight(line.text)
    if (
        line.kind not in (Kind.SHORT, Kind.PROSE)
        or not _LEAST_TITLE < len(line.text) <= _MOST_TITLE
        or (line.kind is Kind.PROSE and line.text.endswith((".", "。")))
        or _NO_TITLE.search(line.text)
        or is_credit(line.text)
        or is_caption(line.text)
    ):
        return None
    words = set(_words(line.text))
    own = 1 if number >= start else 0
    shared = sum(1 for word in words if body[word] > own)
    score = 2.0 * shared / max(3, len(words)) + min(1.0, 0.25 * shared)
    score += min(1.2, size / 40) - (0.8 if size < 20 else 0.0)
    score -= 0.04 * max(0, start - number) + (0.5 if number >= start else 0.0)
    repeats = sum(1 for n, text in enumerate(texts) if n != number and texts[number] in text) if size >= 20 else 0
    score += 0.8 * bool(repeats)
    after = lines[number + 1 : number + 4]
    score += 0.6 * any(line.kind in (Kind.BYLINE, Kind.DATE) for line in after)
    score += 0.3 * line.after_blank
    if ends_sentence(line.text) and not line.text.endswith(("?", "？", "!")):
        score -= 0.4
    return score


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _without_site(lines: list[Line], number: int) -> str:
    """Return the title without a last part that another line shows to be the site's name."""
    text = lines[number].text
    parts = [match for match in _SEPARATOR.finditer(text)]
    for match in reversed(parts):
        rest, name = text[: match.start()].strip(), text[match.end() :].strip()
        if rest and name and any(line.text == rest or line.text == name for line in lines):
            return rest
    return text


def _section(lines: list[Line]) -> list[str]:
    """Return the breadcrumb above the title; one whose links were glued together is cut at the capitals."""
    for line in reversed(lines):
        if len(line.text) > 80 or line.kind not in (Kind.SHORT, Kind.PROMO):
            continue
        parts = [part for part in _CRUMBS.split(line.text) if part]
        if len(parts) == 1:
            parts = _GLUED.split(line.text)
        parts = [part.strip() for part in parts if part.strip().lower() not in _HOME]
        if parts and all(len(part.split()) <= 4 and part[:1].isupper() for part in parts):
            return parts
    return []


def _captions(lines: list[Line], between: list[int], chosen: list[int]) -> list[str]:
    inside = set(chosen)
    texts = [
        lines[number].text
        for number in between
        if number not in inside
        and lines[number].kind is Kind.SHORT
        and len(lines[number].text.split()) > 2
        and not _NO_TITLE.search(lines[number].text)
    ]
    marked = [
        lines[number].text
        for number in between
        if number not in inside and lines[number].kind is Kind.PROSE and is_caption(lines[number].text)
    ]
    return [*texts, *marked][:_MOST_CAPTIONS]
