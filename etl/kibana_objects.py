"""What stands in Kibana: data views, a saved search and three dashboards, told once and written as Kibana exports them.

`python -m etl.kibana_objects >kibana/saved_objects.ndjson` writes the file that `clippings setup` imports.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Chart = Literal["bar_stacked", "bar_horizontal", "line"]

CORE = "8.8.0"
VERSIONS = {"index-pattern": "8.0.0", "search": "10.5.0", "dashboard": "10.2.0"}
"""The migrations that these objects have been through: those of Kibana 9.0, which later ones take further."""
WIDTH = 48
"""Columns of a dashboard's grid."""
ARTICLES, RUNS, REJECTS = "clippings-articles", "clippings-runs", "clippings-rejects"
_LAYER = "layer"
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
class View:
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
    """A dashboard: rows of panels, and the lists above them to choose from."""

    id: str
    title: str
    description: str
    panels: list[Panel]
    controls: dict[str, str]  # field → label
    view: str = ARTICLES


_URL = {"id": "url", "params": {"type": "a", "openLinkInCurrentTab": False, "labelTemplate": "{{value}}"}}
_NUMBER = {"id": "number", "params": {"pattern": "0,0"}}
VIEWS = [
    View(
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
    View(
        RUNS,
        "clippings-runs",
        "Runs of Clippings",
        "started_at",
        formats={"counts.indexed": _NUMBER},
        runtime={"minutes": {"type": "double", "script": {"source": _MINUTES}}},
        descriptions={"minutes": "How long the run took"},
    ),
    View(REJECTS, "clippings-rejects", "Rejects of Clippings", "last_seen"),
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


def objects() -> list[Json]:
    """Return the saved objects, those that others refer to first."""
    return [*map(_view, VIEWS), *map(_search, ("latest", "quotations")), *map(_dashboard, DASHBOARDS)]


def _object(kind: str, id_: str, attributes: Json, references: list[Json]) -> Json:
    return {
        "attributes": attributes,
        "coreMigrationVersion": CORE,
        "id": id_,
        "managed": False,
        "references": references,
        "type": kind,
        "typeMigrationVersion": VERSIONS[kind],
    }


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _reference(name: str, view: str, kind: str = "index-pattern") -> Json:
    return {"id": view, "name": name, "type": kind}


def _view(view: View) -> Json:
    attributes = {
        "allowHidden": False,
        "fieldAttrs": _text({name: {"customDescription": text} for name, text in view.descriptions.items()}),
        "fieldFormatMap": _text(view.formats),
        "fields": "[]",
        "name": view.name,
        "runtimeFieldMap": _text(view.runtime),
        "sourceFilters": "[]",
        "timeFieldName": view.time,
        "title": view.pattern,
    }
    return _object("index-pattern", view.id, attributes, [])


def _search(which: str) -> Json:
    is_latest = which == "latest"
    query = "" if is_latest else "speakers: *"
    source = {
        "filter": [],
        "indexRefName": "kibanaSavedObjectMeta.searchSourceJSON.index",
        "query": {"language": "kuery", "query": query},
    }
    attributes = {
        "columns": COLUMNS if is_latest else ["title", "speakers", "quotes", "publisher", "url"],
        "description": "The newest first"
        if is_latest
        else "Articles in which somebody is quoted, the newest first",
        "grid": {},
        "hideChart": True,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
        "sort": [["timestamp", "desc"]],
        "timeRestore": False,
        "title": "Latest articles" if is_latest else "Articles and their quotations",
    }
    reference = _reference("kibanaSavedObjectMeta.searchSourceJSON.index", ARTICLES)
    return _object("search", f"clippings-{which}", attributes, [reference])


def _dashboard(dashboard: Dashboard) -> Json:
    panels, references, x, y, height = [], [], 0, 0, 0
    for number, panel in enumerate(dashboard.panels, 1):
        if x + panel.width > WIDTH:
            x, y, height = 0, y + height, 0
        index = f"panel{number}"
        grid = {"h": panel.height, "i": index, "w": panel.width, "x": x, "y": y}
        shown, needed = _panel(panel, dashboard)
        panels.append({"gridData": grid, "panelIndex": index, **shown})
        references += [{**reference, "name": f"{index}:{reference['name']}"} for reference in needed]
        x, height = x + panel.width, max(height, panel.height)
    controls, needed = _controls(dashboard)
    attributes = {
        "controlGroupInput": controls,
        "description": dashboard.description,
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _text({"filter": [], "query": {"language": "kuery", "query": ""}})
        },
        "optionsJSON": _text(
            {
                "hidePanelTitles": False,
                "syncColors": False,
                "syncCursor": True,
                "syncTooltips": False,
                "useMargins": True,
            }
        ),
        "panelsJSON": _text(panels),
        # Archives are old: all of it is shown until a shorter time is chosen.
        "timeFrom": "now-50y" if dashboard.view == ARTICLES else "now-1y",
        "timeRestore": True,
        "timeTo": "now",
        "title": dashboard.title,
        "version": 1,
    }
    return _object("dashboard", dashboard.id, attributes, [*references, *needed])


def _controls(dashboard: Dashboard) -> tuple[Json, list[Json]]:
    panels: Json = {}
    references = []
    for order, (name, label) in enumerate(dashboard.controls.items()):
        id_ = f"control{order + 1}"
        given = {
            "dataViewId": dashboard.view,
            "enhancements": {},
            "fieldName": name,
            "id": id_,
            "title": label,
        }
        panels[id_] = {
            "explicitInput": given,
            "grow": True,
            "order": order,
            "type": "optionsListControl",
            "width": "medium",
        }
        references.append(_reference(f"controlGroup_{id_}:optionsListDataView", dashboard.view))
    slider = {"enhancements": {}, "id": "dates", "title": "Dates"}
    panels["dates"] = {
        "explicitInput": slider,
        "grow": True,
        "order": len(panels),
        "type": "timeSlider",
        "width": "large",
    }
    kept = {
        "ignoreFilters": False,
        "ignoreQuery": False,
        "ignoreTimerange": False,
        "ignoreValidations": False,
    }
    group = {
        "chainingSystem": "HIERARCHICAL",
        "controlStyle": "oneLine",
        "ignoreParentSettingsJSON": _text(kept),
        "panelsJSON": _text(panels),
        "showApplySelections": False,
    }
    return group, references


def _panel(panel: Panel, dashboard: Dashboard) -> tuple[Json, list[Json]]:
    """Return what is shown in a panel, and what it refers to."""
    if panel.kind == "search":
        which = "clippings-quotations" if dashboard.id == "clippings-quotations" else "clippings-latest"
        reference = _reference(f"panel_{which}", which, "search")
        return {
            "embeddableConfig": {"enhancements": {}},
            "panelRefName": reference["name"],
            "title": panel.title,
            "type": "search",
        }, [reference]
    if panel.kind == "map":
        attributes, reference = _map(panel)
        return {
            "embeddableConfig": {"attributes": attributes, "enhancements": {}, "hiddenLayers": []},
            "title": panel.title,
            "type": "map",
        }, [reference]
    reference = _reference(f"indexpattern-datasource-layer-{_LAYER}", panel.view)
    attributes = {
        "description": "",
        "references": [reference],
        "state": _lens(panel),
        "title": panel.title,
        "type": "lens",
        "visualizationType": {"number": "lnsMetric", "share": "lnsPie"}.get(panel.kind, "lnsXY"),
    }
    return {
        "embeddableConfig": {"attributes": attributes, "enhancements": {}},
        "title": panel.title,
        "type": "lens",
    }, [reference]


def _lens(panel: Panel) -> Json:
    columns = _columns(panel)
    layer = {"columnOrder": list(columns), "columns": columns, "incompleteColumns": {}, "sampling": 1}
    return {
        "adHocDataViews": {},
        "datasourceStates": {"formBased": {"layers": {_LAYER: layer}}},
        "filters": [],
        "internalReferences": [],
        "query": {"language": "kuery", "query": ""},
        "visualization": _visualization(panel),
    }


def _columns(panel: Panel) -> Json:
    """Return the columns of a chart, those that part before those that count, as Lens orders them."""
    if panel.kind == "number":
        return {"count": _count()}
    if panel.kind in ("top", "share"):
        return {"values": _values(panel.field, panel.values), "count": _count()}
    time = next(view.time for view in VIEWS if view.id == panel.view)
    over = {
        "dataType": "date",
        "isBucketed": True,
        "label": time,
        "operationType": "date_histogram",
        "params": {"dropPartials": False, "includeEmptyRows": True, "interval": "auto"},
        "scale": "interval",
        "sourceField": time,
    }
    if panel.kind == "sum_over_time":
        return {"time": over, "count": _sum(panel.field)}
    return {"parts": _values(panel.by, panel.values), "time": over, "count": _count()}


def _count() -> Json:
    return {
        "customLabel": True,
        "dataType": "number",
        "isBucketed": False,
        "label": "Count",
        "operationType": "count",
        "params": {"emptyAsNull": True},
        "scale": "ratio",
        "sourceField": "___records___",
    }


def _sum(name: str) -> Json:
    return {
        "customLabel": True,
        "dataType": "number",
        "isBucketed": False,
        "label": "Sum",
        "operationType": "sum",
        "params": {"emptyAsNull": True},
        "scale": "ratio",
        "sourceField": name,
    }


def _values(name: str, most: int) -> Json:
    return {
        "dataType": "string",
        "isBucketed": True,
        "label": f"Top {most} values of {name}",
        "operationType": "terms",
        "params": {
            "exclude": [],
            "excludeIsRegex": False,
            "include": [],
            "includeIsRegex": False,
            "missingBucket": False,
            "orderBy": {"columnId": "count", "type": "column"},
            "orderDirection": "desc",
            "otherBucket": False,
            "parentFormat": {"id": "terms"},
            "size": most,
        },
        "scale": "ordinal",
        "sourceField": name,
    }


def _visualization(panel: Panel) -> Json:
    if panel.kind == "number":
        return {"layerId": _LAYER, "layerType": "data", "metricAccessor": "count", "showBar": False}
    if panel.kind == "share":
        layer = {
            "categoryDisplay": "default",
            "layerId": _LAYER,
            "layerType": "data",
            "legendDisplay": "show",
            "metrics": ["count"],
            "numberDisplay": "percent",
            "primaryGroups": ["values"],
        }
        return {"layers": [layer], "shape": "donut"}
    is_top = panel.kind == "top"
    series: Chart = "bar_horizontal" if is_top else "line" if panel.kind == "sum_over_time" else "bar_stacked"
    layer = {
        "accessors": ["count"],
        "layerId": _LAYER,
        "layerType": "data",
        "seriesType": series,
        "xAccessor": "values" if is_top else "time",
    }
    if panel.kind == "over_time":
        layer["splitAccessor"] = "parts"
    seen = {"x": True, "yLeft": True, "yRight": True}
    return {
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "fittingFunction": "Linear",
        "gridlinesVisibilitySettings": seen,
        "labelsOrientation": {"x": 0, "yLeft": 0, "yRight": 0},
        "layers": [layer],
        "legend": {"isVisible": True, "position": "right"},
        "preferredSeriesType": series,
        "tickLabelsVisibilitySettings": seen,
        "valueLabels": "show" if is_top else "hide",
        "yLeftExtent": {"mode": "full"},
    }


def _map(panel: Panel) -> tuple[Json, Json]:
    """Return a map of the points in a field, near ones taken together, over Kibana's own map of the world."""
    reference = _reference("layer_1_source_index_pattern", panel.view)
    ground = {
        "id": "ground",
        "sourceDescriptor": {
            "isAutoSelect": True,
            "lightModeDefault": "road_map_desaturated",
            "type": "EMS_TMS",
        },
        "style": {"type": "EMS_VECTOR_TILE", "color": ""},
        "type": "EMS_VECTOR_TILE",
        "visible": True,
    }
    count = {"name": "doc_count", "origin": "source"}
    places = {
        "id": "places",
        "joins": [],
        "label": panel.title,
        "sourceDescriptor": {
            "applyForceRefresh": True,
            "applyGlobalQuery": True,
            "applyGlobalTime": True,
            "geoField": panel.field,
            "id": "places-source",
            "indexPatternRefName": reference["name"],
            "metrics": [{"type": "count"}],
            "requestType": "point",
            "resolution": "COARSE",
            "type": "ES_GEO_GRID",
        },
        "style": {
            "isTimeAware": True,
            "properties": {
                "iconSize": {"options": {"field": count, "maxSize": 24, "minSize": 6}, "type": "DYNAMIC"},
                "labelText": {"options": {"field": count}, "type": "DYNAMIC"},
            },
            "type": "VECTOR",
        },
        "type": "GEOJSON_VECTOR",
        "visible": True,
    }
    state = {"center": {"lat": 25, "lon": 10}, "zoom": 1.2, "settings": {"autoFitToDataBounds": True}}
    attributes = {
        "description": "",
        "layerListJSON": _text([ground, places]),
        "mapStateJSON": _text(state),
        "references": [reference],
        "title": panel.title,
        "uiStateJSON": _text({"isLayerTOCOpen": False, "openTOCDetails": []}),
    }
    return attributes, reference


def ndjson() -> str:
    """Return the saved objects as Kibana exports them, one JSON line each."""
    return "".join(f"{_text(thing)}\n" for thing in objects())


if __name__ == "__main__":
    sys.stdout.write(ndjson())
