"""The pages that are made from the code are those of today's code."""

from __future__ import annotations

import re

import pytest

from scripts.reference.messages import grouped, known_help, messages
from scripts.reference.pages import FOLDER, pages


@pytest.mark.parametrize("name", pages())
def test_a_generated_page_is_of_today(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], (
        "make it anew, and commit it: make reference"
    )


def test_every_message_has_its_place_and_its_help() -> None:
    helped = known_help()
    placed = {text for found in grouped().values() for text in found}

    assert sorted(messages().keys() - helped.keys()) == [], "say what to do: scripts/reference/messages.toml"
    assert sorted(helped.keys() - messages().keys()) == [], "no such message is in the code any more"
    assert placed == helped.keys(), "name its file in a group of scripts/reference/messages.py"
    assert len([name for name in pages() if name.startswith("reference/messages/")]) == len(grouped()) + 1


def test_help_is_more_than_the_message() -> None:
    for text, help_ in known_help().items():
        assert re.fullmatch("[a-z]+(-[a-z]+)*", help_.name)
        for sentence in (help_.means, help_.do):
            assert len(sentence) > 10, text
            assert sentence.endswith((".", ").", "`.")), text


def test_an_example_gives_the_message() -> None:
    examples = [(text, help_) for text, help_ in known_help().items() if help_.example]

    assert len(examples) > 40
    for text, help_ in examples:
        parts = [re.escape(part) for part in text.split("…")]
        assert re.search(".*".join(parts), help_.example, re.S), help_.name


def test_the_readme_leads_to_pages_that_there_are_and_has_the_figures_of_one() -> None:
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((docs/[^)#]+)\)", readme)
    figures = readme.partition("## How good")[2]
    rows = [line for line in figures.splitlines() if line.startswith("| ") and line != "| | |"]

    assert len(links) > 20
    assert [link for link in links if not (FOLDER.parent / link).exists()] == []
    assert len(rows) > 5
    assert set(rows) <= set((FOLDER / "quality.md").read_text(encoding="utf-8").splitlines())
