"""Train the choice of a page's headline: `bench/train_headline.py DATA` writes `etl/clean/fields/headline.onnx` and its card.

DATA is the folder of labelled sets (`html/wcxb-articles`, `metadata/postlight`; CC-BY-4.0 and MIT). Without `--write`
it only says how many titles are right on sites that the model has not seen (five parts, by site). Sets below
`html/` whose pages are only for measuring may be named after it.
"""

from __future__ import annotations

import argparse
import datetime
import zlib
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np

from bench.labelled import Labelled, labelled
from bench.onnx_trees import write
from etl.clean.fields.headline import MODEL, Offer, offers, signs
from etl.clean.fields.metadata import page_parts
from etl.clean.fields.titles import names_of_site
from etl.clean.normalize import letters
from etl.clean.page import jsonld

_PARTS = 5
_TREES = 300
_SETTINGS = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 15, "feature_fraction": 0.5,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 2, "verbose": -1, "num_threads": 1, "seed": 1,
    "deterministic": True,
}  # fmt: skip
TRAIN = ("html/wcxb-articles", "metadata/postlight")


class Page:
    """The offers of one page with their signs, and which of them is right."""

    def __init__(self, page: Labelled) -> None:
        parts = page_parts(page.root)
        names = names_of_site(parts.publisher, parts.domain)
        self.site = ".".join((urlsplit(page.url).hostname or page.file).split(".")[-2:])
        self.offers: list[Offer] = offers(
            page.root, jsonld.text(parts.article.get("headline")), parts.tags, names
        )
        self.rows = signs(self.offers, page.root, parts.url, names)
        self.right = [letters(offer.text) == letters(page.gold["title"]) for offer in self.offers]

    def is_right(self, model: lightgbm.Booster, names: list[str]) -> bool:
        """Return whether `model` chooses the right one."""
        return bool(self.rows) and self.right[int(np.argmax(model.predict(_table(self.rows, names))))]


def _table(rows: list[dict[str, float]], names: list[str]) -> Any:
    return np.array([[row[name] for name in names] for row in rows], dtype=np.float32)


def _train(pages: list[Page], names: list[str]) -> lightgbm.Booster:
    rows = [row for page in pages for row in page.rows]
    right = [float(value) for page in pages for value in page.right]
    return lightgbm.train(_SETTINGS, lightgbm.Dataset(_table(rows, names), right), _TREES)


def main() -> None:
    """Cross-validate, measure, and write the model when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("measured", nargs="*", help="sets below html/ to measure on")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    sets = {name: [Page(page) for page in labelled(args.data / name, "title")] for name in TRAIN}
    pages = [page for found in sets.values() for page in found]
    names = list(next(page for page in pages if page.rows).rows[0])
    models = [
        _train([page for page in pages if zlib.crc32(page.site.encode()) % _PARTS != part], names)
        for part in range(_PARTS)
    ]
    said = []
    for name, found in sets.items():
        share = mean(page.is_right(models[zlib.crc32(page.site.encode()) % _PARTS], names) for page in found)
        said.append(f"| {name}, sites not trained on | {len(found)} | {share:.3f} |")
    model = _train(pages, names)
    for name in args.measured:
        found = [Page(page) for page in labelled(args.data / "html" / name, "title")]
        said.append(
            f"| html/{name}, only measured | {len(found)} | {mean(p.is_right(model, names) for p in found):.3f} |"
        )
    print("\n".join(said))
    if args.write:
        write(model, names, MODEL)
        MODEL.with_suffix(".md").write_text(_card(said, names), encoding="utf-8")


def _card(said: list[str], names: list[str]) -> str:
    rows = "\n".join(said)
    return f"""# The choice of a page's headline

Boosted trees (LightGBM, {_TREES} of 15 leaves) over {len(names)} signs of each text that a page offers as its title:
where it stands, how it agrees with the others, its shape. No sign is a word.

Trained {datetime.datetime.now(datetime.UTC):%Y-%m-%d} on WCXB's articles (CC-BY-4.0) and the fixtures of postlight's parser (MIT), none of
which is in this repository. Again: `make train-headline DATA=folder`.

| titles that are right | pages | share |
|---|---|---|
{rows}
"""


if __name__ == "__main__":
    main()
