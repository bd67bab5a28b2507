"""The pages that are made from the code are those of today's code."""

from __future__ import annotations

import re

import pytest

from scripts.reference.messages import known_advice, messages
from scripts.reference.pages import FOLDER, pages


@pytest.mark.parametrize("name", pages())
def test_a_generated_page_is_of_today(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], (
        "make it anew, and commit it: make reference"
    )


def test_advice_is_for_messages_that_there_are() -> None:
    assert sorted(known_advice().keys() - messages().keys()) == [], (
        "reword the keys of scripts/reference/advice.toml"
    )


def test_a_message_says_what_to_do_or_the_page_does() -> None:
    hint = re.compile(r"[;:(]| and | of ")
    bare = [message for message in messages() if message not in known_advice() and not hint.search(message)]

    assert bare == [], "say what to do in the message, or in scripts/reference/advice.toml"


def test_the_readme_leads_to_pages_that_there_are_and_has_the_figures_of_one() -> None:
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((docs/[^)#]+)\)", readme)
    figures = readme.partition("## How good")[2]
    rows = [line for line in figures.splitlines() if line.startswith("| ") and line != "| | |"]

    assert len(links) > 20
    assert [link for link in links if not (FOLDER.parent / link).exists()] == []
    assert len(rows) > 5
    assert set(rows) <= set((FOLDER / "quality.md").read_text(encoding="utf-8").splitlines())
