"""Train the choice of a page's headline: `bench/train_headline.py DATA` writes `etl/clean/fields/headline.onnx` and its card.

DATA is the folder of labelled sets (`html/wcxb-articles`, `metadata/postlight`; CC-BY-4.0 and MIT). Without `--write`
it only says how many titles are right on sites that the model has not seen (five parts, by site). Sets below
`html/` whose pages are only for measuring may be named after it.
"""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from bench.choices import SETTINGS, Page, Recipe, measured, site_of
from bench.labelled import Labelled, labelled
from bench.onnx_trees import write
from etl.clean.fields.headline import MODEL, offers, signs
from etl.clean.fields.metadata import page_parts
from etl.clean.fields.titles import names_of_site
from etl.clean.normalize import letters
from etl.clean.page import jsonld

_RECIPE = Recipe(
    SETTINGS | {"num_leaves": 15, "feature_fraction": 0.5, "lambda_l2": 2},
    300,
)
TRAIN = ("html/wcxb-articles", "metadata/postlight")


def _page(page: Labelled) -> Page:
    parts = page_parts(page.root)
    names = names_of_site(parts.publisher, parts.domain)
    offered = offers(page.root, jsonld.text(parts.article.get("headline")), parts.tags, names)
    rows = signs(offered, page.root, parts.url, names)
    right = [letters(offer.text) == letters(page.gold["title"]) for offer in offered]
    return Page(site_of(page.url, page.file), rows, right)


def main() -> None:
    """Cross-validate, measure, and write the model when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("measured", nargs="*", help="sets below html/ to measure on")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    trained, others = (
        {name: [_page(page) for page in labelled(args.data / name, "title")] for name in names}
        for names in (TRAIN, [f"html/{name}" for name in args.measured])
    )
    model, said = measured(_RECIPE, trained, others, "titles")
    print("\n".join(said))
    if args.write:
        names = model.feature_name()
        write([model], names, MODEL)
        MODEL.with_suffix(".md").write_text(_card(said, names), encoding="utf-8")


def _card(said: list[str], names: list[str]) -> str:
    rows = "\n".join(said)
    return f"""# The choice of a page's headline

Boosted trees (LightGBM, {_RECIPE.trees} of 15 leaves) over {len(names)} signs of each text that a page offers as its title:
where it stands, how it agrees with the others, its shape. No sign is a word.

Trained {datetime.datetime.now(datetime.UTC):%Y-%m-%d} on WCXB's articles (CC-BY-4.0) and the fixtures of postlight's parser (MIT), none of
which is in this repository. Again: `make train-headline DATA=folder`.

| titles that are right | pages | share |
|---|---|---|
{rows}
"""


if __name__ == "__main__":
    main()
