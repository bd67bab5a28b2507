"""The version of Clippings, and the commit that it was made from."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import subprocess
from pathlib import Path

from etl import DISTRIBUTION

_CHECKOUT = Path(__file__).resolve().parents[1]


def described() -> str:
    """Return the version, with the commit in brackets if it is known, as `0.2.0 (1a2b3c4)`."""
    version = importlib.metadata.version(DISTRIBUTION)
    commit = _built_from() or _checked_out()
    return f"{version} ({commit})" if commit else version


def _built_from() -> str | None:
    """Return the commit that a wheel was built from, as recorded by `hatch_build.py`."""
    if importlib.util.find_spec("etl._commit") is None:
        return None
    commit: str = importlib.import_module("etl._commit").COMMIT
    return commit


def _checked_out() -> str | None:
    """Return the commit of the checkout that this runs in."""
    if not (_CHECKOUT / ".git").exists():
        return None
    command = ["git", "-C", str(_CHECKOUT), "describe", "--always", "--dirty", "--exclude=*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    return done.stdout.strip() or None
