"""Read the dates of visible lines in many languages: `Posted 5:23 PM, Feb 18, 2026`, `2026年2月18日`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

import dateparser

_MONTHS = (
    r"jan|feb|fév|fev|mar|mär|mai|may|apr|avr|abr|jun|juin|jul|juil|aug|aoû|ago|sep|oct|okt|out|nov|dec|déc|dez|dic|ene"
    r"|gen|mag|giu|lug|set|ott|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер"
    r"|жов|лис|гру|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|led|úno|bře|dub|kvě|čer|srp|zář|říj|pro|oca|şub|nis"
    r"|haz|tem|ağu|eyl|eki|kas|ara|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# A year beside a month's name or two more numbers, or a CJK date: the cheap test before the slow library.
_LOOKS = re.compile(
    rf"(?:19|20)\d{{2}}\s{{0,2}}[年년]|\b(?:19|20)\d{{2}}[./-]\d{{1,2}}[./-]\d{{1,2}}|\b\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d{{2}}\b"
    rf"|(?:{_MONTHS})[^\W\d_]{{0,9}}\.?,?\s{{0,2}}(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s{{0,2}}(?:de\s|del\s)?)?(?:19|20)\d{{2}}"
    rf"|(?:{_MONTHS})[^\W\d_]{{0,9}}\.?\s{{0,2}}(?:de\s|del\s)?(?:19|20)\d{{2}}",
    re.I,
)
_DAY = re.compile(r"\b\d{1,2}\.\s{0,2}$")
"""A day before a month's name: `1. Februar`."""
_LABELS = re.compile(
    r"^\W{0,3}(?:(?:first\s|last\s|date\s)?(?:published|posted|updated|modified|created|upd)|publi[ée]e?(?: le)?|mis[e]? à jour(?: le)?"
    r"|modifié(?: le)?|veröffentlicht(?: am)?|aktualisiert(?: am)?|stand|publicado(?: el| em)?|actualizado(?: el)?"
    r"|atualizado(?: em)?|pubblicato(?: il)?|aggiornato(?: il)?|опубликовано|обновлено|gepubliceerd(?: op)?|bijgewerkt|发布时间|更新)"
    r"\s{0,2}(?:on|at|am|le|el|em|il|op)?\s{0,2}[:：]?\s{0,2}",
    re.I,
)
_UPDATED = re.compile(
    r"updated|modified|mis[e]? à jour|modifié|aktualisiert|actualizado|atualizado|aggiornato|обновлено|bijgewerkt|更新",
    re.I,
)
_TIME_FIRST = re.compile(r"^(\d{1,2}[:.]\d{2}\s?(?:[ap]\.?m\.?)?)\s{0,2},?\s{0,2}(.+)$", re.I)
_TIME = re.compile(r"\d{1,2}[:h時시点]\s?\d{2}|\d{1,2}\s?[ap]\.?m\b", re.I)
_CJK = re.compile(
    r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?(?:[^\d]{0,6}(\d{1,2})[:：時시点](\d{2}))?"
)
_NUMERIC = re.compile(r"\b(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[T\s,|-]{1,4}(\d{1,2}):(\d{2})(?::\d{2})?)?")
_DAY_FIRST = re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{4}\b")
_ZONED = re.compile(
    r"\b(?:UTC|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|BST|CET|CEST|MSK|JST|KST|IST|ET|PT)\b|[+-]\d{2}:?\d{2}\s*$"
)
# RFC 2822's zones are the only names with one meaning; ET and PT depend on the time of year.
_OFFSETS = {"UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "MSK": 3, "JST": 9, "KST": 9}  # fmt: skip
_NUMBERS, _LEAST_NUMBERS = re.compile(r"\d+"), 2
"""A day has a number beside that of its year; without it the library looks in vain through all its languages."""
_MOST = 160
"""Longer lines are not date lines, but sentences with a date in them."""


class Dates(NamedTuple):
    """Dates or date-times in ISO 8601, with an offset only if the line states one."""

    published_at: str | None = None
    modified_at: str | None = None


def is_date_line(line: str) -> bool:
    """Return whether the normalized `line` consists of a date and little else."""
    match = _LOOKS.search(line) if len(line) <= _MOST and _YEAR.search(line) else None
    if match is None:
        return False
    rest = _DAY.sub("", line[: match.start()]) + line[match.end() :]
    return len(rest) <= 70 and "。" not in rest and not rest.rstrip().endswith((".", "?", "!", "”", '"'))


def parse_date_line(line: str) -> Dates:
    """Return the dates in a visible line; a relative one ("2 hours ago") is ignored.

    A date of numbers only is read when its order is certain: with the year first, or a day over 12.
    """
    if len(line) > _MOST or not _YEAR.search(line) or not _LOOKS.search(line):
        return Dates()
    published = modified = None
    for part in re.split(r"(?i)(?=\b(?:last )?(?:updated|modified)\b)| \| | • | · ", line):
        if not part:
            continue
        found = _date(part)
        if found is None:
            continue
        if _UPDATED.search(part):
            modified = modified or found
        else:
            published = published or found
    return Dates(published, modified)


def _date(text: str) -> str | None:
    for pattern in (_CJK, _NUMERIC):
        match = pattern.search(text)
        if match:
            year, month, day, hour, minute = match.groups()
            return _iso(year, month, day, hour, minute, text)
    if not _LOOKS.search(text):
        return None
    rest = _LABELS.sub("", text.strip()).strip(" ,:|·•-–—()")
    rest = re.sub(r"(?i)\s+(?:à|um|at|a las|às|alle ore|om|kl\.?)\s+", " ", rest)
    rest = re.sub(r"(?i)(\d{1,2})h(\d{2})", r"\1:\2", rest)
    zone = _ZONED.search(rest)
    named = zone[0] if zone and zone[0][0].isalpha() else None
    if named:
        rest = rest.replace(named, " ")
    first = _TIME_FIRST.match(rest)
    if first:
        rest = f"{first[2]} {first[1]}"
    order = _order(rest)
    if order is None or len(_NUMBERS.findall(rest)) < _LEAST_NUMBERS:
        return None
    moment: datetime | None = dateparser.parse(
        " ".join(rest.split()),
        settings={
            "REQUIRE_PARTS": ["day", "month", "year"],
            "DATE_ORDER": order,
            "PARSERS": ["absolute-time"],
        },
    )
    if moment is None:
        return None
    if not _TIME.search(rest):
        return moment.date().isoformat()
    return moment.replace(second=moment.second, microsecond=0).isoformat() + _offset(named, moment)


def _order(text: str) -> str | None:
    numeric = _DAY_FIRST.search(text)
    if numeric is None:
        return "DMY" if re.match(r"\D{0,12}\d", text) else "MDY"
    first, second = (int(part) for part in re.split(r"[./]", numeric[0])[:2])
    if first > 12 or "." in numeric[0]:  # dots are the Continent's way, day first
        return "DMY"
    return "MDY" if second > 12 else None


def _offset(named: str | None, moment: datetime) -> str:
    if named is None or moment.tzinfo is not None or named not in _OFFSETS:
        return ""
    hours = _OFFSETS[named]
    return f"{'-' if hours < 0 else '+'}{abs(hours):02}:00"


def _iso(year: str, month: str, day: str, hour: str | None, minute: str | None, text: str) -> str | None:
    try:
        if hour is None:
            return datetime(int(year), int(month), int(day)).date().isoformat()  # noqa: DTZ001
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute or 0))  # noqa: DTZ001
    except ValueError:
        return None
    zone = _ZONED.search(text)
    return moment.isoformat() + _offset(zone[0] if zone else None, moment)
