"""Show the progress of a run on a terminal: counts, rate and remaining time, updated as articles are done."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from etl.report import Counts
from etl.terminal import err


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


@dataclass
class Watch:
    """Receives the progress of a run; its methods may be called from any thread."""

    progress: Progress
    task: TaskID
    expected: int | None
    prepared_inputs: int = 0
    counts: str = ""

    def prepared(self, inputs: int) -> None:
        """Add this number of inputs to those that are cleaned and enriched."""
        self.prepared_inputs += inputs
        self._show()

    def loaded(self, counts: Counts) -> None:
        """Show the counts so far."""
        self.counts = f", {counts.indexed} indexed, {counts.unchanged} unchanged, {counts.rejected} rejected"
        self.prepared_inputs = max(self.prepared_inputs, counts.discovered)
        self._show()

    def _show(self) -> None:
        # Files of many records hold more inputs than there are files: what is left is not known then.
        is_known = self.expected is not None and self.prepared_inputs <= self.expected
        total = self.expected if is_known else None
        of = f" of {total}" if total else ""
        line = f"{self.prepared_inputs}{of} inputs{self.counts}"
        self.progress.update(self.task, completed=self.prepared_inputs, total=total, description=line)


@contextmanager
def watching(paths: list[str]) -> Iterator[Watch]:
    """Show the progress of a run over `paths` while it lasts, if stderr is a terminal."""
    is_shown = sys.stderr.isatty()
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not is_shown) as progress:
        expected = number_of_files(paths) if is_shown else None
        yield Watch(progress, progress.add_task("starting", total=expected), expected)


def number_of_files(paths: list[str]) -> int | None:
    """Return how many files there are below `paths`, judged by names only; None if a path is not local."""
    number = 0
    for path in paths:
        if "://" in path:
            return None
        if os.path.isdir(path):  # noqa: PTH112
            for _, folders, names in os.walk(path):
                folders[:] = [folder for folder in folders if not folder.startswith(".")]
                number += sum(not name.startswith(".") for name in names)
        else:
            number += 1
    return number or None
