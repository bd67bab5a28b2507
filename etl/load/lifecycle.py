"""What people do with generations: list them, go back to one, drop those that are no longer needed."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from etl.article import Record
from etl.errors import FatalError
from etl.load import lease
from etl.load.generations import Role, drop, generations, make_live

_DIGITS = 6
"""Digits of a generation's number; people may leave out leading zeros."""


_MOST_SHARD_BYTES = 50_000_000_000
"""Elastic's advice: 10 to 50 GB a shard."""


class DescribedIndex(Record):
    """One index of a generation."""

    name: str
    documents: int
    bytes: int
    shards: int


class Described(Record):
    """One generation, as `clippings generations` lists it."""

    number: str
    role: Role
    documents: int
    bytes: int
    made_at: datetime  # UTC
    indices: list[DescribedIndex]

    @property
    def advice(self) -> list[str]:
        """What to do about shards that have grown too large, if any have."""
        large = [index for index in self.indices if index.bytes > index.shards * _MOST_SHARD_BYTES]
        return [
            f"{index.name} has {index.bytes / index.shards / 1e9:.0f} GB a shard, and Elasticsearch advises 50 at most: "
            f"set CLIPPINGS_SHARDS={math.ceil(2 * index.bytes / _MOST_SHARD_BYTES)} and run: clippings rebuild --from-index"
            for index in large
        ]


def describe(client: Elasticsearch) -> list[Described]:
    """Return all generations with how much is in them, the lowest number first."""
    found = []
    for generation in generations(client):
        found_settings = client.indices.get_settings(
            index=generation.pattern, name="index.creation_date,index.number_of_shards"
        )
        settings = {name: index["settings"]["index"] for name, index in found_settings.items()}
        made = min(int(index["creation_date"]) for index in settings.values())
        stats = client.indices.stats(index=generation.pattern, metric=["docs", "store"])["indices"]
        indices = [
            DescribedIndex(
                name=name,
                documents=client.count(index=name)["count"],  # `docs` counts each quotation too
                bytes=stats[name]["primaries"]["store"]["size_in_bytes"] if name in stats else 0,
                shards=int(index["number_of_shards"]),
            )
            for name, index in sorted(settings.items())
        ]
        found.append(
            Described(
                number=generation.number,
                role=generation.role,
                documents=sum(index.documents for index in indices),
                bytes=sum(index.bytes for index in indices),
                made_at=datetime.fromtimestamp(made / 1000, UTC),
                indices=indices,
            )
        )
    return found


def roll_back(client: Elasticsearch, number: str | None) -> tuple[str, str]:
    """Make the kept generation `number` live, or else the newest kept one; return the live number before and after.

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


def droppable(client: Elasticsearch, numbers: list[str]) -> list[str]:
    """Return the generations with `numbers`, or all kept ones if no number is given.

    Raises:
        FatalError: one of them is live, or does not exist.
    """
    numbers = [number.zfill(_DIGITS) for number in numbers]
    roles = {generation.number: generation.role for generation in generations(client)}
    if held := lease.holder(client):  # which may have died before its generation was made
        roles.setdefault(held.generation, "building")
    for number in numbers:
        if roles.get(number, "live") == "live":
            fault = "is live" if number in roles else "is not there"
            raise FatalError(f"generation {number} {fault}; see: clippings generations")
    return numbers or [number for number, role in roles.items() if role == "kept"]


def drop_named(client: Elasticsearch, numbers: list[str]) -> list[str]:
    """Remove the generations with `numbers`, or all kept ones if no number is given; return those removed.

    Raises:
        FatalError: one of them is live, or does not exist; none was removed.
    """
    wanted = droppable(client, numbers)
    for number in wanted:
        lease.release(client, number)
        drop(client, number)
    return wanted
