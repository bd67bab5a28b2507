"""Send writes in bulk, as many as fit into a request, and return an answer for each, in order.

A request can be refused as a whole, because it is too large for a proxy or one of its writes cannot be read. It is then
halved until the write that is to blame is alone, so that only this one is refused.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from elasticsearch import ApiError, Elasticsearch

from etl.errors import RetriableError
from etl.load.faults import denied

Action = tuple[dict[str, dict[str, Any]], bytes | None]
Answer = tuple[int, str]
"""HTTP status, and the reason of a failure or ""."""

MOST_BYTES = 5_000_000
"""Size of one request; Elasticsearch advises 5 to 15 MB, and accepts up to 100 MB."""
_MOST_ACTIONS = 500
_BUSY = 429
_REFUSED_WHOLE = (400, 413)
"""`action_request_validation_exception` and the like, and a body that is too large for a proxy in front."""
_WAITS = (1, 2, 4, 8, 16, 32)
"""Seconds before writes that were refused because of overload are sent again."""

_Lines = list[bytes]


def bulk(client: Elasticsearch, actions: Iterable[Action], most_bytes: int = MOST_BYTES) -> list[Answer]:
    """Return the answer to each of `actions`, in order; those refused because of overload are sent again.

    Raises:
        FatalError: the login may not do one of them.
        elasticsearch.ApiError, elasticsearch.TransportError: a request failed, and not because of its content.
    """
    return [answer for chunk in _chunks(actions, most_bytes) for answer in _send(client, chunk)]


def write(client: Elasticsearch, actions: Iterable[Action], failure: str) -> None:
    """Send `actions`; it is no error if a document to remove or update is already gone.

    Raises:
        RetriableError: one of them failed; its message starts with `failure`.
    """
    for status, reason in bulk(client, actions):
        if status >= 300 and status != 404:
            raise RetriableError(f"{failure}: {status} {reason}")


def _chunks(actions: Iterable[Action], most_bytes: int) -> Iterator[list[_Lines]]:
    chunk: list[_Lines] = []
    size = 0
    for header, body in actions:
        lines = [orjson.dumps(header)] if body is None else [orjson.dumps(header), body]
        added = sum(len(line) + 1 for line in lines)
        if chunk and (len(chunk) == _MOST_ACTIONS or size + added > most_bytes):
            yield chunk
            chunk, size = [], 0
        chunk.append(lines)
        size += added
    if chunk:
        yield chunk


def _send(client: Elasticsearch, chunk: list[_Lines]) -> list[Answer]:
    try:
        answers = _ask(client, chunk)
    except ApiError as error:
        if error.status_code not in _REFUSED_WHOLE:
            raise
        half = len(chunk) // 2
        if half:
            return _send(client, chunk[:half]) + _send(client, chunk[half:])
        return [(error.status_code, _reason_of(error))]
    for wait in _WAITS:
        busy = [number for number, (status, _) in enumerate(answers) if status == _BUSY]
        if not busy:
            break
        time.sleep(wait)
        for number, answer in zip(busy, _ask(client, [chunk[number] for number in busy]), strict=True):
            answers[number] = answer
    return answers


def _ask(client: Elasticsearch, chunk: list[_Lines]) -> list[Answer]:
    operations: Any = [line for lines in chunk for line in lines]  # bytes go out as they are
    found = client.bulk(operations=operations, filter_path="items.*.status,items.*.error")
    return [_answer(answer) for item in found["items"] for answer in item.values()]


def _answer(item: dict[str, Any]) -> Answer:
    error = item.get("error")
    if isinstance(error, dict) and error.get("type") == "security_exception":
        raise denied(str(error.get("reason")))
    return item["status"], _reason(error) if isinstance(error, dict) else str(error or "")


def _reason(error: dict[str, Any]) -> str:
    cause = error.get("caused_by") or {}
    return ": ".join(part for part in (error.get("reason"), cause.get("reason")) if part)


def _reason_of(error: ApiError) -> str:
    if error.status_code == 413:
        return f"too large for one request ({error.status_code} from Elasticsearch or a proxy in front of it)"
    body = error.body.get("error") if isinstance(error.body, dict) else None
    return _reason(body) if isinstance(body, dict) else str(error).splitlines()[0]
