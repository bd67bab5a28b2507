"""The login of the embedded node: one user, whose random password is in a file of the home."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from pathlib import Path

from etl.errors import FatalError

USER = "clippings"
_ROLE = "superuser"
_HASHINGS = 10_000
"""Elasticsearch's default for this kind of hash."""


def password(home: Path) -> str:
    """Return the password of the node in `home`, made on first use in a file that only its owner can read.

    Raises:
        FatalError: the file cannot be read or written.
    """
    path = home / "password"
    try:
        if not path.exists():
            partial = path.with_suffix(".partial")
            partial.unlink(missing_ok=True)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w") as file:  # noqa: PTH123
                file.write(secrets.token_urlsafe(32))
            partial.rename(path)
        return path.read_text()
    except OSError as error:
        raise FatalError(
            f"{path}: {error.strerror}; it holds the password of the Elasticsearch of this CLIPPINGS_HOME"
        ) from None


def basic_auth(home: Path) -> str:
    """Return the `Authorization` header for requests to the node in `home`."""
    return "Basic " + base64.b64encode(f"{USER}:{password(home)}".encode()).decode()


def write_users(config: Path, home: Path) -> None:
    """Write the user into the files of the node's configuration that list users."""
    salt = secrets.token_bytes(32)
    digest = hashlib.pbkdf2_hmac("sha512", password(home).encode(), salt, _HASHINGS, dklen=32)
    hashed = f"{{PBKDF2}}{_HASHINGS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
    (config / "users").write_text(f"{USER}:{hashed}\n")
    (config / "users_roles").write_text(f"{_ROLE}:{USER}\n")
