"""Whatever lies in the folder, in whatever batches: every input ends in exactly one count."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import orjson
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from etl.ingest import ingest
from etl.load.rejects import list_rejects
from etl.settings import Settings
from tests.conftest import remove_indices

BODY = (
    "The council of the town voted on Tuesday for a new bridge over the river, after a debate of six hours."
)
REJECTED = {
    "empty": b"",
    "binary": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "undated note": b"Menu\n\nHome\n\nContact\n",
    "broken record": b'{"body": "never closed\n',
    "wrong type": b'{"body": 7}\n',
}
ENDINGS = {"binary": "html", "broken record": "jsonl", "wrong type": "jsonl"}
KINDS = st.one_of(
    st.sampled_from(sorted(REJECTED)), st.just("scrape"), st.integers(0, 3).map(lambda n: f"copy {n}")
)


def write(folder: Path, number: int, kind: str) -> None:
    """Write one input; a `copy` has its URL in common with every other copy of its number."""
    if kind in REJECTED:
        (folder / f"{number}.{ENDINGS.get(kind, 'txt')}").write_bytes(REJECTED[kind])
    elif kind == "scrape":
        (folder / f"{number}.txt").write_text(f"The bridge, part {number}\n\n{BODY}\n\n{BODY} ({number}.)\n")
    else:
        record = {"url": f"https://news.example/{kind[-1]}", "title": "The bridge", "body": BODY}
        (folder / f"{number}.jsonl").write_bytes(orjson.dumps(record))


@given(kinds=st.lists(KINDS, max_size=12), batch_size=st.integers(1, 5))
@runs(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_input_ends_in_one_count(
    settings: Settings, es: Elasticsearch, kinds: list[str], batch_size: int
) -> None:
    remove_indices(es)
    copies = Counter(kind for kind in kinds if kind.startswith("copy"))
    superseded = sum(times - 1 for times in copies.values())
    rejected = sum(kind in REJECTED for kind in kinds)
    kept = len(kinds) - superseded - rejected
    with tempfile.TemporaryDirectory() as folder:
        for number, kind in enumerate(kinds):
            write(Path(folder), number, kind)
        made = settings.model_copy(update={"batch_size": batch_size})
        first = ingest([folder], made).counts
        second = ingest([folder], made).counts

    assert (first.discovered, first.indexed, first.unchanged) == (len(kinds), kept, 0)
    assert (first.superseded, first.rejected) == (superseded, rejected)
    assert (second.discovered, second.indexed, second.unchanged) == (len(kinds), 0, kept)
    assert (second.superseded, second.rejected) == (superseded, rejected)
    assert len(list(list_rejects(es))) == rejected
    if kept:
        es.indices.refresh(index="articles")
        assert es.count(index="articles")["count"] == kept
