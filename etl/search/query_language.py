"""What people type: words, "phrases", -words, OR, and filters such as person:"Karoline Leavitt" since:7d."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product

from pydantic import Field

from etl.article import Record
from etl.errors import QueryError

_FILTERS = {
    "person": "people", "place": "places", "org": "organizations", "organization": "organizations",
    "publisher": "publisher", "lang": "language", "language": "language", "since": "since", "until": "until",
}  # fmt: skip
FILTER_NAMES = frozenset(_FILTERS)
_TOKEN = re.compile(
    r'\s*(?P<minus>-(?=\S))?(?:(?P<name>[a-z]+):(?!//))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)|(?(name)|(?!)))'
)
_AGO = re.compile(r"^(\d{1,4})([hdwmy])$")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}
_YEAR_OR_MONTH = re.compile(r"^\d{4}(-(0[1-9]|1[0-2]))?$")
_MOST_CLAUSES = 100
"""Phrases, OR words, -words and filters in one query: each is a query of its own in Elasticsearch."""
_SHOWN = 40
"""Characters of the query on each side of the place that a message shows."""
_ADDRESSES = re.compile(r"https?://\S+|pic\.twitter\.com/\S+|&amp;")
_HANDLE = re.compile(r"\(?[@#](\w+)\)?")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


class Term(Record):
    """One thing to look for: a word, a phrase, or a value of the `field`."""

    value: str
    field: str | None = None
    is_phrase: bool = False


class Query(Record):
    """A query taken apart; every part must fit, and the words rank."""

    text: str = ""  # the words that stand alone, in order; a phrase's too, as they rank
    phrases: list[str] = Field(default_factory=list)
    alternatives: list[list[Term]] = Field(default_factory=list)  # each list joined by OR
    without: list[Term] = Field(default_factory=list)
    filters: list[Term] = Field(default_factory=list)
    since: str | None = None  # ISO 8601
    until: str | None = None  # ISO 8601

    @property
    def plain_text(self) -> str:
        """What the query is about in words alone."""
        names = [term.value for group in self.alternatives for term in group if term.field is None]
        return " ".join(part for part in (self.text, *names) if part)


def parse(text: str) -> Query:
    """Return `text` taken apart.

    Raises:
        QueryError: a quotation mark is not closed, a filter is unknown or empty, a date is none, or OR has
            nothing to join; the message shows where.
    """
    text = text.encode("utf-8", "replace").decode()  # bytes of an argument that are no UTF-8
    if text.count('"') % 2:
        raise _error(text, text.rindex('"'), "this quotation mark is not closed")
    query = Query()
    groups: list[list[Term]] = []
    join_at: int | None = None
    may_join = False
    clauses = 0
    for match in _tokens(text):
        start = match.end() - len(match[0].lstrip())
        if match["word"] == "OR" and not match["minus"] and not match["name"]:
            if not may_join:
                raise _error(text, start, "OR stands between two words (for the word itself, write or)")
            join_at, may_join = start, False
            continue
        term = _term(match, text, start)
        if term.field in ("since", "until"):
            if join_at is not None or match["minus"]:
                raise _error(text, start, f"{term.field}: cannot stand with OR or -")
            setattr(query, term.field, _moment(term.value, text, start))
            may_join = False
        elif match["minus"]:
            if join_at is not None:
                raise _error(text, start, "a word with - cannot stand beside OR")
            query.without += [term] if term.value else []
            may_join = False
        elif term.value:
            if join_at is not None:
                groups[-1].append(term)
            else:
                groups.append([term])
            may_join = True
        join_at = None
        clauses += 1 if term.field or term.is_phrase or match["minus"] else 0
        if clauses > _MOST_CLAUSES:
            raise _error(text, start, f"more than {_MOST_CLAUSES} phrases and filters")
    if join_at is not None:
        raise _error(text, join_at, "OR stands between two words (for the word itself, write or)")
    return _sorted_out(query, groups, text)


def _term(match: re.Match[str], text: str, start: int) -> Term:
    name, phrase = match["name"], match["phrase"]
    value = (phrase if phrase is not None else match["word"] or "").strip()
    if name is None:
        return Term(value=value, is_phrase=phrase is not None)
    field = _FILTERS.get(name)
    if field is None:
        if not value:
            return Term(value=f"{name}:")  # a word before a colon, as in prose
        raise _error(text, start, f"no filter {name}: (there are {', '.join(_FILTERS)})")
    if not value:
        raise _error(text, start, f'{name}: needs a value right behind it, such as {name}:"…"')
    return Term(value=value, field=field)


def _sorted_out(query: Query, groups: list[list[Term]], text: str) -> Query:
    words: list[str] = []
    for group in groups:
        (first, *others) = group
        if others:
            query.alternatives.append(group)
        elif first.field:
            query.filters.append(first)
        else:
            words.append(first.value)
            if first.is_phrase:
                query.phrases.append(first.value)
    if sum(map(len, query.alternatives)) > _MOST_CLAUSES:
        raise _error(text, len(text), f"more than {_MOST_CLAUSES} words with OR")
    query.text = " ".join(words)
    return query


def moment(value: str) -> str:
    """Return an ISO 8601 date of `value`: a date, a year or month, or a time ago such as 7d, 2w, 3m, 1y.

    Raises:
        ValueError: `value` is none of them.
        OverflowError: it is too long ago.
    """
    ago = _AGO.match(value)
    if ago:
        hours = int(ago[1]) * _HOURS[ago[2]]
        return (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")
    if _YEAR_OR_MONTH.match(value):
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return datetime.fromisoformat(value).isoformat()


def time_limits(query: Query, since: str | None, until: str | None) -> list[tuple[str, str]]:
    """Return the limits of a query and of the options beside it, each as `gte` or `lte` and a moment.

    Raises:
        QueryError: an option is no date, or a first moment is later than a last one.
    """
    first = [limit for limit in (query.since, _option(since)) if limit]
    last = [limit for limit in (query.until, _option(until)) if limit]
    for early, late in product(first, last):
        length = min(len(early), len(late))  # a month or a day includes all that is in it
        if early[:length] > late[:length]:
            raise QueryError(f"nothing lies between since {early} and until {late}: the first is later")
    return [*(("gte", _whole(limit)) for limit in first), *(("lte", _whole(limit)) for limit in last)]


def _whole(limit: str) -> str:
    """Return a year or month so that Elasticsearch takes all of it: by itself it stands for its first day."""
    return limit + {4: "||/y", 7: "||/M"}.get(len(limit), "")


def _option(value: str | None) -> str | None:
    try:
        return moment(value) if value else None
    except (ValueError, OverflowError):
        raise QueryError(f"{value} is no date; write 2026-02-18, or 7d for seven days ago") from None


def _moment(value: str, text: str, start: int) -> str:
    try:
        return moment(value)
    except (ValueError, OverflowError):
        raise _error(
            text, start, f"{value} is no date (write 2026-02-18, or 7d for seven days ago)"
        ) from None


def _error(text: str, at: int, message: str) -> QueryError:
    before = text[max(0, at - _SHOWN) : at]
    line = f"{'…' if at > _SHOWN else ''}{before}▸{text[at : at + _SHOWN]}"
    return QueryError(f"query: {message}, here: {' '.join(line.split())}")


def without_filters(text: str) -> str:
    """Return a query that can be read without its filters; those that OR or - makes a part of the words stay."""
    tokens = [*_tokens(text)]
    joints = {at for at, token in enumerate(tokens) if token[0].lstrip() == "OR"}
    return "".join(
        token[0]
        for at, token in enumerate(tokens)
        if token["name"] not in _FILTERS or token["minus"] or {at - 1, at + 1} & joints
    ).strip()


def _tokens(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while match := _TOKEN.match(text, position):
        position = match.end()
        yield match


def without_noise(text: str) -> str:
    """Return a post's `text` as a query: no addresses, and handles and hashtags spelled out as words.

    `#ClimateChange` becomes `ClimateChange Climate Change`: either way may be how an article writes it.
    """

    def spell(match: re.Match[str]) -> str:
        name = match[1]
        words = _HUMPS.sub(" ", name)
        return f" {name} {words} " if words != name else f" {name} "

    kept = " ".join(_HANDLE.sub(spell, _ADDRESSES.sub(" ", text)).split())
    return kept or text
