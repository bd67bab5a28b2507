"""The first and the last step of a rebuild: reserve a generation, and make it live."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from etl.errors import FatalError
from etl.load import lease
from etl.load.batch import prepare
from etl.load.generations import (
    EVERY_INDEX,
    Generation,
    drop,
    ensure_building,
    find,
    generations,
    make_live,
    serve_settings,
)
from etl.load.retry import with_retries
from etl.settings import Settings

MOST_GONE = 0.2
"""Share of the articles that may be lost; for more, a person must confirm."""
_SAMPLE = 50
"""Live articles that are looked for in a new generation by the words of their titles."""
_LEAST_FOUND = 0.9
"""Share of the sample that must be found: an analysis may change, and a title may be read differently."""
_MOST_WORDS = 200
"""Words of a title that are looked for: Elasticsearch refuses a query of more than about a thousand."""


def begin(client: Elasticsearch, label: list[str], owner: str, settings: Settings) -> str:
    """Return the number of the generation that `owner` builds from now on; `label` names its input.

    Raises:
        FatalError: another rebuild is going on, or Elasticsearch stopped answering.
    """

    def make() -> str:
        number = lease.take(client, label, owner)
        for generation in generations(client):
            if generation.role == "building" and generation.number != number:
                drop(client, generation.number)
        ensure_building(client, number)
        # What was written before others could know of this generation must be seen by who reads the live one.
        client.indices.refresh(index=EVERY_INDEX)
        return number

    with_retries(lambda: prepare(client, settings.shards), settings)
    return with_retries(make, settings)


def swap(client: Elasticsearch, number: str, owner: str, settings: Settings, *, accept_fewer: bool) -> str:
    """Check generation `number` and make it live; return one line that says so.

    Called again when it is already live, it changes nothing.

    Raises:
        FatalError: the new generation is not as good as the live one, the rebuild was ended, or Elasticsearch
            stopped answering.
    """
    return with_retries(lambda: _swap(client, number, owner, accept_fewer=accept_fewer), settings)


def _swap(client: Elasticsearch, number: str, owner: str, *, accept_fewer: bool) -> str:
    live, building = find(client, "live"), find(client, "building")
    if live is None or live.number != number:
        if building is None or building.number != number:
            raise FatalError(f"generation {number} is gone; start again with: clippings rebuild")
        client.indices.refresh(index=building.pattern)
        if live:
            _check(client, building, live, accept_fewer=accept_fewer)
        serve_settings(client, building)
        client.cluster.health(index=building.pattern, wait_for_status="yellow", timeout="60s")
        lease.keep(client, owner)
        make_live(client, number)
    if live := find(client, "live"):
        serve_settings(client, live)  # also an index that an ingest made meanwhile
    return f"generation {number} is live; go back with: clippings rollback; remove old ones with: clippings generations drop"


def _check(client: Elasticsearch, building: Generation, live: Generation, *, accept_fewer: bool) -> None:
    """Raise FatalError if `building` has far fewer articles than `live`, or does not find articles that `live` finds."""
    new, old = (client.count(index=g.pattern)["count"] for g in (building, live))
    if new < old * (1 - MOST_GONE) and not accept_fewer:
        raise FatalError(
            f"generation {building.number} has {new} articles and the live one {old}: it was not made live. See "
            "clippings rejects list; then confirm by running the same with --yes, which goes on from here, or give "
            f"it up: clippings generations drop {building.number}"
        )
    looked_for = _look_for_titles(client, building, live)
    missed = [id_ for id_, is_found in looked_for.items() if not is_found]
    if len(missed) > (1 - _LEAST_FOUND) * len(looked_for):
        raise FatalError(
            f"generation {building.number} was not made live: {len(missed)} of {len(looked_for)} articles are not found "
            f"by the words of their titles any more, such as {missed[0]}; see mappings/ for what is wrong"
        )


def _look_for_titles(client: Elasticsearch, building: Generation, live: Generation) -> dict[str, bool]:
    """Return whether `building` finds a sample of articles by their titles, as `live` does."""
    sample = client.search(
        index=live.pattern,
        query={
            "function_score": {
                "query": {"exists": {"field": "title"}},
                "random_score": {"seed": 1, "field": "_seq_no"},
            }
        },
        size=_SAMPLE,
        source_includes=["title"],
    )["hits"]["hits"]
    searches: list[dict[str, Any]] = []
    for hit in sample:
        this = {"term": {"id": hit["_id"]}}
        found = {"bool": {"must": [_most_words_of(hit["_source"]["title"])], "filter": [this]}}
        for generation, query in ((live, found), (building, this), (building, found)):
            searches += [{"index": generation.pattern}, {"query": query, "size": 0}]
    if not searches:
        return {}
    totals = [answer["hits"]["total"]["value"] for answer in client.msearch(searches=searches)["responses"]]
    asked = zip(sample, totals[0::3], totals[1::3], totals[2::3], strict=True)
    return {
        hit["_id"]: bool(is_found) for hit, was_found, is_there, is_found in asked if was_found and is_there
    }


def _most_words_of(title: str) -> dict[str, Any]:
    """Return the query for articles that have all of one or two words of a title, or half of more, in title or body."""
    words = " ".join(title.split()[:_MOST_WORDS])
    return {"combined_fields": {"query": words, "fields": ["title", "body"], "minimum_should_match": "2<50%"}}
