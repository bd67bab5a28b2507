"""Every command and request in the docs gives what its page shows."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import typer
from elasticsearch import Elasticsearch

from etl.cli import app
from etl.settings import Settings, get_settings
from scripts.reference.commands import each
from tests.cli.conftest import Command, command  # noqa: F401
from tests.docs.blocks import NEEDS_EXAMPLES, ROOT, Page, Step, is_like, matches, pages, request

RUN = [page for page in pages() if page.steps]
OPTIONS = {
    name.removeprefix("clippings "): {option for parameter in found.params for option in parameter.opts}
    for name, found in each(typer.main.get_command(app))
}
Shell = Callable[[str], str]


@pytest.fixture
def shell(settings: Settings, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> Shell:  # noqa: F811
    """Run a line of a page in a folder that has the project's seeds and examples; return what it printed.

    A `clippings` of its own runs in this process, which saves its start.
    """
    for folder in ("seeds", "docs/examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)

    def run(line: str) -> str:
        words = shlex.split(line)
        if words[0] == "clippings" and not re.search(r"[|;&<>$`]", re.sub(r"'[^']*'", "", line)):
            ran = command(*words[1:], SPACY_MODELS=Settings.model_fields["spacy_models"].default)
            return ran.out + ran.err
        environment = {
            **os.environ,
            "CLIPPINGS_HOME": str(settings.home),
            "CLIPPINGS_WORKERS": "0",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        done = subprocess.run(
            ["bash", "-c", line],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout

    return run


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_what_a_page_shows_is_what_comes(
    page: Page, es: Elasticsearch, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    if NEEDS_EXAMPLES in page.text:
        shell("clippings ingest docs/examples --collection examples")
    for step in page.steps:
        output = _run(step, es, shell, monkeypatch)
        if step.kind == "http":
            assert is_like(json.loads(step.expected), json.loads(output)), (
                f"{page.name}:\n{step.run}\ngives\n{output}"
            )
        else:
            assert matches(step.expected, output), f"{page.name}:\n{step.run}\ngives\n{output}"


def _run(step: Step, es: Elasticsearch, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> str:
    if step.kind == "console":
        return shell(step.run)
    if step.kind == "http":
        method, path, body = request(step.run)
        headers = {"accept": "application/json", "content-type": "application/json"}
        answer = es.perform_request(method, path, headers=headers, body=json.loads(body) if body else None)
        return json.dumps(answer.body, indent=2, ensure_ascii=False)
    monkeypatch.setenv("CLIPPINGS_WORKERS", "0")
    get_settings.cache_clear()
    with redirect_stdout(io.StringIO()) as shown:
        exec(compile(step.run, "docs", "exec"), {"__name__": "docs"})
    return shown.getvalue()


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_commands_and_targets_that_a_page_names_exist(page: Page) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    lines = [
        line for block in page.blocks if block.kind in ("sh", "console") for line in block.text.splitlines()
    ]

    named = {word for line in lines for word in re.findall(r"^\$? ?make ([a-z-]+)", line)}
    unknown = [
        line
        for line in lines
        if (found := re.search(r"\bclippings ([a-z].*)", line)) and not _is_known(found[1])
    ]

    assert named <= targets
    assert unknown == []


def _is_known(line: str) -> bool:
    """Return whether what stands behind `clippings` begins with a command of ours, with options that it has."""
    told = re.split(r"\s#|[|;&<>)]", line)[0].split()
    name = next(
        (
            name
            for name in sorted(OPTIONS, key=len, reverse=True)
            if told[: len(name.split())] == name.split()
        ),
        None,
    )
    return name is not None and all(
        word.split("=")[0] in OPTIONS[name] for word in told if word.startswith("--") and word != "--help"
    )


def test_dots_stand_for_anything_and_nothing_else_does() -> None:
    assert matches("a ...\nb\n", "a 1\n2\nb")
    assert not matches("a ...\nb\n", "a 1\nc")
    assert not matches("a.c", "abc")
    assert is_like({"a": ["b..."]}, {"a": ["bc"]})
    assert not is_like({"a": [1]}, {"a": [1, 2]})
