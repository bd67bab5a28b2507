"""Train what tells an article's page from others: `bench/train_verdict.py DATA` writes the models and their card.

DATA is the folder of labelled sets (`html/wcxb-articles`, `nonarticles/wcxb`: CC-BY-4.0; `metadata/postlight`,
`metadata/starts`, `nonarticles/mixed`: MIT and Apache-2.0). Pages of an older shape are made of them: without what they
declare and name, with plain elements, cut to short notes; and a copy of each page lacks groups of signs. The readers of words
are learnt first, and what they say of a page in training is said by one that has not seen its site. Without
`--write` it only says how often pages of sites that it has not seen are told right (by site). Sets below
`html/` whose pages are only for measuring may be named after it.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from lxml.html import HtmlElement

from bench import word_readers
from bench.cleaning_pages import site_of
from bench.labelled import labelled
from bench.onnx_trees import write
from etl.clean.fields.metadata import metadata
from etl.clean.judge.page_lines import likelihoods
from etl.clean.page.dom_lines import declared_title, lines_of_page
from etl.clean.page.parse import parse
from etl.clean.verdict import words
from etl.clean.verdict.kinds import KINDS, LEAST, LEAST_DECLARED, MODEL, fingerprint, least, signs_but_words
from etl.clean.verdict.signs import GROUPS, names_in
from etl.clean.verdict.words import Reader, names_of_elements, words_of_text

ARTICLES = ("html/wcxb-articles", "metadata/postlight", "metadata/starts")
OTHERS = ("nonarticles/mixed", "nonarticles/wcxb")
_CALLED = {"collection": "listing", "section": "listing", "other": "home"}
_PARTS, _INNER_PARTS, _COPIES, _STRUCK = 4, 3, 1, 0.5
_TREES, _TREES_OF_KINDS = 250, 60
_SETTINGS = {
    "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 20, "feature_fraction": 0.3, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 3, "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True,
}  # fmt: skip
_WEIGHT = 1.5
"""Of an article against another page."""
_WORDS = {"words_names": ("names", 6_000), "words_text": ("text", 8_000)}
"""The reader that says each sign, and how many words it knows."""
_MEASURED = 4
"""Every such page of a set that is only measured on."""


@dataclass
class Example:
    """The signs of a page, its words for each reader, and what is right for it."""

    source: str
    made: str  # how it differs from the page as saved; "" for that
    site: str
    kind: str
    signs: dict[str, float]
    words: dict[str, set[str]]

    def part(self, parts: int) -> int:
        """Return the part of a cross-validation in so many `parts` that its site belongs to."""
        return zlib.crc32(f"{parts} {self.site}".encode()) % parts


def _examples(data: Path, name: str, *, make: bool, step: int = 1) -> Iterator[Example]:
    is_other = name in OTHERS
    for page in labelled(data / name, "kind" if is_other else "file", step):
        site = site_of(page.url or page.file)
        kind = _CALLED.get(page.gold["kind"], page.gold["kind"]) if is_other else "article"
        chance = random.Random(page.file)
        made = [""]
        if make and is_other:
            made += ["bare"] * (chance.random() < 0.5)
        elif make:
            made += ["bare", chance.choice(("cut", "bare cut", "bare cut"))]
        for how in made:
            root = parse(page.content) if how else page.root
            if "bare" in how:
                _strip(root, chance)
            if "cut" in how:
                _cut(root, chance.choice((1, 2, 3, 4)))
            about = metadata(root, "" if how else page.content)
            body = root.find("body")
            lines = lines_of_page(root if body is None else body)
            likely = likelihoods(lines, declared_title(root))
            words = {"names": names_of_elements(lines), "text": words_of_text(lines, about, likely)}
            yield Example(name, how, site, kind, signs_but_words(lines, root, about, likely), words)


def _strip(root: HtmlElement, chance: random.Random) -> None:
    """Take from the page what it declares, what its elements are called, and its newer elements."""
    for element in list(root.iter("meta", "link", "script")):
        element.drop_tree()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in ("class", "id", "itemprop", "itemtype", "itemscope", "rel", "datetime", "role"):
            element.attrib.pop(name, None)
        if element.tag in (
            "article",
            "main",
            "header",
            "footer",
            "aside",
            "section",
            "figure",
            "nav",
            "figcaption",
        ):
            element.tag = "div"
        elif element.tag in ("h1", "h2", "h3", "time") and chance.random() < 0.5:
            element.tag = {"h1": "b", "time": "span"}.get(element.tag, "p")


def _cut(root: HtmlElement, keep: int) -> None:
    """Leave of the page's running text the first `keep` paragraphs."""
    running = [p for p in root.iter("p") if len("".join(p.itertext())) > 80]
    for paragraph in running[keep:]:
        paragraph.drop_tree()


def _learn(examples: list[Example]) -> dict[str, Reader]:
    sites, right = [e.site for e in examples], [e.kind == "article" for e in examples]
    return {
        reader: word_readers.learn([e.words[reader] for e in examples], sites, right, most)
        for reader, most in _WORDS.values()
    }


def _read(examples: list[Example], readers: dict[str, Reader]) -> None:
    """Give `examples` the signs that `readers` say."""
    for example in examples:
        for sign, (reader, _) in _WORDS.items():
            example.signs[sign] = readers[reader].score(example.words[reader])


def _read_by_others(examples: list[Example]) -> None:
    """Give `examples` the signs that readers say who learnt from other sites."""
    for part in range(_INNER_PARTS):
        inside = [example for example in examples if example.part(_INNER_PARTS) == part]
        _read(inside, _learn([example for example in examples if example.part(_INNER_PARTS) != part]))


def _table(examples: list[Example], names: list[str]) -> Any:
    return np.array([[example.signs[name] for name in names] for example in examples], dtype=np.float32)


def _with_struck(table: Any, names: list[str]) -> Any:
    """Return `table` and copies of it in which groups of signs are missing at random."""
    chance = np.random.default_rng(1)
    groups = [[names.index(name) for name in names_in(group, names)] for group in GROUPS]
    tables = [table]
    for _ in range(_COPIES):
        copy = table.copy()
        for group in groups:
            rows = np.flatnonzero(chance.random(len(copy)) < _STRUCK)
            copy[rows[:, np.newaxis], group] = np.nan
        tables.append(copy)
    return np.vstack(tables)


def _train(examples: list[Example], names: list[str]) -> lightgbm.Booster:
    right = np.array([example.kind == "article" for example in examples], dtype=float)
    weight = np.tile(np.where(right > 0, _WEIGHT, 1), _COPIES + 1)
    table = _with_struck(_table(examples, names), names)
    data = lightgbm.Dataset(table, np.tile(right, _COPIES + 1), weight=weight)
    return lightgbm.train({**_SETTINGS, "objective": "binary"}, data, _TREES)


def _train_kinds(examples: list[Example], names: list[str], kinds: list[str]) -> lightgbm.Booster:
    others = [example for example in examples if example.kind in kinds]
    data = lightgbm.Dataset(_table(others, names), [kinds.index(example.kind) for example in others])
    return lightgbm.train(
        {**_SETTINGS, "objective": "multiclass", "num_class": len(kinds)}, data, _TREES_OF_KINDS
    )


def _unseen(examples: list[Example], names: list[str]) -> Any:
    """Return how likely each example is an article, by models that have not seen its site."""
    likely = np.zeros(len(examples))
    for part in range(_PARTS):
        others = [example for example in examples if example.part(_PARTS) != part]
        inside = [number for number, example in enumerate(examples) if example.part(_PARTS) == part]
        read = [examples[number] for number in inside]
        _read_by_others(others)
        _read(read, _learn(others))
        likely[inside] = _train(others, names).predict(_table(read, names))
    return likely


def _said(examples: list[Example], likely: Any) -> list[str]:
    """Return the rows of the card: which share of each set is rejected, seen or not."""
    rows = []
    for name in (*ARTICLES, *OTHERS):
        shares = [
            p < least(e.signs)
            for p, e in zip(likely, examples, strict=True)
            if e.source == name and not e.made
        ]
        rows.append(f"| {name}, sites not trained on | {len(shares)} | {np.mean(shares):.3f} |")
    made = [
        p < least(e.signs) for p, e in zip(likely, examples, strict=True) if e.made and e.kind == "article"
    ]
    rows.append(f"| articles made older or shorter | {len(made)} | {np.mean(made):.3f} |")
    return rows


def main() -> None:
    """Cross-validate, measure, and write the models when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("measured", nargs="*", help="sets of articles below html/ to measure on")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    examples = [e for name in (*ARTICLES, *OTHERS) for e in _examples(args.data, name, make=True)]
    measured = {
        name: list(_examples(args.data, f"html/{name}", make=False, step=_MEASURED)) for name in args.measured
    }
    train(examples, measured, is_written=args.write)


def train(examples: list[Example], measured: dict[str, list[Example]], *, is_written: bool) -> None:
    """Say how well it does on sites it has not seen and on the sets `measured`; write the models when asked to."""
    names = [*examples[0].signs, *_WORDS]
    said = _said(examples, _unseen(examples, names))
    _read_by_others(examples)
    model, readers = _train(examples, names), _learn(examples)
    for name, found in measured.items():
        _read(found, readers)
        likely = np.asarray(model.predict(_table(found, names)))
        share = np.mean([p < least(e.signs) for p, e in zip(likely, found, strict=True)])
        said.append(f"| html/{name}, articles, only measured | {len(found)} | {share:.3f} |")
    print("\n".join(said))
    if is_written:
        kinds = sorted({e.kind for e in examples} - {"article", "error", "search"})
        write(model, names, MODEL, fingerprint=fingerprint())
        write(_train_kinds(examples, names, kinds), names, KINDS, kinds, fingerprint())
        word_readers.write(readers, words.MODEL)
        MODEL.with_suffix(".md").write_text(_card(said, names), encoding="utf-8")


def _card(said: list[str], names: list[str]) -> str:
    rows = "\n".join(said)
    files = "\n".join(
        f"- `{path.name}` {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in (MODEL, KINDS, words.MODEL)
    )
    return f"""# What a page is

Boosted trees (LightGBM) over {len(names)} signs of a page: {_TREES} of {_SETTINGS["num_leaves"]} leaves tell an article
from other pages, {_TREES_OF_KINDS} a kind tell those apart. Two of the signs are said by linear readers of words, of the names that
elements have and of the prose; the others are no words.

Trained {datetime.datetime.now(datetime.UTC):%Y-%m-%d} on WCXB (CC-BY-4.0), the fixtures of postlight's parser, Formasaurus, autopager and
mediacloud's metadata-lib (MIT), snacktory and goose3 (Apache-2.0), none of which is in this repository, and on older,
plainer and shorter forms made of their pages. Again: `make train-verdict DATA=folder`.

| rejected below {LEAST}, of those that say they are articles below {LEAST_DECLARED} | pages | share |
|---|---|---|
{rows}

Signs {fingerprint()}

{files}
"""


if __name__ == "__main__":
    main()
