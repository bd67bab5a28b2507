"""What a person does with generations: see them, go back to one, drop those that are no longer needed."""

from __future__ import annotations

from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from etl.article import Record
from etl.errors import FatalError
from etl.load import lease
from etl.load.generations import Role, drop, generations, make_live

_DIGITS = 6
"""Of a generation's number, which a person may give without the zeros before it."""


class Described(Record):
    """One generation as `clippings generations` lists it."""

    number: str
    role: Role
    documents: int
    bytes: int
    made_at: datetime  # UTC


def describe(client: Elasticsearch) -> list[Described]:
    """Return every generation with how much is in it, the lowest number first."""
    found = []
    for generation in generations(client):
        settings = client.indices.get_settings(index=generation.pattern, name="index.creation_date")
        made = min(int(index["settings"]["index"]["creation_date"]) for index in settings.values())
        total = client.indices.stats(index=generation.pattern, metric=["docs", "store"])["_all"]["primaries"]
        found.append(
            Described(
                number=generation.number,
                role=generation.role,
                documents=client.count(index=generation.pattern)["count"],
                bytes=total["store"]["size_in_bytes"],
                made_at=datetime.fromtimestamp(made / 1000, UTC),
            )
        )
    return found


def roll_back(client: Elasticsearch, number: str | None) -> tuple[str, str]:
    """Make the kept generation `number` live, or else the one before; return the live number before and after.

    Raises:
        FatalError: there is no such generation.
    """
    known = generations(client)
    live = next((g.number for g in known if g.role == "live"), "none")
    kept = [g.number for g in known if g.role == "kept"]
    older = [n for n in kept if n < live]
    wanted = number.zfill(_DIGITS) if number else older[-1] if older else None
    if wanted not in kept:
        there_are = f"kept are: {', '.join(kept)}" if kept else "none is kept"
        raise FatalError(f"no generation {wanted or 'before the live one'} to go back to; {there_are}")
    make_live(client, wanted)
    return live, wanted


def drop_named(client: Elasticsearch, numbers: list[str]) -> list[str]:
    """Remove the generations `numbers`, or all that are kept when none is named; return those removed.

    Raises:
        FatalError: one of them is live or is not there; none was removed.
    """
    numbers = [number.zfill(_DIGITS) for number in numbers]
    roles = {generation.number: generation.role for generation in generations(client)}
    if held := lease.holder(client):  # which may have died before its generation was made
        roles.setdefault(held.generation, "building")
    for number in numbers:
        if roles.get(number, "live") == "live":
            fault = "is live" if number in roles else "is not there"
            raise FatalError(f"generation {number} {fault}; see: clippings generations")
    wanted = numbers or [number for number, role in roles.items() if role == "kept"]
    for number in wanted:
        lease.release(client, number)
        drop(client, number)
    return wanted
