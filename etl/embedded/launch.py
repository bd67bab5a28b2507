"""How the node's process is started: its configuration, its user, and the paths that it sees."""

from __future__ import annotations

import hashlib
import os
import pwd
import shlex
import shutil
import subprocess
from pathlib import Path

from etl.embedded.java import java_home
from etl.embedded.login import write_users
from etl.errors import FatalError

_USER = "clippings"
_FOLDERS = ("config", "data", "logs", "snapshots", "tmp")
"""What the node writes into; nobody but its user reads there."""
_SEEN_AT = Path("/mnt")
"""Where an unprivileged process sees folders that stand below a private one, such as root's home."""
# This JRE has no such module, and Elasticsearch does without it.
_VECTOR_MODULE = "--add-modules=jdk.incubator.vector"


def unprivileged_user() -> str | None:
    """Return the user that runs the node if we are root (made on first use), else None.

    Raises:
        FatalError: the user cannot be made.
    """
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(_USER)
    except KeyError:
        made = _run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _USER])
        if made:
            raise FatalError(
                f"Elasticsearch must not run as root, and the user {_USER} cannot be made: {made}; "
                f"make it by hand, or run as another user"
            ) from None
    return _USER


def _run(arguments: list[str]) -> str:
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        return str(error)
    return done.stderr.strip() or f"exit status {done.returncode}" if done.returncode else ""


def way_of_starting() -> str:
    """Return a hash of this module; a node that was started by another version of it is restarted."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]


def lay_out(elasticsearch: Path, home: Path, port: int, user: str | None) -> None:
    """Write the node's configuration into `home`, and give `user` the folders that it must write to."""
    for name in _FOLDERS:
        (home / name).mkdir(parents=True, exist_ok=True)
    config = home / "config"
    shutil.copytree(elasticsearch / "config", config, dirs_exist_ok=True)
    options = (elasticsearch / "config" / "jvm.options").read_text()
    kept = [line for line in options.splitlines() if _VECTOR_MODULE not in line and "-Xlog:gc" not in line]
    (config / "jvm.options").write_text("\n".join(kept) + "\n")
    (config / "elasticsearch.yml").write_text(
        _yaml(_seen(home, private=_is_private(elasticsearch, home, user)), port)
    )
    write_users(config, home)
    for name in _FOLDERS:
        (home / name).chmod(0o700)
    if user:
        home.parent.chmod(home.parent.stat().st_mode | 0o011)
        home.chmod(home.stat().st_mode | 0o011)
        entry = pwd.getpwnam(user)
        for path in [home / name for name in _FOLDERS]:
            for below in (path, *path.rglob("*")):
                os.chown(below, entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def _yaml(home: Path, port: int) -> str:
    return f"""cluster.name: clippings
node.name: clippings
path.data: "{home / "data"}"
path.logs: "{home / "logs"}"
path.repo: "{home / "snapshots"}"
network.host: 127.0.0.1
http.port: {port}
transport.port: 0
discovery.type: single-node
xpack.security.enabled: true
xpack.security.autoconfiguration.enabled: false
# What is said stays on the loopback.
xpack.security.http.ssl.enabled: false
# The defaults are shares of the disk and stop a node on a large full one; these are what one node needs.
cluster.routing.allocation.disk.watermark.low: 1gb
cluster.routing.allocation.disk.watermark.high: 750mb
cluster.routing.allocation.disk.watermark.flood_stage: 500mb
"""


def command(elasticsearch: Path, home: Path, heap: str, user: str | None) -> list[str]:
    """Return the command that starts the node in the background as `user` and writes `tmp/pid`."""
    private = _is_private(elasticsearch, home, user)
    home_seen = _seen(home, private=private)
    program = (_SEEN_AT / "elasticsearch" if private else elasticsearch) / "bin" / "elasticsearch"
    java = _SEEN_AT / "java" if private else java_home()
    environment = {
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
        "ES_JAVA_HOME": str(java),
        "ES_PATH_CONF": str(home_seen / "config"),
        "ES_TMPDIR": str(home_seen / "tmp"),
        "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}",
        "CLI_JAVA_OPTS": "-Xmx64m",
    }
    variables = [f"{name}={value}" for name, value in environment.items()]
    start = [
        "env",
        "--ignore-environment",
        *variables,
        str(program),
        "-d",
        "-p",
        str(home_seen / "tmp" / "pid"),
    ]
    if user:
        start = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs", *start]
    if private:
        start = _with_folders_in_sight(elasticsearch, home, start)
    return start


def _is_private(elasticsearch: Path, home: Path, user: str | None) -> bool:
    """Return whether another user cannot reach one of the node's folders, because a folder above it is closed."""
    if user is None:
        return False
    ours = {home, home.parent}  # opened for the user when they are laid out
    folders = (elasticsearch, home, java_home())
    above = {parent for folder in folders for parent in (folder, *folder.parents)} - ours
    return any(not folder.stat().st_mode & 0o001 for folder in above)


def _seen(home: Path, *, private: bool) -> Path:
    return _SEEN_AT / "node" if private else home


def _with_folders_in_sight(elasticsearch: Path, home: Path, start: list[str]) -> list[str]:
    """Bind the folders to a place where the user can see them, in mounts that only the node has."""
    folders = {"elasticsearch": elasticsearch, "java": java_home(), "node": home}
    steps = [f"mount -t tmpfs -o mode=755 clippings {_SEEN_AT}"]
    for name, folder in folders.items():
        steps += [f"mkdir {_SEEN_AT / name}", f"mount --bind {shlex.quote(str(folder))} {_SEEN_AT / name}"]
    script = " && ".join([*steps, f"exec {shlex.join(start)}"])
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]
