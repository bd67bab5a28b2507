"""Elasticsearch's client library, imported without what it takes along for uses that are not ours.

Where aiohttp, httpx and pyarrow are installed, the library imports them for clients without threads and for answers in
Arrow: 70 of its 119 MB and half of its time to start, in every command, worker and task.
"""

from __future__ import annotations

import sys

_NOT_USED = ("aiohttp", "httpx", "pyarrow", "requests")

if "elasticsearch" not in sys.modules:
    hidden = [name for name in _NOT_USED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # what is None there cannot be imported
    try:
        import elasticsearch  # noqa: F401
    finally:
        for name in hidden:
            del sys.modules[name]
