"""Verbs of saying in several languages, and where a text uses them."""

from __future__ import annotations

import re
from importlib.resources import files


def _forms(verb: str) -> set[str]:
    if verb.endswith("e"):
        return {verb, verb + "s", verb + "d", verb[:-1] + "ing"}
    if verb.endswith("y") and verb[-2] not in "aeo":
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    ending = "es" if verb.endswith(("sh", "ss", "x", "ch")) else "s"
    double = verb + verb[-1] if verb in _DOUBLED else verb
    return {verb, verb + ending, double + "ed", double + "ing"}


_DOUBLED = frozenset("admit brag concur dub quip slam snap".split())
"""Verbs that double their last letter."""


def _read() -> tuple[frozenset[str], frozenset[str]]:
    """Return the verb forms of English, and those of all languages."""
    words: dict[str, list[str]] = {}
    lines = files("etl.enrich").joinpath("data/quotes/verbs.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        kind, listed = line.split("\t")
        words.setdefault(kind, []).extend(listed.split())
    nouns = {form for verb in words.pop("noun") for form in _forms(verb) if form[-2:] not in ("ed", "ng")}
    regular = set[str]().union(*map(_forms, words.pop("regular"))) - (nouns - {"calls", "claims"})
    english = frozenset(regular.union(words.pop("irregular")))
    return english, english.union(*words.values())


_ENGLISH, _VERBS = _read()
_WORD = re.compile(r"\w+")
_NOUN_OR_PARTICIPLE = re.compile(r"\b(?:with|of|the|an?|for|by|its|their|his|her|are|were|been|be) $")
"""Words after which `added`, `called` and the like are not verbs, or report what others said."""


def verbs_of_saying(clause: str) -> list[tuple[int, int]]:
    """Return the start and end of each verb of saying in `clause`."""
    if _VERBS.isdisjoint(_WORD.findall(clause)):  # mostly so, and faster than to look at each word's place
        return []
    return [
        match.span()
        for match in _WORD.finditer(clause)
        if match[0] in _VERBS
        and not (
            match[0] in _ENGLISH
            and _NOUN_OR_PARTICIPLE.search(clause, max(0, match.start() - 8), match.start())
        )
    ]
