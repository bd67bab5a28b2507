"""Dates with a month's name, in many languages, wherever they stand in a visible line, to ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from etl.clean.english_dates import ZONES, with_clock

# The first letters of each month's name, in the case that dates put it into; whole words only.
_NAMES = (
    "jan januar january januari janvier enero ene janeiro gennaio gen января янв січня stycznia sty ledna leden ocak ιανουαρίου tammikuuta ianuarie január januára يناير كانون ינואר มกราคม tháng1",
    "feb februar february februari février fév fevr févr febrero fevereiro fev febbraio февраля фев лютого lutego lut února únor şubat φεβρουαρίου helmikuuta februarie február februára فبراير شباط פברואר กุมภาพันธ์",
    "mar march märz mär maart mars marzo março марта мар березня marca března březen mart μαρτίου maaliskuuta martie március مارس آذار מרץ มีนาคม",
    "apr april avril avr abril abr aprile апреля апр квітня kwietnia kwi dubna duben nisan απριλίου huhtikuuta aprilie április apríla أبريل نيسان אפריל เมษายน",
    "may mai mei mayo maio maggio mag maj мая травня maja května květen mayıs μαΐου toukokuuta május mája مايو أيار מאי พฤษภาคม",
    "jun june juni juin junio junho giugno giu июня июн червня czerwca cze června červen haziran ιουνίου kesäkuuta iunie június júna يونيو حزيران יוני มิถุนายน",
    "jul july juli juillet juil julio julho luglio lug июля июл липня lipca lip července červenec temmuz ιουλίου heinäkuuta iulie július júla يوليو تموز יולי กรกฎาคม",
    "aug august augustus augusti août aout agosto ago августа авг серпня sierpnia sie srpna srpen ağustos αυγούστου elokuuta augusztus augusta أغسطس آب אוגוסט สิงหาคม",
    "sep sept september septembre septiembre setembro settembre set сентября сен вересня września wrz září eylül σεπτεμβρίου syyskuuta septembrie szeptember septembra سبتمبر أيلول ספטמבר กันยายน",
    "oct october okt oktober octobre octubre outubro out ottobre ott октября окт жовтня października paź října říjen ekim οκτωβρίου lokakuuta octombrie október októbra أكتوبر تشرين אוקטובר ตุลาคม",
    "nov november novembre noviembre novembro ноября ноя листопада listopada lis listopadu kasım νοεμβρίου marraskuuta noiembrie novembra نوفمبر נובמבר พฤศจิกายน",
    "dec december dez dezember décembre déc diciembre dic dezembro dicembre декабря дек грудня grudnia gru prosince prosinec aralık δεκεμβρίου joulukuuta decembrie decembra ديسمبر דצמבר ธันวาคม",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_NAMED = re.compile(
    rf"(?<![\w:])(?:(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?,?\s(?:of\s|de\s|d')?)?({_MONTH})(?![^\W\d_])\.?(?:/[^\W\d_]{{2,12}})?,?"
    rf"\s(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s)?(?:de\s|del\s)?((?:19|20)\d\d|25\d\d)(?!\d)",
    re.I,
)
_GAP = r"(?:[\s,|•·–—-]|\b(?:at|à|um|om|às|as|a las|alle|ore|kl|o)\b\.?){0,4}"
_CLOCK = re.compile(
    rf"{_GAP}(?<!\d)(\d{{1,2}})[:.h](\d{{2}})(?!\d)(?::\d\d)?(?:\s?([ap])\.?m\b\.?)?(?:\s\(?([A-Z]{{3,4}})\b)?",
    re.I,
)
_CLOCK_BEFORE = re.compile(r"(?<![\d:.])(\d{1,2}):(\d{2})(?:\s?([ap])\.?m\b\.?)?(?:\s([A-Z]{3,4}))?[\s,]{1,3}(?:on\s)?(?:[^\W\d_]{3,10},\s)?$", re.I)  # fmt: skip
# The zones' names with one meaning; ET and PT depend on the time of year. Hours east of Greenwich.
_ZONES = {**ZONES, "CET": 1, "CEST": 2, "MSK": 3, "JST": 9, "KST": 9}
_BUDDHIST = 543
"""Years by which the Thai calendar is ahead."""


class NamedDate(NamedTuple):
    """A date in ISO 8601 and where in the line it starts and ends."""

    iso: str
    start: int
    end: int


def named_dates(line: str) -> list[NamedDate]:
    """Return the dates in `line` that name day, month and year, each with the time and zone beside it."""
    found = []
    for match in _NAMED.finditer(line[:400]):
        before, month, after, year = match.groups()
        if not (before or after):
            continue
        number = int(year) - (_BUDDHIST if int(year) >= 2400 else 0)
        clock = _CLOCK.match(line, match.end())
        end = clock.end() if clock else match.end()
        clock = clock or _CLOCK_BEFORE.search(line[max(0, match.start() - 40) : match.start()])
        try:
            date = datetime(number, _MONTHS[month.casefold()], int(after or before))  # noqa: DTZ001
            iso = with_clock(date, clock, _ZONES) if clock else date.date().isoformat()
        except (ValueError, KeyError):
            continue
        found.append(NamedDate(iso, match.start(), end))
    return found
