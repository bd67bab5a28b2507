"""When an article came out and was changed, from the visible lines around its title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.clean.dates import Dates, parse_date_line
from etl.clean.named_dates import named_dates

_UPDATED = re.compile(
    r"updat|modif|mise? à jour|aktualisiert|geändert|actualizad|atualizad|aggiornat|обновл|оновл|bijgewerkt|更新|aktualizov|zaktualizowan"
    r"|güncelle|수정|تحديث|oppdatert|opdateret|uppdaterad",
    re.I,
)
_MOST = 200
"""Characters of a line above which a date in it is one the article speaks of."""
_MOST_BETWEEN = 30
"""Characters between a word for "updated" and its date."""


def dates_of(lines: Iterable[str]) -> Dates:
    """Return the first date of publication and the first of a change that the lines state."""
    published = modified = None
    for line in lines:
        if (
            len(line) > _MOST
            or not any(map(str.isdigit, line))
            or (len(line) > 60 and line.endswith((".", "。", "?", "!")))
        ):
            continue
        found = _of_line(line)
        published, modified = published or found.published_at, modified or found.modified_at
    return Dates(published, modified)


def _of_line(line: str) -> Dates:
    named = named_dates(line)
    if not named:
        return parse_date_line(line)
    published = modified = None
    last = 0
    for date in named:
        label = line[last : date.start][-_MOST_BETWEEN:]
        if _UPDATED.search(label):
            modified = modified or date.iso
        else:
            published = published or date.iso
        last = date.end
    return Dates(published, modified)
