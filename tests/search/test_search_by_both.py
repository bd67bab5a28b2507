"""Articles with vectors beside those without, read page by page."""

from __future__ import annotations

from elasticsearch import Elasticsearch

from etl.enrich.semantic import query_vector
from etl.search.finding import search
from etl.search.hits import SearchRequest
from tests.indexed import article, index


def test_after_the_best_by_both_come_the_others_with_the_words(es: Elasticsearch) -> None:
    near = query_vector("river bridge").tolist()
    with_words = [
        article(
            f"words{n}",
            title=f"{'River bridge ' * (1 + n % 7)}number {n}",
            embedding=near if n % 3 == 0 else None,
            story_id=f"words{n - n % 2}",
        )
        for n in range(130)
    ]
    by_meaning = [
        article(f"meaning{n}", body="Un pont sur le fleuve.", embedding=near, story_id=f"words{n * 20}")
        for n in range(6)
    ]
    index(es, [*with_words, *by_meaning])
    stories = {found.id: str(found.story_id) for found in [*with_words, *by_meaning]}

    for options in ({}, {"recent": True}, {"collapse": True}, {"collapse": True, "recent": True}):
        ids: list[str] = []
        has_more = True
        while has_more:
            given = {"query": "river bridge", "size": 25, "start": len(ids), **options}
            result = search(es, SearchRequest.model_validate(given), semantic=True)
            ids += [hit.id for hit in result.hits]
            has_more = result.has_more
            assert len(result.hits) == 25 or not has_more
            assert result.total == 136

        if "collapse" in options:
            assert sorted(stories[id_] for id_ in ids) == sorted(set(stories.values()))
        else:
            assert sorted(ids) == sorted(stories)
