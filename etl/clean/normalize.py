"""Make white space, invisible characters and apostrophes uniform."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Soft hyphen, zero-width space, word joiner, byte order mark, and the marks that only set the direction of
# neutral characters. The joiners U+200C and U+200D stay: they spell Persian and Indic words.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
# Controls split words where they stand, so they become spaces; line breaks are the caller's to split at.
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")
# Half of a pair is no character: JSON can spell one, UTF-8 cannot.
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000))
_TABLE = {**_INVISIBLE, **_SURROGATES, **_CONTROLS}
_ODD = re.compile(f"[{''.join(map(re.escape, map(chr, _TABLE)))}]")
# The apostrophes first: the engine looks for them without trying the letter before at each place.
_APOSTROPHE = re.compile(r"[\u2019\u02bc\u2018\uff07](?<=\w[\u2019\u02bc\u2018\uff07])(?=\w)")


def normalize_line(text: str) -> str:
    """Return `text` as one line: in NFC, with single spaces, `'` inside words, and no invisible characters.

    Quotation marks are kept, since their direction shows where speech begins and ends; only TeX's doubled marks become `"`.
    """
    text = single_spaced(text)
    if not (text.isascii() and text.isprintable()):  # most lines are, and have nothing of all this
        text = unicodedata.normalize("NFC", text)
        if _ODD.search(text):
            text = single_spaced(text.translate(_TABLE))
        text = _APOSTROPHE.sub("'", text)
    return text.replace("``", '"').replace("''", '"')


def single_spaced(text: str) -> str:
    """Return `text` with each stretch of white space as one space, and none at the ends."""
    if not text.isprintable():  # it has white space of other kinds
        return " ".join(text.split())
    while "  " in text:  # without a list of the words: a line may have ten million characters
        text = text.replace("  ", " ")
    return text.strip()


def letters(text: str) -> str:
    """Return only the letters and digits of `text`, in lower case, to compare two spellings."""
    return "".join(filter(str.isalnum, text.casefold()))


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return the non-empty `paragraphs`, each as one normalized line, separated by blank lines."""
    lines = (normalize_line(paragraph) for paragraph in paragraphs)
    return "\n\n".join(line for line in lines if line)
