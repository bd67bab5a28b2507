"""Find out, before a batch is cleaned, which of its inputs are already indexed from the same bytes by the same stages."""

from __future__ import annotations

from collections.abc import Sequence

from elasticsearch import Elasticsearch

from etl.article import Article, InputItem, Reject
from etl.errors import Stage
from etl.load.generations import Generation, targets
from etl.load.retry import with_retries
from etl.load.stored import Stored, stored_by_uri
from etl.load.tombstones import buried_by_uri
from etl.pipeline import Input, Task, pipeline_version, version_to_be
from etl.settings import Settings


def look_up(
    client: Elasticsearch, found: Sequence[Input], settings: Settings, *, rebuild: bool = False
) -> list[Task]:
    """Return the tasks of one batch, each with the SHA-256 of the file when the same stages last indexed it.

    In a `rebuild` only the generation that is being built counts, otherwise all generations that are written to. An article
    that was deleted becomes a reject here.

    Raises:
        FatalError: Elasticsearch stopped answering, or a rebuild's generation is gone.
    """
    return with_retries(lambda: _look_up(client, found, settings, rebuild=rebuild), settings)


def _look_up(
    client: Elasticsearch, found: Sequence[Input], settings: Settings, *, rebuild: bool
) -> list[Task]:
    uris = [_uri(item) for item in found]
    written_to = targets(client, rebuild=rebuild)
    stored = stored_by_uri(client, uris, ",".join(generation.pattern for generation in written_to))
    buried = buried_by_uri(client, uris)
    version = pipeline_version(settings)
    tasks = []
    for item, uri in zip(found, uris, strict=True):
        if uri in buried and isinstance(item, InputItem):
            tasks.append(Task(found=Reject.of(item, buried[uri].error(Stage.DISCOVER))))
        else:
            documents = [d for d in stored.get(uri, []) if _is_named_as_now(d, item, settings)]
            sha256 = _settled(documents, written_to, version_to_be(item, version))
            tasks.append(Task(found=item, indexed_sha256=sha256))
    return tasks


def _uri(item: Input) -> str:
    return item.source.uri if isinstance(item, Article) else item.uri


def _is_named_as_now(document: Stored, item: Input, settings: Settings) -> bool:
    """Return whether `item` would now get the id and the collection that `document` has."""
    if isinstance(item, Article):
        return document.id == item.id
    # A folder inside another one has another URI; what it holds keeps its collection till it changes.
    by_root = [
        collection is not None and document.uri.startswith(f"{collection.rstrip('/')}/")
        for collection in (document.collection, item.collection)
    ]
    has_own_id = document.record_id is not None and document.id == document.record_id
    return (document.collection == item.collection or all(by_root)) and (
        has_own_id == (settings.own_ids and document.record_id is not None)
    )


def _settled(documents: list[Stored], written_to: list[Generation], version: str) -> str | None:
    """Return the SHA-256 of an input that has exactly one document of this version in each generation, else None."""
    # Two documents of one file are left by a crash in between; doing the file again mends that.
    indices = [index for generation in written_to for index in generation.indices.values()]
    here = [document for document in documents if document.index in indices]
    versions = {(document.sha256, document.pipeline_version) for document in here}
    numbers = {document.index.rpartition("-")[2] for document in here}
    is_settled = len(here) == len(numbers) == len(written_to) and len(versions) == 1
    return here[0].sha256 if is_settled and here[0].pipeline_version == version else None
