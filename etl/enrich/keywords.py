"""Keywords and a summary for articles whose page gave none."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from functools import cache

import yake

from etl.article import Article

_MOST_KEYWORDS = 8
_MOST_WORDS = 3
_READ = 3_000
"""Characters that keywords are taken from: news says first what it is about, and YAKE's cost is quadratic."""
_LEAST_SUMMARY = 40
_MOST_SUMMARY = 1_000


@cache
def _extractor(language: str) -> yake.KeywordExtractor:
    with redirect_stdout(sys.stderr):  # it prints to where documents are written
        return yake.KeywordExtractor(lan=language, n=_MOST_WORDS, top=_MOST_KEYWORDS, dedupLim=0.7)


def add_keywords(article: Article) -> None:
    """Derive up to eight keywords by YAKE (Campos et al., 2020) if the page had none, and mark them so."""
    if article.keywords or article.language is None:
        return
    text = f"{article.title or ''}. {article.body[:_READ]}"
    found = _extractor(article.language.partition("-")[0]).extract_keywords(text)
    article.keywords = [keyword for keyword, _ in found]
    article.keywords_derived = bool(article.keywords)


def add_summary(article: Article) -> None:
    """Take the lead, the body's first whole paragraph of prose, for the summary if there is none."""
    if article.summary:
        return
    for paragraph in article.body.split("\n\n", 5)[:5]:
        if _LEAST_SUMMARY <= len(paragraph) <= _MOST_SUMMARY:
            article.summary = paragraph
            return
