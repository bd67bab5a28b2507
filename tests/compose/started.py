"""docker-compose.yml started for real, with Celery workers: `make compose-test`, as root, on podman.

The DAG runs over a hundred files on two workers that share no disk, one of which is killed; the index is that of a local
ingest. What cannot be had without a registry of images is stood in for: `stand_ins/README.md`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from etl.embedded.node import stop
from etl.load.client import connect
from etl.settings import Settings

ROOT = Path(__file__).parents[2]
PROJECT = "clippings-started"
FILES = 100
WAIT_SECONDS = 900
ARTICLE = """The council of {town} votes for the bridge

The council of {town} voted on Tuesday for a new bridge over the river, after a debate of {number} hours.

Mayor Paul Brandt of {town} said the work would begin in the spring and take two years, if the money is found.

Nobody in {town} was surprised by vote number {number}, which the opposition had asked for since {year}.
"""


def run(*command: str, check: bool = True, **options: Any) -> str:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, capture_output=True, text=True, check=False, **options
    )
    assert not check or done.returncode == 0, f"{command}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


class Services:
    """The services of a checkout, as docker-compose started them on podman."""

    def __init__(self, checkout: Path, environment: dict[str, str]) -> None:
        self.checkout = checkout
        self.environment = environment
        self.variables = dict(line.split("=", 1) for line in (checkout / ".env").read_text().splitlines())

    def compose(self, *arguments: str) -> str:
        return run("docker-compose", "-p", PROJECT, *arguments, cwd=self.checkout, env=self.environment)

    def up(self) -> None:
        """Start all services; on a busy machine one may take longer than its start period, so more than once."""
        for _ in range(3):
            done = subprocess.run(
                ["docker-compose", "-p", PROJECT, "up", "-d", "--no-build", "--scale", "airflow-worker=2"],
                cwd=self.checkout,
                env=self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if not done.returncode:
                return
        raise AssertionError(done.stderr[-3000:])

    def podman(self, *arguments: str, check: bool = True) -> str:
        return run("podman", *arguments, check=check, env=self.environment)

    def execute(self, service: str, *command: str, check: bool = True) -> str:
        return self.podman("exec", f"{PROJECT}_{service}_1", *command, check=check)

    def states(self) -> dict[str, str]:
        lines = self.podman("ps", "--all", "--format", "{{.Names}} {{.Status}}").splitlines()
        ours = (line.removeprefix(f"{PROJECT}_") for line in lines if line.startswith(PROJECT))
        return {name: status for name, _, status in (line.partition(" ") for line in ours)}

    def check_health(self) -> None:
        """What systemd's timers do elsewhere: run each health check that is due."""
        for name in self.podman("ps", "--format", "{{.Names}}").split():
            if name.startswith(PROJECT):
                self.podman("healthcheck", "run", name, check=False)


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    work = Path(os.environ.get("COMPOSE_TEST_FOLDER", "/var/tmp/clippings-compose-test"))
    # Not among pytest's temporary folders, which another run of pytest tidies up.
    checkout = work / "started" / "checkout"
    shutil.rmtree(checkout.parent, ignore_errors=True)
    for folder in ("docker", "seeds"):
        shutil.copytree(ROOT / folder, checkout / folder, ignore=shutil.ignore_patterns("*.json"))
    shutil.copy(ROOT / "docker-compose.yml", checkout)
    write_articles(checkout / "articles")
    run(str(checkout / "docker" / "make_env.sh"), "scale")
    variables = checkout / ".env"
    variables.write_text(variables.read_text().replace("SHARD_SECONDS=60", "SHARD_SECONDS=1"))
    # Limits that a machine without CAP_SYS_RESOURCE may set.
    limits = work / "containers.conf"
    limits.parent.mkdir(parents=True, exist_ok=True)
    limits.write_text(
        '[containers]\ndefault_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]\nlog_driver = "k8s-file"\n'
        '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
    )
    socket = checkout.parent / "podman.sock"
    environment = {**os.environ, "CONTAINERS_CONF": str(limits), "DOCKER_HOST": f"unix://{socket}"}
    if not os.environ.get("COMPOSE_TEST_BUILT"):  # when only the services are tried again
        run("bash", str(ROOT / "tests" / "compose" / "stand_ins" / "build.sh"), str(work), env=environment)
    started = Services(checkout, environment)
    server = subprocess.Popen(["podman", "system", "service", "-t", "0", f"unix://{socket}"], env=environment)
    done = threading.Event()

    def watch() -> None:
        while not done.wait(3):
            started.check_health()

    watcher = threading.Thread(target=watch, daemon=True)
    try:
        watcher.start()
        started.up()
        yield started
    finally:
        done.set()
        watcher.join()
        if not os.environ.get("COMPOSE_TEST_KEEP"):
            started.compose("down", "--volumes", "--timeout", "5")
        server.terminate()
        server.wait()


def write_articles(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(FILES):
        text = ARTICLE.format(town=f"Port{number:03}", number=number, year=1900 + number)
        (folder / f"{number:03}.txt").write_text(text)


def wait_until(said: str, condition: Any, seconds: float = WAIT_SECONDS) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(3)
    raise AssertionError(f"not within {seconds:.0f} s: {said}")


def documents_of(services: Services) -> dict[str, dict[str, Any]]:
    """The stored documents by path, asked as the search page's user over TLS."""
    authority = services.execute("elasticsearch", "cat", "/certificates/ca/ca.crt")
    login = f"clippings_page:{services.variables['PAGE_ES_PASSWORD']}"
    request = Request(
        f"https://localhost:9200/articles/_search?size={2 * FILES}",
        headers={"Authorization": f"Basic {b64encode(login.encode()).decode()}"},
    )
    with urlopen(request, context=ssl.create_default_context(cadata=authority)) as answer:
        return by_path(json.load(answer))


def by_path(answer: Any) -> dict[str, dict[str, Any]]:
    """The documents of an answer by their path, without what differs from run to run."""
    found = {}
    for hit in answer["hits"]["hits"]:
        document = hit["_source"] | {"_id": hit["_id"]}
        source = document.pop("source")
        for name in ("ingested_at", "timestamp"):
            document.pop(name, None)
        found[source["path"]] = document | {"sha256": source["sha256"]}
    return found


@pytest.fixture(scope="module")
def local(services: Services) -> Iterator[dict[str, dict[str, Any]]]:
    """The documents of a local ingest of the same files."""
    home = services.checkout.parent / "home"
    settings = Settings(home=home, es_heap="512m")
    command = [str(Path(sys.executable).with_name("clippings")), "ingest", "--collection", "pile"]
    run(*command, str(services.checkout / "articles"), env={**os.environ, "CLIPPINGS_HOME": str(home)})
    try:
        with connect(settings) as client:
            yield by_path(client.search(index="articles", size=2 * FILES).body)
    finally:
        stop(settings)


def test_every_service_is_healthy_or_done(services: Services) -> None:
    def settled() -> bool:
        states = services.states().values()
        return all("(healthy)" in state or "Exited (0)" in state for state in states)

    wait_until(f"{services.states()}", settled)
    assert len(services.states()) == 17


def test_a_health_check_costs_little(services: Services) -> None:
    """CPU of the check itself, in seconds; that of Airflow's own commands is 7 and more."""
    costs = {}
    for name, state in services.states().items():
        if "(healthy)" in state:
            check = json.loads(
                services.podman(
                    "inspect", f"{PROJECT}_{name}", "--format", "{{json .Config.Healthcheck.Test}}"
                )
            )
            costs[name] = timed_in(services, name, " ".join(check[1:]))
    print(costs)
    assert len(costs) == 12
    assert max(costs.values()) < 0.5


def timed_in(services: Services, name: str, command: str) -> float:
    """User and system time of a command in a container, in seconds."""
    done = subprocess.run(
        [
            "podman",
            "exec",
            f"{PROJECT}_{name}",
            "bash",
            "-c",
            f"TIMEFORMAT='cpu %U %S'; time ({command} >/dev/null 2>&1)",
        ],
        capture_output=True,
        text=True,
        check=True,
        env=services.environment,
    )
    user, system = re.findall(r"cpu ([\d.]+) ([\d.]+)", done.stderr)[-1]
    return float(user) + float(system)


def test_a_run_on_two_workers_of_which_one_is_killed_ends_in_the_index_of_a_local_ingest(
    services: Services, local: dict[str, dict[str, Any]]
) -> None:
    wanted = json.dumps({"collection": "pile", "batch_size": 10})
    services.execute(
        "airflow-scheduler",
        "airflow",
        "dags",
        "trigger",
        "ingest_articles",
        "--run-id",
        "pile",
        "--conf",
        wanted,
    )

    def tasks() -> list[tuple[str, str]]:
        rows = services.execute(
            "postgres",
            "psql",
            "-U",
            "airflow",
            "-d",
            "airflow",
            "-tA",
            "-c",
            "select hostname, state from task_instance where run_id = 'pile'",
        )
        return [(host, state) for host, state in (line.split("|") for line in rows.split())]

    def busy() -> set[str]:
        return {host for host, state in tasks() if state == "running"}

    hosts = {
        services.podman(
            "inspect", f"{PROJECT}_airflow-worker_{number}", "--format", "{{.Config.Hostname}}"
        ).strip(): number
        for number in (1, 2)
    }
    victim = wait_until("a worker is busy", lambda: busy() & hosts.keys()).pop()
    services.podman("kill", "--signal", "KILL", f"{PROJECT}_airflow-worker_{hosts[victim]}")

    def state() -> str:
        row = services.execute(
            "postgres",
            "psql",
            "-U",
            "airflow",
            "-d",
            "airflow",
            "-tA",
            "-c",
            "select state from dag_run where run_id = 'pile'",
        ).strip()
        return row if row in ("success", "failed") else ""

    assert wait_until("the run ends", state) == "success", tasks()
    found = documents_of(services)
    assert len(found) == FILES
    assert found == local
