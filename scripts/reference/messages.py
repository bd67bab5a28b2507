"""docs/reference/messages/: every message of an error in the code, explained by messages.toml."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from scripts.reference.markdown import table

_ROOT = Path(__file__).parents[2]
_RAISES = frozenset(
    ("FatalError", "AwayError", "QueryError", "EmptyIndexError", "WorkerError", "RetriableError", "RejectError", "_fault")
)  # fmt: skip
"""What is called with a message as its last argument; `_fault` is the query language's."""
_IN_FAULTS = "etl/load/faults.py"
"""Its messages are returned and listed, not raised."""


class _Group(NamedTuple):
    name: str
    title: str
    intro: str
    places: tuple[str, ...]


_STOPS = "They stop the command with exit status 2"
_GROUPS = (
    _Group(
        "options",
        "Settings and options",
        f"{_STOPS}, before anything is done.",
        ("etl/settings.py", "etl/cli/", "etl/errors.py", "etl/enrich/places/"),
    ),
    _Group(
        "input",
        "The input",
        f"What is said of a whole input. {_STOPS}; of one file among others, it is a reject and the run goes on.",
        ("etl/discover.py", "etl/prune.py", "etl/staging.py"),
    ),
    _Group(
        "rejects",
        "Files that are rejected",
        "One file or record is left out and the run goes on: `clippings rejects list` has the message, and `clippings preview "
        "FILE` shows it at once. When the file is mended, the next ingest takes it, or `clippings rejects retry`.",
        ("etl/read/", "etl/clean/", "etl/pipeline.py"),
    ),
    _Group(
        "workers",
        "Workers and Airflow",
        f"{_STOPS}; a task of Airflow fails, and is tried again where that can help. What is loaded stays.",
        ("etl/workers.py", "etl/shards.py", "dags/"),
    ),
    _Group(
        "node",
        "The embedded Elasticsearch",
        "Any command that needs the node starts it, and may say one of these; exit status 2.",
        ("etl/embedded/",),
    ),
    _Group(
        "elasticsearch",
        "What Elasticsearch answers",
        "Any command that asks Elasticsearch may say one of these, most with its address before it; exit status 2, and 503 "
        "from the search page. A task of Airflow is tried again where that can help. What is loaded stays.",
        (_IN_FAULTS, "etl/load/client.py", "etl/load/retry.py", "etl/load/bulk"),
    ),
    _Group(
        "searching",
        "Searching",
        "Of `clippings search`, `export`, `quotes` and `delete --query` with exit status 2; the search page shows them above "
        "its field, and the API as a problem with status 400.",
        ("etl/search/", "etl/web/", "etl/assistants.py"),
    ),
    _Group(
        "generations",
        "The index, its generations and backups",
        f"{_STOPS}.",
        ("etl/load/", "etl/rebuild.py", "etl/ingest.py"),
    ),
    _Group("kibana", "Kibana", "Of `clippings setup`; exit status 2.", ("etl/kibana/",)),
)
_HEAD = """# Messages, and what to do

A command that cannot go on prints one line, `clippings: …`, and exits with 2; an input that is rejected has such a line in
`clippings rejects list`. Here is each of them, with `…` for what differs: search this page for the words of yours, then
follow its link.
"""


class Message(NamedTuple):
    """A message in the code, and of which kind it is."""

    place: str
    kind: str
    """Stage and reason of a reject, or nothing."""


class Help(NamedTuple):
    """What messages.toml says of a message."""

    name: str
    """It is the address of its place on the page."""
    means: str
    do: str
    by: str = ""
    example: str = ""


def pages() -> dict[str, str]:
    """Return the pages, by their path below docs/: one of all messages, and one for each group."""
    folder, listed = "reference/messages", _HEAD
    made: dict[str, str] = {}
    for group, found in grouped().items():
        rows = [
            (f"[{_title(help_)}]({group.name}.md#{help_.name})", _shown(text))
            for text, (_, help_) in found.items()
        ]
        listed += f"\n## {group.title}\n\n{table(('', 'message'), rows)}"
        entries = "".join(_entry(text, *one) for text, one in found.items())
        made[f"{folder}/{group.name}.md"] = f"# {group.title}\n\n{group.intro}\n{entries}"
    names = "\n".join(group.name for group in _GROUPS)
    return {f"{folder}/index.md": f"{listed}\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"} | made


def grouped() -> dict[_Group, dict[str, tuple[Message, Help]]]:
    """Return the messages that have help by their groups, in the order of the alphabet."""
    left, helped = messages(), known_help()
    groups: dict[_Group, dict[str, tuple[Message, Help]]] = {}
    for group in _GROUPS:
        here = {text: message for text, message in left.items() if message.place.startswith(group.places)}
        left = {text: message for text, message in left.items() if text not in here}
        known = [(text, (here[text], helped[text])) for text in here if text in helped]
        groups[group] = dict(sorted(known, key=lambda one: one[1][1].name))
    return groups


def known_help() -> dict[str, Help]:
    """Return what messages.toml has, by the message."""
    found = tomllib.loads((Path(__file__).parent / "messages.toml").read_text(encoding="utf-8"))
    return {told.pop("message"): Help(name, **told) for name, told in found.items()}


@cache
def messages() -> dict[str, Message]:
    """Return every message that is written out in the code, with `…` for what is put in."""
    found: dict[str, Message] = {}
    for folder in ("etl", "dags"):
        for path in sorted((_ROOT / folder).rglob("*.py")):
            place = path.relative_to(_ROOT).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node, kind in _listed(tree) if place == _IN_FAULTS else _raised(tree):
                if (text := _written(node)) and any(letter.isalpha() for letter in text):
                    found.setdefault(text, Message(place, kind))
    return found


def _entry(text: str, message: Message, help_: Help) -> str:
    example = f"\n```console\n{help_.example.strip()}\n```\n" if help_.example else ""
    by = " ".join(part for part in (help_.by, message.kind) if part)
    return (
        f"\n## {_title(help_)}\n\n> {_shown(text)}\n\n"
        + (f"{by}\n\n" if by else "")
        + f"{help_.means}\n\n**What to do:** {help_.do}\n{example}"
    )


def _title(help_: Help) -> str:
    """Return the heading, whose address is the name again."""
    words = help_.name.replace("-", " ")
    return words[0].upper() + words[1:]


def _raised(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in _RAISES:
                yield node.args[-1], _reject(node.args) if name == "RejectError" else ""


def _reject(arguments: list[ast.expr]) -> str:
    """Return the sentence that says stage and reason of a reject, as far as they are written out."""
    parts = [
        f"{one.value.id.lower()} `{one.attr.lower()}`"
        for one in arguments[:2]
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
    ]
    return f"{', '.join(parts).capitalize()}." if parts else ""


def _listed(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Yield the messages of the module that tells Elasticsearch's faults: sentences in it that are no docstrings."""
    skipped = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    skipped |= {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in skipped:
            message = _written(node) or ""
            if (": " in message or message.endswith("(…)")) and not message.startswith(("(", "action")):
                yield node, ""


def _written(node: ast.expr) -> str | None:
    """Return the text of a literal with `…` for each value put in; None for any other expression."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
        return "".join(map(str, parts)).replace("\n", " ")
    return None


def _shown(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"
