"""The command of the search page."""

from __future__ import annotations

from typing import Annotated

import typer

from etl.settings import get_settings

app = typer.Typer()


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; whoever reaches it can read all.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: any that is free.")] = 8000,
) -> None:
    """Serve the search page, until Ctrl-C."""
    from etl.web.server import serve as serve_page

    serve_page(get_settings(), host, port)
