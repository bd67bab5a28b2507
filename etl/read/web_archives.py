"""Read the HTML pages in web archives (WARC, ARC), one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, NamedTuple

from etl.errors import Reason, RejectError, Stage, missing_extra

_PAGES = ("text/html", "application/xhtml+xml")
_TYPE = re.compile(r"[\w.+-]{1,40}/[\w.+-]{1,60}", re.A)
_STATUS = re.compile(r"\d{3}", re.A)
_ABOUT = frozenset(("warcinfo", "request", "metadata", "revisit", "continuation", "arc_header"))
"""Records that are about others."""


class FetchedPage(NamedTuple):
    """A page in a web archive."""

    data: bytes | None  # None: over the cap
    url: str | None
    fetched_at: datetime | None
    charset: str | None


def pages(stream: IO[bytes], cap: int) -> Iterator[FetchedPage | str]:
    """Yield the pages that were answered as HTML with status 200; for other answers, only their kind.

    Raises:
        RejectError: the library for web archives is not installed, or the archive is broken.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise RejectError(
            Stage.READ, Reason.UNREADABLE, str(missing_extra("a web archive", "warcio", "warc"))
        ) from None
    try:
        for record in ArchiveIterator(stream, arc2warc=True):
            if record.rec_type in _ABOUT:
                continue
            http = record.http_headers
            kind = (http or record.rec_headers).get_header("Content-Type") or ""
            status = str(http.get_statuscode()) if http else "200"
            if status != "200":
                yield f"answer {status}" if _STATUS.fullmatch(status) else "answer without a status"
                continue
            if not kind.lower().startswith(_PAGES) or record.rec_type not in ("response", "resource"):
                named = _TYPE.match(kind.lower())
                yield f"record of {named[0] if named else 'no type'}"
                continue
            data = record.content_stream().read(cap + 1)
            charset = kind.lower().partition("charset=")[2].strip("\"' ;") or None
            yield FetchedPage(
                None if len(data) > cap else data,
                record.rec_headers.get_header("WARC-Target-URI"),
                _time(record.rec_headers.get_header("WARC-Date")),
                charset,
            )
    except ArchiveLoadFailed as error:
        raise RejectError(Stage.READ, Reason.UNREADABLE, f"broken web archive: {error}") from error


def _time(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value or "").astimezone(UTC)
    except ValueError:
        return None
