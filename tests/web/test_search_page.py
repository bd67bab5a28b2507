"""The search page on a real index: what it finds, and where its links lead."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from tests.web.conftest import soup, text_of


def link(page: BeautifulSoup, text: str) -> str:
    """Return where the one link with `text` leads."""
    (found,) = [a for a in page.select("a") if " ".join(a.get_text().split()).startswith(text)]
    return str(found["href"])


def titles(page: BeautifulSoup) -> list[str]:
    return [heading.get_text() for heading in page.select(".hits .headline")]


def test_a_search_shows_hits_with_their_words_marked(pages: TestClient) -> None:
    page = soup(pages.get("/", params={"q": "talks geneva"}))

    (hit,) = page.select(".hit")
    assert {mark.get_text() for mark in hit.select("mark")} == {"talks", "Geneva"}
    assert text_of(page, "h1") == "1 article"
    assert text_of(page, ".hit .meta") == "The Courier 18 February 2026 English courier.example"
    assert link(page, "courier.example") == "https://www.courier.example/talks"
    assert link(page, "No end to the talks") == "/articles/talks"


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ('person:"paul brandt"', 2),
        ("talks -geneva", 1),
        ('"no end"', 2),
        ("geneva OR weather", 44),
        ("lang:ar", 1),
        ("since:2026-02 until:2026-02", 5),
        ("", 48),
    ],
)
def test_the_whole_query_language_is_understood(pages: TestClient, query: str, number: int) -> None:
    counted = text_of(soup(pages.get("/", params={"q": query})), "h1")

    assert int(counted.removesuffix(" articles").removesuffix(" article").rpartition(" ")[2]) == number


def test_a_facet_narrows_down_and_its_chip_widens_again(pages: TestClient) -> None:
    page = soup(pages.get("/", params={"q": "talks", "sort": "date"}))
    person = link(page, "Paul Brandt")
    assert person == "/?q=talks&person=Paul+Brandt&sort=date"

    narrowed = soup(pages.get(person))
    assert text_of(narrowed, ".chips") == "person Paul Brandt × : take this filter away"
    assert [item["value"] for item in narrowed.select("form input[type=hidden]")] == ["Paul Brandt", "date"]
    both = link(narrowed, "Geneva")
    assert titles(soup(pages.get(both))) == ["No end to the talks in Geneva"]

    assert link(soup(pages.get(both)), "place Geneva") == person
    assert link(narrowed, "person Paul Brandt") == "/?q=talks&sort=date"


def test_every_facet_leads_to_as_many_articles_as_it_says(pages: TestClient) -> None:
    page = soup(pages.get("/"))

    assert {heading.get_text() for heading in page.select("#facets h2")} == {
        "People", "Organizations", "Places", "Publishers", "Languages", "Months",
    }  # fmt: skip
    for item in page.select("#facets li"):
        found = soup(pages.get(str(item.a["href"])))
        assert text_of(found, "h1").split()[-2] == item.select_one(".count").get_text()
        assert len(found.select(".chips li")) == 1


def test_the_months_facet_is_one_filter(pages: TestClient) -> None:
    march = soup(pages.get(link(soup(pages.get("/")), "March 2025")))

    assert text_of(march, ".chips").startswith("time March 2025")
    assert link(march, "time March 2025") == "/"


def test_pages_follow_one_another_and_show_each_article_once(pages: TestClient) -> None:
    seen: list[str] = []
    address: str | None = "/?q=report"
    while address:
        page = soup(pages.get(address))
        seen += [str(a["href"]) for a in page.select(".headline a")]
        after = page.select_one(".pager a[rel=next]")
        address = str(after["href"]) if after else None

    assert len(seen) == len(set(seen)) == 43
    assert text_of(page, "h1") == "41–43 of 43 articles"
    assert page.select_one(".pager a[rel=prev]")["href"] == "/?q=report&page=2"
    assert page.select_one(".hits")["start"] == "41"
    assert [item["name"] for item in page.select("form input")] == [
        "q"
    ]  # another search starts at its first page


def test_a_page_after_the_last_leads_back(pages: TestClient) -> None:
    page = soup(pages.get("/?q=report&page=9"))

    assert link(page, "go to the first") == "/?q=report"


@pytest.mark.parametrize("number", ["501", "9" * 30])
def test_pages_end_where_elasticsearch_does(pages: TestClient, number: str) -> None:
    assert "first 10,000" in text_of(soup(pages.get(f"/?q=report&page={number}"), 400), ".message")


def test_one_hit_for_each_story(pages: TestClient) -> None:
    page = soup(pages.get(link(soup(pages.get("/?q=talks")), "one per story")))

    assert len(titles(page)) == 1
    assert link(page, "2 copies").endswith("#copies")
    assert text_of(page, "h1") == "Stories 1–1 of 2 articles"
    assert not page.select(".pager")


def test_sorting_is_a_link(pages: TestClient) -> None:
    page = soup(pages.get("/?q=report"))
    assert page.select_one(".choices [aria-current]").get_text() == "relevance"

    page = soup(pages.get(link(page, "date")))
    assert page.select_one(".choices [aria-current]").get_text() == "date"
    assert page.select_one(".hit time")["datetime"] == "2025-03-01"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/?q=a+%22b", "query: this quotation mark is not closed, here: a ▸\"b"),
        ("/?q=%3Cb%3E+nose:big", "query: no filter nose:"),
        ("/?q=rain&since=soon", "soon is no date"),
        ("/?q=rain&since=2026&until=2025", "the first is later"),
        ("/?q=" + "w" * 2_001, "at most 2,000 characters are read, these are 2,001"),
    ],
    ids=lambda value: value[:30],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_the_query_still_there(
    pages: TestClient, address: str, message: str
) -> None:
    page = soup(pages.get(address), 400)

    assert message in text_of(page, "[role=alert]")
    assert page.select_one("#q")["value"] in ('a "b', "<b> nose:big", "rain", "w" * 2_001)


@pytest.mark.parametrize(
    "fault", ["page=0", "page=x", "sort=up", "collapse=maybe", "person=", "person=a&" * 21]
)
def test_an_address_that_makes_no_sense_is_refused(pages: TestClient, fault: str) -> None:
    assert "The address cannot be read" in text_of(soup(pages.get(f"/?q=rain&{fault}"), 400))


def test_what_other_sites_add_to_an_address_is_left_alone(pages: TestClient) -> None:
    assert titles(soup(pages.get("/?q=geneva&utm_source=x"))) == ["No end to the talks in Geneva"]


def test_filters_that_leave_nothing_lead_to_the_search_without_them(pages: TestClient) -> None:
    page = soup(pages.get("/", params={"q": "talks lang:de -weather", "person": "Nobody", "until": "2001"}))

    assert "Nothing with these filters" in text_of(page)
    assert titles(soup(pages.get(link(page, "2 without them")))) == [
        "Talks: no end",
        "No end to the talks in Geneva",
    ]


def test_a_misspelt_word_has_the_right_one_as_a_link(pages: TestClient) -> None:
    assert (
        link(soup(pages.get("/?q=wether+report&sort=date")), "weather report")
        == "/?q=weather+report&sort=date"
    )


def test_the_name_of_a_filter_is_not_respelled(pages: TestClient) -> None:
    assert "Did you mean" not in text_of(soup(pages.get("/?q=odd+OR+place:geneva")))


def test_a_text_says_its_language_and_its_direction(pages: TestClient) -> None:
    heading = soup(pages.get("/?q=lang:ar")).select_one(".headline")

    assert (heading["lang"], heading["dir"]) == ("ar", "auto")


def test_the_page_can_be_used_with_a_screen_reader(pages: TestClient) -> None:
    page = soup(pages.get("/?q=talks"))

    assert page.html["lang"] == "en"
    assert len(page.select("h1")) == len(page.select("main")) == 1
    fields = page.select("form input:not([type=hidden])")
    assert [page.select_one(f"label[for={field['id']}]").get_text() for field in fields] == [
        "Search the articles"
    ]
    assert all(nav.get("aria-label") for nav in page.select("nav, aside"))
    assert page.select_one("a.skip")["href"] == "#main"
