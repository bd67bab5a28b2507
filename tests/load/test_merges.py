"""One name for each person across articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from etl.article import Article, Entity, Quote
from etl.errors import FatalError
from etl.load.merges import Merge, add_to_file, apply, of_file, proposed
from tests.indexed import article, index

BRANDT = Merge(kind="person", written="Brandt", name="Paul Brandt")


def named(id_: str, *people: str) -> Article:
    entities = [
        Entity(name=name, type="person", mentions=1, offset=n, forms=[name]) for n, name in enumerate(people)
    ]
    quotes = [Quote(speaker=people[0], text="We begin", speaker_id=f"person/{people[0]}")]
    return article(id_, people=list(people), entities=entities, quotes=quotes)


@pytest.fixture
def filled(es: Elasticsearch) -> Elasticsearch:
    full = [named(f"full{n}", "Paul Brandt", "Ann Leeson" if n else "Jo Leeson") for n in range(6)]
    short = [
        named("short", "Brandt", "Leeson"),
        named("both", "Paul Brandt", "Brandt"),
        named("titled", "Mayor Paul Brandt"),
    ]
    index(es, [*full, *short])
    return es


def found(es: Elasticsearch, id_: str) -> dict[str, Any]:
    return dict(es.search(index="articles", query={"ids": {"values": [id_]}})["hits"]["hits"][0]["_source"])


def test_a_surname_of_one_person_alone_is_proposed(filled: Elasticsearch) -> None:
    assert [(merge.written, merge.name) for merge in proposed(filled)] == [("Brandt", "Paul Brandt")]


def test_merges_are_written_into_the_articles_that_have_the_name(filled: Elasticsearch) -> None:
    assert apply(filled, [BRANDT]) == 2
    assert apply(filled, [BRANDT]) == 0

    short, both = (found(filled, id_) for id_ in ("short", "both"))
    assert short["people"] == ["Paul Brandt", "Leeson"]
    assert (short["quotes"][0]["speaker"], short["quotes"][0]["speaker_id"]) == (
        "Paul Brandt",
        "person/Paul Brandt",
    )
    assert [(e["name"], e["mentions"], e["forms"]) for e in both["entities"]] == [
        ("Paul Brandt", 2, ["Paul Brandt", "Brandt"])
    ]


def test_what_a_reader_struck_out_or_changed_is_not_proposed_again(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    assert add_to_file(path, [BRANDT]) == 1
    path.write_text(path.read_text().replace("person\tBrandt", "# person\tBrandt"))

    assert add_to_file(path, [BRANDT]) == 0
    assert of_file(path) == []
    path.write_text("person\tBrandt\tMaria Brandt\n")
    assert add_to_file(path, [BRANDT]) == 0
    assert of_file(path) == [Merge(kind="person", written="Brandt", name="Maria Brandt")]
    path.write_text("people Brandt\n")
    with pytest.raises(FatalError, match="line 1"):
        of_file(path)
