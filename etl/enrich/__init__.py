"""What can be known from an article's own text: language, names, places, quotes, copies."""

from __future__ import annotations

from datetime import UTC, datetime

from etl.article import Article
from etl.enrich.duplicates import bands
from etl.enrich.entities import add_entities, model_fingerprint
from etl.enrich.keywords import add_keywords, add_summary
from etl.enrich.language import detect
from etl.enrich.places import add_places
from etl.enrich.quotes import add_quotes
from etl.enrich.semantic import add_vectors
from etl.enrich.semantic import fingerprint as vectors_fingerprint
from etl.report import now
from etl.settings import Settings

VERSION = 5
"""Raised when a rule of enrichment changes, so that unchanged files are enriched again."""


def fingerprint(settings: Settings) -> str:
    """Return what enrichment depends on beyond the article: its version and its models."""
    return f"{VERSION} {model_fingerprint(settings)}{vectors_fingerprint(settings)}"


def enrich(articles: list[Article], settings: Settings) -> None:
    """Fill the enrichment's fields of each of `articles`, in place."""
    for article in articles:
        language = detect(article.body, article.declared_language)
        article.language, article.language_confidence = language.code, language.confidence
    add_entities(articles, settings)
    if settings.semantic:
        add_vectors(articles)
    for article in articles:
        add_places(article)
        add_quotes(article)
        add_keywords(article)
        add_summary(article)
        article.word_count = len(article.body.split())
        article.story_bands = bands(article)
        article.story_id = article.id
        article.timestamp = _timestamp(article)


def _timestamp(article: Article) -> datetime:
    """Return when the article was published, else now; a time without zone counts as UTC, as in the index."""
    if article.published_at is None:
        return now()
    moment = datetime.fromisoformat(article.published_at)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
