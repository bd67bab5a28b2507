"""What a name can mean on the map: all cities, towns, counties and states with that name."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import pycountry

from etl.enrich.places.cities import cities, cities_by_other_name
from etl.enrich.places.gazetteer import (
    CANADIAN_FORMS,
    FORMER,
    countries,
    provinces,
    state_codes,
)
from etl.enrich.places.table import listed

_OF_A_STATE = 1_000_000
_OF_A_COUNTY = 100_000
_OF_A_SHORT_NAME = 1_000
"""Inhabitants that a district, or a county without `County`, counts as having when it is compared with towns."""


class Region(NamedTuple):
    """A country, or one of its first-level parts such as a state."""

    country: str  # ISO 3166-1 alpha-2
    state: str | None = None  # postal code in the United States, else GeoNames' code


class Candidate(NamedTuple):
    """A place that has the name."""

    kind: str  # city, town, county or state
    country: str
    state: str
    point: tuple[float, float] | None  # degrees of latitude and longitude, WGS 84
    population: int
    is_capital: bool = False
    is_own_name: bool = True  # not a former name, or one of another language

    def is_in(self, region: Region) -> bool:
        """Return whether the place lies in `region`."""
        return self.country == region.country and region.state in (None, self.state)


@lru_cache(maxsize=20_000)
def candidates(name: str) -> tuple[Candidate, ...]:
    """Return the places with that lower-case name, those with the most inhabitants first."""
    full = f"saint {name[4:]}" if name.startswith("st. ") else name
    own = [*cities(name), *(cities(full) if full != name else ())]
    others = () if any(city.is_capital for city in own) else cities_by_other_name(name)
    capitals = own[:1] if own and own[0].is_capital else [c for c in others if c.is_capital]
    found = [
        Candidate("city", c.country, c.state, (c.lat, c.lon), c.population, c in capitals, c in own)
        for c in dict.fromkeys([*own, *others])
    ]
    people = {"state": _OF_A_STATE, "county": _OF_A_COUNTY}
    found += [
        Candidate(p.kind, p.country, p.state, (p.lat, p.lon), people.get(p.kind, p.population))
        for p in dict.fromkeys([*listed(name), *(listed(full) if full != name else ())])
    ]
    found += [
        Candidate("county", p.country, p.state, (p.lat, p.lon), _OF_A_SHORT_NAME)
        for p in (*listed(f"{name} county"), *listed(f"{name} parish"))
        if p.kind == "county"
    ]
    known = {c.country for c in found if c.kind in ("state", "city")}
    found += [
        Candidate("state", country, "", None, _OF_A_STATE)
        for country in provinces().get(name, ())
        if country not in known and country != "US"
    ]
    return tuple(sorted(found, key=lambda c: -c.population))


@lru_cache(maxsize=5_000)
def regions_named(name: str) -> tuple[Region, ...]:
    """Return the regions that `name`, in lower case, can mean after a comma: a state, a country, or a county's state."""
    if name in CANADIAN_FORMS:
        return tuple(Region("CA", c.state) for c in candidates(CANADIAN_FORMS[name]) if c.kind == "state")
    if name in state_codes():
        code = countries().get(name)
        return (Region("US", state_codes()[name]), *((Region(code),) if code else ()))
    if countries().get(name) in FORMER:
        return ()
    if name in countries() and not (name in _PARTS and candidates(name)):
        return (Region(countries()[name]),)
    found = [c for c in candidates(name) if c.kind in ("state", "county")]
    return tuple(dict.fromkeys(Region(c.country, c.state or None) for c in found))


_PARTS = frozenset({"england", "scotland", "wales", "northern ireland"})
"""Countries within the United Kingdom, which have points of their own."""


@cache
def state_point(code: str) -> tuple[float, float] | None:
    """Return the centre of the state of the United States with this postal code."""
    names = [name for name, its in state_codes().items() if its == code]
    for name in names:
        for place in listed(name):
            if (place.kind, place.country, place.state) == ("state", "US", code):
                return place.lat, place.lon
    return None


@cache
def part_point(name: str) -> tuple[float, float] | None:
    """Return the centre of England, Scotland, Wales or Northern Ireland, by its lower-case name."""
    return next((c.point for c in candidates(name) if c.kind == "state"), None) if name in _PARTS else None


@cache
def code_of(region: Region) -> str | None:
    """Return the ISO 3166 code of a region, such as `US-OH`, or None if its state has no known code."""
    if region.state is None:
        return region.country
    of_country = (s.code for s in pycountry.subdivisions if s.country_code == region.country)
    return next((code for code in of_country if region_of(code) == region), None)


@cache
def region_of(code: str) -> Region | None:
    """Return the region with an ISO 3166 code, such as `US` or `US-OH`, or None if the code is unknown."""
    country, _, part = code.upper().partition("-")
    if pycountry.countries.get(alpha_2=country) is None:
        return None
    if not part:
        return Region(country)
    subdivision = next((s for s in pycountry.subdivisions if s.code == f"{country}-{part}"), None)
    if subdivision is None:
        return None
    if country == "US":
        return Region(country, part)
    found = [c for c in candidates(subdivision.name.lower()) if c.kind == "state" and c.country == country]
    return Region(country, found[0].state or None) if found else Region(country)
