"""Read messages: pages saved as MHTML, single mails, and mailboxes."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from typing import IO, Any

from etl.errors import Reason, RejectError, Stage
from etl.read.charsets import decode

_FROM = re.compile(rb"\AFrom \S{1,300} .{0,200}\d{4}")


def page_of(data: bytes) -> tuple[str, str | None, str | None]:
    """Return the page in an MHTML file: its HTML, charset and address.

    Raises:
        RejectError: there is no page in it.
    """
    message = _parse(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            html, charset = _content(part, html=True)
            address = message.get("Snapshot-Content-Location") or part.get("Content-Location")
            return html, charset, str(address).strip() if address else None
    raise RejectError(Stage.READ, Reason.NO_ARTICLE, "no page in the MHTML file")


def record_of(data: bytes) -> dict[str, Any]:
    """Return a mail as a record.

    Raises:
        RejectError: there is no text in it.
    """
    message = _parse(data)
    texts: dict[str, str] = {}
    for part in message.walk():
        kind = part.get_content_type()
        if (
            kind in ("text/html", "text/plain")
            and part.get_content_disposition() != "attachment"
            and kind not in texts
        ):
            texts[kind] = _content(part, html=kind == "text/html")[0]
    if not texts:
        raise RejectError(Stage.READ, Reason.NO_ARTICLE, "no text in the message")
    name, address = parseaddr(_header(message, "From"))
    plain = texts.get("text/plain", "")
    found = (
        {"body": plain} if len(plain) > len(texts.get("text/html", "")) / 20 else {"html": texts["text/html"]}
    )
    return {
        **found,
        "id": _header(message, "Message-ID").strip("<> ") or None,
        "title": _header(message, "Subject") or None,
        "authors": [name] if name else [],
        "publisher": address.partition("@")[2] or None,
        "published_at": _header(message, "Date") or None,
    }


def messages(stream: IO[bytes], cap: int) -> Iterator[bytes | None]:
    """Yield the messages of a mailbox; None for one with more than `cap` bytes."""
    lines: list[bytes] = []
    size, blank = 0, True
    while line := stream.readline(cap):
        if blank and _FROM.match(line):
            if size:
                yield b"".join(lines) if size <= cap else None
            lines, size = [], 0
        else:
            size += len(line)
            if size <= cap:
                lines.append(line[1:] if line.startswith((b">From ", b">>From ")) else line)
            else:
                lines = []
        blank = not line.strip()
    if size:
        yield b"".join(lines) if size <= cap else None


def _parse(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # the parser of headers raises what it likes on broken ones
        return ""


def _content(part: Any, *, html: bool) -> tuple[str, str | None]:
    data = part.get_payload(decode=True) or b""
    charset = part.get_param("charset")
    if isinstance(charset, str) and not html:
        try:
            return data.decode(charset), charset
        except (UnicodeDecodeError, LookupError):
            pass
    return (
        decode(data, html=html, declared=charset if isinstance(charset, str) else None)
        if data
        else ("", None)
    )
