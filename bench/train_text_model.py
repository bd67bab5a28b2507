"""Train the model that finds an article's lines in plain text, and say how it does on sites it was not trained on.

    python bench/train_text_model.py SCRAPES… --gold gold.ndjson [--write]

Each folder of `SCRAPES` holds one `ID.txt` for an `id` of the gold (`id`, `body`); the data are the development
pages, as the article's column and as the whole page. A line is the article's when at least half of its words stand in four
neighbouring words of the gold body. Each page in Latin letters is also learned from rewritten in made-up letters:
without capitals, without spaces, and without full stops, so that the model does not lean on the words and
marks of a few languages. The model is a logistic regression with an L2 penalty, fitted by Newton's method.

Pages of one site never stand on both sides of a fold. With `--write` the model of all pages is written beside the cleaning.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from etl.clean import text_body
from etl.clean.text_features import features
from etl.clean.text_lines import Line, as_lines, lines_of_text

Array = NDArray[np.float64]
_CJK = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])\w)+")
_WORD = re.compile(r"[^\W\d_]+")
_PENALTY = 2_300.0
_MADE_UP = 0.1
"""Weight of a page in made-up letters, where the page itself has 1."""
_FOLDS = 6
_PUBLISHERS = {"cnn": "cnn", "n4k-cnn_article": "cnn", "n4k-arabic_article": "cnn", "n4k-cleveland.com1": "cleveland",
    "n4k-video_article_01": "cleveland", "n4k-japanese_article2": "afpbb"}  # fmt: skip
"""Pages whose names do not tell that they are of one site or text."""


@dataclass
class Page:
    """A scrape, the features of its lines, and which of them the gold has."""

    id: str
    folder: str
    lines: list[Line]
    columns: dict[str, Array]
    is_body: Array
    weight: Array


def grams(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))) if words else Counter()


def labels(body: str, lines: list[Line]) -> tuple[Array, Array]:
    """Return how many words of each line the gold has in order, and how many there are."""
    wanted = grams(body)
    words = [(word, number) for number, line in enumerate(lines) for word in _TOKEN.findall(line.text)]
    is_in = np.zeros(len(words))
    for start in range(len(words) - 3):
        if tuple(word for word, _ in words[start : start + 4]) in wanted:
            is_in[start : start + 4] = 1
    numbers = np.array([number for _, number in words], dtype=int)
    return np.bincount(numbers, is_in, len(lines)), np.bincount(numbers, minlength=len(lines)).astype(float)


def made_up(text: str, script: str) -> str:
    """Return `text` with each word in letters of another script; the same word always the same letters."""

    def word(match: re.Match[str]) -> str:
        letters = match[0].casefold()
        if script == "caseless":
            return "".join(chr(0x0628 + ord(letter) % 19) for letter in letters)
        seed = sum((place + 1) * ord(letter) for place, letter in enumerate(letters))
        return "".join(
            chr(0x4E00 + (seed * (place + 7)) % 3000) for place in range(max(1, round(len(letters) / 3)))
        )

    text = _WORD.sub(word, text)
    if script == "caseless":
        return text.replace("?", "؟").replace(",", "،")
    text = re.sub(r"(?<=[\u4e00-\u9fff,.!?;:]) (?=[\u4e00-\u9fff])", "", text)
    if script == "without spaces":
        return re.sub(r"\.(?!\d)", "。", text).replace(",", "，").replace("?", "？")
    return re.sub(r"[.,](?!\d)", " ", text)


def pages_of(folder: Path, gold: dict[str, str]) -> tuple[list[Page], list[Page]]:
    """Return the pages of a folder, and those again in made-up letters."""
    real, copies = [], []
    for id_, body in gold.items():
        lines = lines_of_text((folder / f"{id_}.txt").read_text(encoding="utf-8"))
        if not lines:
            continue
        inside, words = labels(body, lines)
        is_body = (inside >= 0.5 * np.maximum(1, words)).astype(float)
        share = np.minimum((words + 2) / (inside.sum() + 60), 1)
        real.append(Page(id_, folder.name, lines, features(lines), is_body, share))
        letters = "".join(line.text for line in lines)
        if sum(c.isascii() and c.isalpha() for c in letters) <= sum(map(str.isalpha, letters)) / 2:
            continue
        for script in ("caseless", "without spaces", "without full stops"):
            texts = [" ".join(made_up(line.text, script).split()) or line.text for line in lines]
            pairs = zip(texts, lines, strict=True)
            other = as_lines(
                chain.from_iterable(("", text) if line.after_blank else (text,) for text, line in pairs)
            )
            copies.append(Page(id_, folder.name, other, features(other), is_body, _MADE_UP * share))
    return real, copies


def fit(pages: list[Page]) -> dict[str, Any]:
    """Return the model of `pages`: each feature's mean, deviation and weight, and the intercept."""
    names = list(pages[0].columns)
    table = np.vstack([np.array([page.columns[name] for name in names]).T for page in pages])
    target = np.concatenate([page.is_body for page in pages])
    share = np.concatenate([page.weight for page in pages])
    share = share / share.mean()
    middle, scale = table.mean(axis=0), table.std(axis=0)
    scale[scale == 0] = 1
    standard = np.clip((table - middle) / scale, -text_body.CLIP, text_body.CLIP)
    design = np.hstack([standard, np.ones((len(standard), 1))])
    penalty = np.full(design.shape[1], _PENALTY)
    penalty[-1] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(12):
        likely = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (share * (likely - target)) + penalty * weights
        curve = design.T @ (design * (share * likely * (1 - likely))[:, None]) + np.diag(penalty)
        weights -= np.linalg.solve(curve, slope)
    rows = zip(names, middle, scale, weights[:-1], strict=True)
    return {
        "features": {name: [round(float(v), 5) for v in values] for name, *values in rows},
        "intercept": round(float(weights[-1]), 5),
    }


def use(model: dict[str, Any]) -> None:
    """Have the cleaning use `model` from here on."""
    text_body.MODEL.write_bytes(orjson.dumps(model, option=orjson.OPT_INDENT_2))
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


def site(id_: str) -> str:
    return _PUBLISHERS.get(id_) or re.sub(r"^n4k-|[-_.]?\w{0,7}\d+$|_article.*$", "", id_)


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
    everything = real + [page for _, copies in loaded for page in copies]
    sites = sorted({site(page.id) for page in real})
    order = np.random.default_rng(0).permutation(len(sites))
    unseen: dict[str, list[tuple[float | None, float]]] = {}
    for fold in range(_FOLDS):
        held = {sites[number] for number in order[fold::_FOLDS]}
        use(fit([page for page in everything if site(page.id) not in held]))
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
