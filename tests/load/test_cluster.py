"""Three nodes as one cluster: one is lost while articles are loaded, another while they are rebuilt."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from elasticsearch import Elasticsearch

from etl.embedded.download import distribution
from etl.embedded.launch import command, lay_out, unprivileged_user
from etl.ingest import ingest
from etl.load.client import connect
from etl.rebuild import rebuild
from etl.report import Counts
from etl.search.finding import search
from etl.search.hits import SearchRequest
from etl.settings import Settings
from tests.conftest import lighten, open_to_all
from tests.load.test_ingest import TALKS, documents

pytestmark = [pytest.mark.real, pytest.mark.long]
NODES = 3
HEAP = "300m"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Cluster:
    """Nodes of one cluster on the loopback, each with a home of its own."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.elasticsearch = distribution(settings, lambda line: None)
        self.homes = [folder / f"node{number}" for number in range(NODES)]
        self.http = [free_port() for _ in self.homes]
        self.transport = [free_port() for _ in self.homes]
        self.starters: list[subprocess.Popen[bytes]] = []
        self.settings = settings.model_copy(
            update={"es_url": ",".join(f"http://127.0.0.1:{port}" for port in self.http), "batch_size": 4}
        )

    def start(self, number: int) -> None:
        """Start one of the nodes; it joins the others."""
        home, user = self.homes[number], unprivileged_user()
        lighten(home)
        lay_out(self.elasticsearch, home, self.http[number], user)
        config = home / "config" / "elasticsearch.yml"
        seeds = ", ".join(f"127.0.0.1:{port}" for port in self.transport)
        kept = config.read_text().replace("discovery.type: single-node", f"discovery.seed_hosts: [{seeds}]")
        kept = kept.replace("node.name: clippings", f"node.name: node{number}")
        kept = kept.replace("transport.port: 0", f"transport.port: {self.transport[number]}")
        kept = kept.replace("xpack.security.enabled: true", "xpack.security.enabled: false")
        kept = kept.replace("xpack.security.http.ssl.enabled: false", "")
        names = ", ".join(f"node{number}" for number in range(NODES))
        config.write_text(f"{kept}cluster.initial_master_nodes: [{names}]\n")
        (home / "tmp" / "pid").unlink(missing_ok=True)
        starter = subprocess.Popen(
            command(self.elasticsearch, home, HEAP, user),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.starters.append(starter)

    def wait(self, es: Elasticsearch) -> None:
        """Wait until all nodes are in, and every shard has its copies."""
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            try:
                if (
                    es.cluster.health(wait_for_nodes=str(NODES), wait_for_status="green", timeout="5s")[
                        "status"
                    ]
                    == "green"
                ):
                    return
            except Exception:
                time.sleep(1)
        raise AssertionError("the cluster did not come up")

    def kill(self, number: int) -> None:
        """Take a node away as a power cut does."""
        pid = int((self.homes[number] / "tmp" / "pid").read_text())
        psutil.Process(pid).send_signal(signal.SIGKILL)

    def stop(self) -> None:
        """Take all away."""
        for starter in self.starters:
            starter.wait(600)
        for number in range(NODES):
            try:
                self.kill(number)
            except (OSError, ValueError, psutil.NoSuchProcess):
                continue


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    open_to_all(tmp_path)
    made = Cluster(tmp_path, Settings(home=tmp_path, workers=0, spacy_models="", es_retry_seconds=300))
    for number in range(NODES):
        made.start(number)
    yield made
    made.stop()


def rows(answer: Any) -> list[dict[str, str]]:
    """Return what a `_cat` API answers: typed as text, which it is without `format`."""
    return list(answer)


def test_a_node_that_is_lost_takes_nothing_along(cluster: Cluster, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(60):
        text = TALKS.replace("Geneva", f"Town{number}").replace("third", f"{number + 3}th")
        (articles / f"{number:02}.txt").write_text(text)
    es = Elasticsearch(cluster.settings.es_url.split(",") if cluster.settings.es_url else [], max_retries=3)
    cluster.wait(es)

    def losing(node: Callable[[], int], least: int) -> Callable[[Counts], None]:
        """Return what kills a node once `least` inputs are loaded; searches must go on from then."""
        lost: list[int] = []

        def on_progress(counts: Counts) -> None:
            if counts.discovered >= 20 and not lost:
                lost.append(node())
                cluster.kill(lost[0])
            if lost:
                found = search(connect(cluster.settings), SearchRequest(query="talks", size=5))
                assert found.total >= least

        return on_progress

    def master() -> int:
        return int(rows(es.cat.master(format="json"))[0]["node"].removeprefix("node"))

    first = ingest([str(articles)], cluster.settings, losing(master, 1)).counts
    loaded = documents(es)
    assert (first.indexed, first.rejected) == (60, 0)
    assert len(loaded) == 60
    for number in range(NODES):
        if not psutil.pid_exists(int((cluster.homes[number] / "tmp" / "pid").read_text())):
            cluster.start(number)
    cluster.wait(es)

    def holder_of_what_is_built() -> int:
        shards = rows(es.cat.shards(index="articles-en-000002", format="json"))
        return int(next(s["node"] for s in shards if s["prirep"] == "p").removeprefix("node"))

    rebuilt = rebuild(
        [str(articles)], cluster.settings, on_progress=losing(holder_of_what_is_built, 60)
    ).counts

    assert (rebuilt.indexed, rebuilt.rejected) == (60, 0)
    assert {id_: d["body"] for id_, d in documents(es).items()} == {
        id_: d["body"] for id_, d in loaded.items()
    }
    assert es.indices.get_alias(name="articles").keys() == {"articles-und-000002", "articles-en-000002"}
