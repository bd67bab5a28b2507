"""Every command with the least role that it needs, on a node with security and TLS on."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import psutil
import pytest
from elasticsearch import ApiError
from fastapi.testclient import TestClient
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from pydantic import SecretStr

from etl.embedded.download import distribution
from etl.embedded.launch import command as node_command
from etl.embedded.launch import lay_out, unprivileged_user
from etl.embedded.login import USER, password
from etl.load.client import connect
from etl.load.roles import ROLES
from etl.settings import Settings
from etl.web.app import make_app
from tests.cli.conftest import Command, Ran, certificate
from tests.cli.test_faults import ALONE, COMMANDS
from tests.conftest import SEED, lighten, open_to_all, password_of, remove_indices

DOCS = Path(__file__).parents[2] / "docs" / "security.md"
As = Callable[..., Ran]


@pytest.fixture(scope="module")
def secure(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The settings of the superuser of a node of its own that speaks TLS."""
    folder = tmp_path_factory.mktemp("secure")
    open_to_all(folder)
    home, elasticsearch, user = folder / "home" / "node", distribution(settings, print), unprivileged_user()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lighten(home)
    lay_out(elasticsearch, home, port, user)
    ca = certificate(folder, "ca")
    server = certificate(folder, "server", ca)
    pem = server.file.read_text()
    start = pem.index("-----BEGIN PRIVATE KEY")
    (home / "config" / "server.crt").write_text(pem[:start])
    (home / "config" / "server.key").write_text(pem[start:])
    configuration = home / "config" / "elasticsearch.yml"
    tls = "ssl: {enabled: true, key: server.key, certificate: server.crt}"
    configuration.write_text(configuration.read_text().replace("ssl.enabled: false", tls))
    if user:
        for path in (home / "config").iterdir():
            shutil.chown(path, user, user)
    subprocess.run(node_command(elasticsearch, home, "384m", user), check=True, capture_output=True)
    node = psutil.Process(int((home / "tmp" / "pid").read_text()))
    made = Settings(
        home=folder / "home",
        es_url=f"https://localhost:{port}",
        es_user=USER,
        es_password=password(home),
        es_ca_certs=ca.file,
        workers=0,
    )
    try:
        while node.is_running():
            try:
                connect(made).cluster.health(wait_for_status="yellow")
                break
            except Exception:
                time.sleep(0.5)
        yield made
    finally:
        node.kill()


@pytest.fixture
def as_(secure: Settings, command: Command) -> As:
    """A command with an API key that has the privileges of one role; there is nothing in the index."""
    client = connect(secure)
    remove_indices(client)

    def run(role: str, *arguments: str) -> Ran:
        described = {role: ROLES[role].descriptor()}
        key = client.security.create_api_key(name=role, role_descriptors=described)["encoded"]
        return command(
            *arguments, HOME=str(secure.home), ES_URL=secure.es_url, ES_CA_CERTS=str(secure.es_ca_certs), ES_API_KEY=key
        )  # fmt: skip

    return run


def test_every_command_does_with_its_role(
    as_: As, secure: Settings, tmp_path: Path, command: Command
) -> None:
    shutil.copy(SEED, tmp_path)
    (tmp_path / "bad.txt").write_text("")
    id_ = json.loads(command("preview", str(tmp_path / SEED.name)).out)["id"]
    done = {}

    def does(role: str, name: str, *arguments: str, status: int = 0) -> str:
        ran = as_(role, *name.split(), *arguments)
        assert (ran.status, ran.err) == (status, ""), (name, ran)
        done[name] = role
        return ran.out

    reader, writer, admin, _ = ROLES
    connect(secure).snapshot.create_repository(
        name="clippings", repository={"type": "fs", "settings": {"location": "clippings"}}
    )
    does(admin, "setup")
    does(writer, "ingest", str(tmp_path), status=1)
    does(writer, "ingest", str(tmp_path), "--prune")  # what was rejected before is no news
    assert "bad.txt" in does(writer, "rejects list")
    does(writer, "rejects retry", status=1)
    assert "1 rejected as empty" in does(writer, "runs")
    assert "No immediate breakthrough" in does(reader, "search", "ceasefire")
    does(reader, "search", "ceasefire", "--facets", "--collapse", "--json")
    assert "Witkoff" in does(reader, "quotes", "ceasefire") + "Witkoff"
    assert "Munich" in does(reader, "show", id_)
    assert id_ in does(reader, "export", "ceasefire")
    assert "CLIPPINGS_REGIONS=" in does(reader, "regions")
    assert "1 articles" in does(writer, "stats")
    assert "0 new merges" in does(writer, "names")
    does(admin, "backup")
    does(admin, "rebuild", str(tmp_path), "--yes")
    does(admin, "rebuild", "--from-index", "--yes")
    assert "live" in does(admin, "generations")
    does(admin, "generations list")
    does(admin, "rollback")
    does(admin, "generations drop", "--yes")
    does(writer, "delete", id_)
    does(writer, "delete", id_, "--yes")
    does(admin, "restore", "--yes")
    assert "No immediate breakthrough" in does(reader, "search", "ceasefire")

    assert done | {"serve": reader, "mcp": reader} == {
        name: role for role, it in ROLES.items() for name in it.commands
    }


@pytest.mark.parametrize(
    ("role", "arguments"),
    [
        ("clippings_reader", ["ingest", str(SEED)]),
        ("clippings_reader", ["runs"]),
        ("clippings_reader", ["rejects", "list"]),
        ("clippings_writer", ["restore", "--yes"]),
        ("clippings_writer", ["rebuild", "--from-index", "--yes"]),
        ("clippings_writer", ["backup"]),
        ("clippings_admin", ["setup", "--roles"]),
    ],
)
def test_a_role_is_not_enough_for_what_another_is_there_for(role: str, arguments: list[str], as_: As) -> None:
    ran = as_(role, *arguments)

    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert "privilege `" in ran.err


@pytest.fixture
def as_reader(secure: Settings, as_: As, tmp_path: Path) -> dict[str, str]:
    """The environment of a program with a key of the reader's role, and an article to read."""
    shutil.copy(SEED, tmp_path)
    as_("clippings_admin", "setup")
    assert as_("clippings_writer", "ingest", str(tmp_path)).status == 0
    described = {"reader": ROLES["clippings_reader"].descriptor()}
    key = connect(secure).security.create_api_key(name="reader", role_descriptors=described)["encoded"]
    return {
        **os.environ,
        "CLIPPINGS_HOME": str(tmp_path / "home"),
        "CLIPPINGS_ES_URL": secure.es_url or "",
        "CLIPPINGS_ES_CA_CERTS": str(secure.es_ca_certs),
        "CLIPPINGS_ES_API_KEY": key,
    }


def test_the_page_needs_a_key_of_the_reader_alone(as_reader: dict[str, str]) -> None:
    command = [sys.executable, "-m", "etl", "serve", "--port", "0"]
    with subprocess.Popen(command, env=as_reader, stdout=subprocess.PIPE, text=True) as serving:
        try:
            url = serving.stdout.readline().removeprefix("Clippings: ").strip() if serving.stdout else ""
            pages = {
                path: urllib.request.urlopen(url + path).read().decode()
                for path in ("/?q=ceasefire", "/quotes?text=ceasefire", "/feed?q=ceasefire")
            }
        finally:
            serving.kill()

    assert "No immediate breakthrough" in pages["/?q=ceasefire"]


def test_the_assistant_needs_a_key_of_the_reader_alone(as_reader: dict[str, str]) -> None:
    command = StdioServerParameters(command=sys.executable, args=["-m", "etl", "mcp"], env=as_reader)
    answers: list[Any] = []

    async def ask() -> None:
        async with stdio_client(command) as streams, ClientSession(*streams) as session:
            await session.initialize()
            answers.append(await session.call_tool("search_articles", {"query": "ceasefire"}))
            answers.append(await session.call_tool("find_quotations", {"query": "ceasefire"}))

    anyio.run(ask)

    assert not any(answer.isError for answer in answers)
    assert "No immediate breakthrough" in answers[0].content[0].text


def test_a_user_of_the_reader_s_role_reads_and_does_not_write(
    as_reader: dict[str, str], secure: Settings, command: Command
) -> None:
    made = command(
        "setup", "--roles", HOME=str(secure.home), ES_URL=secure.es_url, ES_CA_CERTS=str(secure.es_ca_certs),
        ES_USER=USER, ES_PASSWORD=password_of(secure),
    )  # fmt: skip
    assert "clippings_reader, clippings_writer, clippings_admin" in made.out
    connect(secure).security.put_user(
        username="ada", password="a long password", roles=["clippings_reader", "clippings_monitor"]
    )
    login = {"es_user": "ada", "es_password": SecretStr("a long password")}

    with connect(secure.model_copy(update=login)) as ada:
        pages = TestClient(make_app(ada, {"127.0.0.1"}, semantic=False), base_url="http://127.0.0.1:8000")
        assert "No immediate breakthrough" in pages.get("/?q=ceasefire").text
        assert 'clippings_last_run_inputs{disposition="indexed"}' in pages.get("/metrics").text
        with pytest.raises(ApiError, match="security_exception"):
            ada.delete(index="articles", id="1")


def test_the_docs_have_the_roles_as_they_are() -> None:
    text = DOCS.read_text()

    for name, role in ROLES.items():
        commands = ", ".join(f"`{command}`" for command in role.commands) or "–"
        on = "; ".join(
            f"{', '.join(f'`{one}`' for one in them)} on {', '.join(f'`{index}`' for index in names.split(','))}"
            for names, them in role.indices.items()
        )
        cluster = ", ".join(f"`{one}`" for one in role.cluster) or "–"
        assert f"| `{name}` | {role.purpose} | {commands} | {cluster} | {on} |" in text


def test_every_command_has_its_role() -> None:
    assert {name for role in ROLES.values() for name in role.commands} == COMMANDS.keys() - ALONE
