"""The spans that name something: a model's, cut and split where it took too much, and those it left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from etl.article import EntityType
from etl.enrich.gazetteer import is_country
from etl.enrich.name_lists import (
    KNOWN_ORGANIZATIONS,
    NEVER,
    ORGANIZATION_WORD,
    first_names,
    is_first_name,
    is_nationality,
    is_party,
    is_people,
    place_weight,
)  # fmt: skip
from etl.enrich.names import TITLES, bare

DATELINE = re.compile(
    r"^\s*([A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3})(?:, ([A-Z][\w.'’ ]{1,28}?))?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"\s?(?:\(([A-Z][\w /.-]{1,24})\)\s?[-–—_]{1,2}|\s[-–—_]{1,2}(?=\s))"
)
"""`PARIS (AP) -`, `OSLO, Norway (AP) —`, `GENEVA, March 3 (Xinhua) --`: place, country or state, agency."""
_WORD = r"[A-ZÀ-ÖØ-Þ][\wÀ-ÿ]*(?:['’][A-ZÀ-Þ][\wÀ-ÿ]+)?(?:-[A-ZÀ-Þ][\wÀ-ÿ]+)*"
_SEQUENCE = re.compile(
    rf"(?<![\w-]){_WORD}(?: (?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|bin|ibn|al|el|ben|ter|arap)(?: (?:der|la))? )?(?:[A-Z]\. )*{_WORD}){{0,5}}"
)
_DOTTED = re.compile(r"\b(?:U\.N\.|E\.U\.|U\.S\.|U\.K\.)(?![A-Z])")
_MEMBER = re.compile(r"\(([A-Z]{1,5})-([A-Z][a-z][\w.'’]*(?: [A-Z][\w.'’]+){0,2})\)")
"""A member of parliament's party and seat: `(D-Calif.)`, `(SPD-Bonn)`."""
_ACRONYM = re.compile(
    r"\b([A-Z][\w'&-]*(?:\s(?:of|for|the|and|de|in|on|&|[A-Z][\w'&-]*)){1,8})\s\(([A-Z][A-Za-z]{1,7})\)"
)
_TAIL = re.compile(r"(?:\s\(.*|\s\d.*|\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\s(?:Jan|Febr)uary)$")
_END = re.compile(
    r"(?:\s(?:of|the|at|to|in|for|and|an?|on|by|with|from|During|After|Before|How|Why|What|When|Where|Will|Are|Is))+$"
)
_OWNER = re.compile(r"^(.{2,40}?)['’]s\s(?=[A-ZÀ-Þ])")
_CREDIT = re.compile(r"^(?:(?:Credit|Photo|Photograph|Image|Images|Video|Read|Map|•|@)\s)+")
_HEAD = re.compile(r"^(?:a\.k\.a\.?|nee|née|alias|[A-Z][a-z]{2,}ing|Like|While|When|After|With|For|But|And|As|If|In|At|On)\s+(?=[A-Z])")  # fmt: skip
_ADMINISTRATION = re.compile(r"\s(?:administration|presidency|campaign)(?:['’]s)?$")
_FULL_IN_BRACKETS = re.compile(r"\b([A-Z]{2,6}) \(((?:[A-Z][\w'&-]*\s){1,6}[A-Z][\w'&-]*)\)")
_PREPOSITION = re.compile(
    r"\b(?:in|at|near|from|to|of|outside|across|around|into|through|toward|towards)(?: the)? $"
)
_OFFICE_BEFORE = re.compile(r"(?:Minister|Ministers|Secretary) (?:of|for) (?:the )?$")
_OFFICE_AFTER = re.compile(r"^ (?:Minister|Secretary|ministry)\b")
_MINISTER = ("organization", "work", "event")


@dataclass(frozen=True)
class Mention:
    """One span that names something."""

    text: str
    type: EntityType
    offset: int  # in the text it was found in; -1 in the title
    sure: bool = False  # found by a form that leaves no doubt about the type

    @property
    def end(self) -> int:
        """The offset behind the span."""
        return self.offset + len(self.text)


def find(text: str, spans: list[Mention], in_title: bool = False) -> list[Mention]:
    """Return what `text` names: the model's `spans` put right, and names by their form, by offset."""
    head = [] if in_title else _dateline(text)
    start = max((m.end for m in head), default=0)
    members = list(_members(text))
    spans = list(_joined(spans, text))
    spans = [part for span in spans for part in _parts(span)]
    names = Counter(key for m in spans for key in _keys(m))
    spans = [part for span in spans for part in _halves(span, names)]
    spans = [part for span in spans for part in _without_owner(span, names)]
    fixed = [piece for span in spans if span.offset >= start for piece in _pieces(span, text)]
    kept = _without_overlap([*head, *members], fixed)
    people = [] if in_title else [m for m in _people(text, kept) if m.offset >= start]
    kept = _without_overlap(people, kept)
    kept = _without_overlap(list(_acronyms(text)), kept)
    kept = _without_overlap(kept, list(_known(text[start:], start)))
    return sorted(kept, key=lambda m: m.offset)


def _without_overlap(first: list[Mention], second: list[Mention]) -> list[Mention]:
    """Return `first` and those of `second` that share no character with any of them."""
    taken = {i for m in first for i in range(m.offset, m.end)}
    return [*first, *(m for m in second if taken.isdisjoint(range(m.offset, m.end)))]


def _dateline(text: str) -> list[Mention]:
    match = DATELINE.match(text[:200])
    if not match:
        return []
    place = match[1]
    known = place.lower() in KNOWN_ORGANIZATIONS
    found = [
        Mention(
            place if len(place) < 4 else place.title(),
            "organization" if known else "place",
            match.start(1),
            True,
        )
    ]
    if match[2] and place_weight(match[2]):
        found.append(Mention(match[2], "place", match.start(2), True))
    if match[3]:
        found.append(Mention(match[3], "organization", match.start(3), True))
    return found


def _members(text: str) -> Iterator[Mention]:
    for match in _MEMBER.finditer(text):
        if len(match[1]) > 1:
            yield Mention(match[1], "organization", match.start(1), True)
        yield Mention(match[2], "place", match.start(2), True)


def _pieces(span: Mention, text: str) -> Iterator[Mention]:
    """Yield the span cut to the name in it, or the names when it holds two people's."""
    name, offset = span.text, span.offset
    if match := _HEAD.match(name):
        first = name.split()[0]
        if not is_first_name(first) and (match[0] != name):
            name, offset = name[match.end() :], offset + match.end()
    name = _TAIL.sub("", name)
    if match := _ADMINISTRATION.search(name):
        yield Mention(bare(name[: match.start()]), "person", offset + name.index(bare(name[: match.start()])))
        return
    words = name.split()
    if span.type == "person" and len(words) > 1 and is_nationality(words[0]):
        offset += name.index(words[1], len(words[0]))
        name = name[name.index(words[1], len(words[0])) :]
    if (
        span.type in _MINISTER
        and len(name) > 4
        and "." not in name
        and (
            _OFFICE_BEFORE.search(text[max(0, offset - 20) : offset])
            or _OFFICE_AFTER.match(text[offset + len(name) : offset + len(name) + 12])
        )
    ):
        return
    parts = name.split(" and ")
    if len(parts) == 2 and not ORGANIZATION_WORD.search(name) and all(_may_be_person(p) for p in parts):
        yield Mention(parts[0], "person", offset)
        yield Mention(parts[1], "person", offset + len(parts[0]) + 5)
    elif name:
        yield replace(span, text=name, offset=offset)


def _joined(spans: list[Mention], text: str) -> Iterator[Mention]:
    """Yield `spans`, two people's names that follow each other as one, and two groups' that are a party's."""
    last: Mention | None = None
    for span in spans:
        if last and span.offset == last.end + 1 and text[last.end] == " " and last.type == span.type:
            joined = f"{last.text} {span.text}"
            if span.type == "person" or is_party(joined):
                last = replace(last, text=joined)
                continue
        if last:
            yield last
        last = span
    if last:
        yield last


def _parts(span: Mention) -> Iterator[Mention]:
    """Yield the span without words of captions, cut where names of photographer and agency meet."""
    text, offset = span.text, span.offset
    if match := _CREDIT.match(text):
        text, offset = text[match.end() :], offset + match.end()
    if "/" in text and " " in text:
        for part in re.finditer(r"[^/]+", text):
            name = part[0].strip()
            if name:
                start = offset + part.start() + part[0].index(name)
                yield replace(
                    span, text=name, offset=start, type=span.type if start == offset else "organization"
                )
    elif text := _END.sub("", text):
        yield replace(span, text=text, offset=offset)


def _keys(span: Mention) -> set[str]:
    name = bare(span.text).casefold()
    return {name, name.split()[-1]} if name else set()


def _halves(span: Mention, names: Counter[str]) -> Iterator[Mention]:
    """Yield the two names of `Del Ponte and Skuratov` if either stands alone elsewhere in the text."""
    first, _, second = span.text.partition(" and ")
    own = _keys(span)
    if (
        span.type in ("person", "organization", "place")
        and second
        and not ORGANIZATION_WORD.search(span.text)
        and any(names[key] > (key in own) for key in (bare(first).casefold(), second.casefold()))
    ):
        yield replace(span, text=first)
        yield replace(span, text=second, offset=span.end - len(second))
    else:
        yield span


def _without_owner(span: Mention, names: Counter[str]) -> Iterator[Mention]:
    """Yield `Netanyahu` and `Likud party` of `Netanyahu’s Likud party`, if the owner is named elsewhere."""
    match = _OWNER.match(span.text)
    if match and (names[match[1].casefold()] or place_weight(match[1]) >= 4):
        yield replace(span, text=match[1], type="place" if place_weight(match[1]) >= 4 else "person")
        yield replace(span, text=span.text[match.end() :], offset=span.offset + match.end())
    else:
        yield span


def _may_be_person(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and is_first_name(words[0])


def _people(text: str, spans: list[Mention]) -> Iterator[Mention]:
    """Yield full names that start with a first name, where the model saw none or only a part."""
    for match in _SEQUENCE.finditer(text):
        words = match[0].split()
        start = match.start()
        if len(words) < 2:
            continue
        for word in words[:-1]:
            if is_first_name(word) and not is_nationality(word):
                break
            start += len(word) + 1
            words = words[1:]
        else:
            continue
        name = text[start : match.end()]
        if len(words) < 2 or len(words) > 5 or ORGANIZATION_WORD.search(name) or _is_another(words):
            continue
        inside = [m for m in spans if m.offset < match.end() and m.end > start]
        inside = [m for m in inside if m.type != "work" or m.end != match.end()]
        if any(m.offset < start or bare(m.text) == name for m in inside):
            continue
        if any(m.type in ("event", "work", "law") or m.end > match.end() + 2 or m.sure for m in inside):
            continue
        yield Mention(name, "person", start)


def _is_another(words: list[str]) -> bool:
    rest = [w for w in words[1:] if w[0].isupper()]
    last = words[-1]
    return (
        words[0].isupper()
        or any(w.lower() in NEVER or w.lower() in TITLES or is_people(w) or is_party(w) for w in rest)
        or place_weight(" ".join(words)) > 0
        or is_country(last)
    )


def _known(text: str, start: int) -> Iterator[Mention]:
    """Yield countries, organizations and parties that the lists know, and large places after a preposition."""
    for match in _DOTTED.finditer(text):
        yield Mention(
            match[0],
            "organization" if match[0][0] != "U" or match[0][2] == "N" else "place",
            start + match.start(),
        )
    for match in _SEQUENCE.finditer(text):
        name = match[0]
        weight = place_weight(name)
        if name.lower() in KNOWN_ORGANIZATIONS or is_party(name):
            yield Mention(name, "organization", start + match.start())
        elif weight >= 5 or (
            weight >= 2
            and name not in first_names()
            and _PREPOSITION.search(text[max(0, match.start() - 12) : match.start()])
        ):
            yield Mention(name, "place", start + match.start())


def _acronyms(text: str) -> Iterator[Mention]:
    """`International Monetary Fund (IMF)` names an organization twice."""
    for match in _ACRONYM.finditer(text[:50_000]):
        initials = "".join(word[0] for word in re.findall(r"[A-Z][\w'&-]*", match[1]))
        letters = "".join(c for c in match[2] if c.isupper())
        if letters and initials.endswith(letters):
            yield Mention(match[2], "organization", match.start(2), True)
    for match in _FULL_IN_BRACKETS.finditer(text[:50_000]):
        if "".join(word[0] for word in match[2].split() if word[0].isupper()) == match[1]:
            yield Mention(match[1], "organization", match.start(1), True)
            yield Mention(match[2], "organization", match.start(2), True)
