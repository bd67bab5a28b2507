"""Copies of news texts as papers make them, and the traps beside them, for tests and benches.

Each maker takes the paragraphs of a text and a random generator, and returns those of the copy.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Paragraphs = list[str]
Maker = Callable[[Paragraphs, random.Random], Paragraphs]

_CHROME = (
    ["Home", "News", "World", "Share this article", "Listen to this article"],
    ["Skip to content", "Sign in", "Subscribe for 1 a week", "Actions", "Posted and last updated"],
)
_LOCAL = (
    "In the county itself the news was followed closely, and the library kept its doors open until late.",
    "Residents of the northern districts told this paper that they had heard nothing of it until the evening.",
    "A spokesman for the regional office said that the consequences for the valley would be looked into.",
)
FOOTER = (
    "The Valley Courier has brought independent news to the valley and to the hills since the spring of 1887.",
    "Our journalism is paid for by readers: join the forty thousand who get our morning letter, free of charge.",
    "Reporting by our own staff; see how we work, how we correct mistakes, and how you reach the news desk.",
)


def cut(paragraphs: Paragraphs, rng: random.Random) -> Paragraphs:
    """Cut 10 to 50 % of the words from the end."""
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    left = round(words * rng.uniform(0.5, 0.9))
    kept: Paragraphs = []
    for paragraph in paragraphs:
        kept.append(" ".join(paragraph.split()[:left]))
        left -= len(paragraph.split())
        if left <= 0:
            return kept
    return kept


def thinned(paragraphs: Paragraphs, rng: random.Random) -> Paragraphs:
    """Leave out up to two paragraphs in five, the first one never."""
    return [p for number, p in enumerate(paragraphs) if number == 0 or rng.random() > 0.3]


def edited(paragraphs: Paragraphs, rng: random.Random) -> Paragraphs:
    """Change, drop or add one word in thirty, as a desk that corrects and shortens."""
    return [
        " ".join(
            word if (chance := rng.random()) > 1 / 30 else ("" if chance > 1 / 60 else f"{word} also")
            for word in paragraph.split()
        )
        for paragraph in paragraphs
    ]


def mistyped(paragraphs: Paragraphs, rng: random.Random) -> Paragraphs:
    """Swap two letters in one word of fifty."""

    def typed(word: str) -> str:
        return word[:1] + word[2:3] + word[1:2] + word[3:] if rng.random() < 1 / 50 else word

    return [" ".join(map(typed, paragraph.split())) for paragraph in paragraphs]


def with_chrome(paragraphs: Paragraphs, rng: random.Random) -> Paragraphs:
    """Leave the page's own lines around the text."""
    return [*rng.choice(_CHROME), *paragraphs, "Most read", *FOOTER[:1]]


def with_local_paragraphs(paragraphs: Paragraphs, rng: random.Random) -> Paragraphs:
    """Add one to three paragraphs of the paper's own, at any place."""
    made = list(paragraphs)
    for extra in rng.sample(_LOCAL, rng.randint(1, 3)):
        made.insert(rng.randint(0, len(made)), extra)
    return made


def beheaded(paragraphs: Paragraphs, rng: random.Random) -> Paragraphs:
    """Leave out the first one or two paragraphs, as a page does that sets the lead elsewhere."""
    return paragraphs[rng.choice((1, 1, 2)) :] if len(paragraphs) > 5 else paragraphs


_FORM = (
    "The index of shares closed at {} points on the exchange after {} shares had changed hands",
    "Temperatures will reach {} degrees by the afternoon and fall to {} degrees at night",
    "Winds of {} kilometres an hour are expected from the west until {} o'clock",
    "The price of a barrel of crude oil stood at {} dollars and gold at {} dollars an ounce",
    "In the region around the capital {} new cases were counted and {} people left hospital",
    "The home side won by {} points to {} before a crowd that the club gave as {}",
    "The chance of rain stands at {} percent and the humidity will be around {} percent through the day",
    "Sunrise is at {} and sunset at {}, the service said in its daily bulletin for the area",
    "Of the numbers drawn on the evening {} was the bonus and the jackpot stands at {} million",
)


def notes(rng: random.Random, number: int) -> list[str]:
    """Make so many notes of 55 to 250 words from one form, which differ in their numbers alone: no copies."""
    words, form = rng.randint(55, 250), ""
    while len(form.split()) < words:
        form += f"{rng.choice(_FORM)}{rng.choice(('. ', ', as in the week before. ', ', the office said. '))}"
    return [re.sub(r"\{\}", lambda _: str(rng.randint(2, 9_999)), form) for _ in range(number)]


MAKERS: tuple[Maker, ...] = (cut, thinned, edited, mistyped, with_chrome, with_local_paragraphs)


def near_copy(paragraphs: Paragraphs, rng: random.Random) -> Paragraphs:
    """Apply one to three of the makers, none twice."""
    for maker in rng.sample(MAKERS, rng.randint(1, 3)):
        paragraphs = maker(paragraphs, rng)
    return paragraphs


def roundup(stories: list[Paragraphs]) -> Paragraphs:
    """Put several stories on one page."""
    return [paragraph for story in stories for paragraph in story]
