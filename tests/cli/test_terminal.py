"""No control character of an input's reaches a terminal, in any field of anything that is shown."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table
from rich.text import Text

from etl import terminal
from etl.article import Quote, Reject, RelatedLink
from etl.errors import Reason, Stage
from etl.load.rejects import record_rejects
from etl.load.runs import save_report
from etl.report import Counts, RunReport
from etl.terminal import harmless, harmless_json, printable
from tests.cli.conftest import Command
from tests.indexed import article, index

ODD = "talks \x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \x7f \r\b over\n\nclippings: \u202egnp.exe \u2066x\u2069"
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture
def hostile(es: Elasticsearch) -> Elasticsearch:
    """An index in which every text is odd."""
    texts = dict.fromkeys(
        ("title", "summary", "body", "publisher", "dateline", "url", "domain", "collection"), ODD
    )
    lists = {
        key: [ODD]
        for key in ("authors", "section", "keywords", "captions", "people", "organizations", "places")
    }
    known = article("a").model_fields_set | set(type(article("a")).model_fields)
    fields = {name: value for name, value in {**texts, **lists}.items() if name in known}
    odd = article(
        "odd \x1b[31m id", **fields, language="en", quotes=[Quote(speaker=ODD, text=ODD)],
        related=[RelatedLink(label=ODD, title=ODD, url=ODD)],
    )  # fmt: skip
    index(es, [odd])
    now = datetime(2026, 2, 18, 12, tzinfo=UTC)
    reject = Reject(uri=f"file:///{ODD}", path=ODD, stage=Stage.READ, reason=Reason.UNREADABLE, detail=ODD)
    record_rejects(es, [reject], [], now, now, "1")
    counts = Counts(discovered=1, indexed=1, unknown_fields=[ODD])
    save_report(
        es,
        RunReport(
            run_id=f"run {ODD}", input=[ODD], started_at=now, finished_at=now, pipeline_version="1", counts=counts,
            notes=[ODD],
        ),
    )  # fmt: skip
    es.indices.refresh(index="clippings-*")
    return es


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "talks"],
        ["search", "talks", "--facets", "--explain"],
        ["search", "talks", "--json", "--facets"],
        ["search", "tolks \x1b[31m"],
        ["quotes", "talks"],
        ["quotes", "talks", "--json"],
        ["runs"],
        ["runs", "--json"],
        ["rejects", "list"],
        ["rejects", "list", "--json"],
        ["delete", "--query", "talks"],
        ["delete", "no \x1b[31m such"],
        ["preview", "/no/\x1b[31m/such"],
        ["generations"],
    ],
)
def test_nothing_shown_steers_the_terminal(
    arguments: list[str], hostile: Elasticsearch, command: Command
) -> None:
    ran = command(*arguments)

    assert ran.out + ran.err
    assert not STEERING.search(ran.out), ran.out
    assert not STEERING.search(ran.err), ran.err
    if "--json" in arguments:
        assert ODD in json.dumps(
            [json.loads(line) for line in ran.out.splitlines()], ensure_ascii=False
        ).replace(json.dumps(ODD, ensure_ascii=False)[1:-1], ODD)  # the same text for whoever reads the JSON


def test_fields_that_are_not_known_are_shown_harmless(
    tmp_path: Path, es: Elasticsearch, command: Command
) -> None:
    body = "The council voted for the bridge on Tuesday, after a long debate about its costs. " * 5
    record = {
        "title": "The bridge",
        "text": body,
        "od\x1b[31md \u202e field": "x",
        "url": "https://a.example/\x1b[1m",
    }
    (tmp_path / "a.json").write_text(json.dumps(record))

    ran = command("ingest", str(tmp_path))

    assert r"od\x1b[31md" in ran.out
    assert not STEERING.search(ran.out + ran.err)


@given(st.text())
def test_a_harmless_text_is_one_line_without_control(text: str) -> None:
    assert not re.search(
        r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", harmless(text) + printable(text)
    )


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))))
def test_harmless_json_says_the_same(record: dict[str, str]) -> None:
    line = harmless_json(json.dumps(record, ensure_ascii=False))

    assert json.loads(line) == record
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", line)


def test_scripts_that_need_joiners_keep_them() -> None:
    assert printable("می\u200cخواهم 👩\u200d🚀") == "می\u200cخواهم 👩\u200d🚀"


def test_the_consoles_colours_are_left_and_the_texts_codes_are_not() -> None:
    console = Console(file=StringIO(), force_terminal=True, color_system="standard", width=60)
    console.push_render_hook(terminal._Hook())
    table = Table()
    table.add_column("a\x1b[2J")
    table.add_row(Text("\x1b]0;x\x07", style="red"))

    console.print(table)
    console.print("[bold]b[/bold] \x1b[2J")

    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    assert "\x1b[31m" in shown
    assert "\x1b[1m" in shown
    assert r"\x1b]0;x" in shown
    assert not re.search(r"\x1b(?!\[[0-9;]*m)|\x07|\x9b", shown)
