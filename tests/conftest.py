"""One real Elasticsearch for the whole test run, in a home of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from typer.testing import CliRunner

from etl.cli import app
from etl.embedded.node import start, stop
from etl.load.client import connect
from etl.settings import Settings, get_settings

Run = Callable[..., str]

SEED = Path(__file__).parents[1] / "seeds" / "000_296ecdd0e177f345.txt"


_SERVICES = {"settings", "chromium", "airflow", "checkout", "other"}
"""Fixtures that start a program beside the tests: Elasticsearch, Chromium, Airflow, a node of its own."""

_SLOW = {
    *("test_entities", "test_enrich", "test_fingerprint", "test_hostile", "test_node", "test_packaging"),
    *("test_quotes", "test_seed", "test_semantic", "test_workers", "test_yake_scores"),
}
"""Modules of tests that load a model, start processes, or time hostile input."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a service as `real` and the modules above as `slow`; `make check` runs the others."""
    for item in items:
        if item.path.stem in _SLOW:
            item.add_marker(pytest.mark.slow)
        if _SERVICES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.real)


def password_of(settings: Settings) -> str:
    """Return the password with which these settings log in."""
    assert settings.es_password
    return settings.es_password.get_secret_value()


def open_to_all(folder: Path) -> None:
    """Let every user into `folder`, which pytest makes private: a node that root starts has a user of its own."""
    for each in (folder, *folder.parents):
        if not each.stat().st_mode & 0o001:
            each.chmod(0o755)


def lighten(node: Path) -> None:
    """Let the node whose folder this is compile its code once and not optimise it: it lives for minutes, at half the CPU."""
    options = node / "config" / "jvm.options.d"
    options.mkdir(parents=True, exist_ok=True)
    (options / "tests.options").write_text("-XX:TieredStopAtLevel=1\n")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose embedded node runs until the tests end."""
    home = tmp_path_factory.mktemp("home")
    open_to_all(home)
    lighten(home / "node")
    made = Settings(home=home, es_heap="512m", workers=0)
    start(made)
    yield made
    stop(made)


@pytest.fixture(scope="session")
def session_es(settings: Settings) -> Iterator[Elasticsearch]:
    """A client of that node."""
    client = connect(settings)
    yield client
    client.close()


@pytest.fixture
def clippings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command line, in the home and the process of the tests; it returns what was printed."""
    monkeypatch.setenv("CLIPPINGS_HOME", str(settings.home))
    monkeypatch.setenv("CLIPPINGS_SPACY_MODELS", "")
    monkeypatch.setenv("CLIPPINGS_WORKERS", "0")
    get_settings.cache_clear()

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    yield run
    get_settings.cache_clear()


@pytest.fixture
def es(session_es: Elasticsearch) -> Elasticsearch:
    """The client, with no index left from another test."""
    remove_indices(session_es)
    return session_es


def remove_indices(es: Elasticsearch) -> None:
    """Remove every index of ours; the templates stay."""
    names = list(es.indices.get(index="articles-*,clippings-*", expand_wildcards="all"))
    if names:
        es.indices.delete(index=names)
