"""What was said, by whom, and the words around it."""

from __future__ import annotations

import re

from etl.article import Record
from etl.search.bodies import quotes_body
from etl.search.hits import Hit, SearchRequest, hit_of, unmarked
from etl.search.sending import Client, ask

_SENTENCE_END = re.compile(r"[.!?…。！？؟]['”“»\"’」)]*\s+|\n+")
_MOST_AROUND = 600
"""Characters of the sentence around a quotation; a text without an end of sentence is cut."""


class Said(Record):
    """One quotation in its article."""

    hit: Hit
    speaker: str | None
    text: str  # with marks around the words that were searched for
    around: str | None = None  # the sentence that it stands in, when there is more of it


class SaidResult(Record):
    """Quotations, of the articles that fit best first, or of the latest."""

    said: list[Said]
    articles: int  # with such quotations, in all
    has_more: bool


def search_quotes(client: Client, text: str, speaker: str | None, request: SearchRequest) -> SaidResult:
    """Return the quotations with the words of `text`, of `speaker` if one is named, in the articles of `request`.

    Raises:
        FatalError: the request cannot be read, Elasticsearch could not search, or nothing was indexed yet.
    """
    answer = ask(client, quotes_body(text, speaker, request))
    said = []
    for found in answer["hits"]["hits"]:
        hit = hit_of(found)
        for inner in found["inner_hits"]["quotes"]["hits"]["hits"]:
            quote = inner["_source"]
            (shown,) = inner.get("highlight", {}).get("quotes.text", [quote["text"]])
            around = sentence_around(found["_source"].get("body") or "", quote["text"])
            said.append(Said(hit=hit, speaker=quote.get("speaker"), text=shown, around=around))
    total = answer["hits"]["total"]["value"]
    return SaidResult(said=said, articles=total, has_more=request.start + request.size < total)


def find_quotes(
    client: Client, text: str, speaker: str | None, size: int
) -> list[tuple[Hit, str | None, str]]:
    """Return the quotations of the best `size` articles, each with its article and speaker.

    Raises:
        FatalError: Elasticsearch could not search, or nothing was indexed yet.
    """
    found = search_quotes(client, text, speaker, SearchRequest(size=size))
    return [(said.hit, said.speaker, unmarked(said.text)) for said in found.said]


def sentence_around(body: str, quotation: str) -> str | None:
    """Return the sentence of `body` in which `quotation` stands, or None when it is not there or there is no more."""
    start = body.find(quotation)
    if start < 0:
        return None
    end = start + len(quotation)
    before = [match.end() for match in _SENTENCE_END.finditer(body, max(0, start - _MOST_AROUND), start)]
    # The quotation's own last sign may end the sentence, or only what was said.
    after = _SENTENCE_END.search(body, max(start, end - 1), end + _MOST_AROUND)
    first = before[-1] if before else max(0, start - _MOST_AROUND)
    last = after.end() if after else min(len(body), end + _MOST_AROUND)
    sentence = body[first:last].strip()
    return sentence if len(sentence) > len(quotation) + 3 else None
