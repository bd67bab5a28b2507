from __future__ import annotations

from itertools import pairwise

import pytest
import yake
from hypothesis import given
from hypothesis import strategies as st

from etl.enrich.yake_scores import ranked_keywords

ENGLISH = (
    "The harbour board of Port Ellis sold 14 cranes to NORTHLINE, a shipping company. The cranes, bought in 1988 "
    "for $3.2m, are the board's oldest. Northline's director, Ann Brody, said the company would ship the crane "
    "parts to Gdansk.\nThe board meets again in May; its budget is short by a third."
)
FRENCH = (
    "Le conseil régional a voté mardi le budget des lycées. Les lycées de la région, dont douze seront rénovés, "
    "attendaient ce vote depuis un an. « Le budget est équilibré », a dit la présidente du conseil."
)
WORDS = [
    "bridge",
    "bridges",
    "Bridge",
    "the",
    "of",
    "River",
    "NATO",
    "12",
    "x9",
    "-",
    ",",
    ".",
    "won't",
    "Ellis",
]


def by_library(text: str, language: str) -> dict[str, float]:
    return dict(yake.KeywordExtractor(lan=language, n=2, top=1_000, dedup_lim=1.0).extract_keywords(text))


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (FRENCH, "fr"), (ENGLISH, "xx")])
def test_keywords_are_the_librarys_in_its_order(text: str, language: str) -> None:
    found = ranked_keywords(text, language)

    assert len(found) > 10
    assert found == list(by_library(text, language))


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_text_has_the_librarys_keywords_best_first(words: list[str]) -> None:
    text = " ".join(words)
    scores = by_library(text, "en")

    found = ranked_keywords(text, "en")

    assert set(found) == set(scores)
    ranks = [scores[keyword] for keyword in found]
    assert all(one <= next_ + 1e-9 for one, next_ in pairwise(ranks))
