"""Train the choice of the day on which a page's article was published.

    python bench/train_dates.py --train SET… [--measure SET…] [--write]

A set is a folder of labelled pages (`labelled.py`). Those of `--train` are measured by cross-validation in five parts, by
site; those of `--measure` are only measured. Of the pages of `--hidden`, those count whose address has a day: it is taken out of the
page and of all addresses on it, and has to be found by what else the page shows. With `--write` the model and its card go beside the code.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lxml import etree

from bench.choices import SETTINGS, Page, Recipe, site_of, train
from bench.labelled import Labelled
from etl.clean.fields.date_offers import declared, offers
from etl.clean.fields.date_signs import signs
from etl.clean.fields.metadata import page_parts, title_of
from etl.clean.fields.page_dates import MODEL, chosen
from etl.clean.page.parse import parse

_RECIPE = Recipe(SETTINGS | {"min_data_in_leaf": 10}, 200)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/")
_OLDER, _WITH_TODAY, _IN_HEADER, _MOST_DAYS = 0.5, 0.5, 0.5, 30
"""Of the copies made older: their weight, the shares of them with a date of today and of those with it in a header, and by how many
days it may be later."""
_NAMES = ("", "", "date", "today", "header-date", "top")
_FORMS = ("%A, %B %d, %Y", "%A, %d %B, %Y", "%b %d, %Y", "%d %B %Y", "%Y-%m-%d")
_UNTOLD = 0.3
"""Weight of a page without a known date: many of them have one."""


def _page(page: Labelled, *, declares: bool = True) -> Page:
    parts = page_parts(page.root)
    title = title_of(page.root, parts)
    said = declared(page.root, parts.tags, parts.article) if declares else []
    offered = offers(page.root, said, title, parts.url, page.content if declares else "")
    rows = signs(offered, page.root, parts.url)
    gold = _gold(page)
    right = [bool(gold) and _is_same_day(gold, offer.date) for offer in offered.found]
    return Page(
        site_of(page.url, page.file),
        rows,
        right,
        None,
        1.0 if gold else _UNTOLD,
        bool(gold),
        lambda likely: chosen(offered.found, lambda: likely),
    )


def _gold(page: Labelled) -> str:
    """Return the day that is right, or "" when it is not known to the day."""
    gold = str(page.gold.get("date") or page.gold.get("published_at") or "")
    return gold if len(gold) >= len("2026-01-01") else ""


def _made_older(page: Labelled) -> Page | None:
    """Return a copy of a page with a known day, as sites were: it declares no date, and may print that of today at its top."""
    gold = _gold(page)
    body = page.root.find("body")
    if not gold or body is None:
        return None
    choose = random.Random(page.file)
    if choose.random() < _WITH_TODAY:
        today = date.fromisoformat(gold[:10]) + timedelta(days=choose.randint(0, _MOST_DAYS))
        top = next(body.iter("header", "nav"), body) if choose.random() < _IN_HEADER else body
        element = etree.Element(choose.choice(("div", "span", "p")))
        if name := choose.choice(_NAMES):
            element.set("class", name)
        element.text = today.strftime(choose.choice(_FORMS))
        top.insert(0, element)
    made = _page(page, declares=False)
    return replace(made, weight=_OLDER)


def _hidden(page: Labelled) -> Page | None:
    """Return the page without the day that its address tells, with that day as the right one; None if there is none."""
    told = _IN_ADDRESS.search(page.url)
    if told is None:
        return None
    content = _IN_ADDRESS.sub("/x/", page.content)
    day = f"{told[1]}-{int(told[2]):02}-{int(told[3]):02}"
    address = _IN_ADDRESS.sub("/x/", page.url)
    return _page(Labelled(page.file, address, content, parse(content), {"date": day}))


def _is_same_day(gold: str, found: str) -> bool:
    """Return whether both are the same day as written, or in UTC where both have an offset."""
    if gold[:10] == found[:10]:
        return True
    a, b = (datetime.fromisoformat(text.replace("Z", "+00:00")) for text in (gold, found))
    return bool(a.tzinfo and b.tzinfo and a.astimezone(UTC).date() == b.astimezone(UTC).date())


def _card(rows: str, signs: int) -> str:
    return f"""# The choice of the day on which a page's article was published

Boosted trees (LightGBM, {_RECIPE.trees} of 7 leaves) over {signs} signs of each day that a page offers: where it stands, how it agrees
with the others, its form. No sign is a word. What the page declares as that day comes before (`page_dates.py`).

Trained {datetime.now(UTC):%Y-%m-%d} on WCXB's articles (CC-BY-4.0), the fixtures of postlight's parser (MIT) and pages of
the tests of Mozilla's Readability (Apache-2.0) and newspaper4k (MIT), none of which is in this repository, and on a copy of each page with a known day, made older: it
declares no date, and every second copy prints a later one, that of today, at its top. Again:
`make train-dates TRAIN="folder …" HIDDEN="folder …"`. In the last rows the day is that of the page's address, taken out of the page before.

| days that are right | pages | share |
|---|---|---|
{rows}

On WCXB one gold in ten cannot be reached: five in a hundred are the day of a change where the page declares another as that of
publication, as many are nowhere on the page. Of postlight's, five are instants of Japan that the pages give without a zone.
"""


if __name__ == "__main__":
    train(__doc__, _RECIPE, _page, "days", MODEL, _card, _hidden, _made_older)
