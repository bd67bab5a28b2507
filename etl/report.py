"""The counts of a run, which must add up: discovered = indexed + unchanged + superseded + rejected."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from etl.article import Record, Reject
from etl.errors import Reason

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

    def line(self) -> str:
        """Return the counts in a line, without those that are zero."""
        parts = {name: getattr(self, name) for name in ("indexed", "unchanged", "superseded")}
        parts |= {f"rejected as {reason}": number for reason, number in self.rejected_by_reason.items()}
        told = ", ".join(f"{number} {name}" for name, number in parts.items() if number)
        return f"{self.discovered} inputs: {told}"

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


_LEAST_NEW = 20
"""New inputs below which a share says nothing."""
_MOST_CRASHED = 0.1
"""Share of the new inputs: an article may kill a library now and then, so many are a fault of the machine."""


def fault_of(counts: Counts, most_rejected: float) -> str | None:
    """Return why a run with these counts is no good one: too much of what is new fell out; None: it is.

    `most_rejected`: the share of the new inputs that may fall out, from 20 of them up.
    """
    new = counts.discovered - counts.unchanged
    crashed = counts.rejected_by_reason.get(Reason.CRASHED, 0)
    if crashed > 1 and crashed > new * _MOST_CRASHED:
        return f"{crashed} of {new} new inputs crashed, more than a tenth: look for a broken library or lack of memory"
    if new >= _LEAST_NEW and counts.rejected > new * most_rejected:
        return (
            f"{counts.rejected} of {new} new inputs were rejected, more than the share {most_rejected:g} of "
            "CLIPPINGS_MOST_REJECTED; see why: clippings rejects list"
        )
    return None


def now() -> datetime:
    """Return the present in UTC, to the millisecond that Elasticsearch's `date` keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
