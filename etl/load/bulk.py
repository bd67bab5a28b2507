"""One batch of articles into Elasticsearch; every item's answer is looked at.

A document is written only over the state that was looked up (`if_seq_no`, or `create`), so two runs that
load the same article at once agree on the newer one. Doing a batch again gives the same index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from etl.article import Article
from etl.errors import Reason, RejectError, RetriableError, Stage
from etl.load.generations import Generation, ensure_indices, generations
from etl.load.indices import index_language
from etl.load.stored import Age, Stored, age, stored_by_id, stored_by_uri
from etl.report import now

Outcome = Literal["indexed", "replacing", "superseded"] | RejectError
"""`replacing`: indexed in place of another file's article that the same run had indexed before."""
Action = tuple[dict[str, dict[str, Any]], bytes | None]

_CHUNK_DOCUMENTS = 500
_CHUNK_BYTES = 10_000_000
"""A tenth of Elasticsearch's default `http.max_content_length`."""
_ITEM_RETRIES = 6
"""Tries of an item that was refused for load (429), waiting 1, 2, 4 … seconds between them."""
_CONFLICT_ROUNDS = 10
"""Look-ups of a document that another run keeps changing before the batch is tried later."""


@dataclass(frozen=True)
class _Item:
    """One write: the article it belongs to and whether it is the article's own document."""

    article: Article
    action: Action
    is_removal: bool


def load(
    client: Elasticsearch,
    articles: list[Article],
    generation: Generation,
    beside: list[str],
    run_start: datetime | None = None,
) -> list[Outcome]:
    """Write `articles` to `generation` and return the outcome of each, in order.

    A document under another id, or in another language's index, that came from the same file is removed.
    `beside` are indices of another generation, that may know when an article was first ingested; what was read
    after `run_start` is of the same run.

    Raises:
        RetriableError: another run kept changing the same documents, or items failed inside Elasticsearch.
        elasticsearch.ApiError, elasticsearch.TransportError: a request failed as a whole.
    """
    outcomes: dict[str, Outcome] = {}
    pending: dict[str, Article] = {}
    replacing: set[str] = set()
    for article in sorted(articles, key=age_of):
        if loser := pending.get(article.id):
            outcomes[loser.source.uri] = "superseded"
        pending[article.id] = article
    wanted = {index_language(article.language) for article in pending.values()}
    indices = ensure_indices(client, generation, wanted)
    before = stored_by_uri(client, (article.source.uri for article in articles), generation.pattern)
    for _ in range(_CONFLICT_ROUNDS):
        stored = stored_by_id(client, pending, [*indices.values(), *beside])
        items: list[_Item] = []
        for article in list(pending.values()):
            known = stored.get(article.id, [])
            others = [document for document in known if document.index in indices.values()]
            if any(_is_newer(other, article) for other in others):
                outcomes[article.source.uri] = "superseded"
                continue
            if any(_is_of_run(other, article, run_start) for other in others):
                replacing.add(article.source.uri)
            if article.published_at is None and (
                first := min((d.timestamp for d in known if d.timestamp), default=None)
            ):
                article = article.model_copy(update={"timestamp": datetime.fromisoformat(first)})
            writes = list(_writes(article, indices[index_language(article.language)], others))
            if not writes:
                outcomes[article.source.uri] = "indexed"
            items += writes
        answers = _send(client, items)
        outcomes.update({uri: outcome for uri, outcome in answers.items() if outcome is not None})
        pending = {a.id: a for a in pending.values() if a.source.uri not in outcomes}
        if not pending:
            indexed = [a for a in articles if outcomes[a.source.uri] == "indexed"]
            outcomes |= {a.source.uri: "replacing" for a in indexed if a.source.uri in replacing}
            # What their files gave under another id, such as before a URL was known.
            remove(client, [d for a in indexed for d in before.get(a.source.uri, []) if d.id != a.id])
            return [outcomes[article.source.uri] for article in articles]
    raise RetriableError(f"{len(pending)} documents are being changed by another run")


def age_of(article: Article) -> Age:
    """Return the key by which articles with the same id are ordered, oldest first."""
    return age(article.source.modified_at, article.source.uri)


def _is_newer(document: Stored, article: Article) -> bool:
    """Return whether `document` must stay: it came from a newer file, or from this one as it was read later."""
    if document.uri != article.source.uri:
        return document.age > age_of(article)
    read, read_here = document.ingested_at, article.ingested_at
    # One from the future tells of a clock that was wrong, and must not stay for ever.
    return read is not None and read_here is not None and read_here < read <= now()


def _is_of_run(document: Stored, article: Article, run_start: datetime | None) -> bool:
    """Return whether `document` came from another file than `article`, and the run that started then indexed it."""
    if run_start is None or document.ingested_at is None or document.uri == article.source.uri:
        return False
    return document.ingested_at >= run_start


def _writes(article: Article, index: str, stored: list[Stored]) -> Iterator[_Item]:
    """Yield what makes `article` the only document of its id; nothing when it is there already."""
    here = next((document for document in stored if document.index == index), None)
    source = article.source
    if here is None:
        yield _Item(article, ({"create": {"_index": index, "_id": article.id}}, article.document()), False)
    elif (here.uri, here.sha256, here.pipeline_version) != (
        source.uri,
        source.sha256,
        article.pipeline_version,
    ):
        yield _Item(article, ({"index": _addressed(here)}, article.document()), is_removal=False)
    for document in stored:
        if document.index != index:
            yield _Item(article, ({"delete": _addressed(document)}, None), is_removal=True)


def _addressed(document: Stored) -> dict[str, Any]:
    return {
        "_index": document.index,
        "_id": document.id,
        "if_seq_no": document.seq_no,
        "if_primary_term": document.primary_term,
    }


def _send(client: Elasticsearch, items: list[_Item]) -> dict[str, Outcome | None]:
    """Return the outcome by URI; None when the document changed since it was looked up."""
    outcomes: dict[str, Outcome | None] = {}
    answers = bulk(client, [item.action for item in items])
    for item, (status, reason) in zip(items, answers, strict=True):
        uri = item.article.source.uri
        if status == 409:
            outcomes[uri] = None
        elif item.is_removal or status < 300:
            outcomes.setdefault(uri, "indexed")
        elif status == 400:
            outcomes[uri] = RejectError(Stage.LOAD, Reason.REFUSED, reason)
        else:
            raise RetriableError(f"Elasticsearch could not write {item.article.id}: {status} {reason}")
    return outcomes


def bulk(client: Elasticsearch, actions: Iterable[Action]) -> Iterator[tuple[int, str]]:
    """Yield the status and the reason of failure (or "") of each action, in order; 429 is tried again."""
    answers = streaming_bulk(
        client,
        cast(Iterable[dict[str, Any]], actions),
        expand_action_callback=cast(Any, lambda action: action),
        chunk_size=_CHUNK_DOCUMENTS,
        max_chunk_bytes=_CHUNK_BYTES,
        max_retries=_ITEM_RETRIES,
        initial_backoff=1,
        raise_on_error=False,
        filter_path="items.*.status,items.*.error",
    )
    for _, item in answers:
        (answer,) = item.values()
        error = answer.get("error") or {}
        yield answer["status"], _reason(error) if isinstance(error, dict) else str(error)


def write(client: Elasticsearch, actions: Iterable[Action], failure: str) -> None:
    """Send `actions`; a document to be removed or updated may be gone already.

    Raises:
        RetriableError: one of them failed; its message starts with `failure`.
    """
    for status, reason in bulk(client, actions):
        if status >= 300 and status != 404:
            raise RetriableError(f"{failure}: {status} {reason}")


def _reason(error: dict[str, Any]) -> str:
    cause = error.get("caused_by") or {}
    parts = [error.get("reason"), cause.get("reason")]
    return ": ".join(part for part in parts if part)


def remove(client: Elasticsearch, documents: list[Stored]) -> int:
    """Remove `documents` unless they changed since they were looked up, and return how many went.

    Raises:
        RetriableError: Elasticsearch failed inside.
    """
    removed = 0
    for status, reason in bulk(client, [({"delete": _addressed(d)}, None) for d in documents]):
        if status not in (200, 404, 409):  # 409: another file has taken the id since
            raise RetriableError(f"Elasticsearch could not remove a document: {status} {reason}")
        removed += status == 200
    return removed


def remove_everywhere(client: Elasticsearch, ids: list[str]) -> int:
    """Remove the articles `ids` from every generation, and return how many documents went.

    Raises:
        RetriableError: another run kept changing one of them.
    """
    removed = 0
    for _ in range(_CONFLICT_ROUNDS):
        indices = [index for generation in generations(client) for index in generation.indices.values()]
        documents = [d for found in stored_by_id(client, ids, indices).values() for d in found]
        if not documents:
            return removed
        removed += remove(client, documents)
    raise RetriableError(f"{len(documents)} documents are being changed by another run")
