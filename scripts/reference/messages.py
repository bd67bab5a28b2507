"""docs/reference/messages.md: every message of an error in the code, with what to do from advice.toml."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from scripts.reference.markdown import table

_ROOT = Path(__file__).parents[2]
_RAISES = frozenset(
    ("FatalError", "AwayError", "QueryError", "EmptyIndexError", "WorkerError", "RetriableError", "RejectError", "_fault")
)  # fmt: skip
"""What is called with a message as its last argument; `_fault` is the query language's."""
_IN_FAULTS = "etl/load/faults.py"
"""Its messages are returned and listed, not raised."""
_SECTIONS = (
    ("Settings and options", ("etl/settings.py", "etl/cli/", "etl/errors.py")),
    ("The input", ("etl/discover.py", "etl/prune.py", "etl/staging.py")),
    ("Files that are rejected", ("etl/read/", "etl/clean/", "etl/pipeline.py")),
    ("Workers and Airflow", ("etl/workers.py", "etl/shards.py", "dags/")),
    ("The embedded Elasticsearch", ("etl/embedded/",)),
    ("Elasticsearch answers", (_IN_FAULTS, "etl/load/client.py", "etl/load/retry.py", "etl/load/bulk")),
    ("Searching", ("etl/search/", "etl/web/", "etl/assistants.py")),
    ("The index, its generations and backups", ("etl/load/", "etl/rebuild.py", "etl/ingest.py")),
    ("Kibana", ("etl/kibana/",)),
    ("Others", ("",)),
)
_HEAD = """# Messages, and what to do

A command that cannot go on prints one line, `clippings: …`, and exits with 2; an input that is rejected has such a line in
`clippings rejects list`. Here is each of them, with `…` for what differs. Search this page for the words of yours.
"""
_SAYS_IT = "As it says."


def page() -> str:
    """Return the page."""
    advice = known_advice()
    text = _HEAD
    left = messages()
    for title, places in _SECTIONS:
        here = {message for message, place in left.items() if place.startswith(places)}
        left = {message: place for message, place in left.items() if message not in here}
        rows = [(_shown(message), advice.get(message, _SAYS_IT)) for message in sorted(here, key=str.lower)]
        text += f"\n## {title}\n\n{table(('message', 'what to do'), rows)}" if rows else ""
    return text


def known_advice() -> dict[str, str]:
    """Return what to do about a message, by the message."""
    return tomllib.loads((Path(__file__).parent / "advice.toml").read_text(encoding="utf-8"))


def messages() -> dict[str, str]:
    """Return every message that is written out in the code, `…` for what is put in, and the file it is in."""
    found: dict[str, str] = {}
    for folder in ("etl", "dags"):
        for path in sorted((_ROOT / folder).rglob("*.py")):
            place = path.relative_to(_ROOT).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in _listed(tree) if place == _IN_FAULTS else _raised(tree):
                if (message := _written(node)) and any(letter.isalpha() for letter in message):
                    found.setdefault(message, place)
    return found


def _raised(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in _RAISES:
                yield node.args[-1]


def _listed(tree: ast.AST) -> Iterator[ast.expr]:
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
            if ": " in message and not message.startswith(("(", "action")):
                yield node


def _written(node: ast.expr) -> str | None:
    """Return the text of a literal with `…` for each value put in; None for any other expression."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
        return "".join(map(str, parts)).replace("\n", " ")
    return None


def _shown(message: str) -> str:
    return f"`` {message} ``" if "`" in message else f"`{message}`"
