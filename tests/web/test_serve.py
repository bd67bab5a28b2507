"""The command `clippings serve` as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from etl.settings import Settings
from tests.web.conftest import server


def refused(settings: Settings, *options: str, **environment: str) -> str:
    """Return the one line with which the command ends that could not run."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", "serve", *options],
        env={**os.environ, "CLIPPINGS_HOME": str(settings.home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


def test_it_says_where_it_is_and_ends_without_a_word(settings: Settings) -> None:
    with server(settings) as (process, url):
        with urllib.request.urlopen(url + "static/style.css") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.communicate() == ("", "")
        assert process.returncode == 0


def test_a_port_that_is_taken_is_one_line(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        line = refused(settings, "--port", str(port))

    assert line == (
        f"clippings: cannot listen on 127.0.0.1, port {port}: Address already in use; choose others with --host and --port"
    )


@pytest.mark.parametrize("host", ["203.0.113.1", ""])
def test_an_address_that_is_not_this_machine_s_is_one_line(settings: Settings, host: str) -> None:
    assert f"cannot listen on {host}, port 0: " in refused(settings, "--host", host, "--port", "0")


def test_an_elasticsearch_that_is_away_is_one_line(settings: Settings) -> None:
    line = refused(settings, "--port", "0", CLIPPINGS_ES_URL="http://127.0.0.1:9")

    assert line.startswith("clippings: Elasticsearch at http://127.0.0.1:9: ")
    assert "check CLIPPINGS_ES_URL" in line
