"""The server of the search page."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

import uvicorn

from etl.errors import FatalError
from etl.load.client import connect
from etl.search.fusion import vector_of
from etl.settings import Settings
from etl.web.app import make_app


def serve(settings: Settings, host: str, port: int, originals: Path | None = None) -> None:
    """Serve the search page until it is interrupted, and print its address on stdout; port 0 means any free port.

    Source files below the folder `originals` can be read too.

    Raises:
        FatalError: there is no such folder, the address cannot be used, or Elasticsearch does not answer.
    """
    if originals and not originals.is_dir():
        raise FatalError(f"{originals}: no such folder; name the one that the articles were ingested from")
    with _listen(host, port) as listener:
        client = connect(settings)
        if settings.semantic:
            vector_of(host)  # so that the model is loaded, or found missing, before the first search
        app = make_app(
            client,
            {host, listener.getsockname()[0]},
            semantic=settings.semantic,
            originals=originals,
            page_url=settings.page_url,
        )
        # Requests are logged as all else is: with CLIPPINGS_LOG_LEVEL=INFO.
        config = uvicorn.Config(
            app, log_config=None, proxy_headers=False, server_header=False, lifespan="off"
        )
        name = f"[{host}]" if ":" in host else host
        print(f"Clippings: http://{name}:{listener.getsockname()[1]}", flush=True)  # noqa: T201
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        # The socket module adds the address, in its own way, to what the system says.
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise FatalError(
            f"cannot listen on {host}, port {port}: {reason}; choose others with --host and --port"
        ) from None
