"""Find what was said, by whom, with the words around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from etl.article import Record
from etl.search.bodies import MOST_QUOTES, quotes_body
from etl.search.hits import Hit, SearchRequest, hit_of
from etl.search.sending import Client, ask, scan

_READ_AT_ONCE = 100
"""Articles, each with its quotations."""
_MARKS = 3
"""Characters by which a sentence may be longer than a quotation that makes up all of it: quotation marks and a full stop."""


class Said(Record):
    """One quotation in its article."""

    hit: Hit
    speaker: str | None
    text: str  # with marks around the words that were searched for
    around: str | None = None  # the sentence around it, when there is more of it
    speaker_id: str | None = None  # type and name of the entity that speaks: `person/Anna Keller`
    offset: int | None = None  # of its first character, in characters of the article's body
    more: int = 0  # quotations of its article behind it that fit and are not among these


class SaidResult(Record):
    """Quotations, those of the best articles or of the latest articles first."""

    said: list[Said]
    articles: int  # with such quotations, in all
    has_more: bool


def search_quotes(client: Client, text: str, speaker: str | None, request: SearchRequest) -> SaidResult:
    """Return quotations with the words of `text`, and of `speaker` if one is given, in the articles of `request`.

    Raises:
        FatalError: the request cannot be read, Elasticsearch could not search, or nothing has been indexed yet.
    """
    answer = ask(client, quotes_body(text, speaker, request))
    said = [one for found in answer["hits"]["hits"] for one in _said_in(found)]
    total = answer["hits"]["total"]["value"]
    return SaidResult(said=said, articles=total, has_more=request.start + request.size < total)


def every_quote(client: Client, text: str, speaker: str | None, request: SearchRequest) -> Iterator[Said]:
    """Yield the quotations of all articles of `request`, whatever its size, at most 100 of each article.

    Raises:
        FatalError: the request cannot be read, Elasticsearch could not search, or nothing has been indexed yet.
    """
    whole = request.model_copy(update={"start": 0, "size": _READ_AT_ONCE})
    body = quotes_body(text, speaker, whole, MOST_QUOTES)
    del body["from"]
    body["sort"] = [*body.get("sort", ["_score"]), "_shard_doc"]
    for found in scan(client, body):
        yield from _said_in(found)


def _said_in(found: dict[str, Any]) -> list[Said]:
    hit, said = hit_of(found), []
    inner = found["inner_hits"]["quotes"]["hits"]
    for one in inner["hits"]:
        quote = one["_source"]
        (shown,) = one.get("highlight", {}).get("quotes.text", [quote["text"]])
        sentence = quote.get("sentence") or ""
        said.append(
            Said(
                hit=hit,
                speaker=quote.get("speaker"),
                text=shown,
                around=sentence if len(sentence) > len(quote["text"]) + _MARKS else None,
                speaker_id=quote.get("speaker_id"),
                offset=quote.get("offset"),
            )
        )
    if said:
        said[-1].more = inner["total"]["value"] - len(said)
    return said
