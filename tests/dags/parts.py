"""Airflow's parts as people run them: API server, scheduler with its executor, DAG processor, and what they are asked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).parents[2]
_PATIENCE = 900
"""Seconds that anything is waited for: a busy machine is slow, and no test is about time."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_until(is_so: Callable[[], Any], what: str, pause: float = 0.2) -> Any:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if answer := is_so():
                return answer
        time.sleep(pause)
    raise AssertionError(f"waited in vain for {what}")


@dataclass
class Parts:
    """A running Airflow."""

    environment: dict[str, str]
    commands: list[list[str]]
    logs: Path
    statsd: socket.socket | None = None  # where its metrics come
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        self.environment |= {
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        }
        for number, command in enumerate(self.commands):
            with (self.logs / f"{number}-{Path(command[-1]).name}.log").open("wb") as log:
                self.processes.append(
                    subprocess.Popen(
                        command,
                        env=self.environment,
                        stdout=log,
                        stderr=log,
                        cwd=ROOT,
                        start_new_session=True,
                    )
                )
        self.api = httpx.Client(base_url=url, timeout=60)
        wait_until(lambda: self.api.get("/api/v2/monitor/health").is_success, "the API server")
        token = self.api.get("/auth/token").raise_for_status().json()["access_token"]
        self.api.headers["Authorization"] = f"Bearer {token}"
        wait_until(lambda: self.api.get("/api/v2/dags/ingest_articles").is_success, "the DAGs")

    def stop(self) -> None:
        self.api.close()
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def trigger(self, dag: str = "ingest_articles", **conf: Any) -> Run:
        body = {"logical_date": None, "conf": conf}
        answer = self.api.post(f"/api/v2/dags/{dag}/dagRuns", json=body).raise_for_status().json()
        return Run(self, dag, answer["dag_run_id"])

    def metrics(self) -> list[str]:
        """What came to `statsd` since the last time, such as `airflow.clippings.indexed:5|c`."""
        found: list[str] = []
        assert self.statsd
        with suppress(BlockingIOError):
            while True:
                found += self.statsd.recv(65536).decode().splitlines()
        return found

    def asset_events(self) -> int:
        return int(self.api.get("/api/v2/assets/events").raise_for_status().json()["total_entries"])

    def task_processes(self, task_instance_id: str) -> list[psutil.Process]:
        """The processes in which the code of a task runs; Airflow names them so."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.cmdline()[:1] == [f"airflow worker -- {task_instance_id}"]:
                    found.append(process)
        return found


@dataclass
class Run:
    """A run of a DAG."""

    parts: Parts
    dag: str
    id: str

    @property
    def url(self) -> str:
        return f"/api/v2/dags/{self.dag}/dagRuns/{self.id}"

    def state(self) -> str:
        return str(self.parts.api.get(self.url).raise_for_status().json()["state"])

    def wait(self) -> str:
        """Return the state in which the run ended."""
        return str(wait_until(lambda: (s := self.state()) in ("success", "failed") and s, f"run {self.id}"))

    def tasks(self, task: str | None = None) -> list[dict[str, Any]]:
        answer = self.parts.api.get(f"{self.url}/taskInstances", params={"limit": 1000}).raise_for_status()
        return [ti for ti in answer.json()["task_instances"] if task in (None, ti["task_id"])]

    def xcom(self, task: str) -> Any:
        params = {"map_index": -1}
        return self.parts.api.get(
            f"{self.url}/taskInstances/{task}/xcomEntries/return_value", params=params
        ).json()["value"]

    def clear(self) -> None:
        self.parts.api.post(f"{self.url}/clear", json={"dry_run": False}).raise_for_status()

    def clear_task(self, task: str, map_index: int) -> None:
        body = {
            "dry_run": False,
            "only_failed": False,
            "dag_run_id": self.id,
            "task_ids": [[task, map_index]],
            "include_downstream": True,
        }
        self.parts.api.post(f"/api/v2/dags/{self.dag}/clearTaskInstances", json=body).raise_for_status()

    def kill(self, task: str) -> None:
        """Kill the process of the first try of `task`, as soon as it runs."""

        def killed() -> bool:
            for ti in self.tasks(task):
                for process in self.parts.task_processes(ti["id"]):
                    process.kill()
                    return True
            return False

        wait_until(killed, f"a process of {task}", pause=0.05)


@dataclass
class Gate:
    """A way to the port `to_port` of this machine that can be shut, as when the server behind it is stopped."""

    to_port: int
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        program = Path(__file__).parent / "forward.py"
        self.process = subprocess.Popen([sys.executable, program, str(self.port), str(self.to_port)])

    def shut(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
