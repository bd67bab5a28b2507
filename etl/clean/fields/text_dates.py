"""When an article was published and changed, from the visible lines around its title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from etl.clean.dates.named import named_dates
from etl.clean.dates.numeric import numeric_dates
from etl.clean.dates.relative import relative_date
from etl.clean.dates.visible import Dates, parse_date_line

_UPDATED = re.compile(
    r"updat|modif|mise? à jour|aktualisiert|geändert|actualizad|atualizad|aggiornat|обновл|оновл|bijgewerkt|更新|aktualizov|zaktualizowan"
    r"|güncelle|수정|تحديث|עודכן|อัปเดต|cập nhật|diperbarui|frissít|actualizat|ενημέρωση|oppdatert|opdateret|uppdaterad",
    re.I,
)
# The digits of Arabic, Persian and Hindi.
_DIGITS = {start + digit: str(digit) for start in (0x660, 0x6F0, 0x966) for digit in range(10)}
# Two dates whose elements were set side by side: `3 March 20264 March 2026`.
_GLUED = re.compile(r"(?<=[\s./])((?:19|20)\d\d)(?=\d{1,2}[./\s]{1,2}\S)")
_MOST = 200
"""A date in a longer line is one that the article speaks of."""
_MOST_BETWEEN = 30
"""Characters between a word for "updated" and its date."""


def dates_of(lines: Iterable[str]) -> Dates:
    """Return the first date of publication and the first date of a change in the lines."""
    published = modified = None
    for line in lines:
        if (
            len(line) > _MOST
            or not any(map(str.isdigit, line))
            or (len(line) > 60 and line.endswith((".", "。", "?", "!")))
        ):
            continue
        found = named_or_numeric(line)
        if found == Dates():
            found = parse_date_line(line)
        published, modified = published or found.published_at, modified or found.modified_at
    return Dates(published, modified)


def ages_of(lines: Iterable[str], at: datetime) -> Dates:
    """Return the same from lines such as "2 hours ago", counted back from the time `at`."""
    published = modified = None
    for line in lines:
        if date := relative_date(line, at):
            if _UPDATED.search(line):
                modified = modified or date
            else:
                published = published or date
    return Dates(published, modified)


def named_or_numeric(line: str) -> Dates:
    """Return the first date of publication and the first of a change in a line, from usual formats only: this is fast."""
    if not line.isascii():
        line = line.translate(_DIGITS)
    line = _GLUED.sub(r"\1 | ", line)
    found = named_dates(line) + numeric_dates(line)
    published = modified = None
    last = 0
    for date in sorted(found, key=lambda date: date.start):
        label = line[last : date.start][-_MOST_BETWEEN:]
        if _UPDATED.search(label):
            modified = modified or date.iso
        else:
            published = published or date.iso
        last = date.end
    return Dates(published, modified)
