"""What was said, by whom, and the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from etl.article import Record
from etl.search.bodies import MOST_QUOTES, quotes_body
from etl.search.hits import Hit, SearchRequest, hit_of, unmarked
from etl.search.sending import Client, ask, scan

_SENTENCE_END = re.compile(r"[.!?…。！？؟]['”“»\"’」)]*\s+|\n+")
_READ_AT_ONCE = 100
"""Articles, each with its quotations."""
_MOST_AROUND = 600
"""Characters of the sentence around a quotation; a text without an end of sentence is cut."""


class Said(Record):
    """One quotation in its article."""

    hit: Hit
    speaker: str | None
    text: str  # with marks around the words that were searched for
    around: str | None = None  # the sentence that it stands in, when there is more of it
    more: int = 0  # quotations of its article behind it that fit and are not among these


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
    said = [one for found in answer["hits"]["hits"] for one in _said_in(found)]
    total = answer["hits"]["total"]["value"]
    return SaidResult(said=said, articles=total, has_more=request.start + request.size < total)


def every_quote(client: Client, text: str, speaker: str | None, request: SearchRequest) -> Iterator[Said]:
    """Yield the quotations of all articles of `request`, whatever its size: at most 100 of each.

    Raises:
        FatalError: the request cannot be read, Elasticsearch could not search, or nothing was indexed yet.
    """
    whole = request.model_copy(update={"start": 0, "size": _READ_AT_ONCE})
    body = quotes_body(text, speaker, whole, MOST_QUOTES)
    del body["from"]
    body["sort"] = [*body.get("sort", ["_score"]), "_shard_doc"]
    for found in scan(client, body):
        yield from _said_in(found)


def _said_in(found: dict[str, Any]) -> list[Said]:
    hit, article, said = hit_of(found), found["_source"].get("body") or "", []
    inner = found["inner_hits"]["quotes"]["hits"]
    for one in inner["hits"]:
        quote = one["_source"]
        (shown,) = one.get("highlight", {}).get("quotes.text", [quote["text"]])
        around = sentence_around(article, quote["text"])
        said.append(Said(hit=hit, speaker=quote.get("speaker"), text=shown, around=around))
    if said:
        said[-1].more = inner["total"]["value"] - len(said)
    return said


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
