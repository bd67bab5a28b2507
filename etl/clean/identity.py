"""An article's id: the same article has the same id in every run and on every machine."""

from __future__ import annotations

import hashlib
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that name the reader's way to the page and not the page: Google Analytics' utm_*, and the click
# ids of Google, Facebook, Microsoft and Mailchimp.
_TRACKING = frozenset({"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid"})


def canonical_url(url: str) -> str:
    """Return the spelling of `url` that its id is made of: no scheme, `www.`, fragment or tracking.

    Raises:
        ValueError: `url` cannot be parsed.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key.lower() not in _TRACKING and not key.lower().startswith("utm_")
    ]
    return urlunsplit(("", host + port, parts.path.rstrip("/"), urlencode(sorted(query)), ""))


def article_id(url: str | None, path: str) -> str:
    """Return 32 hex digits: the SHA-256 of the canonical URL when there is one, else of the path.

    `path` is below the input root and is composed (NFC), as file systems differ in how they spell it.
    """
    try:
        key = f"url:{canonical_url(url)}" if url else None
    except ValueError:
        key = None
    if key is None:
        key = f"path:{unicodedata.normalize('NFC', path)}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
