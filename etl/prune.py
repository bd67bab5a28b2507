"""Remove stored articles whose file no longer exists: everything below the inputs that discovery does not find."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable
from functools import partial

import numpy as np

from etl.article import Reject
from etl.discover import discover, root_uri
from etl.errors import FatalError, Reason
from etl.heirs import hand_over
from etl.load.batch import prepare
from etl.load.building import MOST_GONE
from etl.load.client import connect_waiting
from etl.load.generations import find, targets
from etl.load.pruning import count_below, forget_rejects_below, remove_below
from etl.load.retry import with_retries
from etl.report import now
from etl.settings import Settings

_HIDING = (Reason.UNREADABLE, Reason.TOO_LARGE, Reason.INVALID_RECORD)
"""Reasons for which a file is rejected that may hold articles; a file in a format that is not read holds none."""


def prune(paths: list[str], settings: Settings, *, confirmed: bool = False) -> int:
    """Remove the articles and rejects below `paths` whose files or records are gone; return how many articles.

    An article that another file has too is indexed from that one.

    Args:
        paths: files, folders or URLs.
        settings: where the index is.
        confirmed: remove them even if they are more than a fifth of the articles below `paths`.

    Raises:
        FatalError: an input does not exist or a part of it cannot be read, more than a fifth would be removed, or
            Elasticsearch cannot be reached; nothing was removed.
    """
    walked_at = now()
    is_gone = _absent_from(paths, settings, is_strict=True)
    roots = [root_uri(path) for path in paths]
    client = connect_waiting(settings)
    with_retries(lambda: prepare(client, settings.shards), settings)
    there, gone = with_retries(lambda: count_below(client, roots, walked_at, is_gone), settings)
    if gone > there * MOST_GONE and not confirmed:
        raise FatalError(
            f"{gone} of the {there} articles below {', '.join(paths)} have no file any more, which is more than a "
            f"fifth: nothing was removed and nothing loaded; confirm with: clippings ingest {' '.join(paths)} --prune --yes"
        )
    both = with_retries(lambda: targets(client, rebuild=False), settings)
    to_heirs = partial(hand_over, client, settings=settings)
    with_retries(lambda: remove_below(client, roots, walked_at, is_gone, both, to_heirs), settings)
    with_retries(lambda: forget_rejects_below(client, roots, walked_at, is_gone), settings)
    return gone


def prune_building(paths: list[str], settings: Settings) -> None:
    """Remove what a killed rebuild of `paths` loaded from files that no longer exist.

    Raises:
        FatalError: an input does not exist, or Elasticsearch cannot be reached.
    """
    client, walked_at = connect_waiting(settings), now()
    building = with_retries(lambda: find(client, "building"), settings)
    if building is None or not with_retries(lambda: client.count(index=building.pattern)["count"], settings):
        return
    is_gone = _absent_from(paths, settings, is_strict=False)
    roots = [root_uri(path) for path in paths]
    with_retries(lambda: remove_below(client, roots, walked_at, is_gone, [building]), settings)


def _absent_from(
    paths: list[str], settings: Settings, *, is_strict: bool
) -> Callable[[list[str]], list[bool]]:
    """Return a function that tells which URIs discovery does not find below `paths`.

    It keeps eight bytes of each URI that exists; if two URIs share them, one article is kept by mistake. With `is_strict`, a
    part that cannot be read is an error.
    """
    found = array("Q")
    for item in discover(paths, settings):
        # What cannot be looked into may hold what seems to be gone. An empty file can be.
        is_part = "#" in item.uri
        if is_strict and isinstance(item, Reject) and not is_part and item.reason in _HIDING:
            raise FatalError(
                f"{item.uri}: {item.detail}: nothing was removed and nothing loaded; mend it or leave out --prune"
            )
        found.append(_short(item.uri))
    there = np.unique(np.frombuffer(found, dtype=np.uint64)) if found else np.empty(0, np.uint64)

    def is_gone(uris: list[str]) -> list[bool]:
        wanted = np.array([_short(uri) for uri in uris], dtype=np.uint64)
        return [not known for known in np.isin(wanted, there)]

    return is_gone


def _short(uri: str) -> int:
    return int.from_bytes(hashlib.blake2b(uri.encode("utf-8"), digest_size=8).digest(), "little")
