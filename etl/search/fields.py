"""The filters of a search: one table for the query language, the options, the facets and the addresses of pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from babel import Locale

FilterKind = Literal["name", "code", "domain", "whole", "speaker", "id", "has"]


class Filter(NamedTuple):
    """One filter by which a search can be narrowed down."""

    field: str
    """The field of the document."""
    heading: str
    """Of the facet, as a reader sees it."""
    kind: FilterKind = "name"
    """How a value is matched: a name in any case and without accents, or a code, a domain …"""
    has_facet: bool = True
    is_single: bool = False
    """Whether an article has one value at most, so that several that are asked for mean any of them."""


FILTERS: dict[str, Filter] = {
    "person": Filter("people", "People"),
    "organization": Filter("organizations", "Organizations"),
    "place": Filter("places", "Places"),
    "country": Filter("countries", "Countries", "code"),
    "publisher": Filter("publisher", "Publishers", is_single=True),
    "author": Filter("authors", "Authors"),
    "section": Filter("section", "Sections"),
    "keyword": Filter("keywords", "Keywords"),
    "language": Filter("language", "Languages", "code", is_single=True),
    "domain": Filter("domain", "Sites", "domain", is_single=True),
    "collection": Filter("collection", "Collections", "whole", is_single=True),
    "speaker": Filter("quotes.speaker", "Speakers", "speaker", has_facet=False),
    "id": Filter("id", "Ids", "id", has_facet=False, is_single=True),
    "has": Filter("", "Has", "has", has_facet=False),
}
ALIASES = {"org": "organization", "lang": "language"}
"""Shorter names in the query language."""
FACETS = tuple(name for name, filter_ in FILTERS.items() if filter_.has_facet)
HAS = {
    "date": "published_at", "quotes": "quotes", "people": "people", "organizations": "organizations",
    "places": "places", "points": "locations", "author": "authors", "title": "title", "url": "url",
    "language": "language", "keywords": "keywords",
}  # fmt: skip
"""What `has:` can ask for, and the field that then has a value."""


def code_of(name: str, value: str) -> str:
    """Return the code that is stored for a `value` of the filter `name`: BCP-47 or ISO 3166-1.

    `value` is a code (`de`, `pt-BR`; `DE`) or an English name (`German`; `Germany`), in any case and without accents.

    Raises:
        ValueError: there is no such language or country; the message says what to write.
    """
    known, text = _names(name), value.strip()
    code = text.lower() if name == "language" else text.upper()
    if code.partition("-")[0] in known.values():
        return code
    named = known.get(_plain(text))
    if named is None:
        example = "German or de" if name == "language" else "Germany or DE"
        raise ValueError(f"no {name} {value}; write its English name or its code, such as {example}")
    return named


@lru_cache(maxsize=1_000)
def label_of(name: str, value: str) -> str:
    """Return a value of the filter `name` as readers see it: languages and countries by their English name."""
    if name not in ("language", "country"):
        return value
    primary, _, region = value.partition("-")
    known = _labels(name).get(primary.lower() if name == "language" else primary.upper())
    return f"{known} ({value})" if known and region else known or value


def _labels(name: str) -> Mapping[str, str]:
    english = Locale("en")
    return english.languages if name == "language" else english.territories


@lru_cache(maxsize=2)
def _names(name: str) -> dict[str, str]:
    """Return the codes of languages or countries by their English names, from CLDR."""
    codes = [code for code in _labels(name) if code.isalpha() and (len(code) == 2 or name == "language")]
    return {_plain(_labels(name)[code]): code for code in sorted(codes, key=len, reverse=True)} | _ALSO[name]


_ALSO = {
    "language": {"norwegian bokmal": "no", "norwegian nynorsk": "no", "farsi": "fa", "mandarin": "zh"},
    "country": {
        "great britain": "GB",
        "britain": "GB",
        "uk": "GB",
        "usa": "US",
        "turkey": "TR",
        "burma": "MM",
    },
}
"""Common names that are not in CLDR; articles in both Norwegian languages are stored as `no`."""


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
