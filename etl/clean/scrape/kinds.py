"""Which scrapes are not articles: error pages, notices, and lists of articles."""

from __future__ import annotations

import re

from etl.clean import lexicon
from etl.clean.lines import LineKind
from etl.clean.text_lines import Line
from etl.clean.verdict.kinds import ERROR

_NOTICE = re.compile(
    r"\bcookies?\b|\bconsent\b|javascript|your (?:web )?browser|ad ?blocker|captcha|page you (?:are|were) looking|home ?page|datenschutz",
    re.I,
)
_SMALL = 600
"""With less running text, a page is only an error or a notice."""
_TEASER = 300
"""Largest weight of the longest paragraph in a list of articles; in an article it is larger."""
_LEAST_HEADS, _HEADS_SHARE = 3, 0.4
"""Least number of bylines and dates in a list of articles, in all and for each paragraph of prose."""
_LEAST_TEASERS = 3
_BESIDE = 3
"""A byline or date within so many lines of the text is that of a teaser; farther away it is that of a comment."""
_ERROR_LINES = 60


def why_no_article(lines: list[Line], chosen: list[int]) -> str | None:
    """Return what the scrape is instead of an article, or None if the `chosen` lines are one."""
    prose = [lines[number] for number in chosen if lines[number].kind is LineKind.PROSE]
    if not chosen:
        return "empty"
    sizes = [line.size for line in prose]
    if sum(sizes) < _SMALL:
        if any(len(line.text) <= 80 and ERROR.search(line.text) for line in lines[:_ERROR_LINES]):
            return "error"
        if prose and all(_NOTICE.search(line.text[:400]) for line in prose):
            return "paywall"
    around = lines[max(0, chosen[0] - _BESIDE) : chosen[-1] + 1 + _BESIDE]
    heads = sum(
        line.kind in (LineKind.BYLINE, LineKind.DATE) or lexicon.says("age", line.text) for line in around
    )
    all_prose = sum(line.kind is LineKind.PROSE for line in around)
    is_list = heads >= _LEAST_HEADS and heads >= _HEADS_SHARE * all_prose
    if (
        is_list
        and all_prose >= _LEAST_TEASERS
        and max(sizes, default=0) < _TEASER
        and _alternates(lines, chosen)
    ):
        return "listing"
    return None


def _alternates(lines: list[Line], chosen: list[int]) -> bool:
    """Return whether most paragraphs are alone under a headline of their own."""
    prose = [number for number in chosen if lines[number].kind is LineKind.PROSE]
    alone = sum(
        all(not 0 <= n < len(lines) or lines[n].kind is not LineKind.PROSE for n in (number - 1, number + 1))
        for number in prose
    )
    return alone >= 0.7 * len(prose)
