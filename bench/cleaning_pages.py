"""The pages that the judge of lines learns from: their lines labelled by the gold, and those again in other forms.

A judge that has seen only today's pages leans on how they are built. So each page comes again in plain old elements without
names, some with blocks left out or cut to a short note, some inside elements whose names lie, some in made-up letters.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from etl.clean.judge.signs import signs
from etl.clean.lines import weight
from etl.clean.page import dom_lines
from etl.clean.page.dom_lines import BIT, Block, Page, declared_title, lines_of_page, said
from etl.clean.page.parse import UnparsablePageError, parse
from etl.clean.text_lines import Line
from etl.read.charsets import decode

Array = NDArray[np.float64]
_CJK = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])\w)+")
_WORD = re.compile(r"[^\W\d_]+")
_SECTIONS = frozenset(
    "article section main header footer nav aside figure figcaption address details summary".split()
)
_HEADINGS = ("h2", "h3", "h4")
_LYING = ("noscript", "form", "aside", "header", "table")
_LYING_NAMES = ("bad", "related", "about", "hidden", "unseen")
_PLAIN, _CUT, _MADE_UP = 0.7, 0.5, 0.3
"""Weight of a page in plain elements, a cut one, and one in made-up letters, where the page itself has 1."""


@dataclass
class Labelled:
    """A page's lines with their signs, how much of each the gold has, and what each weighs in training."""

    name: str
    site: str
    texts: list[str]
    body: str
    columns: dict[str, Array]
    share: Array
    weights: Array
    lines: list[Line]  # of a scrape
    other: str = ""  # the site whose surroundings it has


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def grams(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = tokens(text)
    return (
        Counter(tuple(words[n : n + size]) for n in range(max(1, len(words) - size + 1)))
        if words
        else Counter()
    )


def rows(folder: Path) -> Iterator[tuple[str, Path, dict[str, str]]]:
    """Yield name, file and gold of each page of a set: `gold.ndjson` with "file" and `html/`, or with "id" beside the pages."""
    for line in (folder / "gold.ndjson").read_text(encoding="utf-8").split("\n"):
        gold = json.loads(line) if line.strip() else {}
        if gold.get("body") and not gold.get("suspect"):
            name = gold.get("file") or f"{gold['id']}.html"
            yield name, folder / "html" / name if "file" in gold else folder / name, gold


def pages(folder: Path, *, copies: bool) -> Iterator[Labelled]:
    """Yield the labelled pages of a set, each followed by its other forms when `copies`."""
    choose = random.Random(1)
    for number, (name, path, gold) in enumerate(rows(folder)):
        try:
            root = parse(decode(path.read_bytes(), html=True)[0])
        except UnparsablePageError:
            continue
        body = root.find("body")
        page = lines_of_page(root if body is None else body)
        if not page.lines:
            continue
        title, site = declared_title(root), site_of(gold.get("url") or gold.get("host") or name)
        about = (name, site, gold["body"])
        share = shares([line.text for line in page.lines], [line.size for line in page.lines], gold["body"])

        yield _labelled(about, page, title, share, 1.0)
        if not copies:
            continue
        kept = _cut(page, share, choose)
        is_cut = choose.random() < 0.5
        plain = _again(page, kept if is_cut else None, _plain(choose))
        if plain.lines:
            yield _labelled(
                about,
                plain,
                title if choose.random() < 0.6 else None,
                share[kept] if is_cut else share,
                _PLAIN,
            )
        if number % 2 == 0:
            kept = _cut(page, share, choose)
            cut = _again(page, kept, _lying(page, share, choose) if choose.random() < 0.3 else None)
            if cut.lines:
                yield _labelled(about, cut, title, share[kept], _CUT)
        if number % 3 == 0:
            script = choose.choice(("caseless", "without spaces", "without spaces", "without full stops"))
            other = _again(page, None, _plain(choose) if choose.random() < 0.3 else None, script)
            yield _labelled(about, other, made_up(title, script) if title else None, share, _MADE_UP)


def _labelled(
    about: tuple[str, str, str], page: Page, title: str | None, share: Array, times: float
) -> Labelled:
    name, site, body = about
    texts = [line.text for line in page.lines]
    weights = times * line_weights(texts, share)
    return Labelled(name, site, texts, body, signs(page, title), share, weights, [])


def shares(texts: list[str], sizes: list[int], body: str) -> Array:
    """Return for each line how much of it the gold has, in runs of four words; of repeated lines the best placed count."""
    words = tokens(body)
    wanted = {tuple(words[n : n + 4]) for n in range(len(words) - 3)}
    lines = Counter(" ".join(line.split()) for line in body.split("\n") if line.strip())
    short = {tuple(tokens(line)) for line in lines}
    whole = f" {' '.join(words)} "
    found = []
    for text in texts:
        own = tokens(text)
        if len(own) > 3:
            found.append(sum(tuple(own[n : n + 4]) in wanted for n in range(len(own) - 3)) / (len(own) - 3))
        else:
            is_within = len(own) > 1 and f" {' '.join(own)} " in whole
            found.append(1.0 if own and tuple(own) in short else 0.5 * is_within)
    share = np.array(found)
    size = np.array(sizes)
    around = np.convolve(np.where(size > 60, share * np.minimum(size, 300), 0), np.ones(21), "same")
    places: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        places.setdefault(text, []).append(number)
    for text, numbers in places.items():
        if len(numbers) > 1:
            best = sorted(numbers, key=lambda number: -around[number])[: max(1, lines[text])]
            share[[number for number in numbers if number not in best]] = 0.0
    return share


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
    return " ".join(re.sub(r"[.,](?!\d)", " ", text).split()) or text


def line_weights(texts: list[str], share: Array) -> Array:
    """Return what each line weighs: its words, less on long pages, and never so much that it decides a page."""
    words = np.array([len(tokens(text)) for text in texts])
    weights: Array = np.minimum((words + 3) / ((words * (share > 0.5)).sum() + 100), 0.5)
    return weights


def site_of(address: str) -> str:
    parts = (urlsplit(address).hostname or address).removeprefix("www.").split(".")
    few = 3 if len(parts) > 2 and parts[-2] in ("co", "com", "org") else 2
    return ".".join(parts[-few:])


Change = Callable[[Block], Block]


def _again(page: Page, kept: list[int] | None, change: Change | None, script: str | None = None) -> Page:
    """Return `page` with the lines numbered in `kept`, its blocks changed, and its text in made-up letters of `script`."""
    numbers = list(range(len(page.lines))) if kept is None else kept
    before = np.zeros(len(page.lines) + 1, dtype=int)
    before[np.array(numbers, dtype=int) + 1] = 1
    before = np.cumsum(before)
    blocks: list[Block] = []
    for number, block in enumerate(page.blocks):
        new = change(block) if change and number else replace(block)
        new.inside = new.flags | (blocks[block.parent].inside if number else 0)
        new.start, new.end = int(before[block.start]), int(before[block.end])
        blocks.append(new)
    lines = [page.lines[number] for number in numbers]
    if script:
        lines = [_in_letters(line, script) for line in lines]
    return Page(lines, blocks)


def _in_letters(line: dom_lines.DomLine, script: str) -> dom_lines.DomLine:
    text = made_up(line.text, script)
    times = len(text) / len(line.text)
    return replace(
        line, text=text, size=weight(text), linked=int(line.linked * times), bold=int(line.bold * times)
    )


def _plain(choose: random.Random) -> Change:
    """Return a change of blocks to plain elements without names, as pages of long ago have them."""
    paragraph, item = choose.choice(("p", "p", "div", "td")), choose.choice(("li", "div"))
    headline, has_headings, has_names = (
        choose.choice(("h1", "div", "div")),
        choose.random() < 0.5,
        choose.random() < 0.25,
    )

    def change(block: Block) -> Block:
        tag = block.tag
        if tag in _SECTIONS:
            tag = choose.choice(("div", "td", "div"))
        elif tag in _HEADINGS and not has_headings:
            tag = choose.choice(("div", "p"))
        tag = {"p": paragraph, "li": item, "h1": headline}.get(tag, tag)
        if tag in ("ul", "ol") and item == "div":
            tag = "div"
        names = block.names if has_names else ""
        return replace(block, tag=tag, names=names, flags=said(tag, names) | (block.flags & BIT["hidden"]))

    return change


def _lying(page: Page, share: Array, choose: random.Random) -> Change | None:
    """Return a change that gives one element around the article the name or tag of something else."""
    mass = np.concatenate(
        ([0.0], np.cumsum([line.size * part for line, part in zip(page.lines, share > 0.5, strict=True)]))
    )
    around = [block for block in page.blocks[1:] if mass[block.end] - mass[block.start] >= 0.9 * mass[-1]]
    if not around:
        return None
    liar = choose.choice(around)
    flags = said(choose.choice(_LYING), "") if choose.random() < 0.5 else BIT[choose.choice(_LYING_NAMES)]
    return lambda block: replace(block, flags=block.flags | flags if block is liar else block.flags)


def _cut(page: Page, share: Array, choose: random.Random) -> list[int]:
    """Return the numbers of the lines that stay: without some blocks, a part of head and tail, or most of the text."""
    count, inside = len(page.lines), [number for number, part in enumerate(share) if part > 0.5]
    if not inside:
        return list(range(count))
    first, last = inside[0], inside[-1]
    if choose.random() < 0.3 and len(inside) > 3:
        size = choose.randrange(2, 9)
        start = choose.randrange(max(1, min(4, len(inside) - size)))
        kept = set(inside[start : start + size])
        end = max(kept) + 6
        for number, line in enumerate(page.lines):
            is_headline = page.blocks[line.block].tag == "h1" and choose.random() < 0.8
            is_near = first - 4 < number < end and choose.random() < 0.5
            if is_headline or (share[number] < 0.3 and (is_near or choose.random() < 8 / count)):
                kept.add(number)
        return sorted(kept)
    gone: set[int] = set()
    for block in page.blocks[1:]:
        if 0 < block.end - block.start <= max(3, count // 10) and choose.random() < 0.12:
            gone.update(range(block.start, block.end))
    chance = choose.random()
    if chance < 0.4:
        gone.update(range(choose.randrange(first + 1)))
    if chance > 0.3:
        gone.update(range(last + 1 + choose.randrange(count - last), count))
    if choose.random() < 0.35 and len(inside) > 6:
        gone.update(range(inside[choose.randrange(2, len(inside) // 2)], last + 1))
    return [number for number in range(count) if number not in gone]
