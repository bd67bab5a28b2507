"""Find dates with the name of a month, in many languages, anywhere in a visible line."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from etl.clean.dates.clock import ZONES, with_clock

# The first letters of each month's name, in the case that dates put it into; whole words only.
_NAMES = (
    "jan januar january januari janvier enero ene gener janeiro gennaio gen января янв січня януари јануар stycznia sty ledna leden siječnja jaanuar sausio ocak ιανουαρίου tammikuuta ianuarie január januára يناير كانون ינואר जनवरी มกราคม",
    "feb februar february februari pebruari février fév fevr févr febrero fevereiro fev febbraio февраля фев лютого февруари фебруар lutego lut února únor veljače veebruar vasario şubat φεβρουαρίου helmikuuta februarie február februára فبراير شباط פברואר फरवरी กุมภาพันธ์",
    "mar march märz mär maart mars marzo março марта мар березня март marca března březen ožujka märts kovo mart maret mrt març μαρτίου maaliskuuta martie március مارس آذار מרץ मार्च มีนาคม",
    "apr april avril avr abril abr aprile апреля апр квітня април kwietnia kwi dubna duben travnja aprill balandžio nisan απριλίου huhtikuuta aprilie április apríla أبريل نيسان אפריל अप्रैल เมษายน",
    "may mai mei mayo maio maggio mag maj мая травня май мај maja května květen svibnja gegužės mayıs maig μαΐου toukokuuta május mája مايو أيار מאי मई พฤษภาคม",
    "jun june juni juin junio junho giugno giu июня июн червня юни јун czerwca cze června červen lipnja juuni birželio haziran juny ιουνίου kesäkuuta iunie június júna يونيو حزيران יוני जून มิถุนายน",
    "jul july juli juillet juil julio julho luglio lug июля июл липня юли јул lipca lip července červenec srpnja juuli liepos temmuz juliol ιουλίου heinäkuuta iulie július júla يوليو تموز יולי जुलाई กรกฎาคม",
    "aug august augustus augusti agustus avgust août aout agosto ago августа авг серпня август sierpnia sie srpna srpen kolovoza rugpjūčio ağustos αυγούστου elokuuta augusztus augusta أغسطس آب אוגוסט अगस्त สิงหาคม",
    "sep sept september septembre septiembre setembro settembre set сентября сен вересня септември септембар września wrz září rujna rugsėjo eylül septembrie setembre σεπτεμβρίου syyskuuta septembrie szeptember septembra سبتمبر أيلول ספטמבר सितंबर सितम्बर กันยายน",
    "oct october okt oktober octobre octubre outubro out ottobre ott октября окт жовтня октомври октобар października paź října říjen oktoober spalio ekim οκτωβρίου lokakuuta octombrie október októbra أكتوبر تشرين אוקטובר अक्टूबर ตุลาคม",
    "nov november novembre noviembre novembro ноября ноя листопада ноември новембар listopada lis listopadu studenoga studenog lapkričio kasım νοεμβρίου marraskuuta noiembrie novembra نوفمبر נובמבר नवंबर नवम्बर พฤศจิกายน",
    "dec december dez dezember décembre déc diciembre dic dezembro dicembre декабря дек грудня декември децембар grudnia gru prosince prosinec prosinca detsember gruodžio desember desembre aralık δεκεμβρίου joulukuuta decembrie decembra ديسمبر דצמבר दिसंबर दिसम्बर ธันวาคม",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_NAMED = re.compile(
    rf"(?<![\w:])(?:(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?,?[\s.-](?:of\s|de\s|d['’]|ב)?)?({_MONTH})(?![^\W\d_])\.?(?:/[^\W\d_]{{2,12}})?,?"
    rf"[\s.-](?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s)?(?:de\s|del\s)?((?:19|20)\d\d|25\d\d)(?!\d)",
    re.I,
)
# Hungarian and Lithuanian put the year first; Vietnamese numbers the months.
_YEAR_FIRST = re.compile(
    rf"(?<!\d)((?:19|20)\d\d)(?:\.|\sm\.)\s({_MONTH})(?![^\W\d_])\s(\d{{1,2}})(?!\d)\.?", re.I
)
_NUMBERED = re.compile(r"(?<!\d)(\d{1,2})\stháng\s(\d{1,2}),?\s(?:năm\s)?((?:19|20)\d\d)(?!\d)", re.I)
_GAP = r"(?:[\s,/|@T•·–—-]|\b(?:at|à|um|om|às|as|a las|alle|ore|klo?|o)\b\.?){0,4}"
_CLOCK = re.compile(
    rf"{_GAP}(?<!\d)(\d{{1,2}})[:.h：時시点]\s?(\d{{2}})(?!\d)(?::\d\d)?(?:\s?([ap])\.?m\b\.?)?(?:\s\(?([A-Z]{{3,4}})\b(?![+-]\d))?",
    re.I,
)
_CLOCK_BEFORE = re.compile(r"(?<![\d:.])(\d{1,2}):(\d{2})(?:\s?([ap])\.?m\b\.?)?(?:\s([A-Z]{3,4}))?[\s,]{1,3}(?:on\s)?(?:[^\W\d_]{3,10},\s)?$", re.I)  # fmt: skip
# The zones' names with one meaning; ET and PT depend on the time of year. Hours east of Greenwich.
_ZONES = {**ZONES, "CET": 1, "CEST": 2, "MSK": 3, "JST": 9, "KST": 9}
_BUDDHIST = 543
"""Years by which the Thai calendar is ahead."""
_LOOKED_AT = 400
"""Characters of a line in which dates are looked for."""


class FoundDate(NamedTuple):
    """A date in ISO 8601, with its start and end in the line."""

    iso: str
    start: int
    end: int


def named_dates(line: str) -> list[FoundDate]:
    """Return the dates in `line` that have a day, a month's name and a year, with the time and zone beside them."""
    line = line[:_LOOKED_AT]
    found = []
    for match in _NAMED.finditer(line):
        before, month, after, year = match.groups()
        if before or after:
            number = int(year) - (_BUDDHIST if int(year) >= 2400 else 0)
            found.append(date_at(line, match, number, _month(month), int(after or before)))
    found += [date_at(line, m, int(m[1]), _month(m[2]), int(m[3])) for m in _YEAR_FIRST.finditer(line)]
    found += [date_at(line, m, int(m[3]), int(m[2]), int(m[1])) for m in _NUMBERED.finditer(line)]
    return [date for date in found if date]


def _month(name: str) -> int:
    return _MONTHS.get(name.casefold(), 0)


def date_at(line: str, match: re.Match[str], year: int, month: int, day: int) -> FoundDate | None:
    """Return the date that `match` found in `line`, with the time and zone beside it, or None if there is no such day."""
    clock = _CLOCK.match(line, match.end())
    end = clock.end() if clock else match.end()
    clock = clock or _CLOCK_BEFORE.search(line[max(0, match.start() - 40) : match.start()])
    try:
        date = datetime(year, month, day)  # noqa: DTZ001
        iso = with_clock(date, clock, _ZONES) if clock else date.date().isoformat()
    except ValueError:
        return None
    return FoundDate(iso, match.start(), end)
