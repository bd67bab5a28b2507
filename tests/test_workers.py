from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain

from etl.workers import map_batches


def squares(batch: list[int]) -> list[int]:
    return [number * number for number in batch]


def squares_but_13_kills(batch: list[int]) -> list[int]:
    if 13 in batch:
        os._exit(9)
    return squares(batch)


def crashed(item: int) -> int:
    return -item


def test_results_come_in_order_from_several_processes() -> None:
    batches = [[n, n + 1] for n in range(0, 20, 2)]

    results = list(map_batches(squares, batches, 2, crashed))

    assert results == [squares(batch) for batch in batches]


def test_an_item_that_kills_its_worker_is_the_only_one_lost() -> None:
    batches = [[n, n + 1, n + 2] for n in range(0, 30, 3)]

    results = list(map_batches(squares_but_13_kills, batches, 2, crashed))

    assert list(chain.from_iterable(results)) == [-13 if n == 13 else n * n for n in range(30)]


def test_batches_are_taken_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[list[int]]:
        nonlocal taken
        while True:
            taken += 1
            yield [taken]

    results = map_batches(squares, endless(), 2, crashed)

    assert next(results) == [1]
    assert taken < 10
    results.close()  # type: ignore[attr-defined]


def test_one_batch_is_done_in_this_process() -> None:
    def here(batch: list[int]) -> list[int]:  # a local function cannot be sent to another process
        return squares(batch)

    assert list(map_batches(here, [[3]], 2, crashed)) == [[9]]
