"""Say in one line what went wrong at Elasticsearch, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from elastic_transport import TlsError
from elasticsearch import ApiError, ConnectionTimeout, TransportError, UnsupportedProductError
from elasticsearch import ConnectionError as ElasticConnectionError

from etl.errors import AwayError, FatalError

_MOST_LETTERS = 300
_ROLES = "the roles that `clippings setup --roles` makes have what each command needs"
_UNAUTHORIZED = re.compile(
    r"action \[(?P<action>[^\[\]]{1,190}(?:\[\w{1,9}\])?)\] is unauthorized for (?P<who>.{1,90}?)"
    r"(?: with effective roles \[[^\]]{0,2000}\])?"
    r"(?: on (?:indices \[(?P<indices>[^\]]{0,2000})\]|restricted indices \[[^\]]{0,2000}\])){0,9}"
    r"(?:, this action is granted by the (?P<kind>index|cluster) privileges \[(?P<privileges>[^\]]+)\])?$"
)
DISK_IS_FULL = "its disk is full, so that it takes nothing more: free space there, then run the same again"
_FULL = ("flood-stage watermark", "No space left on device", "disk usage exceeded")
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_OTHER_HOST = "its certificate is for another host name: write one that stands in it in CLIPPINGS_ES_URL"
_NO_TLS = "it does not speak TLS: write http:// in CLIPPINGS_ES_URL"
_CERTIFICATE = (
    ("has expired", "its certificate has expired: renew it"),
    ("not yet valid", "its certificate is not valid yet: set this machine's clock, or wait"),
    ("mismatch", _OTHER_HOST),
    ("doesn't match", _OTHER_HOST),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "its certificate is signed by an unknown CA: name its file in CLIPPINGS_ES_CA_CERTS",
    ),
    ("WRONG_VERSION_NUMBER", _NO_TLS),
    ("RECORD_LAYER_FAILURE", _NO_TLS),
    ("record layer failure", _NO_TLS),
)
"""What Python's TLS says in its messages, and what is wrong then."""


def is_passing(error: BaseException) -> bool:
    """Return whether the same request may succeed later by itself; a full disk does not count, as somebody must act."""
    if isinstance(error, ApiError):
        return error.status_code in _PASSING and not _is_full(error)
    return isinstance(error, ElasticConnectionError | ConnectionTimeout) and not _certificate(error)


@contextmanager
def as_ours() -> Iterator[None]:
    """Raise errors of Elasticsearch as `told` words them, so that a scheduled task is only tried again where that may help."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise told(error) from error


def denied(reason: str) -> FatalError:
    """Return the error for a write that the login may not do; `reason` is Elasticsearch's explanation."""
    match = _UNAUTHORIZED.search(reason)
    return FatalError(
        f"Elasticsearch: {_lacking(match) if match else f'does not allow it: {_short(reason)}'}"
    )


def told(error: ApiError | TransportError, where: str = "Elasticsearch") -> FatalError:
    """Return `error` as an error that stops a command: an AwayError if a scheduled task may be tried again."""
    if isinstance(error, UnsupportedProductError):
        return FatalError(f"{where}: what answers is no Elasticsearch: check CLIPPINGS_ES_URL")
    if isinstance(error, ApiError):
        kind = AwayError if is_passing(error) or _is_full(error) else FatalError
        return kind(f"{where}: {_api_fault(error)}")
    if fault := _certificate(error):
        return FatalError(f"{where}: {fault}")
    if isinstance(error, ConnectionTimeout):
        return AwayError(f"{where}: no answer in time: see whether it is overloaded, and try again")
    reason = _short(_system_words(str(error.message)))
    return AwayError(
        f"{where}: cannot be reached ({reason}): see whether it runs, and check CLIPPINGS_ES_URL"
    )


def _api_fault(error: ApiError) -> str:
    reason = _short(_cause(error))
    if error.status_code == 401:
        return "does not know this login: check CLIPPINGS_ES_API_KEY, or CLIPPINGS_ES_USER and CLIPPINGS_ES_PASSWORD"
    if _is_full(error):
        return DISK_IS_FULL
    if error.status_code == 403 and (match := _UNAUTHORIZED.search(_cause(error))):
        return _lacking(match)
    if error.status_code == 403:
        # A HEAD has no answer to read; what is asked by it is whether an index exists.
        lacking = "the login lacks the index privilege `view_index_metadata` on clippings-* and articles*"
        return f"does not allow it: {reason}" if reason else f"{lacking}: grant it; {_ROLES}"
    if error.status_code == 404 and "index_not_found" in str(error.body):
        return f"nothing is there yet, load articles first ({reason})"
    return f"answers {error.status_code}: {reason}" if reason else f"answers {error.status_code}"


def _lacking(match: re.Match[str]) -> str:
    who, action, where = match["who"], match["action"], match["indices"]
    if match["privileges"]:
        privilege = f"the {match['kind']} privilege `{match['privileges'].split(',')[0]}`"
    else:
        privilege = f"a privilege that grants `{action}`"
    on = f" on {_short(where, 80)}" if where else ""
    return f"the login ({_short(who, 80)}) lacks {privilege}{on}: grant it; {_ROLES}"


def _cause(error: ApiError) -> str:
    """Return the innermost reason in the answer, which is the cause; a proxy's answer has none."""
    body = error.body
    found = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(found, dict):
        text = str(found or "")
        return "" if text.lstrip().startswith("<") else text
    roots = found.get("root_cause") or [found]
    return str(roots[0].get("reason") or found.get("reason") or "")


def says_disk_is_full(text: str) -> bool:
    """Return whether `text`, from an answer of Elasticsearch, says that its disk is full."""
    return any(sign in text for sign in _FULL)


def _is_full(error: ApiError) -> bool:
    return says_disk_is_full(str(error.body))


def _certificate(error: TransportError) -> str | None:
    if not isinstance(error, TlsError):
        return None
    text = str(error.message)
    return next((fault for sign, fault in _CERTIFICATE if sign in text), f"no TLS with it: {_short(text)}")


def _system_words(text: str) -> str:
    """Return the operating system's message out of the client's longer one."""
    known = re.findall(r"\[Errno -?\d+\] ([^'\")\]>]+)|(Remote end closed connection[^'\")]*)", text)
    return "".join(known[-1]) if known else text


def _short(text: str, most: int = _MOST_LETTERS) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]} …"
