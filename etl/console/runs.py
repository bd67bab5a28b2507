"""Show runs on the terminal: reports, rejects, and articles that replaced others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.markup import escape
from rich.table import Table

from etl.article import Reject
from etl.load.rejects import KeptReject
from etl.load.takeovers import Takeover
from etl.report import RunReport
from etl.terminal import harmless, out, printable, say, say_json

_MINUTE = 60


def show_report(report: RunReport, *, as_json: bool) -> None:
    """Print a run's report: how every input ended."""
    if as_json:
        say_json([report.model_dump_json()])
        return
    counts = report.counts
    out.print(f"Run {escape(report.run_id)}", soft_wrap=True, highlight=False)
    table = Table()
    table.add_column("")
    table.add_column("articles", justify="right")
    table.add_row("discovered", str(counts.discovered))
    for name, number in counts.by_disposition().items():
        table.add_row(f"  {name}", str(number))
    if counts.known:
        table.add_row("    known before", str(counts.known))
    for reason, number in sorted(counts.rejected_by_reason.items()):
        table.add_row(f"    {reason}", str(number))
    if report.pruned:
        table.add_row("pruned", str(report.pruned))
    out.print(table)
    started = f"{report.started_at:%Y-%m-%d %H:%M:%S} UTC"
    say(f"input: {', '.join(report.input)}")
    say(f"started {started}, took {_duration(report)}, version {report.pipeline_version}")
    _show_notes(report)


def _show_notes(report: RunReport) -> None:
    counts = report.counts
    if counts.without_names:
        out.print(f"note: no names in {_articles(counts.without_names)}, as no model reads their language")
    if counts.unknown_fields:
        out.print(f"note: fields that were not indexed: {escape(', '.join(counts.unknown_fields))}")
    if counts.set_aside:
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.set_aside.items()))
        out.print(f"note: set aside, as no articles: {escape(told)}", soft_wrap=True)
    if counts.broken:
        such = ", ".join(counts.broken_uris[:3])
        line = f"note: broken bytes were replaced in {_articles(counts.broken)}, such as {escape(printable(such))}"
        out.print(line, soft_wrap=True, highlight=False)
    for note in report.notes:
        out.print(f"note: {escape(note)}")
    if counts.collisions:
        more = f"clippings runs {escape(report.run_id)} --superseded"
        out.print(
            f"note: {counts.collisions} met another article under their id; see: {more}", soft_wrap=True
        )
        for pair in counts.collided:
            out.print(f"  {escape(printable(pair))}", soft_wrap=True, highlight=False)
    if counts.rejected:
        new = " --new" if counts.known and counts.new_rejects else ""
        out.print(f"see why: clippings rejects list{new}")


def _articles(number: int) -> str:
    return "1 article" if number == 1 else f"{number} articles"


def reject_line(reject: Reject) -> str:
    """Return a printable line that says which input was rejected and why; its parts may be hostile."""
    return harmless(f"{reject.uri}: {reject.stage}: {reject.reason}: {reject.detail}")


def show_rejects(rejects: Iterable[KeptReject], *, as_json: bool) -> None:
    """Print the rejects, one line each, and how many there are for each reason."""
    reasons: Counter[str] = Counter()
    for reject in rejects:
        reasons[reject.reason] += 1
        if as_json:
            say_json([reject.model_dump_json()])
        else:
            tries = f"{reject.tries} tries" if reject.tries > 1 else "1 try"
            say(f"{reject_line(reject)} ({tries})")
    if as_json:
        return
    counts = ", ".join(f"{number} {reason}" for reason, number in reasons.most_common())
    say(f"{reasons.total()} rejected: {counts}" if counts else "nothing is rejected")


def show_runs(reports: list[RunReport], *, as_json: bool) -> None:
    """Print the runs, one line each: time, duration, input, result."""
    if as_json:
        say_json(report.model_dump_json() for report in reports)
        return
    for report in reports:
        started, version = f"{report.started_at:%Y-%m-%d %H:%M:%S} UTC", report.pipeline_version
        what = f"{printable(', '.join(report.input))}: {report.counts.line()}"
        say(f"{started}  {report.run_id}  {what}  (took {_duration(report)}, version {version})")
    if not reports:
        say("there was no run yet; load articles with: clippings ingest PATH")


def _duration(report: RunReport) -> str:
    seconds = (report.finished_at - report.started_at).total_seconds()
    return (
        f"{seconds:.1f} s" if seconds < _MINUTE else f"{seconds // _MINUTE:.0f} min {seconds % _MINUTE:.0f} s"
    )


def show_takeovers(takeovers: Iterable[Takeover], *, as_json: bool) -> None:
    """Print which file's article is indexed from which other file, one line each."""
    number = 0
    for takeover in takeovers:
        number += 1
        if as_json:
            say_json([takeover.model_dump_json()])
        else:
            what = "another article" if takeover.differs else "a copy"
            say(f"{takeover.uri}: {what} is indexed from {takeover.by} ({takeover.article})")
    if not number and not as_json:
        say("nothing was superseded")
