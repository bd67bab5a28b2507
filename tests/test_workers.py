from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import psutil

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


def test_with_no_workers_it_is_done_in_this_process() -> None:
    def here(batch: list[int]) -> list[int]:  # a local function cannot be sent to another process
        return squares(batch)

    assert list(map_batches(here, [[3], [4]], 0, crashed)) == [[9], [16]]


def test_an_item_that_kills_the_only_batch_is_the_only_one_lost() -> None:
    assert list(map_batches(squares_but_13_kills, [[12, 13, 14]], 1, crashed)) == [[144, -13, 196]]


WAITS_IN_A_WORKER = """
import os, time
from etl.workers import map_batches
from tests.test_workers import crashed, tell_and_wait

if __name__ == "__main__":
    list(map_batches(tell_and_wait, [[1]], 1, crashed))
"""


def tell_and_wait(batch: list[int]) -> list[int]:
    print(os.getpid(), flush=True)
    time.sleep(60)
    return batch


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "waits.py"
    script.write_text(WAITS_IN_A_WORKER)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))

    parent.kill()
    parent.wait()

    assert not psutil.wait_procs([worker], timeout=10)[1]
    parent.stdout.close()


def daemon_with_a_worker(results: multiprocessing.Queue[list[list[int]]]) -> None:
    results.put(list(map_batches(squares, [[5]], 1, crashed)))


def test_a_daemonic_process_may_have_workers() -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=daemon_with_a_worker, args=(results,), daemon=True)
    process.start()

    assert results.get(timeout=60) == [[25]]
    process.join()


def slow_squares(batch: list[int]) -> list[int]:
    time.sleep(0.05)
    return squares(batch)


def test_workers_that_are_replaced_together_leave_no_batch_behind() -> None:
    batches = [[n] for n in range(52)]  # one more for each worker than it does before it is replaced

    assert list(map_batches(slow_squares, batches, 2, crashed)) == [[n * n] for n in range(52)]
