"""The command `clippings`: what loads articles and tells how it went. Searching is `etl.cli_search`, the node `etl.cli_node`."""

from __future__ import annotations

import logging
import sys
from importlib.metadata import version
from typing import Annotated, Literal

import typer

from etl import DISTRIBUTION, cli_index, cli_node, cli_search, cli_web
from etl.cli_options import AsJson, Collection, OwnIds, Yes, settings_with
from etl.errors import FatalError
from etl.settings import get_settings

app = typer.Typer(
    name="clippings",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
rejects_app = typer.Typer(help="What fell out, why, and another try.", no_args_is_help=True)
app.add_typer(rejects_app, name="rejects")
app.add_typer(cli_search.app)
app.add_typer(cli_index.app)
app.add_typer(cli_web.app)
app.add_typer(cli_node.app, name="node")

Paths = Annotated[list[str], typer.Argument(help="Files, folders or fsspec URLs.", show_default=False)]

EXIT_SOME_REJECTED = 1
EXIT_COULD_NOT_RUN = 2


def main() -> None:
    """Run the command line; an error that stops a run is one line on stderr and exit status 2."""
    try:
        logging.basicConfig(level=get_settings().log_level.upper(), stream=sys.stderr)
        app()
    except FatalError as error:
        print(f"clippings: {error}", file=sys.stderr)
        sys.exit(EXIT_COULD_NOT_RUN)
    except KeyboardInterrupt:
        print("clippings: interrupted; what is loaded so far is safe", file=sys.stderr)
        sys.exit(130)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"clippings {version(DISTRIBUTION)}")
        raise typer.Exit


@app.callback()
def common(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Piles of raw news files in, a search index out."""


@app.command()
def preview(
    paths: Paths,
    stage: Annotated[
        Literal["clean", "enrich"], typer.Option(help="The last stage that articles go through.")
    ] = "enrich",
    collection: Collection = None,
    own_ids: OwnIds = False,
) -> None:
    """Print the documents as they would be indexed, one JSON line each; rejects go to stderr."""
    from etl.article import Reject
    from etl.console import reject_line
    from etl.pipeline import preview as preview_articles

    for result in preview_articles(paths, settings_with(collection, own_ids), stage):
        if isinstance(result, Reject):
            print(f"rejected {reject_line(result)}", file=sys.stderr)
        else:
            sys.stdout.buffer.write(result.document() + b"\n")
            sys.stdout.buffer.flush()


@app.command()
def ingest(
    paths: Paths,
    collection: Collection = None,
    own_ids: OwnIds = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="First remove articles whose files are gone from the paths.")
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Load articles into Elasticsearch: exit 0 when all went in, 1 when some were rejected, 2 on no run.

    --prune is refused when a part of the paths cannot be read, and, without --yes, when more than a fifth of the
    articles below the paths would go.
    """
    from etl.console import counting, show_report
    from etl.ingest import ingest as ingest_paths
    from etl.prune import prune as prune_paths

    settings = settings_with(collection, own_ids)
    pruned = prune_paths(paths, settings, yes) if prune else 0
    with counting() as on_progress:
        report = ingest_paths(paths, settings, on_progress, pruned=pruned)
    show_report(report, as_json)
    raise typer.Exit(EXIT_SOME_REJECTED if report.counts.rejected else 0)


@app.command()
def runs(
    last: Annotated[bool, typer.Option("--last", help="Only the last one.")] = False, as_json: AsJson = False
) -> None:
    """Show the reports of the runs, the last one first."""
    from etl.console import show_report
    from etl.load.client import connect
    from etl.load.runs import reports

    for report in reports(connect(get_settings()), 1 if last else 20):
        show_report(report, as_json)


@rejects_app.command("list")
def rejects_list(as_json: AsJson = False) -> None:
    """List the inputs that fell out, with the stage and the reason."""
    from etl.console import show_rejects
    from etl.load.client import connect
    from etl.load.rejects import list_rejects

    show_rejects(list_rejects(connect(get_settings())), as_json)


@rejects_app.command("retry")
def rejects_retry(as_json: AsJson = False) -> None:
    """Try every reject again; exit statuses as of ingest."""
    from etl.console import counting, show_report
    from etl.ingest import retry_rejects

    with counting() as on_progress:
        report = retry_rejects(get_settings(), on_progress)
    show_report(report, as_json)
    raise typer.Exit(EXIT_SOME_REJECTED if report.counts.rejected else 0)


@app.command()
def setup() -> None:
    """Load the templates into Elasticsearch, and the saved objects into Kibana if its URL is set."""
    from etl.kibana import import_saved_objects
    from etl.load.client import connect
    from etl.load.indices import install_templates

    settings = get_settings()
    install_templates(connect(settings))
    print("templates are in Elasticsearch")
    if settings.kibana_url:
        print(f"{import_saved_objects(settings)} saved objects are in Kibana")
