"""What the pages of docs/ hold that can be run: commands, requests to Elasticsearch and Python, each with its output."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NEEDS_EXAMPLES = "<!-- needs: docs/examples in the index -->"
"""Stands at the top of a page whose commands ask an index into which docs/examples was ingested."""

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
_REQUEST = re.compile(r"(?P<method>GET|POST|PUT) (?P<path>/\S+)\n(?P<body>.*)", re.S)


@dataclass(frozen=True)
class Block:
    """A block of code of a page."""

    kind: str
    text: str
    follows: bool  # stands right behind the block before it


@dataclass(frozen=True)
class Step:
    """One thing to run, and what a page says that it gives."""

    kind: str
    run: str
    expected: str


@dataclass
class Page:
    """A page of the docs."""

    name: str
    text: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """What it holds to be run, in order."""
        found: list[Step] = []
        for block, after in zip_longest(self.blocks, self.blocks[1:]):
            if block.kind == "console":
                found += commands(block.text)
            elif (
                after and after.follows and (block.kind, after.kind) in (("http", "json"), ("python", "text"))
            ):
                found.append(Step(block.kind, block.text, after.text))
        return found


def pages() -> list[Page]:
    """Return the README and every page of docs/."""
    files = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
    found = []
    for file in files:
        page = Page(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
        end = -10
        for match in _FENCE.finditer(page.text):
            page.blocks.append(Block(match[1], match[2], not page.text[end : match.start()].strip()))
            end = match.end()
        found.append(page)
    return found


def commands(console: str) -> list[Step]:
    """Return the commands behind `$ ` in a session on the console, each with the lines that follow it."""
    parts = re.split(r"^\$ ", console, flags=re.M)[1:]
    return [Step("console", line, output) for line, _, output in (part.partition("\n") for part in parts)]


def request(text: str) -> tuple[str, str, str]:
    """Return method, path and body of a request as Kibana's Dev Tools writes it."""
    match = _REQUEST.fullmatch(text)
    assert match, f"not a request: {text}"
    return match["method"], match["path"], match["body"].strip()


def matches(expected: str, output: str) -> bool:
    """Return whether `output` is what a page shows; `...` there stands for anything."""
    pattern = ".*?".join(re.escape(_trimmed(part)) for part in _trimmed(expected).split("..."))
    return re.fullmatch(pattern, _trimmed(output), re.S) is not None


def is_like(expected: Any, found: Any) -> bool:
    """Return whether JSON is what a page shows, `...` in a text of it standing for anything."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(is_like(expected[key], found[key]) for key in expected)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(is_like, expected, found))
    if isinstance(expected, str) and isinstance(found, str):
        return matches(expected, found)
    return bool(expected == found)


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))
