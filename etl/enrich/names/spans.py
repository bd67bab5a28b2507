"""The spans that name something: those of a model, cut or split where they are too long, and those that it missed."""

from __future__ import annotations

from etl.enrich.names import forms
from etl.enrich.names.forms import Mention
from etl.enrich.names.lists import is_nationality


def find(text: str, spans: list[Mention], *, in_title: bool = False) -> list[Mention]:
    """Return what `text` names, by offset: the model's `spans`, corrected, and names recognized by their form."""
    head = [] if in_title else forms.dateline(text)
    start = max((m.end for m in head), default=0)
    fixed = [_without_nationality(span) for span in spans if span.offset >= start]
    kept = _without_overlap([*head, *forms.members(text)], fixed)
    people = [] if in_title else [m for m in forms.people(text, kept) if m.offset >= start]
    kept = _without_overlap(people, kept)
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


def _without_nationality(span: Mention) -> Mention:
    """Return a person's name without the nationality before it."""
    first, _, rest = span.text.partition(" ")
    if span.type == "person" and rest and is_nationality(first):
        return span._replace(text=rest, offset=span.offset + len(first) + 1)
    return span
