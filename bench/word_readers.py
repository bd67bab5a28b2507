"""Learn the weights of words: logistic regression over which words a page has (`etl.clean.verdict.words`)."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

from etl.clean.verdict.words import Reader

_LEAST_SITES = 6
"""Sites that a word must stand on: the names of one site say nothing of others."""
_STRENGTH = 3.0
_STEPS = 60
_DECIMALS = 2
"""Of a weight as written."""


@dataclass(frozen=True)
class Words:
    """Which words stand on which pages: a row for each page, a column for each of `names`."""

    names: list[str]
    table: Any


def words_of(pages: Sequence[Set[str]]) -> Words:
    """Return which words `pages` have."""
    columns: dict[str, int] = {}
    found: list[int] = []
    ends = [0]
    for own in pages:
        found += [columns.setdefault(word, len(columns)) for word in sorted(own)]
        ends.append(len(found))
    shape = (len(pages), len(columns))
    return Words(list(columns), csr_matrix((np.ones(len(found)), found, ends), shape=shape))


def learn(
    words: Words, rows: Sequence[int], sites: Sequence[str], right: Sequence[bool], most: int, least: int = 0
) -> Reader:
    """Return weights of the `most` words on most sites that tell pages that are `right` from others.

    `rows` are the pages to learn from, with their `sites`. A word must stand on `least` sites with pages that are `right`, and on
    as many with others.
    """
    pages, is_right = words.table[list(rows)], np.array(right)
    number = np.unique(sites, return_inverse=True)[1]
    of_sites = csr_matrix((np.ones(len(number)), (number, np.arange(len(number)))))
    ours, others = ((of_sites[:, side] @ pages[side]) > 0 for side in (is_right, ~is_right))
    all_sites = np.asarray(((ours + others) > 0).sum(axis=0)).ravel()
    fewest = np.minimum(*(np.asarray(one.sum(axis=0)).ravel() for one in (ours, others)))
    known = np.flatnonzero((all_sites >= _LEAST_SITES) & (fewest >= least)).tolist()
    common = sorted(known, key=lambda column: (-all_sites[column], words.names[column]))[:most]
    table = _of_length_1(pages[:, common])
    sign = np.where(right, 1.0, -1.0)
    weight = np.where(right, np.sum(sign < 0) / max(1, int(np.sum(sign > 0))), 1.0)
    size = len(common)

    def loss(now: Any) -> Any:
        margin = sign * (table @ now[:size] + now[size])
        slope = -sign * weight / (1 + np.exp(np.clip(margin, -50, 50)))
        value = (weight * np.logaddexp(0, -margin)).sum() + (now[:size] @ now[:size]) / (2 * _STRENGTH)
        return value, np.append(table.T @ slope + now[:size] / _STRENGTH, slope.sum())

    found = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    weights = {
        word: round(float(found[number]), _DECIMALS)
        for number, word in enumerate(words.names[column] for column in common)
    }
    return Reader(round(float(found[size]), _DECIMALS), weights)


def write(readers: dict[str, Reader], path: Path) -> None:
    """Write `readers` by name to `path`."""
    said = {
        name: {"bias": one.bias, "weights": dict(sorted(one.weights.items()))}
        for name, one in readers.items()
    }
    path.write_text(json.dumps(said, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _of_length_1(table: Any) -> Any:
    """Return `table` with rows of length 1."""
    length = np.sqrt(np.asarray(table.sum(axis=1)).ravel())
    return diags(1 / np.maximum(length, 1)) @ table
