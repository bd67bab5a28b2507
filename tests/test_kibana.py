"""The saved objects, and their import, against a server that takes what Kibana takes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from etl.errors import FatalError
from etl.kibana import import_saved_objects, saved_objects
from etl.load.indices import mappings_folder
from etl.settings import Settings

OBJECTS = [json.loads(line) for line in saved_objects().splitlines()]


def test_every_reference_is_to_an_object_that_is_there() -> None:
    ids = {(thing["type"], thing["id"]) for thing in OBJECTS}

    assert {(r["type"], r["id"]) for thing in OBJECTS for r in thing["references"]} <= ids
    assert {thing["type"] for thing in OBJECTS} >= {"index-pattern", "search", "dashboard"}


def test_every_field_is_in_the_mapping() -> None:
    fields = json.loads((mappings_folder() / "articles.json").read_text())["template"]["mappings"][
        "properties"
    ]
    shown = [
        json.loads(thing["attributes"]["visState"]) for thing in OBJECTS if thing["type"] == "visualization"
    ]
    named = {agg["params"]["field"] for state in shown for agg in state["aggs"] if "field" in agg["params"]}
    view = next(thing for thing in OBJECTS if thing["type"] == "index-pattern")

    assert named | {view["attributes"]["timeFieldName"]} <= fields.keys()


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
            count = sum(line.startswith(b'{"id"') for line in body.splitlines())
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


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "kibana"])
def test_a_kibana_that_is_not_there_is_one_line(url: str) -> None:
    with pytest.raises(FatalError, match="CLIPPINGS_KIBANA_URL") as caught:
        import_saved_objects(Settings(kibana_url=url))

    assert "\n" not in str(caught.value)
