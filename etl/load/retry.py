"""Waiting for an Elasticsearch that is away: exponential backoff with jitter, up to a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from elasticsearch import ApiError, ConnectionTimeout, TransportError
from elasticsearch import ConnectionError as ElasticConnectionError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_exponential_jitter

from etl.errors import AwayError, FatalError, RetriableError
from etl.settings import Settings

Result = TypeVar("Result")

_PASSING_STATUS = frozenset({408, 429, 500, 502, 503, 504})


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, ApiError):
        return error.status_code in _PASSING_STATUS
    return isinstance(error, ElasticConnectionError | ConnectionTimeout | RetriableError)


def with_retries(function: Callable[[], Result], settings: Settings) -> Result:
    """Return `function()`, called again while Elasticsearch is away, refuses for load or fails inside.

    Raises:
        AwayError: it did not come back within `settings.es_retry_seconds`.
        FatalError: it refused for another reason.
    """
    retrying = Retrying(
        retry=retry_if_exception(_is_passing),
        wait=wait_exponential_jitter(multiplier=0.5, max=15, jitter=1),
        stop=stop_after_delay(settings.es_retry_seconds),
        reraise=True,
    )
    try:
        return retrying(function)
    except (RetriableError, TransportError, ApiError) as error:
        advice = "what is loaded so far is safe: start Elasticsearch and run the same command again"
        if _is_passing(error):
            waited = f"no answer for {settings.es_retry_seconds:g} s"
            raise AwayError(f"Elasticsearch: {waited}; {_one_line(error)}; {advice}") from error
        raise FatalError(f"Elasticsearch: {_one_line(error)}; {advice}") from error


def _one_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]
