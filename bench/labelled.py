"""Labelled pages: a folder with `gold.ndjson`, one line of JSON a page, and the pages below `html/` or beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement

from etl.clean.page.parse import UnparsablePageError, parse
from etl.read.charsets import decode


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
        if (needed and not gold.get(needed)) or gold.get("suspect"):
            continue
        name = gold.get("file") or f"{gold['id']}.html"
        path = folder / "html" / name if "file" in gold else folder / name
        content = decode(path.read_bytes(), html=True)[0]
        try:
            yield Labelled(name, gold.get("url") or "", content, parse(content), gold)
        except UnparsablePageError:
            continue
