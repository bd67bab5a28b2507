"""Decide what a name stands for, from the model's labels, the words around it, and lists of names.

Each kind of evidence adds a weight to one of the types, and the type with the greatest sum wins. The weights are rounded by
hand: a list that is certain outweighs a small model that found the name once.
"""

from __future__ import annotations

import re
from collections import Counter

from etl.article import EntityType
from etl.enrich.names.forms import Mention
from etl.enrich.names.known import known_as
from etl.enrich.names.lists import (
    EVENT_WORD,
    NEVER,
    ORGANIZATION_WORD,
    PLACE_WORD,
    is_first_name,
    is_people,
    listed_organizations,
    place_weight,
)  # fmt: skip
from etl.enrich.names.persons import bare, without_suffix, without_title
from etl.enrich.names.signs import classes
from etl.enrich.places.gazetteer import is_country

_Scores = dict[EntityType, float]
_MOST_OCCURRENCES = 8
_MOST_FROM_CONTEXT = 3.0
_KNOWN = 3.0
"""Weight of a name that means only one kind of thing, that articles of three languages name, or that our list has."""
_BY_CLASS: dict[str, tuple[EntityType, float]] = {
    "P": ("person", _KNOWN),
    "O": ("organization", _KNOWN),
    "R": ("place", _KNOWN),
    "L": ("person", 1),
}
"""Types and weights of the classes of known names (`signs.CLASSES`)."""
_OF_PEOPLE = frozenset("FLP")
"""Classes of first names, last names and people."""
_SURE_PLACE = 4
"""A place with this weight is not taken for a person because of its first word: `Tamil Nadu`."""
_WINDOW = 48
_TITLE_BEFORE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Sen|Rep|Gov|Gen|Col|Maj|Capt|Lt|Sgt|Prof|Rev|Cmdr|Adm|Datuk|Sheik|Sheikh)\.?"
    r"|\b(?:[Pp]resident(?:-elect)?|[Ss]enator|[Cc]hancellor|King|Queen|Prince|Princess|Pope|[Pp]remier|[Mm]inister|[Ss]ecretary|[Jj]udge"
    r"|[Jj]ustice|[Mm]ayor|[Gg]overnor|[Ss]pokes(?:man|woman|person)|[Cc]oach|[Dd]irector|[Cc]hairman|[Pp]résident|[Mm]inistre|[Dd]éputée?|[Ss]énat(?:eur|rice)|M\.|Mme|[Pp]rofessor|[Aa]mbassador"
    r"|[Aa]nalyst|[Ll]awyer|[Aa]ttorney|actor|actress|singer|author|[Ll]eader|brother|sister|son|daughter|laureate|economist|wife|husband|father"
    r"|mother|widow|skater|striker|goalkeeper|midfielder|captain|teammate|champion|writer|director))\s$"
)
_PLACE_BEFORE = re.compile(r"\b(?:in|near|at|across|throughout|outside|north|south|east|west|à|en|vers) $")
_PLACE_KIND_BEFORE = re.compile(
    r"\b(?:town|city|village|port|capital|province|state|region|island|suburb|district|republic|resort|hamlet|district) of $|\b(?:ville|région|capitale|village|île) d[eu]s? $"
)
_PLACE_AFTER = re.compile(
    r"^(?: (?:province|region|state|city|airport|river|valley|suburb|district|peninsula|highway|border|county|coast)\b)"
)
_SENTENCE_START = re.compile(r"(?:^|[–—-] |[.!?:]['\"”’]? |\n|[\"“‘])['\"“‘]?$")
_FACETS: tuple[EntityType, ...] = ("person", "organization", "place")


def label(mentions: list[Mention], body: str, language: str | None = "en") -> list[Mention]:
    """Return `mentions` with the type that the evidence favours, without those that are not names."""
    by_name: dict[str, list[Mention]] = {}
    for mention in mentions:
        name = bare(mention.text)
        if _is_name(name):
            by_name.setdefault(name.casefold(), []).append(mention)
    types = {key: _type(bare(same[0].text), same, body, language) for key, same in by_name.items()}
    parts = _surnames(types, by_name)
    for key, type_ in list(types.items()):
        is_doubtful = type_ == "person" or (type_ in _FACETS and language == "fr")
        if (
            is_doubtful
            and key not in parts
            and _is_unsure(bare(by_name[key][0].text), by_name[key], type_, body)
        ):
            del types[key]
    return [m._replace(type=types[key]) for m in mentions if (key := bare(m.text).casefold()) in types]


def _is_name(name: str) -> bool:
    lower = name.lower().rstrip(".")
    if not any(c.isupper() for c in name) or len(name) < 2 or "@" in name:
        return False
    return lower not in NEVER or is_country(lower)


def _is_unsure(name: str, same: list[Mention], type_: EntityType, body: str) -> bool:
    """Return whether all that speaks for a name of one word is that the model found it once.

    For a person this only matters when a place has the same name.
    """
    if " " in name or len(same) > 1 or same[0].sure or same[0].offset < 0:
        return False
    if not _OF_PEOPLE.isdisjoint(classes(name.lower())):
        return False
    if type_ == "person":
        if not place_weight(name):
            return False
    else:
        before = body[max(0, same[0].offset - 3) : same[0].offset]
        is_listed = place_weight(name) or name in listed_organizations()
        if is_listed or not name.isalpha() or name.isupper() or not _SENTENCE_START.search(before):
            return False
    scores: _Scores = {"person": 0, "organization": 0, "place": 0}
    _by_context(name, body, scores)
    return scores[type_] <= 0


def _type(name: str, same: list[Mention], body: str, language: str | None) -> EntityType:
    sure = Counter(m.type for m in same if m.sure)
    if sure:
        return sure.most_common(1)[0][0]
    votes = Counter(m.type for m in same)
    voted = votes.most_common(1)[0][0]
    if is_people(name) and (not is_country(name) or (name == "Argentine" and language == "en")):
        return "group"
    words = name.split()
    if len(words) > 1 and EVENT_WORD.search(name):
        return "event"
    if voted not in _FACETS:
        return "place" if is_country(name) else voted
    scores: _Scores = {"person": 0, "organization": 0, "place": 0}
    for type_ in _FACETS:
        scores[type_] += votes[type_] / len(same) * (1.6 + 0.2 * min(len(same), 4))
    _by_form(name, words, scores)
    _by_context(name, body, scores)
    return max(_FACETS, key=lambda t: (scores[t], t == voted))


def _by_form(name: str, words: list[str], scores: _Scores) -> None:
    scores["place"] += place_weight(name)
    if name in listed_organizations():
        scores["organization"] += _KNOWN
    if known := known_as(name):
        scores[known] += _KNOWN
    found = classes(name.lower())
    for letter, (type_, weight) in _BY_CLASS.items():
        scores[type_] += weight * (letter in found)
    if len(words) > 1:
        _by_words(name, words, scores)


def _by_words(name: str, words: list[str], scores: _Scores) -> None:
    if ORGANIZATION_WORD.search(words[-1]) or ORGANIZATION_WORD.search(words[0]) or "&" in words:
        scores["organization"] += 4
    elif (
        is_first_name(words[0])
        and len(words) < 5
        and words[-1][0].isupper()
        and place_weight(name) < _SURE_PLACE
    ):
        scores["person"] += 2.5
    if PLACE_WORD.search(name):
        scores["place"] += 2.5


def _by_context(name: str, body: str, scores: _Scores) -> None:
    found: _Scores = {"person": 0, "organization": 0, "place": 0}
    titles = name.removesuffix(without_title(name))
    position = -1
    for _ in range(_MOST_OCCURRENCES):
        position = body.find(name, position + 1)
        if position < 0:
            break
        before = body[max(0, position - _WINDOW) : position]
        end = position + len(name)
        after = body[end : end + _WINDOW * 2]
        if (before and before[-1].isalnum()) or (after and after[0].isalnum()):
            continue
        found["person"] += 2 * any(map(_TITLE_BEFORE.search, (before, titles)))
        found["place"] += 2.5 * bool(_PLACE_KIND_BEFORE.search(before))
        found["place"] += 1.2 * bool(_PLACE_BEFORE.search(before))
        found["place"] += 1.5 * bool(_PLACE_AFTER.match(after))
    for type_, weight in found.items():
        scores[type_] += min(weight, _MOST_FROM_CONTEXT)


def _surnames(types: dict[str, EntityType], by_name: dict[str, list[Mention]]) -> set[str]:
    """Give a single surname or first name the type of the full name in the article; return all such parts."""
    parts = {
        part.casefold()
        for key, type_ in types.items()
        if type_ == "person"
        and len(words := without_suffix(without_title(bare(by_name[key][0].text))).split()) > 1
        for part in (words[0], words[-1], " ".join(words[-2:]))
    }
    for key, type_ in types.items():
        if key in parts and type_ != "person" and place_weight(key) < 4:
            types[key] = "person"
    return parts
