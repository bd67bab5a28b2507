"""When a file with an article is removed, and another file has the same article, index it from that file."""

from __future__ import annotations

from collections.abc import Iterable

from etl.article import InputItem
from etl.discover import find_again
from etl.ingest import load_all
from etl.load import takeovers
from etl.load.bulk import remove
from etl.load.deletion import Doomed, bury_all, delete, documents_of, purge
from etl.load.retry import with_retries
from etl.load.stored import Stored
from etl.report import now
from etl.search.sending import Client
from etl.settings import Settings


def hand_over(client: Client, leaving: Iterable[Stored], settings: Settings) -> int:
    """Replace each of the documents `leaving` by the newest other file with the article; return how many were replaced.

    All others are left unchanged, because whoever removes them next must notice if they have changed.

    Raises:
        FatalError: Elasticsearch stopped answering.
    """
    documents = {document.id: document for document in leaving}
    uris = frozenset(document.uri for document in documents.values())
    behind = list(with_retries(lambda: list(takeovers.of_articles(client, list(documents))), settings))
    items = [takeover.item for takeover in behind if takeover.uri not in uris]
    found = (item for item in find_again(items, settings) if isinstance(item, InputItem))
    counts = load_all(found, settings, lambda counts: None, now(), yielding=uris)
    with_retries(lambda: takeovers.forget(client, uris), settings)
    return counts.indexed


def delete_articles(client: Client, articles: list[Doomed], reason: str | None, settings: Settings) -> None:
    """Delete `articles` for `reason`, or purge them if there is none; an article that another file has too is kept.

    Raises:
        FatalError: Elasticsearch stopped answering; repeating the call completes it.
    """
    shared = [article for article in articles if article.only_here]
    alone = [article for article in articles if not article.only_here]
    if reason is None:
        with_retries(lambda: purge(client, articles), settings)
    else:
        with_retries(lambda: delete(client, alone, reason), settings)
        with_retries(lambda: bury_all(client, shared, reason), settings)
    if shared:
        documents = with_retries(lambda: documents_of(client, shared), settings)
        hand_over(client, documents, settings)
        with_retries(lambda: remove(client, documents), settings)
        with_retries(lambda: takeovers.forget(client, [article.uri for article in shared]), settings)
