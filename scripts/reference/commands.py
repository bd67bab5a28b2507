"""docs/reference/commands.md, from what `--help` says."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any, get_args

import typer

from etl.cli import app
from scripts.reference.markdown import code, table

_HEAD = """# Commands

`clippings COMMAND --help` says the same. What the exit statuses mean: [](outcomes.md).

"""


def page() -> str:
    """Return the page."""
    return _HEAD + "\n".join(_described(name, command) for name, command in each(typer.main.get_command(app)))


def each(group: Any, above: str = "clippings") -> list[tuple[str, Any]]:
    """Return every command below `group`, with its whole name, in the order of `--help`."""
    found: list[tuple[str, Any]] = []
    for name, command in group.commands.items():
        whole = f"{above} {name}"
        if not hasattr(command, "commands") or getattr(command, "invoke_without_command", False):
            found.append((whole, command))
        if hasattr(command, "commands"):
            found += each(command, whole)
    return found


def _described(name: str, command: Any) -> str:
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    usage = " ".join([name, *(_usage(argument) for argument in arguments)])
    rows = [
        (code(_names(parameter)), _default(parameter), getattr(parameter, "help", None) or "")
        for parameter in command.params
        if "--help" not in parameter.opts
    ]
    text = f"## {name}\n\n```text\n{usage}\n```\n\n{(command.help or '').strip()}\n"
    return text + (f"\n{table(('', 'default', ''), rows)}" if rows else "")


def _usage(argument: Any) -> str:
    name = (argument.metavar or argument.name).upper() + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name).upper()
    value = "" if parameter.is_flag else f" {_value(parameter.type_descriptor.annotation)}"
    return f"{', '.join(parameter.opts)}{value}"


def _value(annotation: Any) -> str:
    """Return what an option takes: its choices, or a word for its type."""
    kinds = [kind for kind in get_args(annotation) or (annotation,) if kind is not type(None)]
    if all(isinstance(kind, str) for kind in kinds):
        return "|".join(kinds)
    (kind,) = kinds
    if get_args(kind):
        return _value(kind)
    if issubclass(kind, Enum):
        return "|".join(kind)
    return {int: "NUMBER", Path: "PATH"}.get(kind, "TEXT")


def _default(parameter: Any) -> str:
    given = parameter.default
    return "" if given in (None, False, (), []) else code(given)
