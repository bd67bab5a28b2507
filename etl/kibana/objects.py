"""The saved objects of `etl.kibana.dashboards` as Kibana exports them: data views, searches, dashboards.

`python -m etl.kibana.objects >kibana/saved_objects.ndjson` writes the file that `clippings setup` imports.
"""

from __future__ import annotations

import sys

from etl.kibana.charts import chart_of, map_of, reference, text_of
from etl.kibana.dashboards import ARTICLES, COLUMNS, DASHBOARDS, VIEWS, Dashboard, DataView, Json, Panel

CORE = "8.8.0"
VERSIONS = {"index-pattern": "8.0.0", "search": "10.5.0", "dashboard": "10.2.0"}
"""The migrations that these objects have been through: those of Kibana 9.0, which later ones take further."""
WIDTH = 48
"""Columns of a dashboard's grid."""


def objects() -> list[Json]:
    """Return the saved objects; an object comes after those that it refers to."""
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


def _view(view: DataView) -> Json:
    attributes = {
        "allowHidden": False,
        "fieldAttrs": text_of(
            {name: {"customDescription": text} for name, text in view.descriptions.items()}
        ),
        "fieldFormatMap": text_of(view.formats),
        "fields": "[]",
        "name": view.name,
        "runtimeFieldMap": text_of(view.runtime),
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
        "kibanaSavedObjectMeta": {"searchSourceJSON": text_of(source)},
        "sort": [["timestamp", "desc"]],
        "timeRestore": False,
        "title": "Latest articles" if is_latest else "Articles and their quotations",
    }
    needed = reference("kibanaSavedObjectMeta.searchSourceJSON.index", ARTICLES)
    return _object("search", f"clippings-{which}", attributes, [needed])


def _dashboard(dashboard: Dashboard) -> Json:
    panels, references, x, y, height = [], [], 0, 0, 0
    for number, panel in enumerate(dashboard.panels, 1):
        if x + panel.width > WIDTH:
            x, y, height = 0, y + height, 0
        index = f"panel{number}"
        grid = {"h": panel.height, "i": index, "w": panel.width, "x": x, "y": y}
        shown, needed = _panel(panel, dashboard)
        panels.append({"gridData": grid, "panelIndex": index, **shown})
        references += [{**one, "name": f"{index}:{one['name']}"} for one in needed]
        x, height = x + panel.width, max(height, panel.height)
    controls, needed = _controls(dashboard)
    attributes = {
        "controlGroupInput": controls,
        "description": dashboard.description,
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": text_of({"filter": [], "query": {"language": "kuery", "query": ""}})
        },
        "optionsJSON": text_of(
            {
                "hidePanelTitles": False,
                "syncColors": False,
                "syncCursor": True,
                "syncTooltips": False,
                "useMargins": True,
            }
        ),
        "panelsJSON": text_of(panels),
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
        references.append(reference(f"controlGroup_{id_}:optionsListDataView", dashboard.view))
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
        "ignoreParentSettingsJSON": text_of(kept),
        "panelsJSON": text_of(panels),
        "showApplySelections": False,
    }
    return group, references


def _panel(panel: Panel, dashboard: Dashboard) -> tuple[Json, list[Json]]:
    """Return the content of a panel, and its references."""
    if panel.kind == "search":
        which = "clippings-quotations" if dashboard.id == "clippings-quotations" else "clippings-latest"
        needed = reference(f"panel_{which}", which, "search")
        return {
            "embeddableConfig": {"enhancements": {}},
            "panelRefName": needed["name"],
            "title": panel.title,
            "type": "search",
        }, [needed]
    if panel.kind == "map":
        attributes, needed = map_of(panel)
        config = {"attributes": attributes, "enhancements": {}, "hiddenLayers": []}
        return {"embeddableConfig": config, "title": panel.title, "type": "map"}, [needed]
    attributes, needed = chart_of(panel)
    config = {"attributes": attributes, "enhancements": {}}
    return {"embeddableConfig": config, "title": panel.title, "type": "lens"}, [needed]


def ndjson() -> str:
    """Return the saved objects as Kibana exports them, one JSON line each."""
    return "".join(f"{text_of(thing)}\n" for thing in objects())


if __name__ == "__main__":
    sys.stdout.write(ndjson())
