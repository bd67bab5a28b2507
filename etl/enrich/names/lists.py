"""Words that tell what a name stands for: first names, words in organizations' names, peoples, parties, and non-names."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from etl.enrich.places.cities import cities
from etl.enrich.places.countries import nationalities
from etl.enrich.places.gazetteer import is_country, is_region, provinces, state_codes


def _read_words() -> dict[str, list[str]]:
    """Return the words of each kind in `data/entities/words.tsv`."""
    lines = files("etl.enrich").joinpath("data/entities/words.tsv").read_text(encoding="utf-8").splitlines()
    return {kind: words.split(", ") for kind, _, words in (line.partition("\t") for line in lines)}


def _any_of(kind: str) -> str:
    return f"(?:{'|'.join(map(re.escape, _WORDS[kind]))})"


_WORDS = _read_words()
ORGANIZATION_WORD = re.compile(rf"\b{_any_of('organization')}\b\.?")
PLACE_WORD = re.compile(rf"(?:\b{_any_of('last of a place')}|^{_any_of('first of a place')} .+)$")
EVENT_WORD = re.compile(rf"\b{_any_of('event')}$")
NEVER = frozenset(_WORDS["never a name"])
"""Weekdays, words of office and abbreviations of things, which small models take for people or organizations."""
_PEOPLES = frozenset(_WORDS["people"])
PARTY_MEMBERS = frozenset(_WORDS["member of a party"])
"""Words for a member of a party."""


@cache
def listed_organizations() -> frozenset[str]:
    """Return the organizations on the list in `data/entities`, in their usual spelling."""
    lines = files("etl.enrich").joinpath("data/entities/organizations.txt").read_text(encoding="utf-8")
    return frozenset(lines.splitlines())


_CACHED = 8192
"""Names whose result is cached, as the news repeats names."""
_LEAST_SURE = 100_000
"""Inhabitants of a city whose name alone makes a place likely."""


@cache
def _first_names() -> dict[str, str]:
    """Return first names in Latin script, in their usual spelling, with their gender if they have one."""
    lines = files("etl.enrich").joinpath("data/entities/first_names.txt").read_text(encoding="utf-8")
    return dict(line.partition("\t")[::2] for line in lines.splitlines())


COURTESY = {
    **dict.fromkeys(("Mr", "Sir", "Lord", "M", "Monsieur", "Herr", "Señor", "Sr", "Don", "don", "Signor"), "m"),
    **dict.fromkeys(("Mrs", "Ms", "Miss", "Lady", "Dame", "Mme", "Mlle", "Madame", "Frau", "Señora", "Sra", "Doña"), "f"),
}  # fmt: skip
"""Courtesy titles with the gender of the people who have them."""
COURTESY_BEFORE = re.compile(rf"\b({'|'.join(COURTESY)})\.?\s$")


def gender_of_first_name(word: str) -> str | None:
    """Return `f` or `m` if the first name `word` is only women's or only men's, else None."""
    return _first_names().get(word) or _first_names().get(word.partition("-")[0]) or None


def is_first_name(word: str) -> bool:
    """Return whether `word` is a first name; in `Jean-Luc` one of the two parts is enough."""
    return word in _first_names() or ("-" in word and word.partition("-")[0] in _first_names())


@lru_cache(maxsize=_CACHED)
def is_people(name: str) -> bool:
    """Return whether `name` ends in the name of a people, a nationality, or the followers of a religion."""
    last = name.split()[-1]
    if last != name and not last.endswith("s"):
        return False
    lower = last.lower()
    return lower in _PEOPLES or lower.removesuffix("s") in _PEOPLES or _is_demonym(last)


def _is_demonym(word: str) -> bool:
    found = nationalities(word) or (nationalities(word, "fr") if word[0].isupper() else ())
    return any(offset == 0 for offset, _ in found)


@lru_cache(maxsize=_CACHED)
def is_nationality(word: str) -> bool:
    """Return whether `word` says where someone comes from: `Canadian`, `Welshman`."""
    return _is_demonym(word) or (word.endswith("man") and word.lower() in _PEOPLES)


@lru_cache(maxsize=_CACHED)
def place_weight(name: str) -> float:
    """Return how likely the gazetteer makes it that `name` is a place, from 0 to 5."""
    lower = name.lower().removeprefix("the ").rstrip(".")
    if is_country(lower) or is_country(name) or is_region(lower):
        return 5
    if lower in state_codes() or name.lower() in state_codes():
        return 4
    found = cities(lower)
    population = found[0].population if found else 0
    if population >= _LEAST_SURE:
        return 2.5 if " " not in lower else 4
    if " " in lower and lower in provinces():
        return 2.5
    return 1.2 if population or lower in provinces() else 0
