"""Labelled pages: a folder with `gold.ndjson`, one line of JSON a page, and the pages below `html/` or beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement

from etl.clean.page.parse import UnparsablePageError, parse

_CHARSET = re.compile(rb"""charset=["']?([\w-]+)""")


@dataclass
class Labelled:
    """A page, parsed, and what is right for it."""

    file: str
    url: str
    content: str
    root: HtmlElement
    gold: dict[str, Any]


def labelled(folder: Path, needed: str, step: int = 1) -> Iterator[Labelled]:
    """Yield each `step`-th page of `folder` whose gold has the field `needed`."""
    lines = (folder / "gold.ndjson").read_text(encoding="utf-8").split("\n")
    golds = [json.loads(line) for line in lines if line.strip()]
    for gold in golds[::step]:
        if not gold.get(needed) or gold.get("suspect"):
            continue
        name = gold.get("file") or f"{gold['id']}.html"
        content = decoded((folder / "html" / name if "file" in gold else folder / name).read_bytes())
        try:
            yield Labelled(name, gold.get("url") or "", content, parse(content), gold)
        except UnparsablePageError:
            continue


def decoded(content: bytes) -> str:
    """Return the text of a page, in the charset that it names when it is not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        named = _CHARSET.search(content[:3000])
        try:
            return content.decode(named[1].decode() if named else "cp1252", "replace")
        except LookupError:
            return content.decode("cp1252", "replace")
