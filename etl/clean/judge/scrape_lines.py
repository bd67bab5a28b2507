"""Which lines of a scrape belong to its article: boosted trees judge each line, and the best run of lines is taken.

`scrape.md` in this folder says how the model was trained, on what, and how well it does on sites that it was not trained on.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from etl import trees
from etl.clean import lexicon
from etl.clean.fields.captions import is_caption
from etl.clean.judge.line_signs import heaviest
from etl.clean.judge.page_lines import digest
from etl.clean.judge.scrape_signs import scrape_signs
from etl.clean.judge.windows import Column
from etl.clean.lines import LineKind
from etl.clean.text_lines import Line, lines_of_text

MODEL = Path(__file__).with_name("scrape.onnx")
_RUN, _LINE = 0.4, 0.35
"""Probabilities above which a line extends the run of the article, and above which a line in the run belongs to the article."""
_MOST, _LEAST = 600, 5
"""Most that one line counts, and what is added to the weight of each line."""
_LOOSE = 0.6
"""Probability from which lines are an article even if none of them reads like running text."""
_SAMPLE = """Home | News 2026 | Sign in

The bridge stands
By Jane Stone, 10:30

The council agreed on Tuesday, after long talks, that the old bridge should be rebuilt.
Photo: Max Hart
Work begins in May. The river rises again, "the mayor said", in winter.

Related stories
2 hours ago
3 comments
I have waited for it. Subscribe to our newsletter!"""
_WHOLE = 1_000
"""A line with this weight is a whole article without line breaks, whatever the model says."""
_MOST_CAPTION = 300


def article_lines(lines: list[Line]) -> list[int]:
    """Return the numbers of the `lines` that are the article's paragraphs; empty when there is no article."""
    numbers = [number for number, line in enumerate(lines) if line.kind is not LineKind.PROMO]
    if not numbers:
        return []
    judged = [lines[number] for number in numbers]  # a link between two paragraphs does not part them
    share = trees.load(MODEL).probabilities(scrape_signs(judged))
    chosen = [numbers[n] for n in choose(share, judged) if not is_beside(judged[n])]
    likely = dict(zip(numbers, share.tolist(), strict=True))
    if any(lines[number].kind is LineKind.PROSE or likely[number] >= _LOOSE for number in chosen):
        return chosen
    return [n for n, line in enumerate(lines) if line.kind is LineKind.PROSE and line.size >= _WHOLE]


def choose(likely: Column, lines: list[Line]) -> list[int]:
    """Return the likely lines within the run of lines that most of the article is in, as their numbers."""
    weights = np.minimum(np.array([line.size for line in lines], dtype=np.float64), _MOST) + _LEAST
    start, end, _ = heaviest((likely - _RUN) * weights)
    return [number for number in range(start, end) if likely[number] > _LINE]


def is_beside(line: Line) -> bool:
    """Return whether a line among the article's is surely not a paragraph: a caption, a button, a heading of links."""
    text = line.text
    return lexicon.is_chrome(text) or (len(text) < _MOST_CAPTION and is_caption(text))


def fingerprint() -> str:
    """Return a hash of the signs' names and of their values for a sample, as in `page_lines`."""
    return digest(scrape_signs(lines_of_text(_SAMPLE)))
