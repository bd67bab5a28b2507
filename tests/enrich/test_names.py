"""Folding of people's names within one article."""

from __future__ import annotations

import pytest

from etl.enrich.names.persons import bare, fold, without_title


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Trump's", "Trump"),
        ("Trump’s", "Trump"),
        ("the United Nations", "United Nations"),
        ("“Geneva”", "Geneva"),
        ("Acme Inc.", "Acme Inc."),
        ("la France", "France"),
        ("Los Angeles", "Los Angeles"),
    ],
)
def test_bare(written: str, name: str) -> None:
    assert bare(written) == name


@pytest.mark.parametrize(
    ("titled", "name"),
    [
        ("Mrs. Clinton", "Clinton"),
        ("Prime Minister Mesut Yilmaz", "Mesut Yilmaz"),
        ("President", "President"),
    ],
)
def test_without_title(titled: str, name: str) -> None:
    assert without_title(titled) == name


def test_short_forms_fold_into_the_full_name() -> None:
    names = [
        "Osama bin Laden",
        "bin Laden",
        "Omar Hassan al-Bashir",
        "Bashir",
        "George H. Bush",
        "George Bush",
    ]
    assert fold(names) == {
        "Osama bin Laden": "Osama bin Laden",
        "bin Laden": "Osama bin Laden",
        "Omar Hassan al-Bashir": "Omar Hassan al-Bashir",
        "Bashir": "Omar Hassan al-Bashir",
        "George H. Bush": "George H. Bush",
        "George Bush": "George H. Bush",
    }


def test_a_form_of_two_people_is_nobodys() -> None:
    names = ["Bill Clinton", "Hillary Clinton", "Clinton"]
    assert fold(names)["Clinton"] == "Clinton"
