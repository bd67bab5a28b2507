"""The search page's application: which hosts it answers to, the headers of all answers, and errors."""

from __future__ import annotations

import logging
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.requests import Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CollectorRegistry
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl.errors import EmptyIndexError, FatalError, QueryError
from etl.search.hits import NOTHING_INDEXED
from etl.search.sending import Client
from etl.web import api, files, monitor, pages
from etl.web.render import error_page, page

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_ANY = {"0.0.0.0", "::"}  # noqa: S104
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_log = logging.getLogger(__name__)


def make_app(
    client: Client,
    hosts: set[str],
    *,
    semantic: bool = False,
    originals: Path | None = None,
    page_url: str | None = None,
) -> ASGIApp:
    """Return the search page for the articles of `client`; it answers requests for the loopback or for one of `hosts`.

    So no other site can lead its own name here, unless all addresses of the machine are served. `page_url` is the address
    that readers use: a proxy may pass on its host name, and the links in feeds begin with it. Source files below the folder
    `originals` can be read too.
    """
    app = FastAPI(
        title="Clippings", version=api.VERSION, openapi_url="/api/openapi.json", docs_url=None, redoc_url=None
    )
    named = [f"[{host}]" if ":" in host else host for host in hosts]
    if page_url and (known := urlsplit(page_url).hostname):
        named.append(f"[{known}]" if ":" in known else known)
    allowed = ["*"] if hosts & _ANY else [*_LOOPBACK, *named]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    registry = CollectorRegistry()
    app.include_router(monitor.router(client, registry))
    app.include_router(api.router(client, semantic=semantic))
    app.include_router(files.router(client, originals, page_url))
    app.include_router(pages.router(client, semantic=semantic, has_originals=originals is not None))
    _add_errors(app)
    return _with_headers(monitor.counted(app, registry))


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(EmptyIndexError)
    def nothing_indexed(request: Request, _error: Exception) -> Response:
        path = request.url.path
        if path.startswith(api.PATH):
            return _problem(404, NOTHING_INDEXED)
        return page("empty.html", 404 if path.startswith(("/articles/", "/names/")) else 200)

    @app.exception_handler(QueryError)
    def unread(request: Request, error: Exception) -> Response:
        return _answer(request, 400, str(error))

    @app.exception_handler(FatalError)
    def away(request: Request, error: Exception) -> Response:
        _log.warning("%s", error)  # it may name an address, which is no reader's business
        return _answer(request, 503, "Elasticsearch could not answer; try again in a moment.")

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        is_plain = error.status_code == 404 and error.detail == "Not Found"
        return _answer(
            request, error.status_code, "There is no such page." if is_plain else f"{error.detail}."
        )

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        faults = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors())
        return _answer(request, 400, f"The address cannot be read: {faults}.")

    @app.exception_handler(Exception)
    def broken(request: Request, _error: Exception) -> Response:
        return _answer(request, 500, "This page cannot be shown; the log says why.")


def _answer(request: Request, status: int, message: str) -> Response:
    is_api = request.url.path.startswith(api.PATH)
    return _problem(status, message) if is_api else error_page(status, message)


def _problem(status: int, detail: str) -> Response:
    """Return an error in the form of RFC 9457."""
    problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(problem, status, media_type="application/problem+json")


def _with_headers(app: ASGIApp) -> ASGIApp:
    """Return `app` with our headers on every answer, including errors and answers to unknown hosts."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await app(scope, receive, send_on)

    return answer
