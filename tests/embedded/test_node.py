"""The embedded node, started and killed for real."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from elasticsearch import Elasticsearch

from etl.embedded import download
from etl.embedded.node import start, status, stop
from etl.errors import FatalError
from etl.settings import Settings


@pytest.fixture
def other(tmp_path: Path) -> Settings:
    """Settings of a second home."""
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    return Settings(home=tmp_path / "other", es_heap="256m")


def test_a_second_start_finds_the_node_running(settings: Settings) -> None:
    assert start(settings) == status(settings)


def test_the_node_is_unprivileged_and_on_the_loopback_only(settings: Settings) -> None:
    process = psutil.Process(status(settings).pid)

    assert process.uids().effective != 0
    listening = {c.laddr.ip for c in process.net_connections() if c.status == psutil.CONN_LISTEN}
    assert {ip.removeprefix("::ffff:") for ip in listening} == {"127.0.0.1"}


def test_a_proxy_is_not_asked_for_the_node(settings: Settings) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("clippings"), "node", "status", "--json"],
        env={**os.environ, "CLIPPINGS_HOME": str(settings.home), "http_proxy": "http://127.0.0.1:9"},
        capture_output=True,
        check=True,
    )

    assert json.loads(done.stdout)["running"]


def test_the_root_says_which_version_it_is(session_es: Elasticsearch) -> None:
    assert session_es.info()["version"]["number"] == "9.2.0"


def test_two_homes_do_not_share_and_a_killed_or_an_outdated_node_comes_back_with_its_data(
    settings: Settings, other: Settings
) -> None:
    started = start(other)
    try:
        assert started.url != status(settings).url
        assert started.url is not None
        client = Elasticsearch(started.url)
        client.index(index="kept", id="1", document={"a": 1}, refresh=True)
        assert started.pid is not None
        os.kill(started.pid, signal.SIGKILL)
        psutil.Process(started.pid).wait(10)
        assert not status(other).running

        again = start(other)

        assert again.pid != started.pid
        assert again.url == started.url
        assert client.get(index="kept", id="1")["_source"] == {"a": 1}

        state = other.home / "node" / "node.json"  # as a version with another plugin would have left it
        state.write_text(json.dumps({**json.loads(state.read_text()), "distribution": "elasticsearch-old"}))
        updated = start(other)

        assert updated.pid != again.pid
        assert not psutil.pid_exists(again.pid or 0)
        assert client.get(index="kept", id="1")["_source"] == {"a": 1}
        assert start(other) == updated
        client.close()
    finally:
        assert stop(other)
    assert not status(other).running
    assert not stop(other)


def test_a_pid_that_another_process_has_is_not_the_node(other: Settings) -> None:
    folder = other.home / "node"
    folder.mkdir(parents=True)
    (folder / "node.json").write_text(
        f'{{"pid": {os.getpid()}, "created": {time.time() - 99999}, "port": 1}}'
    )

    assert not status(other).running
    assert not stop(other)


def test_a_port_that_is_taken_is_left_alone(other: Settings) -> None:
    folder = other.home / "node"
    folder.mkdir(parents=True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (folder / "node.json").write_text(f'{{"pid": 4194303, "created": 0, "port": {port}}}')

        started = start(other)
    try:
        assert started.url != f"http://127.0.0.1:{port}"
    finally:
        stop(other)


def test_a_node_that_dies_shows_its_log(other: Settings) -> None:
    with pytest.raises(FatalError, match="did not start"):
        start(other.model_copy(update={"es_heap": "1m"}))


def test_a_corrupt_download_is_fetched_again(tmp_path: Path) -> None:
    wanted = download._COMPILER, download._COMPILER_SHA256
    path = download._fetch(*wanted[0], wanted[1], tmp_path)
    path.write_bytes(path.read_bytes()[:1000])

    again = download._fetch(*wanted[0], wanted[1], tmp_path)

    assert again.stat().st_size > 1000


def test_a_download_that_stays_wrong_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(FatalError, match="SHA-256"):
        download._fetch(*download._COMPILER, "0" * 64, tmp_path)
