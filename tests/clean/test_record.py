"""Structured records: their fields under common names, and what is wrong with a wrong one."""

from __future__ import annotations

from typing import Any

import pytest

from etl.article import Article, RawArticle, Source
from etl.clean.record import clean_record
from etl.errors import RejectError

BODY = "The council opened the bridge on Tuesday."


def cleaned(**fields: Any) -> Article:
    source = Source(uri="file:///a.jsonl#L7", path="a.jsonl#L7", sha256="0", bytes=1, format="json")
    return clean_record(RawArticle(content="", fields=fields, source=source), 10_000)


def test_names_of_common_exports_are_taken() -> None:
    article = cleaned(
        headline="A bridge", content=BODY, author="Ann Lee", date="2026-02-18", link="https://example.org/a"
    )

    assert (article.title, article.body, article.authors) == ("A bridge", BODY, ["Ann Lee"])
    assert (article.published_at, article.url) == ("2026-02-18", "https://example.org/a")


@pytest.mark.parametrize(
    ("publisher", "image"),
    [
        ("The Daily Example", "https://example.org/a.png"),
        ({"@type": "Organization", "name": "The Daily Example"}, {"@type": "ImageObject", "url": "https://example.org/a.png"}),
        ([{"name": "The Daily Example"}], ["https://example.org/a.png", "https://example.org/b.png"]),
    ],
)  # fmt: skip
def test_publisher_and_image_are_taken_as_schema_org_writes_them(publisher: object, image: object) -> None:
    article = cleaned(articleBody=BODY, publisher=publisher, image=image)

    assert (article.publisher, article.image_url) == ("The Daily Example", "https://example.org/a.png")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": 5, "body": BODY}, "title: a text is expected, not int"),
        ({"title": {"name": "x"}, "body": BODY}, "title: a text is expected, not dict"),
        ({"publisher": {"id": 1}, "body": BODY}, "publisher: a text is expected, not NoneType"),
        ({"publisher": [[]], "body": BODY}, "publisher: a text is expected, not list"),
        ({"tags": [1], "body": BODY}, "tags: a text or a list of texts is expected"),
        ({"id": True, "body": BODY}, "id: a text is expected, not bool"),
        ({"body": ["a"]}, "body: a text is expected, not list"),
        ({"title": "A bridge"}, "no text: body"),
    ],
)
def test_a_wrong_type_is_named(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(RejectError, match="invalid_record") as caught:
        cleaned(**fields)

    assert message in caught.value.detail


def test_unknown_fields_are_listed_once() -> None:
    assert cleaned(body=BODY, oddity=1, mood="x").unknown_fields == ["mood", "oddity"]
