"""Give memory back that is no longer used."""

from __future__ import annotations

import ctypes
import gc
import mmap
from contextlib import suppress
from pathlib import Path
from typing import Any

_ARENA_MAX = -8
"""`M_ARENA_MAX` of glibc's malloc.h."""


def give_back() -> None:
    """Collect what nothing refers to, and `trim`."""
    gc.collect()
    trim()


def trim() -> None:
    """Return freed memory to the system, in about a millisecond; glibc alone does so at its heap's end."""
    _ask_library("malloc_trim", 0)


def share_one_arena() -> None:
    """Let all threads allocate from one arena: of several, each keeps what was freed in it, 10 MB in a load."""
    _ask_library("mallopt", _ARENA_MAX, 1)


def put_away_code() -> None:
    """Give back the pages of libraries' code, which are read again from their files when they are next run."""
    with suppress(OSError):  # another system has no such list
        for line in Path("/proc/self/maps").read_text("utf-8").splitlines():
            span, rights, _, _, inode, *_ = line.split()
            if rights == "r-xp" and inode != "0":  # never written to: what is given back is as in the file
                start, end = (int(address, 16) for address in span.split("-"))
                size = ctypes.c_size_t(end - start)
                _ask_library("madvise", ctypes.c_void_p(start), size, mmap.MADV_DONTNEED)


def _ask_library(function: str, *arguments: Any) -> None:
    """Call a function of the system's C library, if that has it."""
    with suppress(OSError, AttributeError):
        getattr(ctypes.CDLL(None), function)(*arguments)
