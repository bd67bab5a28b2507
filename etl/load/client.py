"""Connect to Elasticsearch: to the one that the settings name, or else to the embedded node of this home."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, AuthorizationException, Elasticsearch, OrjsonSerializer, TransportError

from etl.embedded.node import settings_of_node
from etl.errors import FatalError
from etl.load.faults import told
from etl.load.retry import with_retries
from etl.settings import Settings, each_url
from etl.terminal import complain

_TIMEOUT_SECONDS = 60


def connect(settings: Settings) -> Elasticsearch:
    """Return a client for an Elasticsearch that has answered.

    If the settings name none, the embedded node is started, with a message on stderr.

    Raises:
        FatalError: the address or the credentials are refused; the message names the setting.
        AwayError: nothing answers.
    """
    if not settings.es_url:
        settings = settings_of_node(settings, lambda line: complain(f"clippings: {line}"))
    url = settings.es_url or ""
    try:
        client = _client(url, settings)
        client.info()
    except AuthorizationException:
        pass  # the login is known; what it may not do, each request says
    except (ApiError, TransportError) as error:
        raise told(error, f"Elasticsearch at {url}") from None
    return client


def connect_waiting(settings: Settings) -> Elasticsearch:
    """Return a client as `connect` does, but wait until Elasticsearch answers; for commands that write.

    Raises:
        FatalError: the address or the credentials are refused.
        AwayError: it did not answer within `settings.es_retry_seconds`.
    """
    return with_retries(lambda: connect(settings), settings)


def _client(url: str, settings: Settings) -> Elasticsearch:
    options: dict[str, Any] = {}
    if settings.es_api_key:
        options["api_key"] = settings.es_api_key.get_secret_value()
    elif settings.es_user and settings.es_password:
        options["basic_auth"] = (settings.es_user, settings.es_password.get_secret_value())
    if settings.es_ca_certs and url.startswith("https:"):
        options["ssl_context"] = _trusting(settings.es_ca_certs)
    # The client's own retries come at once, so they are for the other nodes of a cluster; `etl.load.retry` waits.
    urls = each_url(url)
    return Elasticsearch(
        urls,
        serializer=OrjsonSerializer(),
        request_timeout=_TIMEOUT_SECONDS,
        max_retries=len(urls) - 1,
        retry_on_timeout=False,
        **options,
    )


def _trusting(ca_certs: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_certs)
    except ssl.SSLError:
        fault = "holds no certificate in PEM"
    except OSError as error:
        fault = str(error.strerror).lower()
    raise FatalError(f"CLIPPINGS_ES_CA_CERTS: {ca_certs}: {fault}")
