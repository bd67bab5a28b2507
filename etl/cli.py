"""The command `clippings`."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from etl.errors import FatalError
from etl.settings import Settings, get_settings

app = typer.Typer(
    name="clippings",
    help="Piles of raw news files in, a search index out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
rejects_app = typer.Typer(help="What fell out, why, and another try.", no_args_is_help=True)
node_app = typer.Typer(help="The embedded Elasticsearch, for machines without Docker.", no_args_is_help=True)
app.add_typer(rejects_app, name="rejects")
app.add_typer(node_app, name="node")

Paths = Annotated[list[str], typer.Argument(help="Files, folders or fsspec URLs.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

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


@app.command()
def preview(
    paths: Paths,
    stage: Annotated[
        Literal["clean", "enrich"], typer.Option(help="The last stage that articles go through.")
    ] = "enrich",
) -> None:
    """Print the documents as they would be indexed, one JSON line each; rejects go to stderr."""
    from etl.article import Reject
    from etl.console import reject_line
    from etl.pipeline import preview as preview_articles

    for result in preview_articles(paths, get_settings(), stage):
        if isinstance(result, Reject):
            print(f"rejected {reject_line(result)}", file=sys.stderr)
        else:
            sys.stdout.buffer.write(result.document() + b"\n")
            sys.stdout.buffer.flush()


@app.command()
def ingest(paths: Paths, as_json: AsJson = False) -> None:
    """Load articles into Elasticsearch: exit 0 when all went in, 1 when some were rejected, 2 on no run."""
    from etl.console import counting, show_report
    from etl.ingest import ingest as ingest_paths

    with counting() as on_progress:
        report = ingest_paths(paths, get_settings(), on_progress)
    show_report(report, as_json)
    raise typer.Exit(EXIT_SOME_REJECTED if report.counts.rejected else 0)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases", -words, OR, person:"…" since:7d …')] = "",
    person: Annotated[list[str] | None, typer.Option(help="Only articles that name this person.")] = None,
    organization: Annotated[list[str] | None, typer.Option(help="Only with this organization.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Only with this place.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only in this language (BCP-47).")] = None,
    publisher: Annotated[list[str] | None, typer.Option(help="Only of this publisher.")] = None,
    since: Annotated[str | None, typer.Option(help="From this date on, or a time ago such as 7d.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this date.")] = None,
    size: Annotated[int, typer.Option(min=1, max=1000, help="Hits to show.")] = 10,
    sort: Annotated[Literal["relevance", "date"], typer.Option(help="What comes first.")] = "relevance",
    recent: Annotated[bool, typer.Option("--recent", help="Favour recent articles.")] = False,
    collapse: Annotated[
        bool, typer.Option("--collapse", help="One hit per story, with its copies counted.")
    ] = False,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count people, places, publishers, months.")
    ] = False,
    show_query: Annotated[
        bool, typer.Option("--show-query", help="Print the request and do nothing.")
    ] = False,
    queries: Annotated[Path | None, typer.Option(help="A file of query-id<TAB>query lines.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find articles: ranked hits with highlights."""
    from etl import search as finding
    from etl.console import show_hits
    from etl.load.client import connect

    if queries is not None:
        _search_file(queries, size)
        return
    request = finding.SearchRequest(
        query=query,
        person=person or [],
        organization=organization or [],
        place=place or [],
        language=language or [],
        publisher=publisher or [],
        since=since,
        until=until,
        size=size,
        sort=sort,
        recent=recent,
        collapse=collapse,
        facets=facets,
    )
    if show_query:
        print(json.dumps(finding.search_body(request), indent=2, ensure_ascii=False))
        return
    show_hits(finding.search(connect(get_settings()), request), as_json)


def _search_file(path: Path, size: int) -> None:
    from etl import search as finding
    from etl.load.client import connect

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FatalError(f"{path}: cannot be read: {error}") from error
    pairs = [(number, *line.partition("\t")) for number, line in enumerate(lines, 1) if line.strip()]
    for number, _, tab, _ in pairs:
        if not tab:
            raise FatalError(f"{path}: line {number} has no tab; write query-id<TAB>query")
    queries = ((id_, text) for _, id_, _, text in pairs)
    for query_id, document_id, score in finding.search_many(connect(get_settings()), queries, size):
        print(f"{query_id}\t{document_id}\t{score:.6f}")


@app.command()
def quotes(
    text: Annotated[str, typer.Argument(help="Words of the quotation.")] = "",
    speaker: Annotated[str | None, typer.Option(help="Who said it.")] = None,
    size: Annotated[int, typer.Option(min=1, max=1000)] = 10,
) -> None:
    """Find what was said, and by whom."""
    from etl.console import show_quotes
    from etl.load.client import connect
    from etl.search import find_quotes

    show_quotes(find_quotes(connect(get_settings()), text, speaker, size))


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


@node_app.command("start")
def node_start(as_json: AsJson = False) -> None:
    """Start the node, or find it running."""
    from etl.embedded.node import start

    _show_node(start(_own_node_settings(), lambda line: print(line, file=sys.stderr)), as_json)


@node_app.command("stop")
def node_stop(as_json: AsJson = False) -> None:
    """Stop the node; its data stay."""
    from etl.embedded.node import status, stop

    settings = get_settings()
    was_running = stop(settings)
    if as_json:
        _show_node(status(settings), as_json)
    else:
        print("stopped" if was_running else "was not running")


@node_app.command("status")
def node_status(as_json: AsJson = False) -> None:
    """Tell whether the node runs, and where."""
    from etl.embedded.node import status

    _show_node(status(get_settings()), as_json)


def _own_node_settings() -> Settings:
    settings = get_settings()
    if settings.es_url:
        raise FatalError(f"CLIPPINGS_ES_URL is set to {settings.es_url}; unset it to use the embedded node")
    return settings


def _show_node(node: object, as_json: bool) -> None:
    from etl.embedded.node import NodeStatus

    assert isinstance(node, NodeStatus)
    if as_json:
        print(node.model_dump_json())
    elif node.running:
        print(f"running: Elasticsearch {node.version} at {node.url} (pid {node.pid})")
    else:
        print("not running; start it with: clippings node start")
