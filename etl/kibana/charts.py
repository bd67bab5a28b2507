"""Panels as Kibana's own charts and map: Lens states by value, in the form that Kibana 9 writes."""

from __future__ import annotations

import json
from typing import Literal

from etl.kibana.dashboards import VIEWS, Json, Panel

Chart = Literal["bar_stacked", "bar_horizontal", "line"]
_LAYER = "layer"


def text_of(value: object) -> str:
    """Return a value as JSON text, which is how Kibana nests JSON in JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def reference(name: str, view: str, kind: str = "index-pattern") -> Json:
    """Return a reference from one saved object to another."""
    return {"id": view, "name": name, "type": kind}


def chart_of(panel: Panel) -> tuple[Json, Json]:
    """Return a chart by value, and its reference to the data view that it uses."""
    needed = reference(f"indexpattern-datasource-layer-{_LAYER}", panel.view)
    kind = {"number": "lnsMetric", "share": "lnsPie"}.get(panel.kind, "lnsXY")
    return {
        "description": "",
        "references": [needed],
        "state": _lens(panel),
        "title": panel.title,
        "type": "lens",
        "visualizationType": kind,
    }, needed


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
    """Return the columns of a chart in Lens's order: first those that group, then those that count."""
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
            "allowMultipleMetrics": False,
            "categoryDisplay": "default",
            "layerId": _LAYER,
            "layerType": "data",
            "legendDisplay": "show",
            "legendPosition": "right",
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
        "yConfig": [{"forAccessor": "count"}],
    }
    if panel.kind == "over_time":
        layer["splitAccessor"] = "parts"
    seen = {"x": True, "yLeft": True, "yRight": True}
    return {
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "emphasizeFitting": True,
        "fittingFunction": "Linear",
        "gridlinesVisibilitySettings": seen,
        "hideEndzones": True,
        "labelsOrientation": {"x": 0, "yLeft": 0, "yRight": 0},
        "layers": [layer],
        "legend": {"isVisible": True, "position": "right"},
        "preferredSeriesType": series,
        "tickLabelsVisibilitySettings": seen,
        "valueLabels": "show" if is_top else "hide",
        "yLeftExtent": {"mode": "full"},
    }


def map_of(panel: Panel) -> tuple[Json, Json]:
    """Return a map of the points in a field, with nearby points grouped, over Kibana's own map of the world."""
    needed = reference("layer_1_source_index_pattern", panel.view)
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
            "indexPatternRefName": needed["name"],
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
        "layerListJSON": text_of([ground, places]),
        "mapStateJSON": text_of(state),
        "references": [needed],
        "title": panel.title,
        "uiStateJSON": text_of({"isLayerTOCOpen": False, "openTOCDetails": []}),
    }
    return attributes, needed
