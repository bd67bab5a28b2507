"""The embedded node, started and killed for real."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from elasticsearch import AuthenticationException, AuthorizationException, Elasticsearch

from etl.embedded import download, launch, node
from etl.embedded.node import start, status, stop
from etl.errors import FatalError
from etl.load.client import connect
from etl.settings import Settings
from tests.conftest import lighten, open_to_all


@pytest.fixture
def other(tmp_path: Path) -> Settings:
    """Settings of a second home."""
    open_to_all(tmp_path)
    lighten(tmp_path / "other" / "node")
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


@pytest.mark.long
def test_two_homes_do_not_share_and_a_killed_or_an_older_node_comes_back_with_its_data(
    settings: Settings,
    other: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    today, off = launch._yaml, ("security.enabled: true", "security.enabled: false")
    folder = other.home / "node"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (
            monkeypatch.context() as before,
            socket.socket() as taken,
        ):  # as a version without a login started it
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            (folder / "node.json").write_text(f'{{"pid": 4194303, "created": 0, "port": {port}}}')
            before.setattr(launch, "_yaml", lambda home, port: today(home, port).replace(*off))
            before.setattr(launch, "write_users", lambda config, home: None)
            before.setattr(node, "_form", lambda: "elasticsearch-old")
            started = start(other)
        assert started.url != f"http://127.0.0.1:{port}"  # another program has it
        capsys.readouterr()
        with Elasticsearch(started.url) as client:
            client.index(index="kept", id="1", document={"a": 1}, refresh=True)

        connect(other).close()
        updated = status(other)
        assert started.pid
        assert updated.pid

        said = capsys.readouterr()
        assert not said.out
        assert "clippings: starting Elasticsearch, and waiting for it to answer" in said.err
        assert updated.url == started.url != status(settings).url
        assert updated.pid != started.pid
        assert not psutil.pid_exists(started.pid)
        assert start(other) == updated
        with connect(other) as client:
            assert client.get(index="kept", id="1")["_source"] == {"a": 1}
        with Elasticsearch(updated.url) as stranger, pytest.raises(AuthenticationException):
            stranger.get(index="kept", id="1")

        os.kill(updated.pid, signal.SIGKILL)
        psutil.Process(updated.pid).wait(10)
        assert not status(other).running

        again = start(other)

        assert again.pid != updated.pid
        assert again.url == updated.url
        with connect(other) as client:
            assert client.get(index="kept", id="1")["_source"] == {"a": 1}
    finally:
        assert stop(other)
    assert not status(other).running
    assert not stop(other)


def test_only_the_owner_reads_the_password_and_the_folders(settings: Settings) -> None:
    home = settings.home / "node"

    assert stat.S_IMODE((home / "password").stat().st_mode) == 0o600
    assert len((home / "password").read_text()) >= 40
    folders = [path for path in home.iterdir() if path.is_dir()]
    assert {path.name for path in folders} == {"config", "data", "logs", "snapshots", "tmp"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_keys_users_and_roles_can_be_made(settings: Settings, session_es: Elasticsearch) -> None:
    role: dict[str, Any] = {
        "cluster": ["monitor"],
        "indices": [{"names": ["articles*"], "privileges": ["read"]}],
    }
    session_es.security.put_role(name="watcher", **role)
    session_es.security.put_user(username="ada@desk.example", password="a long password", roles=["watcher"])
    key = session_es.security.create_api_key(name="watching", role_descriptors={"watching": role})["encoded"]
    url = status(settings).url

    for login in ({"basic_auth": ("ada@desk.example", "a long password")}, {"api_key": key}):
        with Elasticsearch(url, **login) as client:
            assert client.info()["version"]["number"] == "9.2.0"
            with pytest.raises(AuthorizationException):
                client.index(index="articles-en-000009", document={})


def test_a_pid_that_another_process_has_is_not_the_node(other: Settings) -> None:
    folder = other.home / "node"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "node.json").write_text(
        f'{{"pid": {os.getpid()}, "created": {time.time() - 99999}, "port": 1}}'
    )

    assert not status(other).running
    assert not stop(other)


def test_a_node_that_dies_says_why_and_names_its_log_in_one_line(other: Settings) -> None:
    with pytest.raises(FatalError) as caught:
        start(other.model_copy(update={"es_heap": "1m"}))

    told = re.fullmatch(r"Elasticsearch did not start: (.+) \(more is in (.+)\)", str(caught.value))
    assert told
    assert "heap" in told[1]
    assert Path(told[2]).read_text().strip()
    assert "\n" not in told[1]


@pytest.mark.parametrize("home", ["/dev/null/home", "/proc/home"])
def test_a_home_that_cannot_be_written_is_named(home: str, other: Settings) -> None:
    with pytest.raises(FatalError, match=rf"^{home}.*: the embedded node must write there; .*CLIPPINGS_HOME"):
        start(other.model_copy(update={"home": Path(home)}))


def test_a_corrupt_download_is_fetched_again(tmp_path: Path) -> None:
    wanted = download._COMPILER, download._COMPILER_SHA256
    path = download._fetch(*wanted[0], wanted[1], tmp_path)
    path.write_bytes(path.read_bytes()[:1000])

    again = download._fetch(*wanted[0], wanted[1], tmp_path)

    assert again.stat().st_size > 1000


def test_a_download_that_stays_wrong_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(FatalError, match="SHA-256"):
        download._fetch(*download._COMPILER, "0" * 64, tmp_path)
