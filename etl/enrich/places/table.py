"""A table of GeoNames with counties, states and small towns of the whole world, by name."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from etl.enrich.listing import Keys, halved, rows

FILE = str(files("etl.enrich").joinpath("data/places/places.npz"))
KINDS = ("town", "county", "state")


class Listed(NamedTuple):
    """A place in the table."""

    kind: str  # of KINDS
    country: str  # ISO 3166-1 alpha-2
    state: str  # postal code in the United States, else GeoNames' code of the first level
    lat: float  # degrees, WGS 84; of a district the middle of its towns
    lon: float
    population: int  # of a district with more than 65,535 people: that number


class _Table(NamedTuple):
    keys: Keys
    kind: NDArray[np.uint8]
    region: NDArray[np.uint16]
    lat: NDArray[np.int16]
    lon: NDArray[np.int16]
    people: NDArray[np.uint16]
    regions: list[tuple[str, str]]


@cache
def _table() -> _Table:
    with np.load(FILE) as read:
        regions = [tuple(str(region).split(".", 1)) for region in read["regions"]]
        keys = halved(np.cumsum(read["steps"], dtype=np.uint32))
        return _Table(
            keys, read["kind"], read["region"], read["lat"], read["lon"], read["people"],
            [(country, state) for country, state in regions],
        )  # fmt: skip


@lru_cache(maxsize=20_000)
def listed(name: str) -> tuple[Listed, ...]:
    """Return the places with this lower-case name, those with the most inhabitants first."""
    table = _table()
    found = [
        Listed(
            KINDS[table.kind[i]], table.regions[table.region[i]][0], table.regions[table.region[i]][1],
            float(table.lat[i]) / 100, float(table.lon[i]) / 100, int(table.people[i]),
        )
        for i in rows(table.keys, name)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda place: -place.population))
