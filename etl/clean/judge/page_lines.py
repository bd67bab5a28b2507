"""Which lines of a page belong to its article: boosted trees judge each line by its signs.

`label.md` in this folder says how the model was trained, on what, and how well it does on sites that it was not trained on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from lxml.html import document_fromstring

from etl import trees
from etl.article import RelatedLink
from etl.clean import lexicon
from etl.clean.judge.signs import signs
from etl.clean.judge.windows import Column
from etl.clean.lines import ends_sentence
from etl.clean.page.dom_lines import BIT, DomLine, Page, lines_of_page
from etl.clean.promo import promo
from etl.clean.verdict.signs import is_link, is_running

MODEL = Path(__file__).with_name("label.onnx")
LEAST, SURE, BESIDE, FAINT = 0.45, 0.8, 0.75, 0.1
"""Least probabilities of a line of the article: between or next to lines that are certain; to be certain; away from them; and on
a page on which no line has any of these."""
LEAST_LINK = 0.6
"""Least probability of a link below the last running text."""
_BROKEN, _WHOLE = 40, 0.8
"""Least weight of a line that ends like a sentence to be a paragraph, and the share of such lines from which single line
breaks separate paragraphs."""
_CAPTION = BIT["caption"] | BIT["figcaption"]
_CAPTION_NAME = re.compile(r"(?:^|[\s_-])(?:caption|cutline)(?:[\s_-]|$)")
_NEVER = re.compile(r"comment|disqus|replies|cookie|consent|gdpr|privacy")
_OFFER, _BY_OFFER, _MOST_OFFER = 3, 2, 400
"""Least number of offering phrases in an offer, and in a line next to one; largest weight of such lines."""
_PARAGRAPH = 60
"""A paragraph with so many characters is not repeated by chance."""
_AROUND = 3
"""Lines above and below the article in which its captions and promo lines stand."""

_SAMPLE = """<body><div class="menu nav"><a href=/>Home</a> <a href=/n>News 2026</a></div><main><h1>The bridge stands</h1><p class=byline>By Jane Stone, 10:30</p>
<div class="story-body"><p>The council agreed on Tuesday, after long talks, that the old bridge should be rebuilt.</p><ul><li><b>The road:</b> ten million</li></ul>
Work begins in May.<br>The river rises again, "the mayor said", in winter.<table><tr><td>A<td>B</table><p>See <a href=/x>the plans</a>!</p></div></main>
<div id=comments><p>3 comments</p><p>I have waited for it.</p></div></body>"""


@dataclass
class Reading:
    """The article's paragraphs, and the captions and related links between them."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    related: list[RelatedLink] = field(default_factory=list)
    linked: int = 0  # paragraphs that are a link and nothing else
    is_wall: bool = False  # the page only asks to subscribe, sign in or consent

    def size(self) -> int:
        """Return the number of characters in the paragraphs."""
        return sum(map(len, self.paragraphs))


def likelihoods(page: Page, title: str | None) -> list[float]:
    """Return for each line of `page` how likely it belongs to the article; `title` is the page's title."""
    return trees.load(MODEL).probabilities(signs(page, title)).tolist() if page.lines else []


def read_lines(page: Page, title: str | None, judged: Sequence[float]) -> Reading:
    """Return the article of `page` as the judge sees it; `judged` are the `likelihoods` of its lines."""
    found = Reading()
    likely = list(judged)
    offers = _never(page, likely) | _offers(page, likely)
    for number in offers:
        likely[number] = 0.0
    chosen = choose(likely)
    if _is_wall(page, judged, offers, chosen):
        return Reading(is_wall=True)
    while chosen and _is_headline(page, page.lines[chosen[0]], title):
        del chosen[0]
    chosen = _without_links_below(page, likely, chosen) or _faint(page, likely)
    if not chosen:
        return found
    chosen = _once(page, [*_lead(page, likely, title, chosen[0]), *chosen])
    inside = set(chosen)
    texts = []
    for number in range(max(0, chosen[0] - _AROUND), min(len(likely), chosen[-1] + 1 + _AROUND)):
        line = page.lines[number]
        if link := None if line.row else promo(line.text, _address(line)):
            found.related.append(link)
        elif number in inside and not (likely[number] <= SURE and _is_caption(page, line)):
            large = page.lines[number - 1].text if number else ""
            if len(large) == 1 and large.isupper() and line.text[0].islower():
                line = replace(line, text=large + line.text)
            texts.append(line)
        elif page.blocks[line.block].inside & _CAPTION and line.text not in found.captions:
            found.captions.append(line.text)
    found.paragraphs = list(_paragraphs(texts))
    found.linked = sum(map(is_link, texts))
    return found


def _is_wall(page: Page, judged: Sequence[float], offers: set[int], chosen: list[int]) -> bool:
    """Return whether `offers` were all of the text that was `judged` to be the article's: no running text is left in `chosen`."""
    is_left = any(is_running(page.lines[number]) for number in chosen)
    return not is_left and any(judged[number] > LEAST for number in offers)


def choose(likely: list[float]) -> list[int]:
    """Return the numbers of the lines that belong to the article, given how likely each one does."""
    sure = [number for number, share in enumerate(likely) if share > SURE]
    first, last = (sure[0], sure[-1]) if sure else (0, len(likely) - 1)
    while first > 0 and likely[first - 1] > LEAST:
        first -= 1
    while last < len(likely) - 1 and likely[last + 1] > LEAST:
        last += 1
    return [n for n, share in enumerate(likely) if share > (LEAST if first <= n <= last else BESIDE)]


def _without_links_below(page: Page, likely: list[float], chosen: list[int]) -> list[int]:
    """Return `chosen` without links below the last running text that are not likely: headlines of other articles."""
    last = max((n for n in chosen if is_running(page.lines[n])), default=len(page.lines))
    return [n for n in chosen if n <= last or likely[n] > LEAST_LINK or not is_link(page.lines[n])]


def _faint(page: Page, likely: list[float]) -> list[int]:
    """Return the likeliest running text and what is as good beside it: the judge is not sure of a short note among much else."""
    running = [n for n, line in enumerate(page.lines) if likely[n] > FAINT and is_running(line)]
    best = max(running, key=likely.__getitem__, default=None)
    around = {n: page.blocks[page.lines[n].block].parent for n in running}
    return [n for n in running if best is not None and around[n] == around[best]]


def _never(page: Page, likely: list[float]) -> set[int]:
    """Return the lines of comments and notices, recognized by the names of their elements.

    Names are not trusted for an element that holds the headline or most of the text.
    """
    headlines = [number for number, line in enumerate(page.lines) if page.blocks[line.block].tag == "h1"]
    all_sure = sum(line.size for line, share in zip(page.lines, likely, strict=True) if share > SURE)
    found: set[int] = set()
    for block in page.blocks[1:]:
        if _is_never(block.names) and not any(block.start <= n < block.end for n in headlines):
            inside = range(block.start, block.end)
            if headlines or sum(page.lines[n].size for n in inside if likely[n] > SURE) < all_sure / 2:
                found.update(inside)
    return found


@lru_cache(maxsize=2_000)
def _is_never(names: str) -> bool:
    return _NEVER.search(names.lower()) is not None


def _offers(page: Page, likely: list[float]) -> set[int]:
    """Return the lines that ask readers to subscribe, sign in or consent, and similar lines next to them."""
    said = {
        number: lexicon.count("offer", line.text)
        for number, line in enumerate(page.lines)
        if likely[number] > LEAST and line.size < _MOST_OFFER
    }
    found = {number for number, times in said.items() if times >= _OFFER}
    for number in tuple(found):
        around = page.blocks[page.lines[number].block].parent
        for step in (-1, 1):
            beside = number + step
            while said.get(beside, 0) >= _BY_OFFER and page.blocks[page.lines[beside].block].parent == around:
                found.add(beside)
                beside += step
    return found


def _lead(page: Page, likely: list[float], title: str | None, first: int) -> list[int]:
    """Return the likely running text between the headline and line `first`, such as a lead in a box of its own."""
    headline = max((n for n in range(first) if _is_headline(page, page.lines[n], title)), default=first)
    return [
        number
        for number in range(headline + 1, first)
        if likely[number] > LEAST
        and is_running(page.lines[number])
        and not page.blocks[page.lines[number].block].inside & _CAPTION
    ]


def _once(page: Page, chosen: list[int]) -> list[int]:
    """Return `chosen` without repeated paragraphs, which some pages print once for each size of screen."""
    texts = [line.text for line in page.lines]
    firsts: dict[str, int] = {}
    kept = []
    for number in chosen:
        text = texts[number]
        first = firsts.setdefault(text, number)
        is_lead = first == chosen[0] and number == chosen[min(1, len(chosen) - 1)]
        is_again = is_lead or any(
            first + by >= 0 and number + by < len(texts) and texts[first + by] == texts[number + by] != text
            for by in (-1, 1)
        )
        if first == number or len(text) < _PARAGRAPH or not is_again:
            kept.append(number)
    return kept


def _is_headline(page: Page, line: DomLine, title: str | None) -> bool:
    tag = page.blocks[line.block].tag
    return tag == "h1" or (tag in ("h2", "h3") and line.text in (title or line.text))


def _is_caption(page: Page, line: DomLine) -> bool:
    block = page.blocks[line.block]
    return block.tag == "figcaption" or bool(_CAPTION_NAME.search(block.names))


def fingerprint() -> str:
    """Return a hash of the signs' names and of their values for a sample page.

    A model must only be given the signs that it was trained with; a test compares this hash with the one kept at training.
    """
    root = document_fromstring(_SAMPLE)
    return digest(signs(lines_of_page(root.find("body")), "The bridge stands"))


def digest(columns: dict[str, Column]) -> str:
    """Return a hash of the names and values of signs."""
    found = hashlib.sha256()
    for name, values in columns.items():
        found.update(f"{name} {[round(value, 3) for value in values.tolist()]}\n".encode())
    return found.hexdigest()


def _address(line: DomLine) -> str | None:
    return line.url if line.url and line.url.startswith(("http://", "https://")) else None


def _paragraphs(lines: list[DomLine]) -> Iterator[str]:
    """Yield the text of `lines` as paragraphs; lines parted by single breaks are joined unless most are sentences."""
    for key, group in groupby(lines, lambda line: line.block if line.broken > 1 else None):
        run = list(group)
        whole = sum(line.size for line in run if line.size >= _BROKEN and ends_sentence(line.text))
        if key is None or whole >= _WHOLE * sum(line.size for line in run):
            yield from (line.text for line in run)
        else:
            yield " ".join(line.text for line in run)
