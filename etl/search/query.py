"""A parsed query: its terms, the operators between them, and its filters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from etl.article import Record


class Term(Record):
    """One thing to search for: a word, a phrase, or a value of the filter named by `field`."""

    value: str
    field: str | None = None
    is_phrase: bool = False
    is_prefix: bool = False  # written with * behind it
    near: int = 0  # how many words may stand between those of the phrase, together


class Group(Record):
    """Terms and groups that an operator joins; NOT has one part."""

    operator: Literal["AND", "OR", "NOT"]
    parts: list[Term | Group]


Node = Term | Group


class Query(Record):
    """A parsed query; every part must fit, and the words decide on the rank."""

    text: str = ""  # the words that stand alone, in order; a phrase's too, as they rank
    phrases: list[str] = Field(default_factory=list)
    alternatives: list[list[Node]] = Field(
        default_factory=list
    )  # each list joined by OR; a list of one must fit
    without: list[Node] = Field(default_factory=list)
    filters: list[Term] = Field(default_factory=list)
    since: str | None = None  # ISO 8601
    until: str | None = None  # ISO 8601

    @property
    def plain_text(self) -> str:
        """The words of the query, without operators and filters."""
        words = [word for group in self.alternatives for node in group for word in _words_of(node)]
        return " ".join(part for part in (self.text, *words) if part)


def _words_of(node: Node) -> Iterator[str]:
    if isinstance(node, Group):
        if node.operator != "NOT":
            for part in node.parts:
                yield from _words_of(part)
    elif node.field is None:
        yield node.value
