"""What is beside and above the hits of a search: values for narrowing it down, and names that match its words."""

from __future__ import annotations

import unicodedata

from etl.article import Record
from etl.search.common_words import bare, without_common
from etl.search.conditions import words_of
from etl.search.counts import FACET_VALUES
from etl.search.fields import FACETS, FILTERS, label_of
from etl.search.hits import Hit, SearchResult
from etl.search.query_language import parse
from etl.web.view import NAMED, Link, View, address, name_address

_MOST_NAMES = 8
"""Names that are shown above the hits."""


class Facet(Record):
    """The values of one filter by which a search can be narrowed down, those with most articles first."""

    name: str
    heading: str
    links: list[Link]
    more: str = ""  # the address of the same view with more of them


def facets(view: View, result: SearchResult) -> list[Facet]:
    """Return the facets of `result` that have values for narrowing down the search."""
    found = []
    for name in FACETS:
        found_values = result.facets.get(FILTERS[name].field, [])
        values = found_values if view.more == name else found_values[:FACET_VALUES]
        links = [
            Link(
                label=label_of(name, value),
                href=address(view, more="", **{name: [*getattr(view, name), value]}),
                count=count,
                without=address(view, more="", exclude=[*view.exclude, f"{name}:{value}"]),
                page=name_address(name, value) if name in NAMED else "",
            )
            for value, count in values
            if value not in getattr(view, name)
        ]
        if links:
            has_more = len(values) == FACET_VALUES and view.more != name
            more = f"{address(view, more=name)}#{name}" if has_more else ""
            found.append(Facet(name=name, heading=FILTERS[name].heading, links=links, more=more))
    sizes = [
        Link(label=f"{size} or more", href=address(view, more="", copies=size), count=articles)
        for size, articles in result.story_sizes
        if size > view.copies
    ]
    found += [Facet(name="copies", heading="Copies of one story", links=sizes)] if sizes else []
    having = [
        Link(
            label=label,
            href=address(view, more="", has=[*view.has, name]),
            count=count,
            without=address(view, more="", exclude=[*view.exclude, f"has:{name}"]),
        )
        for name, label, count in (
            ("quotes", "quotations", result.quoting),
            ("date", "a date", result.total - result.undated),
        )
        if count and name not in view.has
    ]
    return [*found, Facet(name="has", heading="With", links=having)] if having else found


def matching_names(view: View, result: SearchResult) -> list[Link]:
    """Return people, organizations and places in the found articles that have words of the query, the most frequent first."""
    words = {_folded(bare(word)) for word in without_common(words_of(parse(view.q).plain_text))}
    found = []
    for name in ("person", "organization", "place"):
        for value, count in result.facets.get(FILTERS[name].field, []):
            if shared := len(words & set(_folded(value).split())):
                link = Link(kind=name, label=value, href=name_address(name, value), count=count)
                found.append((-shared, -count, link))
    return [link for _, _, link in sorted(found, key=lambda one: one[:2])[:_MOST_NAMES]]


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def folded(hits: list[Hit]) -> list[tuple[Hit, list[Hit]]]:
    """Return the hits of a page, each with later hits that tell the same story."""
    first: dict[str, tuple[Hit, list[Hit]]] = {}
    for hit in hits:
        story = hit.story_id or hit.id
        if story in first:
            first[story][1].append(hit)
        else:
            first[story] = (hit, [])
    return list(first.values())
