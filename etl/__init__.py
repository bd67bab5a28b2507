"""Clippings: raw news files in, a search index out. For programs: `from etl import preview`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from etl.article import Article, Reject
    from etl.settings import Settings

DISTRIBUTION = "press-clippings"
"""The name that the package is installed under; the command is `clippings`."""


def preview(
    paths: Iterable[str | PathLike[str]],
    stage: Literal["clean", "enrich"] = "enrich",
    settings: Settings | None = None,
) -> Iterator[Article | Reject]:
    """Yield the documents that files would become, and a `Reject` for each input that would be left out.

    Nothing is written, and no Elasticsearch is needed. Files are read as results are requested, in the order of `paths`.

    Args:
        paths: Files, folders or fsspec URLs.
        stage: The last stage; "clean" leaves out names, quotations, language and copies, and loads no model.
        settings: Used instead of those in the environment (`CLIPPINGS_*`).

    Raises:
        FatalError: a path does not exist, or its protocol is unknown.
    """
    from etl.pipeline import preview as preview_articles
    from etl.settings import get_settings

    return preview_articles((fspath(path) for path in paths), settings or get_settings(), stage)
