"""Places on the map: each to a country and a point where the article makes that sure."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from etl.article import Article, Entity, GeoPoint
from etl.enrich.countries import nationalities
from etl.enrich.gazetteer import City, cities, countries, country_point, state_codes

_SURE_POPULATION = 500_000
"""A city this large is what a bare name means, unless the article speaks of another country."""
_TIMES_LARGER = 4
"""So many times the people of the next place of its name, and a bare name means the larger one."""
_GOVERNMENT = re.compile(
    r"^['’]?s?\s(?:said|says|has|had|announced|warned|accused|denied|insists|insisted|rejected|wants|will|would)\b"
)
_FORMER = frozenset({"SU", "YU", "CS", "DD"})
"""Codes of ISO 3166-3: countries that are no more have no place in `countries`."""


def add_places(article: Article) -> None:
    """Set country and point of the places among `entities`, and `countries` and `locations`, in place.

    A name that fits several places stays a name, unless the article names a country or state that only one
    of them is in, or one is far larger than the others. A capital that speaks, announces or denies is its
    government: it counts for the country and gives no point.
    """
    body = article.body
    mentioned = nationalities(body)
    by_country: Counter[str] = Counter(code for _, code in mentioned)
    places = [entity for entity in article.entities if entity.type == "place"]
    for place in places:
        if code := countries().get(place.name.lower()):
            place.country = None if code in _FORMER else code
            place.location = country_point(code)
            by_country[code] += place.mentions
    states = _named_states(places)
    for place in places:
        if place.country is None and place.name.lower() not in countries():
            _locate(place, body, by_country, states)
    first: dict[str, int] = {}
    for offset, code in [*mentioned, *((p.offset, p.country) for p in places if p.country)]:
        first[code] = min(offset if offset >= 0 else len(body), first.get(code, len(body)))
    article.countries = sorted(first, key=lambda code: first[code])
    points = {(p.location.lat, p.location.lon): p.location for p in places if p.location}
    article.locations = list(points.values())


def _named_states(places: list[Entity]) -> set[str]:
    return {code for place in places if (code := state_codes().get(place.name.lower()))}


def _locate(place: Entity, body: str, by_country: Counter[str], states: set[str]) -> None:
    name = place.name.lower()
    if name in state_codes():
        place.country = "US"
        return
    found = cities().get(name)
    if not found:
        return
    city = _choose(found, _state_after(place, body), by_country, states)
    if city is None:
        return
    place.country = city.country
    if not (
        place.offset >= 0
        and city.is_capital
        and _GOVERNMENT.match(body[place.offset + len(place.name) :][:40])
    ):
        place.location = GeoPoint(lat=city.lat, lon=city.lon)


def _state_after(place: Entity, body: str) -> str | None:
    """Return what stands behind the name's first mention: `Paris, Texas`."""
    if place.offset < 0:
        return None
    match = _comma_place().match(body[place.offset : place.offset + len(place.name) + 40])
    return match[1].lower() if match else None


@cache
def _comma_place() -> re.Pattern[str]:
    return re.compile(r"^[^,\n]{2,60}, ([A-Z][\w.]*(?: [A-Z][\w.]*){0,2})")


def _choose(found: list[City], behind: str | None, by_country: Counter[str], states: set[str]) -> City | None:
    if behind:
        words = behind.split()
        for size in range(len(words), 0, -1):
            named = " ".join(words[:size])
            state, country = state_codes().get(named), countries().get(named)
            fitting = [
                c
                for c in found
                if (state and c.country == "US" and c.state == state) or (country and c.country == country)
            ]
            if fitting:
                return fitting[0]
    largest = found[0]
    in_state = [city for city in found if city.country == "US" and city.state in states]
    if in_state and largest.population < _SURE_POPULATION:
        return in_state[0]
    in_named = [city for city in found if by_country[city.country]]
    if in_named and in_named[0].population * _TIMES_LARGER > largest.population:
        return in_named[0]
    if len(found) == 1 or largest.population >= _TIMES_LARGER * found[1].population or largest.is_capital:
        return largest
    return None
