"""Derive keywords and a summary for articles whose page has none."""

from __future__ import annotations

from etl.article import Article
from etl.enrich.phrases import ranked_phrases

_MOST_KEYWORDS = 8
_CANDIDATES = 40
_READ = 3_000
"""Characters of the body that keywords are taken from: news says first what it is about."""
_NO_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo"})
"""Languages written without spaces between words: whole sentences would be returned."""
_LEAST_SUMMARY = 40
_MOST_SUMMARY = 1_000


def add_keywords(article: Article) -> None:
    """Derive up to eight keywords if the page has none, and mark them as derived.

    A keyword that is part of a name, or contains a name, is replaced by the name. Of keywords that share a word the best is
    kept.
    """
    language = (article.language or "").partition("-")[0]
    if article.keywords or not language or language in _NO_SPACES:
        return
    ranked = ranked_phrases(article.title or "", article.body[:_READ], language)
    names = [(entity.name, set(entity.name.casefold().split())) for entity in article.entities]
    kept: dict[str, set[str]] = {}
    for keyword in ranked[:_CANDIDATES]:
        words = set(keyword.casefold().split())
        if whole := next((pair for pair in names if words <= pair[1] or pair[1] <= words), None):
            keyword, words = whole
        if not any(words & others for others in kept.values()):
            kept[keyword] = words
    article.keywords = list(kept)[:_MOST_KEYWORDS]
    article.keywords_derived = bool(kept)


def add_summary(article: Article) -> None:
    """If the article has no summary, use its lead: the first complete paragraph of prose."""
    if article.summary:
        return
    for paragraph in article.body.split("\n\n", 5)[:5]:
        if _LEAST_SUMMARY <= len(paragraph) <= _MOST_SUMMARY:
            article.summary = paragraph
            return
