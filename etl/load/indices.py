"""Index templates from `mappings/`: one for the articles of each language, and one for each of our other indices."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from elasticsearch import Elasticsearch, NotFoundError

ALIAS = "articles"
OTHER_LANGUAGES = "und"
"""BCP-47 for "undetermined": the index of every language without an analysis of its own."""
_OWN = ("rejects", "tombstones", "rebuilds", "journal", "superseded", "runs")
"""Indices beside those of articles; the last one's template carries the mark that all are there."""
# Languages written without spaces between words share one analysis, and so one index.
_SHARED = {"zh": "cjk", "ja": "cjk", "ko": "cjk", "nb": "no", "nn": "no", "hr": "sr", "bs": "sr"}


@cache
def mappings_folder() -> Path:
    """Return the folder of the mapping files: beside the package in a checkout, else inside the package."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_mappings"
    return installed if installed.is_dir() else package.parent / "mappings"


@cache
def languages() -> frozenset[str]:
    """Return the names of the analyses in `mappings/analysis/`."""
    return frozenset(path.stem for path in (mappings_folder() / "analysis").glob("*.json"))


def index_language(language: str | None) -> str:
    """Return the name of the analysis for articles in `language` (BCP-47, or None)."""
    primary = (language or OTHER_LANGUAGES).lower().partition("-")[0]
    name = _SHARED.get(primary, primary)
    return name if name in languages() else OTHER_LANGUAGES


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads((mappings_folder() / name).read_bytes())
    return content


@cache
def fingerprint(language: str) -> str:
    """Return a hash that identifies the version of a language's mapping."""
    files = [mappings_folder() / "articles.json", mappings_folder() / "analysis" / f"{language}.json"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def article_settings() -> dict[str, Any]:
    """Return the settings that all indices of articles have."""
    settings: dict[str, Any] = _read("articles.json")["template"]["settings"]["index"]
    return settings


def article_fields() -> dict[str, Any]:
    """Return the mapping of each field of an article."""
    fields: dict[str, Any] = _read("articles.json")["template"]["mappings"]["properties"]
    return fields


def install_templates(client: Elasticsearch, shards: int = 1) -> None:
    """Put the component and index templates of `mappings/` into Elasticsearch, unless they are already there.

    `shards` is the number of shards of each index of articles that is made from now on.
    """
    digest = hashlib.sha256("".join(fingerprint(name) for name in sorted(languages())).encode())
    digest.update(str(shards).encode())
    for name in ("index-template", *_OWN):
        digest.update((mappings_folder() / f"{name}.json").read_bytes())
    installed = digest.hexdigest()[:12]
    if _installed(client) == installed:
        return
    articles = _read("articles.json")
    articles["template"]["settings"]["index"]["number_of_shards"] = shards
    client.cluster.put_component_template(name="clippings-articles", **articles)
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
            allow_auto_create=template["allow_auto_create"],
            meta=template["_meta"],
        )
    for name in _OWN:
        template = _read(f"{name}.json")
        if client.indices.exists(index=f"clippings-{name}"):  # made by an earlier version: fields are added
            client.indices.put_mapping(index=f"clippings-{name}", body=template["template"]["mappings"])
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
