"""Names that can be recognized by their form or from a list, without a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from etl.article import EntityType
from etl.enrich.names.known import known_as
from etl.enrich.names.lists import (
    is_first_name,
    is_nationality,
    listed_organizations,
    place_weight,
)  # fmt: skip
from etl.enrich.names.persons import bare

DATELINE = re.compile(
    r"^\s*([A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3})(?:, ([A-Z][\w.'’ ]{1,28}?))?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"\s?(?:\(([A-Z][\w /.-]{1,24})\)\s?[-–—_]{1,2}|\s[-–—_]{1,2}(?=\s))"
)
"""`PARIS (AP) -`, `OSLO, Norway (AP) —`, `GENEVA, March 3 (Xinhua) --`: place, country or state, agency."""
_PLACE_AND_DATE = re.compile(
    r"\A\s{0,20}([A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3})(?:,? (?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?))?\s{0,20}\n"
)
"""A first line `KUALA LUMPUR, Aug 30`, of nothing but a place and a date."""
_WORD = r"[A-ZÀ-ÖØ-Þ][\wÀ-ÿ]*(?:['’](?:[A-ZÀ-Þ][\wÀ-ÿ]+|(?!(?:s|t|re|ve|ll|d|m)\b)[a-zß-ÿ][\wÀ-ÿ]*))?(?:-[A-ZÀ-Þ][\wÀ-ÿ]+)*"
_SEQUENCE = re.compile(
    rf"(?<![\w-]){_WORD}(?: (?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|bin|ibn|al|el|ben|ter|arap)(?: (?:der|la))? )?(?:[A-Z]\. )*{_WORD}){{0,5}}"
)
_DOTTED = re.compile(r"\b(?:U\.N\.|E\.U\.|U\.S\.|U\.K\.)(?![A-Z])")
_MEMBER = re.compile(r"\(([A-Z]{1,5})-([A-Z][a-z][\w.'’]*(?: [A-Z][\w.'’]+){0,2})\)")
"""A member of parliament's party and constituency: `(D-Calif.)`, `(SPD-Bonn)`."""
_ANY_WORD = re.compile(r"\w+")
_SURE = 5
"""A place with this weight is taken even if no model agrees."""
_NO_WORD_BEFORE = r"(?<![\w.'’-])"
_GOES_ON = re.compile(r"-?\w")


class Mention(NamedTuple):
    """A span of text that names something."""

    text: str
    type: EntityType
    offset: int  # in the text it was found in; -1 in the title
    sure: bool = False  # found by a form that leaves no doubt about the type

    @property
    def end(self) -> int:
        """The offset just after the span."""
        return self.offset + len(self.text)


def dateline(text: str) -> list[Mention]:
    """Return the place, its country and the agency with which the text starts."""
    match = DATELINE.match(text[:200])
    if not match:
        line = _PLACE_AND_DATE.match(text[:200])
        return (
            [Mention(line[1].title(), "place", line.start(1), sure=True)]
            if line and place_weight(line[1])
            else []
        )
    place = match[1]
    known = place in listed_organizations()
    found = [
        Mention(
            place if len(place) < 4 else place.title(),
            "organization" if known else "place",
            match.start(1),
            sure=True,
        )
    ]
    if match[2] and place_weight(match[2]):
        found.append(Mention(match[2], "place", match.start(2), sure=True))
    if match[3]:
        found.append(Mention(match[3], "organization", match.start(3), sure=True))
    return found


def members(text: str) -> Iterator[Mention]:
    """Yield the party and the constituency of each member of a parliament, as in `(D-Ohio)`."""
    for match in _MEMBER.finditer(text):
        if len(match[1]) > 1:
            yield Mention(match[1], "organization", match.start(1), sure=True)
        yield Mention(match[2], "place", match.start(2), sure=True)


def people(text: str, spans: list[Mention]) -> Iterator[Mention]:
    """Yield full names with a known first name, if the model found nothing there or only a part of it."""
    for match in _SEQUENCE.finditer(text):
        words = match[0].split()
        start = match.start()
        if len(words) < 2:
            continue
        for word in words[:-1]:
            # No name goes on after an acronym: "Green MSP Fiona Drummond".
            if is_first_name(word) and not is_nationality(word) and not any(map(is_acronym, words[1:-1])):
                break
            start += len(word) + 1
            words = words[1:]
        else:
            continue
        name = " ".join(words)
        if len(words) < 2 or len(words) > 5:
            continue
        end = start + len(name)
        inside = [m for m in spans if m.offset < end and m.end > start]
        inside = [m for m in inside if m.type != "work" or m.end != end]
        if any(m.offset < start or bare(m.text) == name for m in inside):
            continue
        if any(
            m.type in ("event", "work", "law")
            or (m.end > end + 2 and not is_acronym(m.text.split()[-1]))
            or m.sure
            for m in inside
        ):
            continue
        yield Mention(name, "person", start)


def is_acronym(word: str) -> bool:
    """Return whether `word` is in capitals and cannot be part of a person's name; `III` can."""
    return len(word) > 2 and word.isupper() and word.strip("IVX") != "" and "." not in word


def known(text: str, start: int) -> Iterator[Mention]:
    """Yield countries and full names that are on the lists."""
    for match in _DOTTED.finditer(text):
        yield Mention(
            match[0],
            "organization" if match[0][0] != "U" or match[0][2] == "N" else "place",
            start + match.start(),
        )
    for match in _SEQUENCE.finditer(text):
        name = match[0]
        if place_weight(name) >= _SURE:
            yield Mention(name, "place", start + match.start())
        elif " " in name and (type_ := known_as(name)) and type_ != "place":
            yield Mention(name, type_, start + match.start())


def listed(text: str, start: int) -> Iterator[Mention]:
    """Yield the organizations that are on the list."""
    first = _by_first_word()
    words = sorted(first.keys() & set(_ANY_WORD.findall(text)))
    if not words:
        return
    last_end = 0
    for match in re.finditer(rf"{_NO_WORD_BEFORE}(?:{'|'.join(words)})(?!\w)", text):
        if match.start() < last_end:
            continue
        for name in first[match[0]]:
            end = match.start() + len(name)
            written = text[match.start() : end]
            if written.replace("’", "'") == name and not _GOES_ON.match(text, end):
                yield Mention(written, "organization", start + match.start())
                last_end = end
                break


@cache
def _by_first_word() -> dict[str, list[str]]:
    """Return the organizations on the list by their first word, the longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(listed_organizations(), key=len, reverse=True):
        found.setdefault(re.split(r"\W", name, maxsplit=1)[0], []).append(name)
    return found
