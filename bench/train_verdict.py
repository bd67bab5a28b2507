"""Train what tells an article's page from others: `bench/train_verdict.py DATA` writes the models and their card.

DATA is the folder of labelled sets (`html/wcxb-articles`, `nonarticles/wcxb`: CC-BY-4.0; `metadata/postlight`,
`metadata/starts`, `nonarticles/mixed`: MIT and Apache-2.0). Pages of an older shape are made of them: without what they
declare and name, with plain elements, cut to short notes; and of each page two copies lack groups of signs. Without
`--write` it only says how often pages of sites that it has not seen are told right (three parts, by site). Sets below
`html/` whose pages are only for measuring may be named after it.
"""

from __future__ import annotations

import argparse
import datetime
import random
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from lxml.html import HtmlElement

from bench.labelled import labelled
from bench.onnx_trees import write
from etl.clean.dom_lines import lines_of_page
from etl.clean.metadata import metadata
from etl.clean.page import parse
from etl.clean.page_signs import GROUPS, names_in, page_signs
from etl.clean.verdict import KINDS, LEAST, MODEL

ARTICLES = ("html/wcxb-articles", "metadata/postlight", "metadata/starts")
OTHERS = ("nonarticles/mixed", "nonarticles/wcxb")
_CALLED = {"collection": "listing", "section": "listing", "other": "home"}
_PARTS, _COPIES, _STRUCK = 3, 2, 0.6
_TREES, _TREES_OF_KINDS = 200, 60
_SETTINGS = {
    "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 20, "feature_fraction": 0.4, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 3, "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True,
}  # fmt: skip
_WEIGHT = 1.5
"""Of an article against another page."""
_MEASURED = 4
"""Every such page of a set that is only measured on."""


@dataclass
class Example:
    """The signs of a page, and what is right for it."""

    set: str
    made: str  # how it differs from the page as saved; "" for that
    site: str
    kind: str
    signs: dict[str, float]

    @property
    def part(self) -> int:
        """The part of the cross-validation that its site belongs to."""
        return zlib.crc32(self.site.encode()) % _PARTS


def _examples(data: Path, name: str, *, make: bool, step: int = 1) -> list[Example]:
    found = []
    is_other = name in OTHERS
    for page in labelled(data / name, "kind" if is_other else "file", step):
        site = ".".join((urlsplit(page.url).hostname or page.file).split(".")[-2:])
        kind = _CALLED.get(page.gold["kind"], page.gold["kind"]) if is_other else "article"
        chance = random.Random(page.file)
        made = [""]
        if make and (not is_other or chance.random() < 0.25):
            made.append("bare" if is_other else chance.choice(("bare", "cut", "bare cut", "bare cut")))
        for how in made:
            root = parse(page.content) if how else page.root
            if "bare" in how:
                _strip(root, chance)
            if "cut" in how:
                _cut(root, chance.choice((1, 2, 3, 4)))
            about = metadata(root, "" if how else page.content)
            body = root.find("body")
            lines = lines_of_page(root if body is None else body)
            found.append(Example(name, how, site, kind, page_signs(lines, root, about)))
    return found


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
    names = list(examples[0].signs)
    likely = np.zeros(len(examples))
    for part in range(_PARTS):
        model = _train([e for e in examples if e.part != part], names)
        inside = [number for number, e in enumerate(examples) if e.part == part]
        likely[inside] = model.predict(_table([examples[number] for number in inside], names))
    said = []
    for name in (*ARTICLES, *OTHERS):
        shares = [p < LEAST for p, e in zip(likely, examples, strict=True) if e.set == name and not e.made]
        said.append(f"| {name}, sites not trained on | {len(shares)} | {np.mean(shares):.3f} |")
    made = [p < LEAST for p, e in zip(likely, examples, strict=True) if e.made and e.kind == "article"]
    said.append(f"| articles made older or shorter | {len(made)} | {np.mean(made):.3f} |")
    model = _train(examples, names)
    for name in args.measured:
        found = _examples(args.data, f"html/{name}", make=False, step=_MEASURED)
        share = np.mean(np.asarray(model.predict(_table(found, names))) < LEAST)
        said.append(f"| html/{name}, articles, only measured | {len(found)} | {share:.3f} |")
    print("\n".join(said))
    for least in (0.02, 0.03, 0.05, 0.08, 0.12, 0.2):
        lost = [p < least for p, e in zip(likely, examples, strict=True) if e.kind == "article"]
        found_out = [
            p < least for p, e in zip(likely, examples, strict=True) if e.kind != "article" and not e.made
        ]
        print(f"at {least}: articles lost {np.mean(lost):.4f}, others found {np.mean(found_out):.3f}")
    if args.write:
        kinds = sorted({e.kind for e in examples} - {"article", "error", "search"})
        write(model, names, MODEL)
        write(_train_kinds(examples, names, kinds), names, KINDS, kinds)
        MODEL.with_suffix(".md").write_text(_card(said, names), encoding="utf-8")


def _card(said: list[str], names: list[str]) -> str:
    rows = "\n".join(said)
    return f"""# What a page is

Boosted trees (LightGBM) over {len(names)} signs of a page, none of which is a word: {_TREES} of 15 leaves tell an article
from other pages, {_TREES_OF_KINDS} a kind tell those apart.

Trained {datetime.datetime.now(datetime.UTC):%Y-%m-%d} on WCXB (CC-BY-4.0), the fixtures of postlight's parser, Formasaurus, autopager and
mediacloud's metadata-lib (MIT), snacktory and goose3 (Apache-2.0), none of which is in this repository, and on older,
plainer and shorter forms made of their pages. Again: `make train-verdict DATA=folder`.

| rejected at a probability below {LEAST} | pages | share |
|---|---|---|
{rows}
"""


if __name__ == "__main__":
    main()
