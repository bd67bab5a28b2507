"""The pages that the model of text lines learns from: scrapes with their lines labelled, and those again in other forms.

Each page in Latin letters comes again in made-up letters: without capitals, without spaces, and without full stops,
so that the model does not lean on the words and marks of a few languages. And each comes again between what
surrounds another site's article, cut short, set with other blank lines, and without some of its blocks, so that
it does not lean on how a few sites are built.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from etl.clean.text_features import features
from etl.clean.text_lines import Line, as_lines, lines_of_text

Array = NDArray[np.float64]
Row = tuple[Line, bool, float, float]
"""A line, whether a blank one stands before it, whether the gold has it (1 or 0), and its weight."""
_CJK = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])\w)+")
_WORD = re.compile(r"[^\W\d_]+")
_MADE_UP, _REARRANGED = 0.1, 0.5
"""Weight of a page in made-up letters, and of a rearranged one, where the page itself has 1."""
_DROPPED = 0.25
"""Share of the blocks that a page loses in one of its forms."""
_LEAST_LINES = 5
_LEAST_FOUND = 0.5
"""Share of the gold that a page's lines have, below which the page is not rearranged: its gold is of something else."""
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
    sites: frozenset[str]
    found: float
    """Share of the gold's words that the lines have."""


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
    inside, words_of = np.bincount(numbers, is_in, len(lines)), np.bincount(numbers, minlength=len(lines))
    return inside.astype(float), words_of.astype(float)


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
        found = float(inside.sum()) / max(1, len(_TOKEN.findall(body)))
        sites = frozenset({site(id_)})
        real.append(Page(id_, folder.name, lines, features(lines), is_body, share, sites, found))
        letters = "".join(line.text for line in lines)
        if sum(c.isascii() and c.isalpha() for c in letters) <= sum(map(str.isalpha, letters)) / 2:
            continue
        for script in ("caseless", "without spaces", "without full stops"):
            texts = [" ".join(made_up(line.text, script).split()) or line.text for line in lines]
            pairs = zip(texts, lines, strict=True)
            other = as_lines(
                chain.from_iterable(("", text) if line.after_blank else (text,) for text, line in pairs)
            )
            copies.append(
                Page(id_, folder.name, other, features(other), is_body, _MADE_UP * share, sites, found)
            )
    return real, copies


def rearranged(pages: list[Page], seed: int) -> list[Page]:
    """Return each page of `pages` between the surroundings of others' articles, cut short, and set otherwise."""
    choose = random.Random(seed)
    sound = [page for page in pages if page.found >= _LEAST_FOUND]
    made = []
    for page in sound:
        rows = _rows(page)
        head, article, tail = _parts(rows)
        for _ in range(2):
            other = choose.choice([other for other in sound if other.sites.isdisjoint(page.sites)])
            other_head, _, other_tail = _parts(_rows(other))
            which = choose.choice(("head", "tail", "both"))
            mixed = (head if which == "tail" else other_head) + article
            mixed += tail if which == "head" else other_tail
            made.append(_page(page, mixed, page.sites | other.sites))
        cut = head[choose.randrange(len(head) + 1) :] + article + tail[: choose.randrange(len(tail) + 1)]
        made.append(_page(page, cut, page.sites))
        blank = choose.random() < 0.5
        made.append(
            _page(page, [(line, blank, is_body, weight) for line, _, is_body, weight in rows], page.sites)
        )
        kept, is_kept = [], True
        for row in rows:
            is_kept = choose.random() >= _DROPPED if row[1] else is_kept
            if is_kept:
                kept.append(row)
        made.append(_page(page, kept, page.sites))
    return [page for page in made if len(page.lines) >= _LEAST_LINES]


def _rows(page: Page) -> list[Row]:
    return [
        (line, line.after_blank, is_body, weight)
        for line, is_body, weight in zip(page.lines, page.is_body, page.weight, strict=True)
    ]


def _parts(rows: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the lines above the article, the article with what stands in it, and the lines below."""
    inside = [number for number, row in enumerate(rows) if row[2]]
    return rows[: inside[0]], rows[inside[0] : inside[-1] + 1], rows[inside[-1] + 1 :]


def _page(page: Page, rows: list[Row], sites: frozenset[str]) -> Page:
    lines = as_lines(chain.from_iterable(("", row[0].text) if row[1] else (row[0].text,) for row in rows))
    is_body, weight = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    columns = features(lines) if lines else {}
    return Page(page.id, page.folder, lines, columns, is_body, _REARRANGED * weight, sites, 1.0)


def site(id_: str) -> str:
    return _PUBLISHERS.get(id_) or re.sub(r"^n4k-|[-_.]?\w{0,7}\d+$|_article.*$", "", id_)
