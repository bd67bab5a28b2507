"""Which lines of a scrape are its article: a small network judges each line, and the best run of lines is taken.

The model's weights and how well it does on pages it was not trained on stand in `text_model.json`, written by
`bench/train_text_model.py`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from etl.clean.lines import Kind, ends_sentence
from etl.clean.text_features import features
from etl.clean.text_lines import Line, heaviest
from etl.clean.text_windows import Column
from etl.clean.text_words import is_button, is_notice

MODEL = Path(__file__).with_name("text_model.json")
CLIP = 5.0
"""Standard deviations at which a feature's value is cut, so that no odd page has one feature decide."""
_AT_ONCE = 40
"""Lines multiplied at once: so small a product stays on one core, where a second one would only be waited for."""
_RUN = 0.35
"""Probability above which a line speaks for the article going on."""
_LINE = 0.4
"""Probability above which a line within the article is part of it."""
_END_COST = 500.0
"""What a heading of other content costs the run, in characters that are surely the article's; found by
cross-validation, as all numbers here."""
_LOOSE, _LOOSE_BEYOND = 0.6, 0.6
_MENU_SHARE = 0.6
"""Share of words with a capital letter above which a long line without a sentence is a menu."""
_WHOLE = 1_000
"""Weight of a line that is a whole article without line breaks, whatever the model says of it."""
_NEVER = frozenset((Kind.CHROME, Kind.DATE, Kind.BYLINE, Kind.PROMO))
_MOST_CAPTION = 300
_PICTURED = r"^(?:[▲△▼]|图为|图 ?[:：/]|资料图)"
_OPENS_AS_CAPTION = re.compile(_PICTURED)
_CAPTION = re.compile(
    r"^(?:media|image|photo|video) (?:caption|credit)s?\b|\b(?:photo|photograph|image|picture|foto|bild|crédit|credit)s?(?: credit| by)? ?[:：]"
    r"|\((?:photo|foto|bild)\b|\b(?:photo|image) by\b|\b(?-i:Credit [A-Z])|(?:getty images|shutterstock|/reuters|/afp|/ap|\((?:ap|afp|reuters|epa)\))\W{0,3}$"
    rf"|^screenshot by|{_PICTURED}.{{0,60}}$|(?:视频截图|新华社发|供图|摄)\W{{0,3}}$",
    re.I,
)
_CAPTION_SIGNS = (
    "media", "image", "video", "photo", "pictur", "foto", "bild", "crédit", "credit", "shutterstock", "reuters", "afp", "/ap", "(ap",
    "epa", "screenshot", "▲", "△", "▼", "图", "摄",
)  # fmt: skip
"""What stands in any line that is a caption; looked for first, at a tenth of the pattern's time."""
_AGE = re.compile(
    r"^\W{0,3}(?:posted |updated |published )?(?:an?|\d{1,3}) ?(?:s|m|h|d|w|mo|y|sec|min|hr|hour|day|week|month|year)[a-z]{0,4}\.? ago$"
    r"|^vor \d{1,3} \w{3,10}$|^il y a \d{1,3} \w{1,10}$|^hace \d{1,3} \w{1,10}$|^há \d{1,3} \w{1,10}$|^\d{1,3} \w{3,10} (?:fa|назад|geleden|sitten|siden|sedan)$"
    r"|^\d{1,3} ?(?:分|小時|小时|時間|日|天|분|시간|일) ?(?:前|전)$",
    re.I,
)
_LEGAL = re.compile(
    r"all rights reserved|may not be (?:published|reproduced|redistributed)|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    r"|todos os direitos reservados|tutti i diritti riservati|все права защищены|版权所有|無断転載|转载请注明|무단 ?전재",
    re.I,
)
_MOST_LEGAL = 400
_WORD = re.compile(r"\w+")
_REPEATED = 7
"""Words of a headline that come twice in one line: a teaser whose picture has the headline as its text. Speakers
begin sentences alike with fewer."""


def article_lines(lines: list[Line]) -> list[int]:
    """Return which of the `lines` are the article's paragraphs, as their numbers; none when there is no article."""
    if not lines:
        return []
    columns = features(lines)
    likely = np.where(_is_menu(columns), 0.0, probabilities(columns)).tolist()
    start, end = heaviest(
        [
            (share - _RUN) * (line.size + 5) - _END_COST * line.is_end
            for share, line in zip(likely, lines, strict=True)
        ]
    )
    chosen = [
        number for number in range(start, end) if likely[number] > _LINE and not is_beside(lines[number])
    ]
    if len(chosen) > 1 and _is_heading(lines[chosen[-1]]) and not _is_heading(lines[chosen[-2]]):
        chosen.pop()  # a heading heads what stands below it, which is not the article's
    if any(lines[number].kind is Kind.PROSE or likely[number] >= _LOOSE for number in chosen):
        return chosen
    return [n for n, line in enumerate(lines) if line.kind is Kind.PROSE and line.size >= _WHOLE]


def _is_menu(columns: dict[str, Column]) -> NDArray[np.bool_]:
    """Return which lines are long rows of names, each in capital letters, without a sentence: sections of a site."""
    named = (columns["title case"] > _MENU_SHARE) & (columns["sentences"] == 0)
    menu: NDArray[np.bool_] = named & (columns["ends"] == 0) & (columns["size>=140"] > 0)
    return menu


def probabilities(columns: dict[str, Column]) -> Column:
    """Return for each line how likely it is the article's, by the model.

    Where sentences have no end marks, the run of long lines is believed instead: the model knows few such pages.
    """
    names, mean, scale, weights, bias, units = _model()
    table = np.array([columns[name] for name in names]).T
    standard = np.clip((table - mean) / scale, -CLIP, CLIP)
    blocks = [standard[start : start + _AT_ONCE] @ weights for start in range(0, len(standard), _AT_ONCE)]
    likely: Column = 1 / (1 + np.exp(-(np.tanh(np.concatenate(blocks) + bias) @ units)))
    loose = columns["loose"] > 0
    inside = columns["in run"] > 0
    likely = np.where(loose & inside, np.maximum(likely, _LOOSE), likely)
    return np.where(loose & ~inside, likely * _LOOSE_BEYOND, likely)


def is_beside(line: Line) -> bool:
    """Return whether a line inside an article is sure to be none of its paragraphs: chrome, captions, doubled teasers."""
    if line.kind in _NEVER or is_chrome(line):
        return True
    return len(line.text) < _MOST_CAPTION and (is_caption(line.text) or _is_doubled(line.text))


def is_chrome(line: Line) -> bool:
    """Return whether a line is what sites set around articles, wherever it stands: a button, a notice, a heading of other content."""
    text = line.text
    return (
        line.kind is Kind.CHROME
        or line.is_end
        or is_age(text)
        or is_button(text)
        or is_notice(text)
        or _is_legal(text)
    )


def _is_heading(line: Line) -> bool:
    return line.kind is Kind.SHORT and not ends_sentence(line.text)


def is_age(text: str) -> bool:
    """Return whether the line only says how old something is: `2 hours ago`."""
    return len(text) <= 40 and bool(_AGE.match(text))


def _is_legal(text: str) -> bool:
    """Return whether the line says who holds the rights."""
    return len(text) < _MOST_LEGAL and bool(_LEGAL.search(text))


def is_caption(text: str) -> bool:
    """Return whether the line names a picture's source as captions do."""
    low = text.lower()
    return any(map(low.__contains__, _CAPTION_SIGNS)) and bool(_CAPTION.search(text))


def opens_as_caption(text: str) -> bool:
    """Return whether the line opens as captions of Chinese papers do, which are sentences."""
    return bool(_OPENS_AS_CAPTION.match(text))


def _is_doubled(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) >= 2 * _REPEATED and " ".join(words[:_REPEATED]) in " ".join(words[_REPEATED:])


@lru_cache(maxsize=1)
def _model() -> tuple[tuple[str, ...], Column, Column, Column, Column, Column]:
    """Return the features' names, means, deviations and weights, the hidden units' biases, and their weights."""
    model = orjson.loads(MODEL.read_bytes())
    names = tuple(model["features"])
    table = np.array([model["features"][name] for name in names])
    return names, table[:, 0], table[:, 1], table[:, 2:], np.array(model["bias"]), np.array(model["units"])
