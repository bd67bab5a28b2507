from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import Article, Source
from etl.clean.identity import article_id
from etl.clean.normalize import join_paragraphs, normalize_line


def article(url: str | None, path: str, record_id: str | None = None, collection: str = "wire") -> Article:
    source = Source(
        uri=f"file:///x/{path}", path=path, record_id=record_id, sha256="0", bytes=1, format="json"
    )
    return Article(body="Words.", url=url, source=source, collection=collection)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.news.example/a/b",
        "https://news.example/a/b/",
        "https://news.example/a/b#comments",
        "https://NEWS.example/a/b?utm_source=x&fbclid=1",
    ],
)
def test_one_page_has_one_id(url: str) -> None:
    other = article("https://news.example/a/b", "other.html", collection="papers")

    assert article_id(article(url, "x.html")) == article_id(other)


def test_what_is_another_article_has_another_id() -> None:
    articles = [
        article("https://news.example/a", "x.html"),
        article("https://news.example/b", "x.html"),
        article("https://other.example/a", "x.html"),
        article("https://news.example/a?id=2", "x.html"),
        article(None, "x.html"),
        article(None, "y/x.html"),
        article(None, "x.html", collection="papers"),
        article(None, "x.jsonl#L1"),
        article(None, "x.jsonl#L2"),
        article(None, "x.jsonl#L1", "1"),
        article(None, "x.jsonl#L1", "L1"),
        article(None, "y.jsonl#L1", "1"),
        article(None, "y.jsonl#L1", "1", collection="papers"),
    ]

    assert len({article_id(article) for article in articles}) == len(articles)


def test_a_record_keeps_its_id_wherever_in_its_file_it_stands() -> None:
    first, moved = article(None, "x.jsonl#L1", "a7"), article(None, "x.jsonl#L9", "a7")

    assert article_id(first) == article_id(moved)
    assert article_id(first, own_ids=True) == "a7"
    assert article_id(article("https://news.example/a", "x.jsonl#L1", "a7"), own_ids=True) == "a7"
    assert article_id(article(None, "x.jsonl#L1"), own_ids=True) == article_id(article(None, "x.jsonl#L1"))


def test_a_name_has_one_id_however_it_is_composed() -> None:
    assert article_id(article(None, "e\u0301tat.txt")) == article_id(article(None, "\u00e9tat.txt"))


@given(st.one_of(st.none(), st.text()), st.text(), st.one_of(st.none(), st.text()))
def test_ids_are_stable_and_never_fail(url: str | None, path: str, record_id: str | None) -> None:
    found = article_id(article(url, path, record_id))

    assert found == article_id(article(url, path, record_id))
    assert len(found) == 32


@given(st.text())
def test_a_normalized_line_stays_as_it_is(text: str) -> None:
    line = normalize_line(text)

    assert normalize_line(line) == line
    assert "\n" not in line
    line.encode("utf-8")


def test_marks_and_spaces() -> None:
    assert (
        normalize_line(" The\u00a0minister\u2019s \u201cplan\u201d\u200b \n")
        == "The minister's \u201cplan\u201d"
    )
    assert join_paragraphs(["a", " ", "b\nc"]) == "a\n\nb c"
