"""What Kibana shows: data views and three dashboards of panels, in a form that is easy to change.

`etl.kibana.objects` converts them to the form in which Kibana exports them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ARTICLES, RUNS, REJECTS = "clippings-articles", "clippings-runs", "clippings-rejects"
_SPEAKERS = """
for (def quote : params._source.containsKey('quotes') && params._source.quotes != null ? params._source.quotes : []) {
  if (quote.speaker != null) { emit(quote.speaker); }
}
""".strip()  # quotations are nested, and Lens counts no nested field

_MINUTES = (
    "emit((doc['finished_at'].value.toInstant().toEpochMilli()"
    " - doc['started_at'].value.toInstant().toEpochMilli()) / 60000.0);"
)


@dataclass(frozen=True)
class DataView:
    """A data view: the indices behind a pattern."""

    id: str
    pattern: str
    name: str
    time: str
    formats: Json = field(default_factory=dict)
    runtime: Json = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """One panel of a dashboard, `width` columns wide and `height` rows high."""

    title: str
    kind: Literal["number", "top", "over_time", "sum_over_time", "map", "search", "share"]
    width: int
    height: int = 12
    field: str = ""
    by: str = ""  # the field that parts the bars
    view: str = ARTICLES
    values: int = 15


@dataclass(frozen=True)
class Dashboard:
    """A dashboard: rows of panels, and lists above them to select values from."""

    id: str
    title: str
    description: str
    panels: list[Panel]
    controls: dict[str, str]  # field → label
    view: str = ARTICLES


_URL = {"id": "url", "params": {"type": "a", "openLinkInCurrentTab": False, "labelTemplate": "{{value}}"}}
_NUMBER = {"id": "number", "params": {"pattern": "0,0"}}
VIEWS = [
    DataView(
        ARTICLES,
        "articles",
        "Articles",
        "timestamp",
        formats={"url": _URL, "word_count": _NUMBER},
        runtime={"speakers": {"type": "keyword", "script": {"source": _SPEAKERS}}},
        descriptions={
            "timestamp": "When it was published, else when it was first ingested",
            "published_at": "When it was published; empty when unknown",
            "story_id": "Copies of one story share it",
            "speakers": "Who is quoted",
        },
    ),
    DataView(
        RUNS,
        "clippings-runs",
        "Runs of Clippings",
        "started_at",
        formats={"counts.indexed": _NUMBER},
        runtime={"minutes": {"type": "double", "script": {"source": _MINUTES}}},
        descriptions={"minutes": "How long the run took"},
    ),
    DataView(REJECTS, "clippings-rejects", "Rejects of Clippings", "last_seen"),
]
COLUMNS = ["title", "publisher", "url", "people", "places"]
DASHBOARDS = [
    Dashboard(
        "clippings-news",
        "News",
        "What was published when, by whom, about whom and where, and the latest articles",
        [
            Panel("Articles", "number", 8, 10),
            Panel("Articles over time, by publisher", "over_time", 40, 10, by="publisher", values=9),
            Panel("People", "top", 16, 15, "people"),
            Panel("Organizations", "top", 16, 15, "organizations"),
            Panel("Places", "top", 16, 15, "places"),
            Panel("Where it happens", "map", 24, 18, "locations"),
            Panel("Countries", "top", 12, 18, "countries"),
            Panel("Languages", "share", 12, 18, "language", values=9),
            Panel("Latest articles", "search", 48, 20),
        ],
        {"language": "Language", "publisher": "Publisher"},
    ),
    Dashboard(
        "clippings-quotations",
        "Who said what",
        "Who is quoted how often, by which publisher, over time, and the articles with what they said",
        [
            Panel("Speakers", "top", 24, 18, "speakers", values=20),
            Panel("Speakers over time", "over_time", 24, 18, by="speakers", values=7),
            Panel("Publishers that quote", "top", 24, 14, "publisher"),
            Panel("People named", "top", 24, 14, "people"),
            Panel("Articles and their quotations", "search", 48, 22),
        ],
        {"speakers": "Speaker", "language": "Language", "publisher": "Publisher"},
    ),
    Dashboard(
        "clippings-pipeline",
        "Pipeline",
        "The runs of Clippings: how many, how much went in, and what fell out and why",
        [
            Panel("Runs", "number", 8, 10, view=RUNS),
            Panel("Articles indexed", "sum_over_time", 40, 10, "counts.indexed", view=RUNS),
            Panel("Inputs rejected", "sum_over_time", 16, 12, "counts.rejected", view=RUNS),
            Panel("Inputs discovered", "sum_over_time", 16, 12, "counts.discovered", view=RUNS),
            Panel("Minutes of runs", "sum_over_time", 16, 12, "minutes", view=RUNS),
            Panel("Rejects by reason", "top", 16, 14, "reason", view=REJECTS),
            Panel("Rejects by stage", "top", 16, 14, "stage", view=REJECTS),
            Panel("Rejects over time", "over_time", 16, 14, by="reason", view=REJECTS, values=9),
        ],
        {},
        view=RUNS,
    ),
]
