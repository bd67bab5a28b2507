"""The page of an article, and that of quotations."""

from __future__ import annotations

import csv
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from etl.web.differing import differences
from etl.web.show import subhead
from tests.indexed import article
from tests.web.conftest import ODD_ID, first, said, soup, text_of


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
    assert said(page, ".body", "lang") == "en"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Paul Brandt", "/names/person/Paul%20Brandt"),
        ("United Nations", "/names/organization/United%20Nations"),
        ("Geneva", "/names/place/Geneva"),
        ("Switzerland", "/names/country/CH"),
    ],
)
def test_names_lead_to_their_pages(pages: TestClient, text: str, address: str) -> None:
    page = soup(pages.get("/articles/talks"))

    assert [a["href"] for a in page.select(".names a") if a.get_text() == text] == [address]
    assert "No end to the talks" in text_of(soup(pages.get(address)))


@pytest.mark.parametrize("id_", [ODD_ID, "talks"])
def test_hits_lead_to_articles_whatever_their_ids(pages: TestClient, id_: str) -> None:
    hits = soup(pages.get("/", params={"q": '"odd identifier" OR geneva'})).select(".headline a")

    (address,) = [a["href"] for a in hits if str(a["href"]).startswith(f"/articles/{quote(id_, safe='')}?")]
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


def test_words_that_nobody_said_lead_to_what_was_said_in_articles_about_them(pages: TestClient) -> None:
    page = soup(pages.get("/quotes?text=geneva&since=2026"))
    (leads,) = page.select(".advice a")

    assert leads["href"] == "/quotes?q=geneva&since=2026"
    assert "We are not there yet" in text_of(soup(pages.get(str(leads["href"]))), ".quotes")


def test_the_same_words_in_copies_are_shown_once(pages: TestClient) -> None:
    page = soup(pages.get("/quotes?speaker=brandt"))

    assert len(page.select("blockquote")) == 1
    assert "also in" in text_of(page, "figcaption")


def test_a_quotation_leads_to_its_article_and_to_more_of_its_speaker(pages: TestClient) -> None:
    page = soup(pages.get("/quotes?text=there"))

    assert [a["href"] for a in page.select("figcaption a")] == [
        "/quotes?speaker=Paul+Brandt",
        "/articles/talks",
        "/articles/talks-copy",
    ]


def test_a_quotation_leads_to_its_place_in_the_text(pages: TestClient) -> None:
    page = soup(pages.get("/articles/talks"))

    (place,) = page.select("figcaption a[href^='#p']")
    assert first(page, str(place["href"])).get_text() == "“We are not there yet,” Paul Brandt said."


def test_of_an_article_with_many_quotations_some_are_shown_and_all_can_be_taken_along(
    pages: TestClient,
) -> None:
    page = soup(pages.get("/quotes?speaker=سمير"))
    table = pages.get("/quotes.csv?speaker=سمير").content.decode("utf-8-sig")

    assert len(page.select("blockquote")) == 5
    assert [a["href"] for a in page.select("figcaption a") if a.get_text() == "2 more in this article"] == [
        "/articles/rtl#quotations"
    ]
    assert [row["text"][-1] for row in csv.DictReader(table.splitlines())] == list("0123456")


def test_the_form_for_quotations_asks_for_something(pages: TestClient) -> None:
    page = soup(pages.get("/quotes"))

    assert len(page.select("label")) == len(page.select("input")) == 8
    assert "Write words of the quotation" in text_of(page)
    assert "At most 2,000" in text_of(soup(pages.get("/quotes?text=" + "x" * 2_001), 400), "[role=alert]")


def test_an_article_come_to_by_a_search_has_its_words_marked_and_leads_on(pages: TestClient) -> None:
    page = soup(pages.get("/articles/talks?q=bridge+OR+talks&n=1&fold=0"))

    assert {mark.get_text().lower() for mark in page.select(".story h1 mark, .body mark")} == {
        "bridge",
        "talks",
    }
    (after,) = page.select(".way [rel=next]")
    assert said(page, ".way a:not([rel])", "href") == "/?q=bridge+OR+talks&fold=0"
    beside = soup(pages.get(str(after["href"])))
    assert said(beside, ".way [rel=prev]", "href").startswith("/articles/talks?")


def test_a_copy_says_what_differs(pages: TestClient) -> None:
    page = soup(pages.get("/articles/talks"))

    assert "0 sentences are the same, 2 only here, 1 only there" in text_of(page, "#copies")


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("One. Two. Three.", "One. Three. Four!", (2, ["Two."], ["Four!"])),
        ("Same words here.", "SAME words, here", (1, [], [])),
        ("第一句。第二句。", "第一句。", (1, ["第二句。"], [])),
    ],
)
def test_differences_are_whole_sentences(
    here: str, there: str, expected: tuple[int, list[str], list[str]]
) -> None:
    found = differences(article("a", body=here), article("b", body=there))

    assert found is not None
    assert (found.same, found.only_here, found.only_there) == expected


def test_a_heading_within_the_text_is_one(pages: TestClient) -> None:
    assert subhead("What comes next")
    assert not subhead("It ended there.")
    assert not subhead(
        "A line that goes on and on, and on, until it is far too long to be the heading of anything"
    )


def test_the_page_of_a_name_has_its_articles_its_words_and_its_company(pages: TestClient) -> None:
    page = soup(pages.get("/names/person/Paul%20Brandt"))
    shown = text_of(page)

    for text in ("People", "Paul Brandt", "2 articles", "written Brandt (1), Paul Brandt (1)", "We are not there yet",
                 "United Nations", "Geneva", "1 undated", "Talks: no end"):  # fmt: skip
        assert text in shown
    assert [a["href"] for a in page.select("#organization li > a")] == [
        "/names/organization/United%20Nations"
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/names/organization/United%20Nations",
        "/names/country/CH",
        "/names/author/Ada%20Lovelace",
        "/names/publisher/The%20Courier",
        "/names/place/Geneva",
    ],
)
def test_every_kind_of_name_has_a_page(pages: TestClient, address: str) -> None:
    page = soup(pages.get(address))

    assert "1 article" in text_of(page, ".found > .meta")
    assert "No end to the talks in Geneva" in text_of(page)
    (table,) = page.select(".take a[href^='/results.csv?']")
    assert "No end to the talks in Geneva" in pages.get(str(table["href"])).text


@pytest.mark.parametrize(
    "address", ["/names/person/Nobody", "/names/person/", "/names/nose/Paul", "/names/person/paul%20brandt"]
)
def test_a_name_that_is_none_is_a_page_that_says_so(pages: TestClient, address: str) -> None:
    assert soup(pages.get(address), 404)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/quotes?publisher=courier", ["We are not there yet", "Never"]),
        ("/quotes?text=there&language=German", []),
        ("/quotes?text=there&since=2026-02-18&person=brandt", ["We are not there yet"]),
        ("/quotes?text=there&until=2025", []),
        ("/quotes?q=talks+bridge+publisher:courier", ["We are not there yet", "Never"]),
        ("/quotes?q=volcano+publisher:courier", []),
    ],
)
def test_quotations_are_narrowed_down_by_their_articles(
    pages: TestClient, address: str, said: list[str]
) -> None:
    assert [found.get_text() for found in soup(pages.get(address)).select("blockquote")] == said


def test_a_quotation_has_its_words_marked_and_its_sentence_around(pages: TestClient) -> None:
    page = soup(pages.get("/quotes?text=there"))

    assert text_of(page, "blockquote mark") == "there"
    assert text_of(page, ".around") == "“We are not there yet,” Paul Brandt said."
    assert "no language klingonese" in text_of(
        soup(pages.get("/quotes?language=klingonese"), 400), "[role=alert]"
    )
