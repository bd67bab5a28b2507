"""Train the verdict on pages: `bench/train_verdict.py DATA` writes the models and their card.

DATA is the folder of labelled sets (`html/wcxb-articles`, `nonarticles/wcxb`: CC-BY-4.0; `metadata/postlight`,
`metadata/starts`, `nonarticles/mixed`: MIT and Apache-2.0); `--articles` names more folders of articles, with `gold.ndjson`. More
pages are made from these: without meta tags and names, with plain elements, or cut to short notes. A copy of each page lacks
groups of signs. The readers of words are trained first; during training, what they say of a page comes from readers that have
not seen its site.

The figures are of sites not trained on (by site), of the whole verdict. Pages of `--measured`, sets below `html/`, are only measured.
Without `--write` nothing is written.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from bench import word_readers
from bench.onnx_trees import write
from bench.verdict_pages import OTHERS, Example, examples_of
from bench.word_readers import Words
from etl.clean.verdict.kinds import (
    KINDS,
    LEAST,
    LEAST_BARE,
    LEAST_DECLARED,
    MODEL,
    fingerprint,
    is_article,
)
from etl.clean.verdict.signs import GROUPS, names_in
from etl.clean.verdict.words import MODEL as WORDS
from etl.clean.verdict.words import Reader

ARTICLES = ("html/wcxb-articles", "metadata/postlight", "metadata/starts")
_PARTS, _INNER_PARTS, _STRUCK = 4, 3, 0.5
_MODELS, _TREES, _TREES_OF_KINDS = 3, 250, 60
_SETTINGS = {
    "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 20, "feature_fraction": 0.2, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 3, "verbose": -1, "num_threads": 1, "max_bin": 127, "deterministic": True,
    "seed": 1,
}  # fmt: skip
_WEIGHT = 1.5
"""Of an article against another page."""
_WORDS = {"names": (6_000, 0), "text": (8_000, 3), "head": (6_000, 0)}
"""The readers: how many words each knows, and on how many sites of articles and of other pages a word must stand. Words of a
language in which there are only other pages must not speak against its articles."""
_MEASURED = 3
"""Every such page of a set that is only measured on."""


def _learn(examples: list[Example], words: dict[str, Words]) -> dict[str, Reader]:
    rows, sites = [e.row for e in examples], [e.site for e in examples]
    right = [e.kind == "article" for e in examples]
    return {
        name: word_readers.learn(words[name], rows, sites, right, most, least)
        for name, (most, least) in _WORDS.items()
    }


def _read(examples: list[Example], readers: dict[str, Reader]) -> None:
    """Give `examples` the signs that `readers` say."""
    for example in examples:
        for name, reader in readers.items():
            example.signs[f"words_{name}"] = reader.score(example.words[name])


def _read_by_others(examples: list[Example], words: dict[str, Words]) -> None:
    """Give `examples` the signs that readers say who learnt from other sites."""
    for part in range(_INNER_PARTS):
        inside = [example for example in examples if example.part(_INNER_PARTS) == part]
        _read(inside, _learn([e for e in examples if e.part(_INNER_PARTS) != part], words))


def _table(examples: list[Example], names: list[str]) -> Any:
    return np.array([[example.signs[name] for name in names] for example in examples], dtype=np.float32)


def _with_struck(table: Any, names: list[str], seed: int) -> Any:
    """Return `table` and a copy of it in which groups of signs are missing at random."""
    chance = np.random.default_rng(seed)
    copy = table.copy()
    for group in GROUPS:
        columns = [names.index(name) for name in names_in(group, names)]
        rows = np.flatnonzero(chance.random(len(copy)) < _STRUCK)
        copy[rows[:, np.newaxis], columns] = np.nan
    return np.vstack([table, copy])


def _train(examples: list[Example], names: list[str]) -> list[lightgbm.Booster]:
    """Return models that differ in their chances: their mean is surer than each of them."""
    right = np.array([example.kind == "article" for example in examples] * 2, dtype=float)
    weight = np.where(right > 0, _WEIGHT, 1)
    table = _table(examples, names)
    return [
        lightgbm.train(
            {**_SETTINGS, "objective": "binary", "seed": seed},
            lightgbm.Dataset(_with_struck(table, names, seed), right, weight=weight),
            _TREES,
        )
        for seed in range(1, _MODELS + 1)
    ]


def _likely(models: list[lightgbm.Booster], table: Any) -> Any:
    """Return how likely each row of `table` is an article."""
    return 1 / (1 + np.exp(-np.mean([model.predict(table, raw_score=True) for model in models], axis=0)))


def _train_kinds(examples: list[Example], names: list[str], kinds: list[str]) -> lightgbm.Booster:
    others = [example for example in examples if example.kind in kinds]
    data = lightgbm.Dataset(_table(others, names), [kinds.index(example.kind) for example in others])
    return lightgbm.train(
        {**_SETTINGS, "objective": "multiclass", "num_class": len(kinds)}, data, _TREES_OF_KINDS
    )


def _unseen(examples: list[Example], names: list[str], words: dict[str, Words]) -> Any:
    """Return how likely each example is an article, by models that have not seen its site."""
    likely = np.zeros(len(examples))
    for part in range(_PARTS):
        others = [e for e in examples if e.part(_PARTS) != part and not e.is_doubtful]
        inside = [number for number, example in enumerate(examples) if example.part(_PARTS) == part]
        read = [examples[number] for number in inside]
        _read_by_others(others, words)
        _read(read, _learn(others, words))
        likely[inside] = _likely(_train(others, names), _table(read, names))
    return likely


def _rejected(examples: list[Example], likely: Any) -> tuple[int, float]:
    """Return the number of `examples`, and the share of them that the verdict rejects."""
    pairs = zip(likely, examples, strict=True)
    said = [not is_article(e.signs, e.about, p, is_cut=e.is_cut) for p, e in pairs]
    return len(said), float(np.mean(said))


def _said(examples: list[Example], likely: Any) -> list[str]:
    """Return the rows of the card: which share of each set is rejected by models that have not seen the site."""
    rows = []
    for name in dict.fromkeys(e.source for e in examples):
        for kind in ("", *sorted({e.kind for e in examples if e.source == name and name in OTHERS})):
            numbers = [
                n for n, e in enumerate(examples) if e.source == name and not e.made and kind in ("", e.kind)
            ]
            size, share = _rejected([examples[n] for n in numbers], likely[numbers])
            rows.append(f"| {name}{kind and ', ' + kind} | {size} | {share:.3f} |")
    made = [n for n, e in enumerate(examples) if e.made and e.kind == "article"]
    size, share = _rejected([examples[n] for n in made], likely[made])
    return [*rows, f"| articles made older or shorter | {size} | {share:.3f} |"]


def main() -> None:
    """Cross-validate, measure, and write the models when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=Path, nargs="*", default=[], help="more folders of articles")
    parser.add_argument(
        "--measured", nargs="*", default=[], help="sets of articles below html/ to measure on"
    )
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    sets = {name: args.data / name for name in (*ARTICLES, *OTHERS)}
    sets |= {"/".join(folder.parts[-2:]): folder for folder in args.articles}
    examples = [e for name, folder in sets.items() for e in examples_of(folder, name, make=True)]
    measured = {
        name: list(examples_of(args.data / "html" / name, name, make=False, step=_MEASURED))
        for name in args.measured
    }
    train(examples, measured, is_written=args.write)


def train(examples: list[Example], measured: dict[str, list[Example]], *, is_written: bool) -> None:
    """Say how well it does on sites it has not seen and on the sets `measured`; write the models when asked to."""
    names = [*examples[0].signs, *(f"words_{name}" for name in _WORDS)]
    for row, example in enumerate(examples):
        example.row = row
    words = {name: word_readers.words_of([e.words[name] for e in examples]) for name in _WORDS}
    said = _said(examples, _unseen(examples, names, words))
    learnt = [example for example in examples if not example.is_doubtful]
    _read_by_others(learnt, words)
    models, readers = _train(learnt, names), _learn(learnt, words)
    for name, found in measured.items():
        _read(found, readers)
        size, share = _rejected(found, _likely(models, _table(found, names)))
        said.append(f"| html/{name}, articles, only measured | {size} | {share:.3f} |")
    print("\n".join(said))
    if is_written:
        kinds = sorted({e.kind for e in learnt} - {"article", "error", "search"})
        write(models, names, MODEL, fingerprint=fingerprint())
        write([_train_kinds(learnt, names, kinds)], names, KINDS, kinds, fingerprint())
        word_readers.write(readers, WORDS)
        MODEL.with_suffix(".md").write_text(_card(said, names), encoding="utf-8")


def _card(said: list[str], names: list[str]) -> str:
    rows = "\n".join(said)
    files = "\n".join(
        f"- `{path.name}` {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in (MODEL, KINDS, WORDS)
    )
    return f"""# What a page is

Boosted trees (LightGBM) over {len(names)} signs of a page: {_MODELS} times {_TREES} of {_SETTINGS["num_leaves"]} leaves tell an
article from other pages, {_TREES_OF_KINDS} a kind tell those apart. Three of the signs are said by linear readers of words, of the names that
elements have, of what the page tells machines, and of the prose; the others are no words.

Trained {datetime.datetime.now(datetime.UTC):%Y-%m-%d} on WCXB (CC-BY-4.0), the fixtures of postlight's parser, Formasaurus, autopager and
mediacloud's metadata-lib (MIT), snacktory and goose3 (Apache-2.0), and pages of the tests of Mozilla Readability and newspaper4k
(Apache-2.0, MIT), none of which is in this repository, and on older, plainer and shorter forms made of their pages. The line
judge that some signs come from was trained on WCXB, too. Again: `make train-verdict DATA=folder ARTICLES=folder`.

Pages rejected below {LEAST}, those that declare to be articles below {LEAST_DECLARED}, bare ones (a few lines of text, no fields)
below {LEAST_BARE}. Of the sets trained on, each page was judged by
models that had seen other sites alone; a set of articles is best near 0, `nonarticles` near 1.

| set | pages | rejected |
|---|---|---|
{rows}

Signs {fingerprint()}

{files}
"""


if __name__ == "__main__":
    main()
