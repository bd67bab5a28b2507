from __future__ import annotations

import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import psutil
import pytest

from etl.errors import Reason, WorkerError
from etl.workers import map_batches


def squares(batch: list[int]) -> list[int]:
    return [number * number for number in batch]


def squares_but_13_kills(batch: list[int]) -> list[int]:
    if 13 in batch:
        os._exit(9)
    return squares(batch)


def lost(item: int, reason: Reason) -> int:
    return {Reason.CRASHED: -item, Reason.TOO_SLOW: -1000 * item}[reason]


def test_results_come_in_order_from_several_processes() -> None:
    batches = [[n, n + 1] for n in range(0, 20, 2)]

    results = list(map_batches(squares, batches, 2, lost))

    assert results == [squares(batch) for batch in batches]


def test_an_item_that_kills_its_worker_is_the_only_one_lost() -> None:
    batches = [[n, n + 1, n + 2] for n in range(0, 30, 3)]

    results = list(map_batches(squares_but_13_kills, batches, 2, lost))

    assert list(chain.from_iterable(results)) == [-13 if n == 13 else n * n for n in range(30)]


def test_batches_are_taken_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[list[int]]:
        nonlocal taken
        while True:
            taken += 1
            yield [taken]

    results = map_batches(squares, endless(), 2, lost)

    assert next(results) == [1]
    assert taken < 10
    results.close()  # type: ignore[attr-defined]


def test_with_no_workers_it_is_done_in_this_process() -> None:
    def here(batch: list[int]) -> list[int]:  # a local function cannot be sent to another process
        return squares(batch)

    assert list(map_batches(here, [[3], [4]], 0, lost)) == [[9], [16]]


def test_an_item_that_kills_the_only_batch_is_the_only_one_lost() -> None:
    assert list(map_batches(squares_but_13_kills, [[12, 13, 14]], 1, lost)) == [[144, -13, 196]]


WAITS_IN_A_WORKER = """
import os, time
from etl.workers import map_batches
from tests.test_workers import lost, tell_and_wait

if __name__ == "__main__":
    list(map_batches(tell_and_wait, [[1]], 1, lost))
"""


def tell_and_wait(batch: list[int]) -> list[int]:
    os.write(2, f"{os.getpid()}\n".encode())
    re.match(r"(a*)*b", "a" * 60)
    return batch


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "waits.py"
    script.write_text(WAITS_IN_A_WORKER)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    parent = subprocess.Popen([sys.executable, script], stderr=subprocess.PIPE, text=True, env=environment)
    assert parent.stderr is not None
    worker = psutil.Process(int(parent.stderr.readline()))

    parent.kill()
    parent.wait()

    assert not psutil.wait_procs([worker], timeout=10)[1]
    parent.stderr.close()


def daemon_with_a_worker(results: multiprocessing.Queue[list[list[int]]]) -> None:
    results.put(list(map_batches(squares, [[5]], 1, lost)))


def test_a_daemonic_process_may_have_workers() -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=daemon_with_a_worker, args=(results,), daemon=True)
    process.start()

    assert results.get(timeout=60) == [[25]]
    process.join()


def test_workers_that_are_replaced_leave_no_batch_behind() -> None:
    batches = [list(range(start, start + 1_000)) for start in range(0, 12_000, 1_000)]

    assert list(map_batches(squares, batches, 2, lost)) == [squares(batch) for batch in batches]


_KEPT: list[bytes] = []


def pid_after_keeping(batch: list[int]) -> list[int]:
    _KEPT.append(b"x" * 40_000_000)
    return [os.getpid() for _ in batch]


def test_a_worker_that_grows_is_replaced() -> None:
    pids = [pid for [pid] in map_batches(pid_after_keeping, [[n] for n in range(6)], 1, lost)]

    assert len(set(pids)) == 2


def squares_but_7_never_ends(batch: list[int]) -> list[int]:
    if 7 in batch:
        re.match(r"(a*)*b", "a" * 60)  # in a library that never looks at a signal
    return squares(batch)


def test_an_item_that_never_ends_is_the_only_one_lost() -> None:
    results = map_batches(squares_but_7_never_ends, [[6, 7, 8], [9]], 2, lost, most_seconds=0.5)

    assert list(results) == [[36, -7000, 64], [81]]


def squares_after_a_wait(batch: list[int]) -> list[int]:
    if 7 in batch:
        time.sleep(600)
    return squares(batch)


def test_an_item_that_waits_forever_is_the_only_one_lost() -> None:
    results = map_batches(squares_after_a_wait, [[6, 7, 8]], 1, lost, most_seconds=0.1)

    assert list(results) == [[36, -7000, 64]]


def squares_in_a_second_life(batch: list[int], marks: Path) -> list[int]:
    """Die once on each call that holds 13, together and alone, as when memory is short for a while."""
    for mark in (marks / "together", marks / "alone"):
        if 13 in batch and (len(batch) == 1) == (mark.name == "alone") and not mark.exists():
            mark.touch()
            os._exit(9)
    return squares(batch)


def test_an_item_whose_worker_died_once_alone_is_not_lost(tmp_path: Path) -> None:
    run = partial(squares_in_a_second_life, marks=tmp_path)

    assert list(map_batches(run, [[12, 13, 14]], 1, lost)) == [[144, 169, 196]]
    assert (tmp_path / "alone").exists()


@pytest.mark.parametrize("module", ["os_exits_here", "there_is_no_such_module"])
def test_a_worker_that_does_not_come_up_is_no_items_fault(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "os_exits_here.py").write_text("import os; os._exit(9)")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(WorkerError):
        list(map_batches(squares, [[1, 2]], 2, lost, [module]))


class Unlucky(int):
    """A number whose worker dies while it is taken, before anything is done with it."""

    def __reduce__(self) -> tuple[object, ...]:
        return (os._exit, (9,))


def test_a_worker_that_dies_before_it_takes_an_item_is_no_items_fault() -> None:
    with pytest.raises(WorkerError):
        list(map_batches(squares, [[1, Unlucky(2)]], 1, lost))


def fails(batch: list[int]) -> list[int]:
    raise LookupError(f"no {batch}")


def test_an_error_of_the_function_is_raised_with_where_it_was() -> None:
    with pytest.raises(LookupError, match=r"no \[1\]") as caught:
        list(map_batches(fails, [[1]], 1, lost))

    assert "in fails" in caught.value.__notes__[0]


def prints(batch: list[int]) -> list[int]:
    os.write(1, b"a library's own word")
    return batch


def test_what_a_worker_prints_is_not_among_the_results(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(map_batches(prints, [[1]], 1, lost)) == [[1]]

    assert capfd.readouterr().out == ""


IN_A_STRANGE_MAIN = """
from etl.workers import map_batches
from tests.test_workers import lost, modules

assert list(map_batches(modules, [["airflow", "strange"]], 1, lost)) == [[False, False]]
"""


def modules(names: list[str]) -> list[bool]:
    return [name in sys.modules for name in names]


def test_nothing_of_the_main_program_is_in_a_worker(tmp_path: Path) -> None:
    (tmp_path / "strange.py").write_text("")
    script = tmp_path / "main_program.py"
    script.write_text("import strange\n" + IN_A_STRANGE_MAIN + "\nif __name__ != '__main__': 1 / 0\n")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}

    subprocess.run([sys.executable, script], check=True, env=environment, cwd=tmp_path)


def test_a_hostile_folder_is_not_where_modules_come_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logging.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)

    assert list(map_batches(squares, [[3]], 1, lost)) == [[9]]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seconds", [0, 0.001, 0.005, 0.02, 0.1])
def test_it_ends_when_the_input_fails_while_workers_start(seconds: float) -> None:
    def failing() -> Iterator[list[int]]:
        yield [1, 2]
        time.sleep(seconds)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(map_batches(squares, failing(), 2, lost))

    commands = [child.cmdline() for child in psutil.Process().children()]
    assert not any("etl.worker_process" in command for command in commands)


def test_workers_end_with_the_iterator() -> None:
    before = psutil.Process().children(recursive=True)
    results = map_batches(squares_after_a_wait, [[1], [7], [7]], 2, lost)
    next(results)
    processes = [p for p in psutil.Process().children(recursive=True) if p not in before]
    results.close()  # type: ignore[attr-defined]

    assert len(processes) == 3
    left = psutil.wait_procs(processes, timeout=10)[1]
    assert all(process.status() == psutil.STATUS_ZOMBIE for process in left)
