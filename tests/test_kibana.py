"""The saved objects, and their import, against a server that takes what Kibana takes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from etl.errors import FatalError
from etl.kibana.importing import import_saved_objects, saved_objects
from etl.kibana.objects import ndjson
from etl.load.indices import mappings_folder
from etl.settings import Settings

OBJECTS = [json.loads(line) for line in saved_objects().splitlines()]
IDS = {(thing["type"], thing["id"]) for thing in OBJECTS}
VIEWS = {thing["id"]: thing for thing in OBJECTS if thing["type"] == "index-pattern"}
DASHBOARDS = [thing for thing in OBJECTS if thing["type"] == "dashboard"]
PANELS = [
    (dashboard, panel)
    for dashboard in DASHBOARDS
    for panel in json.loads(dashboard["attributes"]["panelsJSON"])
]  # fmt: skip
LENS = [panel["embeddableConfig"]["attributes"] for _, panel in PANELS if panel["type"] == "lens"]
AGGREGATABLE = {"keyword", "date", "long", "integer", "half_float", "boolean", "double"}
MAPPING_OF = {"articles": "articles.json", "clippings-runs": "runs.json", "clippings-rejects": "rejects.json"}


def fields_of(view: str) -> dict[str, str]:
    """Return the type of each field that a data view has: those of the mapping, and its runtime fields."""
    attributes = VIEWS[view]["attributes"]
    mapping = json.loads((mappings_folder() / MAPPING_OF[attributes["title"]]).read_text())
    found: dict[str, str] = {}

    def walk(properties: dict[str, dict[str, Any]], above: str) -> None:
        for name, about in properties.items():
            if "properties" in about:
                found[f"{above}{name}"] = about.get("type", "object")
                if about.get("type") != "nested":
                    walk(about["properties"], f"{above}{name}.")
            else:
                found[f"{above}{name}"] = about["type"] if about.get("doc_values", True) else "not kept"

    walk(mapping["template"]["mappings"]["properties"], "")
    return found | {name: about["type"] for name, about in json.loads(attributes["runtimeFieldMap"]).items()}


def strings_of(thing: object) -> Iterator[tuple[str, str]]:
    """Yield every text in `thing` with the name it stands under, JSON in JSON taken apart."""
    for key, value in (
        thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    ):
        if isinstance(value, str):
            yield str(key), value
            if str(key).endswith("JSON") or str(key) in (
                "fields",
                "fieldFormatMap",
                "runtimeFieldMap",
                "fieldAttrs",
            ):
                yield from strings_of(json.loads(value))
        else:
            yield from strings_of(value)


def test_the_file_is_what_the_description_makes() -> None:
    assert saved_objects().decode() == ndjson()


def test_every_reference_is_to_an_object_that_is_there_and_is_used() -> None:
    for thing in OBJECTS:
        names = [reference["name"] for reference in thing["references"]]
        assert {(r["type"], r["id"]) for r in thing["references"]} <= IDS
        assert len(set(names)) == len(names)
        for key, value in strings_of(thing["attributes"]):
            if key in ("indexRefName", "panelRefName", "indexPatternRefName"):
                assert [name for name in names if name == value or name.endswith(f":{value}")], value
            if key == "dataViewId":
                assert value in VIEWS
    for dashboard, panel in PANELS:
        ids = {reference["name"]: reference["id"] for reference in dashboard["references"]}
        attributes = panel["embeddableConfig"].get("attributes", {})
        for reference in attributes.get("references", []):
            assert ids[f"{panel['panelIndex']}:{reference['name']}"] == reference["id"]
        if panel["type"] == "lens":
            layers = attributes["state"]["datasourceStates"]["formBased"]["layers"]
            assert [f"indexpattern-datasource-layer-{layer}" for layer in layers] == [
                reference["name"] for reference in attributes["references"]
            ]


def test_the_versions_are_those_that_every_kibana_9_takes() -> None:
    assert {thing["coreMigrationVersion"] for thing in OBJECTS} == {"8.8.0"}
    assert {thing["type"]: thing["typeMigrationVersion"] for thing in OBJECTS} == {
        "index-pattern": "8.0.0", "search": "10.5.0", "dashboard": "10.2.0",
    }  # fmt: skip


def test_every_field_of_a_chart_can_be_counted_and_every_histogram_is_of_dates() -> None:
    for attributes in LENS:
        fields = fields_of(attributes["references"][0]["id"])
        for layer in attributes["state"]["datasourceStates"]["formBased"]["layers"].values():
            for column in layer["columns"].values():
                if column["sourceField"] != "___records___":
                    assert fields[column["sourceField"]] in AGGREGATABLE, column["sourceField"]
                if column["operationType"] == "date_histogram":
                    assert fields[column["sourceField"]] == "date"


def test_every_list_of_options_is_of_keywords() -> None:
    for dashboard in DASHBOARDS:
        for control in json.loads(dashboard["attributes"]["controlGroupInput"]["panelsJSON"]).values():
            if control["type"] == "optionsListControl":
                given = control["explicitInput"]
                assert fields_of(given["dataViewId"])[given["fieldName"]] == "keyword"


def test_searches_and_data_views_show_fields_that_there_are() -> None:
    for thing in OBJECTS:
        if thing["type"] == "search":
            assert set(thing["attributes"]["columns"]) <= fields_of(thing["references"][0]["id"]).keys()
        if thing["type"] == "index-pattern":
            attributes = thing["attributes"]
            fields = fields_of(thing["id"])
            assert fields[attributes["timeFieldName"]] == "date"
            assert json.loads(attributes["fieldFormatMap"]).keys() <= fields.keys()
            assert json.loads(attributes["fieldAttrs"]).keys() <= fields.keys()


def test_the_map_is_of_points() -> None:
    (map_,) = [panel["embeddableConfig"]["attributes"] for _, panel in PANELS if panel["type"] == "map"]
    geo = [
        layer["sourceDescriptor"]["geoField"]
        for layer in json.loads(map_["layerListJSON"])
        if layer["type"] == "GEOJSON_VECTOR"
    ]
    assert [fields_of("clippings-articles")[field] for field in geo] == ["geo_point"]


_SIDES = {"x", "yLeft", "yRight"}
_SHOWN: dict[str, dict[str, set[str] | type]] = {
    "lnsXY": {
        "axisTitlesVisibilitySettings": _SIDES, "emphasizeFitting": bool, "fittingFunction": str,
        "gridlinesVisibilitySettings": _SIDES, "hideEndzones": bool, "labelsOrientation": _SIDES, "layers": list,
        "legend": {"isVisible", "position"}, "preferredSeriesType": str, "tickLabelsVisibilitySettings": _SIDES,
        "valueLabels": str, "yLeftExtent": {"mode"},
    },
    "lnsPie": {"layers": list, "shape": str},
    "lnsMetric": {"layerId": str, "layerType": str, "metricAccessor": str, "showBar": bool},
}  # fmt: skip
_LAYERS = {
    "lnsXY": {"accessors", "layerId", "layerType", "seriesType", "xAccessor", "yConfig"},
    "lnsPie": {
        "allowMultipleMetrics", "categoryDisplay", "layerId", "layerType", "legendDisplay", "legendPosition", "metrics",
        "numberDisplay", "primaryGroups",
    },
}  # fmt: skip
_PARAMS = {
    "terms": {
        "exclude", "excludeIsRegex", "include", "includeIsRegex", "missingBucket", "orderBy", "orderDirection",
        "otherBucket", "parentFormat", "size",
    },
    "date_histogram": {"interval"},
    "count": set(),
    "sum": set(),
}  # fmt: skip
"""The shape of the Lens states that Kibana 9.2.2 writes itself, those of data views (kb-yaml-to-lens-fixtures)."""


@pytest.mark.parametrize("chart", LENS, ids=lambda chart: chart["title"])
def test_every_chart_has_the_shape_of_those_that_kibana_writes(chart: dict[str, Any]) -> None:
    kind, state = chart["visualizationType"], chart["state"]
    shown = state["visualization"]

    assert state.keys() == {
        "adHocDataViews", "datasourceStates", "filters", "internalReferences", "query", "visualization",
    }  # fmt: skip
    assert shown.keys() == _SHOWN[kind].keys()
    for key, about in _SHOWN[kind].items():
        assert shown[key].keys() == about if isinstance(about, set) else isinstance(shown[key], about)
    for layer in shown.get("layers", []):
        assert layer.keys() - {"splitAccessor"} == _LAYERS[kind]
        assert layer.get("seriesType") in (None, "bar_horizontal", "bar_stacked", "line")
        assert all(config.keys() == {"forAccessor"} for config in layer.get("yConfig", []))
    ((_, data),) = state["datasourceStates"]["formBased"]["layers"].items()
    for column in data["columns"].values():
        assert column.keys() >= {"dataType", "isBucketed", "label", "operationType", "params"}
        assert column["params"].keys() >= _PARAMS[column["operationType"]]


@pytest.mark.parametrize("chart", LENS, ids=lambda chart: chart["title"])
def test_a_chart_shows_the_columns_that_it_counts(chart: dict[str, Any]) -> None:
    shown = chart["state"]["visualization"]
    ((layer_id, data),) = chart["state"]["datasourceStates"]["formBased"]["layers"].items()
    layers = shown.get("layers", [shown])
    named = {
        value
        for key, value in strings_of(layers)
        if key in ("xAccessor", "splitAccessor", "metricAccessor", "forAccessor")
    }
    named |= {
        one
        for part in layers
        for key in ("accessors", "metrics", "primaryGroups")
        for one in part.get(key, [])
    }
    buckets = [data["columns"][name]["isBucketed"] for name in data["columnOrder"]]

    assert named == set(data["columns"]) == set(data["columnOrder"])
    assert buckets == sorted(buckets, reverse=True)
    assert [part["layerId"] for part in layers] == [layer_id]
    for column in data["columns"].values():
        if column["operationType"] == "terms":
            assert column["params"]["orderBy"]["columnId"] in data["columns"]


def test_panels_fill_the_grid_and_none_lies_over_another() -> None:
    for dashboard in DASHBOARDS:
        cells: set[tuple[int, int]] = set()
        for panel in json.loads(dashboard["attributes"]["panelsJSON"]):
            grid = panel["gridData"]
            assert grid["i"] == panel["panelIndex"]
            own = {
                (x, y)
                for x in range(grid["x"], grid["x"] + grid["w"])
                for y in range(grid["y"], grid["y"] + grid["h"])
            }
            assert not cells & own
            cells |= own
        assert {x for x, _ in cells} == set(range(48))
        assert len(cells) == 48 * len({y for _, y in cells})


def test_a_dashboard_that_is_opened_shows_all_of_the_archive() -> None:
    titles = {dashboard["attributes"]["title"]: dashboard["attributes"] for dashboard in DASHBOARDS}

    assert titles.keys() == {"News", "Who said what", "Pipeline"}
    assert all(attributes["timeRestore"] for attributes in titles.values())
    assert titles["News"]["timeFrom"] == titles["Who said what"]["timeFrom"] == "now-50y"
    assert all(attributes["description"] for attributes in titles.values())
    for attributes in titles.values():
        controls = json.loads(attributes["controlGroupInput"]["panelsJSON"]).values()
        assert [control["order"] for control in controls] == list(range(len(controls)))
        assert "timeSlider" in {control["type"] for control in controls}


@pytest.fixture
def server() -> Iterator[tuple[str, list[bytes]]]:
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(body)
            wanted = self.path == "/api/saved_objects/_import?overwrite=true" and self.headers["kbn-xsrf"]
            self.send_response(200 if wanted else 400)
            self.end_headers()
            count = sum(line.startswith(b'{"attributes"') for line in body.splitlines())
            self.wfile.write(json.dumps({"success": True, "successCount": count}).encode())

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    http = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}", received
    http.shutdown()
    http.server_close()


def test_the_objects_are_sent_as_kibana_takes_them(server: tuple[str, list[bytes]]) -> None:
    url, received = server

    assert import_saved_objects(Settings(kibana_url=url)) == len(OBJECTS)
    assert saved_objects() in received[0]


def test_a_kibana_that_is_not_there_is_one_line() -> None:
    with pytest.raises(FatalError, match="CLIPPINGS_KIBANA_URL") as caught:
        import_saved_objects(Settings(kibana_url="http://127.0.0.1:9"))

    assert "\n" not in str(caught.value)
