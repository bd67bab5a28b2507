"""The counts of a run, which must add up: discovered = indexed + unchanged + superseded + rejected."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from etl.article import Record, Reject

Disposition = Literal["indexed", "unchanged", "superseded", "rejected"]

_MOST_UNKNOWN = 50
"""Names of unknown fields that a report lists; hostile records have no end of them."""


class Counts(Record):
    """How many inputs ended in each way."""

    discovered: int = 0
    indexed: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: int = 0
    rejected_by_reason: dict[str, int] = Field(default_factory=dict)
    unknown_fields: list[str] = Field(default_factory=list)  # of structured records; they are not indexed

    def add(self, other: Counts) -> None:
        """Add the counts of one more batch."""
        self.discovered += other.discovered
        self.indexed += other.indexed
        self.unchanged += other.unchanged
        self.superseded += other.superseded
        self.rejected += other.rejected
        self.rejected_by_reason = dict(Counter(self.rejected_by_reason) + Counter(other.rejected_by_reason))
        self.unknown_fields = sorted({*self.unknown_fields, *other.unknown_fields})[:_MOST_UNKNOWN]

    def reject(self, reject: Reject) -> None:
        """Count one reject under its reason."""
        self.rejected += 1
        reason = reject.reason.value
        self.rejected_by_reason[reason] = self.rejected_by_reason.get(reason, 0) + 1

    def check(self) -> None:
        """Raise AssertionError when an input has no disposition, or more than one."""
        ended = self.indexed + self.unchanged + self.superseded + self.rejected
        if self.discovered != ended or self.rejected != sum(self.rejected_by_reason.values()):
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


def now() -> datetime:
    """Return the present in UTC, to the millisecond that Elasticsearch's `date` keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
