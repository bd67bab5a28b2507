"""The spans that name something: those of a model, cut or split where they are too long, and those that it missed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.enrich.names import forms
from etl.enrich.names.forms import Mention
from etl.enrich.names.lists import (
    ORGANIZATION_WORD,
    is_first_name,
    is_nationality,
)

_TAIL = re.compile(
    r"(?:\s\(.*|(?<!World War)\s\d.*|\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\s(?:Jan|Febr)uary)$"
)
_END = re.compile(
    r"(?:\s(?:of|the|at|to|in|for|and|an?|on|by|with|from|During|After|Before|How|Why|What|When|Where|Will|Are|Is)){1,9}$"
)


def find(text: str, spans: list[Mention], *, in_title: bool = False) -> list[Mention]:
    """Return what `text` names, by offset: the model's `spans`, corrected, and names recognized by their form."""
    head = [] if in_title else forms.dateline(text)
    start = max((m.end for m in head), default=0)
    parts = [part for span in spans for part in _parts(span)]
    fixed = [piece for part in parts if part.offset >= start for piece in _pieces(part)]
    kept = _without_overlap([*head, *forms.members(text)], fixed)
    people = [] if in_title else [m for m in forms.people(text, kept) if m.offset >= start]
    kept = _without_overlap(people, kept)
    kept = _without_overlap(list(forms.initialled(text, kept)), kept)
    kept = _without_overlap(list(forms.acronyms(text)), kept)
    kept = _with_whole(kept, list(forms.listed(text[start:], start)))
    known = list(forms.known(text[start:], start))
    kept = _without_overlap(kept, known)
    return sorted(kept, key=lambda m: m.offset)


def _without_overlap(first: list[Mention], second: list[Mention]) -> list[Mention]:
    """Return `first`, and those of `second` that overlap with none of them."""
    taken = {i for m in first for i in range(m.offset, m.end)}
    return [*first, *(m for m in second if taken.isdisjoint(range(m.offset, m.end)))]


def _with_whole(spans: list[Mention], wholes: list[Mention]) -> list[Mention]:
    """Return `spans` with parts of a name replaced by the whole name from `wholes`."""
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


def _parts(span: Mention) -> Iterator[Mention]:
    """Yield the span without final words that do not belong to a name, or its parts between slashes: `Ana Ruiz/AFP`."""
    if "/" in span.text and " " in span.text:
        for part in re.finditer(r"[^/]+", span.text):
            if name := part[0].strip():
                start = span.offset + part.start() + part[0].index(name)
                yield span._replace(text=name, offset=start)
    elif text := _END.sub("", span.text):
        yield span._replace(text=text)


def _pieces(span: Mention) -> Iterator[Mention]:
    """Yield the name that is in the span, or both names if it holds two people's."""
    name, offset = _TAIL.sub("", span.text), span.offset
    words = name.split()
    if span.type == "person" and len(words) > 1 and is_nationality(words[0]):
        start = name.index(words[1], len(words[0]))
        name, offset = name[start:], offset + start
    parts = name.split(" and ")
    if len(parts) == 2 and not ORGANIZATION_WORD.search(name) and all(_may_be_person(p) for p in parts):
        yield Mention(parts[0], "person", offset)
        yield Mention(parts[1], "person", offset + len(parts[0]) + 5)
    elif name:
        yield span._replace(text=name, offset=offset)


def _may_be_person(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and is_first_name(words[0])
