"""What several commands share: options, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from etl.errors import FatalError
from etl.report import RunReport, fault_of
from etl.settings import Settings, get_settings
from etl.terminal import complain

EXIT_SOME_REJECTED = 1
EXIT_COULD_NOT_RUN = 2
EXIT_INTERRUPTED = 130

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Collection = Annotated[
    str | None,
    typer.Option(
        help="The pile that the articles belong to; without it, the URI of the path.", show_default=False
    ),
]
OwnIds = Annotated[
    bool,
    typer.Option("--own-ids", help="Index a record under the id that it gives itself, which must be unique."),
]
KeepAll = Annotated[
    bool,
    typer.Option(
        "--keep-all", help="Also index pages that are not articles; `page_kind` says what they are."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do what would otherwise be refused or only shown.")]


def settings_with(collection: str | None, *, own_ids: bool, keep_all: bool = False) -> Settings:
    """Return the settings, in which the given options replace the environment.

    Raises:
        FatalError: the collection has an empty name.
    """
    if collection is not None and not collection.strip():
        raise FatalError("--collection needs a name, such as: --collection archive")
    said: dict[str, object] = {"collection": collection} if collection else {}
    said |= {"own_ids": True} if own_ids else {}
    said |= {"keep_all": True} if keep_all else {}
    return get_settings().model_copy(update=said)


@contextmanager
def interruptible(safe: str) -> Iterator[None]:
    """End the command on Ctrl-C with a line that says what is `safe`, and what the next run does."""
    try:
        yield
    except KeyboardInterrupt:
        complain(f"clippings: interrupted; {safe}")
        raise typer.Exit(EXIT_INTERRUPTED) from None


def exit_status(report: RunReport, settings: Settings) -> int:
    """Return the exit status of a run, in which known rejects are no failure; say on stderr why a run has failed."""
    if fault := fault_of(report.counts, settings.most_rejected):
        complain(f"clippings: {fault}")
        return EXIT_COULD_NOT_RUN
    return EXIT_SOME_REJECTED if report.counts.new_rejects else 0
