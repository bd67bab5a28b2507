"""Split a query into tokens, and show in a message which of them is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.errors import QueryError
from etl.search.fields import ALIASES, FILTERS

TIMES = ("since", "until")
FILTER_NAMES = frozenset((*FILTERS, *ALIASES, *TIMES))
_TOKEN = re.compile(
    r"""\s?(?:(?P<open>-?\()|(?P<close>\))|(?P<minus>-(?=[^\s)]))?(?:(?P<name>[a-z]+):(?!//))?
    (?:"(?P<phrase>[^"]*)"(?:~(?P<near>\d{1,3})(?![^\s)]))?|(?P<word>[^\s"()]+)|(?(name)|(?!))))""",
    re.X,
)
_OPERATORS = ("AND", "OR", "NOT")
_SHOWN = 40
"""Characters of the query on each side of the place that a message shows."""


def tokens_of(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a query, up to the first thing that is not one: a quotation mark that is not closed.

    The groups of each match say what it is: `open` or `close` for a parenthesis; else a `word`, or a `phrase` (with `near`,
    the number of words that may be between its words), with a `minus` and the `name` of a filter in front if there are any.
    """
    position = 0
    while match := _TOKEN.match(text, position):
        position = match.end()
        yield match


def operator_of(token: re.Match[str]) -> str | None:
    """Return `AND`, `OR` or `NOT` if the token is one of these, else None."""
    is_bare = not token["minus"] and not token["name"] and token["word"] in _OPERATORS
    return token["word"] if is_bare else None


def start_of(token: re.Match[str]) -> int:
    """Return where the token begins, without leading white space."""
    return token.end() - len(token[0].lstrip())


def fault_at(text: str, at: int, message: str) -> QueryError:
    """Return an error that shows the query `text`, with a mark at the place that is wrong."""
    before = text[max(0, at - _SHOWN) : at]
    line = f"{'…' if at > _SHOWN else ''}{before}▸{text[at : at + _SHOWN]}"
    return QueryError(f"query: {message}, here: {' '.join(line.split())}")


def without_filters(text: str) -> str:
    """Return a query without its filters, which can still be read; those joined by an operator are kept."""
    tokens = [*tokens_of(text)]
    joints = {at for at, token in enumerate(tokens) if operator_of(token)}
    depth, kept = 0, ""
    for at, token in enumerate(tokens):
        depth += bool(token["open"]) - bool(token["close"])
        if token["name"] not in FILTER_NAMES or token["minus"] or depth or {at - 1, at + 1} & joints:
            kept += token[0]
    return kept.strip()
