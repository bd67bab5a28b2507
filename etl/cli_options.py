"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from etl.errors import FatalError
from etl.settings import Settings, get_settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Collection = Annotated[
    str | None,
    typer.Option(help="The pile that the articles belong to; none: the URI of the path.", show_default=False),
]
OwnIds = Annotated[
    bool,
    typer.Option("--own-ids", help="Index a record under the id that it gives itself, which must be unique."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do what would else be refused or only shown.")]


def settings_with(collection: str | None, own_ids: bool) -> Settings:
    """Return the settings, with what the options say in place of the environment.

    Raises:
        FatalError: the collection has no name.
    """
    if collection is not None and not collection.strip():
        raise FatalError("--collection needs a name, such as: --collection archive")
    said: dict[str, object] = {"collection": collection} if collection else {}
    return get_settings().model_copy(update=said | ({"own_ids": True} if own_ids else {}))
