"""What a sequence model sees of a text: its tokens, and the signs (features) of each token."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from etl.enrich.listing import listed_as
from etl.enrich.names.known import known_phrases

TABLE = Path(__file__).parents[1] / "data" / "names" / "classes.npz"
_MARKS = "".join(chr(point) for point in range(0x10000) if unicodedata.category(chr(point)) in ("Mn", "Mc"))
"""Combining marks: part of the word around them (`हिन्दी` is one word)."""
_BY_CHARACTER = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Thai, kana, Han and Hangul: names begin and end between any two characters there, so each character is a token."""
_TOKEN = re.compile(
    rf"[{_BY_CHARACTER}][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*|\d+(?:[.,:]\d+)*|(?:(?![{_BY_CHARACTER}])[\w{_MARKS}])+|[^\w\s]"
)
_IS_BY_CHARACTER = re.compile(rf"[{_BY_CHARACTER}]")
_SENTENCE_END = frozenset(".!?…:;\"“”„»«'’‘()[]-–—•*।。！？「」『』（）")
"""After these a capital letter says little."""
_VOWELS = "aeiouyäöüáéíóúýàèìòùâêîôûãõåæøąęőűăıаеиоуыэюяіїє"
_LONGEST_ENDING = 4
_SHORTEST_STEM = 4
_LONGEST_PHRASE = 3
"""Most words of a name that is looked up as a whole."""
_LONGEST_CHARACTERS = 8
_WINDOW = (-2, -1, 1, 2)
"""Neighbours whose signs also count for a word, by their distance."""
CLASSES = "TtCFLOPR"
"""Large town, town, territory, first name, last name, and organization, person, place that three languages or a dictionary
name: a bit each in the table of known names."""

_CYRILLIC = dict(zip(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґђјљњћџѓќѕў",
    "a b v g d e z z i j k l m n o p r s t u f h c c s sc _ y _ e ju ja e i ji je g dz j lj nj c dz g k dz u".replace("_", "").split(" "),
    strict=True,
))  # fmt: skip
_TO_LATIN = str.maketrans(
    _CYRILLIC
    | {c.upper(): latin.capitalize() for c, latin in _CYRILLIC.items()}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "w": "v", "W": "V"}
)
_MOST_WORDS = 5_000
"""Words for which a short answer is remembered."""
_MOST_SIGNS = 4_000
"""Words whose signs are remembered, some 0.7 kB each. Articles of four languages mixed at random find two in three of theirs."""
_BY_STEM = str.maketrans("TtCFLOPR", "yyzfloqr")
"""The class of a word that is only known by its stem is a separate, less certain class."""


class Token(NamedTuple):
    """A word, number, punctuation mark, or character of a script without spaces, with its position in the text."""

    text: str
    start: int
    end: int


def lines_of(text: str) -> list[list[Token]]:
    """Return the tokens of each non-empty line of `text`."""
    lines: list[list[Token]] = []
    start = 0
    for line in text.split("\n"):
        found = [Token(sys.intern(m[0]), start + m.start(), start + m.end()) for m in _TOKEN.finditer(line)]
        if found:
            lines.append(found)
        start += len(line) + 1
    return lines


@lru_cache(maxsize=_MOST_WORDS)
def romanized(word: str) -> str:
    """Return a word of a Slavic language in plain Latin letters, so that one model can read several languages."""
    plain = unicodedata.normalize("NFD", word.translate(_TO_LATIN))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("ch", "h")


def stem(form: str) -> str:
    """Return `form` without its final vowels."""
    return form.rstrip(_VOWELS)


@lru_cache(maxsize=2 * _MOST_WORDS)
def classes(form: str) -> str:
    """Return the classes under which lists know `form`, which is in lower case."""
    bits = listed_as(TABLE, "classes", form) or 0
    return "".join(letter for bit, letter in enumerate(CLASSES) if bits >> bit & 1)


def _classes_by_stem(form: str) -> str:
    for cut in range(_LONGEST_ENDING + 1):
        root = stem(form[: len(form) - cut])
        if len(root) < _SHORTEST_STEM:
            return ""
        if found := classes(f"~{root}"):
            return found
    return ""


def _shape(word: str) -> str:
    """Return the kinds of a word's characters, with at most two of a kind in a row: `Xxx` for `Geneva`."""
    kinds = "".join(
        "d" if c.isdigit() else "X" if c.isupper() else "x" if c.islower() else "o" if c.isalpha() else c
        for c in word[:20]
    )
    return re.sub(r"(.)\1+", r"\1\1", kinds)


class _Signs(NamedTuple):
    """The signs of a word: all for the word itself, and fewer for its neighbours, depending on their distance.

    Those of one kind are one string, with spaces between them, which takes a quarter of the memory of a list.
    """

    own: str
    around: dict[int, str]
    is_capital: bool
    lower: str
    classes: str
    form: str  # the word as the model knows it, in small letters
    shape: str


@lru_cache(maxsize=_MOST_SIGNS)
def _signs(word: str, *, is_romanized: bool) -> _Signs:
    lower, is_word = word.lower(), word[0].isalpha()
    name = classes(lower) if is_word else ""
    if is_word and not name:
        name = _classes_by_stem(lower).translate(_BY_STEM)
    form = romanized(lower) or lower if is_romanized else lower
    if is_romanized and is_word and not name:
        name = _classes_by_stem(form).translate(_BY_STEM)
    shape = _shape(word)
    own = [f"w={form}", f"s={shape}", f"c={name}", f"cs={name}{shape}"]
    own += [f"p{n}={form[:n]}" for n in range(1, min(6, len(form)) + 1)]
    own += [f"e{n}={form[-n:]}" for n in range(1, min(4, len(form)) + 1)]
    around = {
        at: f"{at}w={form} {at}cs={name}{shape}" + f" {at}e={form[-3:]}" * (abs(at) == 1) for at in _WINDOW
    }
    return _Signs(" ".join(own), around, word[0].isupper(), lower, name, form, shape)


def word_signs(lines: Sequence[Sequence[str]], *, is_romanized: bool) -> Iterator[list[list[str]]]:
    """Yield the signs of each word of an article's `lines`, line by line; words are in Latin letters if `is_romanized`."""
    small = {word for line in lines for word in line if word.islower()}
    capital = {
        word
        for line in lines
        for before, word in pairwise(line)
        if word[0].isupper() and before not in _SENTENCE_END
    }
    for line in lines:
        yield _line_signs(line, small, capital, is_romanized=is_romanized)


def _line_signs(
    line: Sequence[str], small: set[str], capital: set[str], *, is_romanized: bool
) -> list[list[str]]:
    signs = [_signs(word, is_romanized=is_romanized) for word in line]
    before = ["", *line[:-1]]
    flags = [
        _flags(
            is_small=s.lower in small, is_capital=word in capital, is_first=not last or last in _SENTENCE_END
        )
        if s.is_capital
        else ""
        for last, word, s in zip(before, line, signs, strict=True)
    ]
    phrases = _phrases([s.lower for s in signs], [s.is_capital or bool(s.classes) for s in signs])
    known = known_phrases(line)
    found = []
    end = len(line)
    for i, s in enumerate(signs):
        mine = s.own.split(" ")
        mine += (f"k={known[i]}", f"f={flags[i]}", f"fc={flags[i]}{s.classes}", f"ph={phrases[i]}")
        for at in _WINDOW:
            if 0 <= i + at < end:
                mine += signs[i + at].around[at].split(" ")
        if i:
            last = signs[i - 1]
            mine += (
                f"-f={flags[i - 1]}",
                f"-c={last.classes}|{s.classes}",
                f"-w={last.form}|{s.shape}",
                f"-k={known[i - 1]}",
            )
        else:
            mine.append("first")
        if i + 1 < end:
            after = signs[i + 1]
            mine += (
                f"+f={flags[i + 1]}",
                f"+c={s.classes}|{after.classes}",
                f"+w={s.shape}|{after.form}",
                f"+k={known[i + 1]}",
            )
        else:
            mine.append("last")
        found.append(mine)
    return found


def _flags(*, is_small: bool, is_capital: bool, is_first: bool) -> str:
    """Return what the article shows about a capitalized word: is it elsewhere in lower case, or capitalized in mid-sentence?"""
    return f"{'b' if is_first else 'm'}{'s' * is_small}{'c' * is_capital}"


def _phrases(lower: list[str], may_start: list[bool]) -> list[str]:
    """Return for each word its position in a listed name of several words, and the classes of that name."""
    found = [""] * len(lower)
    for i, starts in enumerate(may_start):
        if starts and not found[i]:
            for length in range(min(_LONGEST_PHRASE, len(lower) - i), 1, -1):
                if named := classes(" ".join(lower[i : i + length])):
                    found[i] = f"B{named}"
                    found[i + 1 : i + length] = [f"I{named}"] * (length - 1)
                    break
    return found


def character_signs(lines: Sequence[Sequence[str]]) -> Iterator[list[list[str]]]:
    """Yield the signs of each character of an article's `lines`, line by line, in a script without spaces."""
    return map(_character_signs, lines)


def _kind(token: str) -> str:
    if _IS_BY_CHARACTER.match(token):
        return "k" if "\u30a0" <= token <= "\u30ff" else "h" if "\u3040" <= token <= "\u309f" else "z"
    return _shape(token)


def _character_signs(line: Sequence[str]) -> list[list[str]]:
    padded = ["<", "<", *line, ">", ">"]
    kinds = [_kind(token) for token in padded]
    known = _known_characters(line)
    found = []
    for i in range(len(line)):
        a, b, c, d, e = padded[i : i + 5]
        mine = [
            f"0={a}",
            f"1={b}",
            f"2={c}",
            f"3={d}",
            f"4={e}",
            f"01={a}{b}",
            f"12={b}{c}",
            f"23={c}{d}",
            f"34={d}{e}",
        ]
        mine += (f"02={a}{b}{c}", f"13={b}{c}{d}", f"24={c}{d}{e}", f"k={''.join(kinds[i + 1 : i + 4])}")
        mine += [f"n{at}={known[i + at]}" for at in (-1, 0, 1) if 0 <= i + at < len(line)]
        found.append(mine)
    return found


def _known_characters(line: Sequence[str]) -> list[str]:
    """Return for each character its position in the longest known name."""
    found = [""] * len(line)
    i = 0
    while i < len(line):
        for length in range(min(_LONGEST_CHARACTERS, len(line) - i), 1, -1):
            named = classes("".join(line[i : i + length]).lower())
            if named:
                found[i] = f"B{named}"
                found[i + 1 : i + length] = [f"I{named}"] * (length - 1)
                i += length - 1
                break
        i += 1
    return found


def is_by_character(lines: Iterable[Sequence[str]]) -> bool:
    """Return whether most tokens are characters of a script without spaces."""
    tokens = [token for line in lines for token in line]
    return sum(bool(_IS_BY_CHARACTER.match(token)) for token in tokens) > len(tokens) / 2


def signs(lines: Sequence[Sequence[str]], *, is_romanized: bool) -> Iterator[list[list[str]]]:
    """Yield the signs of each token of an article's `lines`, line by line: by word or by character, depending on the script."""
    return character_signs(lines) if is_by_character(lines) else word_signs(lines, is_romanized=is_romanized)
