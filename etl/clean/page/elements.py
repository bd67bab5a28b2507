"""Read all elements of a page once, for every part of the cleaning that looks at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from lxml.html import HtmlElement

Names = tuple[str | None, str | None, str | None, str | None]
"""The class, id, itemprop and rel of an element."""


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements in document order; each has a number, and the root is number 0."""

    nodes: list[HtmlElement]
    tags: list[str]
    numbers: dict[HtmlElement, int]
    parents: list[int]
    ends: list[int]  # the number of the last element inside each, its own if none is
    attributes: list[dict[str, str]]
    openings: list[str | None]  # the text before the first element inside each
    tails: list[str | None]  # the text right after each
    texts: dict[int, list[str]]  # all own texts of an element, without blank ones
    kinds: dict[Names, list[int]]  # the elements by what their attributes call them

    def named(self, fits: Callable[..., bool]) -> list[int]:
        """Return the elements for which `fits` is true of the attributes in `Names`."""
        return [number for kind, numbers in self.kinds.items() if fits(*kind) for number in numbers]

    @property
    def last(self) -> int:
        """The number of the last element."""
        return len(self.nodes) - 1

    def apart(self, one: int, other: int) -> tuple[int, float]:
        """Return how many levels above element `one` the element is that also holds `other`, and its share of all elements."""
        levels = 0
        while one != other:  # an element has a higher number than all that hold it
            if one > other:
                one = self.parents[one]
                levels += 1
            else:
                other = self.parents[other]
        return levels, (self.ends[one] - one + 1) / len(self.nodes)

    def number(self, element: HtmlElement | None) -> int | None:
        """Return the number of `element`, None for none."""
        return None if element is None else self.numbers[element]


@lru_cache(maxsize=1)  # of the page that is being read
def elements_of(root: HtmlElement) -> Elements:
    """Return the elements of the page at `root`, which must not be changed afterwards."""
    nodes = list(root.iter("*"))
    numbers = {node: number for number, node in enumerate(nodes)}
    parents = [-1, *(numbers[node.getparent()] for node in nodes[1:])]
    ends = list(range(len(nodes)))
    for number in range(len(nodes) - 1, 0, -1):  # the last element inside another one is met first
        parent = parents[number]
        if ends[parent] == parent:
            ends[parent] = ends[number]
    openings = [node.text for node in nodes]
    tails = [node.tail for node in nodes]
    texts: dict[int, list[str]] = {}
    for own, holders in ((openings, range(len(nodes))), (tails, parents)):
        for holder, text in zip(holders, own, strict=True):
            if text and holder >= 0 and not text.isspace():
                texts.setdefault(holder, []).append(text)
    nothing: dict[str, str] = {}
    attributes = [dict(said) if (said := node.items()) else nothing for node in nodes]
    kinds: dict[Names, list[int]] = defaultdict(list)
    for number, said in enumerate(attributes):
        if said:
            get = said.get
            kinds[get("class"), get("id"), get("itemprop"), get("rel")].append(number)
    tags = [node.tag for node in nodes]
    return Elements(nodes, tags, numbers, parents, ends, attributes, openings, tails, texts, kinds)


def finder(looks: Pattern[str]) -> Callable[..., bool]:
    """Return a function that tells whether `looks` matches one of the attributes it is given.

    The same values are asked for again and again, so answers are kept.
    """

    @lru_cache(maxsize=2_000)
    def fits(value: str) -> bool:
        return looks.search(value) is not None

    def finds(*said: str | None) -> bool:
        return any(map(fits, filter(None, said)))

    return finds
