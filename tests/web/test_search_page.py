"""The search page on a real index: what it finds, and where its links lead."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from etl.web.bars import bars_of, interval_of
from etl.web.view import View
from tests.web.conftest import first, said, soup, text_of


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
    assert link(page, "No end to the talks") == "/articles/talks?q=talks+geneva&n=1"


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ('person:"paul brandt"', 2),
        ("talks -geneva", 1),
        ('"no end"', 2),
        ("geneva OR weather", 44),
        ("lang:ar", 1),
        ("since:2026-02 until:2026-02", 1),  # the undated are in no time
        ("-has:date", 4),
        ("", 48),
    ],
)
def test_the_whole_query_language_is_understood(pages: TestClient, query: str, number: int) -> None:
    counted = text_of(soup(pages.get("/", params={"q": query})), "h1")

    assert int(counted.removesuffix(" articles").removesuffix(" article").rpartition(" ")[2]) == number


def test_a_name_that_stands_only_above_texts_leads_to_what_its_bearer_wrote(pages: TestClient) -> None:
    page = soup(pages.get("/", params={"q": "Ada Lovelace since:2026"}))
    meant = link(page, 'author:"Ada Lovelace"')

    assert meant == "/?q=author%3A%22Ada+Lovelace%22+since%3A2026"
    assert titles(soup(pages.get(meant))) == ["No end to the talks in Geneva"]


def test_a_search_leads_to_what_was_said_in_its_articles(pages: TestClient) -> None:
    page = soup(pages.get("/?q=talks&person=Paul+Brandt&exclude=place:Rome&since=2026"))
    asked = link(page, "Who said what")

    assert asked == "/quotes?q=talks+person%3A%22Paul+Brandt%22+-place%3A%22Rome%22&since=2026"
    assert "We are not there yet" in text_of(soup(pages.get(asked)), ".quotes")
    assert "Who said what" not in text_of(soup(pages.get("/?language=en&language=de")))


def test_a_facet_narrows_down_and_its_chip_widens_again(pages: TestClient) -> None:
    page = soup(pages.get("/", params={"q": "talks", "sort": "date"}))
    person = link(page, "Paul Brandt")
    assert person == "/?q=talks&person=Paul+Brandt&sort=date"

    narrowed = soup(pages.get(person))
    assert text_of(narrowed, ".chips") == "person Paul Brandt × : take this filter away"
    assert [item["value"] for item in narrowed.select("[role=search] input[type=hidden]")] == [
        "Paul Brandt",
        "date",
    ]
    both = link(narrowed, "Geneva")
    assert titles(soup(pages.get(both))) == ["No end to the talks in Geneva"]

    assert link(soup(pages.get(both)), "place Geneva") == person
    assert link(narrowed, "person Paul Brandt") == "/?q=talks&sort=date"


def test_every_facet_leads_to_as_many_articles_as_it_says(pages: TestClient) -> None:
    page = soup(pages.get("/"))

    assert {heading.get_text() for heading in page.select("#facets h2")} == {
        "People", "Organizations", "Places", "Countries", "Publishers", "Languages", "Authors", "Sections", "Keywords",
        "Copies of one story", "With",
    }  # fmt: skip
    for item in page.select("#facets li"):
        number = int(next(first(item, ".count").strings).strip())
        found = soup(pages.get(str(first(item, "a")["href"])))
        assert int(text_of(found, "h1").split()[-2]) == number
        assert len(found.select(".chips li")) == 1
        for minus in item.select(".minus"):
            without = soup(pages.get(str(minus["href"])))
            assert int(text_of(without, "h1").split()[-2]) == 48 - number
            assert text_of(without, ".chips").startswith("not ")


def test_a_story_of_several_copies_can_be_asked_for(pages: TestClient) -> None:
    page = soup(pages.get("/?fold=0"))
    several = soup(pages.get(link(page, "2 or more")))

    assert titles(several) == ["No end to the talks in Geneva", "Talks: no end"]
    assert text_of(several, ".chips").startswith("copies 2 or more")
    assert link(several, "copies 2 or more") == "/?fold=0"
    assert "2 or more" not in text_of(soup(pages.get("/?q=geneva")))  # one of the two is not among them
    assert link(soup(pages.get("/?copies=3")), "48 without them") == "/"


def test_all_filters_are_taken_away_at_once(pages: TestClient) -> None:
    page = soup(pages.get("/?q=talks&person=Paul+Brandt&exclude=lang:de&since=2020&size=50"))

    assert [text_of(chip, "a") for chip in page.select(".chips li")][:3] == [
        "person Paul Brandt × : take this filter away",
        "not lang de × : take this filter away",
        "since 2020 × : take this filter away",
    ]
    assert link(page, "Clear all") == "/?q=talks&size=50"


def test_bars_over_time_lead_to_their_time(pages: TestClient) -> None:
    page = soup(pages.get("/"))
    bars = {str(bar["aria-label"]): str(bar["href"]) for bar in page.select(".chart a")}

    assert list(bars) == ["January 2025: 15", "February 2025: 14", "March 2025: 14", "February 2026: 1"]
    march = soup(pages.get(bars["March 2025: 14"]))
    assert text_of(march, "h1") == "14 articles"
    assert text_of(march, ".chips").startswith("time March 2025")
    assert link(march, "time March 2025") == "/"
    assert link(page, "4 undated") == "/?exclude=has%3Adate"
    assert text_of(soup(pages.get(link(page, "4 undated"))), "h1") == "4 articles"


def test_bars_are_as_wide_as_the_time_asks_for() -> None:
    def shown(counts: list[tuple[str, int]]) -> tuple[str, list[str]]:
        interval = interval_of([(when[:7], count) for when, count in counts])
        picture = bars_of(View(), counts, interval)
        return interval, [bar.label for bar in picture.bars] if picture else []

    assert shown([("2026-02-17", 1), ("2026-02-19", 2)]) == ("day", ["17 February 2026", "19 February 2026"])
    assert shown([("2025-12", 1), ("2026-02", 2)]) == ("month", ["December 2025", "February 2026"])
    assert shown([("1999-12", 1), ("2026-02", 2), ("2026-03", 2)]) == ("year", ["1999", "2026"])
    assert shown([("0001-01", 1), ("9999-01", 1)])[0] == "year"
    assert shown([]) == ("month", [])
    assert shown([("2026-02", 5)]) == ("day", [])


def test_a_circle_on_the_map_leads_to_its_articles(pages: TestClient) -> None:
    (circle,) = soup(pages.get("/")).select(".map a")
    near = soup(pages.get(str(circle["href"])))

    assert circle["aria-label"] == "1 article here"
    assert titles(near) == ["No end to the talks in Geneva"]
    assert text_of(near, ".chips").startswith("part of the map")
    x, y, width, height = map(float, said(near, ".map svg", "viewbox").split())
    found = first(near, ".map circle")
    assert x < float(str(found["cx"])) < x + width
    assert y < float(str(found["cy"])) < y + height


def test_copies_are_folded_and_can_be_unfolded(pages: TestClient) -> None:
    page = soup(pages.get("/?q=talks"))

    assert len(titles(page)) == 1
    assert text_of(page, ".hits .copies summary") == "1 copy on this page"
    assert text_of(page, "h1") == "2 articles"
    assert len(titles(soup(pages.get(link(page, "every article"))))) == 2


def test_a_facet_has_more_of_its_values(pages: TestClient) -> None:
    page = soup(pages.get("/?q=report&more=publisher"))

    assert [a.get_text() for a in page.select("#publisher li > a")] == ["The Gazette"]
    assert not page.select("#publisher .note")


def test_names_that_have_the_words_lead_to_their_pages(pages: TestClient) -> None:
    def names(query: str) -> list[tuple[str, str]]:
        page = soup(pages.get("/", params={"q": query}))
        return [(a.get_text(), str(a["href"])) for a in page.select(".matching a[href^='/names/']")]

    assert names("brandt") == [("Paul Brandt", "/names/person/Paul%20Brandt")]
    assert names("talks of Paul Brandt in Genevá place:geneva") == [
        ("Paul Brandt", "/names/person/Paul%20Brandt"),
        ("Geneva", "/names/place/Geneva"),
    ]
    assert names("place:geneva") == names("talks of the") == []


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
    assert said(page, ".pager a[rel=prev]", "href") == "/?q=report&page=2"
    assert said(page, ".hits", "start") == "41"
    assert [item["name"] for item in page.select("[role=search] input")] == [
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
    assert first(page, ".choices [aria-current]").get_text() == "relevance"

    page = soup(pages.get(link(page, "newest")))
    assert first(page, ".choices [aria-current]").get_text() == "newest"
    assert said(page, ".hit time", "datetime") == "2025-03-01"


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
    assert said(page, "#q", "value") in ('a "b', "<b> nose:big", "rain", "w" * 2_001)


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
    assert titles(soup(pages.get(link(page, "2 without them") + "&fold=0"))) == [
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
    heading = first(soup(pages.get("/?q=lang:ar")), ".headline")

    assert (heading["lang"], heading["dir"]) == ("ar", "auto")


def test_the_page_can_be_used_with_a_screen_reader(pages: TestClient) -> None:
    page = soup(pages.get("/?q=talks"))

    assert said(page, "html", "lang") == "en"
    assert len(page.select("h1")) == len(page.select("main")) == 1
    fields = page.select("form input:not([type=hidden])")
    assert [first(page, f"label[for={field['id']}]").get_text() for field in fields] == [
        "Search the articles", "From", "To",
    ]  # fmt: skip
    assert all(nav.get("aria-label") for nav in page.select("nav, aside"))
    assert said(page, "a.skip", "href") == "#main"
