"""What a document depends on is told by content: anything that can change one changes the fingerprint, nothing else."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import etl
from etl.fingerprint import Module, content_version, libraries
from etl.pipeline import cleaning_version, enrichment_version, pipeline_version
from etl.settings import Settings

PACKAGE = Path(etl.__file__).parent
STAGES = ("etl.clean", "etl.discover", "etl.enrich", "etl.read")
CODE = '''"""What it is for."""

LIMIT = 3
"""Lines."""


def found(lines: list[str]) -> bool:
    """Return whether there are enough."""
    return len(lines) > LIMIT  # a fourth is one too many
'''


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What it is for.", "What else it is for."),
        ('"""Lines."""\n', ""),
        ("# a fourth is one too many", "# said otherwise"),
        ("len(lines) > LIMIT", "(\n        len(lines)\n        > LIMIT\n    )"),
    ],
)
def test_words_about_code_are_not_code(old: str, new: str) -> None:
    assert old in CODE
    assert Module(CODE.replace(old, new)).syntax == Module(CODE).syntax


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ("LIMIT = 3", 'LIMIT = "3"'),
        ("> LIMIT", ">= LIMIT"),
        ("-> bool", "-> int"),
        ("def found(lines", "def found(rows"),
        ("return len", "return not len"),
    ],
)
def test_any_change_of_code_is_one(old: str, new: str) -> None:
    assert Module(CODE.replace(old, new)).syntax != Module(CODE).syntax


def _version_of_copy(folder: Path, *roots: str) -> str:
    command = f"from etl.fingerprint import content_version; print(content_version(*{roots!r}))"
    return subprocess.run(
        [sys.executable, "-c", command], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def _copy(folder: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(PACKAGE, folder / "etl", ignore=ignored))


def test_code_and_data_anywhere_below_a_stage_count(tmp_path: Path) -> None:
    package = _copy(tmp_path)
    seen = [_version_of_copy(tmp_path, "etl.clean")]
    assert seen == [content_version("etl.clean")]

    (package / "article.py").write_text((package / "article.py").read_text() + "\nMORE = 1\n")
    seen.append(_version_of_copy(tmp_path, "etl.clean"))
    (package / "clean" / "words").mkdir()
    (package / "clean" / "words" / "xx.txt").write_text("one")
    seen.append(_version_of_copy(tmp_path, "etl.clean"))
    (package / "clean" / "words" / "xx.txt").write_text("two")
    seen.append(_version_of_copy(tmp_path, "etl.clean"))
    (package / "clean" / "words" / "xx.txt").rename(package / "clean" / "words" / "yy.txt")
    seen.append(_version_of_copy(tmp_path, "etl.clean"))

    assert len(set(seen)) == len(seen)


def test_what_does_not_touch_documents_does_not_count(tmp_path: Path) -> None:
    package = _copy(tmp_path)
    for name in ("report.py", "settings.py", "load/bulk.py", "web/app.py"):
        path = package / name
        path.write_text(path.read_text() + "\nMORE = 1\n")
    (package / "clean" / "CARD.md").write_text("What the model was trained on.")
    (package / "clean" / "__pycache__").mkdir()
    (package / "clean" / "__pycache__" / "html.pyc").write_bytes(b"\0")

    assert _version_of_copy(tmp_path, *STAGES) == content_version(*STAGES)


def test_each_library_of_a_stage_is_asked_for_by_its_distributions_name() -> None:
    known = importlib.metadata.packages_distributions()
    sources = [path.read_text() for part in ("clean", "enrich") for path in (PACKAGE / part).rglob("*.py")]
    modules = [Module(source) for source in sources]
    imported = {name.partition(".")[0] for module in modules for name in module.imports}
    asked = {name.lower().replace("_", "-") for name in libraries(modules)}

    assert {"lxml", "beautifulsoup4", "spacy"} <= asked
    for name in imported & set(known) - {"etl", "orjson", "pydantic", "fsspec"} - set(
        sys.stdlib_module_names
    ):
        assert asked & {distribution.lower().replace("_", "-") for distribution in known[name]}, name


def test_a_setting_that_changes_documents_changes_only_their_stage() -> None:
    plain, without_models = Settings(), Settings(spacy_models="")
    assert pipeline_version(plain) == f"{cleaning_version()}/{enrichment_version(plain)}"
    assert enrichment_version(without_models) != enrichment_version(plain)
    assert enrichment_version(Settings(semantic=True)) != enrichment_version(plain)
    assert enrichment_version(
        Settings(workers=1, max_article_bytes=5, log_level="INFO")
    ) == enrichment_version(plain)
