"""Bylines to people's names, one each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.clean.normalize import normalize_line

_BY = re.compile(
    r"^(?:(?:written|reported|posted|published|words|story|text|analysis|review|opinion|reviewed)\s+)?(?:by|von|par|por|da|di|door|av|af|przez|od|от|автор|by\s*line)\s*:?\s+",
    re.I,
)
_LABEL = re.compile(
    r"^(?:author|authors|autor|autora|auteur|autore|автор|记者|作者|责任编辑|编辑|文)\s*[:：]\s*", re.I
)
_SPLIT = re.compile(
    r"\s*(?:,|;|\||•|·|/|\n|\band\b|&|\bund\b|\bet\b(?!\s+al)|\by\b|\bwith\b|\bavec\b|、|\s[–—-]\s)\s*", re.I
)
_DATE = re.compile(
    r"\b(?:\d{1,2}:\d{2}|(?:19|20)\d{2}|updated|published|posted|last\s+updated|\d+\s+(?:minutes?|hours?|days?)\s+ago|min\s+read)\b",
    re.I,
)
_JOB = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|producer|columnist|contributor|journalist|staff|desk|team|bureau"
    r"|redaktion|redaction|rédaction|redacción|redação|redazione|newsroom|agency|agencies|agence|wire|service"
    r"|press|news|reuters|afp|associated|bloomberg|dpa|efe|ansa|tass|xinhua|admin|administrator|guest|editorial"
    r"|website|online|digital|magazine|chief|photographer|photography|md|phd|university|professor|international"
    r"|politics|science|world|media|network|company|inc|ltd|llc)\b",
    re.I,
)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|md|m\.d|phd|ph\.d|mba|esq|rn)\.?$", re.I)
_ADDRESS = re.compile(r"https?://|www\.|@|\.com\b|facebook|twitter", re.I)
_MOST_WORDS = 5
_MOST_CHARACTERS = 60
_MOST_AUTHORS = 20


def people(bylines: Iterable[str]) -> list[str]:
    """Return the people named in `bylines`, each once, in order.

    An agency, a desk, a job title, an address or a date is no person. Parts in brackets are left out.
    """
    found: list[str] = []
    for byline in bylines:
        for part in _parts(byline):
            if _is_person(part) and part.casefold() not in {name.casefold() for name in found}:
                found.append(part)
    return found[:_MOST_AUTHORS]


def _parts(byline: str) -> list[str]:
    line = normalize_line(byline)[:1000]
    line = re.sub(r"\([^()]{0,200}\)", " ", line)
    line = _LABEL.sub("", line)
    parts = _SPLIT.split(_BY.sub("", line))
    cleaned = [_BY.sub("", normalize_line(part)).strip(' .:*-–—"“”') for part in parts]
    return [part for part in cleaned if part and not _SUFFIX.match(part)]


def _is_person(name: str) -> bool:
    words = name.split()
    if len(name) > _MOST_CHARACTERS or len(words) > _MOST_WORDS or not any(c.isalpha() for c in name):
        return False
    if _DATE.search(name) or _ADDRESS.search(name) or _JOB.search(name) or any(c.isdigit() for c in name):
        return False
    if name.isascii() and len(words) == 1:
        return name[0].isupper() and len(name) > 2 and not name.isupper()
    return any(word[0].isupper() for word in words) or not name.isascii()
