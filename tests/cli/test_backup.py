"""A backup, and the same index again from it: in the same node, and in a new home."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.embedded.launch import unprivileged_user
from etl.embedded.node import settings_of_node, start, stop
from etl.errors import FatalError
from etl.load.client import connect
from etl.load.snapshots import back_up, ensure_repository, restore
from etl.load.tombstones import find_buried
from etl.report import now
from etl.search.finding import search
from etl.search.hits import SearchRequest
from etl.settings import Settings
from tests.cli.conftest import Command
from tests.conftest import Run, lighten, open_to_all, password_of, remove_indices
from tests.indexed import article, index


def found(es: Elasticsearch) -> set[str]:
    return {hit.id for hit in search(es, SearchRequest(query="bridge"), semantic=False).hits}


@pytest.fixture
def kept(es: Elasticsearch) -> Elasticsearch:
    """An index of two articles, one of which is deleted."""
    index(es, [article("stays"), article("goes")])
    return es


def test_a_backup_brings_all_back(
    kept: Elasticsearch, clippings: Run, tmp_path: Path, settings: Settings
) -> None:
    clippings("delete", "goes", "--yes")
    said = clippings("backup")
    (made,) = [json.loads(line) for line in clippings("backup", "--list", "--json").splitlines()][-1:]
    assert made["name"] in said
    assert made["is_complete"]
    clippings("delete", "stays", "--yes")
    index(kept, [article("later")])

    with pytest.raises(FatalError, match=r"1 articles that are there would be replaced.*--yes"):
        clippings("restore")
    assert found(kept) == {"later"}
    clippings("restore", made["name"], "--yes")

    assert found(kept) == {"stays"}
    assert [tombstone.id for tombstone in find_buried(kept, {"match_all": {}})] == ["goes"]
    index(kept, [article("new")])  # it can be written to as before
    assert found(kept) == {"stays", "new"}


def test_what_would_be_replaced_is_counted_once(kept: Elasticsearch, clippings: Run) -> None:
    clippings("backup")
    clippings("rebuild", "--from-index")  # which keeps the generation before

    with pytest.raises(FatalError, match="the 2 articles that are there would be replaced"):
        clippings("restore")


def test_a_copy_of_the_snapshots_brings_all_back(
    kept: Elasticsearch, settings: Settings, clippings: Run
) -> None:
    clippings("backup")
    snapshots = settings.home / "node" / "snapshots"
    shutil.copytree(snapshots / "clippings", snapshots / "copied")
    if user := unprivileged_user():
        for path in (snapshots / "copied", *(snapshots / "copied").rglob("*")):
            shutil.chown(path, user, user)
    remove_indices(kept)

    ensure_repository(kept, "copied", is_own_node=True)
    restore(kept, "copied", None, replace=False)

    assert found(kept) == {"stays", "goes"}
    kept.snapshot.delete_repository(name="copied")
    shutil.rmtree(snapshots / "copied")


@pytest.mark.long
def test_a_copy_of_the_snapshots_brings_all_into_a_new_home(
    kept: Elasticsearch, settings: Settings, tmp_path: Path
) -> None:
    ensure_repository(kept, "clippings", is_own_node=True)
    back_up(kept, "clippings", now())
    open_to_all(tmp_path)
    lighten(tmp_path / "other" / "node")
    other = Settings(home=tmp_path / "other", es_heap="256m")
    shutil.copytree(settings.home / "node" / "snapshots", other.home / "node" / "snapshots")

    start(other)
    try:
        with connect(other) as client:
            ensure_repository(client, "clippings", is_own_node=True)
            restore(client, "clippings", None, replace=False)

            assert found(client) == {"stays", "goes"}
    finally:
        stop(other)


def test_a_repository_that_is_not_there(kept: Elasticsearch, settings: Settings, command: Command) -> None:
    node = settings_of_node(settings)
    login = {
        "ES_URL": node.es_url,
        "ES_USER": node.es_user,
        "ES_PASSWORD": password_of(node),
    }

    ran = command("backup", "--repository", "nowhere", **login)

    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "no snapshot repository nowhere: register one" in ran.err
    remove_indices(kept)
