"""Find dates of three numbers, such as `18.02.2026, 17:23` or `2026. 2. 18.`, in a visible line."""

from __future__ import annotations

import re

from etl.clean.dates.named import FoundDate, date_at

_YEAR_LAST = re.compile(r"(?<![\d./-])(\d{1,2})(\.\s?|/|-)(\d{1,2})\2((?:19|20)\d\d)(?!\d|[./-]\d)")
_YEAR_FIRST = re.compile(r"(?<![\d./-])((?:19|20)\d\d)(\.\s?|/|-)(\d{1,2})\2(\d{1,2})(?!\d|[./-]\d)")
_CJK = re.compile(
    r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?(?:[^\d]{0,6}(?=\d{1,2}[:：時시点]\s?\d\d))?"
)
_MONTHS = 12
_LOOKED_AT = 160
"""Characters at the start of a line in which dates are looked for; longer lines are sentences."""
# Words beside a date in languages whose readers put the day before the month.
_DAY_FIRST = re.compile(
    r"\bpubli(?:é|cad|cat|shed in)|\bmis[e]? (?:à jour|en ligne)|\bmodifié|\bactuali[sz]|\batualiz|\bpubblicat|\baggiornat|\bgepubliceerd|\bbijgewerkt"
    r"|\bngày|\bthứ|\bjeudi|\bvendredi|\bsamedi|\bdimanche|\blundi|\bmardi|\bmercredi|\b(?:el|le|il|em) \d|\d (?:à|às|alle|ore|om|a las) \d|\d\d?h\d\d"
    r"|δημοσ|ενημ|نشر|פורסם|עודכן|güncelle|yayın",
    re.I,
)


def numeric_dates(line: str) -> list[FoundDate]:
    """Return the dates of three numbers in `line`, with the time and zone beside them, if their order is certain.

    It is certain when the year comes first, with dots (day first, as in continental Europe), with a number over 12, or beside
    words of a language that puts the day first.
    """
    line = line[:_LOOKED_AT]
    found = [date_at(line, m, int(m[1]), int(m[3]), int(m[4])) for m in _YEAR_FIRST.finditer(line)]
    found += [date_at(line, m, int(m[1]), int(m[2]), int(m[3])) for m in _CJK.finditer(line)]
    for match in _YEAR_LAST.finditer(line):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if second > _MONTHS:
            found.append(date_at(line, match, year, first, second))
        elif first > _MONTHS or "." in match[2] or _DAY_FIRST.search(line):
            found.append(date_at(line, match, year, second, first))
    return [date for date in found if date]
