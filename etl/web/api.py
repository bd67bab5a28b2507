"""The same searches as JSON, for programs."""

from __future__ import annotations

import base64
import binascii
from importlib.metadata import version
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, HTTPException, Query
from fastapi.requests import Request
from fastapi.responses import Response
from pydantic import Field

from etl import DISTRIBUTION
from etl.article import Article, Record
from etl.errors import QueryError
from etl.search.bodies import every_body
from etl.search.export import known_fields
from etl.search.finding import find_article, find_copies, search, spellings
from etl.search.hits import Hit, SearchRequest, unmarked
from etl.search.quotations import SaidResult, search_quotes
from etl.search.sending import Client, next_page, with_stories
from etl.web import view
from etl.web.render import page
from etl.web.view import ExportView, QuotesView, View

PATH = "/api"
VERSION = version(DISTRIBUTION)


class EveryView(ExportView):
    """A search that is read completely: how many articles at once, and the cursor from the previous answer."""

    limit: int = Field(default=100, ge=1, le=1_000)
    cursor: str = ""


class Found(Record):
    """The articles that fit, best first, and how many there are for each facet value."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]]
    story_sizes: list[tuple[int, int]]  # a number of copies, and the articles of stories with so many
    undated: int
    suggestion: str | None


class ArticlesPage(Record):
    """One page of all articles that fit, and the cursor for the next one."""

    articles: list[dict[str, Any]]
    cursor: str | None


class Whole(Record):
    """An article, and the others that tell the same story."""

    article: Article
    copies: list[Hit]


class NameSummary(Record):
    """What the index knows about a name."""

    kind: str
    name: str
    articles: int
    spellings: list[tuple[str, int]]
    facets: dict[str, list[tuple[str, int]]]


def router(client: Client, *, semantic: bool) -> APIRouter:
    """Return the API for the articles of `client`."""
    api = APIRouter(prefix=PATH)

    @api.get("/search")
    def find(shown: Annotated[View, Query()]) -> Found:
        """Find articles: the parameters are those of the search page's address."""
        result = search(client, view.request_of(shown), semantic=semantic)
        hits = [
            hit.model_copy(update={"highlights": [*map(unmarked, hit.highlights)]}) for hit in result.hits
        ]
        return Found(
            total=result.total,
            hits=hits,
            facets=result.facets,
            story_sizes=result.story_sizes,
            undated=result.undated,
            suggestion=result.suggestion,
        )

    @api.get("/articles")
    def every(shown: Annotated[EveryView, Query()]) -> ArticlesPage:
        """Read all articles that fit, page by page: each answer has the `cursor` for the next.

        `fields` are separated by commas, such as id,title,source.uri; by default whole documents are returned. A cursor is
        valid for five minutes.
        """
        names = known_fields(shown.fields.split(","))
        request = with_stories(client, view.request_of(shown))
        body = {**every_body(request, names or ["*"]), "size": shown.limit}
        point, after = _read_cursor(shown.cursor)
        hits, point = next_page(client, body, point, after)
        following = _cursor(point, hits[-1]["sort"]) if len(hits) == shown.limit else None
        return ArticlesPage(articles=[hit["_source"] for hit in hits], cursor=following)

    @api.get("/articles/{id_:path}")
    def one(id_: str) -> Whole:
        """Read one article by its id."""
        article = find_article(client, id_)
        if article is None:
            raise HTTPException(404, "There is no such article")
        return Whole(
            article=article.model_copy(update={"embedding": None}), copies=find_copies(client, article)[1]
        )

    @api.get("/quotes")
    def quotes(shown: Annotated[QuotesView, Query()]) -> SaidResult:
        """Find quotations: by words in `text`, by the person in `speaker`; `q` is a search that says in which articles."""
        found = search_quotes(
            client, shown.text.strip(), shown.speaker.strip() or None, view.quotes_request(shown)
        )
        said = [one.model_copy(update={"text": unmarked(one.text)}) for one in found.said]
        return found.model_copy(update={"said": said})

    @api.get("/entities/{kind}/{name:path}")
    def entity(
        kind: Literal["person", "organization", "place", "country", "author", "publisher"], name: str
    ) -> NameSummary:
        """Read what the index knows about a name: articles over time, names that occur with it, its spellings."""
        result = search(client, SearchRequest(exactly=[f"{kind}:{name}"], size=1, facets=True))
        if not result.total:
            raise HTTPException(404, "No article has this name")
        forms = spellings(client, kind, name) if kind in ("person", "organization", "place") else []
        return NameSummary(kind=kind, name=name, articles=result.total, spellings=forms, facets=result.facets)

    @api.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        return page("api.html", paths=request.app.openapi()["paths"])

    return api


def _cursor(point: str, after: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([point, after])).decode()


def _read_cursor(cursor: str) -> tuple[str | None, list[Any] | None]:
    if not cursor:
        return None, None
    try:
        point, after = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error, TypeError):
        raise QueryError("cursor: this is none that an answer had") from None
    return point, after
