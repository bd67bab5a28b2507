"""Who and what an article names: a model's spans, their labels mended by what else the article says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from etl.article import Article, Entity, EntityType
from etl.enrich import models
from etl.enrich.entity_labels import mend
from etl.enrich.gazetteer import standard_name
from etl.enrich.models import missing_models
from etl.enrich.names import bare, fold, without_title
from etl.settings import Settings

__all__ = ["add_entities", "missing_models", "model_fingerprint"]

VERSION = 1
"""Raised when the rules below change what entities an article has."""
_TYPES: dict[str, EntityType] = {
    "PERSON": "person", "PER": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
    "NORP": "group", "EVENT": "event", "WORK_OF_ART": "work", "LAW": "law",
}  # fmt: skip
_BATCH = 64
_CHUNK = 2_000
"""Characters of text that the model reads at once: longer ones cost memory and gain nothing."""
_MOST_CHARACTERS = 100_000
"""Characters of a body that are searched for names; books and court files are longer, articles are not."""


@dataclass(frozen=True)
class Mention:
    """One span that names something."""

    text: str
    type: EntityType
    offset: int  # in the body; -1 in the title or summary


def model_fingerprint(settings: Settings) -> str:
    """Return the models with their versions and this stage's: what an article's entities depend on."""
    installed = (
        f"{language}={models.name_and_version(package)}"
        for language, package in sorted(settings.models.items())
        if models.is_installed(package)
    )
    return f"{VERSION} {' '.join(installed)}"


def add_entities(articles: list[Article], settings: Settings) -> None:
    """Fill `entities`, the facets made of them and `enriched_by`, in place, by each article's language."""
    by_package: dict[str, list[Article]] = {}
    for article in articles:
        package = settings.models.get((article.language or "").partition("-")[0])
        if package and models.is_installed(package):
            by_package.setdefault(package, []).append(article)
    for package, group in by_package.items():
        made_by = models.name_and_version(package)
        for article, mentions in zip(group, _mentions(group, package), strict=True):
            article.enriched_by = made_by
            _fill(article, mentions)


def _mentions(articles: list[Article], package: str) -> list[list[Mention]]:
    """Return the model's spans in each article; a paragraph that stands in several is read once."""
    texts = [list(_chunks(article)) for article in articles]
    unique = sorted({chunk for chunks in texts for _, chunk in chunks}, key=len)
    nlp = models.load(package)
    spans = {
        doc.text: [(ent.start_char, ent.text, _TYPES[ent.label_]) for ent in doc.ents if ent.label_ in _TYPES]
        for doc in nlp.pipe(unique, batch_size=_BATCH)
    }
    return [
        [
            Mention(text, type_, offset + start if offset >= 0 else -1)
            for offset, chunk in chunks
            for start, text, type_ in spans[chunk]
        ]
        for chunks in texts
    ]


def _chunks(article: Article) -> Iterator[tuple[int, str]]:
    """Yield the title and the body's paragraphs, several together, with their offsets in the body."""
    if article.title:
        yield -1, _without_capitals(article.title)
    body = article.body[:_MOST_CHARACTERS]
    start = 0
    while start < len(body):
        end = len(body)
        if end - start > _CHUNK:
            cut = body.rfind("\n\n", start + 1, start + _CHUNK)
            cut = cut if cut > start else body.rfind(" ", start + 1, start + _CHUNK)
            end = cut if cut > start else start + _CHUNK
        yield start, body[start:end]
        start = end


def _without_capitals(title: str) -> str:
    """A headline all in capitals reads as one long name; in title case it does not."""
    return title.title() if title.isupper() else title


def _fill(article: Article, mentions: list[Mention]) -> None:
    mentions = mend(mentions, article)
    people = [without_title(bare(m.text)) for m in mentions if m.type == "person"]
    folded = fold(people)
    named: dict[tuple[EntityType, str], list[tuple[Mention, str]]] = {}
    for mention in mentions:
        form = bare(mention.text)
        if mention.type == "person":
            name = folded.get(without_title(form), form)
        else:
            name = standard_name(form) if mention.type == "place" else form
        if _is_name(name):
            named.setdefault((mention.type, _key(name)), []).append((mention, name))
    entities = [_entity(type_, found) for (type_, _), found in named.items()]
    by_first = sorted(entities, key=lambda e: (e.offset < 0, e.offset))
    article.people = _facet(by_first, "person")
    article.organizations = _facet(by_first, "organization")
    article.places = _facet(by_first, "place")
    article.groups = _facet(by_first, "group")
    article.events = _facet(by_first, "event")
    article.works = _facet(by_first, "work")
    article.entities = sorted(by_first, key=lambda e: -e.mentions)


def _entity(type_: EntityType, found: list[tuple[Mention, str]]) -> Entity:
    names = Counter(name for _, name in found)
    offsets = [mention.offset for mention, _ in found if mention.offset >= 0]
    return Entity(
        name=names.most_common(1)[0][0],
        type=type_,
        mentions=len(found),
        offset=min(offsets, default=-1),
        forms=list(dict.fromkeys(bare(mention.text) for mention, _ in found)),
    )


def _facet(entities: Iterable[Entity], type_: EntityType) -> list[str]:
    return list(dict.fromkeys(entity.name for entity in entities if entity.type == type_))


def _key(name: str) -> str:
    return re.sub(r"[.\s]+", " ", name).strip().casefold()


def _is_name(name: str) -> bool:
    return len(name) > 1 and any(c.isalpha() for c in name) and len(name) <= 120
