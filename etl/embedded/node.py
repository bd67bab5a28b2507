"""The embedded node: start it, find it again, stop it. There is one per `CLIPPINGS_HOME`, on loopback only."""

from __future__ import annotations

import fcntl
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from pydantic import SecretStr, ValidationError

from etl.article import Record
from etl.embedded.download import VERSION, Say, distribution, distribution_name
from etl.embedded.launch import command, lay_out, unprivileged_user, way_of_starting
from etl.embedded.login import USER, basic_auth, password
from etl.errors import FatalError
from etl.settings import Settings

_START_SECONDS = 300
_STOP_SECONDS = 30
_POLL_SECONDS = 0.2
_TELL_SECONDS = 5
_MOST_SAID = 300
"""Characters of the log that a message shows."""
# A proxy that the environment names for the outside does not know this machine's loopback.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class NodeStatus(Record):
    """What `clippings node status --json` prints."""

    running: bool
    url: str | None = None
    pid: int | None = None
    version: str | None = None


class _Started(Record):
    """What is kept about a started node: enough to tell it from another process with the same pid."""

    pid: int
    created: float  # seconds since the epoch
    port: int
    distribution: str = ""


def status(settings: Settings) -> NodeStatus:
    """Return whether this home's node is running and answering, and at which address."""
    started = _started(settings)
    if started is None or not _answers(started.port, settings.home / "node", timeout=5):
        return NodeStatus(running=False)
    return NodeStatus(running=True, url=f"http://127.0.0.1:{started.port}", pid=started.pid, version=VERSION)


def start(settings: Settings, say: Say = lambda line: None) -> NodeStatus:
    """Start this home's node, or find it running, and return when its cluster is healthy.

    A node is restarted with the same data if another version of this package has started it: with another plugin, in another
    way or without a login.

    Raises:
        FatalError: it cannot be fetched or does not start; the message names its log.
    """
    home = settings.home / "node"
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(home):
            started = _started(settings)
            if started is not None and started.distribution != _form():
                say("stopping Elasticsearch: it runs with another version of Clippings")
                _stop(started)
                started = None
            if started is None:
                elasticsearch = distribution(settings, say)
                say("starting Elasticsearch, and waiting for it to answer: 12 s, on a busy machine a minute")
                started = _launch(elasticsearch, home, settings)
            _wait_until_healthy(started, home, say)
    except OSError as error:
        raise FatalError(
            f"{_system_words(error, home)}: the embedded node must write there; make room, or name another folder in "
            "CLIPPINGS_HOME and CLIPPINGS_CACHE"
        ) from error
    return status(settings)


def _system_words(error: OSError, home: Path) -> str:
    if isinstance(
        error, shutil.Error
    ):  # of many files that were to be copied: (source, target, what was said)
        _, where, said = error.args[0][0]
        return f"{where}: {re.sub(r'^.*?] |: .*', '', said)}"
    return f"{error.filename or home}: {error.strerror or error}"


def settings_of_node(settings: Settings, say: Say = lambda line: None) -> Settings:
    """Return `settings` with the address of this home's node, which is started, and its login if they have no other."""
    found: dict[str, object] = {"es_url": start(settings, say).url}
    if not settings.es_api_key and not settings.es_user:
        found |= {"es_user": USER, "es_password": SecretStr(password(settings.home / "node"))}
    return settings.model_copy(update=found)


def stop(settings: Settings) -> bool:
    """Stop this home's node, and return whether it was running; its data are kept."""
    started = _started(settings)
    if started is None:
        return False
    _stop(started)
    return True


def _stop(started: _Started) -> None:
    process = psutil.Process(started.pid)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(_STOP_SECONDS)


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    with (home / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _form() -> str:
    return f"{distribution_name()}-{way_of_starting()}"


def _state_file(home: Path) -> Path:
    return home / "node.json"


def _kept(home: Path) -> _Started | None:
    try:
        return _Started.model_validate_json(_state_file(home).read_bytes())
    except (OSError, ValidationError):
        return None


def _started(settings: Settings) -> _Started | None:
    """Return the node that is running; another process may have its pid by now."""
    kept = _kept(settings.home / "node")
    if kept is None:
        return None
    try:
        process = psutil.Process(kept.pid)
        is_ours = abs(process.create_time() - kept.created) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return kept if is_ours else None


def _launch(elasticsearch: Path, home: Path, settings: Settings) -> _Started:
    kept = _kept(home)
    port = kept.port if kept and _is_free(kept.port) else _free_port()
    user = unprivileged_user()
    lay_out(elasticsearch, home, port, user)
    pid_file = home / "tmp" / "pid"
    pid_file.unlink(missing_ok=True)
    with (home / "logs" / "launch.log").open("wb") as log:
        launched = subprocess.run(  # noqa: S603
            command(elasticsearch, home, settings.es_heap, user),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            timeout=_START_SECONDS,
            check=False,
        )
    if launched.returncode or not pid_file.exists():
        raise FatalError(f"Elasticsearch did not start: {_last_words(home)}")
    pid = int(pid_file.read_text())
    try:
        started = _Started(
            pid=pid, created=psutil.Process(pid).create_time(), port=port, distribution=_form()
        )
    except psutil.NoSuchProcess:
        raise FatalError(f"Elasticsearch died at once: {_last_words(home)}") from None
    _state_file(home).write_text(started.model_dump_json())
    return started


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", 0))
        except OSError as error:
            raise FatalError(f"no free port on 127.0.0.1: {error.strerror}") from error
        return int(probe.getsockname()[1])


def _answers(port: int, home: Path, timeout: float) -> bool:
    try:
        return _is_healthy(port, home, "", timeout)
    except (OSError, urllib.error.URLError):
        return False


def _is_healthy(port: int, home: Path, query: str, timeout: float) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/_cluster/health{query}", headers={"Authorization": basic_auth(home)}
    )
    with _open(request, timeout=timeout) as answer:
        return bool(answer.status == 200)


def _wait_until_healthy(started: _Started, home: Path, say: Say) -> None:
    """Return when the cluster's health is yellow: every primary shard is available."""
    deadline, told = time.monotonic() + _START_SECONDS, time.monotonic()
    while time.monotonic() < deadline:
        try:
            if _is_healthy(started.port, home, "?wait_for_status=yellow&timeout=5s", 10):
                return
        except (OSError, urllib.error.URLError):
            if not psutil.pid_exists(started.pid):
                raise FatalError(f"Elasticsearch died while it started: {_last_words(home)}") from None
        if time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            say(
                f"waiting for it to open its indices (at most {deadline - told:.0f} s more); its log: {home / 'logs'}"
            )
        time.sleep(_POLL_SECONDS)
    raise FatalError(f"Elasticsearch is not healthy after {_START_SECONDS} s: {_last_words(home)}")


def _last_words(home: Path) -> str:
    """Return the last meaningful line of the node's newest log, and the path of that log."""
    logs = [path for path in (home / "logs").glob("*.log") if path.stat().st_size]
    if not logs:
        return f"its logs in {home / 'logs'} are empty"
    newest = max(logs, key=lambda path: path.stat().st_mtime)
    lines = (line.strip() for line in newest.read_text(errors="replace").splitlines())
    said = [line for line in lines if line and not line.startswith(("at ", "...")) and not line.endswith(":")]
    return f"{said[-1][:_MOST_SAID] if said else 'it said nothing'} (more is in {newest})"
