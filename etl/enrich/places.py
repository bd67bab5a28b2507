"""Places on the map: each to a country and a point where the article makes that sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice

from etl.article import Article, Entity, GeoPoint
from etl.enrich.countries import nationalities
from etl.enrich.gazetteer import (
    City,
    cities,
    cities_by_other_name,
    countries,
    country_point,
    is_province_form,
    is_region,
    provinces,
    state_codes,
)

_SURE_POPULATION = 500_000
"""A city this large is what a bare name means, unless the article speaks of another country."""
_LEAST_KNOWN = 200_000
_LEAST_OTHERS = 3
"""Mentions of countries and of places in them that say where an article plays."""
_LEAST_ALONE = 60_000
"""A town this large in the United States needs no state beside its name."""
_TIMES_LARGER = 4
"""So many times the people of the next place of its name, and a bare name means the larger one."""
_GOVERNMENT_BEFORE = re.compile(r"\b(?:with|against|between|toward|towards|told|urged|accused|that)\s$")
_GOVERNMENT_AFTER = re.compile(
    r"^['’]?s?\s(?:said|says|has|had|announced|warned|accused|denied|insists|insisted|rejected|wants|will|would|and its allies|oppose[sd]|back[sed]+|refuse[sd]|agreed|fears|hopes|demand(?:s|ed)|urge[sd]|condemn(?:s|ed))\b"
)
_PLACE_BEFORE = re.compile(r"\b(?:in|near|at|outside|around|across|downtown|à|en)\s$")
_PLACE_AFTER = re.compile(r"^(?:, [A-Z]|\s*\([A-Z][\w /.-]+\)\s*[-–—]|\s[-–—]|-based\b)")
_STATE_BEFORE = re.compile(r"\b(?:state of|upstate|western|eastern|northern)\s$", re.I)
_STATE_AFTER = re.compile(r"^(?:'s|’s)?\s(?:[Ss]tate\b|[Ll]egislature|[Gg]ov\.|[Gg]overnor)")
_CITY_AND_STATE = frozenset({"new york", "washington"})
"""Names of a city and a state that mean the city where nothing says otherwise."""
_DIRECTION = re.compile(
    r"^(?:(?:north|south)(?:east|west)?(?:ern)?|(?:east|west)(?:ern)?|central|upper|lower|upstate) (?=\w)"
)
"""Which part of a place is meant: `northern Virginia`, in lower case."""
_BEHIND = re.compile(
    r", ([A-Z](?:\w|\.\w)*(?: [A-Z](?:\w|\.\w)*){0,2}(?:\.(?=,| [a-z(]))?)(?:\.(?=\s|$)|(?![\w.]| [A-Z]|,? and\b|, [A-Z]))"
)
"""What a place is in, by the words behind it; in a list of places they are others."""
_WORD_CHARACTER = re.compile(r"\w")
_POSTAL = frozenset("NY NJ NC SC ND SD TX FL DC NH NM WV CT RI TN KY WA WI MN VA".split())
"""Postal codes of states that are no word and no other place's abbreviation."""
_MOST_MENTIONS = 20
_FORMER = frozenset({"SU", "YU", "CS", "DD"})
"""Codes of ISO 3166-3: countries that are no more have no place in `countries`."""


def add_places(article: Article) -> None:
    """Set country and point of the places among `entities`, and `countries` and `locations`, in place.

    A name that fits several places stays a name, unless the article names a country or state that only one
    of them is in, or one is far larger than the others. A capital that speaks, announces or denies is its
    government: it counts for the country and gives no point.
    """
    body = article.body
    mentioned = nationalities(body, article.language)
    by_country: Counter[str] = Counter(code for _, code in mentioned)
    places = [entity for entity in article.entities if entity.type == "place"]
    for place in places:
        if place.name.lower() in state_codes():
            continue  # Georgia is a state too
        if code := countries().get(place.name.lower()):
            place.country = None if code in _FORMER else code
            place.location = country_point(code)
            by_country[code] += place.mentions
    states = _named_states(places)
    for place in places:
        name = place.name.lower()
        if name in countries() and name in state_codes():
            place.country = _country_or_state(name, by_country, states, [p.name.lower() for p in places])
            place.location = country_point(place.country) if place.country != "US" and place.country else None
        elif name not in countries():
            _locate(place, body, by_country, states)
    _settle_by_others(places, body, by_country, states)
    first: dict[str, int] = {}
    for offset, code in [*mentioned, *((p.offset, p.country) for p in places if p.country)]:
        first[code] = min(offset if offset >= 0 else len(body), first.get(code, len(body)))
    article.countries = sorted(first, key=lambda code: first[code])
    points = {(p.location.lat, p.location.lon): p.location for p in places if p.location}
    article.locations = list(points.values())


def _settle_by_others(places: list[Entity], body: str, by_country: Counter[str], states: set[str]) -> None:
    """Settle a town by where the article's other places are: one of its name there is meant, one elsewhere is not.

    Where none is there, a town of an ordinary size in a country that the article names nowhere else is most
    often another place, or no place at all: it loses country and point.
    """
    around = by_country + Counter(place.country for place in places if place.country)
    for place in places:
        name = place.name.lower().removeprefix("the ")
        if name in countries() or name in state_codes():
            continue
        others = around - Counter([place.country] if place.country else [])
        if others.total() < _LEAST_OTHERS or (place.country and others[place.country]):
            continue
        found = _cities(name)
        if place.country and (not found or _is_well_known(name, found[0]) or _state_after(place, body)):
            continue
        place.country, place.location = None, None
        most, mentions = others.most_common(1)[0]
        if any(city.country == most for city in found):
            _locate(place, body, Counter({most: mentions}), states)


def _is_well_known(name: str, city: City) -> bool:
    """Return whether the news names the city without its country; under its own name a smaller one will do."""
    is_own = city in cities().get(name, ())
    return city.is_capital or city.population >= (_LEAST_KNOWN if is_own else _SURE_POPULATION)


def _country_or_state(name: str, by_country: Counter[str], states: set[str], places: list[str]) -> str | None:
    """Return the country of a name that is a country's and a state's, by what else the article names."""
    code = countries()[name]
    if by_country[code] or any(
        city.country == code for place in places for city in cities().get(place, ())[:1]
    ):
        return code
    is_state = len(states) > 1 or by_country["US"] > 0
    is_country = any(by_country[other] for other in by_country if other != "US")
    return "US" if is_state and not is_country else code if is_country and not is_state else None


def _named_states(places: list[Entity]) -> set[str]:
    return {code for place in places if (code := state_codes().get(place.name.lower()))}


def _locate(place: Entity, body: str, by_country: Counter[str], states: set[str]) -> None:
    name = place.name.lower().removeprefix("the ")
    if f"{name}." in state_codes() or is_province_form(
        f"{name}."
    ):  # a model leaves the point of `Redmond, Wash.,` out
        name = f"{name}."
    around = list(_around(place, body))
    if place.name in _POSTAL or (name in state_codes() and not _is_city(name, around)):
        place.country = "US"
        return
    found = _cities(name)
    if found and (province := _province_spoken_of(name, found, by_country)):
        place.country = province
        return
    city = _choose(found, _state_after(place, body), by_country, states) if found else None
    if city is None:
        if not cities().get(name):
            place.country = _country_of_province(name, by_country) or _country_around(
                name, place, body, by_country
            )
        return
    place.country = city.country
    is_elsewhere = city.country == "US" and states and city.state not in states
    if is_elsewhere and city.population < _LEAST_ALONE and not _state_after(place, body):
        return  # a town of that name, too small for the gazetteer, may be in the state that the article names
    if not (city.is_capital and _is_government(around)):
        place.location = GeoPoint(lat=city.lat, lon=city.lon)


def _cities(name: str) -> list[City]:
    """Return the cities of that name, also under names they have elsewhere or had before, largest first."""
    full = f"saint {name[4:]}" if name.startswith("st. ") else name
    others = [*cities_by_other_name().get(name, ()), *(cities().get(full, ()) if full != name else ())]
    found = cities().get(name, [])
    if not others or any(city.is_capital for city in found):
        return found
    return sorted({*found, *others}, reverse=True)


def _country_of_province(name: str, by_country: Counter[str]) -> str | None:
    """Return the only country that has a province of that name, or the only one that the article speaks of."""
    having = provinces().get(name, set())
    named = {code for code in having if by_country[code]}
    sure = named or having
    return next(iter(sure)) if len(sure) == 1 else None


def _country_around(name: str, place: Entity, body: str, by_country: Counter[str]) -> str | None:
    """Return the country of a name that is a part of one (`South Texas`) or stands before one (`Kerrun, Ont.`)."""
    if is_region(name):
        return None
    whole = _DIRECTION.sub("", name)
    if whole != name:
        code = _country_of(whole)
        return code if whole in countries() or whole in state_codes() or by_country[code or ""] else None
    if place.offset < 0 or not (behind := _BEHIND.match(body, place.offset + len(place.name))):
        return None
    return _country_of(behind[1].lower())


def _country_of(name: str) -> str | None:
    """Return the country that `name`, a country's or province's in lower case, is or is in; None if there are several."""
    if name in countries():
        return None if name in state_codes() else countries()[name]
    if name in state_codes():
        return "US"
    having = provinces().get(name, set())
    return next(iter(having)) if len(having) == 1 else None


def _province_spoken_of(name: str, found: list[City], by_country: Counter[str]) -> str | None:
    """Return the only country of those spoken of that has such a province, if none of the cities is in one of them."""
    if any(by_country[city.country] for city in found):
        return None
    named = [code for code in provinces().get(name, ()) if by_country[code]]
    return named[0] if len(named) == 1 else None


def _around(place: Entity, body: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and behind the place's mentions, as it is written or in capitals."""
    forms = place.forms or [place.name]
    found: dict[int, int] = {}  # start → end of the longest form there
    for form in {*forms, *map(str.upper, forms)}:
        for start, end in islice(_words(form, body), _MOST_MENTIONS):
            found[start] = max(end, found.get(start, 0))
    last_end = 0
    for start, end in sorted(found.items())[:_MOST_MENTIONS]:
        if start >= last_end:
            yield body[max(0, start - 24) : start], body[end : end + 40]
            last_end = end


def _words(form: str, body: str) -> Iterator[tuple[int, int]]:
    """Yield where `form` stands in `body` as whole words."""
    start = body.find(form)
    while start >= 0:
        end = start + len(form)
        if not _WORD_CHARACTER.match(body, end) and not (start and _WORD_CHARACTER.match(body, start - 1)):
            yield start, end
        start = body.find(form, end)


def _is_city(name: str, around: list[tuple[str, str]]) -> bool:
    states = sum(bool(_STATE_BEFORE.search(before) or _STATE_AFTER.match(after)) for before, after in around)
    return name in _CITY_AND_STATE and 2 * states < max(1, len(around))


def _is_government(around: list[tuple[str, str]]) -> bool:
    """Return whether a capital only stands for the government in it."""
    if any(_PLACE_BEFORE.search(before) or _PLACE_AFTER.match(after) for before, after in around):
        return False
    return any(
        _GOVERNMENT_BEFORE.search(before) or _GOVERNMENT_AFTER.match(after) for before, after in around
    )


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
            state = state_codes().get(named)
            within = {countries().get(named), *provinces().get(named, ())}
            fitting = [c for c in found if c.country in within or (c.country == "US" and c.state == state)]
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
