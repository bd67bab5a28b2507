"""What the command line shows: rich on a terminal, plain when piped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import orjson
from rich.markup import escape
from rich.table import Column, Table
from rich.text import Text

from etl.article import Reject
from etl.load.deletion import Doomed
from etl.load.figures import Figures
from etl.load.lifecycle import Described
from etl.load.rejects import KeptReject
from etl.load.snapshots import Snapshot
from etl.load.takeovers import Takeover
from etl.report import RunReport
from etl.search.hits import Hit, SearchResult, pieces, unmarked
from etl.search.quotations import SaidResult
from etl.terminal import harmless, out, printable, say, say_json

_MINUTE = 60


def show_report(report: RunReport, *, as_json: bool) -> None:
    """Print a run's report: where every input ended."""
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
        out.print(f"note: no names in {counts.without_names} articles, as no model reads their language")
    if counts.unknown_fields:
        out.print(f"note: fields that were not indexed: {escape(', '.join(counts.unknown_fields))}")
    if counts.set_aside:
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.set_aside.items()))
        out.print(f"note: set aside, as no articles: {escape(told)}", soft_wrap=True)
    if counts.broken:
        such = ", ".join(counts.broken_uris[:3])
        line = (
            f"note: broken bytes were replaced in {counts.broken} articles, such as {escape(printable(such))}"
        )
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


def reject_line(reject: Reject) -> str:
    """Return one printable line that says which input fell out and why; its parts may be hostile."""
    return harmless(f"{reject.uri}: {reject.stage}: {reject.reason}: {reject.detail}")


def show_rejects(rejects: Iterable[KeptReject], *, as_json: bool) -> None:
    """Print the rejects, one line each, and how many there are of each reason."""
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
    """Print the runs, one line each: when, how long, of what, with what result."""
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


def show_figures(figures: Figures, *, as_json: bool) -> None:
    """Print what is in the index, in figures."""
    if as_json:
        say_json([figures.model_dump_json()])
        return
    say(f"{figures.articles} articles, {figures.undated} undated, {figures.without_names} without names")
    tables = {
        "language": figures.by_language,
        "publisher": figures.by_publisher,
        "month": figures.by_month,
        "rejected as": figures.rejects_by_reason,
    }
    for name, counts in tables.items():
        if counts:
            table = Table(name, Column("", justify="right"))
            for value, number in counts.items():
                table.add_row(escape(printable(value)), str(number))
            out.print(table)


def show_takeovers(takeovers: Iterable[Takeover], *, as_json: bool) -> None:
    """Print which file's article is indexed from which other one, a line each."""
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


def show_generations(generations: list[Described], *, as_json: bool) -> None:
    """Print the generations of the index and the indices of each, one line each."""
    if as_json:
        say_json(generation.model_dump_json() for generation in generations)
        return
    table = Table("generation", "", "articles", "size", "made")
    for generation in generations:
        size, made = f"{generation.bytes / 1e6:.1f} MB", f"{generation.made_at:%Y-%m-%d %H:%M} UTC"
        table.add_row(generation.number, generation.role, str(generation.documents), size, made)
        for index in generation.indices:
            shards = f"{index.shards} shards" if index.shards > 1 else ""
            table.add_row(f"  {index.name}", shards, str(index.documents), f"{index.bytes / 1e6:.1f} MB", "")
    out.print(table if generations else "nothing is indexed yet")
    for generation in generations:
        for advice in generation.advice:
            say(advice)


def show_snapshots(snapshots: list[Snapshot], *, as_json: bool) -> None:
    """Print the backups, one line each."""
    if as_json:
        say_json(snapshot.model_dump_json() for snapshot in snapshots)
        return
    for snapshot in snapshots:
        fault = "" if snapshot.is_complete else "  not complete"
        say(f"{snapshot.name}  {snapshot.made_at:%Y-%m-%d %H:%M} UTC  {snapshot.indices} indices{fault}")
    if not snapshots:
        say("there is no backup; make one with: clippings backup")


def show_doomed(articles: Iterable[Doomed]) -> None:
    """Print the articles that are to be deleted, one line each."""
    for article in articles:
        what = (
            "(deleted before; its tombstone is left)" if article.is_buried else article.title or "(no title)"
        )
        say(f"{article.id}  {printable(what)}  {article.uri}")


def show_hits(result: SearchResult, *, as_json: bool) -> None:
    """Print what was found, best first."""
    if as_json:
        say_json(hit.model_dump_json() for hit in result.hits)
        if result.facets:
            say_json([orjson.dumps({"facets": result.facets})])
        return
    for number, hit in enumerate(result.hits, 1):
        _show_hit(number, hit)
    for name, counts in result.facets.items():
        if counts:
            out.print(
                Text(f"{name}: ", style="bold") + Text(", ".join(f"{printable(v)} ({n})" for v, n in counts))
            )
    if result.total_unfiltered:
        say(f"nothing found with these filters; without them {result.total_unfiltered}")
    elif not result.hits:
        hint = f'did you mean "{result.suggestion}"?' if result.suggestion else "try fewer or other words"
        say(f"nothing found; {printable(hint)}")
    else:
        out.print(f"{len(result.hits)} of {result.total}")
        if result.suggestion:
            say(f'did you mean "{printable(result.suggestion)}"?')


def _show_hit(number: int, hit: Hit) -> None:
    out.print(_headline(number, hit), soft_wrap=True)
    known = (
        hit.publisher,
        hit.published_at or "undated",
        hit.language,
        hit.url or hit.uri,
        f"id {hit.id}",
    )
    copies = f" · {hit.copies} copies" if hit.copies and hit.copies > 1 else ""
    where = printable(" · ".join(part for part in known if part))
    out.print(Text(f"   {where}{copies}", style="dim"), soft_wrap=True)
    for excerpt in hit.excerpts:
        out.print(Text("   … ") + _marked(excerpt) + Text(" …"), soft_wrap=True)
    if hit.reasons:
        reasons = ", ".join(f"{name} {weight:.2f}" for name, weight in hit.reasons)
        out.print(Text("   because of " + printable(reasons), style="dim"), soft_wrap=True)


def _headline(number: int, hit: Hit) -> Text:
    return (
        Text(f"{number}. ")
        + _marked(hit.headline or "(no title)", style="bold")
        + Text(f"  {hit.score or 0:.2f}", style="dim")
    )


def _marked(text: str, style: str = "") -> Text:
    shown = Text(style=style)
    for piece, is_found in pieces(text):
        shown.append(printable(piece), "bold yellow" if is_found else None)
    return shown


def show_quotes(found: SaidResult, *, as_json: bool) -> None:
    """Print quotations with their speakers, articles and dates, and how many articles have such."""
    if as_json:
        for one in found.said:
            of_article = {name: getattr(one.hit, name) for name in ("id", "title", "url")}
            source = {"publisher": one.hit.publisher, "published_at": one.hit.published_at}
            quote = {"speaker": one.speaker, "text": unmarked(one.text), **of_article, **source}
            place = {"speaker_id": one.speaker_id, "offset": one.offset, "sentence": one.around}
            say_json([orjson.dumps(quote | place)])
        return
    for one in found.said:
        speaker = Text(printable(one.speaker or "(speaker unknown)"), style="bold")
        out.print(speaker + Text(": “") + _marked(one.text) + Text("”"), soft_wrap=True)
        known = (one.hit.publisher, one.hit.published_at or "undated", f"id {one.hit.id}")
        where = printable(" · ".join(part for part in known if part))
        out.print(Text(f"   {printable(one.hit.title or one.hit.uri)} · "), end="", soft_wrap=True)
        out.print(Text(where, style="dim"), soft_wrap=True)
    if not found.said:
        say("no such quotation; try fewer words")
        return
    shown = len({one.hit.id for one in found.said})
    number = f"{len(found.said)} quotation{'' if len(found.said) == 1 else 's'}"
    of_all = f" of {found.articles}" if shown < found.articles else ""
    say(f"{number}, in {shown}{of_all} article{'' if found.articles == 1 else 's'}")
