"""Every error Clippings raises, grouped by what to do about it.

ClippingsError
├── FatalError      stop the run: nothing further can succeed (exit 2)
│   ├── QueryError       what is searched for cannot be read: write it otherwise
│   └── EmptyIndexError  nothing can be found yet: load articles first
├── RetriableError  try the same step again later
│   ├── AwayError    both: a command stops with it, a scheduled task is tried again
│   └── WorkerError  the same
└── RejectError     leave this one article out, with a reason, and go on
"""

from __future__ import annotations

from enum import StrEnum

from etl import DISTRIBUTION


class Stage(StrEnum):
    """The stage at which an article was left out."""

    DISCOVER = "discover"
    READ = "read"
    CLEAN = "clean"
    ENRICH = "enrich"
    LOAD = "load"


class Reason(StrEnum):
    """Why an input did not become a document; there are no other reasons."""

    EMPTY = "empty"
    BINARY = "binary"
    TOO_LARGE = "too_large"
    NO_ARTICLE = "no_article"
    UNDECODABLE = "undecodable"
    UNREADABLE = "unreadable"
    UNKNOWN_FORMAT = "unknown_format"
    INVALID_RECORD = "invalid_record"
    CRASHED = "crashed"
    TOO_SLOW = "too_slow"
    REFUSED = "refused"
    DELETED = "deleted"


class ClippingsError(Exception):
    """Base of all errors that Clippings raises on purpose."""


class FatalError(ClippingsError):
    """The run cannot continue; the message says what is wrong and what to do."""


def missing_extra(purpose: str, package: str, extra: str) -> FatalError:
    """Return the error for `purpose`, which needs a `package` from one of our optional extras."""
    return FatalError(
        f"{purpose} needs {package}, of the extra {DISTRIBUTION}[{extra}]; "
        f"in the checkout: pip install '.[{extra}]'"
    )


class QueryError(FatalError):
    """A query that cannot be read; the message shows where."""


class EmptyIndexError(FatalError):
    """Nothing has been indexed yet."""


class RetriableError(ClippingsError):
    """A temporary fault: the same step may succeed when tried again."""


class AwayError(FatalError, RetriableError):
    """Elasticsearch does not answer; the same run may succeed when it does."""


class WorkerError(FatalError, RetriableError):
    """The processes that clean and enrich do not start; they may when more memory is free."""


class RejectError(ClippingsError):
    """One article cannot be indexed; the run continues without it."""

    def __init__(self, stage: Stage, reason: Reason, detail: str) -> None:
        super().__init__(f"{stage}: {reason}: {detail}")
        self.stage = stage
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[RejectError], tuple[Stage, Reason, str]]:
        return (RejectError, (self.stage, self.reason, self.detail))
