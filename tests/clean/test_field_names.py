"""Every name in the table of field names is read as its field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.article import RawArticle, Source
from etl.clean.fields.field_names import Name, table
from etl.clean.record import clean_record
from scripts.formats_page import page

_BODY = "The council opened the bridge on Tuesday."
_VALUES = {
    "id": ("a-17", "a-17"),
    "title": ("A bridge opens", "A bridge opens"),
    "summary": ("The bridge is open again after a year.", "The bridge is open again after a year."),
    "authors": ("Ann Lee", ["Ann Lee"]),
    "published_at": ("2026-02-18T10:00:00Z", "2026-02-18T10:00:00+00:00"),
    "modified_at": ("2026-02-18T10:00:00Z", "2026-02-18T10:00:00+00:00"),
    "section": ("World", ["World"]),
    "keywords": ("bridges", ["bridges"]),
    "publisher": ("The Daily Example", "The Daily Example"),
    "url": ("https://example.org/2026/bridge", "https://example.org/2026/bridge"),
    "image_url": ("https://example.org/bridge.jpg", "https://example.org/bridge.jpg"),
    "captions": ("The bridge", ["The bridge"]),
    "dateline": ("GENEVA", "GENEVA"),
    "language": ("fr", "fr"),
}


@pytest.mark.parametrize("row", table(), ids=lambda row: f"{row.field}-{row.name}")
def test_a_name_is_read_as_its_field(row: Name) -> None:
    written, expected = _VALUES.get(row.field, (_BODY, _BODY))
    record: Any = written
    for part in reversed(row.name.split(".")):
        record = {part: record}
    fields = record if row.field in ("body", "html") else {**record, "body": record.get("body", _BODY)}
    source = Source(uri="file:///a.jsonl#L7", path="a.jsonl#L7", sha256="0", bytes=1, format="json")

    article = clean_record(RawArticle(content="", fields=fields, source=source), 10_000)

    if row.field == "id":
        assert article.source.record_id == expected
    else:
        names = {"html": "body", "language": "declared_language"}
        assert getattr(article, names.get(row.field, row.field)) == expected


@pytest.mark.parametrize("name", ["publishedAt", "Published At", "PUBLISHED_AT", "published-at"])
def test_spellings_of_a_name_are_one(name: str) -> None:
    source = Source(uri="file:///a.jsonl#L7", path="a.jsonl#L7", sha256="0", bytes=1, format="json")

    article = clean_record(
        RawArticle(content="", fields={"body": _BODY, name: "2026-02-18"}, source=source), 10_000
    )

    assert (article.published_at, article.unknown_fields) == ("2026-02-18", [])


def test_the_page_in_the_docs_is_made_from_the_tables_of_today() -> None:
    docs = Path(__file__).parents[2] / "docs" / "formats.md"

    assert docs.read_text(encoding="utf-8") == page(), (
        "make it again: python -m scripts.formats_page > docs/formats.md"
    )
