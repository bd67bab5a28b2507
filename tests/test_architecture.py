"""The picture of the imports, as docs/change/architecture.md has it: no circle, and no arrow up."""

from __future__ import annotations

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import etl

ROOT = Path(etl.__file__).parents[1]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in (ROOT / "etl").rglob("*.py")
}
ORDERS = {
    "etl": ("clean", "read", "enrich", "embedded", "kibana", "load", "search", "console", "web", "cli"),
    "etl.clean": ("page", "dates", "fields", "verdict", "judge", "scrape"),
    "etl.enrich": ("places", "names", "quotes"),
}
"""Each of these rooms may import those before it, and no other."""
FOREIGN = ("elasticsearch", "airflow", "etl.load", "etl.search", "etl.web", "etl.cli", "etl.embedded")
"""What cleaning and enrichment must not know."""


@cache
def imports(module: str, *, with_late: bool = False) -> set[str]:
    """Return the names that a module imports when it is imported itself; `with_late` also those that its functions import."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree) if with_late else tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= whole & MODULES.keys() or {node.module}
    return found


def room_in(folder: str, module: str) -> str | None:
    """Return what of `folder` the module is or lies in: a room, or the module itself; None outside and for the door."""
    if not module.startswith(f"{folder}."):
        return None
    return ".".join(module.split(".")[: folder.count(".") + 2])


def rooms(folder: str) -> dict[str, set[str]]:
    """Return the rooms of `folder`, and the modules beside them, each with those that it imports, now or later."""
    found: dict[str, set[str]] = {}
    for module in MODULES:
        if room := room_in(folder, module):
            others = {room_in(folder, one) for one in imports(module, with_late=True) if one in MODULES}
            found.setdefault(room, set()).update(other for other in others if other and other != room)
    return found


def test_no_module_leads_to_itself() -> None:
    graph = {name: (imports(name) & MODULES.keys()) - {name} for name in MODULES}

    order = list(TopologicalSorter(graph).static_order())  # raises CycleError

    assert len(order) == len(MODULES) > 200


@pytest.mark.parametrize("folder", ORDERS)
def test_no_room_leads_to_itself(folder: str) -> None:
    graph = rooms(folder)

    order = list(TopologicalSorter(graph).static_order())  # raises CycleError

    assert set(order) == graph.keys() >= {f"{folder}.{room}" for room in ORDERS[folder]}


@pytest.mark.parametrize("folder", ORDERS)
def test_no_arrow_leads_up(folder: str) -> None:
    order, graph = ORDERS[folder], rooms(folder)
    for place, room in enumerate(order):
        assert graph[f"{folder}.{room}"].isdisjoint(f"{folder}.{later}" for later in order[place + 1 :]), room


def test_every_room_has_its_place() -> None:
    folders = {path.parent.name for path in (ROOT / "etl").glob("*/__init__.py")}

    assert folders == set(ORDERS["etl"])


@pytest.mark.parametrize("room", ["etl.clean", "etl.enrich"])
def test_cleaning_and_enrichment_know_neither_elasticsearch_nor_airflow(room: str) -> None:
    found = {
        (name, one) for name in MODULES if name.startswith(room) for one in imports(name, with_late=True)
    }

    assert not [pair for pair in found if pair[1].startswith(FOREIGN)]
