"""Train the choice of who wrote a page's article.

    python bench/train_bylines.py --train SET… [--measure SET…] [--write]

A set is a folder of labelled pages (`labelled.py`). Those of `--train` are measured by cross-validation in five parts, by
site; those of `--measure` are only measured. With `--write` the model and its card go beside the code.
"""

from __future__ import annotations

import datetime
import re

from bench.choices import SETTINGS, Page, Recipe, site_of, train
from bench.labelled import Labelled
from etl.clean.fields.authors import people
from etl.clean.fields.byline_offers import offers
from etl.clean.fields.byline_signs import signs
from etl.clean.fields.bylines import LEAST, MODEL
from etl.clean.fields.metadata import page_parts, title_of
from etl.clean.fields.titles import names_of_site
from etl.clean.normalize import letters

_RECIPE = Recipe(SETTINGS, 200, LEAST)
_UNTOLD = 0.5
"""Weight of a page without known authors: some of them have one."""
_JOINED = re.compile(r"[;,|&]|\band\b|\bund\b|\bet\b")


def _page(page: Labelled) -> Page:
    parts = page_parts(page.root)
    title = title_of(page.root, parts)
    offered = offers(page.root, parts.tags, parts.article, parts.found, title, parts.publisher)
    rows = signs(offered, page.root, title, names_of_site(parts.publisher, parts.domain))
    gold = page.gold.get("authors") or []
    gold = [gold] if isinstance(gold, str) else gold
    # Degrees behind a name (`Jane Doe, MD`) are no part of it: what we learn from is the name, what counts the whole.
    named = _folded(people(gold))
    right = [bool(gold) and _folded(offer.names) in (named, _folded(gold)) for offer in offered.found]
    exact = [bool(gold) and _folded(offer.names) == _folded(gold) for offer in offered.found]
    return Page(site_of(page.url, page.file), rows, right, exact, 1.0 if gold else _UNTOLD, bool(gold))


def _folded(names: list[str]) -> frozenset[str]:
    parts = (
        letters(re.sub(r"^(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or)\s", "", part.strip()))
        for name in names
        for part in _JOINED.split(name)
    )
    return frozenset(part for part in parts if part)


def _card(rows: str, signs: int) -> str:
    return f"""# The choice of a page's authors

Boosted trees (LightGBM, {_RECIPE.trees} of 7 leaves) over {signs} signs of each list of names that a page offers as its authors:
where it stands, how it agrees with the others, its shape. No sign is a word of a language. An offer is taken from a
probability of {LEAST} on.

Trained {datetime.datetime.now(datetime.UTC):%Y-%m-%d} on WCXB's articles (CC-BY-4.0), the fixtures of postlight's parser (MIT) and pages of
the tests of Mozilla's Readability (Apache-2.0) and newspaper4k (MIT), none of which is in this repository. Again: `make train-bylines TRAIN="folder …"`.

| authors that are right, all and no other | pages | share |
|---|---|---|
{rows}

On WCXB nine in a hundred golds cannot be reached: degrees and posts in the name (`Jane Doe, MD`), desks, which are
credits here, or names that the page does not show.
"""


if __name__ == "__main__":
    train(__doc__, _RECIPE, _page, "authors", MODEL, _card)
