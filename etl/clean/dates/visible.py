"""Read the dates of visible lines in many languages: `Posted 5:23 PM, Feb 18, 2026`, `2026年2月18日`."""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.clean.dates.named import named_dates
from etl.clean.dates.numeric import numeric_dates

_MONTHS = (
    r"jan|feb|fév|fev|mar|mär|mai|may|apr|avr|abr|jun|juin|jul|juil|aug|aoû|ago|sep|oct|okt|out|nov|dec|déc|dez|dic|ene"
    r"|gen|mag|giu|lug|set|ott|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер"
    r"|жов|лис|гру|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|led|úno|bře|dub|kvě|čer|srp|zář|říj|pro|oca|şub|nis"
    r"|haz|tem|ağu|eyl|eki|kas|ara|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
)
YEAR = re.compile(r"(?:19|20)\d\d")
# A year beside a month's name or two more numbers, or a CJK date: what makes a line look like one with a date.
_LOOKS = re.compile(
    rf"(?:19|20)\d{{2}}\s{{0,2}}[年년]|\b(?:19|20)\d{{2}}[./-]\d{{1,2}}[./-]\d{{1,2}}|\b\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d{{2}}\b"
    rf"|(?:{_MONTHS})[^\W\d_]{{0,9}}\.?,?\s{{0,2}}(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s{{0,2}}(?:de\s|del\s)?)?(?:19|20)\d{{2}}"
    rf"|(?:{_MONTHS})[^\W\d_]{{0,9}}\.?\s{{0,2}}(?:de\s|del\s)?(?:19|20)\d{{2}}",
    re.I,
)
_DAY = re.compile(r"\b\d{1,2}\.\s{0,2}$")
"""A day before a month's name: `1. Februar`."""
_UPDATED = re.compile(
    r"updat|modif|mise? à jour|aktualisiert|geändert|actualizad|atualizad|aggiornat|обновл|оновл|bijgewerkt|更新|aktualizov|zaktualizowan"
    r"|güncelle|수정|تحديث|עודכן|อัปเดต|cập nhật|diperbarui|frissít|actualizat|ενημέρωση|oppdatert|opdateret|uppdaterad",
    re.I,
)
# The digits of Arabic, Persian and Hindi.
_DIGITS = {start + digit: str(digit) for start in (0x660, 0x6F0, 0x966) for digit in range(10)}
_MOST_BETWEEN = 30
"""Characters between a word for "updated" and its date."""
_MOST_BEHIND = 4
"""Characters between a date and a word for "updated" behind it, in Chinese, Japanese and Korean."""
_MOST = 160
"""Longer lines are not date lines, but sentences with a date in them."""


class Dates(NamedTuple):
    """Dates or date-times in ISO 8601, with an offset only if the line states one."""

    published_at: str | None = None
    modified_at: str | None = None


def is_date_line(line: str) -> bool:
    """Return whether the normalized `line` consists of a date and little else."""
    match = _LOOKS.search(line) if len(line) <= _MOST and YEAR.search(line) else None
    if match is None:
        return False
    rest = _DAY.sub("", line[: match.start()]) + line[match.end() :]
    return len(rest) <= 70 and "。" not in rest and not rest.rstrip().endswith((".", "?", "!", "”", '"'))


def says_update(line: str) -> bool:
    """Return whether the line has a word for "updated"."""
    return bool(_UPDATED.search(line))


def dates_in(line: str) -> Dates:
    """Return the first date of publication and the first of a change in a line.

    A date of numbers only is read when its order is certain; a relative one ("2 hours ago") is ignored.
    """
    if not line.isascii():
        line = line.translate(_DIGITS)
    found = named_dates(line) + numeric_dates(line)
    published = modified = None
    last = 0
    for date in sorted(found, key=lambda date: date.start):
        before, behind = line[last : date.start], line[date.end : date.end + _MOST_BEHIND]
        if says_update(f"{before[-_MOST_BETWEEN:]} {behind}"):
            modified = modified or date.iso
        else:
            published = published or date.iso
        last = date.end
    return Dates(published, modified)
