"""One name for each person across articles: merges are proposed from the index, kept in a file, and written into the index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from etl.article import Record
from etl.errors import FatalError
from etl.load.bulk_request import Action, write
from etl.load.indices import ALIAS
from etl.load.scan import every_hit

FIELDS = {"person": "people", "organization": "organizations", "place": "places"}
_MOST_NAMES = 20_000
_LEAST_ARTICLES = 5
"""Least number of articles with the full name, so that a shorter name can mean it."""
_LEAST_TIMES = 9
"""How many times more articles than all others with that surname together the full name must have."""
_HEADER = """\
# One name for each: kind, a name as articles have it, the name that it means, tabs between. Change what is wrong, add what
# is missing, and put a # before what must stay two; `clippings names --apply` writes them into the index.
"""


class Merge(Record):
    """A name in the index and the name that it stands for."""

    kind: str  # of FIELDS
    written: str
    name: str

    @property
    def line(self) -> str:
        """The merge as a line of the file."""
        return f"{self.kind}\t{self.written}\t{self.name}"


def proposed(client: Elasticsearch) -> list[Merge]:
    """Return names of people that surely stand for another name: a surname of one person, a title before a name.

    For example `Trump` stands for Donald Trump if at least five articles, and nine of ten articles with a full name ending
    in Trump, have that name.
    """
    terms = {"field": "people", "size": _MOST_NAMES}
    buckets = client.search(index=ALIAS, size=0, aggs={"names": {"terms": terms}})["aggregations"]["names"]
    counts = {bucket["key"]: bucket["doc_count"] for bucket in buckets["buckets"]}
    by_surname: dict[str, list[str]] = defaultdict(list)
    for name in counts:
        if " " in name:
            by_surname[name.split()[-1]].append(name)
    found = []
    for written, articles in counts.items():
        full = by_surname.get(written.split()[-1], [])
        if " " in written:
            full = [name for name in full if written.endswith(f" {name}")]
            sure = [name for name in full if counts[name] >= max(_LEAST_ARTICLES, _LEAST_TIMES * articles)]
        else:
            sure = [
                name
                for name in full
                if counts[name] >= max(_LEAST_ARTICLES, _LEAST_TIMES * _of_others(counts, full, name))
            ]
        if len(sure) == 1:
            found.append(Merge(kind="person", written=written, name=sure[0]))
    return sorted(found, key=lambda merge: merge.line)


def _of_others(counts: dict[str, int], full: list[str], name: str) -> int:
    """Return how many articles have another full name with the surname; one that only adds words before `name` is the same."""
    return sum(counts[other] for other in full if other != name and not other.endswith(f" {name}"))


def add_to_file(path: Path, merges: Iterable[Merge]) -> int:
    """Add the merges that are not in the file yet, not even after a #; return how many were added."""
    text = path.read_text(encoding="utf-8") if path.exists() else _HEADER
    known = {tuple(line.lstrip("# ").split("\t")[:2]) for line in text.splitlines()}
    new = [merge for merge in merges if (merge.kind, merge.written) not in known]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "".join(f"{merge.line}\n" for merge in new), encoding="utf-8")
    return len(new)


def of_file(path: Path) -> list[Merge]:
    """Return the merges in the file.

    Raises:
        FatalError: there is no such file, or one of its lines cannot be read.
    """
    if not path.exists():
        raise FatalError(f"{path} is not there; `clippings names` makes it")
    merges = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            parts = [part.strip() for part in line.split("\t")]
            if len(parts) != len(Merge.model_fields) or parts[0] not in FIELDS or not all(parts):
                raise FatalError(
                    f"{path}, line {number}: write kind, name, and the name it means, tabs between"
                )
            merges.append(Merge(kind=parts[0], written=parts[1], name=parts[2]))
    return merges


def apply(client: Elasticsearch, merges: Iterable[Merge]) -> int:
    """Write the merges into the articles with the old names, and return how many articles were changed.

    Raises:
        RetriableError: an article was changed at the same time; repeating the command does the rest.
    """
    changed = 0
    for merge in merges:
        actions = list(_actions(client, merge))
        write(client, actions, "a name could not be merged")
        client.indices.refresh(index=ALIAS)
        changed += len(actions)
    return changed


def _actions(client: Elasticsearch, merge: Merge) -> Iterator[Action]:
    query = {"term": {FIELDS[merge.kind]: merge.written}}
    kept = [FIELDS[merge.kind], "entities", "quotes"]
    for hit in every_hit(client, ALIAS, query, source_includes=kept, seq_no_primary_term=True):
        address = {
            "_index": hit["_index"],
            "_id": hit["_id"],
            "if_seq_no": hit["_seq_no"],
            "if_primary_term": hit["_primary_term"],
        }
        yield {"update": address}, orjson.dumps({"doc": merged(hit["_source"], merge)})


def merged(document: dict[str, Any], merge: Merge) -> dict[str, Any]:
    """Return the fields of a document with `merge.name` instead of `merge.written`."""
    field = FIELDS[merge.kind]
    names = [merge.name if name == merge.written else name for name in document.get(field) or []]
    entities: dict[tuple[str, str], dict[str, Any]] = {}
    for entity in document.get("entities") or []:
        is_it = (entity["type"], entity["name"]) == (merge.kind, merge.written)
        one = {**entity, "name": merge.name} if is_it else entity
        same = entities.setdefault((one["type"], one["name"]), one)
        if same is not one:
            same["mentions"] += one["mentions"]
            same["offset"] = min(same["offset"], one["offset"])
            same["forms"] = list(dict.fromkeys([*same["forms"], *one["forms"]]))
    quotes = [
        {**quote, "speaker": merge.name, "speaker_id": f"{merge.kind}/{merge.name}"}
        if quote.get("speaker_id") == f"{merge.kind}/{merge.written}"
        else quote
        for quote in document.get("quotes") or []
    ]
    return {field: list(dict.fromkeys(names)), "entities": list(entities.values()), "quotes": quotes}
