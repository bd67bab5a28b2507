"""Elasticsearch's slim distribution with our plugin in it, prepared once in the cache folder."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.resources
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.embedded.java import java_home, maven
from etl.errors import FatalError
from etl.settings import Settings

VERSION = "9.2.0"
_ELASTICSEARCH = ("org.elasticsearch.distribution.integ-test-zip", "elasticsearch", VERSION, "zip")
_ELASTICSEARCH_SHA256 = "bf44938a0490ba2a303d39c9cb64b38963dd08c812ce93e10816e878585bcb6b"
_COMPILER = ("org.eclipse.jdt", "ecj", "3.44.0", "jar")
_COMPILER_SHA256 = "14c46ddc2e511c46c998da728f6a80f13a689c920f3832402f7ad150f6a6188d"
_DICTIONARIES = ("com.ibm.icu", "icu4j", "77.1", "jar")
"""Word segmentation for languages written without spaces, which our JRE lacks; the version that goes with this Lucene."""
_DICTIONARIES_SHA256 = "b3640b9f416a4411fd33c59abbeea8fd57d024c23e1819bf9673220a97499fe3"
_NEEDED_BYTES = 600_000_000
"""The archive, unpacked beside it, and room for a first index."""
_TIMEOUT_SECONDS = 60

Say = Callable[[str], None]


def distribution(settings: Settings, say: Say) -> Path:
    """Return the folder of the distribution, prepared on first use; `say` is called with what takes time.

    Raises:
        FatalError: it cannot be fetched, is not the expected file, or there is no room for it.
    """
    cache = settings.cache
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / distribution_name()
    with _one_at_a_time(cache / "install.lock"):
        if not home.exists():
            _make(home, cache, say)
    return home


def distribution_name() -> str:
    """Return the name of the distribution's folder, which depends on its version and the plugin's content."""
    return f"elasticsearch-{VERSION}-{_plugin_hash()}"


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _plugin_sources() -> list[Path]:
    folder = Path(str(importlib.resources.files("etl.embedded") / "plugin"))
    return sorted(folder.iterdir())


def _plugin_hash() -> str:
    digest = hashlib.sha256(_DICTIONARIES_SHA256.encode())
    for path in _plugin_sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _make(home: Path, cache: Path, say: Say) -> None:
    if shutil.disk_usage(cache).free < _NEEDED_BYTES:
        raise FatalError(
            f"{cache}: {_NEEDED_BYTES // 1_000_000} MB are needed; free some, or set CLIPPINGS_CACHE"
        )
    say(f"fetching Elasticsearch {VERSION} (once; 75 MB)")
    archive = _fetch(*_ELASTICSEARCH, _ELASTICSEARCH_SHA256, cache)
    compiler = _fetch(*_COMPILER, _COMPILER_SHA256, cache)
    dictionaries = _fetch(*_DICTIONARIES, _DICTIONARIES_SHA256, cache)
    # Whatever stops this half-way leaves a folder under another name, never half a distribution.
    with tempfile.TemporaryDirectory(dir=cache, prefix="unpacking-") as folder:
        with zipfile.ZipFile(archive) as file:
            file.extractall(folder)
        unpacked = Path(folder) / f"elasticsearch-{VERSION}"
        for program in (unpacked / "bin").iterdir():
            program.chmod(0o755)
        say("compiling the analysis plugin")
        _compile_plugin(unpacked, compiler, dictionaries)
        for path in (unpacked, *unpacked.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        unpacked.rename(home)


def _fetch(group: str, artifact: str, version: str, packaging: str, sha256: str, cache: Path) -> Path:
    """Return the artifact's path; a partial or corrupt download is fetched once more."""
    context = maven(cache / "maven", _TIMEOUT_SECONDS)
    for _ in range(2):
        try:
            component = context.project(group, artifact).at_version(version)
            path = Path(str(component.artifact(packaging=packaging).resolve()))
        except Exception as error:  # jgo raises whatever its resolver raised
            raise FatalError(
                f"{artifact} {version} cannot be fetched: {error}; is the network there?"
            ) from error
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found == sha256:
            return path
        path.unlink()
    raise FatalError(f"{artifact} {version}: SHA-256 is {found}, expected {sha256}; the download is not used")


def _compile_plugin(elasticsearch: Path, compiler: Path, dictionaries: Path) -> None:
    plugin = elasticsearch / "plugins" / "clippings-analysis"
    classes = plugin / "classes"
    classes.mkdir(parents=True)
    shutil.copy(dictionaries, plugin)
    sources = _plugin_sources()
    jars = [*sorted((elasticsearch / "lib").glob("*.jar")), dictionaries]
    class_path = ":".join(str(path) for path in jars)
    # The JRE has no record of older releases, so the level is set by -21 and not by --release.
    command = [str(java_home() / "bin" / "java"), "-jar", str(compiler), "-21", "-proc:none", "-warn:none"]
    java = [str(path) for path in sources if path.suffix == ".java"]
    made = subprocess.run(  # noqa: S603
        [*command, "-cp", class_path, "-d", str(classes), *java], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise FatalError(f"the analysis plugin does not compile: {made.stderr.strip()[:500]}")
    with zipfile.ZipFile(plugin / "clippings-analysis.jar", "w") as jar:
        for path in sorted(classes.rglob("*.class")):
            jar.write(path, path.relative_to(classes))
    shutil.rmtree(classes)
    descriptor = next(path for path in sources if path.suffix == ".properties")
    shutil.copy(descriptor, plugin / descriptor.name)
