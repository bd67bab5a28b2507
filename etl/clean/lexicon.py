"""What a line says, judged by words that sites set around articles: one readable file per language in `lexicon/`.

In these files phrases are listed, one a line, below the name of their meaning. These apply to a whole line: `[heading]` is a
heading above links to other articles or above comments, `[button]` names something to press, `[notice]` tells readers what
else to do, `[promo]` labels a link inside the text, and `[age]` says how old something is. These apply anywhere in a line:
`[offer]` asks readers to subscribe, sign in or consent, `[legal]` forbids copying, `[site]` is about the site, `[comment]`
about readers, `[bio]` about authors, and `[picture]` about a picture. In a phrase, `…` stands for any few words and `#` for a
number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Literal, get_args

FOLDER = Path(__file__).with_name("lexicon")
Whole = Literal["heading", "notice", "promo", "age"]
Part = Literal["offer", "legal", "site", "comment", "bio", "picture"]

_AROUND = frozenset(("heading", "notice", "age"))
"""Meanings of whole lines that are not part of an article."""
_MOST = 200
"""Longer lines are more than a heading, button or notice."""
_ANY, _NUMBER = r".{0,120}", r"\d{1,6}"
_MOST_NAMES, _MOST_WORDS, _MOST_BUTTONS = 10, 6, 80
"""Most buttons in a line, words of a button, and characters of the line."""
_LOOKED_AT = 400
"""Characters at the start of a line in which parts are looked for."""
_EDGES = " \t.:!|»>›«<-–—•·*…,;#+=~_\"'”“[]()（）【】「」〔〕■▲▼►▶"
_COUNT = re.compile(r"\s?[(（]\d{1,6}[)）]$")
_COLON = re.compile(r"\s?[:：]\s?")
_BETWEEN = re.compile(r"[\s:|,/·•+]+")
_WORD = re.compile(r"[^\W_]+")
WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STEM = 4
"""First letters of a word by which phrases are looked up, as words are inflected."""


def says(meaning: Whole, text: str) -> bool:
    """Return whether the whole line `text` is a phrase with that meaning."""
    return meaning in meanings(text)


def meanings(text: str) -> frozenset[str]:
    """Return the meanings of the whole line `text`."""
    return _meanings(text) if len(text) <= _MOST else frozenset()


@lru_cache(maxsize=2_000)
def _meanings(text: str) -> frozenset[str]:
    line = _folded(text)
    known, open_ones = _wholes()
    found = known.get(line, frozenset())
    keys = ("#", "") if line[:1].isdecimal() else (line[:2], "")
    is_open = [
        meaning
        for key in keys
        for meaning, piece, pattern in open_ones.get(key, ())
        if piece in line and pattern.match(line)
    ]
    return found.union(is_open) if is_open else found


def is_button(text: str) -> bool:
    """Return whether the line consists of names of buttons."""
    return len(text) <= _MOST_BUTTONS and _is_button(text)


@lru_cache(maxsize=2_000)
def _is_button(text: str) -> bool:
    if "button" in _meanings(text):
        return True
    known = _buttons()
    words = [word for word in _BETWEEN.split(_folded(text)) if word and not word.isdecimal()]
    if not 1 <= len(words) <= 2 * _MOST_NAMES or words[0] not in known.first_words:
        return False
    names = [0] + [_MOST_NAMES + 1] * len(words)  # the fewest buttons that the first words are
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - _MOST_WORDS), end):
            if names[start] < names[end] - 1 and " ".join(words[start:end]) in known.names:
                names[end] = names[start] + 1
    return names[-1] <= _MOST_NAMES


def is_chrome(text: str) -> bool:
    """Return whether a line is one that sites set around articles: a heading, button, notice, age or legal words."""
    if len(text) > _LOOKED_AT:
        return False
    return not _AROUND.isdisjoint(meanings(text)) or is_button(text) or count("legal", text) > 0


def count(meaning: Part, text: str) -> int:
    """Return how many different phrases with that meaning are in the first characters of `text`."""
    return counts(text).get(meaning, 0)


def lines_with(meaning: Part, lines: list[str]) -> list[bool]:
    """Return for each of `lines` whether a phrase with that meaning is in it, as `count` would find it."""
    low = [line.casefold() for line in lines]
    whole = "\n".join(low)
    ends = list(accumulate(len(line) + 1 for line in low))
    found = [False] * len(lines)
    by_word, without_spaces = _parts()
    for phrase, its_meaning in chain(without_spaces, *by_word.values()):
        place = whole.find(phrase) if its_meaning == meaning else -1
        while place >= 0:
            number = bisect_right(ends, place)
            found[number] = found[number] or _is_at_word(whole, place)
            place = whole.find(phrase, place + 1)
    return found


def _is_at_word(text: str, place: int) -> bool:
    """Return whether what stands at `place` begins a word, or is of a script without spaces."""
    return not text[place - 1 : place].isalnum() or not text[place].isascii()


def counts(text: str) -> dict[str, int]:
    """Return how many different phrases of each meaning are in the first characters of `text`; zeros are left out."""
    return _count(text[:_LOOKED_AT])


@lru_cache(maxsize=2_000)
def _count(text: str) -> dict[str, int]:
    low = text.casefold()
    by_word, without_spaces = _parts()
    stems = by_word.keys() & {word[:_STEM] for word in _WORD.findall(low)}
    candidates = [pair for stem in stems for pair in by_word[stem]]
    if not low.isascii():
        candidates += without_spaces
    return Counter([meaning for phrase, meaning in candidates if phrase in low])


@cache
def _lexicon() -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for path in sorted(FOLDER.glob("*.txt")):
        meaning = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                meaning = line.strip("[]")
            elif line.strip():
                found[meaning][line.strip().casefold()] = None
    return found


@cache
def _wholes() -> tuple[dict[str, frozenset[str]], dict[str, list[tuple[str, str, re.Pattern[str]]]]]:
    """Return the phrases for whole lines: the fixed ones, and those with `…` or `#`.

    These are by their start; each has its meaning, its longest piece without these signs, and a pattern.
    """
    known: dict[str, frozenset[str]] = {}
    open_ones: dict[str, list[tuple[str, str, re.Pattern[str]]]] = defaultdict(list)
    for meaning in (*get_args(Whole), "button"):
        for phrase in _lexicon()[meaning]:
            if "…" not in phrase and "#" not in phrase:
                folded = _folded(phrase)
                known[folded] = known.get(folded, frozenset()) | {meaning}
                continue
            pattern = re.escape(_COLON.sub(":", phrase)).replace("…", _ANY).replace(r"\#", _NUMBER)
            start = "#" if phrase[0] == "#" else "" if {"…", "#"} & set(phrase[:2]) else phrase[:2]
            piece = max(_COLON.sub(":", phrase).replace("#", "…").split("…"), key=len)
            open_ones[start].append((meaning, piece, re.compile(pattern + "$")))
    return known, dict(open_ones)


@dataclass(frozen=True)
class _Buttons:
    names: frozenset[str]
    first_words: frozenset[str]


@cache
def _buttons() -> _Buttons:
    names = frozenset(phrase for phrase, found in _wholes()[0].items() if "button" in found)
    return _Buttons(names, frozenset(name.split(" ", 1)[0] for name in names))


@cache
def _parts() -> tuple[dict[str, list[tuple[str, str]]], list[tuple[str, str]]]:
    """Return the phrases for parts of lines with their meanings: by the start of their first word, and those without spaces."""
    by_word: dict[str, list[tuple[str, str]]] = defaultdict(list)
    without_spaces: list[tuple[str, str]] = []
    for meaning in get_args(Part):
        for phrase in _lexicon()[meaning]:
            word = _WORD.search(phrase)
            if word is None or WIDE.match(phrase):
                without_spaces.append((phrase, meaning))
            else:
                by_word[word[0][:_STEM]].append((phrase, meaning))
    return dict(by_word), without_spaces


@lru_cache(maxsize=2_000)
def _folded(text: str) -> str:
    """Return the line in lower case, without a count at its end and without punctuation at its edges."""
    return _COLON.sub(":", _COUNT.sub("", text.casefold()).strip(_EDGES))


def forget() -> None:
    """Forget the files' content, so that they are read again when needed."""
    for cached in (_lexicon, _wholes, _buttons, _parts, _meanings, _is_button, _count):
        cached.cache_clear()
