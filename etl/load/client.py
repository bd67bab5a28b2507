"""The connection to Elasticsearch: the one the settings name, else the embedded node of this home."""

from __future__ import annotations

from typing import Any

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    Elasticsearch,
    OrjsonSerializer,
    TransportError,
)

from etl.embedded.node import settings_of_node
from etl.errors import AwayError, FatalError
from etl.settings import Settings

_TIMEOUT_SECONDS = 60


def connect(settings: Settings) -> Elasticsearch:
    """Return a client that was answered; the embedded node is started when no other is named.

    Raises:
        FatalError: the address or the credentials are refused; the message names the setting.
        AwayError: nothing answers.
    """
    if not settings.es_url:
        settings = settings_of_node(settings)
    url = settings.es_url or ""
    try:
        client = _client(url, settings)
        client.info()
    except (AuthenticationException, AuthorizationException) as error:
        advice = "set CLIPPINGS_ES_API_KEY, or CLIPPINGS_ES_USER and CLIPPINGS_ES_PASSWORD"
        raise FatalError(
            f"Elasticsearch at {url} refused the credentials ({error.status_code}): {advice}"
        ) from None
    except (ApiError, TransportError, ValueError, OSError) as error:
        reason = str(error).splitlines()[0]
        kind = AwayError if isinstance(error, ApiError | TransportError) else FatalError
        raise kind(f"Elasticsearch at {url}: {reason}; check CLIPPINGS_ES_URL and _ES_CA_CERTS") from None
    return client


def _client(url: str, settings: Settings) -> Elasticsearch:
    options: dict[str, Any] = {}
    if settings.es_api_key:
        options["api_key"] = settings.es_api_key.get_secret_value()
    elif settings.es_user and settings.es_password:
        options["basic_auth"] = (settings.es_user, settings.es_password.get_secret_value())
    if settings.es_ca_certs:
        options["ca_certs"] = str(settings.es_ca_certs)
    # The client's own retries come at once and again; `etl.load.retry` waits in between.
    return Elasticsearch(
        url,
        serializer=OrjsonSerializer(),
        request_timeout=_TIMEOUT_SECONDS,
        max_retries=0,
        retry_on_timeout=False,
        **options,
    )
