"""Batches through worker processes: in order, a few at a time, and past inputs that kill a worker."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_BATCHES_A_PROCESS = 25
"""Batches after which a worker is replaced, so that what libraries keep in memory does not add up."""
_AHEAD = 1
"""Batches that wait for each worker, so that none stands idle while results are loaded."""


def map_batches(
    function: Callable[[list[Item]], list[Result]],
    batches: Iterable[list[Item]],
    workers: int,
    crashed: Callable[[Item], Result],
    preload: Sequence[str] = (),
) -> Iterator[list[Result]]:
    """Yield `function(batch)` for each batch, in order, from `workers` processes; with 0, from this one.

    An item whose worker dies (a crash in a native library, no memory left) gives `crashed(item)`; in this
    process it would end the caller. The workers are forked from one process that has imported the modules
    `preload`; those of the first call hold for all later ones.
    """
    if workers == 0:
        yield from map(function, batches)
        return
    multiprocessing.set_forkserver_preload(list(preload))
    crew = _Crew(function, workers, crashed)
    try:
        for batch in batches:
            crew.submit(batch)
            if crew.is_busy():
                yield crew.next()
        while crew.waiting:
            yield crew.next()
        crew.pool.shutdown()  # a process that ends while its workers are being told to would wait for them forever
    finally:
        crew.pool.shutdown(wait=False, cancel_futures=True)


def _new_pool(workers: int) -> ProcessPoolExecutor:
    # Celery's processes are marked as ones that leave no children behind, and so may have none; ours end first.
    multiprocessing.current_process().daemon = False
    # A forked copy of this process with its threads could deadlock; one of a server without threads starts clean.
    context = multiprocessing.get_context("forkserver")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A killed parent cannot tell its workers to stop: each watches for its end."""

    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@dataclass
class _Crew(Generic[Item, Result]):
    """A pool of processes and the batches that were handed to it, oldest first."""

    function: Callable[[list[Item]], list[Result]]
    workers: int
    crashed: Callable[[Item], Result]
    waiting: deque[tuple[list[Item], Future[list[Result]]]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._new_workers()

    def _new_workers(self) -> None:
        self.pool = _new_pool(self.workers)
        self.left = self.workers * _BATCHES_A_PROCESS

    def submit(self, batch: list[Item]) -> None:
        # Not by `max_tasks_per_child`: workers that reach it together are not replaced, and the pool waits forever.
        if self.left == 0:
            self.pool.shutdown()  # when it has ended what it has: two pools at once would hold twice the models
            self._new_workers()
        self.left -= 1
        try:
            future = self.pool.submit(self.function, batch)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        self.waiting.append((batch, future))

    def is_busy(self) -> bool:
        return len(self.waiting) >= self.workers * (1 + _AHEAD)

    def next(self) -> list[Result]:
        batch, future = self.waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            self.pool.shutdown(wait=False)
            results = self._one_by_one(batch)
            self._start_again()
            return results

    def _one_by_one(self, batch: list[Item]) -> list[Result]:
        """Nothing says which item killed its worker, so each is tried alone."""
        results: list[Result] = []
        pool = _new_pool(1)
        for item in batch:
            try:
                results += pool.submit(self.function, [item]).result()
            except BrokenProcessPool:
                results.append(self.crashed(item))
                pool.shutdown(wait=False)
                pool = _new_pool(1)
        pool.shutdown()
        return results

    def _start_again(self) -> None:
        self._new_workers()
        unfinished, self.waiting = self.waiting, deque()
        for batch, future in unfinished:
            if future.done() and not future.cancelled() and future.exception() is None:
                self.waiting.append((batch, future))
            else:
                self.submit(batch)
