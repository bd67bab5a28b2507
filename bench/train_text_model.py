"""Train the model that finds an article's lines in plain text, and say how it does on sites it was not trained on.

    OPENBLAS_NUM_THREADS=1 python bench/train_text_model.py SCRAPES… --gold gold.ndjson [--write]

Each folder of `SCRAPES` holds one `ID.txt` for an `id` of the gold (`id`, `body`); the data are the development
pages, as the article's column and as the whole page, and the other forms of them that `text_pages.py` makes. A line is
the article's when at least half of its words stand in four neighbouring words of the gold body. The model is the
mean of small networks with one hidden layer, fitted by Adam with some of the features left out at each step.

Pages of one site never stand on both sides of a fold. With `--write` the model of all pages is written beside the cleaning.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.text_pages import Page, grams, pages_of, rearranged, site
from etl.clean import text_body

Values = NDArray[np.float32]
_NETWORKS, _UNITS = 2, 12
_EPOCHS, _BATCH, _RATE = 12, 1024, 2e-3
_LEFT_OUT = 0.2
"""Share of the features that a step does not see."""
_FOLDS = 6


def fit(pages: list[Page]) -> dict[str, Any]:
    """Return the model of `pages`: each feature's mean, deviation and weights to the units, and the units' own."""
    names = list(pages[0].columns)
    table = np.vstack([np.array([page.columns[name] for name in names]).T for page in pages])
    target = np.concatenate([page.is_body for page in pages]).astype(np.float32)
    share = np.concatenate([page.weight for page in pages])
    share = (share / share.mean()).astype(np.float32)
    middle, scale = table.mean(axis=0), table.std(axis=0)
    scale[scale == 0] = 1
    standard = np.clip((table - middle) / scale, -text_body.CLIP, text_body.CLIP)
    design = np.hstack([standard, np.ones((len(standard), 1))]).astype(np.float32)
    networks = [_network(design, target, share, seed) for seed in range(_NETWORKS)]
    hidden = np.hstack([network[0] for network in networks])
    out = np.concatenate([network[1] for network in networks]) / _NETWORKS
    rows = zip(names, middle, scale, hidden[:-1], strict=True)
    return {
        "features": {name: _rounded([centre, width, *into]) for name, centre, width, into in rows},
        "bias": _rounded(hidden[-1]),
        "units": _rounded(out),
    }


def _network(design: Values, target: Values, share: Values, seed: int) -> tuple[Values, Values]:
    """Return the weights into and out of the hidden units, fitted by Adam on the shuffled lines."""
    chance = np.random.default_rng(seed)
    count, width = design.shape
    weights = [
        (chance.standard_normal((width, _UNITS)) * 0.5 / np.sqrt(width)).astype(np.float32),
        (chance.standard_normal(_UNITS) * 0.3).astype(np.float32),
    ]
    means = [np.zeros_like(weight) for weight in weights]
    squares = [np.zeros_like(weight) for weight in weights]
    step = 0
    for epoch in range(_EPOCHS):
        order = chance.permutation(count)
        rate = _RATE * (1 - epoch / _EPOCHS)
        for start in range(0, count, _BATCH):
            batch = order[start : start + _BATCH]
            seen = chance.random((len(batch), width), dtype=np.float32) > _LEFT_OUT
            shown = design[batch] * seen / np.float32(1 - _LEFT_OUT)
            units = np.tanh(shown @ weights[0])
            error = share[batch] * (1 / (1 + np.exp(-(units @ weights[1]))) - target[batch]) / len(batch)
            slopes = shown.T @ (np.outer(error, weights[1]) * (1 - units**2)), units.T @ error
            step += 1
            for number, slope in enumerate(slopes):
                means[number] = 0.9 * means[number] + 0.1 * slope
                squares[number] = 0.999 * squares[number] + 0.001 * slope**2
                spread = np.sqrt(squares[number] / (1 - 0.999**step)) + 1e-8
                weights[number] = weights[number] - rate * means[number] / (1 - 0.9**step) / spread
    return weights[0].astype(np.float32), weights[1].astype(np.float32)


def _rounded(values: Any) -> list[float]:
    return [round(float(value), 4) for value in values]


def use(model: dict[str, Any]) -> None:
    """Have the cleaning use `model` from here on; the file has one feature a line."""
    rows = [f"  {json.dumps(name)}: {json.dumps(values)}" for name, values in model["features"].items()]
    rest = [f' "{name}": {json.dumps(model[name])}' for name in ("bias", "units")]
    text = ",\n".join(['{\n "features": {\n' + ",\n".join(rows) + "\n }", *rest]) + "\n}\n"
    text_body.MODEL.write_text(text, encoding="utf-8")
    text_body._model.cache_clear()


def score(pages: list[Page], gold: dict[str, str]) -> dict[str, list[tuple[float | None, float]]]:
    """Return precision (None without output) and recall of each page, by folder."""
    results: dict[str, list[tuple[float | None, float]]] = {}
    for page in pages:
        chosen = text_body.article_lines(page.lines)
        got, wanted = grams("\n".join(page.lines[n].text for n in chosen)), grams(gold[page.id])
        same = (got & wanted).total()
        results.setdefault(page.folder, []).append(
            (same / got.total() if got else None, same / wanted.total())
        )
    return results


def summary(results: list[tuple[float | None, float]], count: int) -> str:
    precision = mean(p for p, _ in results if p is not None)
    recall = sum(r for _, r in results) / count
    return f"body F1 {2 * precision * recall / (precision + recall):.3f} precision {precision:.3f} recall {recall:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scrapes", type=Path, nargs="+")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    before = text_body.MODEL.read_bytes() if text_body.MODEL.exists() else None
    gold = {
        row["id"]: row["body"] for row in map(json.loads, args.gold.read_text(encoding="utf-8").splitlines())
    }
    loaded = [pages_of(folder, gold) for folder in args.scrapes]
    real = [page for pages, _ in loaded for page in pages]
    everything = real + [page for _, copies in loaded for page in copies] + rearranged(real, 1)
    sites = sorted({site(page.id) for page in real})
    order = np.random.default_rng(0).permutation(len(sites))
    unseen: dict[str, list[tuple[float | None, float]]] = {}
    for fold in range(_FOLDS):
        held = {sites[number] for number in order[fold::_FOLDS]}
        use(fit([page for page in everything if page.sites.isdisjoint(held)]))
        for folder, results in score([page for page in real if site(page.id) in held], gold).items():
            unseen.setdefault(folder, []).extend(results)
    for folder, results in unseen.items():
        print(f"{folder}, sites not trained on: {summary(results, len(gold))}")
    use(fit(everything))
    for folder, results in score(real, gold).items():
        print(f"{folder}, all sites: {summary(results, len(gold))}")
    if not args.write and before is not None:
        text_body.MODEL.write_bytes(before)


if __name__ == "__main__":
    main()
