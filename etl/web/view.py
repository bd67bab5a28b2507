"""What the search page shows, as its address says it, and the addresses of what is a step away."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from pydantic import ConfigDict, Field

from etl.article import Record
from etl.errors import QueryError
from etl.search.hits import SearchRequest, SearchResult
from etl.search.query_language import without_filters
from etl.web.show import language_name, period

PAGE_SIZE = 20
MOST_CHARACTERS = 2_000
"""Of a query: a long paragraph that is pasted."""
_MOST_MONTHS = 12
_Values = Annotated[list[Annotated[str, Field(min_length=1, max_length=1_000)]], Field(max_length=20)]
_FACETS: dict[str, tuple[str, str]] = {
    "people": ("person", "People"),
    "organizations": ("organization", "Organizations"),
    "places": ("place", "Places"),
    "publisher": ("publisher", "Publishers"),
    "language": ("language", "Languages"),
    "months": ("since", "Months"),
}
_NAMES = [name for name, _ in _FACETS.values() if name != "since"]


class View(Record):
    """A page of a search: the names are those of the address."""

    model_config = ConfigDict(extra="ignore")  # other sites add to the addresses that they pass on

    q: str = ""
    person: _Values = Field(default_factory=list)
    organization: _Values = Field(default_factory=list)
    place: _Values = Field(default_factory=list)
    publisher: _Values = Field(default_factory=list)
    language: _Values = Field(default_factory=list)
    since: str = Field(default="", max_length=40)
    until: str = Field(default="", max_length=40)
    sort: Literal["relevance", "date"] = "relevance"
    collapse: bool = False
    page: int = Field(default=1, ge=1)


class Link(Record):
    """A step to another view."""

    label: str
    href: str
    kind: str = ""  # of a filter, in words
    count: int | None = None


class Facet(Record):
    """The values by which a search can be narrowed down, most articles first."""

    name: str
    links: list[Link]
    note: str = ""


def request_of(view: View) -> SearchRequest:
    """Return the search that `view` shows.

    Raises:
        QueryError: the query is too long.
    """
    if len(view.q) > MOST_CHARACTERS:
        raise QueryError(f"query: at most {MOST_CHARACTERS:,} characters are read, these are {len(view.q):,}")
    return SearchRequest(
        query=view.q,
        person=view.person,
        organization=view.organization,
        place=view.place,
        publisher=view.publisher,
        language=view.language,
        since=view.since or None,
        until=view.until or None,
        size=PAGE_SIZE,
        start=(view.page - 1) * PAGE_SIZE,
        sort=view.sort,
        collapse=view.collapse,
        facets=True,
    )


def parameters(view: View) -> list[tuple[str, str]]:
    """Return what stands in the address of `view`, without what is as it always is."""
    pairs: list[tuple[str, str]] = []
    for name, value in view.model_dump(exclude_defaults=True).items():
        values = value if isinstance(value, list) else [int(value) if value is True else value]
        pairs += [(name, str(one)) for one in values]
    return pairs


def address(view: View, **changes: object) -> str:
    """Return the address of `view` with `changes`; it is the first page unless they name another."""
    pairs = parameters(view.model_copy(update={"page": 1, **changes}))
    return f"/?{urlencode(pairs)}" if pairs else "/"


def article_address(id_: str) -> str:
    """Return the address of an article's own page."""
    return f"/articles/{quote(id_, safe='')}"


def name_address(kind: str, name: str) -> str:
    """Return the address of the articles with a name; `kind` is a filter's."""
    return address(View.model_validate({kind: [name]}))


def quotes_address(speaker: str) -> str:
    """Return the address of what somebody said."""
    return f"/quotes?{urlencode({'speaker': speaker})}"


def filters(view: View) -> list[Link]:
    """Return the filters that hold, each with the address of the view without it."""
    links = [
        Link(kind=name, label=_label(name, value), href=_without(view, name, value))
        for name in _NAMES
        for value in getattr(view, name)
    ]
    if view.since and view.since == view.until:
        return [*links, Link(kind="time", label=period(view.since), href=address(view, since="", until=""))]
    limits = (("since", view.since), ("until", view.until))
    return links + [Link(kind=k, label=period(v), href=address(view, **{k: ""})) for k, v in limits if v]


def _label(name: str, value: str) -> str:
    return language_name(value) if name == "language" else value


def _without(view: View, name: str, value: str) -> str:
    return address(view, **{name: [other for other in getattr(view, name) if other != value]})


def facets(view: View, result: SearchResult) -> list[Facet]:
    """Return the facets of `result` that have values to narrow it down with."""
    found = []
    for field, (name, heading) in _FACETS.items():
        values = result.facets.get(field, [])
        if field == "months":
            links = _months(view, values)
        else:
            links = [
                Link(
                    label=_label(name, value),
                    href=address(view, **{name: [*getattr(view, name), value]}),
                    count=count,
                )
                for value, count in values
                if value not in getattr(view, name)
            ]
        if links:
            note = "Undated articles count when they were indexed." if field == "months" else ""
            found.append(Facet(name=heading, links=links, note=note))
    return found


def _months(view: View, counts: list[tuple[str, int]]) -> list[Link]:
    return [
        Link(label=period(month), href=address(view, since=month, until=month), count=count)
        for month, count in reversed(counts[-_MOST_MONTHS:])
        if month != view.since
    ]


def unfiltered(view: View) -> str:
    """Return the address of the same words without any filter, those in the query included."""
    return address(View(q=without_filters(view.q), sort=view.sort, collapse=view.collapse))
