"""Train the models that find names, one linear CRF a language, and write each with its scores into its card.

    python bench/train_names.py CORPUS [MODEL…]      (CORPUS has names/SET/docs and names/SET/spans.ndjson)

A model is trained twice: first without one article in five, told by its id, to measure it on those (`held_back` in the
card), then on all articles, which is the model that is kept. `others` are its scores on whole sets of sources that no
model is trained on. Beside each article the model learns from a copy of it in which four names in five are exchanged for
others of their kind, so that it learns what stands around names more than the names themselves. Two to four minutes a
model on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import random
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import NamedTuple

import pycrfsuite

from bench.bolder import bolder
from bench.names_table import write_table
from etl.enrich.names import signs as name_signs
from etl.enrich.names.crf_models import CARDS, FOLDER, Tagger, read_cards

_PARAMETERS = {
    "c1": 0.2,
    "c2": 0.005,
    "max_iterations": 70,
    "feature.minfreq": 2,
    "feature.possible_transitions": False,
}
_LEAST_F1 = 0.62
"""Of a model that is kept: one below names too much that is none."""
_MOST_SCORED = 100
"""Articles of another source that a model is measured on."""
_EXCHANGED = 0.8
_HELD_BACK = 5
_MOST_TOKENS = 150_000
"""Tokens that a model learns from, of articles drawn by chance; each counts twice, with its names exchanged."""
_TYPES = {"PER": "person", "ORG": "organization", "LOC": "place"}


class Recipe(NamedTuple):
    """What a model is trained on, and which languages (ISO 639-1) it reads."""

    languages: str
    sets: str
    others: str = ""
    is_romanized: bool = False


RECIPES = {
    "de": Recipe("de", "de-germeval14 de-smartdata"),
    "es": Recipe("es", "es-cess", "es-conll02"),
    "pt": Recipe("pt", "pt-uner-bosque"),
    "sv": Recipe("sv", "sv-webbnyheter"),
    "da": Recipe("da", "da-uner-ddt"),
    "no": Recipe("no", "nb-norne nn-norne"),
    "fi": Recipe("fi", "fi-turku"),
    "pl": Recipe("pl", "pl-kpwr", "pl-slavicner"),
    "sk": Recipe("sk", "sk-uner-snk"),
    "south-slavic": Recipe("hr sr bs sl", "hr-uner-set sr-uner-set sl-ssj", "sl-slavicner", True),
    "hu": Recipe("hu", "hu-nerkor-news"),
    "ro": Recipe("ro", "ro-ronec"),
    "ru": Recipe("ru", "ru-factrueval", "ru-slavicner"),
    "tr": Recipe("tr", "tr-wiki"),
    "hi": Recipe("hi", "hi-hiner"),
    "id": Recipe("id", "id-nergrit id-idner-news"),
    "kk": Recipe("kk", "kk-kaznerd"),
    "lv": Recipe("lv", "lv-fullstack"),
    "zh": Recipe("zh", "zh-uner-gsd", "zh-peoples-daily"),
    "ja": Recipe("ja", "ja-wikipedia"),
    "ko": Recipe("ko", "ko-klue-news"),
    "th": Recipe("th", "th-thainer"),
    "slavic": Recipe(
        "cs bg uk",
        "pl-kpwr sk-uner-snk hr-uner-set sr-uner-set sl-ssj ru-factrueval",
        "cs-slavicner cs-cnec2 bg-slavicner uk-slavicner uk-neruk-news",
        True,
    ),
}


class Labelled(NamedTuple):
    """One article with its names: start, end and type of each."""

    id: str
    text: str
    spans: list[tuple[int, int, str]]


class Example(NamedTuple):
    """An article's lines of words, and the tag of each word."""

    lines: list[list[str]]
    tags: list[list[str]]


def articles_of(corpus: Path, sets: str) -> Iterator[Labelled]:
    """Yield the articles of `sets` in order."""
    for name in sets.split():
        folder = corpus / "names" / name
        for row in map(json.loads, (folder / "spans.ndjson").read_text(encoding="utf-8").splitlines()):
            text = (folder / "docs" / f"{row['id']}.txt").read_text(encoding="utf-8")
            yield Labelled(row["id"], text, sorted((a, b, t) for a, b, t in row["spans"]))


def is_held_back(article: Labelled) -> bool:
    """Return whether no model may learn from `article`; the same for each run."""
    return hashlib.blake2b(article.id.encode(), digest_size=2).digest()[0] % _HELD_BACK == 0


def example_of(article: Labelled) -> Example:
    """Return the article as words and tags: B for the first word of a name, I for those behind it, O for others."""
    lines = name_signs.lines_of(article.text)
    tags = []
    for line in lines:
        row = ["O"] * len(line)
        for start, end, kind in article.spans:
            inside = [i for i, token in enumerate(line) if token.start < end and token.end > start]
            if inside:
                row[inside[0] : inside[-1] + 1] = _tags(len(inside), kind)
        tags.append(row)
    return Example([[token.text for token in line] for line in lines], tags)


def _tags(count: int, kind: str) -> list[str]:
    return [f"B-{kind}", *[f"I-{kind}"] * (count - 1)]


def _names(tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind of each name in a line, and of each word that is none (kind: nothing)."""
    start = 0
    for i, (tag, after) in enumerate(pairwise([*tags, "O"])):
        if tag[0] != "I":
            start = i
        if after[0] != "I":
            yield start, i + 1, tag[2:]


def exchanged(examples: list[Example], chance: random.Random) -> list[Example]:
    """Return copies of `examples` with most names exchanged for others of their kind in them."""
    pool: dict[str, list[list[str]]] = {}
    for example in examples:
        for line, tags in zip(example.lines, example.tags, strict=True):
            for start, end, kind in _names(tags):
                if kind:
                    pool.setdefault(kind, []).append(line[start:end])
    return [_exchanged(example, pool, chance) for example in examples]


def _exchanged(example: Example, pool: dict[str, list[list[str]]], chance: random.Random) -> Example:
    made = Example([], [])
    for line, tags in zip(example.lines, example.tags, strict=True):
        words: list[str] = []
        row: list[str] = []
        for start, end, kind in _names(tags):
            name = line[start:end]
            if kind and chance.random() < _EXCHANGED:
                name = chance.choice(pool[kind])
            words += name
            row += _tags(len(name), kind) if kind else ["O"]
        made.lines.append(words)
        made.tags.append(row)
    return made


def train(articles: Iterable[Labelled], *, is_romanized: bool) -> bytes:
    """Return the model of `articles` in CRFsuite's format, made bolder."""
    examples = [example_of(article) for article in articles]
    chance = random.Random(1)
    chance.shuffle(examples)
    sizes = accumulate(sum(map(len, example.lines)) for example in examples)
    examples = [example for example, size in zip(examples, sizes, strict=True) if size <= _MOST_TOKENS]
    trainer = pycrfsuite.Trainer(verbose=False)
    for example in [*examples, *exchanged(examples, chance)]:
        for signs, tags in zip(
            name_signs.signs(example.lines, is_romanized=is_romanized), example.tags, strict=True
        ):
            trainer.append(signs, tags)
    trainer.set_params(_PARAMETERS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return bolder(path.read_bytes())


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)).casefold()))


def _within(longer: str, shorter: str) -> bool:
    return f" {shorter} " in f" {longer} "


def score(tagger: Tagger, articles: Iterable[Labelled]) -> dict[str, float]:
    """Return F1 over an article's distinct names (`facets`, and by type), and over spans: start, end and type right.

    A name of the facets counts when it stands within a name found of its type, as a reader would find it.
    """
    spans = [0, 0, 0]  # right, found, gold
    counts = {kind: [0, 0, 0, 0] for kind in _TYPES}  # gold found, gold, found right, found
    for article in articles:
        found = {(s.start, s.start + len(s.text), s.type) for s in tagger.spans(article.text)}
        gold = {(start, end, _TYPES[kind]) for start, end, kind in article.spans}
        spans = [n + more for n, more in zip(spans, (len(found & gold), len(found), len(gold)), strict=True)]
        for kind, type_ in _TYPES.items():
            want, got = (
                {_fold(article.text[start:end]) for start, end, t in names if t == type_}
                for names in (gold, found)
            )
            hit = sum(any(_within(name, w) for name in got) for w in want)
            right = sum(any(_within(name, w) or _within(w, name) for w in want) for name in got)
            row = (hit, len(want), right, len(got))
            counts[kind] = [n + more for n, more in zip(counts[kind], row, strict=True)]
    total = [sum(column) for column in zip(*counts.values(), strict=True)]
    by_type = {_TYPES[kind]: _f1(*row) for kind, row in counts.items()}
    return {"facets": _f1(*total), **by_type, "spans": round(2 * spans[0] / max(1, spans[1] + spans[2]), 3)}


def _f1(hit: int, gold: int, right: int, listed: int) -> float:
    precision, recall = right / max(1, listed), hit / max(1, gold)
    return round(2 * precision * recall / max(1e-9, precision + recall), 3)


def main() -> None:
    """Train the models, all or those named, and write them with their cards."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument(
        "--scores", action="store_true", help="measure the models that are there on other sources, train none"
    )
    parser.add_argument("models", nargs="*", metavar="MODEL", help=" ".join(RECIPES))
    args = parser.parse_args()
    for name in args.models or RECIPES:
        recipe = RECIPES[name]
        is_romanized = recipe.is_romanized
        articles = list(articles_of(args.corpus, recipe.sets))
        path = FOLDER / f"{name}.crf.xz"
        cards = read_cards()
        if args.scores:
            held_back = cards[name]["held_back"]
        else:
            learned = (article for article in articles if not is_held_back(article))
            tagger = Tagger(train(learned, is_romanized=is_romanized), is_romanized=is_romanized)
            held_back = score(tagger, filter(is_held_back, articles))
            if held_back["facets"] < _LEAST_F1:
                print(name, "is not kept:", json.dumps(held_back), flush=True)
                continue
            path.write_bytes(lzma.compress(train(articles, is_romanized=is_romanized), preset=9))
        tagger = Tagger(lzma.decompress(path.read_bytes()), is_romanized=is_romanized)
        cards[name] = {
            "languages": recipe.languages.split(),
            "is_romanized": is_romanized,
            "trained_on": recipe.sets.split(),
            "articles": len(articles),
            "held_back": held_back,
            "others": {
                other: score(tagger, islice(articles_of(args.corpus, other), _MOST_SCORED))
                for other in recipe.others.split()
            },
        }
        CARDS.write_text(json.dumps(dict(sorted(cards.items())), indent=1) + "\n", encoding="utf-8")
        write_table(cards)
        print(name, json.dumps(cards[name]["held_back"]), json.dumps(cards[name]["others"]), flush=True)


if __name__ == "__main__":
    main()
