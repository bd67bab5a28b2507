"""Names that lists know, lines of a place and a date, and names that start with initials."""

from __future__ import annotations

import pytest

from bench.known_names import known
from etl.enrich.names import forms
from etl.enrich.names.forms import Mention
from etl.enrich.names.known import known_as, known_phrases


def test_a_name_of_one_kind_is_known() -> None:
    assert known_as("Ajax Amsterdam") == "organization"
    assert known_as("Windsor, Florida") == "place"
    assert known_as("Paris Hilton the Third of Nowhere") is None


def test_the_longest_known_name_from_a_word_on_is_the_one() -> None:
    assert known_phrases("Ayer Real Madrid - Ajax Amsterdam".split()) == ["", "Bor", "Ior", "", "Bor", "Ior"]


def test_a_list_is_kept_where_it_says_one_thing() -> None:
    lines = ["Haaretz\t13\n", "Ajax\t11 13 14\n", "Qaro Becerra\t14\n", "Anna Becerra\t14\n", "Leeds\t11\n"]
    assert known([*lines, "Windsor , Florida\t11\n"]) == {
        "Haaretz": "organization",
        "Qaro Becerra": "person",
        "Windsor, Florida": "place",
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("JOHANNESBURG 1996-08-22\n\nThe rand fell.", "Johannesburg"),
        ("KUALA LUMPUR, Aug 30\n\nThe ringgit rose.", "Kuala Lumpur"),
        ("LISBON\n\nThe escudo stood still.", "Lisbon"),
    ],
)
def test_a_first_line_of_place_and_date_names_the_place(text: str, place: str) -> None:
    assert forms.dateline(text) == [Mention(place, "place", 0, True)]


def test_a_first_line_in_capitals_is_no_place() -> None:
    assert forms.dateline("BREAKING NEWS\n\nThe rand fell.") == []
