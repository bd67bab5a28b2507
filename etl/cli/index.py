"""The commands that rebuild the index, go back to an earlier generation, list and drop generations, and delete articles."""

from __future__ import annotations

from typing import Annotated

import typer

from etl.cli.options import (
    AsJson,
    Collection,
    KeepAll,
    OwnIds,
    Yes,
    exit_status,
    interruptible,
    settings_with,
)
from etl.errors import FatalError
from etl.settings import get_settings
from etl.terminal import complain, say

app = typer.Typer()
_AT_ONCE = 500
_LIVE_AS_IT_WAS = (
    "the live index is as it was; the next `clippings rebuild` goes on with what is built so far"
)
_DELETED_STAYS = "what is deleted stays deleted; the same command deletes the rest"
_SHOWN = 20
"""Articles that a dry run lists before it only counts."""
generations_app = typer.Typer(help="The generations of the index: live, being built, kept.")
app.add_typer(generations_app, name="generations")


@app.command()
def names(
    to_apply: Annotated[
        bool,
        typer.Option(
            "--apply", help="Write the file's merges into the index, without reading articles anew."
        ),
    ] = False,
) -> None:
    """Propose one name for each person across articles, in the file names.tsv of CLIPPINGS_HOME, for you to review."""
    from etl.load.client import connect
    from etl.load.merges import add_to_file, apply, of_file, proposed

    settings = get_settings()
    path = settings.home / "names.tsv"
    if to_apply:
        merges = of_file(path)
        say(f"{apply(connect(settings), merges):,} articles changed by {len(merges):,} merges")
    else:
        say(
            f"{add_to_file(path, proposed(connect(settings))):,} new merges in {path}: look it over, then --apply"
        )


@app.command()
def rebuild(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files, folders or fsspec URLs.", show_default=False)
    ] = None,
    from_index: Annotated[
        bool, typer.Option("--from-index", help="From the stored documents, without the files.")
    ] = False,
    collection: Collection = None,
    own_ids: OwnIds = False,
    keep_all: KeepAll = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Build the index anew beside the live one, check it, and make it live; exit statuses as for ingest.

    If it was killed, run it again and it continues. With --yes it becomes live even if more than a fifth of the articles are
    missing.
    """
    from etl.console.runs import show_report
    from etl.progress import watching
    from etl.rebuild import rebuild as rebuild_index

    if bool(paths) == from_index:
        raise FatalError("name the files to build from, or --from-index, and not both")
    with interruptible(_LIVE_AS_IT_WAS), watching(paths or []) as watch:
        settings = settings_with(collection, own_ids=own_ids, keep_all=keep_all)
        report = rebuild_index(
            paths or [], settings, accept_fewer=yes, on_progress=watch.loaded, on_prepared=watch.prepared
        )
    show_report(report, as_json=as_json)
    raise typer.Exit(exit_status(report, get_settings()))


@app.command()
def rollback(
    generation: Annotated[
        str | None, typer.Argument(help="Its number; without it, the one before the live one.")
    ] = None,
) -> None:
    """Make a kept generation live again; the one that was live is kept."""
    from etl.load.client import connect_waiting
    from etl.load.lifecycle import roll_back

    before, after = roll_back(connect_waiting(get_settings()), generation)
    print(f"generation {after} is live in place of {before}, which is kept")
    print("what was loaded since is not in it; load it again with: clippings ingest PATH")


@generations_app.callback(invoke_without_command=True)
def list_generations(context: typer.Context, as_json: AsJson = False) -> None:
    """List the generations: number, role, articles, size, and when it was made."""
    if context.invoked_subcommand is None:
        list_them(as_json)


@generations_app.command("list")
def list_them(as_json: AsJson = False) -> None:
    """List the generations; the same as without a command."""
    from etl.console.index import show_generations
    from etl.load.client import connect
    from etl.load.lifecycle import describe

    show_generations(describe(connect(get_settings())), as_json=as_json)


@generations_app.command("drop")
def drop_generations(
    numbers: Annotated[
        list[str] | None, typer.Argument(help="Their numbers; without any, all that are kept.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Remove generations for good: one that is being built only by its number, and never the live one.

    Without --yes, only list what would be removed.
    """
    from etl.load.client import connect_waiting
    from etl.load.lifecycle import drop_named, droppable

    client = connect_waiting(get_settings())
    wanted = droppable(client, numbers or [])
    if not wanted:
        print("nothing is kept beside the live generation")
    elif yes:
        print(f"dropped {', '.join(drop_named(client, wanted))}")
    else:
        print(f"{', '.join(wanted)} would go for good; nothing is dropped yet: confirm by adding --yes")


@app.command()
def delete(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of articles.", show_default=False)] = None,
    uri: Annotated[
        str | None,
        typer.Option(help="All articles of this file: its path, or `source.uri` as an article has it."),
    ] = None,
    query: Annotated[str | None, typer.Option(help="All articles that this search finds.")] = None,
    reason: Annotated[str, typer.Option(help="Kept with the tombstone.")] = "deleted by hand",
    purge: Annotated[
        bool,
        typer.Option(
            "--purge", help="Remove rejects and tombstones too, so that the articles may come back."
        ),
    ] = False,
    yes: Yes = False,
    yes_all: Annotated[
        int | None,
        typer.Option(help="In place of --yes, when more than a fifth of the articles go: how many.", min=1),
    ] = None,
) -> None:
    """Remove articles from every generation of the index, so that the next ingest does not bring them back.

    Without --yes, only list what would be removed. If another file has an article of --uri too, the article is kept and
    indexed from that file. Exit 1 when there is no article with one of the ids.
    """
    from etl.console.index import show_doomed
    from etl.discover import root_uri
    from etl.heirs import delete_articles
    from etl.load.building import MOST_GONE
    from etl.load.client import connect_waiting
    from etl.load.deletion import count_live, doomed
    from etl.pipeline import batches
    from etl.search.bodies import doomed_query

    if not ids and not uri and query is None:
        raise FatalError("name what to delete: ids, --uri or --query")
    fitting = None if query is None else doomed_query(query)
    client, number, buried, unknown = connect_waiting(get_settings()), 0, 0, set(ids or [])
    uri = root_uri(uri) if uri and "://" not in uri else uri
    for articles in batches(doomed(client, ids or [], uri, fitting, to_purge=purge), _AT_ONCE):
        unknown -= {article.id for article in articles}
        if not yes and yes_all is None:
            show_doomed(articles[: max(0, _SHOWN - number)])
        number += sum(not article.is_buried for article in articles)
        buried += sum(article.is_buried for article in articles)
    if yes_all is not None and yes_all != number:
        raise FatalError(
            f"{number} articles would go and not {yes_all}: nothing is deleted; look again without --yes-all"
        )
    # Who names each article by its id knows how many they are.
    is_much = (uri or query is not None) and number > max(1, count_live(client) * MOST_GONE)
    if yes and yes_all is None and is_much:
        raise FatalError(
            f"{number} articles would go, which is more than a fifth: nothing is deleted; confirm with: --yes-all {number}"
        )
    confirmed = yes or yes_all is not None
    if confirmed:
        with interruptible(_DELETED_STAYS):
            for articles in batches(list(doomed(client, ids or [], uri, fitting, to_purge=purge)), _AT_ONCE):
                delete_articles(client, articles, None if purge else reason, get_settings())
    if confirmed:
        print(f"{number + buried} {'purged' if purge else 'deleted'}")
    else:
        _say_what_would_go(number, buried, is_much=is_much)
    if unknown:
        complain(f"no such article: {', '.join(sorted(unknown))}")
        raise typer.Exit(1)


def _say_what_would_go(articles: int, buried: int, *, is_much: bool) -> None:
    if not articles + buried:
        print("nothing to delete")
        return
    confirm = f"--yes-all {articles}" if is_much else "--yes"
    print(f"{articles + buried} would go; nothing is deleted yet: confirm by running the same with {confirm}")
