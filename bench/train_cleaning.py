"""Train the judges of lines from nothing, of pages and of plain-text scrapes, and say how they do on sites that they were not trained on.

    python bench/train_cleaning.py --train SET… [--measure SET…] [--of pages|scrapes] [--folds N] [--write]

A set is a folder of pages with their gold (`cleaning_pages.rows` tells its forms). Those of `--train` are learnt from, and measured by
site-wise cross-validation, of all or so many folds; those of `--measure` are only measured. Scrapes are made from the same pages
(`scrapes.py`). With `--write` the models and their cards go beside the cleaning.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import lightgbm
import numpy as np

from bench import onnx_trees
from bench.cleaning_pages import Array, Labelled, grams, pages
from bench.scrapes import scrapes
from etl.clean.judge import page_lines, scrape_lines

_PARAMETERS = {
    "objective": "cross_entropy", "num_leaves": 31, "min_data_in_leaf": 60, "feature_fraction": 0.3,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 1.0, "max_bin": 63, "verbose": -1, "num_threads": 2, "seed": 1,
}  # fmt: skip
_KEPT = {True: 0.6, False: 0.4}
"""Share of the lines of a page, and of another form of one, that are trained on; lines of much weight stay."""
_FOLDS = 5


@dataclass(frozen=True)
class Judge:
    """One of the models: what it reads, how its lines are chosen, and how many trees it has."""

    path: Path
    read: Callable[[Path, bool], Iterator[Labelled]]
    choose: Callable[[Array, Labelled], list[int]]
    fingerprint: Callable[[], str]
    about: str
    trees: int
    rate: float


JUDGES = {
    "pages": Judge(
        page_lines.MODEL,
        lambda folder, copies: pages(folder, copies=copies),
        lambda likely, _: page_lines.choose(likely.tolist()),
        page_lines.fingerprint,
        "a page's line (`signs.py`)",
        180,
        0.11,
    ),
    "scrapes": Judge(
        scrape_lines.MODEL,
        lambda folder, copies: scrapes(folder, copies=copies),
        lambda likely, page: scrape_lines.choose(likely, page.lines),
        scrape_lines.fingerprint,
        "a scrape's line (`scrape_signs.py`)",
        200,
        0.09,
    ),
}


def table(page: Labelled) -> Array:
    return np.array(list(page.columns.values()), dtype=np.float32).T  # type: ignore[return-value]  # halves what it takes


def fit(judge: Judge, training: Iterable[Labelled], names: list[str]) -> lightgbm.Booster:
    """Return the trees that tell how much of a line the gold has from the signs `names`."""
    chance = np.random.default_rng(0)
    tables, shares, weights = [], [], []
    seen: set[str] = set()
    for page in training:
        is_first = page.name not in seen
        seen.add(page.name)
        likely = np.clip(_KEPT[is_first] * page.weights / page.weights.mean(), 0.15, 1)
        kept = chance.random(len(likely)) < likely
        tables.append(table(page)[kept])
        shares.append(page.share[kept])
        weights.append((page.weights / likely)[kept])
    weight = np.concatenate(weights)
    data = lightgbm.Dataset(
        np.vstack(tables),
        np.concatenate(shares),
        weight=weight / weight.mean(),
        feature_name=[f"s{n}" for n in range(len(names))],
    )
    return lightgbm.train({**_PARAMETERS, "learning_rate": judge.rate}, data, judge.trees)


def scores(judge: Judge, found: Iterable[tuple[Labelled, Array]]) -> str:
    """Return the body's F1 of mean precision and mean recall, in runs of four words."""
    precisions, recalls = [], []
    for page, likely in found:
        chosen = [page.texts[number] for number in judge.choose(likely, page)]
        got, wanted = grams("\n".join(chosen)), grams(page.body)
        same = (got & wanted).total()
        recalls.append(same / wanted.total())
        if got:
            precisions.append(same / got.total())
    precision, recall = mean(precisions or [0.0]), mean(recalls)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{f1:.3f} | {precision:.3f} | {recall:.3f} | {len(recalls)}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, nargs="+", required=True)
    parser.add_argument("--measure", type=Path, nargs="*", default=[])
    parser.add_argument("--of", choices=JUDGES, nargs="*", default=list(JUDGES))
    parser.add_argument("--folds", type=int, choices=range(1, _FOLDS + 1), default=_FOLDS)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    for name in args.of:
        train(JUDGES[name], args.train, args.measure, args.folds, is_written=args.write)


def train(judge: Judge, learnt: list[Path], measured: list[Path], folds: int, *, is_written: bool) -> None:
    """Train one judge, print its figures, and write it with its card when `is_written`."""
    training = [page for folder in learnt for page in judge.read(folder, True)]
    names = list(training[0].columns)
    real = {page.name: page for page in reversed(training)}
    sites = sorted({page.site for page in training})
    order = np.random.default_rng(0).permutation(len(sites))
    report = []
    found = []
    for fold in range(folds):
        held = {sites[number] for number in order[fold::_FOLDS]}
        kept = (page for page in training if page.site not in held and page.other not in held)
        model = fit(judge, kept, names)
        found += [(page, model.predict(table(page))) for page in real.values() if page.site in held]
    report.append(
        f"| training sets, {folds} of {_FOLDS} folds of their sites held out | {scores(judge, found)} |"
    )
    model = fit(judge, training, names)
    for folder in measured:
        judged = ((page, model.predict(table(page))) for page in judge.read(folder, False))
        report.append(f"| {folder.name} | {scores(judge, judged)} |")
    print("\n".join(report))
    if is_written:
        onnx_trees.write([model], names, judge.path, fingerprint=judge.fingerprint())
        sets = ", ".join(folder.name for folder in learnt)
        judge.path.with_suffix(".md").write_text(card(judge, sets, names, report), encoding="utf-8")


def card(judge: Judge, sets: str, names: list[str], report: list[str]) -> str:
    """Return the text of the model's card."""
    figures = "\n".join(report)
    digest = hashlib.sha256(judge.path.read_bytes()).hexdigest()
    return f"""# The judge of lines

`{judge.path.name}` tells from {len(names)} signs of {judge.about} how likely it is the article's. {judge.trees} boosted trees of 31 leaves (LightGBM, MIT),
run by onnxruntime; no word of any page is in it.

- Made {datetime.now(UTC):%Y-%m-%d} by `make train-cleaning` (`bench/train_cleaning.py`) on: {sets}.
- Licences of the data: WCXB (CC-BY-4.0); pages of Mozilla Readability's and newspaper4k's tests (Apache-2.0, MIT). Sets that are only measured were not trained on.
- Signs: {judge.fingerprint()}. Model: {digest}.

Body of the article, runs of four words, the judge and its choice of lines (the cleaning drops a few more around it):

| set | F1 | precision | recall | pages |
|---|---|---|---|---|
{figures}
"""


if __name__ == "__main__":
    main()
