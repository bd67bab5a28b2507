"""The id of an article: it is the same in every run and on every machine."""

from __future__ import annotations

import hashlib
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from detrack import DEFAULT_PATTERNS, PREFIXES

from etl.article import Article

# Parameters that name the reader's way to the page and not the page: the list of the package detrack, without those
# that are an article's number in older systems, and with those of newsrooms.
_MAY_BE_THE_ARTICLE = frozenset("pid sid nd si context r next continue timestamp origin".split())
_OF_NEWSROOMS = frozenset("ncid cmp cmpid ocid smid smtyp ito from rss feed partner srnd intcmp intcid ref_src sref soc_src soc_trk spm cn-track wt.mc ns_mchannel ns_source ns_campaign ns_linkname ns_fee taid dicbo tpcc reflink referrer referer share sharetype __twitter_impression gi dcmp sh".split())  # fmt: skip
_TRACKING = (frozenset(map(str.lower, DEFAULT_PATTERNS)) - _MAY_BE_THE_ARTICLE) | _OF_NEWSROOMS
_TRACKING_STARTS = (*PREFIXES, "utm", "wt_", "ns_", "__hs", "ga_")


def canonical_url(url: str) -> str:
    """Return `url` in the form from which ids are made: without scheme, `www.`, fragment and tracking parameters.

    Raises:
        ValueError: `url` cannot be parsed.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key.lower() not in _TRACKING and not key.lower().startswith(_TRACKING_STARTS)
    ]
    return urlunsplit(("", host + port, parts.path.rstrip("/"), urlencode(sorted(query)), ""))


def article_id(article: Article, *, own_ids: bool = False) -> str:
    """Return the id under which `article` is indexed.

    It is a hash of the canonical URL. For an article without one, it is a hash of its collection, its path below the
    collection's root and, in a file of many records, the record's own id or else its number. With `own_ids`, a record's own id
    is used unchanged.
    """
    source = article.source
    if own_ids and source.record_id:
        return source.record_id
    if article.url and (url := _canonical_or_none(article.url)) is not None:
        return _hash("url", url)
    if source.record_id:
        return _hash("record", article.collection or "", source.path.rpartition("#")[0], source.record_id)
    return _hash("path", article.collection or "", source.path)


def former_ids(article: Article) -> list[str]:
    """Return the ids that `article` may have had before there were collections: from its path, or the record's own id."""
    path = unicodedata.normalize("NFC", article.source.path)
    of_path = hashlib.sha256(f"path:{path}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return [of_path, *([article.source.record_id] if article.source.record_id else [])]


def _canonical_or_none(url: str) -> str | None:
    try:
        return canonical_url(url)
    except ValueError:
        return None


def _hash(kind: str, *parts: str) -> str:
    """Return 32 hex digits for `parts`, which are first composed (NFC), because file systems spell names differently."""
    key = f"{kind}:" + "\n".join(unicodedata.normalize("NFC", part) for part in parts)
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
