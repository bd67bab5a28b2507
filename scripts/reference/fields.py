"""docs/reference/fields.md, from `Article` and the mapping."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from etl.article import Article, Entity, GeoPoint, Quote, Record, RelatedLink, Source
from scripts.reference.markdown import code, table

_MAPPING = Path(__file__).parents[2] / "mappings" / "articles.json"
_HEAD = """# Fields of a document

Named after schema.org's [NewsArticle](https://schema.org/NewsArticle). What is unknown is null or an empty list; nothing
is guessed. Every index has the same fields: the alias is `articles`.

*In Elasticsearch* says how a field is mapped. Below a name field, `.folded` ignores capital letters and accents, and
`.text` is searched by words; below a text, `.exact` does not stem.

"""
_ABOUT = {
    "id": "Hash of the URL, or of the collection, path and record; see [](../loading.md).",
    "title": "The headline as readers see it.",
    "summary": "The standfirst, or what the page says of itself.",
    "body": "The text: paragraphs with a blank line between them.",
    "authors": "People of the byline, without “by” and titles.",
    "published_at": "ISO 8601, with an offset only where the source gave one.",
    "modified_at": "The same, of the last change that the source tells of.",
    "dateline": "The place that the text begins with.",
    "section": "From the widest to the narrowest.",
    "keywords": "Of the page; else the most telling phrases of the text.",
    "keywords_derived": "True when the page had no keywords.",
    "publisher": "The name of the newspaper or site.",
    "credits": "Agencies and desks in the byline.",
    "page_kind": "What the page is, when it is no article and was kept with `--keep-all`.",
    "url": "The canonical address.",
    "domain": "Its site.",
    "image_url": "The main picture; not indexed, never fetched.",
    "captions": "Of pictures; they are no part of the body.",
    "related": "Promotional lines that were found in the text.",
    "collection": "The pile that the article came with.",
    "source": "The file or record that the article was made from.",
    "timestamp": "`published_at` in UTC; of undated articles when they were first ingested.",
    "language": "BCP-47; null when no detector is sure.",
    "language_confidence": "From 0 to 1.",
    "people": "Full names, each once.",
    "organizations": "The same of organizations.",
    "places": "The same of places.",
    "groups": "Nationalities, religions, parties.",
    "events": "Named events.",
    "works": "Titles of books, films, songs.",
    "laws": "Named laws.",
    "entities": "Every name with its forms and how often it occurs.",
    "countries": "ISO 3166-1 alpha-2, of the places.",
    "locations": "Of the places that are sure.",
    "quotes": "Direct quotations, each with its speaker where the text says who.",
    "word_count": "Of the body.",
    "story_id": "Copies of one story share it.",
    "story_bands": "Hashes of the text by which copies are found.",
    "embedding": "Sentence vector, with `CLIPPINGS_SEMANTIC`.",
    "names_by": "Which model found the names; null in a language that none reads.",
    "ingested_at": "When the input was read, UTC.",
    "pipeline_version": "Fingerprint of the stages that made the document.",
}
_PARTS = (
    (Source, "source", "Where an article came from"),
    (RelatedLink, "related", "A promotional line"),
    (Entity, "entities", "A named thing"),
    (Quote, "quotes", "A quotation"),
    (GeoPoint, "locations", "A point: degrees, WGS 84"),
)


def page() -> str:
    """Return the page."""
    mapping = json.loads(_MAPPING.read_text(encoding="utf-8"))["template"]["mappings"]["properties"]
    text = _HEAD + table(("field", "is", "in Elasticsearch", ""), _rows(Article, mapping, _ABOUT))
    for part, name, title in _PARTS:
        below = mapping.get(name, {}).get("properties", {})
        text += f"\n## {title}\n\nAs in `{name}`.\n\n{table(('field', 'is', 'in Elasticsearch'), _rows(part, below))}"
    return text


def _rows(
    model: type[Record], mapping: dict[str, Any], about: dict[str, str] | None = None
) -> Iterator[list[str]]:
    for name, field in model.model_fields.items():
        if model is Article and name not in mapping:  # works for the stages alone
            continue
        row = [code(name), _type(field.annotation), _mapped(mapping.get(name, {}))]
        yield row if about is None else [*row, about.get(name, "")]


def _mapped(field: dict[str, Any]) -> str:
    below = "".join(f", `.{name}`" for name in field.get("fields", {}))
    kind = field.get("type") or ("object" if field else "")
    return f"{kind}{below}"


def _type(annotation: Any) -> str:
    kinds = [annotation]
    if isinstance(annotation, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    (kind,) = kinds
    if get_origin(kind) is list:
        return f"list of {_type(get_args(kind)[0])}"
    if choices := [choice for choice in get_args(kind) if isinstance(choice, str)]:
        return ", ".join(map(code, choices))
    if get_args(kind):  # annotated
        return "date"
    names = {"str": "text", "int": "number", "float": "number", "bool": "true or false", "datetime": "date"}
    return str(names.get(kind.__name__, kind.__name__))
