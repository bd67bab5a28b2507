"""What a search is asked for and returns: the request, the hits, and how Elasticsearch's answers are read."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from etl.article import Record
from etl.errors import EmptyIndexError, FatalError
from etl.search.fields import FACETS, FILTERS

MARK_START, MARK_END = "\ue000", "\ue001"
"""Around a highlight: private characters, so that whoever shows it can escape the text first."""
NOTHING_INDEXED = "nothing is indexed yet; load articles with: clippings ingest PATH"
_MARKED = re.compile(f"({MARK_START}[^{MARK_START}{MARK_END}]*{MARK_END})")
_MOST_REASONS = 10
STORY_SIZES = (2, 3, 5, 10, 20)
"""Numbers of copies that can be asked for at a click."""
_WEIGHT = re.compile(
    r"^weight\((?:CombinedFieldQuery\(\((?P<fields>[^)]*)\)\((?P<word>.*)\)\)|(?P<query>.*)) in \d+\)"
)


Sort = Literal["relevance", "date", "oldest"]


class SearchRequest(Record):
    """What to search for."""

    query: str = ""
    # The filters of `etl.search.fields`.
    person: list[str] = Field(default_factory=list)
    organization: list[str] = Field(default_factory=list)
    place: list[str] = Field(default_factory=list)
    country: list[str] = Field(default_factory=list)
    publisher: list[str] = Field(default_factory=list)
    author: list[str] = Field(default_factory=list)
    section: list[str] = Field(default_factory=list)
    keyword: list[str] = Field(default_factory=list)
    language: list[str] = Field(default_factory=list)
    domain: list[str] = Field(default_factory=list)
    collection: list[str] = Field(default_factory=list)
    speaker: list[str] = Field(default_factory=list)
    id: list[str] = Field(default_factory=list)
    has: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)  # name:value of one of them
    exactly: list[str] = Field(default_factory=list)  # the same, of articles that have just this value
    copies: int = Field(default=0, ge=0, le=1_000)  # at least so many of the articles found tell its story
    stories: list[str] | None = None  # only these: what `copies` comes to
    area: str | None = None  # a part of the map: zoom/x/y
    since: str | None = None  # a date, or a time ago such as 7d; undated articles are in no time
    until: str | None = None
    size: int = Field(default=10, ge=1, le=1000)
    start: int = Field(default=0, ge=0)  # hits before the first that is shown
    sort: Sort = "relevance"
    recent: bool = False
    collapse: bool = False
    facets: bool = False
    picture: bool = False  # with the facets: what a chart and a map need
    more: str | None = None  # the filter whose facet is wanted with more values
    explain: bool = False


NARROWING = (*FILTERS, "exclude", "exactly", "copies", "stories", "area", "since", "until")
"""The options of a request that filter."""


class Hit(Record):
    """One article that was found."""

    id: str
    score: float | None
    title: str | None
    url: str | None
    publisher: str | None
    published_at: str | None
    language: str | None
    uri: str
    story_id: str | None = None
    timestamp: str | None = None  # UTC: published_at, else when first ingested
    highlights: list[str] = Field(default_factory=list)  # with MARK_START and MARK_END
    copies: int | None = None  # articles of the same story, when they are collapsed
    reasons: list[tuple[str, float]] = Field(default_factory=list)  # what its score is made of, when asked

    @property
    def headline(self) -> str:
        """The title, with its highlights; empty without one."""
        title = self.plain_title
        return next((text for text in self.highlights if unmarked(text) == title), title)

    @property
    def excerpts(self) -> list[str]:
        """Excerpts from the body, with highlights."""
        return [text for text in self.highlights if unmarked(text) != self.plain_title]

    @property
    def plain_title(self) -> str:
        """The title without highlights; empty without one."""
        return unmarked(self.title or "")

    @property
    def plain_excerpts(self) -> list[str]:
        """The excerpts without highlights."""
        return [unmarked(text) for text in self.excerpts]

    def ranked(self, score: float, copies: int | None, *, explain: bool) -> Hit:
        """Return the hit with its `score` by words and meaning, and the words' share among the reasons."""
        reasons = [("words and meaning together", score), *self.reasons] if explain else []
        return self.model_copy(update={"score": score, "copies": copies, "reasons": reasons})


class Cell(Record):
    """The articles that name places in one part of the map."""

    tile: str  # zoom/x/y
    count: int


class SearchResult(Record):
    """The hits, best first, and the counts that were asked for."""

    total: int
    hits: list[Hit]
    has_more: bool = False  # hits after the last of these
    facets: dict[str, list[tuple[str, int]]] = Field(default_factory=dict)
    cells: list[Cell] = Field(default_factory=list)
    story_sizes: list[tuple[int, int]] = Field(
        default_factory=list
    )  # a least number of copies, and the articles
    undated: int = 0  # of all that fit; in no month
    quoting: int = 0  # of all that fit: with quotations
    suggestion: str | None = None
    total_unfiltered: int = 0  # when nothing is left: the articles that fit but for the filters


def unmarked(text: str) -> str:
    """Return `text` without the marks around its highlights."""
    return text.replace(MARK_START, "").replace(MARK_END, "")


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return `text` in pieces, and for each whether it is a highlight; unpaired marks are removed."""
    # Between them is what was split at.
    return [(unmarked(part), place % 2 == 1) for place, part in enumerate(_MARKED.split(text))]


def hit_of(found: dict[str, Any]) -> Hit:
    """Return one hit of Elasticsearch as a `Hit`."""
    source = found["_source"]
    highlight = found.get("highlight", {})
    copies = found.get("inner_hits", {}).get("copies")
    return Hit(
        id=found["_id"],
        score=found["_score"],
        title=source.get("title"),
        url=source.get("url"),
        publisher=source.get("publisher"),
        published_at=source.get("published_at"),
        language=source.get("language"),
        uri=source["source"]["uri"],
        story_id=source.get("story_id"),
        timestamp=source.get("timestamp"),
        highlights=[*highlight.get("title", []), *highlight.get("body", [])],
        copies=copies["hits"]["total"]["value"] if copies else None,
        reasons=_reasons(found["_explanation"]) if "_explanation" in found else [],
    )


def earliest_first(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return Elasticsearch's hits; those with equal scores are sorted by time."""
    return sorted(
        found, key=lambda hit: (-hit["_score"], datetime.fromisoformat(hit["_source"]["timestamp"]))
    )


def scores_of(answer: dict[str, Any]) -> dict[str, float]:
    """Return the scores in one of several answers, best first.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    if error := answer.get("error"):
        if error["type"] == "index_not_found_exception":
            raise EmptyIndexError(NOTHING_INDEXED)
        raise FatalError(f"Elasticsearch could not search: {error.get('reason') or error['type']}")
    return {hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]}


def facets_of(answer: dict[str, Any]) -> dict[str, list[tuple[str, int]]]:
    """Return the values of each facet with their counts, in the order in which they are shown."""
    aggregations = answer.get("aggregations", {})
    return {
        name: [(str(b.get("key_as_string", b["key"])), b["doc_count"]) for b in aggregations[name]["buckets"]]
        for name in (*(FILTERS[name].field for name in FACETS), "months")
        if name in aggregations
    }


def story_sizes_of(answer: dict[str, Any], most: int) -> list[tuple[int, int]]:
    """Return for some numbers of copies how many articles belong to stories with at least that many.

    `most` is how many stories were asked for; counts that further stories would change are left out.
    """
    counts = [b["doc_count"] for b in answer.get("aggregations", {}).get("stories", {}).get("buckets", [])]
    least = counts[-1] if len(counts) == most else 1
    sizes = [(size, sum(count for count in counts if count >= size)) for size in STORY_SIZES if size > least]
    return [(size, articles) for size, articles in sizes if articles]


def cells_of(answer: dict[str, Any]) -> list[Cell]:
    """Return the parts of the map in which the articles' places are, those with the most articles first."""
    buckets = answer.get("aggregations", {}).get("cells", {}).get("buckets", [])
    return [Cell(tile=bucket["key"], count=bucket["doc_count"]) for bucket in buckets]


def respelled(text: str, words: list[dict[str, Any]]) -> str | None:
    """Return `text` with the first suggestion for each word, or None if that changes nothing."""
    units = text.encode("utf-16-le")  # what Elasticsearch's offsets count
    for word in reversed(words):
        start, end = 2 * word["offset"], 2 * (word["offset"] + word["length"])
        units = units[:start] + word["options"][0]["text"].encode("utf-16-le") + units[end:]
    better = units.decode("utf-16-le")
    return better if better != text else None


def _reasons(explanation: dict[str, Any]) -> list[tuple[str, float]]:
    """Return the parts of a score, the largest first: each word as it is in the index, and its fields."""
    parts: dict[str, float] = {}
    nodes = [explanation]
    while nodes:
        node = nodes.pop()
        weight = _WEIGHT.match(node["description"])
        if weight is None:
            nodes += node["details"]
        elif node["value"] > 0:
            name = f"{weight['word']} in {weight['fields']}" if weight["fields"] else weight["query"]
            parts[name] = parts.get(name, 0) + node["value"]
    return sorted(parts.items(), key=lambda part: -part[1])[:_MOST_REASONS]
