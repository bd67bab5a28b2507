"""An Elasticsearch behind a proxy that has limits of its own."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from etl.embedded.node import settings_of_node
from etl.settings import Settings


@contextmanager
def behind_a_proxy(settings: Settings, most_bytes: int) -> Iterator[Settings]:
    """Settings that reach the tests' node through a proxy which answers 413 to a body over `most_bytes`."""
    direct = settings_of_node(settings)
    node = urlsplit(direct.es_url or "")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if len(body) > most_bytes:
                self.answer(413, b"<html>413 Request Entity Too Large</html>", {"Content-Type": "text/html"})
                return
            connection = http.client.HTTPConnection(node.hostname or "", node.port or 0)
            connection.request(self.command, self.path, body, dict(self.headers))
            found = connection.getresponse()
            kept = ("content-type", "x-elastic-product", "content-encoding")
            headers = {name: value for name, value in found.getheaders() if name.lower() in kept}
            self.answer(found.status, found.read(), headers)
            connection.close()

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = forward  # noqa: N815

        def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield direct.model_copy(update={"es_url": f"http://127.0.0.1:{server.server_port}"})
    finally:
        server.shutdown()
        server.server_close()
