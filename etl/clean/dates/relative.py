"""Read how long ago an article was published, in many languages: `2 hours ago`, `vor 2 Stunden`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_UNITS = {
    "minutes": "minutes? mins? m minuten? minuutt?[aei]a? minuto?s? minuti minut[eyęoua]?r?n?[ay]? minút[ay]? perc[ce]?e?l? dakika минут[ыуа]? минути хвилин[уи]? хв мин λεπτά λεπτό menit phút นาที دقيقة دقائق דקות मिनट 分 分钟 分鐘 분",
    "hours": "hours? hrs? h stunden? heures? horas? or[ae] uur uren timmar timmen? timer time timm[ae]r? tuntia? tunnin hodin(?:ami|ou|y)? godzin[yęa]? saat órá(?:val|ja)? ore oră час(?:а|ов)? годин[уи]? sat[ai]? ώρες ώρα jam giờ ชั่วโมง ساعات ساعة שעות שעה घंटे घंटा 時間 小时 小時 시간",
    "days": "days? d tage?n? jours? días? dias? giorn[oi] dagen dag dagar dagen? dager? dage päivää päivän dny dnem dní dn[ia] dzień gün napja nappal zile zi день дня дней дні днів дана? ημέρες μέρες hari ngày วัน أيام يوم ימים יום दिन 日 天 일",
}
_UNIT = {name: re.compile(rf"(?:{'|'.join(words.split())})$", re.I) for name, words in _UNITS.items()}
# Before the number or behind the unit: the word that makes a span of time one that is past.
_BEFORE = r"(?:vor|il y a|hace|há|acum|před|pred|prije|pre|преди|πριν(?: από)?|منذ|قبل|לפני)"
_BEHIND = r"(?:ago|fa|atrás|geleden|sedan|siden|sitten|temu|önce|ezelőtt|назад|тому|lalu|yang lalu|trước|ที่แล้ว|ก่อน|पहले|前|之前|전)"
_AMOUNT = r"(an?|one|une?|un|una|um|uma|einer?|einem|eine|\d{1,3})\s?([^\W\d_]{1,12}|[^\s\d.,|]{1,12}?)\.?"
_PAST = re.compile(
    rf"(?<!\w)(?:{_BEFORE}\s{_AMOUNT}(?=$|[\s|,•·)–—-])|{_AMOUNT}\s?{_BEHIND}(?=$|[\s|,•·)–—-]))", re.I
)
_MOST = 80
"""Longer lines say when something happened in the story, not when it was published."""
_MOST_DAYS = 31


def relative_date(line: str, at: datetime) -> str | None:
    """Return the moment in ISO 8601 that `line` states as an age, as seen at `at`, a time with zone; else None.

    An age in days gives a date without a time. An age in weeks or more is not exact enough, and gives None.
    """
    if len(line) > _MOST or (match := _PAST.search(line)) is None:
        return None
    amount, word = (match[1], match[2]) if match[1] else (match[3], match[4])
    count = int(amount) if amount.isdecimal() else 1
    unit = next((name for name, pattern in _UNIT.items() if pattern.match(word)), None)
    if unit is None or (unit == "days" and count > _MOST_DAYS):
        return None
    moment = at.astimezone(UTC) - timedelta(**{unit: count})
    if unit == "days":
        return moment.date().isoformat()
    return moment.replace(second=0, microsecond=0, minute=moment.minute * (unit == "minutes")).isoformat()
