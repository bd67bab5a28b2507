"""What the search page shows, as given by its address, and the addresses that its links lead to."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from pydantic import ConfigDict, Field, field_validator

from etl.article import Record
from etl.errors import QueryError
from etl.search.fields import FACETS, FILTERS, code_of, label_of
from etl.search.hits import SearchRequest, Sort
from etl.search.query_language import parse
from etl.search.query_tokens import without_filters
from etl.web.show import period

PAGE_SIZES = (20, 50, 100)
MOST_CHARACTERS = 2_000
"""Most characters of a query, enough for a long pasted paragraph."""
_Values = Annotated[list[Annotated[str, Field(min_length=1, max_length=1_000)]], Field(max_length=20)]
NAMED = ("person", "organization", "place", "country", "author", "publisher")
"""Filters whose values have a page of their own."""
_INCLUDED = (*FACETS, "speaker", "id", "has")


class View(Record):
    """A page of a search; the fields are the parameters of its address."""

    model_config = ConfigDict(extra="ignore")  # other sites add to the addresses that they pass on

    q: str = ""
    person: _Values = Field(default_factory=list)
    organization: _Values = Field(default_factory=list)
    place: _Values = Field(default_factory=list)
    country: _Values = Field(default_factory=list)
    publisher: _Values = Field(default_factory=list)
    author: _Values = Field(default_factory=list)
    section: _Values = Field(default_factory=list)
    keyword: _Values = Field(default_factory=list)
    language: _Values = Field(default_factory=list)
    domain: _Values = Field(default_factory=list)
    collection: _Values = Field(default_factory=list)
    speaker: _Values = Field(default_factory=list)
    id: _Values = Field(default_factory=list)
    has: _Values = Field(default_factory=list)
    exclude: _Values = Field(default_factory=list)
    copies: int = Field(default=0, ge=0, le=1_000)
    area: str = Field(default="", max_length=40)
    since: str = Field(default="", max_length=40)
    until: str = Field(default="", max_length=40)
    sort: Sort = "relevance"
    collapse: bool = False
    fold: bool = True
    more: str = Field(default="", max_length=40)
    size: Literal[20, 50, 100] = 20
    page: int = Field(default=1, ge=1)

    @field_validator("size", mode="before")
    @classmethod
    def _whole(cls, value: object) -> object:
        return int(value) if isinstance(value, str) and value.isdecimal() else value


class ArticleView(View):
    """An article that was reached as hit `n` of a search."""

    n: int = Field(default=0, ge=0)


class ExportView(View):
    """A search to be exported, and which fields of its articles."""

    fields: str = Field(default="", max_length=2_000)  # with commas; none: those that a table has


class Link(Record):
    """A link to another view."""

    label: str
    href: str
    kind: str = ""  # of a filter, in words
    count: int | None = None
    without: str = ""  # the address of the view without the articles that have it
    page: str = ""  # the address of the name's own page


def request_of(view: View) -> SearchRequest:
    """Return the search that `view` shows.

    Raises:
        QueryError: the query is too long.
    """
    _hold_to_length(view.q)
    filters = {name: getattr(view, name) for name in (*_INCLUDED, "exclude")}
    return SearchRequest(
        query=view.q,
        **filters,
        copies=view.copies,
        area=view.area or None,
        since=view.since or None,
        until=view.until or None,
        size=view.size,
        start=(view.page - 1) * view.size,
        sort=view.sort,
        collapse=view.collapse,
        facets=True,
        picture=True,
        more=view.more or None,
    )


def _hold_to_length(query: str) -> None:
    if len(query) > MOST_CHARACTERS:
        raise QueryError(f"query: at most {MOST_CHARACTERS:,} characters are read, these are {len(query):,}")


def parameters(view: View | QuotesView) -> list[tuple[str, str]]:
    """Return the parameters of the address of `view`, without those that have their default value."""
    pairs: list[tuple[str, str]] = []
    for name, value in view.model_dump(exclude_defaults=True).items():
        values = value if isinstance(value, list) else [int(value) if isinstance(value, bool) else value]
        pairs += [(name, str(one)) for one in values]
    return pairs


def address(view: View, **changes: object) -> str:
    """Return the address of `view` with `changes`; it is the first page unless they name another one."""
    pairs = parameters(view.model_copy(update={"page": 1, **changes}))
    return f"/?{urlencode(pairs)}" if pairs else "/"


def article_address(id_: str) -> str:
    """Return the address of the page of an article."""
    return f"/articles/{quote(id_, safe='')}"


def search_address(kind: str, name: str) -> str:
    """Return the address of a search for the articles with a name; `kind` is the name of a filter."""
    return address(View.model_validate({kind: [name]}))


def name_address(kind: str, name: str) -> str:
    """Return the address of the page of a name; `kind` is the name of a filter."""
    return f"/names/{kind}/{quote(name, safe='')}"


def hit_address(view: View, number: int, id_: str) -> str:
    """Return the address of the article that is hit `number` of `view`, including the search that led there."""
    pairs = [*parameters(view.model_copy(update={"page": 1, "more": ""})), ("n", str(number))]
    return f"{article_address(id_)}?{urlencode(pairs)}"


def quotes_address(speaker: str) -> str:
    """Return the address of the quotations of a speaker."""
    return f"/quotes?{urlencode({'speaker': speaker})}"


def quotes_of(view: View) -> str:
    """Return the address of the quotations in the articles of `view`; empty if a query cannot describe these articles."""
    given = [f"{name}:{value}" for name in _INCLUDED for value in getattr(view, name)]
    given += [f"-{value}" for value in view.exclude]
    if view.copies or view.area or '"' in "".join(given):
        return ""
    # Of a language or a site, several that are chosen mean any of them; side by side they would all have to fit.
    if any(FILTERS[name].is_single and len(getattr(view, name)) > 1 for name in _INCLUDED):
        return ""
    written = [f'{name}:"{value}"' for name, _, value in (one.partition(":") for one in given)]
    asked = QuotesView(q=" ".join([view.q, *written]).strip(), since=view.since, until=view.until)
    try:
        parse(asked.q)
    except QueryError:  # a language that has no English name, say
        return ""
    return other_address("/quotes", asked) if len(asked.q) <= MOST_CHARACTERS else ""


def other_address(path: str, view: View | QuotesView, **changes: object) -> str:
    """Return the address `path` with the search of `view`: its feed, or its result as a file."""
    first = {"page": 1, "more": ""} if isinstance(view, View) else {"page": 1}
    pairs = parameters(view.model_copy(update={**first, **changes}))
    return f"{path}?{urlencode(pairs)}" if pairs else path


def filters(view: View) -> list[Link]:
    """Return the active filters, each with the address of the view without it."""
    links = [
        Link(kind=name, label=label_of(name, value), href=_without(view, name, value))
        for name in _INCLUDED
        for value in getattr(view, name)
    ]
    for given in view.exclude:
        name, _, value = given.partition(":")
        links.append(
            Link(kind=f"not {name}", label=label_of(name, value), href=_without(view, "exclude", given))
        )
    if view.copies:
        links.append(Link(kind="copies", label=f"{view.copies} or more", href=address(view, copies=0)))
    if view.area:
        links.append(Link(kind="part of the map", label=view.area, href=address(view, area="")))
    if view.since and view.since == view.until:
        return [*links, Link(kind="time", label=period(view.since), href=address(view, since="", until=""))]
    limits = (("since", view.since), ("until", view.until))
    return links + [Link(kind=k, label=period(v), href=address(view, **{k: ""})) for k, v in limits if v]


def _without(view: View, name: str, value: str) -> str:
    return address(view, **{name: [other for other in getattr(view, name) if other != value]})


class QuotesView(Record):
    """A page of quotations; the fields are the parameters of its address."""

    model_config = ConfigDict(extra="ignore")

    text: str = ""
    speaker: str = ""
    q: str = ""  # a search for the articles
    person: str = Field(default="", max_length=1_000)  # who is named in the article
    publisher: str = Field(default="", max_length=1_000)
    language: str = Field(default="", max_length=100)
    since: str = Field(default="", max_length=40)
    until: str = Field(default="", max_length=40)
    sort: Sort = "relevance"
    page: int = Field(default=1, ge=1)

    @property
    def narrows(self) -> bool:
        """Whether it limits the articles."""
        return any((self.q.strip(), self.person, self.publisher, self.language, self.since, self.until))


def quotes_request(view: QuotesView) -> SearchRequest:
    """Return the search for the articles whose quotations `view` shows.

    Raises:
        QueryError: it names an unknown language, or its search is too long.
    """
    _hold_to_length(view.q)
    try:
        language = [code_of("language", view.language)] if view.language.strip() else []
    except ValueError as error:
        raise QueryError(str(error)) from None
    return SearchRequest(
        query=view.q,
        person=[view.person] if view.person.strip() else [],
        publisher=[view.publisher] if view.publisher.strip() else [],
        language=language,
        since=view.since or None,
        until=view.until or None,
        sort=view.sort,
        size=PAGE_SIZES[0],
        start=(view.page - 1) * PAGE_SIZES[0],
    )


def cleared(view: View) -> str:
    """Return the address of the same query without the filters beside it."""
    return address(View(q=view.q, sort=view.sort, collapse=view.collapse, fold=view.fold, size=view.size))


def unfiltered(view: View) -> str:
    """Return the address of the same words without any filters, including those in the query."""
    return address(View(q=without_filters(view.q), sort=view.sort, collapse=view.collapse))
