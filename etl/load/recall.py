"""Turn stored documents back into articles, for a rebuild without the files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from elasticsearch import Elasticsearch
from pydantic import ValidationError

from etl.article import Article, InputItem, Reject
from etl.errors import Reason, RejectError, Stage
from etl.load.generations import Role, find
from etl.load.scan import every_hit

_ENRICHED = frozenset(
    """timestamp language language_confidence people organizations places groups events works laws entities countries
    locations quotes word_count story_id story_bands embedding names_by""".split()
)


def recall(client: Elasticsearch, role: Role, enriched_by: str) -> Iterator[Article | Reject]:
    """Yield every article of the generation with `role`, as they are when the first one is requested.

    An article that was enriched by other stages than `enriched_by` is returned as it was after cleaning.
    """
    generation = find(client, role)
    if generation is None:
        return
    # Elasticsearch leaves vectors out of the `_source` that it returns, from 9.2 on.
    for hit in every_hit(client, generation.pattern, {"match_all": {}}, fields=["embedding"]):
        vector = hit.get("fields", {}).get("embedding")
        yield _article({**hit["_source"], "embedding": vector}, enriched_by)


def _article(source: dict[str, Any], enriched_by: str) -> Article | Reject:
    known = Article.fields_of(source)
    cleaned_by, _, enrichment = source["pipeline_version"].partition("/")
    if enrichment != enriched_by:
        known = {name: value for name, value in known.items() if name not in _ENRICHED}
        known["pipeline_version"] = cleaned_by
        known["declared_language"] = source.get("language")
        if known.pop("keywords_derived", False):
            known["keywords"] = []
    try:
        article = Article.model_validate(known)
    except ValidationError as error:
        detail = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        item = InputItem(uri=source["source"]["uri"], path=source["source"]["path"])
        return Reject.of(item, RejectError(Stage.READ, Reason.INVALID_RECORD, f"as stored: {detail}"))
    article.story_id = article.id  # its group is found again among the documents of its generation
    return article
