"""Texts that make a regular expression slow, generated from its own parse tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MANY = 500
"""Repeats from which one counts as unbounded: bounds such as {0,3} cannot add up."""
_COMMON = "aA7 -.,\n'\"<é中"
_SETS = (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN, codes.CATEGORY)


def worst_cases(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield (head, pump, tail) for each text `head + pump * n + tail` that `pattern` may be slow on.

    For each unbounded repeat: what it repeats, behind what leads to it, and in front of what it cannot go on with;
    and the whole of a match, again and again.
    """
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE & ~re.LOCALE
    tree = parser.parse(source, flags)
    seen = set()
    for lead, inner in _repeats(tree, ""):
        samples = _samples(inner)
        words, signs = [c for c in samples if c.isalnum()][:2], [c for c in samples if not c.isalnum()]
        pairs = [word + sign for word in words for sign in signs]  # a word begins anew behind each sign
        for pump in dict.fromkeys((*samples, *pairs, *(lead + sample for sample in samples), lead)):
            for head in ("", lead):
                for tail in ("", "\x00"):
                    if pump and (head, pump, tail) not in seen:
                        seen.add((head, pump, tail))
                        yield head, pump, tail
    whole = _sample(tree)
    for pump in (whole, whole[:-1]):
        if pump:
            yield "", pump, "\x00"


def _repeats(items: Any, lead: str) -> Iterator[tuple[str, Any]]:
    """Yield each repeat in the tree with a text that leads to it."""
    for op, value in items:
        if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, inner = value
            if most is codes.MAXREPEAT or most >= _MANY:
                yield lead, inner
            yield from _repeats(inner, lead)
        elif op is codes.SUBPATTERN:
            yield from _repeats(value[3], lead)
        elif op is codes.ATOMIC_GROUP:
            yield from _repeats(value, lead)
        elif op is codes.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, lead)
        elif op in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _repeats(value[1], lead)
        lead += _sample([(op, value)])


def _samples(items: Any) -> list[str]:
    """Return several texts that the tree matches, for a lone set several of its characters."""
    items = list(items)
    if len(items) == 1 and items[0][0] in _SETS:
        return [c for c in _COMMON if _fits(items[0], c)] or [_sample(items)]
    if len(items) == 1 and items[0][0] is codes.BRANCH:
        return [_sample(branch) for branch in items[0][1][1]]
    return [_sample(items)]


def _sample(items: Any) -> str:
    """Return a text that the tree matches, its repeats once or as often as they must."""
    text = ""
    for op, value in items:
        if op is codes.LITERAL:
            text += chr(value)
        elif op in (codes.NOT_LITERAL, codes.ANY, codes.IN):
            text += next((c for c in _COMMON if _fits((op, value), c)), "") or _first_of(value)
        elif op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            least, _, inner = value
            text += _sample(inner) * max(1, least)
        elif op is codes.SUBPATTERN:
            text += _sample(value[3])
        elif op is codes.ATOMIC_GROUP:
            text += _sample(value)
        elif op is codes.BRANCH:
            text += _sample(value[1][0])
    return text


def _fits(item: tuple[Any, Any], character: str) -> bool:
    op, value = item
    if op is codes.LITERAL:
        return chr(value) == character
    if op is codes.NOT_LITERAL:
        return chr(value) != character
    if op is codes.ANY:
        return character != "\n"
    if op is codes.CATEGORY:
        return _in_category(value, character)
    negated = bool(value) and value[0][0] is codes.NEGATE
    inside = any(_in_set(part, character) for part in value if part[0] is not codes.NEGATE)
    return inside is not negated


def _in_set(part: tuple[Any, Any], character: str) -> bool:
    op, value = part
    if op is codes.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    return _fits(part, character)


def _in_category(category: Any, character: str) -> bool:
    tests = {
        codes.CATEGORY_DIGIT: character.isdigit(),
        codes.CATEGORY_SPACE: character.isspace(),
        codes.CATEGORY_WORD: character.isalnum() or character == "_",
    }
    return tests[category] if category in tests else not _in_category(_OPPOSITE[category], character)


_OPPOSITE = {
    codes.CATEGORY_NOT_DIGIT: codes.CATEGORY_DIGIT,
    codes.CATEGORY_NOT_SPACE: codes.CATEGORY_SPACE,
    codes.CATEGORY_NOT_WORD: codes.CATEGORY_WORD,
}


def _first_of(value: Any) -> str:
    """Return the first character of a set that holds none of the common ones."""
    for op, part in value if isinstance(value, list) else ():
        if op is codes.LITERAL:
            return chr(part)
        if op is codes.RANGE:
            return chr(part[0])
    return ""
