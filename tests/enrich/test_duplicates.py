from __future__ import annotations

import random

import pytest

from etl.enrich.duplicates import same_story
from tests.near_copies import FOOTER, notes, roundup

BRIDGE = [
    "The council voted on Tuesday for a new bridge over the river after a debate of six hours.",
    "Mayor Paul Brandt said the work would begin in the spring and take two years if the money is found.",
    "Opponents said that the old bridge could be mended for a tenth of the price and promised to go to court.",
    "The county will decide next month whether it pays half of the forty million that the piers will cost.",
]
FLOOD = [
    "Heavy rain drove the river over its banks on Monday night, and firefighters brought hundreds to safety.",
    "In the market square the water stood a metre high within an hour of the first warning, a reporter saw.",
    "Schools stay closed until Friday, the county said, and asked people not to drink water from their taps.",
    "It was the third flood in ten years; a dam upstream was promised after the first and never built at all.",
]
SAME_EVENT = [
    "A new bridge was the talk of the town on Tuesday, when the council met to vote on it late at night.",
    "For Mayor Brandt it was a victory that he had waited for since he took office five years ago, he said.",
    "“The work would begin in the spring and take two years if the money is found,” he told reporters later.",
]


@pytest.mark.parametrize(
    ("one", "other", "is_copy"),
    [
        (BRIDGE, BRIDGE[:2], True),
        (BRIDGE, ["In the county itself the news was read with care on Wednesday.", *BRIDGE], True),
        (BRIDGE, ["Home", "News", "Share this article", *BRIDGE[:3], "Most read"], True),
        (BRIDGE, SAME_EVENT, False),
        (BRIDGE, FLOOD, False),
        ([*FLOOD[:2], *FOOTER], [*BRIDGE[:2], *FOOTER], False),
        (roundup([BRIDGE, FLOOD]), BRIDGE, True),
        (roundup([BRIDGE, FLOOD]), FLOOD, False),
        (["Correction"], ["Correction"], False),
        (BRIDGE + FLOOD, [FLOOD[3], *(BRIDGE + FLOOD)[1:]], True),
        (BRIDGE + FLOOD, (BRIDGE + FLOOD)[1:], True),
    ],
)
def test_what_is_a_copy(one: list[str], other: list[str], is_copy: bool) -> None:
    assert same_story("\n\n".join(one), "\n\n".join(other)) is is_copy
    assert same_story("\n\n".join(other), "\n\n".join(one)) is is_copy


@pytest.mark.parametrize("seed", range(8))
def test_notes_of_one_form_are_no_copies_unless_their_numbers_are_the_same(seed: int) -> None:
    one, other = notes(random.Random(seed), 2)
    assert not same_story(one, other)
    assert same_story(one, f"{one} The service will report again in the evening.")
