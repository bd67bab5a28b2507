"""Send batches through worker processes, in order and a few at a time.

An input that kills its worker or takes too long becomes a reject, and the others are still processed.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

import psutil

from etl.errors import Reason, WorkerError
from etl.worker_process import DONE, RAISED

Item = TypeVar("Item")
Result = TypeVar("Result")

_TOGETHER = 16
"""Items that a worker is sent at once: what dies with it is tried again one by one."""
_ITEMS_A_WORKER = 5_000
"""Items after which a worker is replaced, so that what libraries keep in memory does not add up."""
_MOST_GROWN = 60_000_000
"""Bytes by which a worker may grow after its first call, until it is replaced: starting one takes a few milliseconds."""
_AHEAD = 1
"""Batches that wait for each worker, so that none is idle while results are loaded."""
_STARTS = 3
"""Processes that may end before they take anything, until the machine is at fault and the run stops."""
_DEATHS = 2
"""Workers that die on an item alone, until the item is at fault."""
_START_SECONDS = 300
_LOOK_SECONDS = 0.2
_WAITING_FACTOR = 10
"""A worker that waits, for a slow disk or store, may take so many times what one that computes may."""


def map_batches(
    function: Callable[[list[Item]], list[Result]],
    batches: Iterable[list[Item]],
    workers: int,
    lost: Callable[[Item, Reason], Result],
    preload: Sequence[str] = (),
    most_seconds: float = 30,
    done: Callable[[int], None] = lambda items: None,
) -> Iterator[list[Result]]:
    """Yield the results of each batch, in order, from `workers` processes; with 0 workers, from this process.

    Args:
        function: gives one result for each item, in order; it and the items are pickled. It is called with a few
            items at a time, and again with each of them alone if its process died.
        batches: read as they are needed.
        workers: number of processes.
        lost: gives the result of an item whose process died twice on it alone (`CRASHED`: a fault in a native
            library, no memory left), or that took too long (`TOO_SLOW`). In this process it would end the caller.
        preload: modules that are imported once, before the workers are forked.
        done: called from any thread, after every few items, with how many more are done.
        most_seconds: processor time that an item may take; ten times as long by the clock.

    Raises:
        WorkerError: a process did not start.
    """
    if workers == 0:
        for batch in batches:
            results = function(batch)
            done(len(batch))
            yield results
        return
    crew = _Crew(function, lost, _Program(preload), most_seconds, done)
    waiting: deque[Future[list[Result]]] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        for batch in batches:
            waiting.append(pool.submit(crew.do, batch))
            if len(waiting) >= workers * (1 + _AHEAD):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        crew.program.close()
        pool.shutdown()


class _DiedError(Exception):
    """The worker's process ended while it was working on items."""


class _NeverTookError(Exception):
    """The worker's process ended before it received any item."""


class _TooSlowError(Exception):
    """The worker took too long and was ended."""


@dataclass
class _Worker:
    """One process that answers calls, one at a time."""

    connection: Connection[Any, Any]
    pid: int
    items: int = 0
    first_size: int = 0  # after the first call

    def is_used_up(self) -> bool:
        """Return whether it has done or grown so much that a new one is better; asked after each call, first of all the first."""
        try:
            size = psutil.Process(self.pid).memory_info().rss
        except psutil.NoSuchProcess:
            return True
        self.first_size = self.first_size or size
        return self.items >= _ITEMS_A_WORKER or size - self.first_size > _MOST_GROWN

    def call(
        self, function: Callable[[list[Item]], list[Result]], items: list[Item], most: float
    ) -> list[Result]:
        self.items += len(items)
        try:
            self.connection.send((function, items))
            kind, value = self.connection.recv()
        except (EOFError, OSError):
            raise _NeverTookError from None
        if kind != RAISED:
            self._wait(most)
            try:
                kind, value = self.connection.recv()
            except (EOFError, OSError):
                raise _DiedError from None
        if kind == RAISED:
            raise value
        assert kind == DONE
        assert len(value) == len(items)
        results: list[Result] = value
        return results

    def _wait(self, most: float) -> None:
        begun, used = time.monotonic(), self._seconds()
        while not self.connection.poll(_LOOK_SECONDS):
            if self._seconds() - used > most or time.monotonic() - begun > most * _WAITING_FACTOR:
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
                raise _TooSlowError

    def _seconds(self) -> float:
        try:
            times = psutil.Process(self.pid).cpu_times()
        except psutil.NoSuchProcess:
            return 0
        return times.user + times.system


@dataclass
class _Program:
    """`etl.worker_process` with its modules imported, which forks workers; started when first needed."""

    preload: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    control: socket.socket | None = None
    is_closed: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fork(self) -> _Worker:
        """Return a new worker.

        Raises:
            WorkerError: none starts.
        """
        with self.lock:
            for _ in range(_STARTS):
                if self.is_closed:
                    break
                if self.process is None or self.process.poll() is not None:
                    self._start()
                if not self.is_closed and (worker := self._fork()):
                    return worker
        raise WorkerError(
            "a worker process ended before it took an article; what it said is above; if it said nothing, memory is short"
        )

    def _start(self) -> None:
        if self.control:
            self.control.close()
        self.control, theirs = socket.socketpair()
        paths = [path for path in sys.path if path]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", "etl.worker_process", str(theirs.fileno()), *self.preload],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=2,  # what a library prints must not come between results
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                start_new_session=True,  # it ends all of its group
            )

    def _fork(self) -> _Worker | None:
        assert self.control is not None
        ours, theirs = socket.socketpair()
        connection: Connection[Any, Any] = Connection(ours.detach())
        try:
            with theirs:
                socket.send_fds(self.control, [b"+"], [theirs.fileno()])
            if connection.poll(_START_SECONDS):
                return _Worker(connection, connection.recv())
        except (EOFError, OSError):
            pass
        connection.close()
        return None

    def close(self) -> None:
        self.is_closed = True
        self._kill()  # so that no thread waits for a worker of it any more
        with self.lock:
            self._kill()  # a thread may have been about to start it
            if self.process and self.control:
                self.process.wait()
                self.control.close()

    def _kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)


@dataclass
class _Crew(Generic[Item, Result]):
    """Worker processes; each thread that calls `do` has one of them to itself meanwhile."""

    function: Callable[[list[Item]], list[Result]]
    lost: Callable[[Item, Reason], Result]
    program: _Program
    most_seconds: float
    done: Callable[[int], None]
    idle: deque[_Worker] = field(default_factory=deque)

    def do(self, batch: list[Item]) -> list[Result]:
        results: list[Result] = []
        for start in range(0, len(batch), _TOGETHER):
            some = batch[start : start + _TOGETHER]
            try:
                results += self._call(some)
            except (_DiedError, _TooSlowError):  # nothing says which item it was
                results += map(self._alone, some)
            self.done(len(some))
        return results

    def _alone(self, item: Item) -> Result:
        for _ in range(_DEATHS):
            try:
                (result,) = self._call([item])
            except _DiedError:
                continue
            except _TooSlowError:
                return self.lost(item, Reason.TOO_SLOW)
            return result
        return self.lost(item, Reason.CRASHED)

    def _call(self, items: list[Item]) -> list[Result]:
        for _ in range(_STARTS):
            worker = self.idle.pop() if self.idle else self.program.fork()
            try:
                results = worker.call(self.function, items, self.most_seconds)
            except _NeverTookError:
                worker.connection.close()
                continue
            except BaseException:
                worker.connection.close()
                raise
            if worker.is_used_up():
                worker.connection.close()
            else:
                self.idle.append(worker)
            return results
        raise WorkerError("worker processes end before they take an article; is memory short?")
