"""Input and batch files in an object store, with a login from an Airflow connection."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import fsspec
import pytest
from elasticsearch import Elasticsearch
from fsspec.config import conf

from etl.settings import Settings
from etl.shards import deal_input, do_shard, finish
from etl.staging import exists
from tests.dags.conftest import ARTICLE, ROOT
from tests.dags.s3 import s3_server


def object_stores() -> ModuleType:
    spec = importlib.util.spec_from_file_location("object_stores", ROOT / "dags" / "object_stores.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def connection(**fields: Any) -> SimpleNamespace:
    return SimpleNamespace(**({"login": None, "password": None, "host": None, "extra_dejson": {}} | fields))


@pytest.mark.parametrize(
    ("protocol", "fields", "options"),
    [
        ("s3", {}, {}),
        (
            "s3",
            {
                "login": "me",
                "password": "x",
                "extra_dejson": {"endpoint_url": "http://s3", "region_name": "eu"},
            },
            {"key": "me", "secret": "x", "client_kwargs": {"region_name": "eu", "endpoint_url": "http://s3"}},
        ),
        ("abfs", {"login": "account", "password": "x"}, {"account_name": "account", "account_key": "x"}),
        (
            "gcs",
            {"extra_dejson": {"project": "p", "keyfile_dict": '{"k": 1}'}},
            {"project": "p", "token": {"k": 1}},
        ),
        ("gs", {"extra_dejson": {"key_path": "/key.json"}}, {"token": "/key.json"}),
    ],
)
def test_a_connection_becomes_the_login_of_its_store(
    protocol: str, fields: dict[str, Any], options: dict[str, Any]
) -> None:
    assert object_stores().storage_options(protocol, connection(**fields)) == options


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket in an S3 server, for this process and those it starts."""
    with s3_server() as url:
        made = connection(
            login="me",
            password="x",
            extra_dejson={"endpoint_url": url, "region_name": "eu-central-1"},
        )
        options = object_stores().storage_options("s3", made)
        monkeypatch.setitem(conf, "s3", options)
        monkeypatch.setenv("FSSPEC_S3", json.dumps(options))
        fsspec.filesystem("s3").mkdir("clippings")
        yield "s3://clippings"
        fsspec.filesystem("s3").clear_instance_cache()


def test_a_run_whose_input_and_batch_files_are_in_an_object_store(
    bucket: str, settings: Settings, es: Elasticsearch
) -> None:
    for town in ("Aachen", "Bern", "Cork"):
        with fsspec.open(f"{bucket}/news/{town}.txt", "wt") as file:
            file.write(ARTICLE.format(town=town))
    away = settings.model_copy(
        update={"staging": f"{bucket}/staging", "workers": 1, "shard_seconds": 1e-9, "spacy_models": ""}
    )

    folder, shards = deal_input(away, "remote", f"{bucket}/news", 2, 1000)
    for shard in shards:
        do_shard(away, shard, "remote", None)
    report = finish(away, folder, "remote", [f"{bucket}/news"], None)

    assert folder.startswith(f"{bucket}/staging/remote-")
    assert len(shards) == 2
    assert (report.counts.discovered, report.counts.indexed) == (3, 3)
    assert not exists(folder)
    es.indices.refresh(index="articles")
    assert es.count(index="articles")["count"] == 3
