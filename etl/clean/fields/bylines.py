"""Who wrote the article: one list of names is chosen from all that its page gives.

A model weighs each candidate by where it is found, how far it agrees with the others, and how it is written; no sign is a
word of a language. `bylines.md` in this folder says what the model was trained on and how often it is right on sites that
it was not trained on.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from lxml.html import HtmlElement

from etl import trees
from etl.clean.fields.authors import agencies, people
from etl.clean.fields.byline_names import MOST, names_in
from etl.clean.fields.byline_offers import BylineOffer, declared, nearest_bylines, offers
from etl.clean.fields.byline_signs import signs
from etl.clean.fields.titles import names_of_site
from etl.clean.normalize import letters
from etl.clean.page.jsonld import Object
from etl.clean.page.parse import text_of

MODEL = Path(__file__).with_name("bylines.onnx")
_SELDOM_TRUE = frozenset(("organization", "site", "plain", "group"))
"""Sources that tell nothing when they give a name once more."""
LEAST = 0.1
"""Least probability of a candidate: one wrong author in ten pages is better than one lost in thirty."""


def authors_and_credits(
    root: HtmlElement,
    tags: dict[str, list[str]],
    found: list[Object],
    article: Object,
    title: str | None,
    publisher: str | None,
    domain: str | None,
) -> tuple[list[str], list[str]]:
    """Return the people who wrote the article, in the order of the byline, and the agencies and desks named with them.

    Args:
        root: the page.
        tags: its meta tags, by lower-case name.
        found: its JSON-LD objects.
        article: the one of `found` that describes the article.
        title: the article's headline.
        publisher: the site's name.
        domain: the site's host.

    Returns:
        Two lists of names without duplicates; either may be empty.
    """
    persons, _, tagged = declared(tags, article)
    nearest = nearest_bylines(root, title)
    seen = [text for element in nearest if len(text := text_of(element)) <= MOST]
    credited = agencies([*persons, *(value for values in tagged.values() for value in values), *seen])
    if agreed := people(persons) or _agreed(tagged, nearest):
        return agreed, credited
    offered = offers(root, tags, article, found, title, publisher)
    if not offered.found:
        return [], credited
    if told := _told_twice(offered.found):
        return told.names, credited
    rows = signs(offered, root, title, names_of_site(publisher, domain))
    likely = trees.load(MODEL).of_rows(rows)
    best = int(np.argmax(likely))
    return offered.found[best].names if likely[best] >= LEAST else [], credited


def _told_twice(found: list[BylineOffer]) -> BylineOffer | None:
    """Return the only names that the page gives in two telling ways, if it declares no others."""
    told = [offer for offer in found if len(offer.sources - _SELDOM_TRUE) > 1 and "site" not in offer.sources]
    others = (offer for offer in found if offer not in told)
    is_only = len(told) == 1 and not any(offer.sources & {"jsonld", "meta"} for offer in others)
    return told[0] if is_only else None


def _agreed(tagged: dict[str, list[str]], nearest: list[HtmlElement]) -> list[str]:
    """Return the people in the first meta tag that names any, when one of the `nearest` bylines names the same."""
    declared = next((names for values in tagged.values() if (names := people(values))), [])
    wanted = set(map(letters, declared))
    is_seen = declared and any(set(map(letters, people(names_in(one)))) == wanted for one in nearest)
    return declared if is_seen else []
