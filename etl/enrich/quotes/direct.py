"""Find direct quotations, with the full names of their speakers."""

from __future__ import annotations

from dataclasses import dataclass

from etl.article import Article, Quote
from etl.enrich.quotes.clauses import Attribution
from etl.enrich.quotes.marks import Quoted, may_quote, spans
from etl.enrich.quotes.referents import Referents
from etl.enrich.quotes.sentences import sentences
from etl.enrich.quotes.speakers import attributions

_LEAST_WORDS = 5
"""Least words of a quotation without a verb of saying; shorter ones are scare quotes, titles or slogans."""
_LEAST_FRAGMENT = 3
"""Least words of a quotation inside the reporter's own sentence."""
_MOST_CAPITALISED = 0.6
"""Share of capitalized words above which words in quotation marks are a title."""
_MOST_QUOTES = 500
_MOST_AROUND = 600
"""Most characters kept of a sentence before its quotation, and half of those kept from there on."""


@dataclass
class _Open:
    """A quotation that may continue in the next paragraph, with its speaker and its position in the body."""

    speaker: str | None
    text: str
    goes_on: bool
    offset: int
    sentence: tuple[int, int]


def add_quotes(article: Article) -> None:
    """Fill in `quotes` with the direct quotations of the body, in order."""
    referents: Referents | None = None
    found: list[_Open] = []
    paragraphs = article.body.split("\n\n")
    marked = [i for i, paragraph in enumerate(paragraphs) if may_quote(paragraph)]
    offset = 0
    for paragraph in paragraphs[: marked[-1] + 1] if marked else []:
        referents = referents or Referents.of(article)
        here = spans(paragraph, continues=bool(found) and found[-1].goes_on)
        if found and not (here and here[0].continues):
            found[-1].goes_on = False
        parts = sentences(paragraph, here)
        around = {i: (offset + part.start, offset + part.end) for part in parts for i in part.spans}
        said = attributions(paragraph, here, parts, referents)
        previous: Quoted | None = None
        for index, (span, by) in enumerate(zip(here, said, strict=True)):
            goes_on = span.continues or (previous is not None and _is_one_sentence(paragraph, previous, span))
            if goes_on and found:
                _lengthen(found[-1], span, by.speaker, around[index][1])
            elif _is_quotation(paragraph, span, by):
                start = offset + span.text_start
                found.append(_Open(by.speaker, span.text, span.is_open, start, around[index]))
            else:
                continue
            previous = span
        offset += len(paragraph) + len("\n\n")
    names = {
        entity.name: f"{entity.type}/{entity.name}"
        for kind in ("organization", "person")
        for entity in article.entities
        if entity.type == kind
    }
    article.quotes = [_quote(article.body, q, names) for q in found[:_MOST_QUOTES]]


def _quote(body: str, quote: _Open, ids: dict[str, str]) -> Quote:
    start = max(quote.sentence[0], quote.offset - _MOST_AROUND)
    end = min(quote.sentence[1], quote.offset + 2 * _MOST_AROUND)
    return Quote(
        speaker=quote.speaker,
        text=quote.text,
        speaker_id=ids.get(quote.speaker or ""),
        offset=quote.offset,
        sentence=body[start:end].strip(),
    )


def _lengthen(quote: _Open, span: Quoted, speaker: str | None, end: int) -> None:
    quote.text = f"{quote.text} {span.text}"
    quote.goes_on = span.is_open
    quote.speaker = quote.speaker or speaker
    quote.sentence = (quote.sentence[0], end)


def _is_one_sentence(paragraph: str, before: Quoted, after: Quoted) -> bool:
    """Return whether the two parts are one sentence, interrupted by words like `, Witkoff said,`."""
    between = paragraph[before.end : after.start].strip()
    return before.text.endswith((",", ";", "—", "-")) and between.endswith((",", "—")) and len(between) < 120


def _is_quotation(paragraph: str, span: Quoted, said: Attribution) -> bool:
    words = span.text.split()
    is_fragment = _is_fragment(paragraph, span)
    if said.is_denied:
        return False
    if is_fragment:
        return (
            (len(words) >= _LEAST_FRAGMENT or (len(words) > 1 and said.is_said and span.text[-1] in ".!?"))
            and not _is_title(words)
            and (said.is_said or said.speaker is not None)
        )
    if said.is_said:
        return len(words) >= 2 or span.text[-1:] in ".,!?…"
    least = 2 if span.is_open else _LEAST_WORDS
    return len(words) >= least and span.is_sentence and not _is_title(words)


def _is_fragment(paragraph: str, span: Quoted) -> bool:
    """Return whether the quotation is part of the reporter's sentence: `called it “a responsible mix”`."""
    before = paragraph[: span.start].rstrip()
    return bool(before) and (before[-1].isalnum() or before[-1] in "'’)")


def _is_title(words: list[str]) -> bool:
    return len(words) > 1 and sum(word[0].isupper() for word in words) > _MOST_CAPITALISED * len(words)
