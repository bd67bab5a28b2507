"""The commands that show what is there: one article, and counts of the index."""

from __future__ import annotations

from typing import Annotated

import typer

from etl.cli.options import AsJson
from etl.errors import FatalError
from etl.settings import get_settings
from etl.terminal import say, say_json

app = typer.Typer()


@app.command()
def show(
    which: Annotated[str, typer.Argument(help="The id or the URL of an article.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Show one article: its text, and everything that is known about it."""
    from etl.console.article import show_article
    from etl.load.client import connect
    from etl.search.finding import find_article

    article = find_article(connect(get_settings()), which)
    if article is None:
        raise FatalError(
            f"no article has the id or the URL {which}; `clippings search` shows the ids of its hits"
        )
    if as_json:
        say_json([article.document()])
    else:
        show_article(article)


@app.command()
def regions() -> None:
    """Say where the publishers in the index are, judged by their articles, in the form of the setting CLIPPINGS_REGIONS."""
    from etl.enrich.places.home_regions import learned
    from etl.load.client import connect
    from etl.search.publishers import articles_by_domain

    found = learned(articles_by_domain(connect(get_settings())))
    say("CLIPPINGS_REGIONS=" + ",".join(f"{domain}={code}" for domain, code in found.items()))


@app.command()
def stats(as_json: AsJson = False) -> None:
    """Count the articles by language, publisher and month, undated ones and those without names, and rejects by reason."""
    from etl.console.index import show_figures
    from etl.load.client import connect
    from etl.load.figures import figures

    show_figures(figures(connect(get_settings())), as_json=as_json)
