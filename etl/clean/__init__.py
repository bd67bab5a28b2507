"""From raw text or HTML to an `Article`: what the page says, without menus, buttons and the like around it."""

from __future__ import annotations

from etl.article import Article, RawArticle
from etl.clean.dates.believable import is_believable
from etl.clean.fields.metadata import domain_of, web_address
from etl.clean.html import clean_html
from etl.clean.identity import article_id
from etl.clean.record import clean_record
from etl.clean.text import clean_text


def clean(
    raw: RawArticle, max_article_bytes: int, *, own_ids: bool = False, keep_all: bool = False
) -> Article:
    """Return the article in `raw` with its id; with `own_ids`, an id that a record gives itself is used unchanged.

    With `keep_all`, a page of another kind gives an article with all its text, and its `page_kind`.

    Raises:
        RejectError: there is no article in it, or its text is longer than `max_article_bytes` in UTF-8.
    """
    article = _article(raw, max_article_bytes, keep_all=keep_all)
    article.collection = raw.collection
    if article.url is None and raw.url and (url := web_address(raw.url)):
        article.url, article.domain = url, domain_of(url)
    saved_at = raw.source.modified_at
    for field in ("published_at", "modified_at"):
        if (date := getattr(article, field)) and not is_believable(date, saved_at):
            setattr(article, field, None)
    article.id = article_id(article, own_ids=own_ids)
    return article


def _article(raw: RawArticle, max_article_bytes: int, *, keep_all: bool) -> Article:
    if raw.fields or raw.source.format == "json":
        return clean_record(raw, max_article_bytes)
    if raw.source.format in ("html", "mhtml"):
        return clean_html(raw, max_article_bytes, keep_all=keep_all)
    return clean_text(raw, max_article_bytes)
