"""The command line as a person runs it, in this process; certificates; and servers that fail."""

from __future__ import annotations

import json
import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from etl.cli import main
from etl.settings import Settings, get_settings


@dataclass
class Ran:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    """`clippings` with these arguments and settings, run whole: from its settings to its exit status."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def run(*arguments: str, **environment: str) -> Ran:
        with monkeypatch.context() as now:
            given = {"HOME": str(settings.home), "SPACY_MODELS": "", "WORKERS": "0", "ES_RETRY_SECONDS": "0"}
            for name, value in {**given, **environment}.items():
                now.setenv(f"CLIPPINGS_{name}", value)
            now.setattr("sys.argv", ["clippings", *arguments])
            get_settings.cache_clear()
            capfd.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
            out, err = capfd.readouterr()
            return Ran(int(ended.value.code or 0), out, err)

    yield run
    get_settings.cache_clear()
    logging.captureWarnings(False)
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


@dataclass
class Certificate:
    """A certificate, and its key in the same file."""

    file: Path
    made: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def certificate(
    folder: Path, name: str, ca: Certificate | None = None, days: int = 30, host: str = "localhost"
) -> Certificate:
    """Return a certificate for `host`, signed by `ca` or by itself, that has expired when `days` is negative."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    until = datetime.now(UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(ca.made.subject if ca else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=60))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key((ca.key if ca else key).public_key()), False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(ca.key if ca else key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    text = made.public_bytes(pem) + key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(text)
    return Certificate(file, made, key)


class _Failing(BaseHTTPRequestHandler):
    answer: tuple[int, object] | None = None
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:  # the handshake failed
            self.close_connection = True

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        if self.path == "/":
            self._send(200, {"version": {"number": "9.2.0"}, "tagline": "You Know, for Search"})
        elif self.command == "HEAD":  # whether an index exists
            self._send(200, None)
        elif self.answer:
            self._send(*self.answer)
        else:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _answer  # noqa: N815

    def _send(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@contextmanager
def failing(answer: tuple[int, object] | None, tls: Path | None = None) -> Iterator[str]:
    """Serve, as an Elasticsearch that answers who it is and then fails: with `answer`, or by going away."""

    server = _Server(("127.0.0.1", 0), type("Failing", (_Failing,), {"answer": answer}))
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"{'https' if tls else 'http'}://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
