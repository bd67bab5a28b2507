"""Read the articles of each publisher, to learn from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from etl.article import Article
from etl.search.sending import Client, scan

_MOST_OF_ONE = 200
"""Articles of one domain that are read; the latest are enough."""


def articles_by_domain(client: Client) -> Iterator[Article]:
    """Yield the latest articles of every domain.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    seen: Counter[str] = Counter()
    query = {"bool": {"filter": [{"exists": {"field": "domain"}}, {"exists": {"field": "places"}}]}}
    body = {
        "query": query,
        "size": 200,
        "sort": [{"timestamp": "desc"}],
        "_source": {"excludes": ["embedding", "story_bands"]},
    }
    for hit in scan(client, body):
        domain = hit["_source"]["domain"]
        seen[domain] += 1
        if seen[domain] <= _MOST_OF_ONE:
            yield Article.model_validate(Article.fields_of(hit["_source"]))
