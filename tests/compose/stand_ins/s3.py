"""An S3 server in memory, moto's, in place of the object store's; its arguments are taken and passed over."""

from collections.abc import Callable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

moto = DomainDispatcherApplication(create_backend_app)


def application(environ: dict[str, Any], start_response: Callable[[str, list[Any]], Any]) -> Any:
    if environ["PATH_INFO"] == "/healthz":
        start_response("200 OK", [])
        return []
    return moto(environ, start_response)


run_simple("0.0.0.0", 8333, application, threaded=True)
