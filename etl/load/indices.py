"""Index templates from `mappings/`, and the indices: one per language and generation behind one alias."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

ALIAS = "articles"
OTHER_LANGUAGES = "und"
"""BCP-47 for "undetermined": the index of every language without an analysis of its own."""
_FIRST_GENERATION = "000001"
# Languages written without spaces between words share one analysis, and so one index.
_SHARED = {"zh": "cjk", "ja": "cjk", "ko": "cjk", "nb": "no", "nn": "no", "hr": "sr", "bs": "sr"}


@cache
def mappings_folder() -> Path:
    """Return the folder of the mapping files: in a checkout beside the package, else inside it."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_mappings"
    return installed if installed.is_dir() else package.parent / "mappings"


@cache
def languages() -> frozenset[str]:
    """Return the names of the analyses in `mappings/analysis/`."""
    return frozenset(path.stem for path in (mappings_folder() / "analysis").glob("*.json"))


def index_language(language: str | None) -> str:
    """Return the analysis that articles in `language` (BCP-47, or None) go through."""
    primary = (language or OTHER_LANGUAGES).lower().partition("-")[0]
    name = _SHARED.get(primary, primary)
    return name if name in languages() else OTHER_LANGUAGES


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads((mappings_folder() / name).read_bytes())
    return content


@cache
def fingerprint(language: str) -> str:
    """Return what tells one version of a language's mapping from another."""
    files = [mappings_folder() / "articles.json", mappings_folder() / "analysis" / f"{language}.json"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def install_templates(client: Elasticsearch) -> None:
    """Put the component and index templates of `mappings/` into Elasticsearch, unless they are there."""
    digest = hashlib.sha256("".join(fingerprint(name) for name in sorted(languages())).encode())
    for name in ("rejects.json", "runs.json"):
        digest.update((mappings_folder() / name).read_bytes())
    installed = digest.hexdigest()[:12]
    if _installed(client) == installed:
        return
    client.cluster.put_component_template(name="clippings-articles", **_read("articles.json"))
    pattern = orjson.dumps(_read("index-template.json")).decode()
    for language in sorted(languages()):
        analysis = _read(f"analysis/{language}.json")
        client.cluster.put_component_template(
            name=f"clippings-analysis-{language}",
            template={
                "settings": analysis,
                "mappings": {"_meta": {"version": fingerprint(language)}},
            },
        )
        template = orjson.loads(pattern.replace("{language}", language))
        client.indices.put_index_template(
            name=f"clippings-articles-{language}",
            index_patterns=template["index_patterns"],
            composed_of=template["composed_of"],
            priority=template["priority"],
            meta=template["_meta"],
        )
    for name in ("rejects", "runs"):  # the last one carries the mark that all are there
        template = _read(f"{name}.json")
        client.indices.put_index_template(
            name=f"clippings-{name}",
            index_patterns=template["index_patterns"],
            priority=template["priority"],
            template=template["template"],
            meta={**template["_meta"], "installed": installed},
        )


def _installed(client: Elasticsearch) -> str | None:
    try:
        (template,) = client.indices.get_index_template(name="clippings-runs")["index_templates"]
    except NotFoundError:
        return None
    meta: dict[str, str] = template["index_template"].get("_meta", {})
    return meta.get("installed")


def ensure_indices(client: Elasticsearch, wanted: Iterable[str]) -> dict[str, str]:
    """Return the live index of each of the `wanted` analyses; a missing one is made, alias and all.

    Two runs may do so at once: the index is made once, and both get its name.
    """
    live = {_language_of(name): name for name in live_indices(client)}
    for language in sorted(set(wanted) - live.keys()):
        index = f"{ALIAS}-{language}-{_FIRST_GENERATION}"
        try:
            client.indices.create(index=index, aliases={ALIAS: {}})
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        live[language] = index
    return live


def _language_of(index: str) -> str:
    return index.removeprefix(f"{ALIAS}-").rpartition("-")[0]


def live_indices(client: Elasticsearch) -> list[str]:
    """Return the indices behind the alias, sorted by name."""
    try:
        return sorted(client.indices.get_alias(name=ALIAS))
    except NotFoundError:
        return []


def stale_indices(client: Elasticsearch) -> list[str]:
    """Return the live indices whose mapping is of another version than `mappings/`."""
    indices = live_indices(client)
    if not indices:
        return []
    mappings = client.indices.get_mapping(index=ALIAS)
    return [
        index
        for index in indices
        if mappings[index]["mappings"].get("_meta", {}).get("version") != fingerprint(_language_of(index))
    ]


def stale_notes(client: Elasticsearch) -> list[str]:
    """Return one line for the run's report when live indices have a mapping of another version, else none."""
    stale = stale_indices(client)
    if not stale:
        return []
    return [
        f"mappings/ changed since {', '.join(stale)} was made; bring it up to date with: clippings rebuild PATH"
    ]
