"""Wait for an Elasticsearch that does not answer: exponential backoff with jitter, up to a limit."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from elasticsearch import ApiError, TransportError
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_exponential_jitter

from etl.errors import AwayError, RetriableError
from etl.load.faults import DISK_IS_FULL, is_passing, says_disk_is_full, told
from etl.settings import Settings

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_SAFE = "what is loaded so far is safe, and the same command goes on from there"


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, RetriableError):
        return not says_disk_is_full(str(error))
    return is_passing(error)


def with_retries(function: Callable[[], Result], settings: Settings) -> Result:
    """Return `function()`; call it again while Elasticsearch does not answer, is overloaded or has an internal error.

    Raises:
        AwayError: it did not come back within `settings.es_retry_seconds`.
        FatalError: it refused for another reason.
    """
    retrying = Retrying(
        retry=retry_if_exception(_is_passing),
        wait=wait_exponential_jitter(multiplier=0.5, max=15, jitter=1),
        stop=stop_after_delay(settings.es_retry_seconds),
        before_sleep=_tell,
        reraise=True,
    )
    try:
        return retrying(function)
    except RetriableError as error:
        if says_disk_is_full(str(error)):
            raise AwayError(f"Elasticsearch: {DISK_IS_FULL}; {_SAFE}") from error
        raise AwayError(
            f"Elasticsearch: no success in {settings.es_retry_seconds:g} s: {error}; {_SAFE}"
        ) from error
    except (TransportError, ApiError) as error:
        fault = told(error)
        waited = f" (waited {settings.es_retry_seconds:g} s)" if is_passing(error) else ""
        raise type(fault)(f"{fault}{waited}; {_SAFE}") from error


def _tell(state: RetryCallState) -> None:
    if state.attempt_number == 1 and state.outcome:
        log.warning("waiting for Elasticsearch: %s", str(state.outcome.exception()).partition("\n")[0][:300])
