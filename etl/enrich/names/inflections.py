"""Names in languages that inflect them: find the forms of one name, and the form to list it under."""

from __future__ import annotations

from collections import Counter

from etl.enrich.names.signs import classes

DECLINING = frozenset("bg bs cs et fi hr hu kk lt lv mk pl ru sk sl sr tr uk".split())
"""Languages (ISO 639-1) in which the endings of a name depend on its part in the sentence."""
_LONGEST_ENDING = 4
_MOST_CHANGED = 2
"""Most letters at a name's end that an ending replaces: `Vučić`, `Vučića`; `Angela`, `Angelą`; `Marek`, `Marka`."""
_LEAST_STEM = 3


def base_forms(names: list[str], *, are_people: bool) -> dict[str, str]:
    """Return for each of `names` the form under which to list it; `names` has an item for each mention in the article.

    Two forms are of one name when all their words are equal except for endings. For names of one word, exactly one of the
    two must also be on the lists of known names: so `Austrii` is a form of `Austria`, but `Australia` is not.
    """
    counts = Counter(names)
    by_count = sorted(counts, key=lambda name: (-counts[name], len(name)))
    bases: dict[str, str] = {}
    for name in by_count:
        same = [base for base in dict.fromkeys(bases.values()) if _are_one(name, base, are_people=are_people)]
        bases[name] = same[0] if len(same) == 1 else name
    return {name: _known_form(base, bases) for name, base in bases.items()}


def _are_one(name: str, base: str, *, are_people: bool) -> bool:
    words, others = name.split(), base.split()
    if len(words) != len(others) or not all(map(_agree, words, others)):
        return False
    return (len(words) > 1 and are_people) or _is_known(name) != _is_known(base)


def _agree(word: str, other: str) -> bool:
    short, long = sorted((len(word), len(other)))
    differ = (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b)
    stem = next(differ, short)
    return word == other or (
        stem >= max(_LEAST_STEM, short - _MOST_CHANGED) and long - stem <= _LONGEST_ENDING
    )


def _is_known(name: str) -> bool:
    return bool(classes(name.lower()))


def _known_form(base: str, bases: dict[str, str]) -> str:
    """Return, for a name of one word, the first of its forms that is on the lists, or else `base`."""
    if " " in base or _is_known(base):
        return base
    return next((form for form, other in bases.items() if other == base and _is_known(form)), base)


def full_name(surname: str, names: list[str]) -> str | None:
    """Return the only one of `names` whose last word is `surname`, endings apart, or None."""
    found = {name for name in names if " " in name and _agree(name.split()[-1], surname)}
    return found.pop() if len(found) == 1 else None
