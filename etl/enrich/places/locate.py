"""Give places on the map a country and a point, where the article makes these certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from etl.article import Article, Entity, GeoPoint
from etl.enrich.places.candidates import Candidate, Region, candidates, part_point, regions_named, state_point
from etl.enrich.places.choice import Around, Choice, choose, in_common
from etl.enrich.places.cities import country_point
from etl.enrich.places.countries import nationalities
from etl.enrich.places.gazetteer import (
    CANADIAN_FORMS,
    FORMER,
    countries,
    is_province_form,
    is_region,
    state_codes,
)

_GOVERNMENT_BEFORE = re.compile(r"\b(?:with|against|between|toward|towards|told|urged|accused|that)\s$")
_GOVERNMENT_AFTER = re.compile(
    r"^['’]?s?\s(?:said|says|has|had|announced|warned|accused|denied|insists|insisted|rejected|wants|will|would|and its allies|oppose[sd]|back[sed]+|refuse[sd]|agreed|fears|hopes|demand(?:s|ed)|urge[sd]|condemn(?:s|ed))\b"
)
_PLACE_BEFORE = re.compile(r"\b(?:in|near|at|outside|around|across|downtown|à|en)\s$")
_PLACE_AFTER = re.compile(r"^(?:, [A-Z]|\s*\([A-Z][\w /.-]+\)\s*[-–—]|\s[-–—]|-based\b)")
_STATE_BEFORE = re.compile(r"\b(?:state of|upstate|western|eastern|northern)\s$", re.I)
_STATE_AFTER = re.compile(r"^(?:'s|’s)?\s(?:[Ss]tate\b|[Ll]egislature|[Gg]ov\.|[Gg]overnor)")
_CITY_AND_STATE = frozenset({"new york", "washington"})
"""Names of both a city and a state that mean the city unless something says otherwise."""
_DIRECTION = re.compile(
    r"^(?:(?:north|south)(?:east|west)?(?:ern)?|(?:east|west)(?:ern)?|central|upper|lower|upstate) (?=\w)"
)
"""Which part of a place is meant: `northern Virginia`, in lower case."""
_BEHIND = re.compile(
    r"^,? (?:in )?([A-Z](?:\w|\.\w)*(?: [A-Z](?:\w|\.\w)*){0,2}(?:\.(?=,| [a-z(]))?)(?:\.(?=\s|$)|(?![\w.]))"
    r"(?P<list>,? and\b|, [A-Z])?"
)
"""The region after a place's name; in a list of places, the next name is just another place."""
_COMPASS = re.compile(r"(?:north|south)?(?:east|west)?(?:ern)?|(?:mid|upper )?(?:north|south|mid)?west")
_WATER = re.compile(r"\b(?:sea|ocean|gulf|strait|channel)\b")
"""Waters, which lie between countries."""
_DATELINE = re.compile(r"[^,()–—]+")
_WORD_CHARACTER = re.compile(r"\w")
_POSTAL = frozenset("NY NJ NC SC ND SD TX FL DC NH NM WV CT RI TN KY WA WI MN VA".split())
"""Postal codes of states that are neither a word nor another place's abbreviation."""
_MOST_MENTIONS = 20
_AT_HOME = 3
"""As how many mentions the publisher's own region counts."""

_Words = list[tuple[str, str]]


def add_places(article: Article, home: Region | None = None) -> Around:
    """Fill in country and point of the places among `entities`, and `countries` and `locations`.

    A name that fits several places is left without a point unless something decides for one of them: the words after it, the
    other places in the article, the publisher's region (`home`), or size, if one is far larger. A capital that speaks,
    announces or denies means its government: it counts for the country, and gets no point.

    Returns:
        The countries and states that the article speaks of.
    """
    body = article.body
    mentioned = nationalities(body, article.language)
    around = _around_article(article, home, mentioned)
    places = [entity for entity in article.entities if entity.type == "place"]
    words = {id(place): list(_around(place, body)) for place in places}
    others = [place for place in places if not _is_country_or_state(place, words[id(place)], around)]
    for place in (
        place for place in places if place.name.lower() in countries().keys() & state_codes().keys()
    ):
        _set_country_or_state(place, around, others)
    within = {id(place): _within(place, words[id(place)]) for place in others}
    for place in others:
        for region in within[id(place)]:
            around.add(region)
    for region, votes in in_common(_candidates(place) for place in others).items():
        around.add(region, votes)
    first = [(p, choose(_candidates(p), within[id(p)], around)) for p in others]
    chosen = {id(p): (_region(choice), p.mentions) for p, choice in first if choice}
    for place in others:
        also = around.plus(pair for number, pair in chosen.items() if number != id(place))
        choice = choose(_candidates(place), within[id(place)], also) or _of_part(place, also)
        if choice:
            _set(place, choice, words[id(place)])
    article.countries = _countries(article, mentioned)
    points = {(p.location.lat, p.location.lon): p.location for p in places if p.location}
    article.locations = list(points.values())
    return around.plus(chosen.values())


def _around_article(article: Article, home: Region | None, mentioned: Iterable[tuple[int, str]]) -> Around:
    """Return the regions for which the article's nationalities, publisher and dateline speak."""
    around = Around()
    for _, code in mentioned:
        around.add(Region(code))
    if home:
        around.add(home, _AT_HOME)
    for region in _of_dateline(article.dateline or ""):
        around.add(region)
    return around


def _countries(article: Article, mentioned: Iterable[tuple[int, str]]) -> list[str]:
    """Return the countries of the nationalities and places in the article, in order of first mention."""
    end = len(article.body)
    by_place = [(e.offset, e.country) for e in article.entities if e.type == "place" and e.country]
    first: dict[str, int] = {}
    for offset, code in [*mentioned, *by_place]:
        first[code] = min(offset if offset >= 0 else end, first.get(code, end))
    return sorted(first, key=lambda code: first[code])


def regions_of(article: Article) -> dict[Region, float]:
    """Return the states that an article with places speaks of, and how often."""
    copy = article.model_copy(update={"entities": [entity.model_copy() for entity in article.entities]})
    return add_places(copy).states


def _of_dateline(dateline: str) -> Iterator[Region]:
    """Yield the states and countries in a dateline: `OXFORD, Miss. (AP)`."""
    for part in _DATELINE.findall(dateline):
        found = regions_named(part.strip().lower())
        if len(found) == 1:
            yield found[0]


def _is_country_or_state(place: Entity, words: _Words, around: Around) -> bool:
    """Return whether the name is a country or a state; if so, fill in the place and count it."""
    name = _key(place)
    if _is_town_of_that_name(place, words):
        return False
    if name in countries() and name in state_codes():
        return True  # Georgia: see `_set_country_or_state`
    if code := countries().get(name):
        place.country = None if code in FORMER else code
        place.location = _geo(part_point(name)) or country_point(code)
        around.add(Region(code), place.mentions)
        return True
    if place.name in _POSTAL or (name in state_codes() and not _is_city(name, words)):
        code = state_codes().get(name, place.name)
        place.country, place.location = "US", _geo(state_point(code))
        around.add(Region("US", code), place.mentions)
        return True
    return False


def _is_town_of_that_name(place: Entity, words: _Words) -> bool:
    """Return whether a country's name here means a town, judged by the words after it: `Lebanon, Ohio`."""
    name = _key(place)
    if name not in countries() or name in state_codes():
        return False
    within = _within(place, words)
    return any(
        c.is_in(region) and c.country != countries()[name] for c in _candidates(place) for region in within
    )


def _set_country_or_state(place: Entity, around: Around, others: list[Entity]) -> None:
    """Fill in the place of a name that is both a country and a state (`Georgia`), by what else is named."""
    name = _key(place)
    code, state = countries()[name], state_codes()[name]
    largest = [found[0] for other in others if (found := candidates(_key(other)))]
    has_its_city = any(c.country == code for c in largest)
    us, total = around.countries.get("US", 0), sum(around.countries.values())
    is_state = any(c.is_in(Region("US", state)) for c in largest) or 2 * us > total
    is_country = total > us
    if around.countries.get(code) or has_its_city or (is_country and not is_state):
        place.country, place.location = code, country_point(code)
        around.add(Region(code), place.mentions)
    elif is_state:
        place.country, place.location = "US", _geo(state_point(state))
        around.add(Region("US", state), place.mentions)


def _key(place: Entity) -> str:
    """Return the name as it is in the tables, with the full stop of `Redmond, Wash.` that a model cuts off."""
    name = place.name.lower().removeprefix("the ")
    if (short := name.replace(". ", ".")) in state_codes():
        return short
    name = CANADIAN_FORMS.get(name, name)
    return f"{name}." if f"{name}." in state_codes() or is_province_form(f"{name}.") else name


def _candidates(place: Entity) -> tuple[Candidate, ...]:
    """Return the places that the name can mean; New York and Washington are cities here, as states were handled before."""
    found = candidates(_key(place))
    if _COMPASS.fullmatch(_key(place)):
        return ()
    if is_region(_key(place)) and not any(c.kind in ("city", "state") for c in found):
        return ()
    is_city = _key(place) in _CITY_AND_STATE
    return tuple(c for c in found if c.kind == "city")[:1] if is_city else found


def _within(place: Entity, words: _Words) -> tuple[Region, ...]:
    """Return the regions that the words after a mention give: Texas for `Paris, Texas`."""
    known = candidates(_key(place))
    for _, behind in words:
        if not (match := _BEHIND.match(behind)):
            continue
        parts = match[1].split()
        for size in range(len(parts), 0, -1):
            name = " ".join(parts[:size]).lower()
            found = regions_named(name) or regions_named(name.removesuffix("."))
            is_plain = behind.startswith(",") and not match["list"] and size == len(parts)
            if found and (is_plain or any(c.is_in(region) for c in known for region in found)):
                return found
    return ()


def _of_part(place: Entity, around: Around) -> Choice | None:
    """Return the country of a name that is in no table: part of a place (`South Texas`), or where the article plays."""
    name = _key(place)
    if is_region(name) or _WATER.search(name):
        return None
    whole = _DIRECTION.sub("", name)
    if whole != name:
        inside = {region.country for region in regions_named(whole)}
        code = inside.pop() if len(inside) == 1 else None
        is_known = whole in countries() or whole in state_codes()
        return Choice(code) if code and (is_known or around.countries.get(code)) else None
    code = around.main_country()
    return Choice(code) if code else None


def _region(choice: Choice) -> Region:
    return Region(choice.country, (choice.place.state or None) if choice.place else None)


def _set(place: Entity, choice: Choice, words: _Words) -> None:
    place.country = choice.country
    if choice.place and not (choice.place.is_capital and _is_government(words)):
        place.location = _geo(choice.place.point)


def _geo(point: tuple[float, float] | None) -> GeoPoint | None:
    return GeoPoint(lat=point[0], lon=point[1]) if point else None


def _around(place: Entity, body: str) -> Iterator[tuple[str, str]]:
    """Yield the words before and after each mention of the place, as written or in capitals."""
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
    """Yield the positions of `form` in `body` as whole words."""
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
    """Return whether a capital only stands for its government."""
    if any(_PLACE_BEFORE.search(before) or _PLACE_AFTER.match(after) for before, after in around):
        return False
    return any(
        _GOVERNMENT_BEFORE.search(before) or _GOVERNMENT_AFTER.match(after) for before, after in around
    )
