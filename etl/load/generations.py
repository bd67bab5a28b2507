"""The generations of the indices: which one is live, which is being built, and the switch between them.

An index is named `articles-<language>-<generation>`. The role of a generation is read from its first index,
`articles-und-<generation>`: behind the alias `articles` it is live, behind `articles-building` it is being built, and
without an alias it is kept. If a generation changes its role while an index for it is made, whoever made the index gives it
the right alias before anything is written to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal

from elasticsearch import BadRequestError, Elasticsearch

from etl.errors import FatalError, RetriableError
from etl.load.indices import ALIAS, OTHER_LANGUAGES, article_fields, article_settings, fingerprint

BUILDING = f"{ALIAS}-building"
EVERY_INDEX = f"{ALIAS}-*"
_NUMBERS, _LAST = "clippings-rebuilds", "last-generation"
Role = Literal["live", "building", "kept"]
_ALIAS_OF: dict[Role, str | None] = {"live": ALIAS, "building": BUILDING, "kept": None}
_NAME = re.compile(rf"{ALIAS}-([a-z]+)-(\d{{6}})")
_WHILE_BUILDING = {"refresh_interval": "-1"}
"""Nobody searches in it yet. It has its copies from the start: a node that is lost must not take a rebuild along."""
_ONE_AT_A_TIME = Lock()
"""Batches are written at the same time; the first makes the indices that they lack, for it costs the node a second to be refused."""


@dataclass(frozen=True)
class Generation:
    """All indices with one number."""

    number: str
    role: Role
    indices: dict[str, str]  # language of the analysis → name
    strays: frozenset[str]  # those whose alias is not that of the role

    @property
    def pattern(self) -> str:
        """A pattern that names all its indices in a request."""
        return f"{ALIAS}-*-{self.number}"


def generations(client: Elasticsearch) -> list[Generation]:
    """Return all generations, the lowest number first."""
    by_number: dict[str, dict[str, str]] = defaultdict(dict)
    aliases = _aliases(client)
    for name in aliases:
        if match := _NAME.fullmatch(name):
            by_number[match[2]][match[1]] = name
    found = []
    for number, indices in sorted(by_number.items()):
        if first := indices.get(OTHER_LANGUAGES):
            role = _role(aliases[first])
            right = {_ALIAS_OF[role]} - {None}
            strays = frozenset(name for name in indices.values() if aliases[name] != right)
            found.append(Generation(number, role, indices, strays))
    return found


def _aliases(client: Elasticsearch) -> dict[str, set[str]]:
    """Return the names of all indices of articles, each with those of our two aliases that it has."""
    found = client.indices.get(index=EVERY_INDEX, features=["aliases"])
    return {name: {ALIAS, BUILDING} & index["aliases"].keys() for name, index in found.items()}


def _role(aliases: set[str]) -> Role:
    return "live" if ALIAS in aliases else "building" if BUILDING in aliases else "kept"


def find(client: Elasticsearch, role: Role) -> Generation | None:
    """Return the generation with this `role`, or None; of several kept ones, the newest."""
    return next((g for g in reversed(generations(client)) if g.role == role), None)


def targets(client: Elasticsearch, *, rebuild: bool) -> list[Generation]:
    """Return the generations to write to: the live one, and then the one being built, if any.

    A `rebuild` only writes to the one being built. If there is no live generation, the first one is made.

    Raises:
        FatalError: it is for a rebuild, and nothing is being built.
        RetriableError: other processes kept making and dropping generations.
    """
    for _ in range(5):
        known = generations(client)
        live = [generation for generation in known if generation.role == "live"]
        building = [generation for generation in known if generation.role == "building"]
        if rebuild and not building:
            raise FatalError("the generation that was being built is gone; start again: clippings rebuild")
        if rebuild:
            return building
        if live:
            return live + building
        _create(client, OTHER_LANGUAGES, next_number(client), "live")
    raise RetriableError("no generation of the indices stays live")


def next_number(client: Elasticsearch) -> str:
    """Return the number of the next generation, which is higher than all numbers ever used."""
    numbers = [int(match[2]) for name in _aliases(client) if (match := _NAME.fullmatch(name))]
    if client.indices.exists(index=_NUMBERS):
        kept = client.options(ignore_status=404).get(index=_NUMBERS, id=_LAST)
        numbers += [int(kept["_source"]["generation"])] if kept.get("found") else []
    return f"{max(numbers, default=0) + 1:06}"


def _remember(client: Elasticsearch, number: str) -> None:
    """Keep the information that generation `number` exists, so that its number is never used again."""
    client.options(ignore_status=409).index(  # 409: a higher one is kept
        index=_NUMBERS,
        id=_LAST,
        document={"generation": number},
        version=int(number),
        version_type="external_gte",
    )


def ensure_building(client: Elasticsearch, number: str) -> Generation:
    """Return generation `number`, which is being built; it is made if it does not exist yet.

    Raises:
        RetriableError: an index with that name was made meanwhile.
    """
    _create(client, OTHER_LANGUAGES, number, "building")
    building = find(client, "building")
    if building is None or building.number != number:
        raise RetriableError(f"generation {number} is not the one that is being built")
    return building


def ensure_indices(client: Elasticsearch, generation: Generation, wanted: Collection[str]) -> dict[str, str]:
    """Return the index for each analysis in `generation`; missing ones among `wanted` are made.

    Two runs may do this at once: each index is made once, and both get its name.

    Raises:
        RetriableError: the generation was dropped meanwhile.
    """
    if not _missing(generation, wanted):
        return generation.indices
    with _ONE_AT_A_TIME:
        known = _again(client, generation)
        if missing := _missing(known, wanted):
            for language in sorted(missing):
                _create(client, language, known.number, known.role)
            known = _again(client, generation)
    if known.strays:
        _put_right(client, known)
    return known.indices


def _missing(generation: Generation, wanted: Collection[str]) -> set[str]:
    return {
        language
        for language in wanted
        if language not in generation.indices or generation.indices[language] in generation.strays
    }


def _again(client: Elasticsearch, generation: Generation) -> Generation:
    """Return `generation` as it is by now."""
    known = next((g for g in generations(client) if g.number == generation.number), None)
    if known is None:
        raise RetriableError(f"generation {generation.number} was dropped")
    return known


def _create(client: Elasticsearch, language: str, number: str, role: Role) -> None:
    alias = _ALIAS_OF[role]
    if language == OTHER_LANGUAGES:
        _remember(client, number)
    try:
        client.indices.create(
            index=f"{ALIAS}-{language}-{number}",
            aliases={alias: {}} if alias else {},
            settings={"index": _WHILE_BUILDING} if role == "building" else {},
            wait_for_active_shards="all",  # before anything is in one copy alone
        )
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise


def _put_right(client: Elasticsearch, generation: Generation) -> None:
    """Give indices of `generation` that lack them the alias and the settings of its role."""
    alias = _ALIAS_OF[generation.role]
    actions: list[dict[str, Any]] = []
    for index in generation.strays:
        others = {ALIAS, BUILDING} - {alias}
        actions += [{"remove": {"index": index, "alias": other, "must_exist": False}} for other in others]
        if alias:
            actions.append({"add": {"index": index, "alias": alias}})
    if generation.role != "building":
        serve_settings(client, generation)
    client.indices.update_aliases(actions=actions)


def serve_settings(client: Elasticsearch, generation: Generation) -> None:
    """Give the indices of `generation` the refresh interval and the replicas of the template."""
    settings = article_settings()
    client.indices.put_settings(
        index=generation.pattern,
        settings={key: settings.get(key) for key in ("refresh_interval", "auto_expand_replicas")},
    )


def make_live(client: Elasticsearch, number: str) -> None:
    """Put all indices of generation `number` behind the alias, and take all others out, in one request."""
    actions: list[dict[str, Any]] = []
    for name, aliases in _aliases(client).items():
        if name.endswith(f"-{number}"):
            actions.append({"add": {"index": name, "alias": ALIAS}})
            if BUILDING in aliases:
                actions.append({"remove": {"index": name, "alias": BUILDING}})
        elif ALIAS in aliases:
            actions.append({"remove": {"index": name, "alias": ALIAS}})
    client.indices.update_aliases(actions=actions)


def drop(client: Elasticsearch, number: str) -> None:
    """Remove all indices of generation `number`."""
    names = [name for name in _aliases(client) if name.endswith(f"-{number}")]
    if names:
        _remember(client, number)  # of an earlier version, which did not
        client.indices.delete(index=names, ignore_unavailable=True)


def stale_indices(client: Elasticsearch, generation: Generation) -> list[str]:
    """Return the indices of `generation` whose mapping has another version than `mappings/`."""
    mappings = client.indices.get_mapping(index=generation.pattern)
    return [
        index
        for language, index in sorted(generation.indices.items())
        if mappings[index]["mappings"].get("_meta", {}).get("version") != fingerprint(language)
    ]


def add_fields(client: Elasticsearch) -> None:
    """Add new fields of `mappings/` to the indices that are written to, so that they accept today's articles.

    All other changes in `mappings/` take effect with the next rebuild.
    """
    for generation in generations(client):
        for index in stale_indices(client, generation) if generation.role != "kept" else []:
            known = client.indices.get_mapping(index=index)[index]["mappings"]["properties"]
            if new := _new_fields(article_fields(), known):
                client.indices.put_mapping(index=index, properties=new)


def _new_fields(fields: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return those of `fields` that are not in `known`, including new ones inside of known objects."""
    new = {}
    for name, field in fields.items():
        if name not in known:
            new[name] = field
        elif inside := _new_fields(field.get("properties", {}), known[name].get("properties", {})):
            kind = {"type": field["type"]} if "type" in field else {}
            new[name] = {**kind, "properties": inside}
    return new


def stale_notes(client: Elasticsearch) -> list[str]:
    """Return a line for the run's report if live indices have a mapping of another version, else nothing."""
    live = find(client, "live")
    stale = stale_indices(client, live) if live else []
    if not stale:
        return []
    advice = "bring it up to date with: clippings rebuild PATH, or clippings rebuild --from-index"
    return [f"mappings/ changed since {', '.join(stale)} was made; {advice}"]
