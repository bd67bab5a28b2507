"""Direct quotations and the full names of those who said them."""

from __future__ import annotations

from dataclasses import dataclass

from etl.article import Article, Quote
from etl.enrich.quote_marks import Span, spans
from etl.enrich.speakers import Names, Said, attribution

_LEAST_WORDS = 5
"""Words of a quotation without a speaker; a shorter one is a scare quote, a title or a slogan."""
_LEAST_SPOKEN = 2
_MOST_QUOTES = 500


@dataclass
class _Open:
    """A quotation that may go on, and who said it."""

    speaker: str | None
    text: str
    goes_on: bool


def add_quotes(article: Article) -> None:
    """Fill `quotes` with the body's direct quotations, in order, in place."""
    names = Names.of(article)
    found: list[_Open] = []
    last_speaker: str | None = None
    for paragraph in article.body.split("\n\n"):
        here = spans(paragraph, continues=bool(found) and found[-1].goes_on)
        if found and not (here and here[0].continues):
            found[-1].goes_on = False
        previous: Span | None = None
        for span in here:
            said = attribution(paragraph, span, here, names, last_speaker)
            goes_on = span.continues or (previous is not None and _is_one_sentence(paragraph, previous, span))
            if goes_on and found:
                _lengthen(found[-1], span, said.speaker)
            elif _is_quotation(span, said):
                speaker = said.speaker
                if speaker is None and previous is not None and found:
                    speaker = found[-1].speaker
                found.append(_Open(speaker, span.text, span.is_open))
            else:
                continue
            previous = span
            last_speaker = found[-1].speaker or last_speaker
        names.see(paragraph)
    article.quotes = [Quote(speaker=q.speaker, text=q.text) for q in found[:_MOST_QUOTES]]


def _lengthen(quote: _Open, span: Span, speaker: str | None) -> None:
    quote.text = f"{quote.text} {span.text}"
    quote.goes_on = span.is_open
    quote.speaker = quote.speaker or speaker


def _is_one_sentence(paragraph: str, before: Span, after: Span) -> bool:
    """Return whether words like `, Witkoff said,` break one sentence in two."""
    between = paragraph[before.end : after.start].strip()
    return before.text.endswith((",", ";", "—", "-")) and between.endswith((",", "—")) and len(between) < 120


def _is_quotation(span: Span, said: Said) -> bool:
    words = len(span.text.split())
    if said.is_said:
        return words >= _LEAST_SPOKEN or span.text[-1:] in ".,!?…"
    least = _LEAST_SPOKEN if span.is_open else _LEAST_WORDS
    return words >= least and span.ends_in_punctuation
