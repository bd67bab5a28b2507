"""Choices of one offer out of those of a page: trained, and cross-validated by site."""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np

from bench.labelled import Labelled, labelled
from bench.onnx_trees import write

PARTS = 5
SETTINGS = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 7, "min_data_in_leaf": 15, "feature_fraction": 0.4,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "verbose": -1, "num_threads": 1, "seed": 1,
    "deterministic": True,
}  # fmt: skip
"""Of LightGBM, where a recipe says no other."""


@dataclass
class Page:
    """The offers of one page by their signs."""

    site: str
    rows: list[dict[str, float]]
    right: list[bool]  # what the choice is trained to take
    counted: list[bool] | None = None  # what counts as right when it is measured; None: the same
    weight: float = 1.0
    has_gold: bool = True
    choose: Callable[[list[float]], int | None] | None = None  # which offer is taken; None: the likeliest


@dataclass(frozen=True)
class Recipe:
    """How the trees are trained, and what the chosen offer must have."""

    settings: dict[str, Any]
    trees: int
    least: float = 0.0

    def train(self, pages: Iterable[Page]) -> lightgbm.Booster:
        """Return trees that tell the right offers of `pages` from the others."""
        used = [page for page in pages if page.rows]
        names = list(used[0].rows[0])
        right = np.concatenate([page.right for page in used]).astype(float)
        weights = np.concatenate([np.full(len(page.rows), page.weight) for page in used])
        data = lightgbm.Dataset(
            np.vstack([table(page.rows, names) for page in used]), right, weight=weights, feature_name=names
        )
        return lightgbm.train(self.settings, data, self.trees)

    def chosen(self, model: lightgbm.Booster, page: Page) -> int | None:
        """Return the number of the offer that `model` chooses, or None when it takes none of them."""
        if not page.rows:
            return None
        likely = model.predict(table(page.rows, list(page.rows[0])))
        if page.choose:
            return page.choose(likely.tolist())
        best = int(np.argmax(likely))
        return best if likely[best] >= self.least else None

    def is_right(self, model: lightgbm.Booster, page: Page) -> bool:
        """Return whether `model` chooses the right offer."""
        best = self.chosen(model, page)
        return best is not None and (page.counted or page.right)[best]


def table(rows: list[dict[str, float]], names: Sequence[str]) -> Any:
    """Return the signs as numbers, a row an offer."""
    return np.array([[row[name] for name in names] for row in rows], dtype=np.float32)


def site_of(url: str, file: str) -> str:
    """Return the site of a page, by its file's name when there is no address."""
    return ".".join((urlsplit(url).hostname or file).split(".")[-2:])


def part_of(page: Page) -> int:
    """Return which of the parts holds the page's site."""
    return zlib.crc32(page.site.encode()) % PARTS


def measured(
    recipe: Recipe, trained: dict[str, list[Page]], others: dict[str, list[Page]], what: str
) -> tuple[lightgbm.Booster, list[str]]:
    """Return the model of all `trained` sets and the rows of its card: how often it is right on sites not trained on."""
    pages = [page for found in trained.values() for page in found]
    models = [recipe.train(page for page in pages if part_of(page) != part) for part in range(PARTS)]
    model = recipe.train(pages)
    said = [
        *_rows(trained, f"{what}, sites not trained on", lambda page: models[part_of(page)], recipe),
        *_rows(others, f"{what}, only measured", lambda _: model, recipe),
    ]
    return model, said


def _rows(
    sets: dict[str, list[Page]], what: str, model: Callable[[Page], lightgbm.Booster], recipe: Recipe
) -> Iterable[str]:
    for name, found in sets.items():
        told = [page for page in found if page.has_gold]
        yield f"| {name}: {what} | {len(told)} | {mean(recipe.is_right(model(p), p) for p in told):.3f} |"
        if untold := [page for page in found if not page.has_gold]:
            share = mean(recipe.chosen(model(page), page) is not None for page in untold)
            yield f"| {name}: chosen where none is known | {len(untold)} | {share:.3f} |"


def train(
    description: str | None,
    recipe: Recipe,
    page_of: Callable[[Labelled], Page],
    what: str,
    model_file: Path,
    card: Callable[[str, int], str],
    hidden: Callable[[Labelled], Page | None] | None = None,
    made: Callable[[Labelled], Page | None] | None = None,
) -> None:
    """Cross-validate on the sets of the command line, measure, and write the model and its card when asked to.

    `card` makes the card of the rows of figures and the number of signs; `hidden` makes pages that are only measured out of
    those of `--hidden`, or None; `made` makes another form of a page to train on, or None.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", nargs="+", type=Path, required=True)
    parser.add_argument("--measure", nargs="*", type=Path, default=[])
    if hidden:
        parser.add_argument("--hidden", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    trained, others = (
        {
            f"{path.parent.name}/{path.name}": [page_of(page) for page in labelled(path, "title")]
            for path in paths
        }
        for paths in (args.train, args.measure)
    )
    if made:
        for path in args.train:
            others_made = [page for one in labelled(path, "title") if (page := made(one))]
            trained[f"{path.parent.name}/{path.name}, made older"] = others_made
    if hidden:
        for path in args.hidden:
            found = [page for one in labelled(path, "url") if (page := hidden(one))]
            others[f"{path.parent.name}/{path.name}, told by the address, which is hidden"] = found
    model, said = measured(recipe, trained, others, what)
    rows = "\n".join(said)
    print(rows)
    if args.write:
        names = model.feature_name()
        write([model], names, model_file)
        model_file.with_suffix(".md").write_text(card(rows, len(names)), encoding="utf-8")
