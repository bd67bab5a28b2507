"""Pages whose text stands in the data of their scripts alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from etl.article import Article, RawArticle, Source
from etl.clean.html import clean_html
from etl.clean.page.state import text_in_scripts
from etl.errors import RejectError

TEXT = [
    "The council agreed on Tuesday that the old bridge over the river should be rebuilt, after long talks about its cost.",
    "Work begins in May, the mayor said, and it should end before the winter, when the river rises again.",
    "The town pays a third of the cost, the state another third, and what is left comes from the toll.",
    "Nobody had expected the vote, which came late in the night, when most of the guests had left.",
    "Engineers have warned for years that the southern pier is sinking, by some two millimetres a year.",
    "A ferry will take pedestrians across while the road is closed, with boats until midnight.",
]
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in TEXT)
STATES: dict[str, Any] = {
    "one text": {"props": {"post": {"title": "The bridge stands", "content": PARAGRAPHS}}},
    "a list of texts": {"article": {"body": TEXT}},
    "a list of blocks": {"page": [{"type": "paragraph", "data": {"text": line}} for line in TEXT]},
}


def clean(head: str, shown: str = "<div id=root></div>") -> Article:
    page = f"<html><head><meta property=og:type content=article>{head}</head><body><h1>The bridge stands</h1>{shown}</body></html>"
    source = Source(uri="file:///a.html", path="a.html", sha256="", bytes=len(page), format="html")
    return clean_html(RawArticle(content=page, source=source), 1_000_000)


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_the_text_of_a_page_that_shows_none_is_read_from_its_scripts(state: Any) -> None:
    said = json.dumps(state)

    for script in (
        f"<script type=application/json>{said}</script>",
        f"<script>window.__STATE__ = {said};</script>",
    ):
        assert clean(script).body.split("\n\n") == TEXT


def test_the_text_that_json_ld_declares_is_the_article_of_a_page_that_shows_none() -> None:
    said = {"@type": "NewsArticle", "headline": "The bridge stands", "articleBody": "\n".join(TEXT)}

    assert clean(f"<script type=application/ld+json>{json.dumps(said)}</script>").body.split("\n\n") == TEXT


def test_what_a_page_shows_is_its_text_whatever_its_scripts_hold() -> None:
    other = json.dumps({"comments": [f"{line} So I heard." for line in TEXT]})

    assert clean(f"<script>var c = {other}</script>", PARAGRAPHS).body.split("\n\n") == TEXT


def test_a_page_that_does_not_call_itself_an_article_is_none() -> None:
    source = Source(uri="file:///a.html", path="a.html", sha256="", bytes=1, format="html")
    page = f"<html><body><h1>Home</h1><script>var posts = {json.dumps(TEXT)}</script></body></html>"

    with pytest.raises(RejectError):
        clean_html(RawArticle(content=page, source=source), 1_000_000)


@pytest.mark.parametrize(
    "script", ["", "var a = 1;" * 99, "{" * 900, "[" * 900, '{"a": ' * 400, "var x = {a: 'b'};" * 50]
)
def test_a_script_without_json_holds_no_text(script: str) -> None:
    assert text_in_scripts(f"<script>{script}</script><script>") == []
