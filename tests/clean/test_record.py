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
    "odd",
    [
        {"title": True},
        {"title": {"id": 1}},
        {"publisher": {"id": 1}},
        {"publisher": [[]]},
        {"tags": [1]},
        {"id": True},
        {"date": {"at": []}},
        {"date": "soon"},
        {"image": 7},
        {"url": ["no address"]},
        {"language": 3},
        {"author": [[None]]},
    ],
)
def test_an_optional_field_of_an_odd_shape_never_costs_the_article(odd: dict[str, Any]) -> None:
    article = cleaned(body=BODY, **odd)

    assert article.body == BODY
    fields = (article.title, article.publisher, article.keywords, article.published_at, article.image_url)
    assert not any((*fields, article.url, article.declared_language, article.authors))


def test_an_odd_field_is_told() -> None:
    assert cleaned(body=BODY, date="soon").unknown_fields == ["published_at (not understood)"]


def test_a_number_that_a_record_calls_its_id_is_no_address() -> None:
    assert cleaned(body=BODY, id="4711").unknown_fields == []
    assert cleaned(**{"body": BODY, "@id": "https://paper.example/a"}).url == "https://paper.example/a"


def test_only_a_missing_body_is_a_reject() -> None:
    with pytest.raises(RejectError, match=r"invalid_record: no text: .*\(there are: title\)"):
        cleaned(title="A bridge")


@pytest.mark.parametrize("nothing", ["nan", "None", "null", "NaT", "N/A", "", "[]", float("nan"), None])
def test_what_programs_write_for_nothing_is_nothing(nothing: object) -> None:
    article = cleaned(
        body=BODY, title=nothing, author=nothing, date=nothing, url=nothing, id=nothing, tags=nothing
    )

    assert (article.title, article.authors, article.published_at, article.url) == (None, [], None, None)
    assert (article.keywords, article.source.record_id) == ([], None)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ann Lee; Ben Orr", ["Ann Lee", "Ben Orr"]),
        ("By Ann Lee and Ben Orr", ["Ann Lee", "Ben Orr"]),
        ("Par Anne Lée et Benoît Orr", ["Anne Lée", "Benoît Orr"]),
        ("Von Anna Lehmann und Bernd Ohr", ["Anna Lehmann", "Bernd Ohr"]),
        ("Ann Lee, Ben Orr and Cy Poe", ["Ann Lee", "Ben Orr", "Cy Poe"]),
        ("['Ann Lee', 'Ben Orr']", ["Ann Lee", "Ben Orr"]),
        ('["Ann Lee", "Ben Orr"]', ["Ann Lee", "Ben Orr"]),
        ("Lee, Ann", ["Ann Lee"]),
        ("Zo&euml; Brandt", ["Zoë Brandt"]),
        ([{"name": "Ann Lee"}, {"firstname": "Ben", "lastname": "Orr"}], ["Ann Lee", "Ben Orr"]),
        ([["Ann Lee"], ["Ben Orr"]], ["Ann Lee", "Ben Orr"]),
        ({"givenName": "Ann", "familyName": "Lee"}, ["Ann Lee"]),
        ({"node": {"name": "Ann Lee"}}, ["Ann Lee"]),
    ],
)
def test_lists_of_authors_in_many_forms(written: object, names: list[str]) -> None:
    assert cleaned(body=BODY, author=written).authors == names


@pytest.mark.parametrize(
    ("written", "date"),
    [
        (1586420700, "2020-04-09T08:25:00+00:00"),
        ("1586420700", "2020-04-09T08:25:00+00:00"),
        (1586420700000, "2020-04-09T08:25:00+00:00"),
        (1586420700.5, "2020-04-09T08:25:00+00:00"),
        ({"$date": "2020-04-09T08:25:00Z"}, "2020-04-09T08:25:00+00:00"),
        ({"$date": {"$numberLong": "1586420700000"}}, "2020-04-09T08:25:00+00:00"),
        ("20200409T082500Z", "2020-04-09T08:25:00+00:00"),
        ("Thu, 09 Apr 2020 10:25:00 +0200", "2020-04-09T10:25:00+02:00"),
        ("Thu Apr 09 2020 10:25:00 GMT+0200 (CEST)", "2020-04-09T10:25:00+02:00"),
        ("9 avril 2020", "2020-04-09"),
        ("2020-04-09 08:25:00", "2020-04-09T08:25:00"),
        (0, None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("9999-12-31T23:59:59Z", None),
        ("2099-01-01", None),
    ],
)
def test_dates_in_many_forms_and_those_that_cannot_be(written: object, date: str | None) -> None:
    assert cleaned(body=BODY, date=written).published_at == date


def test_a_date_that_cannot_be_is_passed_over_for_the_next() -> None:
    assert cleaned(body=BODY, date="1970-01-01", created_at="2026-02-18").published_at == "2026-02-18"


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("<p>The board of <b>West</b>mere voted.</p><p>It met late.</p>", "The board of Westmere voted.\n\nIt met late."),
        ("<div>The board voted.</div><div>It met late.</div>", "The board voted.\n\nIt met late."),
        (["The board voted.", "It met late."], "The board voted.\n\nIt met late."),
        ([{"type": "text", "content": "<p>The board voted.</p>"}, {"type": "image", "content": "A hall"}], "The board voted."),
        ("['The board voted.', 'It met late.']", "The board voted.\n\nIt met late."),
        ("The board voted &#8211; late.", "The board voted – late."),
        ("The board voted… [+1234 chars]", "The board voted"),
    ],
)  # fmt: skip
def test_bodies_in_many_forms(written: object, body: str) -> None:
    assert cleaned(content=written).body == body


def test_a_summary_stands_in_for_a_body_that_is_not_there() -> None:
    assert cleaned(title="A bridge", description=BODY, url="https://example.org/a").body == BODY


def test_unknown_fields_are_listed_once() -> None:
    assert cleaned(body=BODY, oddity=1, mood="x").unknown_fields == ["mood", "oddity"]
