"""Write one batch of articles into Elasticsearch, and check the answer for every item.

A document is only written if it has not changed since it was looked up (`if_seq_no`, or `create`), so two runs that load the
same article at once agree on the newer one. Loading a batch again gives the same index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from elasticsearch import Elasticsearch

from etl.article import Article
from etl.errors import Reason, RejectError, RetriableError, Stage
from etl.load.bulk_request import MOST_BYTES, Action, bulk
from etl.load.generations import Generation, ensure_indices, generations
from etl.load.indices import index_language
from etl.load.stored import Age, Stored, age, stored_by_id, stored_by_uri, texts_of
from etl.load.takeovers import Takeover, differ
from etl.report import now

Outcome = Literal["indexed", "replacing", "superseded"] | RejectError
"""`replacing`: indexed in place of another file's article that the same run had indexed before."""

_CONFLICT_ROUNDS = 10
"""How often a document that another run keeps changing is looked up, before the whole batch is tried again."""


@dataclass(frozen=True)
class _Item:
    """One write: the article that it belongs to, and whether it removes a document."""

    article: Article
    action: Action
    is_removal: bool


@dataclass(frozen=True)
class Loaded:
    """The outcome of each article, in order, and which file's article replaced that of which other file."""

    outcomes: list[Outcome]
    takeovers: list[Takeover]


@dataclass
class _Meeting:
    """Everything with the same id: the articles to write, oldest first, and another file's document in the index."""

    articles: list[Article]
    rival: Stored | None = None
    rival_text: tuple[str | None, str] | None = None

    def takeovers(self, outcomes: dict[str, Outcome]) -> Iterator[Takeover]:
        """Yield the files whose article is indexed from another file, once all outcomes are known."""
        accepted = [a for a in self.articles if not isinstance(outcomes[a.source.uri], RejectError)]
        if not accepted:
            return
        newest, losers = accepted[-1], accepted[:-1]
        by, text = newest.source.uri, (newest.title, newest.body)
        if self.rival and self.rival_text:
            differs = differ(text, self.rival_text)
            if outcomes[newest.source.uri] == "superseded":
                losers, by, text = accepted, self.rival.uri, self.rival_text
            elif differs or not self.rival.is_source_of(newest):
                yield Takeover.of(self.rival, by, differs=differs)
        for loser in losers:
            yield Takeover.of(loser, by, differs=differ((loser.title, loser.body), text))


def load(
    client: Elasticsearch,
    articles: list[Article],
    generation: Generation,
    beside: list[str],
    *,
    run_start: datetime | None = None,
    yielding: frozenset[str] = frozenset(),
    bulk_bytes: int = MOST_BYTES,
) -> Loaded:
    """Write `articles` to `generation` and return what became of each.

    A document of the same file under another id or in another language's index is removed. `beside` are indices of another
    generation, where it is looked up when an article was first ingested. What was read after `run_start` belongs to the same
    run. A document from one of the files `yielding` can be replaced by one from any other file.

    Raises:
        RetriableError: another run kept changing the same documents, or items failed inside Elasticsearch.
        elasticsearch.ApiError, elasticsearch.TransportError: a request failed as a whole.
    """
    outcomes: dict[str, Outcome] = {}
    meetings: dict[str, _Meeting] = {}
    replacing: set[str] = set()
    for article in sorted(articles, key=age_of):
        meetings.setdefault(article.id, _Meeting([])).articles.append(article)
    for meeting in meetings.values():
        outcomes |= {article.source.uri: "superseded" for article in meeting.articles[:-1]}
    pending = {id_: meeting.articles[-1] for id_, meeting in meetings.items()}
    wanted = {index_language(article.language) for article in articles}
    indices = ensure_indices(client, generation, wanted)
    before = stored_by_uri(client, (article.source.uri for article in articles), generation.pattern)
    for _ in range(_CONFLICT_ROUNDS):
        stored = stored_by_id(client, pending, [*indices.values(), *beside])
        _look_at_rivals(client, meetings, pending, stored, set(indices.values()))
        items: list[_Item] = []
        for article in list(pending.values()):
            known = stored.get(article.id, [])
            others = [document for document in known if document.index in indices.values()]
            if any(_is_newer(other, article, yielding) for other in others):
                outcomes[article.source.uri] = "superseded"
                continue
            if any(_is_of_run(other, article, run_start) for other in others):
                replacing.add(article.source.uri)
            article = _as_first_seen(article, [*known, *before.get(article.source.uri, [])])
            writes = list(_writes(article, indices[index_language(article.language)], others))
            if not writes:
                outcomes[article.source.uri] = "indexed"
            items += writes
        answers = _send(client, items, bulk_bytes)
        outcomes.update({uri: outcome for uri, outcome in answers.items() if outcome is not None})
        pending = _still_pending(meetings, pending, outcomes)
        if not pending:
            takeovers = [t for meeting in meetings.values() for t in meeting.takeovers(outcomes)]
            # What their files gave under another id, such as before a URL was known.
            settled = [a for a in articles if not isinstance(outcomes[a.source.uri], RejectError)]
            remove(client, [d for a in settled for d in before.get(a.source.uri, []) if d.id != a.id])
            indexed = [a for a in articles if outcomes[a.source.uri] == "indexed"]
            outcomes |= {a.source.uri: "replacing" for a in indexed if a.source.uri in replacing}
            return Loaded([outcomes[article.source.uri] for article in articles], takeovers)
    raise RetriableError(f"{len(pending)} documents are being changed by another run")


def _look_at_rivals(
    client: Elasticsearch,
    meetings: dict[str, _Meeting],
    pending: dict[str, Article],
    stored: dict[str, list[Stored]],
    indices: set[str],
) -> None:
    """Note for each pending article the document that another file has under the same id, with its text."""
    rivals = {
        id_: document
        for id_, article in pending.items()
        for document in stored.get(id_, [])
        if document.index in indices and document.uri != article.source.uri
    }
    for id_, text in texts_of(client, rivals.values()).items():
        meetings[id_].rival, meetings[id_].rival_text = rivals[id_], text


def _as_first_seen(article: Article, known: list[Stored]) -> Article:
    """Return `article`; if it has no date, with the time when it was first ingested."""
    # Another line may have had a record's number before.
    same = [d for d in known if d.id == article.id or "#" not in d.uri or d.sha256 == article.source.sha256]
    first = min((document.timestamp for document in same if document.timestamp), default=None)
    if article.published_at is not None or first is None:
        return article
    return article.model_copy(update={"timestamp": datetime.fromisoformat(first)})


def _still_pending(
    meetings: dict[str, _Meeting], pending: dict[str, Article], outcomes: dict[str, Outcome]
) -> dict[str, Article]:
    """Return what must be written next: documents that changed meanwhile, and older versions of refused ones."""
    left: dict[str, Article] = {}
    for id_, article in pending.items():
        if article.source.uri not in outcomes:
            left[id_] = article
        elif isinstance(outcomes[article.source.uri], RejectError):
            older = meetings[id_].articles[: meetings[id_].articles.index(article)]
            if older:
                del outcomes[older[-1].source.uri]
                left[id_] = older[-1]
    return left


def age_of(article: Article) -> Age:
    """Return the key by which articles with the same id are sorted, oldest first."""
    return age(article.source.modified_at, article.source.uri)


def _is_newer(document: Stored, article: Article, yielding: frozenset[str]) -> bool:
    """Return whether `document` must stay: it is from a newer file, or from a later reading of the same file."""
    if document.uri != article.source.uri and document.uri in yielding:
        return False
    if not document.is_source_of(article):
        return document.age > age_of(article)
    read, read_here = document.ingested_at, article.ingested_at
    # One from the future tells of a clock that was wrong, and must not stay for ever.
    return read is not None and read_here is not None and read_here < read <= now()


def _is_of_run(document: Stored, article: Article, run_start: datetime | None) -> bool:
    """Return whether `document` is from another file than `article`, and was indexed by the run that began at `run_start`."""
    if run_start is None or document.ingested_at is None or document.uri == article.source.uri:
        return False
    return document.ingested_at >= run_start


def _writes(article: Article, index: str, stored: list[Stored]) -> Iterator[_Item]:
    """Yield the writes that make `article` the only document with its id; none if it already is."""
    here = next((document for document in stored if document.index == index), None)
    source = article.source
    if here is None:
        yield _Item(
            article, ({"create": {"_index": index, "_id": article.id}}, article.document()), is_removal=False
        )
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


def _send(client: Elasticsearch, items: list[_Item], bulk_bytes: int) -> dict[str, Outcome | None]:
    """Return the outcome by URI; it is None if the document changed since it was looked up."""
    outcomes: dict[str, Outcome | None] = {}
    answers = bulk(client, [item.action for item in items], bulk_bytes)
    for item, (status, reason) in zip(items, answers, strict=True):
        uri = item.article.source.uri
        if status == 409:
            outcomes[uri] = None
        elif item.is_removal or status < 300:
            outcomes.setdefault(uri, "indexed")
        elif status in (400, 413):
            outcomes[uri] = RejectError(Stage.LOAD, Reason.REFUSED, reason)
        else:
            raise RetriableError(f"Elasticsearch could not write {item.article.id}: {status} {reason}")
    return outcomes


def remove(client: Elasticsearch, documents: list[Stored]) -> int:
    """Remove `documents` unless they changed since they were looked up, and return how many were removed.

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
    """Remove the articles `ids` from every generation, and return how many documents were removed.

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
