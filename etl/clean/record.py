"""From a structured record (a JSON object, a row, an entry of a feed) to an `Article`."""

from __future__ import annotations

from typing import Any

from etl.article import Article, RawArticle
from etl.clean.fields import field_values as read
from etl.clean.fields.field_names import Folded, fold, folded, is_known, unwrapped, values
from etl.clean.fields.metadata import domain_of
from etl.clean.html import clean_html
from etl.clean.normalize import join_paragraphs
from etl.errors import Reason, RejectError, Stage

_READERS: dict[str, Any] = {
    "title": read.line,
    "authors": read.authors,
    "published_at": read.date,
    "modified_at": read.date,
    "section": read.sections,
    "keywords": read.keywords,
    "publisher": read.publisher,
    "url": read.address,
    "image_url": read.address,
    "captions": read.texts,
    "dateline": read.line,
    "language": read.language,
    "summary": read.line,
}
_LONGEST_NAME = 60
"""Characters of an unknown field's name that the report shows."""


def clean_record(raw: RawArticle, max_article_bytes: int) -> Article:
    """Return the article of a record; the record's own id is kept as `source.record_id`.

    A field whose value cannot be read is left null, and reported among the unknown fields.

    Raises:
        RejectError: there is no text, or it is longer than `max_article_bytes` in UTF-8.
    """
    record = fold(unwrapped(raw.fields))
    found: dict[str, Any] = {}
    odd = []
    for field, reader in _READERS.items():
        given = list(values(record, field))
        found[field] = next((value for one in given if (value := reader(one))), None)
        if found[field] is None and given and not all(map(read.is_nothing, given)):
            odd.append(f"{field} (not understood)")
    article = _article(raw, record, max_article_bytes)
    known = {field: value for field, value in found.items() if value}
    if "language" in known:
        known["declared_language"] = known.pop("language")
    if "url" in known:
        known["domain"] = domain_of(known["url"])
    article.source.record_id = next(filter(None, map(read.identity, values(record, "id"))), None)
    if known.get("summary") == article.body:
        del known["summary"]
    known["unknown_fields"] = [
        *odd,
        *sorted({name[:_LONGEST_NAME] for name in raw.fields if not _is_read(name)}),
    ]
    return article.model_copy(update=known)


def _is_read(name: str) -> bool:
    return is_known(name) is not None or folded(name) in ("source", "attributes", "fields")


def _article(raw: RawArticle, record: Folded, max_article_bytes: int) -> Article:
    for field in ("body", "html"):
        for value in values(record, field):
            if read.is_page(value):
                return clean_html(raw.model_copy(update={"content": value}), max_article_bytes)
            if lines := read.paragraphs(value):
                return _from_lines(raw, lines, max_article_bytes)
    leads = [read.paragraphs(value) for name in ("leadparagraph", "snippet") if (value := record.get(name))]
    leads += [read.paragraphs(value) for value in values(record, "summary")]
    if longest := max(leads, key=lambda lines: sum(map(len, lines)), default=None):
        return _from_lines(raw, longest, max_article_bytes)
    shown = ", ".join(raw.fields)[:200]
    raise RejectError(
        Stage.CLEAN,
        Reason.INVALID_RECORD,
        f"no text: a field such as body, text or content is expected (there are: {shown})",
    )


def _from_lines(raw: RawArticle, lines: list[str], max_article_bytes: int) -> Article:
    body = join_paragraphs(lines)
    if not any(character.isalpha() for character in body):
        raise RejectError(Stage.CLEAN, Reason.NO_ARTICLE, "the text has no words")
    if len(body.encode("utf-8", "replace")) > max_article_bytes:
        limit = f"over {max_article_bytes} bytes of text (CLIPPINGS_MAX_ARTICLE_BYTES)"
        raise RejectError(Stage.CLEAN, Reason.TOO_LARGE, limit)
    return Article(body=body, source=raw.source.model_copy())
