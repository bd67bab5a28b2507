"""`clippings-rebuilds`: who is doing a rebuild. There can be only one at a time; a second one is refused."""

from __future__ import annotations

import os
import re
import socket
from datetime import datetime, timedelta
from typing import Any

import psutil
from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from etl.article import Record
from etl.errors import FatalError
from etl.load.generations import find, generations, next_number, stale_indices
from etl.report import now

INDEX = "clippings-rebuilds"
_ID = "rebuild"
_SILENCE = timedelta(minutes=30)
"""A rebuild on another machine that was silent for so long counts as dead, since its process cannot be checked from here."""
_DAG = "DAG run "
_PROCESS = re.compile(r"process (\d{1,10}) of ([^,]{1,255}), started ([\d.]{1,30})")


class Lease(Record):
    """A rebuild that was begun and is not finished."""

    generation: str
    input: list[str]
    owner: str
    seen_at: datetime  # UTC


def process_owner() -> str:
    """Return a name for this process that is unique among all machines."""
    process = psutil.Process(os.getpid())
    return f"process {process.pid} of {socket.gethostname()}, started {process.create_time():.2f}"


def dag_owner(run_id: str) -> str:
    """Return a name for a DAG run, whose tasks all do the same rebuild."""
    return f"{_DAG}{run_id}"


def take(client: Elasticsearch, input_: list[str], owner: str) -> str:
    """Return the generation that `owner` builds from `input_`: one that a dead rebuild left, or else a new one.

    Raises:
        FatalError: another rebuild is going on.
    """
    for _ in range(10):
        kept, address = _kept(client)
        if kept and kept.owner != owner and _is_alive(kept, owner) and not _is_over(client, kept):
            raise FatalError(
                f"another rebuild is going on ({kept.owner}, last sign at {kept.seen_at:%H:%M:%S} UTC); wait for it, "
                f"or end it: clippings generations drop {kept.generation}"
            )
        number = kept.generation if kept and _goes_on(client, kept, input_) else next_number(client)
        lease = Lease(generation=number, input=input_, owner=owner, seen_at=now())
        if _write(client, lease, address):
            return number
    raise FatalError("another rebuild starts at the same time; try again later")


def _goes_on(client: Elasticsearch, kept: Lease, input_: list[str]) -> bool:
    """Return whether this rebuild can continue what a dead one left."""
    building = find(client, "building")
    is_same = kept.input == input_ and building is not None and building.number == kept.generation
    return is_same and building is not None and not stale_indices(client, building)


def keep(client: Elasticsearch, owner: str) -> None:
    """Record that the rebuild of `owner` is still alive.

    Raises:
        FatalError: it was ended, or another one took over.
    """
    for _ in range(10):
        kept, address = _kept(client)
        if kept is None or kept.owner != owner:
            raise FatalError("this rebuild was ended by another command")
        if _write(client, kept.model_copy(update={"seen_at": now()}), address):
            return


def holder(client: Elasticsearch) -> Lease | None:
    """Return the rebuild that was begun and is not finished, or None."""
    return _kept(client)[0]


def release(client: Elasticsearch, number: str) -> None:
    """Remove the lease of generation `number`."""
    kept, _ = _kept(client)
    if kept and kept.generation == number:
        client.options(ignore_status=404).delete(index=INDEX, id=_ID, refresh=True)


def _is_alive(kept: Lease, owner: str) -> bool:
    """Return whether the owner of `kept` may still write."""
    if kept.owner.startswith(_DAG) and owner.startswith(_DAG):
        return False  # Airflow lets one run of the DAG be active at a time
    match = _PROCESS.fullmatch(kept.owner)
    if match and match[2] == socket.gethostname():
        try:
            return abs(psutil.Process(int(match[1])).create_time() - float(match[3])) < 1
        except psutil.NoSuchProcess:
            return False
    return now() - kept.seen_at < _SILENCE


def _is_over(client: Elasticsearch, kept: Lease) -> bool:
    """Return whether the generation of `kept` is already live, so that only the report is missing."""
    return any(g.number == kept.generation and g.role != "building" for g in generations(client))


def _kept(client: Elasticsearch) -> tuple[Lease | None, dict[str, Any]]:
    """Return the lease, and the conditions for writing over it, so that two processes never both succeed."""
    try:
        hit = client.get(index=INDEX, id=_ID)
    except NotFoundError:
        return None, {"op_type": "create"}
    address = {"if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"]}
    return Lease.model_validate(hit["_source"]), address


def _write(client: Elasticsearch, lease: Lease, address: dict[str, Any]) -> bool:
    try:
        client.index(index=INDEX, id=_ID, document=lease.model_dump(mode="json"), **address)
    except ConflictError:
        return False
    return True
