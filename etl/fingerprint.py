"""A hash of what a stage's documents depend on: its code, its data, and the libraries that it uses.

Code counts as its syntax tree without docstrings, so that a reworded comment or docstring does not cause a whole collection
to be processed again. Data and models count byte by byte, libraries by their version. All stages together take 0.4 s of CPU,
once per process.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

_PACKAGE = Path(__file__).parent
_AROUND = frozenset(("etl.errors", "etl.report", "etl.settings", "etl.workers"))
"""Modules that decide where and when an article is worked on, not what becomes of it."""
_CARRIERS = frozenset(("fsspec", "orjson", "pydantic"))
"""Libraries that carry a text and leave it as it is."""
_DISTRIBUTIONS = {"bs4": "beautifulsoup4", "pycrfsuite": "python-crfsuite"}
"""Import names that are not their distribution's name."""


@cache
def content_version(*roots: str, without: frozenset[str] = frozenset()) -> str:
    """Return the hash of all modules of this package that the modules `roots` import, directly or indirectly.

    `without` names modules that do not count, nor those that only they import.
    """
    modules = _reached(roots, _AROUND | without)
    digest = hashlib.sha256()
    for name in sorted(modules):
        digest.update(f"{name} {modules[name].syntax}\n".encode())
    for path in _data_beside(modules):
        digest.update(f"{path.relative_to(_PACKAGE).as_posix()}\n".encode() + path.read_bytes())
    for library in libraries(modules.values()):
        digest.update(f"{library} {_version(library)}\n".encode())
    return digest.hexdigest()[:12]


class Module:
    """The source of one module, reduced to what decides its behaviour."""

    def __init__(self, source: str) -> None:
        tree = ast.parse(source)
        parts: list[str] = []
        self.imports: set[str] = set()
        _write(tree, parts, self.imports)
        self.syntax = " ".join(parts)


def libraries(modules: Iterable[Module]) -> list[str]:
    """Return the distributions outside this package that `modules` use and that can change an article."""
    names = {name.partition(".")[0] for module in modules for name in module.imports}
    names -= {*sys.stdlib_module_names, *_CARRIERS, _PACKAGE.name}
    return sorted(_DISTRIBUTIONS.get(name, name) for name in names)


def _reached(roots: Iterable[str], without: frozenset[str]) -> dict[str, Module]:
    modules: dict[str, Module] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if path is None or name in modules or name in without:
            continue
        modules[name] = Module(path.read_text(encoding="utf-8"))
        waiting += modules[name].imports
    return modules


def _file(name: str) -> Path | None:
    """Return the file of the module `name`, or None if it is not a module of this package."""
    package, *folders = name.split(".")
    if package != _PACKAGE.name or not folders:
        return None
    path = _PACKAGE.joinpath(*folders)
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _data_beside(modules: Iterable[str]) -> list[Path]:
    """Return the data files in the folders of `modules`: everything except code and cards about models."""
    folders = {path.parent for name in modules if (path := _file(name))}
    inside = {file for folder in folders if folder != _PACKAGE for file in folder.rglob("*")}
    return sorted(
        file
        for file in {*inside, *_PACKAGE.glob("*")}
        if file.is_file() and file.suffix not in (".py", ".pyc", ".md")
    )


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:  # of an extra that is not installed
        return "none"


def _write(node: ast.AST, parts: list[str], imports: set[str]) -> None:
    """Append `node` to `parts` without positions, docstrings, and empty fields, which differ by Python version.

    What it imports is added to `imports`.
    """
    if isinstance(node, ast.Import):
        imports.update(alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        imports.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
    parts.append(type(node).__name__)
    for name in node._fields:
        value = getattr(node, name, None)
        if value is None or value == []:
            continue
        parts.append(name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, ast.AST):
                if not _is_docstring(item):
                    _write(item, parts, imports)
            else:
                parts.append(repr(item))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
