"""Search results as files (CSV, lines of JSON, a feed), and source files, which are never shown as pages of this site."""

from __future__ import annotations

import mimetypes
import stat
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.requests import Request
from fastapi.responses import FileResponse, Response, StreamingResponse

from etl.read.opening import local_path
from etl.report import now
from etl.search.export import FIELDS, as_csv, as_lines, known_fields, rows
from etl.search.finding import find_article, search
from etl.search.hits import unmarked
from etl.search.quotations import every_quote
from etl.search.sending import Client
from etl.web import view
from etl.web.render import feed
from etl.web.view import ExportView, QuotesView, View

_NEWEST = 50
"""Articles of a feed: what a reader that asks once a day may find new."""
_MOST_TEXT = 2_000_000
"""Bytes of a source file that are shown as text; the whole of it can be downloaded."""
_QUOTE_FIELDS = ["speaker", "text", "around", "id", "title", "publisher", "published_at", "url"]


def router(client: Client, originals: Path | None, page_url: str | None) -> APIRouter:
    """Return the routes that answer with files, for the articles of `client`; links in feeds begin with `page_url`."""
    files = APIRouter(include_in_schema=False)
    root = originals.resolve() if originals else None

    @files.get("/results.{kind}")
    def results(kind: str, shown: Annotated[ExportView, Query()]) -> Response:
        if kind not in ("csv", "jsonl"):
            raise HTTPException(404)
        names = known_fields(shown.fields.split(",")) or list(FIELDS)
        request = view.request_of(shown)
        found = rows(client, request, names)
        first = list(
            islice(found, 1)
        )  # so that a query that cannot be read is an error, before the answer begins
        whole = chain(first, found)
        return _attachment(
            as_csv(whole, names) if kind == "csv" else as_lines(whole), f"clippings.{kind}", kind
        )

    @files.get("/quotes.csv")
    def quotes(shown: Annotated[QuotesView, Query()]) -> Response:
        request = view.quotes_request(shown)
        found = every_quote(client, shown.text.strip(), shown.speaker.strip() or None, request)
        first = list(islice(found, 1))  # as above
        lines = (
            {
                "speaker": said.speaker, "text": unmarked(said.text), "around": said.around, "id": said.hit.id,
                "title": said.hit.title, "publisher": said.hit.publisher, "published_at": said.hit.published_at,
                "url": said.hit.url,
            }
            for said in chain(first, found)
        )  # fmt: skip
        return _attachment(as_csv(lines, _QUOTE_FIELDS), "quotations.csv", "csv")

    @files.get("/feed")
    def atom(request: Request, shown: Annotated[View, Query()]) -> Response:
        newest = shown.model_copy(update={"sort": "date", "page": 1})
        wanted = view.request_of(newest).model_copy(
            update={"size": _NEWEST, "facets": False, "picture": False}
        )
        hits = search(client, wanted).hits
        updated = max((hit.timestamp or "" for hit in hits), default="") or now().isoformat()
        base = page_url or str(request.base_url).rstrip("/")
        return feed(shown=shown, hits=hits, updated=updated, base=base)

    @files.get("/originals/{id_:path}")
    def original(id_: str, *, download: bool = False) -> Response:
        article = find_article(client, id_) if root and id_ else None
        if root is None or article is None:
            raise HTTPException(404, "There is no such file")
        path = _below(root, article.source.uri)
        if path is None:
            raise HTTPException(404, "The file is not below the folder of originals, or is gone")
        if download:
            kind = "application/octet-stream"
            return FileResponse(
                path, media_type=kind, filename=path.name, content_disposition_type="attachment"
            )
        with path.open("rb") as file:
            text = file.read(_MOST_TEXT)
        # As plain text with `nosniff`, a page of another's cannot act as one of this origin.
        return Response(text.decode(article.source.encoding or "utf-8", "replace"), media_type="text/plain")

    return files


def _below(root: Path, uri: str) -> Path | None:
    """Return the file with an article's `uri` if it is a regular file below `root`; links are followed before the check."""
    if not uri.startswith("file:"):
        return None
    try:
        path = local_path(uri.partition("#")[0].partition("!")[0]).resolve(strict=True)
        is_regular = stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return None
    return path if is_regular and path.is_relative_to(root) else None


def _attachment(body: Iterator[bytes], name: str, kind: str) -> Response:
    media = mimetypes.types_map[".csv"] if kind == "csv" else "application/x-ndjson"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(body, media_type=media, headers=headers)
