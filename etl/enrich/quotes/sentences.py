"""Split a paragraph with quotations into sentences, and these into the words around each quotation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from etl.enrich.quotes.marks import Quoted
from etl.enrich.quotes.verbs import verbs_of_saying

_BOUNDARY = re.compile(r"[.!?…][\"”»’)\]]*\s+(?=[^\sa-zß-ÿ―—–])|\n")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Ms|Dr|St|Jr|Sr|Mrs|Sen|Gov|Rep|Gen|Col|Rev|Prof|Capt|Maj|Sgt|Adm|Del|Reps|Sens|Govs|Sec|Supt|Lt|Det|Cpl|Cmdr|Atty|Ald|Hon|Pres|Dist|No|vs|Mme|Mlle|Jan|Feb|Aug|Sept|Oct|Nov|Dec))\.$"
)


@dataclass(frozen=True)
class Sentence:
    """The position of a sentence in its paragraph, and the numbers of the quotations in it."""

    start: int
    end: int
    spans: tuple[int, ...]  # places in the paragraph's list


def sentences(paragraph: str, spans: list[Quoted]) -> list[Sentence]:
    """Split the paragraph at the ends of sentences, but not inside a quotation."""
    masked = list(paragraph)
    for span in spans:
        masked[span.start : span.end] = "Q" + "q" * (span.end - span.start - 1)
        if span.text[-1:] in (".", "!", "?", "…"):
            masked[span.end - 1] = span.text[-1]
    text = "".join(masked)
    ends = {span.end for span in spans}
    cuts = [0]
    for match in _BOUNDARY.finditer(text):
        end = match.start() + 1
        if match[0] == "\n":
            cuts.append(match.end())
            continue
        if _ABBREVIATION.search(text, max(0, end - 7), end):
            continue
        if not (end in ends and match[0][0] != "." and _starts_with_speech(paragraph[match.end() :][:80])):
            cuts.append(match.end())
    cuts.append(len(paragraph))
    return [
        Sentence(start, end, tuple(i for i, s in enumerate(spans) if start <= s.start < end))
        for start, end in pairwise(cuts)
        if start < end
    ]


def _starts_with_speech(text: str) -> bool:
    match = re.match(r"(?:[A-ZÀ-Þ][\w.'’-]*\s){1,4}", text)
    return match is not None and any(start == match.end() for start, _ in verbs_of_saying(text))


def segments_of(paragraph: str, sentence: Sentence, spans: list[Quoted]) -> list[str]:
    """Return the words before, between and after the quotations of a sentence."""
    cuts = [sentence.start]
    for index in sentence.spans:
        cuts += [spans[index].start, spans[index].end]
    cuts.append(max(sentence.end, cuts[-1]))
    return [paragraph[cuts[i] : cuts[i + 1]] for i in range(0, len(cuts), 2)]
