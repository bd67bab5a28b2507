"""From a plain-text scrape, of an article's column or of a whole page, to an `Article`."""

from __future__ import annotations

import re

from etl.article import Article, RawArticle, RelatedLink
from etl.clean.fields.authors import credits_of_dateline
from etl.clean.fields.captions import is_caption
from etl.clean.fields.text_byline import opening_authors
from etl.clean.judge.scrape_lines import article_lines
from etl.clean.lines import LineKind
from etl.clean.normalize import join_paragraphs
from etl.clean.promo import promo
from etl.clean.scrape.head import read_head
from etl.clean.scrape.kinds import why_no_article
from etl.clean.text_lines import Line, lines_of_text
from etl.errors import Reason, RejectError, Stage

_DATELINE = re.compile(
    r"^([A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я.'’ -]{2,40}(?:, [A-Z][\w. ]{1,30}){0,2}(?:, (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,10}\.?))?(?: \([A-Z][\w /&-]{1,30}\))?|[A-Z][\w.' -]{2,30} \([A-Z]{2,10}\))(?:\s?(?:[–—]|--)\s?|\s-\s|(?<=\))-\s?)(?=\S)"
)
_STANDFIRST = 30
"""Lines above the text in which a standfirst is looked for."""
_MOST_LEADING = 8
"""Short lines above the first paragraph that are the headline's, not the article's."""
_MOST_LINES = 20_000
"""Most lines of an article's file; the longest transcripts of newsrooms have a quarter of it."""


def clean_text(raw: RawArticle, max_article_bytes: int) -> Article:
    """Return the article of a text scrape.

    Raises:
        RejectError: there is no running text in it, or its text is longer than `max_article_bytes` in UTF-8.
    """
    if raw.content.count("\n") > _MOST_LINES:
        raise RejectError(
            Stage.CLEAN, Reason.NO_ARTICLE, f"over {_MOST_LINES} lines; a log or a table, not an article"
        )
    lines = lines_of_text(raw.content)
    chosen = article_lines(lines)
    if reason := why_no_article(lines, chosen):
        raise RejectError(Stage.CLEAN, Reason.NO_ARTICLE, reason)
    start = _start(lines, chosen)
    head = read_head(lines, chosen, start, raw.source.modified_at)
    chosen = _below_head(lines, chosen, head.title_line) or chosen
    paragraphs = [lines[number].text for number in chosen]
    body = join_paragraphs(paragraphs)
    if len(body.encode("utf-8", "replace")) > max_article_bytes:
        limit = f"over {max_article_bytes} bytes of text (CLIPPINGS_MAX_ARTICLE_BYTES)"
        raise RejectError(Stage.CLEAN, Reason.TOO_LARGE, limit)
    related, captions = _beside(lines, chosen)
    line = dateline(paragraphs[0])
    return Article(
        title=head.title,
        summary=_standfirst(lines[max(0, chosen[0] - _STANDFIRST) : chosen[0]], paragraphs),
        body=body,
        authors=opening_authors(paragraphs[0]) or head.authors,
        published_at=head.dates.published_at,
        modified_at=head.dates.modified_at,
        dateline=line,
        credits=credits_of_dateline(line),
        section=head.section,
        captions=[*head.captions, *captions],
        related=related,
        source=raw.source,
    )


def _beside(lines: list[Line], chosen: list[int]) -> tuple[list[RelatedLink], list[str]]:
    """Return the promotional lines and the captions between the article's paragraphs."""
    inside = set(chosen)
    related, captions = [], []
    for number in range(chosen[0], chosen[-1]):
        line = lines[number]
        if number in inside:
            continue
        if line.kind is LineKind.PROMO:
            if link := promo(line.text):
                related.append(link)
        elif is_caption(line.text):
            captions.append(line.text)
    return related, captions


def _start(lines: list[Line], chosen: list[int]) -> int:
    """Return the number of the first line of prose near the beginning, or else of the article's first line."""
    return next(
        (number for number in chosen[:_MOST_LEADING] if lines[number].kind is LineKind.PROSE), chosen[0]
    )


def _below_head(lines: list[Line], chosen: list[int], title: int | None) -> list[int]:
    """Return the article's lines without a headline, date or byline at their top."""
    first = next((number for number in chosen if lines[number].kind is LineKind.PROSE), len(lines))
    start = title + 1 if title is not None and title <= first else 0
    return [
        number
        for number in chosen
        if number >= start and (number >= first or lines[number].kind not in (LineKind.DATE, LineKind.BYLINE))
    ]


def _standfirst(above: list[Line], paragraphs: list[str]) -> str | None:
    """Return the paragraph above the text that is repeated in it."""
    repeated = [line.text for line in above if line.kind is LineKind.PROSE and line.text in paragraphs]
    return repeated[-1] if repeated else None


def dateline(paragraph: str) -> str | None:
    """Return the place, date and agency at the start of a report: `GENEVA (AP)`."""
    match = _DATELINE.match(paragraph[:160])
    return match[1].strip() if match else None
