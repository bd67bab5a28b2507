"""The article's text in the data for a page's scripts, for pages that show no text without scripts."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from typing import Any

from etl.clean.fragments import lines_of
from etl.clean.lines import ends_sentence, weight

_PARAGRAPH = 60
"""Least weight of a line that ends like a sentence to be a paragraph."""
_MOST_SCRIPT, _MOST_VALUES = 3_000_000, 20_000
"""Most characters of a script, and values in it, that are examined."""
_SHORTEST = 500
"""Least characters of a script with an article in it."""
_NEAR = 3
"""Most levels below an item of a list at which its text is found: `{"type": "p", "data": {"text": "…"}}`."""


def text_in_scripts(content: str) -> list[str]:
    """Return the lines of the longest running text in the JSON of the page's scripts; empty if there is no JSON."""
    best: list[str] = []
    most = 0
    for script in _scripts(content):
        for value in _values(_json(script)):
            lines = _lines(value)
            size = sum(weight(line) for line in lines if weight(line) >= _PARAGRAPH and ends_sentence(line))
            if size > most:
                best, most = lines, size
    return best


def _scripts(content: str) -> Iterator[str]:
    end = 0
    while (start := content.find("<script", end)) >= 0:
        start = content.find(">", start) + 1
        end = content.find("</script", start)
        if start == 0 or end < 0:
            return
        if _SHORTEST <= end - start <= _MOST_SCRIPT:
            yield content[start:end]


def _json(script: str) -> Any:
    """Return the value of the first JSON object or list in `script`, also one assigned to a variable, or None."""
    starts = [start for start in (script.find("{"), script.find("[")) if start >= 0]
    if not starts:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(script, min(starts))[0]
    except (ValueError, RecursionError):
        return None


def _values(value: Any) -> Iterator[Any]:
    waiting = deque([value])
    left = _MOST_VALUES
    while waiting and left > 0:
        value = waiting.popleft()
        left -= 1
        yield value
        if isinstance(value, dict | list):
            waiting.extend(value.values() if isinstance(value, dict) else value)


def _lines(value: Any) -> list[str]:
    """Return the lines of a long text, or of a list with one paragraph in each item."""
    if isinstance(value, str):
        return lines_of(value) if len(value) >= _SHORTEST else []
    if isinstance(value, list) and len(value) > 2:
        return [line for item in value if (text := _longest(item, _NEAR)) for line in lines_of(text)]
    return []


def _longest(item: Any, levels: int) -> str:
    if isinstance(item, str):
        return item
    if isinstance(item, dict) and levels:
        return max((_longest(value, levels - 1) for value in item.values()), key=len, default="")
    return ""
