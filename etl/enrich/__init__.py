"""Enrich an article with what can be known from its own text: language, names, places, quotations, copies."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache

from etl.article import Article
from etl.enrich.duplicates import bands
from etl.enrich.keywords import add_keywords, add_summary
from etl.enrich.language import detect
from etl.enrich.names.entities import add_entities, model_fingerprint
from etl.enrich.places.home_regions import home_of, homes
from etl.enrich.places.locate import add_places
from etl.enrich.quotes.direct import add_quotes
from etl.enrich.semantic import add_vectors
from etl.enrich.semantic import fingerprint as vectors_fingerprint
from etl.enrich.words import count_words
from etl.fingerprint import content_version
from etl.report import now
from etl.settings import Settings

_VECTORS = frozenset(("etl.enrich.semantic",))


def fingerprint(settings: Settings) -> str:
    """Return what enrichment depends on besides the article: its code, data, libraries and models.

    Raises:
        FatalError: vectors are wanted but the extra is not installed, or a setting cannot be read.
    """
    homes(settings.regions)  # a setting that cannot be read stops the run before its first article
    models = (model_fingerprint(settings), vectors_fingerprint(settings), settings.regions)
    return _fingerprint(*filter(None, models), with_vectors=settings.semantic)


@cache
def _fingerprint(*models: str, with_vectors: bool) -> str:
    own = content_version("etl.enrich", without=frozenset() if with_vectors else _VECTORS)
    return hashlib.sha256(" ".join((own, *models)).encode()).hexdigest()[:12]


def enrich(articles: list[Article], settings: Settings) -> None:
    """Fill in the fields of each of `articles` that enrichment is responsible for."""
    for article in articles:
        language = detect(article.body, article.declared_language)
        article.language, article.language_confidence = language.code, language.confidence
    add_entities(articles, settings)
    if settings.semantic:
        add_vectors(articles)
    for article in articles:
        add_places(article, home_of(article, settings))
        add_quotes(article)
        add_keywords(article)
        add_summary(article)
        article.word_count = count_words(article.body)
        article.story_bands = bands(article)
        article.story_id = article.id
        article.timestamp = _timestamp(article)


def _timestamp(article: Article) -> datetime:
    """Return when the article was published, or else now; a time without zone is taken as UTC, as in the index."""
    if article.published_at is None:
        return now()
    moment = datetime.fromisoformat(article.published_at)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
