"""What the command line shows: rich on a terminal, plain when piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from etl.article import Reject
from etl.load.rejects import KeptReject
from etl.report import Counts, RunReport

out = Console()
err = Console(stderr=True)


@contextmanager
def counting() -> Iterator[Callable[[Counts], None]]:
    """Show the counts so far while a run goes on, if stderr is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("starting", total=None)

        def show(counts: Counts) -> None:
            line = f"{counts.discovered} done: {counts.indexed} indexed, {counts.rejected} rejected"
            progress.update(task, description=line)

        yield show


def show_report(report: RunReport, as_json: bool) -> None:
    """Print a run's report: where every input ended."""
    if as_json:
        print(report.model_dump_json())
        return
    counts = report.counts
    table = Table(title=f"Run {report.run_id}", title_justify="left")
    table.add_column("")
    table.add_column("articles", justify="right")
    table.add_row("discovered", str(counts.discovered))
    for name in ("indexed", "unchanged", "superseded", "rejected"):
        table.add_row(f"  {name}", str(getattr(counts, name)))
    for reason, number in sorted(counts.rejected_by_reason.items()):
        table.add_row(f"    {reason}", str(number))
    out.print(table)
    seconds = (report.finished_at - report.started_at).total_seconds()
    out.print(f"{seconds:.1f} s")
    for note in report.notes:
        out.print(f"note: {escape(note)}")
    if counts.rejected:
        out.print("see why: clippings rejects list")


def reject_line(reject: Reject) -> str:
    """Return one printable line that says which input fell out and why; its parts may be hostile."""
    line = f"{reject.uri}: {reject.stage}: {reject.reason}: {reject.detail}"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def show_rejects(rejects: Iterable[KeptReject], as_json: bool) -> None:
    """Print the rejects, one line each."""
    number = 0
    for reject in rejects:
        number += 1
        if as_json:
            print(reject.model_dump_json())
        else:
            tries = f"{reject.tries} tries" if reject.tries > 1 else "1 try"
            print(f"{reject_line(reject)} ({tries})")
    if not number and not as_json:
        print("nothing is rejected")
