"""The spans that name something: a model's, cut and split where it took too much, and those it left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from etl.article import EntityType
from etl.enrich import entity_forms as forms
from etl.enrich.entity_forms import Mention
from etl.enrich.name_lists import (
    ORGANIZATION_WORD,
    is_first_name,
    is_nationality,
    is_party,
    listed_organizations,
    place_weight,
)
from etl.enrich.names import bare

_TAIL = re.compile(r"(?:\s\(.*|\s\d.*|\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\s(?:Jan|Febr)uary)$")
_END = re.compile(
    r"(?:\s(?:of|the|at|to|in|for|and|an?|on|by|with|from|During|After|Before|How|Why|What|When|Where|Will|Are|Is))+$"
)
_OWNER = re.compile(r"^(.{2,40}?)['’]s\s(?=[A-ZÀ-Þ])")
_CREDIT = re.compile(
    r"^(?:(?:Credit(?! Suisse| Lyonnais| Agricole| Union)|Photo|Photograph|Image|Images|Video|Read|Map|•|@)\s)+"
)
_HEAD = re.compile(r"^(?:a\.k\.a\.?|nee|née|alias|[A-Z][a-z]{2,}ing|Like|While|When|After|With|For|But|And|As|If|In|At|On)\s+(?=[A-Z])")  # fmt: skip
_HYPHENED = re.compile(r"-[a-z]{1,4}-[A-Z]\w+")
_ADMINISTRATION = re.compile(r"\s(?:administration|presidency|campaign)(?:['’]s)?$")
_OFFICE_BEFORE = re.compile(r"(?:Minister|Ministers|Secretary) (?:of|for) (?:the )?$")
_OFFICE_AFTER = re.compile(r"^ (?:Minister|Secretary|ministry)\b")
_MINISTER = ("organization", "work", "event")


def find(text: str, spans: list[Mention], in_title: bool = False) -> list[Mention]:
    """Return what `text` names: the model's `spans` put right, and names by their form, by offset."""
    head = [] if in_title else forms.dateline(text)
    start = max((m.end for m in head), default=0)
    members = list(forms.members(text))
    spans = list(_joined(spans, text))
    spans = [_to_hyphened_end(part, text) for span in spans for part in _parts(span)]
    names = Counter(key for m in spans for key in _keys(m))
    spans = [part for span in spans for part in _halves(span, names)]
    spans = [part for span in spans for part in _without_owner(span, names)]
    fixed = [piece for span in spans if span.offset >= start for piece in _pieces(span, text)]
    kept = _without_overlap([*head, *members], fixed)
    people = [] if in_title else [m for m in forms.people(text, kept) if m.offset >= start]
    kept = _without_overlap(people, kept)
    kept = _without_overlap(list(forms.acronyms(text)), kept)
    kept = _without_overlap(kept, [m for m in forms.titled(text) if m.offset >= start])
    kept = _with_whole(kept, list(forms.listed(text[start:], start)))
    kept = _without_overlap(kept, list(forms.known(text[start:], start)))
    return sorted(kept, key=lambda m: m.offset)


def _without_overlap(first: list[Mention], second: list[Mention]) -> list[Mention]:
    """Return `first` and those of `second` that share no character with any of them."""
    taken = {i for m in first for i in range(m.offset, m.end)}
    return [*first, *(m for m in second if taken.isdisjoint(range(m.offset, m.end)))]


def _with_whole(spans: list[Mention], wholes: list[Mention]) -> list[Mention]:
    """Return `spans` and those of `wholes` that cut none in two, in place of the parts that they hold."""
    at = {i: m for m in spans for i in range(_start(m), m.end)}
    kept: list[Mention] = []
    parts: set[Mention] = set()
    for whole in wholes:
        inside = {at[i] for i in range(whole.offset, whole.end) if i in at}
        is_whole = all(whole.offset <= _start(m) and m.end <= whole.end and not m.sure for m in inside)
        if is_whole and whole not in inside:
            parts |= inside
            kept.append(whole)
            at |= dict.fromkeys(range(whole.offset, whole.end), whole)
    return [m for m in (*spans, *kept) if m not in parts]


def _start(span: Mention) -> int:
    return span.offset + 4 * span.text.startswith(("The ", "the "))


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


def _to_hyphened_end(span: Mention, text: str) -> Mention:
    """Return the span with the rest of a name like `Mazar-i-Sharif`, which tokens part."""
    is_whole = span.type == "group" or not text.startswith(span.text, span.offset)
    rest = None if is_whole else _HYPHENED.match(text, span.end)
    return replace(span, text=span.text + rest[0]) if rest else span


def _keys(span: Mention) -> set[str]:
    name = bare(span.text).casefold()
    return {name, name.split()[-1]} if name else set()


def _halves(span: Mention, names: Counter[str]) -> Iterator[Mention]:
    """Yield the two names of `Del Ponte and Skuratov` if either stands alone elsewhere in the text."""
    first, _, second = span.text.partition(" and ")
    own = _keys(span)
    is_listed = not listed_organizations().isdisjoint((bare(first), second))
    if is_listed or (
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
    """Yield `Netanyahu` and `Likud party` of `Netanyahu’s Likud party`, if the owner is named elsewhere or has a first name."""
    match = _OWNER.match(span.text)
    is_person = (
        match is not None
        and span.type in ("person", "organization")
        and _may_be_person(match[1])
        and not ORGANIZATION_WORD.search(match[1])
    )
    if match and (is_person or names[match[1].casefold()] or place_weight(match[1]) >= 4):
        yield replace(span, text=match[1], type="place" if place_weight(match[1]) >= 4 else "person")
        rest: EntityType = "organization" if is_person else span.type
        yield replace(span, text=span.text[match.end() :], offset=span.offset + match.end(), type=rest)
    else:
        yield span


def _may_be_person(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and is_first_name(words[0])
