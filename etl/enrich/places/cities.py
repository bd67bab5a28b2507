"""Cities of GeoNames by name: those with 15,000 people and more, and all capitals."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from etl.article import GeoPoint
from etl.enrich.listing import Keys, halved, rows

FILE = str(files("etl.enrich").joinpath("data/places/cities.npz"))
DEGREES = 100_000
"""Latitudes and longitudes are kept as whole numbers, of so many to a degree."""


class City(NamedTuple):
    """A city of GeoNames; larger cities sort first."""

    population: int
    country: str  # ISO 3166-1 alpha-2
    lat: float  # degrees, WGS 84
    lon: float
    state: str  # postal code in the United States, else GeoNames' code of the first level
    is_capital: bool


class _Table(NamedTuple):
    """Cities, the largest first, and their numbers by the number of each name; both lists of names are sorted."""

    people: NDArray[np.int32]
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]
    region: NDArray[np.uint16]
    is_capital: NDArray[np.bool_]
    regions: list[tuple[str, str]]
    names: Keys
    named: NDArray[np.uint16]
    other_names: Keys
    named_otherwise: NDArray[np.uint16]


@cache
def _table() -> _Table:
    with np.load(FILE) as read:
        columns = {name: read[name] for name in _Table._fields}
    regions = [(country, state) for country, state in (str(r).split(".", 1) for r in columns["regions"])]
    names = {name: halved(columns[name]) for name in ("names", "other_names")}
    return _Table(**columns | names | {"regions": regions})


@lru_cache(maxsize=20_000)
def cities(name: str) -> tuple[City, ...]:
    """Return the cities with this lower-case name, the largest first."""
    table = _table()
    return _found(name, table.names, table.named)


@lru_cache(maxsize=20_000)
def cities_by_other_name(name: str) -> tuple[City, ...]:
    """Return large cities by a former name or one in another language (`calcutta`, `katmandou`), the largest first."""
    table = _table()
    return _found(name, table.other_names, table.named_otherwise)


@cache
def country_point(code: str) -> GeoPoint | None:
    """Return the location of a country's capital, since GeoNames has no centre of a country."""
    table = _table()
    for number in np.flatnonzero(table.is_capital):
        if (city := _city(table, int(number))).country == code:
            return GeoPoint(lat=city.lat, lon=city.lon)
    return None


def _found(name: str, names: Keys, cities_named: NDArray[np.uint16]) -> tuple[City, ...]:
    return tuple(_city(_table(), int(cities_named[row])) for row in rows(names, name))


def _city(table: _Table, number: int) -> City:
    country, state = table.regions[table.region[number]]
    lat, lon = int(table.lat[number]) / DEGREES, int(table.lon[number]) / DEGREES
    return City(int(table.people[number]), country, lat, lon, state, bool(table.is_capital[number]))
