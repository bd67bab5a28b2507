"""Batches through worker processes: in order, a few at a time, and past inputs that kill a worker."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")

_AHEAD = 2
"""Batches that wait for each worker, so that none stands idle while results are loaded."""


def map_batches(
    function: Callable[[Batch], Result],
    batches: Iterable[Batch],
    workers: int,
    crashed: Callable[[Batch], Result],
) -> Iterator[Result]:
    """Yield `function(batch)` for each batch, in order; one batch alone is done in this process.

    A batch whose worker dies is handed to `crashed` in this process; the others are done again.
    """
    source = iter(batches)
    first = list(islice(source, 2))
    if workers == 1 or len(first) < 2:
        yield from map(function, chain(first, source))
        return
    waiting: deque[tuple[Batch, Future[Result]]] = deque()
    pool = _pool(workers)
    try:
        for batch in chain(first, source):
            waiting.append((batch, pool.submit(function, batch)))
            if len(waiting) >= workers * (1 + _AHEAD):
                result, pool = _next(waiting, pool, function, workers, crashed)
                yield result
        while waiting:
            result, pool = _next(waiting, pool, function, workers, crashed)
            yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    # A forked copy of a process with threads can deadlock; a spawned one starts clean.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def _next(
    waiting: deque[tuple[Batch, Future[Result]]],
    pool: ProcessPoolExecutor,
    function: Callable[[Batch], Result],
    workers: int,
    crashed: Callable[[Batch], Result],
) -> tuple[Result, ProcessPoolExecutor]:
    batch, future = waiting.popleft()
    try:
        return future.result(), pool
    except BrokenProcessPool:
        pool.shutdown(wait=False)
    # Nothing says which batch killed its worker, so the first that waits is tried alone.
    try:
        with _pool(1) as alone:
            result = alone.submit(function, batch).result()
    except BrokenProcessPool:
        result = crashed(batch)
    pool = _pool(workers)
    again = [(b, f if _succeeded(f) else pool.submit(function, b)) for b, f in waiting]
    waiting.clear()
    waiting.extend(again)
    return result, pool


def _succeeded(future: Future[Result]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
