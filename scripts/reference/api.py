"""docs/reference/api.md, from the search page's own OpenAPI description."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from etl.search.sending import Client
from etl.web.app import make_app
from scripts.reference.markdown import code, table

_HEAD = """# HTTP API of the search page

`clippings serve` answers programs too, as JSON, on the address of the page: `GET` alone. It has no login of its own; how
to put one in front: [](../use/proxy.md). The page shows this description at `/api/docs`, and as OpenAPI at
`/api/openapi.json`.

"""


def page() -> str:
    """Return the page."""
    app = make_app(Client("http://127.0.0.1:9"), {"127.0.0.1"})
    described = TestClient(app, base_url="http://127.0.0.1").get("/api/openapi.json").json()
    return _HEAD + "\n".join(
        _path(path, methods["get"])
        for path, methods in described["paths"].items()
        if path.startswith("/api") and "get" in methods
    )


def _path(path: str, described: dict[str, Any]) -> str:
    rows = [
        (code(one["name"]), _type(one["schema"]), code(_default(one["schema"])), one.get("description", ""))
        for one in described.get("parameters", [])
    ]
    text = f"## GET {path.replace(':path', '')}\n\n{described.get('description', '').strip()}\n"
    return text + (f"\n{table(('parameter', 'is', 'default', ''), rows)}" if rows else "")


def _type(schema: dict[str, Any]) -> str:
    for one in (schema, *schema.get("anyOf", [])):
        if "enum" in one:
            return ", ".join(map(code, one["enum"]))
        if one.get("type") == "array":
            return f"{_type(one['items'])}, repeatable"
        if one.get("type") not in (None, "null"):
            names = {"string": "text", "integer": "number", "boolean": "true or false"}
            return names.get(one["type"], str(one["type"]))
    return ""


def _default(schema: dict[str, Any]) -> str:
    given = schema.get("default")
    return "" if given in (None, "", [], False) else str(given)
