"""The command `clippings`: the commands that load articles and report on it.

The other commands are in the modules beside this one.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from etl import logs
from etl.cli import backup, index, node, search, show, web
from etl.cli.options import (
    EXIT_COULD_NOT_RUN,
    EXIT_INTERRUPTED,
    EXIT_SOME_REJECTED,
    AsJson,
    Collection,
    KeepAll,
    OwnIds,
    Yes,
    exit_status,
    interruptible,
    settings_with,
)
from etl.errors import ClippingsError, FatalError, Reason, Stage
from etl.settings import get_settings, unknown_variables
from etl.terminal import complain, say_json
from etl.version import described

_RUNS = 20
_NOTHING_CHANGED = "nothing was changed"
_GOES_ON = "what is loaded so far is safe and can be searched; the next run skips it and loads the rest"


class _Commands(TyperGroup):
    """The commands; errors of Elasticsearch or the system in any of them become errors of ours here."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            complain(f"clippings: interrupted; {_NOTHING_CHANGED}")
            ctx.exit(EXIT_INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever reads has enough
                raise
            if error.errno == errno.ENOENT and not error.filename:  # of tempfile's, which tries them all
                raise FatalError(f"{error.strerror}: make room there, or name another in TMPDIR") from error
            if not error.filename:  # what is printed has no room: nor has the rest at the end
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            what = f"{error.filename or 'output'}: {error.strerror or error}"
            raise FatalError(what) from error
        except Exception as error:
            # Without Elasticsearch none of its errors can come; importing it takes half a second.
            faults = sys.modules.get("etl.load.faults")
            if faults and isinstance(error, faults.ApiError | faults.TransportError):
                raise faults.told(error) from error
            raise
        return result


app = typer.Typer(
    name="clippings",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
rejects_app = typer.Typer(help="Inputs that were rejected: list them, try them again.", no_args_is_help=True)
app.add_typer(rejects_app, name="rejects")
app.add_typer(search.app)
app.add_typer(show.app)
app.add_typer(index.app)
app.add_typer(backup.app)
app.add_typer(web.app)
app.add_typer(node.app, name="node")

Paths = Annotated[list[str], typer.Argument(help="Files, folders or fsspec URLs.", show_default=False)]


def main() -> None:
    """Run the command line; an error that stops a run gives one line on stderr and exit status 2."""
    try:
        settings = get_settings()
        logs.set_up(settings)
        for name in unknown_variables():
            complain(f"clippings: {name} is not a setting, and has no effect")
        app()
    except ClippingsError as error:
        complain(f"clippings: {error}")
        sys.exit(EXIT_COULD_NOT_RUN)
    except KeyboardInterrupt:
        complain(f"clippings: interrupted; {_NOTHING_CHANGED}")
        sys.exit(EXIT_INTERRUPTED)
    except Exception as error:
        log = logs.log_file(settings)
        logging.getLogger("clippings").exception("a fault in Clippings itself")
        complain(
            f"clippings: a fault in Clippings itself: {type(error).__name__}: {error}; see {log} for more"
        )
        if not log.exists():  # where nothing can be written
            traceback.print_exc()
        sys.exit(EXIT_COULD_NOT_RUN)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  (typer calls it)
    if wanted:
        print(f"clippings {described()}")
        raise typer.Exit


@app.callback()
def common(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Turn piles of raw news files into a search index."""


@app.command()
def preview(
    paths: Paths,
    stage: Annotated[
        Literal["clean", "enrich"], typer.Option(help="The last stage that articles go through.")
    ] = "enrich",
    collection: Collection = None,
    own_ids: OwnIds = False,
    keep_all: KeepAll = False,
) -> None:
    """Print the documents as they would be indexed, one JSON line each; rejects go to stderr.

    Exit 1 when there are only rejects.
    """
    from etl.article import Reject
    from etl.console.runs import reject_line
    from etl.pipeline import preview as preview_articles

    shown = rejected = 0
    for result in preview_articles(
        paths, settings_with(collection, own_ids=own_ids, keep_all=keep_all), stage
    ):
        if isinstance(result, Reject):
            rejected += 1
            complain(f"rejected {reject_line(result)}")
        else:
            shown += 1
            say_json([result.document()])
            sys.stdout.flush()
    if rejected and not shown:
        raise typer.Exit(EXIT_SOME_REJECTED)


@app.command()
def ingest(
    paths: Paths,
    collection: Collection = None,
    own_ids: OwnIds = False,
    keep_all: KeepAll = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="First remove articles whose files are gone from the paths.")
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Load articles: exit 0 when nothing new was rejected, 1 when something was, 2 without a run or with too many rejects.

    --prune is refused when a part of the paths cannot be read and, without --yes, when it would remove more than a fifth of
    the articles below the paths.
    """
    from etl.console.runs import show_report
    from etl.ingest import ingest as ingest_paths
    from etl.progress import watching
    from etl.prune import prune as prune_paths

    settings = settings_with(collection, own_ids=own_ids, keep_all=keep_all)
    with interruptible(_GOES_ON):
        pruned = prune_paths(paths, settings, confirmed=yes) if prune else 0
        with watching(paths) as watch:
            report = ingest_paths(paths, settings, watch.loaded, pruned=pruned, on_prepared=watch.prepared)
    show_report(report, as_json=as_json)
    raise typer.Exit(exit_status(report, get_settings()))


@app.command()
def runs(
    run_id: Annotated[
        str | None,
        typer.Argument(
            help="Id of the run to show in full; without it, a line for each run.", show_default=False
        ),
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="Show the last run in full.")] = False,
    superseded: Annotated[
        bool,
        typer.Option(
            "--superseded", help="List the files whose article was indexed from another file, and that file."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the reports of the runs, the latest first."""
    from etl.console.runs import show_report, show_runs, show_takeovers
    from etl.load.client import connect
    from etl.load.runs import report_of, reports
    from etl.load.takeovers import of_run

    client = connect(get_settings())
    if run_id is None:
        wanted = reports(client, 1 if last or superseded else _RUNS)
    elif report := report_of(client, run_id):
        wanted = [report]
    else:
        raise FatalError(f"no run {run_id}; see: clippings runs")
    if superseded:
        for report in wanted:
            show_takeovers(of_run(client, report.started_at), as_json=as_json)
    elif run_id or last:
        for report in wanted:
            show_report(report, as_json=as_json)
    else:
        show_runs(wanted, as_json=as_json)


@rejects_app.command("list")
def rejects_list(
    new: Annotated[
        bool, typer.Option("--new", help="Only those that the last run was the first to reject.")
    ] = False,
    reason: Annotated[
        list[Reason] | None, typer.Option(help="Only of this reason.", show_default=False)
    ] = None,
    stage: Annotated[list[Stage] | None, typer.Option(help="Only of this stage.", show_default=False)] = None,
    since: Annotated[
        str | None,
        typer.Option(help="Only those seen from this date on, or a time ago such as 7d.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the rejected inputs with the stage and the reason, and count them."""
    from etl.console.runs import show_rejects
    from etl.load.client import connect
    from etl.load.rejects import list_rejects, new_rejects
    from etl.search.moments import moment

    try:
        from_ = moment(since) if since else None
    except (ValueError, OverflowError):
        raise FatalError(f"--since {since}: no date; write 2026-02-18, or 7d for seven days ago") from None
    client = connect(get_settings())
    wanted = (reason or [], stage or [], from_)
    show_rejects(new_rejects(client, *wanted) if new else list_rejects(client, *wanted), as_json=as_json)


@rejects_app.command("retry")
def rejects_retry(as_json: AsJson = False) -> None:
    """Try every reject again: exit 0 when none is left, 1 when some are rejected again, 2 without a run."""
    from etl.console.runs import show_report
    from etl.ingest import retry_rejects
    from etl.progress import watching

    with interruptible(_GOES_ON), watching([]) as watch:
        report = retry_rejects(get_settings(), watch.loaded, watch.prepared)
    show_report(report, as_json=as_json)
    left = EXIT_SOME_REJECTED if report.counts.rejected else 0
    raise typer.Exit(exit_status(report, get_settings()) or left)


@app.command()
def setup(
    roles: Annotated[
        bool,
        typer.Option("--roles", help="Also make the roles of docs/security.md; needs `manage_security`."),
    ] = False,
) -> None:
    """Load the templates into Elasticsearch, and the saved objects into Kibana if its URL is set."""
    from etl.kibana.importing import import_saved_objects
    from etl.load.client import connect_waiting
    from etl.load.indices import install_templates
    from etl.load.retry import with_retries
    from etl.load.roles import ROLES, install_roles

    settings = get_settings()
    client = connect_waiting(settings)
    with_retries(lambda: install_templates(client, settings.shards), settings)
    print("templates are in Elasticsearch")
    if roles:
        install_roles(client)
        print(f"roles are in Elasticsearch: {', '.join(ROLES)}")
    if settings.kibana_url:
        print(f"{import_saved_objects(settings)} saved objects are in Kibana")
