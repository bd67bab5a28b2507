"""No Kibana: what docker-compose.yml asks of one. It is healthy once Elasticsearch takes its login, and takes saved objects."""

import base64
import json
import os
import ssl
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def logged_in() -> bool:
    login = f"{os.environ['ELASTICSEARCH_USERNAME']}:{os.environ['ELASTICSEARCH_PASSWORD']}"
    request = urllib.request.Request(
        f"{os.environ['ELASTICSEARCH_HOSTS']}/_security/_authenticate",
        headers={"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"},
    )
    context = ssl.create_default_context(cafile=os.environ["ELASTICSEARCH_SSL_CERTIFICATEAUTHORITIES"])
    try:
        with urllib.request.urlopen(request, context=context, timeout=5) as answer:
            return bool(json.load(answer)["username"] == "kibana_system")
    except OSError:
        return False


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(200 if logged_in() else 503, {"status": {}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        objects = [line for line in body.splitlines() if line.startswith(b"{")]
        print(f"took {len(objects)} saved objects", flush=True)
        self.answer(200, {"success": True, "successCount": len(objects)})

    def answer(self, status: int, content: object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())


ThreadingHTTPServer(("", 5601), Handler).serve_forever()
