"""A plain-text scrape, of an article's column or of a whole page, to an `Article`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from etl.article import Article, RawArticle, RelatedLink
from etl.clean.authors import people
from etl.clean.dates import Dates, parse_date_line
from etl.clean.identity import article_id
from etl.clean.lines import Kind, ends_sentence, is_credit, kind, weight
from etl.clean.normalize import join_paragraphs, normalize_line
from etl.clean.promo import promo
from etl.errors import Reason, RejectError, Stage

_HEAD = 30
"""Lines before the first paragraph in which title, byline and dates are looked for."""
_MOST_TITLE = 220
_NO_TITLE = re.compile(
    r"^(?:by|posted|published|updated|image|media|caption|photo|supported|advertisement|continue|share|sign|follow|listen"
    r"|watch|subscribe|skip|copyright|par|von|por)\b|\bnewsletters?\b|[|©]|[^.]\.$",
    re.I,
)
_DATELINE = re.compile(
    r"^([A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я.'’ -]{2,40}(?:, [A-Z][\w. ]{1,30}){0,2}(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([A-Z][\w /&-]{1,30}\))?|[A-Z][\w.' -]{2,30} \([A-Z]{2,10}\))\s?[-–—]{1,2}\s?(?=\S)"
)
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CRUMBS = re.compile(r"\s*[>»›/|]\s*")
_HOME = frozenset({"home", "homepage", "start", "startseite", "accueil", "inicio"})
_MOST_LINES = 50_000
"""Lines of a file above which it is no article; the longest transcripts of newsrooms have a tenth of it."""
# What a line says for or against the article going on, in characters of prose. Found on scrapes of 76 pages,
# where anything near these does as well.
_PROSE_CAP = 400
_COST = {Kind.CHROME: 60, Kind.BYLINE: 30, Kind.DATE: 30, Kind.PROMO: 10}
_SHORT_COST, _SHORT_SHARE, _SHORT_CAP = 8, 0.8, 80
_END_COST = 400
_MOST_SHORT_RUN = 3
"""Short lines together between two paragraphs that are still the article's: a list, a sub-heading in two parts."""
# Headings of what sites put below an article.
_END = re.compile(
    r"^(?:\d+ )?(?:comments?|leave a (?:comment|reply)|view comments|join the conversation|sign in to post a reply\.?"
    r"|kommentare?|comentarios|commentaires|comentários|related (?:articles|stories|posts|content)"
    r"|more (?:from|stories|on|news)\b.{0,40}|most (?:read|popular)|recommended|you (?:may|might) also like.{0,20}"
    r"|read next|about the authors?|trending.{0,20})(?: ?\(\d+\))?:?$",
    re.I,
)


@dataclass(frozen=True)
class _Line:
    """A non-empty line, whether a blank one stands before it, and what it is."""

    text: str
    kind: Kind
    after_blank: bool


@dataclass
class _Head:
    """What stands above the first paragraph."""

    title: str | None = None
    section: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dates: Dates = field(default_factory=Dates)
    captions: list[str] = field(default_factory=list)


def clean_text(raw: RawArticle, max_article_bytes: int) -> Article:
    """Return the article of a text scrape.

    Raises:
        RejectError: there is no running text in it, or its text is over `max_article_bytes` as UTF-8.
    """
    if raw.content.count("\n") > _MOST_LINES:
        raise RejectError(
            Stage.CLEAN, Reason.NO_ARTICLE, f"over {_MOST_LINES} lines; a log or a table, not an article"
        )
    lines = _lines(raw.content)
    start, end = _article(lines)
    if start == end:
        raise RejectError(Stage.CLEAN, Reason.NO_ARTICLE, "no running text, only short lines")
    start = _below_standfirst(lines, start, end)
    head = _read_head(lines[max(0, start - _HEAD) : start])
    paragraphs, related, captions = _read_body(lines[start:end])
    summary = _standfirst(lines[max(0, start - _HEAD) : start], paragraphs)
    body = join_paragraphs(paragraphs)
    if len(body.encode("utf-8", "replace")) > max_article_bytes:
        limit = f"over {max_article_bytes} bytes of text (CLIPPINGS_MAX_ARTICLE_BYTES)"
        raise RejectError(Stage.CLEAN, Reason.TOO_LARGE, limit)
    return Article(
        id=article_id(None, raw.source.path),
        title=head.title,
        summary=summary,
        body=body,
        authors=head.authors,
        published_at=head.dates.published_at,
        modified_at=head.dates.modified_at,
        dateline=dateline(paragraphs[0]),
        section=head.section,
        captions=[*head.captions, *captions],
        related=related,
        source=raw.source,
    )


def _lines(content: str) -> list[_Line]:
    lines, after_blank = [], True
    for raw in _reflowed(content.splitlines()):
        text = normalize_line(raw)
        if not text:
            after_blank = True
            continue
        lines.append(_Line(text, kind(text), after_blank))
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


def _article(lines: list[_Line]) -> tuple[int, int]:
    """Return where the article's paragraphs start and end: the run of lines with the most prose in it.

    Kadane's maximum subarray over a gain for each paragraph and a cost for each line that is none.
    """
    best = (0.0, 0, 0)
    total, start = 0.0, 0
    for index, line in enumerate(lines):
        if total <= 0:
            total, start = 0.0, index
        total += _gain(line)
        if total > best[0]:
            best = (total, start, index + 1)
    _, start, end = best
    while start < end and lines[start].kind is not Kind.PROSE:
        start += 1
    return start, end


def _gain(line: _Line) -> float:
    if line.kind is Kind.PROSE:
        return min(weight(line.text), _PROSE_CAP)
    if _END.match(line.text):
        return -_END_COST
    if line.kind is Kind.SHORT:
        return -(_SHORT_COST + _SHORT_SHARE * min(weight(line.text), _SHORT_CAP))
    return -_COST[line.kind]


def _read_head(lines: list[_Line]) -> _Head:
    head = _Head()
    rest: list[_Line] = []
    dates: list[Dates] = []
    for line in lines:
        if line.kind is Kind.BYLINE and not head.authors:
            head.authors = people([line.text])
        elif line.kind is Kind.DATE:
            dates.append(parse_date_line(line.text))
        elif line.kind is Kind.SHORT:
            rest.append(line)
    head.dates = Dates(
        next((d.published_at for d in dates if d.published_at), None),
        next((d.modified_at for d in dates if d.modified_at), None),
    )
    index = _title_index(rest)
    if index is not None:
        head.title = rest[index].text
        head.section = _section(rest[:index])
        head.captions = [line.text for line in rest[index + 1 :] if len(line.text.split()) > 2]
    return head


def _title_index(lines: list[_Line]) -> int | None:
    """Return which of the short lines above the article is its title: the first one with words enough.

    What stands above it is menus, and what stands between it and the text is bylines, captions and buttons.
    """
    for least in (5, 4, 3, 1):
        for index, line in enumerate(lines):
            size = len(line.text.split()) >= least or weight(line.text) - len(line.text) >= 12 * least
            if (
                size
                and len(line.text) <= _MOST_TITLE
                and not _NO_TITLE.search(line.text)
                and not is_credit(line.text)
            ):
                return index
    return None


def _section(lines: list[_Line]) -> list[str]:
    """Return the breadcrumb above the title; one whose links were glued together is cut at the capitals."""
    for line in reversed(lines[-3:]):
        if len(line.text) > 80:
            continue
        parts = [part for part in _CRUMBS.split(line.text) if part]
        if len(parts) == 1:
            parts = _GLUED.split(line.text)
        parts = [part.strip() for part in parts if part.strip().lower() not in _HOME]
        if parts and all(len(part.split()) <= 4 and part[:1].isupper() for part in parts):
            return parts
    return []


def _read_body(lines: list[_Line]) -> tuple[list[str], list[RelatedLink], list[str]]:
    paragraphs: list[str] = []
    related: list[RelatedLink] = []
    captions: list[str] = []
    for index, line in enumerate(lines):
        if line.kind is Kind.PROSE:
            paragraphs.append(line.text)
        elif line.kind is Kind.PROMO:
            link = promo(line.text)
            if link:
                related.append(link)
        elif line.kind is Kind.SHORT and _belongs(lines, index):
            paragraphs.append(line.text)
        elif line.kind is Kind.SHORT and is_credit(line.text):
            captions.append(line.text)
    return paragraphs, related, captions


def _belongs(lines: list[_Line], index: int) -> bool:
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


def _below_standfirst(lines: list[_Line], start: int, end: int) -> int:
    """Return where the text starts when its first paragraph is a standfirst that comes again below."""
    if not any(line.text == lines[start].text for line in lines[start + 1 : end]):
        return start
    return next(index for index in range(start + 1, end) if lines[index].kind is Kind.PROSE)


def _standfirst(above: list[_Line], paragraphs: list[str]) -> str | None:
    """Return the paragraph that stands above the text and comes again in it."""
    repeated = [line.text for line in above if line.kind is Kind.PROSE and line.text in paragraphs]
    return repeated[-1] if repeated else None


def dateline(paragraph: str) -> str | None:
    """Return the place, date and agency that open a report: `GENEVA (AP)`."""
    match = _DATELINE.match(paragraph[:160])
    return match[1].strip() if match else None
