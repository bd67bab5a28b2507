"""Find whom and what an article names: a model finds spans, and the rest of the article corrects them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from etl.article import Article, Entity, EntityType
from etl.enrich.names import crf_models, spacy_models
from etl.enrich.names.forms import DATELINE, Mention
from etl.enrich.names.inflections import DECLINING, base_forms, full_name
from etl.enrich.names.labels import label
from etl.enrich.names.persons import bare, fold, without_title
from etl.enrich.names.spacy_models import missing_models
from etl.enrich.names.spans import find
from etl.enrich.places.gazetteer import standard_name
from etl.settings import Settings

__all__ = ["add_entities", "missing_models", "model_fingerprint"]

_CHUNK = 2_000
"""Characters of text that the model reads at once: longer ones cost memory and gain nothing."""
_MOST_CHARACTERS = 100_000
"""Characters of a body that are searched for names; books and court files are longer, articles are not."""
_LONGEST_NAME = 120
_LONGEST_ACRONYM = 4
"""A place in capitals with more letters is a word of a dateline, not an abbreviation."""


@dataclass(frozen=True)
class _Reading:
    """The texts of an article that the model reads, with their offsets in the body; -1 for title and summary."""

    heads: list[str]
    chunks: list[tuple[int, str]]


def model_fingerprint(settings: Settings) -> str:
    """Return the models with their versions, on which an article's entities depend."""
    installed = (
        f"{language}={spacy_models.name_and_version(package)}"
        for language, package in sorted(settings.models.items())
        if spacy_models.is_installed(package)
    )
    return " ".join(installed)


def add_entities(articles: list[Article], settings: Settings) -> None:
    """Fill in `entities`, the facets made from them, and `names_by`; the language of an article decides on the model."""
    by_package: dict[str, list[Article]] = {}
    for article in articles:
        language = (article.language or "").partition("-")[0]
        package = settings.models.get(language)
        if package and spacy_models.is_installed(package):
            by_package.setdefault(package, []).append(article)
        elif package is None and (own := crf_models.model_for(language)):
            article.names_by = crf_models.name_and_version(own)
            mentions = _mentions_by_own_model(article, own)
            _fill(article, mentions, _forms(mentions) if language in DECLINING else _as_written)
    for package, group in by_package.items():
        made_by = spacy_models.name_and_version(package)
        readings = [_reading(article) for article in group]
        texts = (text for r in readings for text in [*r.heads, *(chunk for _, chunk in r.chunks)])
        spans = spacy_models.read(package, texts)
        for article, reading in zip(group, readings, strict=True):
            article.names_by = made_by
            _fill(article, _mentions(article, reading, spans), _standard)


def _reading(article: Article) -> _Reading:
    heads = [article.title] if article.title else []
    if article.summary and article.summary not in article.body:
        heads.append(article.summary[:_CHUNK])
    return _Reading(heads, list(_chunks(article.body[:_MOST_CHARACTERS])))


def _chunks(body: str) -> Iterator[tuple[int, str]]:
    """Yield the body without its dateline in pieces of several paragraphs, with their offsets."""
    dateline = DATELINE.match(body[:200])
    start = dateline.end() if dateline else 0
    while start < len(body):
        end = len(body)
        if end - start > _CHUNK:
            cut = body.rfind("\n\n", start + 1, start + _CHUNK)
            cut = cut if cut > start else body.rfind(" ", start + 1, start + _CHUNK)
            end = cut if cut > start else start + _CHUNK
        yield start, body[start:end]
        start = end


def _is_title_case(title: str) -> bool:
    """Return whether the headline Is Written Like This, so that a capital letter does not show a name."""
    words = [word for word in title.split() if len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)


def _mentions(
    article: Article, reading: _Reading, spans: dict[str, list[spacy_models.Span]]
) -> list[Mention]:
    """Return all mentions with their types: those of the body by offset, then those of title and summary."""
    body = article.body[:_MOST_CHARACTERS]
    found = find(
        body,
        [Mention(s.text, s.type, offset + s.start) for offset, chunk in reading.chunks for s in spans[chunk]],
    )
    for head in reading.heads:
        titled = _is_title_case(head)
        in_head = find(head, [Mention(s.text, s.type, s.start) for s in spans[head]], in_title=True)
        found += (mention._replace(offset=-1) for mention in in_head if not titled or mention.text in body)
    return label(found, body, article.language)


def _mentions_by_own_model(article: Article, model: str) -> list[Mention]:
    """Return all mentions found by one of our models, which reads title, summary and body as one text.

    From the body the model sees whether a capitalized word in the title is a name.
    """
    reading = _reading(article)
    heads = "".join(f"{head}\n\n" for head in reading.heads)
    found = crf_models.tagger_of(model).spans(heads + article.body[:_MOST_CHARACTERS])
    mentions = [Mention(s.text, s.type, max(-1, s.start - len(heads))) for s in found]
    return sorted(mentions, key=lambda m: (m.offset < 0, m.offset))


def _standard(name: str, type_: EntityType) -> str:
    """Return the name under which the facets list a place in English and French articles."""
    return standard_name(name) if type_ == "place" else name


def _as_written(name: str, type_: EntityType) -> str:
    return name


def _forms(mentions: list[Mention]) -> Callable[[str, EntityType], str]:
    """Return a function that maps each inflected form of a name in `mentions` to the form under which it is listed."""
    bases: dict[EntityType, dict[str, str]] = {}
    types: tuple[EntityType, ...] = ("person", "organization", "place")
    for type_ in types:
        names = [bare(mention.text) for mention in mentions if mention.type == type_]
        is_person = type_ == "person"
        bases[type_] = base_forms(
            [without_title(n) for n in names] if is_person else names, are_people=is_person
        )

    def listed(name: str, type_: EntityType) -> str:
        base = bases[type_].get(name, name)
        if type_ == "person" and " " not in base:
            return full_name(base, list(bases[type_].values())) or base
        return base

    return listed


def _fill(article: Article, mentions: list[Mention], listed: Callable[[str, EntityType], str]) -> None:
    """Fill in `entities` and the facets; `listed` returns the name under which a name of some type is listed."""
    people = [m for m in mentions if m.type == "person"]
    folded = fold([without_title(bare(m.text)) for m in people])
    named: dict[tuple[EntityType, str], list[tuple[Mention, str]]] = {}
    for mention in mentions:
        name = bare(mention.text)
        if mention.type == "person":
            name = folded.get(without_title(name), name)
        elif mention.type == "place":
            name = name.title() if name.isupper() and len(name) > _LONGEST_ACRONYM else name
        name = listed(name, mention.type)
        if 1 < len(name) <= _LONGEST_NAME:
            named.setdefault((mention.type, _key(name)), []).append((mention, name))
    entities = [_entity(type_, found) for (type_, _), found in named.items()]
    by_first = sorted(entities, key=lambda e: (e.offset < 0, e.offset))
    article.people = _facet(by_first, "person")
    article.organizations = _facet(by_first, "organization")
    article.places = _facet(by_first, "place")
    article.groups = _facet(by_first, "group")
    article.events = _facet(by_first, "event")
    article.works = _facet(by_first, "work")
    article.laws = _facet(by_first, "law")
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
