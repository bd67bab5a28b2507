"""Count where every input of a batch has ended; each is counted exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from etl.article import Article, Reject
from etl.errors import RejectError
from etl.load.bulk import Outcome
from etl.pipeline import Result, Unchanged, item_of
from etl.report import Counts


@dataclass(frozen=True)
class Ended:
    """How an input ended that was not rejected."""

    uri: str
    disposition: Literal["indexed", "unchanged", "superseded"]


def end_of(result: Result, outcomes: dict[str, Outcome]) -> Ended | Reject:
    """Return how `result` has ended, where `outcomes` of loading are given by URI."""
    if isinstance(result, Reject):
        return result
    if isinstance(result, Unchanged):
        return Ended(result.uri, "unchanged")
    outcome = outcomes[result.source.uri]
    if isinstance(outcome, RejectError):
        return Reject.of(item_of(result), outcome, result.source.sha256)
    return Ended(result.source.uri, "indexed" if outcome == "indexed" else "superseded")


def count(results: list[Result], ends: list[Ended | Reject], known: set[str]) -> Counts:
    """Return the counts of one batch; `known` are the URIs that an earlier run rejected for the same reason."""
    counts = Counts(discovered=len(results))
    articles = [result for result in results if isinstance(result, Article)]
    counts.unknown_fields = sorted({name for article in articles for name in article.unknown_fields})
    for result in results:
        counts.put_aside(result.set_aside)
    broken = {article.source.uri for article in articles if article.is_broken}
    nameless = {article.source.uri for article in articles if article.names_by is None}
    for end in ends:
        if isinstance(end, Reject):
            counts.reject(end, is_known=end.uri in known)
        elif end.disposition == "indexed":
            counts.indexed += 1
            counts.without_names += end.uri in nameless
            if end.uri in broken:
                counts.tell_broken(end.uri)
        elif end.disposition == "unchanged":
            counts.unchanged += 1
        else:
            counts.superseded += 1
    return counts
