"""The picture of the imports, as docs/change/architecture.md has it: no circle, and no arrow up."""

from __future__ import annotations

import ast
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
    "etl.clean": ("page", "dates", "fields", "verdict", "judge", "scrape"),
    "etl.enrich": ("places", "names", "quotes"),
}
"""Each of these may import those before it, and no other."""


def imports(module: str) -> set[str]:
    """Return the names that a module imports when it is imported itself."""
    found = set()
    for node in ast.parse(MODULES[module].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= whole & MODULES.keys() or {node.module}
    return found


def test_no_module_leads_to_itself() -> None:
    graph = {name: (imports(name) & MODULES.keys()) - {name} for name in MODULES}

    order = list(TopologicalSorter(graph).static_order())  # raises CycleError

    assert len(order) == len(MODULES) > 200


@pytest.mark.parametrize("room", ORDERS)
def test_cleaning_and_enrichment_know_neither_elasticsearch_nor_airflow(room: str) -> None:
    foreign = ("elasticsearch", "airflow", "etl.load", "etl.search", "etl.web", "etl.cli", "etl.embedded")
    found = {(name, one) for name in MODULES if name.startswith(room) for one in imports(name)}

    assert not [pair for pair in found if pair[1].startswith(foreign)]


@pytest.mark.parametrize("room", ORDERS)
def test_no_arrow_leads_up_within_a_room(room: str) -> None:
    order = ORDERS[room]
    for place, part in enumerate(order):
        later = tuple(f"{room}.{one}" for one in order[place + 1 :])
        for name in MODULES:
            if name.startswith(f"{room}.{part}."):
                assert not [one for one in imports(name) if one.startswith(later)], name
