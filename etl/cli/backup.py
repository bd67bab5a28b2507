"""The commands that back up the index, and restore it."""

from __future__ import annotations

from typing import Annotated

import typer

from etl.cli.options import AsJson, Yes, interruptible
from etl.settings import get_settings
from etl.terminal import say

app = typer.Typer()
Repository = Annotated[
    str, typer.Option(help="Elasticsearch's snapshot repository; the embedded node makes it.")
]
_GOES_ON = "Elasticsearch goes on copying; see what came of it with: clippings backup --list"


@app.command()
def backup(
    repository: Repository = "clippings",
    list_them: Annotated[bool, typer.Option("--list", help="Only list the backups there are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the index, rejects, runs and tombstones into a snapshot; what has not changed since the last one takes no space."""
    from etl.console.index import show_snapshots
    from etl.load.client import connect_waiting
    from etl.load.snapshots import back_up, ensure_repository, snapshots
    from etl.report import now

    settings = get_settings()
    client = connect_waiting(settings)
    ensure_repository(client, repository, is_own_node=not settings.es_url)
    if list_them:
        show_snapshots(snapshots(client, repository), as_json=as_json)
        return
    with interruptible(_GOES_ON):
        made = back_up(client, repository, now())
    show_snapshots([made], as_json=as_json)
    if not settings.es_url and not as_json:
        say(
            f"copy {settings.home / 'node' / 'snapshots'} to another disk; docs/backup.md says what else to keep"
        )


@app.command()
def restore(
    name: Annotated[
        str | None, typer.Argument(help="Name of the backup; without it, the last one.", show_default=False)
    ] = None,
    repository: Repository = "clippings",
    yes: Yes = False,
) -> None:
    """Restore the index from a backup; without --yes only into an Elasticsearch that has no index."""
    from etl.load.client import connect_waiting
    from etl.load.snapshots import ensure_repository
    from etl.load.snapshots import restore as restore_snapshot

    settings = get_settings()
    client = connect_waiting(settings)
    ensure_repository(client, repository, is_own_node=not settings.es_url)
    with interruptible("Elasticsearch goes on copying; when in doubt, restore again with --yes"):
        restored = restore_snapshot(client, repository, name, replace=yes)
    say(f"{restored.name} is in place; load what came since with: clippings ingest PATH")
