"""Learn the weights of words: logistic regression over which words a page has (`etl.clean.verdict.words`)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from etl.clean.verdict.words import Reader

_LEAST_SITES = 6
"""Sites that a word must stand on: the names of one site say nothing of others."""
_STRENGTH = 3.0
_STEPS = 60
_DECIMALS = 2
"""Of a weight as written."""


def learn(words: Sequence[Set[str]], sites: Sequence[str], right: Sequence[bool], most: int) -> Reader:
    """Return weights of the `most` words on most sites that tell pages that are `right` from others."""
    seen: dict[str, set[str]] = defaultdict(set)
    for own, site in zip(words, sites, strict=True):
        for word in own:
            seen[word].add(site)
    common = sorted(
        (word for word, on in seen.items() if len(on) >= _LEAST_SITES), key=lambda w: (-len(seen[w]), w)
    )
    known = {word: number for number, word in enumerate(common[:most])}
    table = _table(words, known)
    sign = np.where(right, 1.0, -1.0)
    weight = np.where(right, (sign < 0).sum() / max(1, (sign > 0).sum()), 1.0)
    size = len(known)

    def loss(now: Any) -> Any:
        margin = sign * (table @ now[:size] + now[size])
        slope = -sign * weight / (1 + np.exp(np.clip(margin, -50, 50)))
        value = (weight * np.logaddexp(0, -margin)).sum() + (now[:size] @ now[:size]) / (2 * _STRENGTH)
        return value, np.append(table.T @ slope + now[:size] / _STRENGTH, slope.sum())

    found = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    weights = {word: round(float(found[number]), _DECIMALS) for word, number in known.items()}
    return Reader(round(float(found[size]), _DECIMALS), weights)


def write(readers: dict[str, Reader], path: Path) -> None:
    """Write `readers` by name to `path`."""
    said = {
        name: {"bias": one.bias, "weights": dict(sorted(one.weights.items()))}
        for name, one in readers.items()
    }
    path.write_text(json.dumps(said, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _table(words: Sequence[Set[str]], known: dict[str, int]) -> Any:
    """Return a row for each page: its known words, all alike, of length 1."""
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for own in words:
        found = [known[word] for word in own if word in known]
        columns += found
        values += [len(found) ** -0.5] * len(found) if found else []
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(words), len(known)))
