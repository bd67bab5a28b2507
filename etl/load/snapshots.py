"""Snapshots of everything that Clippings keeps in Elasticsearch, in one of Elasticsearch's snapshot repositories."""

from __future__ import annotations

from datetime import UTC, datetime

from elasticsearch import Elasticsearch, NotFoundError

from etl.article import Record
from etl.errors import FatalError
from etl.load.indices import ALIAS, install_templates

REPOSITORY = "clippings"
_OURS = "articles-*,clippings-*"
_MOST_SECONDS = 24 * 3600
"""Timeout of a request that answers when everything is copied."""


class Snapshot(Record):
    """One snapshot, as `clippings backup --list` shows it."""

    name: str
    made_at: datetime  # UTC
    indices: int
    is_complete: bool


def ensure_repository(client: Elasticsearch, name: str, *, is_own_node: bool) -> None:
    """Make sure that the repository `name` exists; in the embedded node it is made.

    Raises:
        FatalError: an Elasticsearch of your own has no such repository.
    """
    if is_own_node:
        client.snapshot.create_repository(
            name=name, repository={"type": "fs", "settings": {"location": name}}
        )
        return
    try:
        client.snapshot.get_repository(name=name)
    except NotFoundError:
        raise FatalError(
            f"Elasticsearch has no snapshot repository {name}: register one, and name it with --repository"
        ) from None


def snapshots(client: Elasticsearch, repository: str) -> list[Snapshot]:
    """Return the snapshots in `repository`, the oldest first."""
    found = client.snapshot.get(repository=repository, snapshot="*", ignore_unavailable=True)["snapshots"]
    made = (_described(snapshot) for snapshot in found if snapshot["snapshot"].startswith(f"{REPOSITORY}-"))
    return sorted(made, key=lambda snapshot: snapshot.made_at)


def _described(found: dict[str, object]) -> Snapshot:
    started = found["start_time_in_millis"]
    assert isinstance(started, int)
    assert isinstance(found["indices"], list)
    return Snapshot(
        name=str(found["snapshot"]),
        made_at=datetime.fromtimestamp(started / 1000, UTC),
        indices=len(found["indices"]),
        is_complete=found["state"] == "SUCCESS",
    )


def back_up(client: Elasticsearch, repository: str, now: datetime) -> Snapshot:
    """Copy all our indices into a new snapshot, and return it when it is complete.

    Raises:
        FatalError: a part could not be copied.
    """
    answer = client.options(request_timeout=_MOST_SECONDS).snapshot.create(
        repository=repository,
        snapshot=f"{REPOSITORY}-{now:%Y%m%d-%H%M%S}",
        indices=_OURS,
        include_global_state=False,
        wait_for_completion=True,
    )
    made = _described(answer["snapshot"])
    if not made.is_complete:
        failures = answer["snapshot"].get("failures") or [{}]
        raise FatalError(
            f"backup {made.name} is not complete: {failures[0].get('reason', 'no reason given')}"
        )
    return made


def restore(client: Elasticsearch, repository: str, name: str | None, *, replace: bool) -> Snapshot:
    """Replace all our indices with those of the snapshot `name`, or else of the last complete one.

    Raises:
        FatalError: there is no such complete snapshot, there are indices that must not be replaced, or a part
            could not be restored.
    """
    complete = [s for s in snapshots(client, repository) if s.is_complete and name in (None, s.name)]
    if not complete:
        raise FatalError(f"no complete backup {name or ''} in {repository}; see: clippings backup --list")
    wanted = complete[-1]
    there = list(client.indices.get(index=_OURS, features=["aliases"], expand_wildcards="all"))
    if there and not replace:
        number = client.count(index=ALIAS, ignore_unavailable=True)["count"]
        raise FatalError(
            f"the {number} articles that are there would be replaced by those of {wanted.name}, {wanted.made_at:%Y-%m-%d %H:%M}"
            f" UTC; confirm by running the same with --yes"
        )
    client.snapshot.verify_repository(name=repository)
    if there:
        client.indices.delete(index=there)
    answer = client.options(request_timeout=_MOST_SECONDS).snapshot.restore(
        repository=repository,
        snapshot=wanted.name,
        indices=_OURS,
        include_global_state=False,
        wait_for_completion=True,
    )
    if failed := answer["snapshot"]["shards"]["failed"]:
        raise FatalError(
            f"{failed} parts of {wanted.name} could not be restored; run the same with --yes again"
        )
    install_templates(client)
    return wanted
