"""Names in the dictionaries of languages that decline them: every form, its base form, and its class, one of `signs.CLASSES`.

Left out is a form that is no name as well (`Wola`, `wola`): only the text can tell such words apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import morfeusz2
import pymorphy3

_POLISH = {
    "imię": "F",
    "nazwisko": "L",
    "nazwa_geograficzna": "R",
    "nazwa_firmy": "O",
    "nazwa_organizacji": "O",
}
"""What Morfeusz calls first names, last names, places, companies and organizations."""
_RUSSIAN = {"Name": "F", "Patr": "F", "Surn": "L", "Geox": "R", "Orgn": "O", "Trad": "O"}
"""What OpenCorpora calls first names and patronymics, last names, places, organizations and makes."""


def polish(forms: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield those of `forms` that Morfeusz knows as names alone."""
    dictionary = morfeusz2.Morfeusz(expand_tags=False)
    for form in forms:
        readings = [word for start, end, word in dictionary.analyse(form) if (start, end) == (0, 1)]
        if not any(lemma[:1].islower() for _, lemma, *_ in readings):
            for _, lemma, _, kinds, _ in readings:
                for kind in _POLISH.keys() & kinds:
                    yield form, lemma.partition(":")[0], _POLISH[kind]


def russian() -> Iterator[tuple[str, str, str]]:
    """Yield the forms that OpenCorpora's dictionary has as names alone."""
    found = []
    others = set()
    for form, tag, lemma, *_ in pymorphy3.MorphAnalyzer(lang="ru").dictionary.iter_known_words():
        if kinds := _RUSSIAN.keys() & tag.grammemes:
            found += [(form, lemma, _RUSSIAN[kind]) for kind in kinds]
        else:
            others.add(form)
    yield from (name for name in found if name[0] not in others)
