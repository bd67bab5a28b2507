"""Read CSV and TSV with a header line, one row at a time, as records."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO

from etl.clean.fields.field_names import is_known
from etl.errors import Reason, RejectError, Stage

_DELIMITERS = ",\t;|"


class _TooLongError(Exception):
    """A row is over the limit."""


def delimiter_of(line: str) -> str:
    """Return the delimiter in the first line of a table."""
    return max(_DELIMITERS, key=line.count)


def rows(stream: IO[str], cap: int) -> Iterator[dict[str, str] | None]:
    """Yield the rows of a table with the names in its first line; None for a row with more than `cap` characters.

    Raises:
        RejectError: no column in its first line is a text.
    """
    csv.field_size_limit(max(cap, 131_072))
    first = stream.readline(cap)
    delimiter = delimiter_of(first)
    if "\n" not in first and len(first) >= cap:
        raise RejectError(Stage.READ, Reason.INVALID_RECORD, "no line of names in the table")
    # A quoted name may hold a line break.
    while first.count('"') % 2 and len(first) < cap and (more := stream.readline(cap)):
        first += more
    names = next(csv.reader(first.splitlines(keepends=True), delimiter=delimiter), [])
    if not {"body", "html", "summary"} & {is_known(name) for name in names}:
        shown = ", ".join(names)[:200]
        raise RejectError(
            Stage.READ,
            Reason.INVALID_RECORD,
            f"no column of text: call it body, text or content (there are: {shown})",
        )
    while True:
        lines = _Lines(stream, cap)
        try:
            row = next(csv.reader(lines, delimiter=delimiter), None)
        except (_TooLongError, csv.Error):
            lines.skip()
            yield None
            continue
        if row is None:
            return
        if row:
            yield {name: value for name, value in zip(names, row, strict=False) if value}


class _Lines:
    """The lines of one row, together at most `cap` characters."""

    def __init__(self, stream: IO[str], cap: int) -> None:
        self._stream, self._cap, self._read, self._line = stream, cap, 0, ""

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(self._cap + 1):
            self._read += len(line)
            self._line = line
            if self._read > self._cap:
                raise _TooLongError
            yield line.replace("\0", "")

    def skip(self) -> None:
        """Read on to the end of the line, and to the end of a quoted value if one is open there."""
        while self._line and not self._line.endswith("\n"):
            self._line = self._stream.readline(self._cap + 1)
