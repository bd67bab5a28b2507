"""One document that Elasticsearch, or what stands before it, will not take: the rest goes in, and it says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from elasticsearch import Elasticsearch

from etl.ingest import ingest
from etl.load.bulk_request import Action, bulk
from etl.load.rejects import list_rejects
from etl.settings import Settings
from tests.load.faulty import behind_a_proxy
from tests.load.test_ingest import TALKS, documents, numbers

BODY = TALKS.partition("\n\n")[2]


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings without language models."""
    return settings.model_copy(update={"spacy_models": ""})


def write_records(folder: Path, records: list[dict[str, Any]]) -> None:
    (folder / "wire.jsonl").write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))


def test_an_id_that_is_too_long_is_refused_alone(tmp_path: Path, quick: Settings, es: Elasticsearch) -> None:
    ids = ["a", "b" * 513, "c", "é" * 257, "d" * 512]
    write_records(
        tmp_path, [{"id": id_, "title": f"Report {n}", "body": f"{BODY} {n}"} for n, id_ in enumerate(ids)]
    )

    report = ingest([str(tmp_path)], quick.model_copy(update={"own_ids": True}))

    assert numbers(report.counts) == (3, 0, 0, 2)
    assert report.counts.rejected_by_reason == {"refused": 2}
    assert set(documents(es)) == {"a", "c", "d" * 512}
    assert all("too long, must be no longer than 512 bytes" in reject.detail for reject in list_rejects(es))


def test_a_document_that_is_too_large_for_a_proxy_is_refused_alone(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    long = " ".join(f"{BODY} {n}" for n in range(400))
    bodies = [f"{BODY} {n}" for n in range(30)]
    write_records(
        tmp_path, [{"title": f"Report {n}", "body": body} for n, body in enumerate([*bodies, long])]
    )

    with behind_a_proxy(quick, most_bytes=100_000) as limited:
        counts = ingest([str(tmp_path)], limited).counts
        again = ingest([str(tmp_path)], limited).counts

    assert numbers(counts) == (30, 0, 0, 1)
    assert numbers(again) == (0, 30, 0, 1)
    (reject,) = list_rejects(es)
    assert (reject.reason, reject.path) == ("refused", "wire.jsonl#L31")
    assert "413" in reject.detail


def test_a_request_is_no_larger_than_it_is_said_to_be(
    tmp_path: Path, quick: Settings, es: Elasticsearch
) -> None:
    write_records(tmp_path, [{"title": f"Report {n}", "body": f"{BODY} {n}"} for n in range(20)])

    with behind_a_proxy(quick, most_bytes=10_000) as limited:
        counts = ingest([str(tmp_path)], limited.model_copy(update={"bulk_bytes": 8_000})).counts

    assert numbers(counts) == (20, 0, 0, 0)


def test_every_write_has_its_own_answer_when_some_are_refused_for_load(
    es: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    es.indices.create(index="articles-busy", mappings={"dynamic": "strict", "properties": {}})
    actions: list[Action] = [
        ({"index": {"_index": "articles-busy", "_id": name}}, body)
        for name, body in (("first", b"{}"), ("second", b'{"x": 1}'), ("third", b"{}"))
    ]
    calls = []
    real: Callable[..., Any] = es.bulk

    def busy_at_first(*, operations: list[bytes], **options: Any) -> Any:
        calls.append(len(operations) // 2)
        if len(calls) == 1:
            answer = real(operations=operations[2:], **options)
            return {"items": [{"index": {"status": 429, "error": {"reason": "busy"}}}, *answer["items"]]}
        return real(operations=operations, **options)

    monkeypatch.setattr(es, "bulk", busy_at_first)
    monkeypatch.setattr("etl.load.bulk_request._WAITS", (0, 0))
    first, second, third = bulk(es, actions)

    assert calls == [3, 1]
    assert (first, third) == ((201, ""), (201, ""))
    assert second[0] == 400
    assert "x" in second[1]
