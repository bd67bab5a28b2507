"""The model of cost against what was measured, and its table in the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import capacity
from bench.capacity import Pile

DOCS = (Path(__file__).parents[1] / "docs" / "capacity.md").read_text()


@pytest.mark.parametrize(
    ("cost", "kb", "words", "measured"),
    [
        (capacity.worker_seconds, 5.8, 936, 0.138),
        (capacity.worker_seconds, 163, 1620, 0.216),
        (capacity.index_bytes, 100, 450, 6_200),
    ],
)
def test_the_model_says_what_was_measured_of_piles_that_it_was_not_fitted_to(
    cost: object, kb: float, words: float, measured: float
) -> None:
    assert callable(cost)
    assert cost(Pile(1, 1, kb, words)) == pytest.approx(measured, rel=0.2)


def test_the_docs_have_its_table() -> None:
    assert capacity.table() in DOCS


def test_more_articles_kept_longer_need_more_of_everything() -> None:
    less, more = capacity.plan(Pile(1e6, 1)), capacity.plan(Pile(2e7, 5))

    assert more.worker_cores == pytest.approx(20 * less.worker_cores)
    assert more.disk_gb == pytest.approx(100 * less.disk_gb)
    assert more.nodes > less.nodes
    assert (less.nodes, less.nodes_by) == (4, "disk")
    assert capacity.plan(Pile(10_000, 1)).nodes == 3
    assert capacity.plan(Pile(10_000, 1, copies=0)).nodes == 1
