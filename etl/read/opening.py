"""Open files as streams of bytes: only regular files, decompressed while reading, within limits of size."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast
from urllib.parse import unquote_to_bytes, urlsplit

import fsspec

from etl.errors import Reason, RejectError, Stage
from etl.read.formats import HEAD

LEVELS = 3
"""How deep compressed files and archives may be nested."""
MOST_RATIO = 100
"""How many times its stored size a file over the limit may unpack to; text rarely shrinks to a tenth, a bomb to a thousandth."""
_IN_MEMORY = 16_000_000
_MOST_SPOOLED = 4_000_000_000
"""Bytes of an archive inside a compressed file that are kept on disk while it is read."""

BROKEN = (EOFError, OSError, lzma.LZMAError, ValueError, RuntimeError, NotImplementedError)
"""What libraries raise for broken compressed files and archives."""

Opener = Callable[[IO[bytes]], IO[bytes]]
_DECOMPRESS: dict[str, Opener] = {
    "gzip": lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file)),
    "bzip2": lambda file: cast(IO[bytes], bz2.BZ2File(file)),
    "xz": lambda file: cast(IO[bytes], lzma.LZMAFile(file)),  # noqa: SIM115
}
COMPRESSED = frozenset(_DECOMPRESS)


def local_path(uri: str) -> Path:
    """Return the path in a `file:` URI; a name that is not UTF-8 is restored."""
    return Path(_local_name(uri))


def _local_name(uri: str) -> str:
    return os.fsdecode(unquote_to_bytes(urlsplit(uri).path))


def open_file(uri: str) -> IO[bytes]:
    """Return the file at `uri`, opened for reading.

    Raises:
        OSError: it cannot be opened, or is a pipe or a device, which would block for ever.
    """
    if not uri.startswith("file:"):
        return cast(IO[bytes], fsspec.open(uri, "rb").open())
    path = _local_name(uri)
    if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116
        raise OSError("not a regular file")
    return open(path, "rb")  # noqa: PTH123


def head_of(stream: IO[bytes]) -> tuple[bytes, IO[bytes]]:
    """Return the first bytes of `stream`, and the stream, again from its start."""
    head = stream.read(HEAD)
    if _can_seek(stream):
        stream.seek(0)
        return head, stream
    return head, cast(IO[bytes], io.BufferedReader(_Joined(head, stream)))


def decompressed(stream: IO[bytes], name: str, cap: int) -> IO[bytes]:
    """Return the decompressed `stream`; reading far more than `cap` and its stored size raises TOO_LARGE."""
    return cast(IO[bytes], io.BufferedReader(_Guarded(_DECOMPRESS[name](stream), stream, cap), 65_536))


@contextmanager
def seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give `stream`, or a temporary copy on disk if it cannot be read from any position."""
    if _can_seek(stream):
        yield stream
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        size = 0
        while chunk := stream.read(1_000_000):
            size += len(chunk)
            if size > _MOST_SPOOLED:
                raise too_large(f"an archive in it is over {_MOST_SPOOLED} bytes")
            copy.write(chunk)
        copy.seek(0)
        yield cast(IO[bytes], copy)


def _can_seek(stream: IO[bytes]) -> bool:
    try:
        return stream.seekable()
    except AttributeError:  # a member of a tar file that is read as a stream
        return False


def over(cap: int) -> RejectError:
    """Return the reject for an input larger than a file may be."""
    return too_large(f"over {cap} bytes (CLIPPINGS_MAX_FILE_BYTES)")


def unreadable(error: Exception) -> RejectError:
    """Return the reject for an input that the system or a library cannot read."""
    told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return RejectError(Stage.READ, Reason.UNREADABLE, told)


def too_large(detail: str) -> RejectError:
    """Return the reject for an input over a limit."""
    return RejectError(Stage.READ, Reason.TOO_LARGE, detail)


class _Joined(io.RawIOBase):
    """Bytes that were already read, followed by the stream that they came from."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


class _Guarded(io.RawIOBase):
    """A decompressor that stops when a small file expands far too much (a "zip bomb")."""

    def __init__(self, inner: IO[bytes], stored: IO[bytes], cap: int) -> None:
        self._inner, self._stored, self._cap, self._read = inner, stored, cap, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        self._read += len(data)
        if self._read > self._cap and self._read > MOST_RATIO * max(1, self._stored.tell()):
            raise too_large(
                f"it grows to over {MOST_RATIO} times its size (CLIPPINGS_MAX_FILE_BYTES={self._cap})"
            )
        buffer[: len(data)] = data
        return len(data)
