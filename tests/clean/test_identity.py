from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.identity import article_id
from etl.clean.normalize import join_paragraphs, normalize_line


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
    assert article_id(url, "x.html") == article_id("https://news.example/a/b", "other.html")


def test_other_pages_have_others() -> None:
    urls = [
        "https://news.example/a",
        "https://news.example/b",
        "https://other.example/a",
        "https://news.example/a?id=2",
        None,
    ]

    assert len({article_id(url, "x.html") for url in urls}) == len(urls)


@given(st.one_of(st.none(), st.text()), st.text())
def test_ids_are_stable_and_never_fail(url: str | None, path: str) -> None:
    found = article_id(url, path)

    assert found == article_id(url, path)
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
