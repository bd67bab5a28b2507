"""Every fault of every command is one line that says what to do, and exit status 2."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer
from elasticsearch import Elasticsearch

from etl.cli import app
from etl.embedded.node import settings_of_node
from etl.settings import Settings
from tests.cli.conftest import Command, Ran, certificate, failing
from tests.conftest import SEED, password_of

COMMANDS = {
    "backup": ["backup"],
    "delete": ["delete", "some-id", "--yes"],
    "export": ["export", "talks"],
    "generations": ["generations"],
    "generations drop": ["generations", "drop", "--yes"],
    "generations list": ["generations", "list"],
    "ingest": ["ingest", str(SEED)],
    "mcp": ["mcp"],
    "names": ["names"],
    "quotes": ["quotes", "talks"],
    "rebuild": ["rebuild", "--from-index"],
    "regions": ["regions"],
    "rejects list": ["rejects", "list"],
    "rejects retry": ["rejects", "retry"],
    "restore": ["restore"],
    "rollback": ["rollback"],
    "runs": ["runs"],
    "search": ["search", "talks"],
    "serve": ["serve", "--port", "0"],
    "setup": ["setup"],
    "show": ["show", "some-id"],
    "stats": ["stats"],
}
ALONE = {"preview", "node start", "node stop", "node status"}
"""They ask no Elasticsearch of the settings."""
LASTING = {name: arguments for name, arguments in COMMANDS.items() if name not in ("serve", "mcp")}
"""The others ask for nothing before there is someone to ask."""


def names_of(group: Any, above: str = "") -> set[str]:
    commands = group.commands
    return {
        found
        for name, command in commands.items()
        for found in (
            {f"{above}{name}"} if not hasattr(command, "commands") else names_of(command, f"{above}{name} ")
        ) | ({f"{above}{name}"} if getattr(command, "invoke_without_command", False) else set())
    }  # fmt: skip


def test_every_command_is_tried_here() -> None:
    assert names_of(typer.main.get_command(app)) == COMMANDS.keys() | ALONE


def one_line(ran: Ran) -> str:
    assert ran.status == 2, ran
    assert not ran.out
    assert ran.err.startswith("clippings: ")
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    return ran.err


@pytest.mark.parametrize("name", COMMANDS)
def test_a_node_that_is_not_there(name: str, command: Command) -> None:
    line = one_line(command(*COMMANDS[name], ES_URL="http://elastic:se%2Fcret@127.0.0.1:9"))

    assert "http://127.0.0.1:9: cannot be reached (Connection refused)" in line
    assert "CLIPPINGS_ES_URL" in line
    assert "cret" not in line


@pytest.mark.parametrize("name", LASTING)
def test_a_node_that_goes_away(name: str, command: Command) -> None:
    with failing(None) as url:
        line = one_line(command(*COMMANDS[name], ES_URL=url))

    assert "cannot be reached" in line


@pytest.mark.parametrize("name", LASTING)
def test_a_disk_that_is_full(name: str, command: Command) -> None:
    reason = "index [clippings-runs] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];"
    error = {"type": "cluster_block_exception", "reason": reason}
    with failing((429, {"error": {"root_cause": [error], **error}, "status": 429})) as url:
        line = one_line(command(*COMMANDS[name], ES_URL=url))

    assert "disk is full" in line


@pytest.fixture(scope="module")
def key_of_nothing(session_es: Elasticsearch) -> str:
    may_nothing: dict[str, dict[str, list[str]]] = {"none": {"cluster": [], "indices": []}}
    return str(session_es.security.create_api_key(name="nothing", role_descriptors=may_nothing)["encoded"])


@pytest.mark.parametrize("name", LASTING)
def test_a_login_that_may_do_nothing(
    name: str, command: Command, settings: Settings, key_of_nothing: str, es: Elasticsearch
) -> None:
    url = settings_of_node(settings).es_url or ""

    line = one_line(command(*COMMANDS[name], ES_URL=url, ES_API_KEY=key_of_nothing))

    assert "privilege `" in line
    assert "setup --roles" in line
    assert "start" not in line


def test_a_login_that_is_not_known(command: Command, settings: Settings) -> None:
    url = settings_of_node(settings).es_url or ""

    line = one_line(command("runs", ES_URL=url.replace("://", "://elastic:wrong@")))

    assert "CLIPPINGS_ES_PASSWORD" in line
    assert "wrong" not in line


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("unknown", "signed by an unknown CA: name its file in CLIPPINGS_ES_CA_CERTS"),
        ("expired", "has expired"),
        ("other host", "for another host name"),
        ("missing", "CLIPPINGS_ES_CA_CERTS: /nowhere/ca.pem: no such file"),
        ("no certificate", "holds no certificate"),
        ("no TLS", "does not speak TLS: write http://"),
    ],
)
@pytest.mark.parametrize("name", ["runs", "search", "ingest", "serve", "delete"])
def test_tls_faults_say_which(name: str, fault: str, said: str, command: Command, tmp_path: Path) -> None:
    ca = certificate(tmp_path, "ca")
    days, host = (
        (-1 if fault == "expired" else 30),
        ("other.example" if fault == "other host" else "localhost"),
    )
    of_server = certificate(tmp_path, "server", ca, days, host)
    (tmp_path / "text.pem").write_text("no certificate")
    trusted = {
        "unknown": certificate(tmp_path, "other").file,
        "missing": "/nowhere/ca.pem",
        "no certificate": tmp_path / "text.pem",
    }.get(fault, ca.file)
    with failing((404, {}), tls=None if fault == "no TLS" else of_server.file) as url:
        url = url.replace("http:", "https:")
        line = one_line(command(*COMMANDS[name], ES_URL=url, ES_CA_CERTS=str(trusted)))

    assert said in line


def test_a_page_of_a_proxy_is_not_printed(command: Command) -> None:
    with failing((502, "<html><h1>Bad Gateway</h1>")) as url:
        line = one_line(command("runs", ES_URL=url))

    assert "answers 502" in line
    assert "<" not in line


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ES_PASWORD": "x"}, "CLIPPINGS_ES_PASWORD is not a setting; did you mean CLIPPINGS_ES_PASSWORD?"),
        ({"WORKER": "1"}, "did you mean CLIPPINGS_WORKERS?"),
        ({"ES_URL": "https://elastic:p@ss/w0rd@es.example:9200"}, "CLIPPINGS_ES_URL"),
        ({"ES_URL": "https://elastic:secret@es.example:port"}, "CLIPPINGS_ES_URL: no web address"),
        ({"ES_URL": "localhost:9200"}, "CLIPPINGS_ES_URL: no web address: write https://host:port"),
        ({"KIBANA_URL": "kibana"}, "CLIPPINGS_KIBANA_URL: no web address"),
        ({"PAGE_URL": "https://news.example/clippings"}, "CLIPPINGS_PAGE_URL: the page must be at the root"),
        ({"BATCH_SIZE": "many"}, "CLIPPINGS_BATCH_SIZE"),
    ],
)
def test_settings_that_are_wrong(variables: dict[str, str], said: str, command: Command) -> None:
    line = one_line(command("runs", **variables))

    assert said in line
    assert "secret" not in line
    assert "w0rd" not in line


def test_a_variable_unlike_any_setting_is_named_and_does_not_stop(
    command: Command, es: Elasticsearch
) -> None:
    ran = command("runs", SOMETHING_ELSE="1")

    assert ran.status == 0
    assert ran.err == "clippings: CLIPPINGS_SOMETHING_ELSE is not a setting, and has no effect\n"


def test_the_login_in_an_address_is_used_and_never_shown(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPPINGS_ES_URL", "https://us%20er:p%40ss@es.example/path")
    made = Settings()

    assert made.es_url == "https://es.example:443/path"
    assert (made.es_user, password_of(made)) == ("us er", "p@ss")
    assert "p@ss" not in repr(made)
    assert "p%40ss" not in repr(made)


def test_output_that_has_no_room_is_one_line(settings: Settings, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "etl", "node", "status"],
            env={**os.environ, "CLIPPINGS_HOME": str(settings.home)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stderr) == (2, "clippings: output: No space left on device\n")


def test_libraries_warn_in_the_log_alone(command: Command, settings: Settings) -> None:
    log = settings.home / "logs" / "clippings.log"
    log.unlink(missing_ok=True)

    line = one_line(command("runs", ES_URL="http://127.0.0.1:9"))

    assert "Node" not in line
    assert "elastic_transport" in log.read_text()


def test_a_tracer_warns_in_the_log_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "etl", "runs"],
        env={**os.environ, "CLIPPINGS_HOME": str(tmp_path), "CLIPPINGS_ES_URL": "http://127.0.0.1:9",
             "OTEL_PYTHON_TRACER_PROVIDER": "sdk_tracer_provider", "OTEL_TRACES_SAMPLER": "no such sampler"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert one_line(Ran(done.returncode, done.stdout, done.stderr)).startswith("clippings: Elasticsearch at")
    assert "WARNING opentelemetry" in (tmp_path / "logs" / "clippings.log").read_text()


def test_a_fault_of_our_own_is_one_line_and_its_traceback_in_the_log(
    command: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch, es: Elasticsearch
) -> None:
    nothing: dict[str, str] = {}
    monkeypatch.setattr("etl.load.runs.reports", lambda client, most: nothing["no such \x1b key"])

    line = one_line(command("runs"))

    assert "KeyError: 'no such \\x1b key'" in line
    assert "Traceback" in (settings.home / "logs" / "clippings.log").read_text()


def test_ctrl_c_says_in_one_line_what_is_safe(settings: Settings, es: Elasticsearch, tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number}.txt").write_text(SEED.read_text().replace("ceasefire", f"truce {number}"))
    with subprocess.Popen(
        [sys.executable, "-m", "etl", "ingest", str(tmp_path)],
        env={**os.environ, "CLIPPINGS_HOME": str(settings.home), "CLIPPINGS_SPACY_MODELS": "",
             "CLIPPINGS_BATCH_SIZE": "5", "CLIPPINGS_WORKERS": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        # Tests that a script runs in the background are deaf to it, and so would be what they start.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as running:  # fmt: skip
        while running.poll() is None:
            # A count would wait for the refresh that a run makes at its end.
            primaries = es.indices.stats(index="articles-*", metric="indexing")["_all"]["primaries"]
            if primaries.get("indexing", {}).get("index_total"):
                break
            time.sleep(0.1)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal sends it: to all that runs there
        out, err = running.communicate()

    assert running.returncode == 130, err
    assert not out
    assert err.count("\n") == 1, err
    assert err.startswith("clippings: interrupted; what is loaded so far is safe")
    assert "the next run" in err
