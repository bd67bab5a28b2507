"""Train the choice of the day on which a page's article was published.

    python bench/train_dates.py --train SET… [--measure SET…] [--write]

A set is a folder of labelled pages (`labelled.py`). Those of `--train` are measured by cross-validation in five parts, by
site; those of `--measure` are only measured. With `--write` the model and its card go beside the code.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bench.choices import SETTINGS, Page, Recipe, site_of, train
from bench.labelled import Labelled
from etl.clean.fields.date_offers import declared, offers
from etl.clean.fields.date_signs import signs
from etl.clean.fields.metadata import page_parts, title_of
from etl.clean.fields.page_dates import MODEL, chosen

_RECIPE = Recipe(SETTINGS | {"min_data_in_leaf": 10}, 200)
_UNTOLD = 0.3
"""Weight of a page without a known date: many of them have one."""


def _page(page: Labelled) -> Page:
    parts = page_parts(page.root)
    title = title_of(page.root, parts)
    said = declared(page.root, parts.tags, parts.article)
    offered = offers(page.root, said, title, parts.url, page.content)
    rows = signs(offered, page.root, title, parts.url)
    gold = str(page.gold.get("date") or page.gold.get("published_at") or "")
    gold = gold if len(gold) >= len("2026-01-01") else ""
    right = [bool(gold) and _is_same_day(gold, offer.date) for offer in offered.found]
    return Page(
        site_of(page.url, page.file),
        rows,
        right,
        None,
        1.0 if gold else _UNTOLD,
        bool(gold),
        lambda likely: chosen(offered.found, likely),
    )


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
the tests of Mozilla's Readability (Apache-2.0) and newspaper4k (MIT), none of which is in this repository. Again:
`make train-dates TRAIN="folder …"`.

| days that are right | pages | share |
|---|---|---|
{rows}

On WCXB one gold in ten cannot be reached: five in a hundred are the day of a change where the page declares another as that of
publication, as many are nowhere on the page. Of postlight's, five are instants of Japan that the pages give without a zone.
"""


if __name__ == "__main__":
    train(__doc__, _RECIPE, _page, "days", MODEL, _card)
