"""Names in languages that a model of our own reads: one article each, the cards, and what declines."""

from __future__ import annotations

import pytest

from etl.article import Article, Source
from etl.enrich.names.crf_models import FOLDER, model_for, read_cards
from etl.enrich.names.entities import add_entities
from etl.enrich.names.inflections import base_forms, full_name
from etl.settings import Settings

SOURCE = Source(uri="file:///a.txt", path="a.txt", sha256="0", bytes=1, format="text")


def named(body: str, language: str, title: str | None = None) -> Article:
    made = Article(id="1", title=title, body=body, language=language, source=SOURCE)
    add_entities([made], Settings())
    return made


@pytest.mark.parametrize(
    ("language", "body", "person", "place"),
    [
        ("de", "Kanzler Friedrich Merz traf am Dienstag in Berlin Emmanuel Macron.", "Friedrich Merz", "Berlin"),
        ("es", "El presidente Pedro Sánchez se reunió el martes en Madrid.", "Pedro Sánchez", "Madrid"),
        ("pt", "O presidente reuniu-se em Brasília com Emmanuel Macron.", "Emmanuel Macron", "Brasília"),
        ("sv", "Ulf Kristersson träffade på tisdagen Emmanuel Macron i Stockholm.", "Ulf Kristersson", "Stockholm"),
        ("da", "Mette Frederiksen mødte tirsdag Emmanuel Macron i København.", "Mette Frederiksen", "København"),
        ("fi", "Pääministeri Petteri Orpo kertoi asiasta tiistaina Helsingissä.", "Petteri Orpo", "Helsingissä"),
        ("pl", "Premier Donald Tusk spotkał się we wtorek w Warszawie.", "Donald Tusk", "Warszawie"),
        ("hu", "Orbán Viktor miniszterelnök kedden Budapesten beszélt.", "Orbán Viktor", "Budapesten"),
        ("ro", "Premierul Ilie Bolojan s-a întâlnit marți la București.", "Ilie Bolojan", "București"),
        ("ru", "Президент Владимир Путин встретился во вторник в Москве.", "Владимир Путин", "Москве"),
        ("tr", "Recep Tayyip Erdoğan salı günü Ankara'da konuştu.", "Recep Tayyip Erdoğan", "Ankara"),
    ],
)  # fmt: skip
def test_who_and_where(language: str, body: str, person: str, place: str) -> None:
    made = named(body, language)

    assert person in made.people
    assert place in made.places
    assert made.names_by is not None
    assert all(e.offset < 0 or body.startswith(e.forms[0], e.offset) for e in made.entities)


def test_cyrillic_is_read_by_the_model_of_the_family() -> None:
    made = named("Президент Володимир Зеленський зустрівся у Києві з послами. Зеленський подякував їм.", "uk")
    assert made.people == ["Володимир Зеленський"]
    assert made.names_by is not None
    assert made.names_by.startswith("clippings-slavic ")


def test_a_title_has_no_offset_and_a_language_without_a_model_no_names() -> None:
    made = named("Die Gespräche dauerten zwei Tage.", "de", title="Friedrich Merz reist nach Berlin")
    assert [(e.name, e.offset) for e in made.entities if e.type == "person"] == [("Friedrich Merz", -1)]
    nothing = named("Angela Merkel sprak in Berlijn.", "eo")
    assert (nothing.entities, nothing.names_by) == ([], None)


def test_names_stop_at_the_end_of_a_sentence() -> None:
    body = "Hun mødte ham i København. Novo Nordisk ville ikke kommentere sagen."
    assert not [e for e in named(body, "da").entities if "." in e.name]


@pytest.mark.parametrize(
    ("names", "are_people", "listed"),
    [
        (["Donald Tusk", "Donalda Tuska", "Donald Tusk"], True, {"Donald Tusk"}),
        (["Владимир Путин", "Владимира Путина", "Владимиром Путиным"], True, {"Владимир Путин"}),
        (["Jan Novák", "Petr Novák"], True, {"Jan Novák", "Petr Novák"}),
        (["Austria", "Australia"], False, {"Austria", "Australia"}),
    ],
)
def test_forms_of_one_name_are_listed_under_one(names: list[str], are_people: bool, listed: set[str]) -> None:
    assert set(base_forms(names, are_people=are_people).values()) == listed


def test_a_surname_with_an_ending_is_the_only_one_who_has_it() -> None:
    assert full_name("Tuska", ["Donald Tusk", "Andrzej Duda"]) == "Donald Tusk"
    assert full_name("Nowaka", ["Jan Nowak", "Ewa Nowak"]) is None


def test_fifteen_languages_and_more_have_a_model_with_a_card_that_the_docs_show() -> None:
    cards = read_cards()
    languages = [language for card in cards.values() for language in card["languages"]]
    page = (FOLDER.parents[3] / "docs" / "names.md").read_text(encoding="utf-8")

    assert len(languages) == len(set(languages)) >= 15
    assert {f"{name}.crf.xz" for name in cards} == {path.name for path in FOLDER.glob("*.crf.xz")}
    for name, card in cards.items():
        assert card["trained_on"]
        assert card["held_back"]["facets"] > 0
        for language in card["languages"]:
            assert model_for(language) == name
            assert f"| {language} | {name} |" in page
    of_english = {"english.npz", "clusters.npz"}
    assert sum((FOLDER / name).stat().st_size for name in of_english) < 15_000_000
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.name not in of_english) < 15_000_000
