"""A whole result as a file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from elasticsearch import Elasticsearch

from etl.errors import FatalError
from etl.search import bodies
from etl.search.export import as_csv, known_fields, rows
from etl.search.hits import SearchRequest
from tests.conftest import Run, remove_indices
from tests.indexed import article, index

NUMBER = 25


@pytest.fixture(scope="module")
def articles(session_es: Elasticsearch) -> Elasticsearch:
    remove_indices(session_es)
    index(
        session_es,
        [
            article(
                f"a{n:02}",
                title=f"=1+{n}",
                people=["Ann Lee", "Bo"],
                published_at=f"2026-01-{n + 1:02}",
                word_count=n,
            )
            for n in range(NUMBER)
        ],
    )
    return session_es


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_PAGE", 10)


def test_every_article_comes_once_and_in_order(articles: Elasticsearch) -> None:
    by_date = [row["id"] for row in rows(articles, SearchRequest(sort="oldest"), ["id"])]
    by_words = [row["id"] for row in rows(articles, SearchRequest(query="council bridge"), ["id", "score"])]

    assert by_date == [f"a{n:02}" for n in range(NUMBER)]
    assert sorted(by_words) == by_date


def test_a_table_is_read_by_other_programs(articles: Elasticsearch, clippings: Run, tmp_path: Path) -> None:
    clippings("export", "lang:en", "--format", "csv", "--output", str(tmp_path / "a.csv"))
    clippings(
        "export",
        "--format",
        "parquet",
        "--fields",
        "id,people,word_count,source.uri,quotes",
        "--output",
        str(tmp_path / "a.parquet"),
    )

    table = list(csv.DictReader((tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(table) == NUMBER
    assert (table[-1]["title"], table[-1]["people"]) == ("'=1+0", "Ann Lee; Bo")
    parquet = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert {row["id"] for row in parquet} == {row["id"] for row in table}
    assert parquet[-1] == {
        "id": "a00",
        "people": ["Ann Lee", "Bo"],
        "word_count": 0,
        "source.uri": "file:///a/a00",
        "quotes": "[]",
    }


def test_lines_of_json_are_whole_documents_or_what_is_asked_for(
    articles: Elasticsearch, clippings: Run
) -> None:
    whole = [json.loads(line) for line in clippings("export", "since:2026-01-25").splitlines()]
    some = [
        json.loads(line)
        for line in clippings("search", "--all", "--fields", "id,source.uri", "--sort", "oldest").splitlines()
    ]

    assert whole[0]["body"].startswith("The council")
    assert len(some) == NUMBER
    assert some[0] == {"id": "a00", "source.uri": "file:///a/a00"}
    shown = clippings(
        "search", "--start", "3", "--size", "2", "--sort", "oldest", "--fields", "id"
    ).splitlines()
    assert [json.loads(line)["id"] for line in shown] == ["a03", "a04"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "--fields", "nose"), "no field nose"),
        (("export", "--format", "parquet"), "needs a name"),
        (("export", "(a"), "not closed"),
        (("export", "--output", "/nowhere/a.jsonl"), "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_said(
    articles: Elasticsearch, clippings: Run, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(FatalError, match=message):
        clippings(*arguments)


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(value: str) -> None:
    text = b"".join(as_csv([{"title": value, "people": [value]}], ["title", "people"])).decode("utf-8-sig")

    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row == {"title": f"'{value}", "people": f"'{value}"}


def test_fields_are_named_as_in_the_document() -> None:
    assert known_fields(["id", " source.uri ", ""]) == ["id", "source.uri"]
