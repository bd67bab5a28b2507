"""The pages, and what stands around each: its headers, its errors, and whom it answers."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.exceptions import RequestValidationError
from fastapi.requests import Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl.errors import EmptyIndexError, FatalError, QueryError
from etl.search.finding import find_article, find_copies, find_quotes, search
from etl.search.sending import Client
from etl.web import show, view
from etl.web.view import View

_FOLDER = Path(__file__).parent
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_ANY = {"0.0.0.0", "::"}  # noqa: S104
_QUOTED_ARTICLES = 20
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_log = logging.getLogger(__name__)
_templates = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)
_templates.globals |= {
    function.__name__: function
    for function in (
        show.headline, show.excerpts, show.web_address, show.site, show.file_name, show.day, show.moment,
        show.language_name, view.address, view.article_address, view.name_address, view.quotes_address,
        view.parameters,
    )
}  # fmt: skip


def make_app(client: Client, hosts: set[str], semantic: bool = False) -> ASGIApp:
    """Return the search page on the articles of `client`, for those who ask the loopback or one of `hosts` for it.

    So no page of another site can have its own name lead here, unless every address of the machine is served.
    """
    app = FastAPI(title="Clippings", openapi_url=None)
    named = [f"[{host}]" if ":" in host else host for host in hosts]
    allowed = ["*"] if hosts & _ANY else [*_LOOPBACK, *named]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)
    app.mount("/static", StaticFiles(directory=_FOLDER / "static"))
    _add_pages(app, client, semantic)
    _add_errors(app)
    return _with_headers(app)


def _add_pages(app: FastAPI, client: Client, semantic: bool) -> None:
    @app.api_route("/", methods=["GET", "HEAD"])
    def search_page(shown: Annotated[View, Query()]) -> HTMLResponse:
        try:
            result = search(client, view.request_of(shown), semantic)
        except QueryError as error:
            return _page(
                "search.html", 400, shown=shown, chips=view.filters(shown), message=str(error), result=None
            )
        if not result.total and not view.parameters(shown):
            return _page("empty.html")
        return _page(
            "search.html",
            shown=shown,
            chips=view.filters(shown),
            facets=view.facets(shown, result),
            result=result,
            first=(shown.page - 1) * view.PAGE_SIZE + 1,
            unfiltered=view.unfiltered(shown),
            message=None,
        )

    @app.api_route("/articles/{id_:path}", methods=["GET", "HEAD"])
    def article_page(id_: str) -> HTMLResponse:
        article = find_article(client, id_) if id_ else None
        if article is None:
            return _error(404, "There is no such article; it may have been deleted.")
        number, copies = find_copies(client, article)
        return _page("article.html", article=article, number=number, copies=copies)

    @app.api_route("/quotes", methods=["GET", "HEAD"])
    def quotes_page(text: str = "", speaker: str = "") -> HTMLResponse:
        words, name = text.strip(), speaker.strip()
        if max(len(words), len(name)) > view.MOST_CHARACTERS:
            message = f"At most {view.MOST_CHARACTERS:,} characters are read."
            return _page("quotes.html", 400, text=words, speaker=name, message=message, found=None)
        found = find_quotes(client, words, name or None, _QUOTED_ARTICLES) if words or name else None
        return _page(
            "quotes.html", text=words, speaker=name, message=None, found=found, most=_QUOTED_ARTICLES
        )


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(EmptyIndexError)
    def nothing_indexed(request: Request, _error_: Exception) -> HTMLResponse:
        return _page("empty.html", 404 if request.url.path.startswith("/articles/") else 200)

    @app.exception_handler(FatalError)
    def away(_request: Request, error: Exception) -> HTMLResponse:
        _log.warning("%s", error)  # it may name an address, which is no reader's business
        return _error(503, "Elasticsearch could not answer; try again in a moment.")

    @app.exception_handler(HTTPException)
    def refused(_request: Request, error: HTTPException) -> HTMLResponse:
        if error.status_code == 404:
            return _error(404, "There is no such page.")
        return _error(error.status_code, f"{error.detail}.")

    @app.exception_handler(RequestValidationError)
    def unreadable(_request: Request, error: RequestValidationError) -> HTMLResponse:
        faults = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors())
        return _error(400, f"The address cannot be read: {faults}.")

    @app.exception_handler(Exception)
    def broken(_request: Request, _error_: Exception) -> HTMLResponse:
        return _error(500, "This page cannot be shown; the log says why.")


def _page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    return HTMLResponse(_templates.get_template(template).render(values), status)


def _error(status: int, message: str) -> HTMLResponse:
    return _page("error.html", status, message=message)


def _with_headers(app: ASGIApp) -> ASGIApp:
    """Return `app` with the headers on every answer, those to errors and unknown hosts included."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await app(scope, receive, send_on)

    return answer
