"""Choose which of several places with one name an article means: by the words after it, the other places, and size."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from etl.enrich.places.candidates import Candidate, Region

_IN_COUNTRY = 1.5
_IN_STATE = 3.0
"""What it is worth to be in the only country or state that the article names: as much as so many powers of ten of inhabitants. In
one of several it is multiplied by the square root of its share."""
_CAPITAL = 0.7
_WELL_KNOWN = 0.5
_LEAST_KNOWN = 200_000
"""Inhabitants of a city that news all over the world names without its country."""
_OTHER_NAME = -0.5
_LEAST = 5.0
"""Least worth of a place to be meant at all: 100,000 inhabitants, or fewer in the region that the article is about."""
_MARGIN = 0.6
"""How much more a place must be worth than the next one with its name: four times the inhabitants."""
_NEAR = 1.0
"""Two places with one name within so many degrees are not told apart: a town and its county."""
_SURE_SHARE = 0.9
"""Share of a country among those named above which an unknown place is taken to be in it."""
_LEAST_NAMED = 3


class Choice(NamedTuple):
    """Where a name is: its country, and the exact place if the article makes it certain."""

    country: str
    place: Candidate | None = None


@dataclass
class Around:
    """The countries and states that an article speaks of, and how often."""

    countries: dict[str, float] = field(default_factory=dict)
    states: dict[Region, float] = field(default_factory=dict)

    def add(self, region: Region, times: float = 1) -> None:
        """Count a region that was named, or in which a named place lies."""
        self.countries[region.country] = self.countries.get(region.country, 0) + times
        if region.state:
            self.states[region] = self.states.get(region, 0) + times

    def plus(self, regions: Iterable[tuple[Region, float]]) -> Around:
        """Return the sum of these counts and others."""
        both = Around(self.countries.copy(), self.states.copy())
        for region, times in regions:
            both.add(region, times)
        return both

    def worth(self, place: Candidate) -> float:
        """Return how strongly the regions speak for `place`, in powers of ten of inhabitants."""
        region = Region(place.country, place.state)
        known = math.log10(max(place.population, 1)) + (_CAPITAL if place.is_capital else 0)
        if place.kind == "city" and place.population >= _LEAST_KNOWN:
            known += _WELL_KNOWN
        return (
            known
            + (0 if place.is_own_name else _OTHER_NAME)
            + _IN_COUNTRY * _share(self.countries, place.country)
            + _IN_STATE * _share(self.states, region)
        )

    def main_country(self) -> str | None:
        """Return the country that the article is about, or None."""
        total = sum(self.countries.values())
        code = max(self.countries, key=lambda c: self.countries[c]) if total >= _LEAST_NAMED else None
        return code if code and self.countries[code] >= _SURE_SHARE * total else None


def _share(named: Mapping[Any, float], one: object) -> float:
    times = named.get(one, 0)
    return min(1.0, times) * math.sqrt(times / sum(named.values())) if times else 0.0


def choose(found: tuple[Candidate, ...], within: tuple[Region, ...], around: Around) -> Choice | None:
    """Return which of the places is meant: one `within` the regions named after it, or else the one `around` speaks for."""
    if within:
        fitting = [place for place in found if any(place.is_in(region) for region in within)]
        if fitting:
            return Choice(fitting[0].country, _sure(fitting, around))
        inside = {region.country for region in within}
        return Choice(inside.pop()) if len(inside) == 1 else None
    if not found:
        return None
    ranked = sorted(((around.worth(place), place) for place in found), key=lambda pair: -pair[0])
    best, place = ranked[0]
    rivals = [other for worth, other in ranked[1:] if worth > best - _MARGIN]
    is_one_country = all(other.country == place.country for other in rivals)
    if best < _LEAST:
        is_alone = all(other.country == place.country for other in found)
        return Choice(place.country) if is_alone and around.countries.get(place.country) else None
    if not is_one_country:
        return None
    if all(_are_near(place, other) for other in rivals):
        return Choice(place.country, place)
    return Choice(place.country) if around.countries.get(place.country) or place.kind == "county" else None


def _sure(fitting: list[Candidate], around: Around) -> Candidate | None:
    """Return which of several places in a region is meant: the largest, if the others are far smaller or close to it."""
    ranked = sorted(fitting, key=lambda place: -around.worth(place))
    rivals = [p for p in ranked[1:] if around.worth(p) > around.worth(ranked[0]) - _MARGIN / 2]
    return ranked[0] if all(_are_near(ranked[0], rival) for rival in rivals) else None


def _are_near(one: Candidate, other: Candidate) -> bool:
    if one.point is None or other.point is None:
        return False
    return abs(one.point[0] - other.point[0]) < _NEAR and abs(one.point[1] - other.point[1]) < _NEAR


def in_common(names: Iterable[tuple[Candidate, ...]]) -> dict[Region, float]:
    """Return how strongly several names together point to each state; a name found in few states counts more.

    Only states with places of at least two of the names count.
    """
    votes: dict[Region, float] = defaultdict(float)
    voters: Counter[Region] = Counter()
    for found in names:
        regions = {Region(place.country, place.state) for place in found if place.state}
        voters.update(regions)
        for region in regions:
            votes[region] += 1 / len(regions)
    return {region: weight for region, weight in votes.items() if voters[region] > 1}
