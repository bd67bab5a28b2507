"""A structured record (one JSON object) to an `Article`: its fields under their common names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup
from pydantic import ValidationError

from etl.article import Article, RawArticle
from etl.clean.html import clean_html
from etl.clean.metadata import domain_of, web_address
from etl.clean.normalize import join_paragraphs, normalize_line
from etl.clean.page_dates import iso_date
from etl.errors import Reason, RejectError, Stage

# The document's field, and the names that common exports (news APIs, crawlers, CMS dumps) give it.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "title": ("title", "headline", "name"),
    "summary": ("summary", "description", "abstract", "excerpt", "lead"),
    "body": ("body", "text", "content", "articleBody", "maintext", "full_text"),
    "html": ("html", "raw_html", "content_html", "body_html"),
    "authors": ("authors", "author", "byline", "creator"),
    "published_at": (
        "published_at",
        "datePublished",
        "date_publish",
        "publishedAt",
        "published",
        "pubDate",
        "date",
    ),
    "modified_at": ("modified_at", "dateModified", "date_modify", "updated_at", "updated"),
    "section": ("section", "sections", "category", "articleSection"),
    "keywords": ("keywords", "tags"),
    "publisher": ("publisher", "source_name", "site_name", "outlet"),
    "url": ("url", "link", "canonical_url", "web_url"),
    "image_url": ("image_url", "image", "top_image"),
    "captions": ("captions",),
    "dateline": ("dateline",),
    "declared_language": ("language", "lang", "inLanguage"),
}
_LISTS = frozenset({"authors", "section", "keywords", "captions"})
_ALL_NAMES = frozenset(name for names in NAMES.values() for name in names)
# schema.org writes these as an object or as a list of them; the key under which it has the text.
_IN_OBJECTS = {"publisher": "name", "image_url": "url"}
_LONGEST_NAME = 60
"""Characters of an unknown field's name that the report shows."""


def clean_record(raw: RawArticle, max_article_bytes: int) -> Article:
    """Return the article of a record; the id that it gives itself is kept as `source.record_id`.

    Raises:
        RejectError: a field has the wrong type, there is no text, or it is over `max_article_bytes` as UTF-8.
    """
    found = {field: _value(raw.fields, names, field) for field, names in NAMES.items()}
    if found["body"] is None and found["html"] is not None:
        page = raw.model_copy(update={"content": found["html"]})
        article = clean_html(page, max_article_bytes)
    else:
        article = _from_text(raw, found["body"], max_article_bytes)
    known = {field: value for field, value in found.items() if value and field not in ("body", "html")}
    for field in ("published_at", "modified_at"):
        if field in known:
            known[field] = iso_date(known[field])
    if url := web_address(str(known.get("url", ""))):
        known |= {"url": url, "domain": domain_of(url)}
    else:
        known.pop("url", None)
    if record_id := known.pop("id", None):
        article.source.record_id = record_id
    known["unknown_fields"] = sorted({name[:_LONGEST_NAME] for name in raw.fields if name not in _ALL_NAMES})
    try:
        return Article.model_validate({**article.model_dump(), **known})
    except ValidationError as error:
        raise _invalid("; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())) from error


def _invalid(detail: str) -> RejectError:
    return RejectError(Stage.CLEAN, Reason.INVALID_RECORD, detail)


def _value(fields: Mapping[str, object], names: tuple[str, ...], field: str) -> Any:
    for name in names:
        value = fields.get(name)
        if value is None or value in ("", []):
            continue
        if field == "id" and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if field in _LISTS:
            return _list(name, value)
        if key := _IN_OBJECTS.get(field):
            value = value[0] if isinstance(value, list) else value
            value = value.get(key) if isinstance(value, dict) else value
        if not isinstance(value, str):
            raise _invalid(f"{name}: a text is expected, not {type(value).__name__}")
        return value if field in ("body", "html") else _text(value)
    return None


def _list(name: str, value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = [v.get("name") if isinstance(v, dict) else v for v in values]
    if not all(isinstance(text, str) for text in texts):
        raise _invalid(f"{name}: a text or a list of texts is expected")
    return [line for text in texts if (line := _text(str(text)))]


def _text(value: str) -> str:
    """Return a field's text; exports often leave the page's tags in it."""
    if "<" in value and ">" in value:
        value = BeautifulSoup(value, "lxml").get_text(" ")
    return normalize_line(value)


def _from_text(raw: RawArticle, text: str | None, max_article_bytes: int) -> Article:
    if text is None:
        raise _invalid("no text: body (or text, content) or html is expected")
    if "<p" in text or "<br" in text:
        text = BeautifulSoup(text, "lxml").get_text("\n\n")
    lines = text.split("\n\n") if "\n\n" in text else text.split("\n")
    body = join_paragraphs(lines)
    if not any(character.isalpha() for character in body):
        raise RejectError(Stage.CLEAN, Reason.NO_ARTICLE, "the text has no words")
    if len(body.encode("utf-8", "replace")) > max_article_bytes:
        limit = f"over {max_article_bytes} bytes of text (CLIPPINGS_MAX_ARTICLE_BYTES)"
        raise RejectError(Stage.CLEAN, Reason.TOO_LARGE, limit)
    return Article(body=body, source=raw.source)
