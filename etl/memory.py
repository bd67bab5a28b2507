"""Give memory back that is no longer used."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """Collect what nothing refers to, and return freed memory to the system; glibc alone does so at its heap's end."""
    gc.collect()
    with suppress(OSError, AttributeError):  # another system's library may not have it
        ctypes.CDLL(None).malloc_trim(0)
