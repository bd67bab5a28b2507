"""What is shown of articles, runs and rejects."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from elasticsearch import Elasticsearch

from etl.article import Entity, Quote, Reject
from etl.errors import Reason, Stage
from etl.load.rejects import record_rejects
from etl.load.runs import save_report
from etl.report import Counts, RunReport
from tests.cli.conftest import Command
from tests.indexed import article, index

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
URL = "https://courier.example/bridge"


@pytest.fixture
def filled(es: Elasticsearch) -> Elasticsearch:
    """Three articles, three rejects and two runs."""
    index(
        es,
        [
            article(
                "bridge", title="The bridge", body="First paragraph.\n\nSecond one.", url=URL, publisher="The Courier",
                published_at="2026-02-18", people=["Paul Brandt"], authors=["Ada Lovelace"], summary="First paragraph.",
                quotes=[Quote(speaker="Paul Brandt", text="We begin in spring")],
            ),
            article("ferry", publisher="The Courier", published_at="2026-01-02T10:00:00Z", places=["Cork"]),
            article("undated", language="de", body="Der Rat stimmt für die Brücke."),
        ],
    )  # fmt: skip
    rejects = [
        Reject(uri=f"file:///a/{name}", path=name, stage=stage, reason=reason, detail="so it is")
        for name, stage, reason in [
            ("1", Stage.READ, Reason.EMPTY), ("2", Stage.READ, Reason.EMPTY), ("3", Stage.CLEAN, Reason.NO_ARTICLE),
        ]
    ]  # fmt: skip
    long_ago, today = NOW - timedelta(days=30), datetime.now(UTC)
    record_rejects(es, rejects[:2], [], long_ago, long_ago, "abc")
    record_rejects(es, rejects[2:], [], today, today, "abc")
    for number, counts in enumerate(
        [
            Counts(discovered=2, indexed=2),
            Counts(discovered=3, unchanged=2, rejected=1, rejected_by_reason={"empty": 1}),
        ]
    ):
        started = NOW + timedelta(days=number)
        run = RunReport(
            run_id=f"run{number}", input=["/news"], started_at=started, finished_at=started + timedelta(seconds=75),
            pipeline_version="abc", counts=counts,
        )  # fmt: skip
        save_report(es, run)
    es.indices.refresh(index="clippings-*")
    return es


def test_where_publishers_are_is_told_as_a_setting(es: Elasticsearch, command: Command) -> None:
    kansas = Entity(name="Kansas", type="place", mentions=1, offset=0, forms=["Kansas"])
    articles = [
        article(f"a{n}", body="Kansas won.", url=f"https://plains.example/{n}", domain="plains.example",
                places=["Kansas"], entities=[kansas])
        for n in range(3)
    ]  # fmt: skip
    index(es, articles)

    assert command("regions").out == "CLIPPINGS_REGIONS=plains.example=US-KS\n"


def test_a_quotation_says_when_and_where_it_was_printed(filled: Elasticsearch, command: Command) -> None:
    said = command("quotes", "--about", "paragraph", "--since", "2026-02-01").out.splitlines()
    (row,) = map(json.loads, command("quotes", "spring", "--json").out.splitlines())

    assert said == [
        "Paul Brandt: “We begin in spring”",
        "   The bridge · The Courier · 2026-02-18 · id bridge",
        "1 quotation, in 1 article",
    ]
    assert (row["publisher"], row["published_at"]) == ("The Courier", "2026-02-18")
    assert "no such quotation" in command("quotes", "--about", "paragraph", "--until", "2026-02-01").out


@pytest.mark.parametrize("which", ["bridge", URL])
def test_an_article_by_its_id_or_its_url(which: str, filled: Elasticsearch, command: Command) -> None:
    shown = command("show", which).out
    as_json = json.loads(command("show", which, "--json").out)

    assert shown.startswith(
        "The bridge\nid: bridge\npublished: 2026-02-18\nby: Ada Lovelace\npublisher: The Courier\n"
    )
    assert "\n\nFirst paragraph.\n\nSecond one.\n\n" in shown
    assert shown.count("First paragraph.") == 1  # the lead is its summary
    assert "people: Paul Brandt\n" in shown
    assert "Paul Brandt: “We begin in spring”" in shown
    assert as_json["id"] == "bridge"
    assert as_json["body"] == "First paragraph.\n\nSecond one."


def test_an_article_that_is_not_there(filled: Elasticsearch, command: Command) -> None:
    ran = command("show", "nothing")

    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "no article has the id or the URL nothing" in ran.err


def test_the_index_in_figures(filled: Elasticsearch, command: Command) -> None:
    assert json.loads(command("stats", "--json").out) == {
        "articles": 3,
        "undated": 1,
        "without_names": 1,
        "by_language": {"en": 2, "de": 1},
        "by_publisher": {"The Courier": 2, "(none)": 1},
        "by_month": {"2026-01": 1, "2026-02": 1},
        "rejects_by_reason": {"empty": 2, "no_article": 1},
    }
    assert command("stats").out.startswith("3 articles, 1 undated, 1 without names\n")


@pytest.mark.parametrize(
    ("options", "names", "counts"),
    [
        ([], {"1", "2", "3"}, "3 rejected: 2 empty, 1 no_article"),
        (["--reason", "empty"], {"1", "2"}, "2 rejected: 2 empty"),
        (["--stage", "clean"], {"3"}, "1 rejected: 1 no_article"),
        (["--reason", "empty", "--reason", "no_article", "--since", "7d"], {"3"}, "1 rejected: 1 no_article"),
        (["--since", "2026-01-01"], {"1", "2", "3"}, "3 rejected: 2 empty, 1 no_article"),
        (["--reason", "binary"], set(), "nothing is rejected"),
    ],
)
def test_rejects_of_a_kind_and_how_many(
    options: list[str], names: set[str], counts: str, filled: Elasticsearch, command: Command
) -> None:
    lines = command("rejects", "list", *options).out.splitlines()
    as_json = [json.loads(line) for line in command("rejects", "list", *options, "--json").out.splitlines()]

    assert lines[-1] == counts
    assert len(lines) - 1 == len(names)
    assert {reject["path"] for reject in as_json} == names


def test_a_since_that_is_no_date(command: Command, es: Elasticsearch) -> None:
    assert "--since soon: no date" in command("rejects", "list", "--since", "soon").err


def test_runs_a_line_each_and_one_in_full(filled: Elasticsearch, command: Command) -> None:
    assert command("runs").out.splitlines() == [
        "2026-02-19 12:00:00 UTC  run1  /news: 3 inputs: 2 unchanged, 1 rejected as empty  (took 1 min 15 s, version abc)",
        "2026-02-18 12:00:00 UTC  run0  /news: 2 inputs: 2 indexed  (took 1 min 15 s, version abc)",
    ]
    full = command("runs", "run1").out
    assert full.startswith("Run run1\n")
    assert "input: /news\nstarted 2026-02-19 12:00:00 UTC, took 1 min 15 s, version abc\n" in full
    assert command("runs", "--last").out == full
    assert [json.loads(line)["run_id"] for line in command("runs", "--json").out.splitlines()] == [
        "run1",
        "run0",
    ]
    assert json.loads(command("runs", "run0", "--json").out)["run_id"] == "run0"
    assert "no run other; see" in command("runs", "other").err


def test_a_preview_of_rejects_alone_exits_1(command: Command, tmp_path: object) -> None:
    assert command("preview", "/dev/null").status == 1
