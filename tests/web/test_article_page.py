"""The page of an article, and that of quotations."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import ODD_ID, soup, text_of


def test_an_article_is_shown_with_all_that_is_known_of_it(pages: TestClient) -> None:
    page = soup(pages.get("/articles/talks"))

    shown = text_of(page)
    for text in (
        "News › World", "No end to the talks in Geneva", "Ada Lovelace", "The Courier", "English",
        "18 February 2026, 10:30 UTC+01:00", "18 February 2026, 12:00 (time zone not given)", "Read it at courier.example",
        "Summary: The talks go on.", "We are not there yet Paul Brandt", "Never speaker unknown",
        "The bridge at dawn", "MORE The bridge in numbers", "GENEVA", "bridge, talks", "taken from the text",
        "file:///a/talks", "0" * 64, "1 other article tells it.", "Talks: no end",
    ):  # fmt: skip
        assert text in shown
    assert [p.get_text() for p in page.select(".body p")] == [
        "The talks about the bridge went on in Geneva.",
        "“We are not there yet,” Paul Brandt said.",
    ]
    assert page.select_one(".body")["lang"] == "en"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Paul Brandt", "/?person=Paul+Brandt"),
        ("United Nations", "/?organization=United+Nations"),
        ("Geneva", "/?place=Geneva"),
    ],
)
def test_names_lead_to_their_articles(pages: TestClient, text: str, address: str) -> None:
    page = soup(pages.get("/articles/talks"))

    assert [a["href"] for a in page.select(".names a") if a.get_text() == text] == [address]
    assert "No end to the talks" in text_of(soup(pages.get(address)))


@pytest.mark.parametrize("id_", [ODD_ID, "talks"])
def test_hits_lead_to_articles_whatever_their_ids(pages: TestClient, id_: str) -> None:
    hits = soup(pages.get("/", params={"q": '"odd identifier" OR geneva'})).select(".headline a")

    (address,) = [a["href"] for a in hits if a["href"] == f"/articles/{quote(id_, safe='')}"]
    assert id_ in text_of(soup(pages.get(str(address))))


@pytest.mark.parametrize(
    "address",
    ["/articles/none", "/articles/", "/articles/a%00b", "/articles/%ff", "/articles/" + "x" * 2_000],
)
def test_an_unknown_article_is_a_page_that_says_so(pages: TestClient, address: str) -> None:
    assert "There is no such article" in text_of(soup(pages.get(address), 404))


def test_a_summary_that_the_text_begins_with_is_not_repeated(pages: TestClient) -> None:
    assert not soup(pages.get("/articles/rtl")).select(".summary")


def test_an_article_without_copies_says_so(pages: TestClient) -> None:
    assert "No other article tells it." in text_of(soup(pages.get("/articles/rtl")), "#copies")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/quotes?text=there&speaker=", ["We are not there yet"]),
        ("/quotes?text=&speaker=brandt", ["We are not there yet"]),
        ("/quotes?text=never", ["Never"]),
        ("/quotes?text=never&speaker=brandt", []),
    ],
)
def test_quotations_are_found_by_words_and_speaker(pages: TestClient, address: str, said: list[str]) -> None:
    page = soup(pages.get(address))

    assert [found.get_text() for found in page.select("blockquote")] == said
    assert bool(said) != ("No such quotation" in text_of(page))


def test_a_quotation_leads_to_its_article_and_to_more_of_its_speaker(pages: TestClient) -> None:
    page = soup(pages.get("/quotes?text=there"))

    assert [a["href"] for a in page.select("figcaption a")] == [
        "/quotes?speaker=Paul+Brandt",
        "/articles/talks",
    ]


def test_the_form_for_quotations_asks_for_something(pages: TestClient) -> None:
    page = soup(pages.get("/quotes"))

    assert len(page.select("label")) == len(page.select("input")) == 2
    assert "Write words of the quotation" in text_of(page)
    assert "At most 2,000" in text_of(soup(pages.get("/quotes?text=" + "x" * 2_001), 400), "[role=alert]")
