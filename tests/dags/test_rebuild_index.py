"""The real DAG of a rebuild, and its steps done again, as Airflow does."""

from __future__ import annotations

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.errors import FatalError
from etl.ingest import ingest
from etl.load.lifecycle import describe, drop_named
from etl.rebuild import rebuild
from etl.settings import Settings
from etl.shards import deal_rebuild, do_shard, finish_rebuild
from etl.staging import exists, run_folder
from tests.dags.conftest import Runner
from tests.load.test_ingest import documents


def roles(es: Elasticsearch) -> list[tuple[str, str, int]]:
    es.indices.refresh(index="articles-*")
    return [(generation.number, generation.role, generation.documents) for generation in describe(es)]


def test_a_run_puts_a_new_generation_in_place(
    runner: Runner, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    ingest([str(folder)], settings)
    before = documents(es)

    state, said = runner.run("rebuild_index", input=str(folder), batch_size=2)
    assert state == "success", said

    assert roles(es) == [("000001", "kept", 5), ("000002", "live", 5)]
    assert documents(es) == before
    es.indices.refresh(index="clippings-runs")
    reports = [hit["_source"] for hit in es.search(index="clippings-runs")["hits"]["hits"]]
    (report,) = [report for report in reports if "generation 000002 is live" in str(report["notes"])]
    assert (report["counts"]["discovered"], report["counts"]["indexed"]) == (6, 5)
    assert not exists(run_folder(settings, report["run_id"]))


def test_steps_done_again_give_the_same(folder: Path, settings: Settings, es: Elasticsearch) -> None:
    ingest([str(folder)], settings)
    before = documents(es)
    deal_rebuild(settings, "again", None, 2, 1000)
    with pytest.raises(FatalError, match="another rebuild is going on"):
        rebuild([str(folder)], settings)
    staged, shards = deal_rebuild(settings, "again", None, 2, 1000)
    for shard in (*shards, *shards):
        do_shard(settings, shard, "again", None, is_rebuild=True)
    first = finish_rebuild(settings, staged, "again", None, None, accept_fewer=False)

    assert finish_rebuild(settings, staged, "again", None, None, accept_fewer=False) == first
    assert first.counts.indexed == first.counts.discovered == 5
    assert first.input == ["the live index"]
    assert documents(es) == before
    assert roles(es) == [("000001", "kept", 5), ("000002", "live", 5)]


def test_a_later_run_takes_over_and_a_dropped_generation_ends_the_rebuild(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    ingest([str(folder)], settings)
    one_each = settings.model_copy(update={"shard_seconds": 1e-9})
    _, (shard, other, _) = deal_rebuild(one_each, "failed", str(folder), 2, 1000)
    do_shard(settings, shard, "failed", None, is_rebuild=True)
    staged, _ = deal_rebuild(settings, "next", str(folder), 2, 1)

    assert roles(es)[1] == ("000002", "building", 2)
    with pytest.raises(FatalError, match="ended by another command"):
        do_shard(settings, other, "failed", None, is_rebuild=True)

    drop_named(es, ["000002"])
    with pytest.raises(FatalError, match="ended by another command"):
        finish_rebuild(settings, staged, "next", str(folder), None, accept_fewer=False)
    assert roles(es) == [("000001", "live", 5)]
