"""A machine that is full, read-only or in motion: one line and exit 2, or one count of the report, and no traceback."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.article import Reject
from etl.discover import discover
from etl.embedded.node import settings_of_node
from etl.pipeline import Task, pipeline_version, read_and_clean
from etl.settings import Settings
from tests.cli.conftest import Command
from tests.conftest import SEED

FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
from etl.cli import main
sys.argv[0] = "clippings"
main()
"""
"""The command on a disk that takes not one byte more."""
WALK = """
import sys
from etl.discover import discover
from etl.settings import Settings
from tests.peak import peak
before = peak()
found = sum(1 for _ in discover([sys.argv[1]], Settings()))
print(found, (peak() - before) >> 20)
"""


def on_a_read_only_disk(disk: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run the command where `disk` is an empty read-only file system, mounted for it alone."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    mount = 'mount -t tmpfs -o ro none "$1" && shift && exec "$@"'
    before = ["unshare", *user, "--mount", "sh", "-c", mount, "sh", str(disk)]
    return ran(["-m", "etl"], *arguments, before=before, **environment)


def ran(
    program: list[str], *arguments: str, before: Sequence[str] = (), **environment: str
) -> tuple[int, str, str]:
    given = {"SPACY_MODELS": "", "WORKERS": "0", "ES_RETRY_SECONDS": "0", **environment}
    done = subprocess.run(
        [*before, sys.executable, *program, *arguments],
        env={**os.environ, **{f"CLIPPINGS_{name}": value for name, value in given.items()}},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def login(settings: Settings) -> dict[str, str]:
    node = settings_of_node(settings)
    password = node.es_password.get_secret_value() if node.es_password else ""
    return {"ES_URL": node.es_url or "", "ES_USER": node.es_user or "", "ES_PASSWORD": password}


def test_without_a_home_that_can_be_written_articles_are_still_loaded(
    settings: Settings, es: Elasticsearch, command: Command
) -> None:
    ended = command("ingest", str(SEED), "--json", HOME="/dev/null/a", **login(settings))

    assert (ended.status, ended.err) == (0, "")
    assert json.loads(ended.out)["counts"]["indexed"] == 1


def test_a_node_in_a_home_that_cannot_be_written_is_one_line(command: Command) -> None:
    ended = command("runs", HOME="/proc/home")

    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.startswith("clippings: /proc/home")
    assert "CLIPPINGS_HOME" in ended.err


def test_a_full_disk_is_one_line(settings: Settings, es: Elasticsearch, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path / "home")}
    full = ["-c", FULL]

    status, out, err = ran(full, "node", "start", **home, CACHE=str(settings.cache))
    assert (status, out) == (2, "")
    assert err.splitlines()[-1].startswith(f"clippings: {tmp_path}")
    assert "File too large: the embedded node must write there" in err.splitlines()[-1]

    status, out, err = ran(full, "ingest", str(SEED), "--json", **home, **login(settings))
    assert (status, out) == (2, "")
    assert err.startswith("clippings: No usable temporary directory found in [")
    assert err.endswith("]: make room there, or name another in TMPDIR\n")

    with (tmp_path / "out.txt").open("w") as file:
        done = subprocess.run(
            [sys.executable, *full, "preview", "--stage", "clean", str(SEED)],
            env={**os.environ, "CLIPPINGS_HOME": home["HOME"], "CLIPPINGS_WORKERS": "0"},
            stdout=file, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "clippings: output: File too large\n")


def test_a_read_only_disk_is_one_line(settings: Settings, es: Elasticsearch, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()

    status, out, err = on_a_read_only_disk(disk, "runs", HOME=str(disk / "home"))
    assert (status, out) == (2, "")
    assert err.startswith(
        f"clippings: {disk}/home: Read-only file system: the embedded node must write there; "
    )
    assert err.count("\n") == 1

    status, out, err = on_a_read_only_disk(
        disk, "ingest", str(SEED), "--json", HOME=str(disk), **login(settings)
    )
    assert (status, err) == (0, "")
    assert json.loads(out)["counts"]["indexed"] == 1


def test_files_that_change_while_they_are_read_end_in_one_count_each(tmp_path: Path) -> None:
    text = SEED.read_text()
    for name in ("same", "gone", "emptied", "records", "a folder", "longer", "a device"):
        (tmp_path / f"{name}.txt").write_text(text)
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(text.encode()))
    rows = [f'{number},"{"The council voted on the bridge. " * 30}"\n' for number in range(200)]
    (tmp_path / "table.csv").write_text("title,body\n" + "".join(rows))
    settings = Settings(max_file_bytes=100_000)
    found = []
    for item in discover([str(tmp_path)], settings):
        found.append(item)
        if item.path == "table.csv#1":
            for name in ("gone", "a folder", "a device"):
                (tmp_path / f"{name}.txt").unlink()
            (tmp_path / "a folder.txt").mkdir()
            (tmp_path / "a device.txt").symlink_to("/dev/zero")
            (tmp_path / "emptied.txt").write_text("")
            (tmp_path / "records.txt").write_text('[{"title": "a"}]')
            (tmp_path / "longer.txt").write_text(text * 100)
            (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(text.encode())[:200])
            (tmp_path / "table.csv").write_text("title,body\n")

    ended = read_and_clean([Task(found=item) for item in found], settings, pipeline_version(settings))

    assert len(ended) == len(found)
    reasons = {
        item.path: end.reason if isinstance(end, Reject) else ""
        for item, end in zip(found, ended, strict=True)
    }
    assert {name: reason for name, reason in reasons.items() if not name.startswith("table")} == {
        "a device.txt": "unreadable",
        "a folder.txt": "unreadable",
        "cut.txt.gz": "unreadable",
        "emptied.txt": "empty",
        "gone.txt": "unreadable",
        "longer.txt": "too_large",
        "records.txt": "unreadable",
        "same.txt": "",
    }
    assert 1 <= sum(name.startswith("table") for name in reasons) < len(rows)


@pytest.mark.parametrize("number", [20_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_a_folder_of_very_many_files_is_walked_in_flat_memory(number: int, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The council voted on Tuesday for a new bridge.\n")
    folder = tmp_path / "many"
    folder.mkdir()
    for start in range(0, number, 10_000):  # a file system bounds the links to one file
        first = folder / f"{start:07}.txt"
        first.write_text("The council voted on Tuesday for a new bridge.\n")
        for one in range(start + 1, start + 10_000):
            os.link(first, folder / f"{one:07}.txt")

    status, out, err = ran(["-c", WALK], str(folder))

    assert (status, err) == (0, "")
    found, megabytes = map(int, out.split())
    assert found == number
    assert megabytes < 40
