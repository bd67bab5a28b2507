"""The counts of a run, which must add up: discovered = indexed + unchanged + superseded + deleted + rejected."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Literal, get_args

from pydantic import Field

from etl.article import Record, Reject
from etl.errors import Reason

Disposition = Literal["indexed", "unchanged", "superseded", "deleted", "rejected"]
"""What becomes of an input: exactly one of these."""

_MOST_UNKNOWN = 50
"""Names of unknown fields that a report lists; hostile records have no end of them."""


_MOST_NAMED = 10
"""Pairs of articles with one id, and broken files, that a report names; `clippings runs ID --superseded` has all pairs."""

_MOST_KINDS = 30
"""Most kinds of parts set aside that a report lists."""
_OTHERS = "others"


class Counts(Record):
    """How many inputs ended in each way."""

    discovered: int = 0
    indexed: int = 0
    unchanged: int = 0
    superseded: int = 0
    deleted: int = 0  # on purpose, before: a tombstone keeps them out
    rejected: int = 0
    rejected_by_reason: dict[str, int] = Field(default_factory=dict)
    rejected_by_stage: dict[str, int] = Field(default_factory=dict)
    known_by_reason: dict[str, int] = Field(
        default_factory=dict
    )  # of those: rejected alike by an earlier run
    collisions: int = 0  # of the superseded and indexed: met another article under their id
    collided: list[str] = Field(default_factory=list)  # the first of them
    unknown_fields: list[str] = Field(default_factory=list)  # of structured records; they are not indexed
    without_names: int = 0  # of the indexed: in a language that no model of names reads
    broken: int = 0  # of the indexed: bytes in them are no text, and were replaced
    broken_uris: list[str] = Field(default_factory=list)  # of the first of them
    set_aside: dict[str, int] = Field(
        default_factory=dict
    )  # in files of many, and no articles: drafts, pictures; no part of the sum

    def add(self, other: Counts) -> None:
        """Add the counts of one more batch."""
        self.discovered += other.discovered
        self.indexed += other.indexed
        self.unchanged += other.unchanged
        self.superseded += other.superseded
        self.deleted += other.deleted
        self.rejected += other.rejected
        self.rejected_by_reason = dict(Counter(self.rejected_by_reason) + Counter(other.rejected_by_reason))
        self.rejected_by_stage = dict(Counter(self.rejected_by_stage) + Counter(other.rejected_by_stage))
        self.known_by_reason = dict(Counter(self.known_by_reason) + Counter(other.known_by_reason))
        self.collisions += other.collisions
        self.collided = [*self.collided, *other.collided][:_MOST_NAMED]
        self.without_names += other.without_names
        self.broken += other.broken
        self.broken_uris = [*self.broken_uris, *other.broken_uris][:_MOST_NAMED]
        self.put_aside(other.set_aside)
        self.unknown_fields = sorted({*self.unknown_fields, *other.unknown_fields})[:_MOST_UNKNOWN]

    def by_disposition(self) -> dict[str, int]:
        """Return how many inputs ended in each way, in the order in which reports name them."""
        return {name: getattr(self, name) for name in get_args(Disposition)}

    @property
    def known(self) -> int:
        """How many of the rejects are known from an earlier run: same bytes, same stages, same reason."""
        return sum(self.known_by_reason.values())

    @property
    def new_rejects(self) -> int:
        """How many of the rejects are not known from an earlier run."""
        return self.rejected - self.known

    def reject(self, reject: Reject, *, is_known: bool = False) -> None:
        """Count one reject by its reason and stage; an article that was deleted on purpose is not a reject."""
        if reject.reason is Reason.DELETED:
            self.deleted += 1
            return
        self.rejected += 1
        self.rejected_by_stage[reject.stage] = self.rejected_by_stage.get(reject.stage, 0) + 1
        for by_reason in (self.rejected_by_reason, *([self.known_by_reason] if is_known else [])):
            by_reason[reject.reason] = by_reason.get(reject.reason, 0) + 1

    def collide(self, one: str, other: str) -> None:
        """Count two different articles that have the same id."""
        self.collisions += 1
        self.collided = [*self.collided, f"{one} and {other}"][:_MOST_NAMED]

    def tell_broken(self, uri: str) -> None:
        """Count an article that was indexed with broken characters in its text."""
        self.broken += 1
        self.broken_uris = [*self.broken_uris, uri][:_MOST_NAMED]

    def put_aside(self, kinds: dict[str, int]) -> None:
        """Count a part of a file that is not an article, by its kind; if there are too many kinds, as "others"."""
        for kind, number in kinds.items():
            name = kind if kind in self.set_aside or len(self.set_aside) < _MOST_KINDS else _OTHERS
            self.set_aside[name] = self.set_aside.get(name, 0) + number

    def line(self) -> str:
        """Return the counts as one line, without zeros."""
        parts = self.by_disposition()
        del parts["rejected"]
        parts |= {f"rejected as {reason}": number for reason, number in self.rejected_by_reason.items()}
        told = ", ".join(f"{number} {name}" for name, number in parts.items() if number)
        return f"{self.discovered} inputs: {told}"

    def check(self) -> None:
        """Raise AssertionError if an input ended in no way, or in more than one."""
        ended = sum(self.by_disposition().values())
        by_reason, known = Counter(self.rejected_by_reason), Counter(self.known_by_reason)
        if self.discovered != ended or self.rejected != by_reason.total() or not known <= by_reason:
            raise AssertionError(f"the counts of the run do not add up: {self}")


class RunReport(Record):
    """One run, as it is kept in `clippings-runs`."""

    run_id: str
    input: list[str]
    started_at: datetime  # UTC
    finished_at: datetime  # UTC
    pipeline_version: str
    counts: Counts
    pruned: int = 0  # articles removed as their files were gone; no part of the sum
    notes: list[str] = Field(default_factory=list)  # said once per run, e.g. a language without a model


_LEAST_NEW = 20
"""With fewer new inputs, the share of rejects means little."""
_MOST_CRASHED = 0.1
"""Share of new inputs that may crash: an article may crash a library now and then, but so many mean a fault of the machine."""


def fault_of(counts: Counts, most_rejected: float) -> str | None:
    """Return why a run with these counts has failed: too many of the new inputs were rejected; None if it has not.

    `most_rejected` is the share of new inputs that may be rejected; it applies from 20 new inputs on.
    """
    new = counts.discovered - counts.unchanged - counts.deleted - counts.known
    crashed, known = (c.get(Reason.CRASHED, 0) for c in (counts.rejected_by_reason, counts.known_by_reason))
    crashed -= known
    if crashed > 1 and crashed > new * _MOST_CRASHED:
        return f"{crashed} of {new} new inputs crashed, more than a tenth: look for a broken library or lack of memory"
    if new >= _LEAST_NEW and counts.new_rejects > new * most_rejected:
        return (
            f"{counts.new_rejects} of {new} new inputs were rejected, more than the share {most_rejected:g} of "
            "CLIPPINGS_MOST_REJECTED; see why: clippings rejects list"
        )
    return None


def now() -> datetime:
    """Return the current time in UTC, to the millisecond, as precise as Elasticsearch's `date`."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
