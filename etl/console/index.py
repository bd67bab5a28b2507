"""Show the index on the terminal: counts, generations, backups, and what a deletion would remove."""

from __future__ import annotations

from collections.abc import Iterable

from rich.markup import escape
from rich.table import Column, Table

from etl.load.deletion import Doomed
from etl.load.figures import Figures
from etl.load.lifecycle import Described
from etl.load.snapshots import Snapshot
from etl.terminal import out, printable, say, say_json


def show_figures(figures: Figures, *, as_json: bool) -> None:
    """Print counts of what is in the index."""
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
