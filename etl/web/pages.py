"""The pages for readers: a search, an article, a name, quotations."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from etl.article import Article
from etl.errors import QueryError
from etl.search.fields import FILTERS, label_of
from etl.search.finding import (
    count_by_day,
    find_article,
    find_copies,
    find_similar,
    mark_words,
    search,
    spellings,
)
from etl.search.hits import SearchRequest, SearchResult, unmarked
from etl.search.query_language import parse
from etl.search.quotations import Said, search_quotes
from etl.search.sending import Client
from etl.web import view
from etl.web.bars import Bars, bars_of, interval_of
from etl.web.differing import differences
from etl.web.facets import facets, folded, matching_names
from etl.web.render import error_page, page
from etl.web.view import ArticleView, QuotesView, View
from etl.web.world import world_map

_ON_A_NAME = 20
"""Articles that are listed on the page of a name."""
_SAID_ON_A_NAME = 5
"""Quotations that are listed there."""
_SPELLED = ("person", "organization", "place")


def router(client: Client, *, semantic: bool, has_originals: bool) -> APIRouter:
    """Return the routes of the pages for the articles of `client`."""
    pages = APIRouter(include_in_schema=False)

    @pages.api_route("/", methods=["GET", "HEAD"])
    def search_page(shown: Annotated[View, Query()]) -> Response:
        try:
            request = view.request_of(shown)
            result = search(client, request, semantic=semantic)
        except QueryError as error:
            return page(
                "search.html", 400, shown=shown, chips=view.filters(shown), message=str(error), result=None
            )
        if not result.total and not view.parameters(shown):
            return page("empty.html")
        return page("search.html", **_of_result(client, shown, request, result))

    @pages.api_route("/articles/{id_:path}", methods=["GET", "HEAD"])
    def article_page(id_: str, come: Annotated[ArticleView, Query()]) -> Response:
        shown = View.model_validate(come.model_dump(exclude={"n"}))
        article = find_article(client, id_) if id_ else None
        if article is None:
            return error_page(404, "There is no such article; it may have been deleted.")
        number, copies = find_copies(client, article)
        title, body = _marked(client, article, shown)
        before, after = _neighbours(client, shown, come.n, semantic=semantic)
        return page(
            "article.html",
            article=article,
            title=title,
            paragraphs=body.split("\n\n"),
            number=number,
            copies=[(hit, differences(article, find_article(client, hit.id))) for hit in copies],
            similar=find_similar(client, article),
            shown=shown,
            place=come.n,
            before=before,
            after=after,
            has_original=has_originals,
        )

    @pages.api_route("/names/{kind}/{name:path}", methods=["GET", "HEAD"])
    def name_page(kind: str, name: str) -> Response:
        if kind not in view.NAMED or not name:
            return error_page(404, "There is no such page.")
        return _named(client, kind, name)

    @pages.api_route("/quotes", methods=["GET", "HEAD"])
    def quotes_page(shown: Annotated[QuotesView, Query()]) -> Response:
        return _quotes(client, shown)

    return pages


def _named(client: Client, kind: str, name: str) -> Response:
    request = SearchRequest(
        exactly=[f"{kind}:{name}"], sort="date", size=_ON_A_NAME, facets=True, picture=True
    )
    result = search(client, request)
    if not result.total:
        return error_page(404, "No article has this name.")
    shown = View.model_validate({kind: [name]})
    said = search_quotes(client, "", name, SearchRequest(size=20, sort="date")) if kind == "person" else None
    return page(
        "name.html",
        kind=kind,
        name=label_of(kind, name),
        value=name,
        heading=FILTERS[kind].heading,
        result=result,
        shown=shown,
        chart=_chart(client, shown, request, result),
        drawn=world_map(shown, result.cells),
        facets=[facet for facet in facets(shown, result) if facet.name in view.NAMED],
        forms=spellings(client, kind, name) if kind in _SPELLED else [],
        said=said,
        quoted=_once(said.said)[:_SAID_ON_A_NAME] if said else [],
    )


def _quotes(client: Client, shown: QuotesView) -> Response:
    words, name = shown.text.strip(), shown.speaker.strip()
    values: dict[str, Any] = {"shown": shown, "message": None, "found": None, "said": []}
    if max(len(words), len(name)) > view.MOST_CHARACTERS:
        message = f"At most {view.MOST_CHARACTERS:,} characters are read."
        return page("quotes.html", 400, **{**values, "message": message})
    if words or name or shown.narrows:
        try:
            values["found"] = search_quotes(client, words, name or None, view.quotes_request(shown))
        except QueryError as error:
            return page("quotes.html", 400, **{**values, "message": str(error)})
        values["said"] = _once(values["found"].said)
    return page("quotes.html", **values)


def _once(said: list[Said]) -> list[tuple[Said, list[Said]]]:
    """Return each quotation with later ones of the same words and speaker, such as those in copies of a story."""
    same: dict[tuple[str | None, str], list[Said]] = {}
    for one in said:
        same.setdefault((one.speaker, unmarked(one.text).casefold()), []).append(one)
    return [(first, again) for first, *again in same.values()]


def _of_result(client: Client, shown: View, request: SearchRequest, result: SearchResult) -> dict[str, Any]:
    first = request.start + 1
    numbers = {hit.id: first + place for place, hit in enumerate(result.hits)}
    listed = folded(result.hits) if shown.fold else [(hit, []) for hit in result.hits]
    return {
        "shown": shown,
        "chips": view.filters(shown),
        "facets": facets(shown, result),
        "names": matching_names(shown, result),
        "result": result,
        "listed": [
            (hit, numbers[hit.id], [(copy, numbers[copy.id]) for copy in copies]) for hit, copies in listed
        ],
        "first": first,
        "sizes": view.PAGE_SIZES,
        "unfiltered": view.unfiltered(shown),
        "chart": _chart(client, shown, request, result),
        "drawn": world_map(shown, result.cells),
        "message": None,
    }


def _chart(client: Client, shown: View, request: SearchRequest, result: SearchResult) -> Bars | None:
    months = result.facets.get("months", [])
    interval = interval_of(months)
    counts = count_by_day(client, request) if interval == "day" and months else months
    return bars_of(shown, counts, interval)


def _marked(client: Client, article: Article, shown: View) -> tuple[str, str]:
    try:
        words = parse(shown.q).plain_text
    except QueryError:
        words = ""
    return mark_words(client, article, words) if words else (article.title or "", article.body)


def _neighbours(client: Client, shown: View, number: int, *, semantic: bool) -> tuple[str, str]:
    """Return the addresses of the hits before and after hit `number` of the search that led to an article."""
    if number < 1:
        return "", ""
    start = max(0, number - 2)
    try:
        request = view.request_of(shown).model_copy(
            update={"start": start, "size": 3 if number > 1 else 2, "facets": False}
        )
        hits = search(client, request, semantic=semantic).hits
    except QueryError:
        return "", ""
    at = number - 1 - start
    before = view.hit_address(shown, number - 1, hits[at - 1].id) if at and len(hits) >= at else ""
    after = view.hit_address(shown, number + 1, hits[at + 1].id) if len(hits) > at + 1 else ""
    return before, after
