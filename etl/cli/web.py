"""The commands that serve the index to others: as web pages, and as tools for assistants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etl.settings import get_settings

app = typer.Typer()


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; whoever reaches it can read all.")
    ] = "127.0.0.1",
    originals: Annotated[
        Path | None,
        typer.Option(
            help="A folder whose files can be read, as plain text or to download, where articles are from it."
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: any that is free.")] = 8000,
) -> None:
    """Serve the search page, until Ctrl-C."""
    from etl.web.server import serve as serve_page

    serve_page(get_settings(), host, port, originals)


@app.command()
def mcp() -> None:
    """Serve the index to an assistant on standard input and output (Model Context Protocol); it can only read."""
    from etl.assistants import server
    from etl.load.client import connect

    settings = get_settings()
    server(connect(settings), semantic=settings.semantic).run()
