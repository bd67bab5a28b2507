"""The signs (features) of each list of names that may be a page's authors; no sign is a word of a language."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from etl.clean.fields.byline_offers import BylineOffer, BylineOffers, share_of_small
from etl.clean.fields.headline import first_text
from etl.clean.lexicon import WIDE
from etl.clean.normalize import letters
from etl.clean.page.nearby import is_around, steps_from
from etl.clean.page.parse import is_inside, text_of

SOURCES = tuple("jsonld meta label organization person site rel item class link by plain group lines".split())
_DECLARED = ("jsonld", "meta", "label", "organization", "person")
_FAR = 2_000
_MOST_TIMES = 20


def signs(
    offered: BylineOffers, root: HtmlElement, title: str | None, names: list[str]
) -> list[dict[str, float]]:
    """Return the signs of each candidate; `names` are the site's names, reduced to their letters."""
    page = _Page(
        offered,
        first_text(root)[0],
        {letters(image.get("alt") or "") for image in root.iter("img")},
        "\n".join(link.get("href") or "" for link in root.iter("a")).casefold(),
        letters(title or ""),
        {name for name in names if len(name) > 2},
    )
    kinds = {name: sum(name in offer.sources for offer in offered.found) for name in SOURCES}
    sets = [{letters(name) for name in offer.names} for offer in offered.found]
    rows = []
    for number, offer in enumerate(offered.found):
        own = sets[number]
        row = {f"from_{name}": float(name in offer.sources) for name in SOURCES}
        row |= {f"of_{name}": float(min(kinds[name], _MOST_TIMES)) for name in SOURCES}
        row |= _agreement(number, offered.found, sets)
        row |= _shape(offer) | _on_page(offer, page) | _placed(offer, page)
        row["sources"] = float(len(offer.sources))
        row["with_title"] = float(any(name and name in page.title for name in own))
        rows.append(row)
    return rows


@dataclass(frozen=True)
class _Page:
    """What is needed of the page to compute the signs of all candidates."""

    offered: BylineOffers
    first: int  # number of the element where the running text begins
    images: set[str]  # letters of what pictures are said to show
    links: str  # all addresses that the page links to
    title: str  # its letters
    sites: set[str]  # letters of the site's names


def _agreement(number: int, found: list[BylineOffer], sets: list[set[str]]) -> dict[str, float]:
    own = sets[number]
    others = [(offer, names) for n, (offer, names) in enumerate(zip(found, sets, strict=True)) if n != number]
    declared = [names for offer, names in others if offer.sources & set(_DECLARED)]
    seen = [names for offer, names in others if offer.sources - set(_DECLARED) - {"site", "plain"}]
    last = {name.split()[-1].casefold() for name in found[number].names}
    return {
        "part_of_declared": float(any(own < names for names in declared)),
        "holds_seen": float(sum(names < own for names in seen)),
        "other_declared": float(sum(not own & names for names in declared)),
        "other_seen": float(min(sum(not own & names for names in seen), _MOST_TIMES)),
        "same_last": float(
            sum(
                bool({name.split()[-1].casefold() for name in offer.names} & last) and names != own
                for offer, names in others
            )
        ),
    }


def _shape(offer: BylineOffer) -> dict[str, float]:
    """Return how the names are written, comparable between scripts with and without spaces and capitals."""
    words = " ".join(offer.names).split()
    wide = sum(bool(WIDE.match(name)) for name in offer.names)
    letters_of_wide = sum(len(name) for name in offer.names if WIDE.match(name))
    return {
        "names": float(len(offer.names)),
        "words": (len(words) + wide) / len(offer.names),
        "size": (sum(map(len, offer.names)) + 3 * letters_of_wide) / len(offer.names),
    }


def _on_page(offer: BylineOffer, page: _Page) -> dict[str, float]:
    own = [letters(name) for name in offer.names]
    return {
        "small": share_of_small(offer.names, page.offered.small),
        "times": float(min(page.offered.text.count(offer.names[0]), _MOST_TIMES)),
        "pictured": float(any(name in page.images for name in own)),
        "in_links": sum("-".join(name.casefold().split()) in page.links for name in offer.names) / len(own),
        "is_site": float(any(name in page.sites for name in own)),
        "in_site": float(any(name in site for name in own for site in page.sites)),
        "has_site": float(any(site in name for name in own for site in page.sites)),
    }


_NOWHERE = ("distance", "before", "from_text", "above_text", "order", "around", "linked", "share", "length", "places", "dated", "alone")  # fmt: skip


def _placed(offer: BylineOffer, page: _Page) -> dict[str, float]:
    if not offer.places:
        return dict.fromkeys(_NOWHERE, -1.0)
    start = page.first if page.offered.start is None else page.offered.start
    number, element = min(offer.places, key=lambda p: (is_around(p[1]), steps_from(start, p[0])))
    text = text_of(element)
    return {
        "distance": float(min(abs(number - start), _FAR)),
        "before": float(number < start),
        "from_text": float(min(abs(number - page.first), _FAR)),
        "above_text": float(number <= page.first),
        "order": number / max(1, page.offered.total),
        "around": float(is_around(element)),
        "linked": float(is_inside(element, "a") or next(element.iter("a"), None) is not None),
        "share": sum(map(len, offer.names)) / max(1, len(text)),
        "length": float(min(len(text), 500)),
        "places": float(len(offer.places)),
        "dated": float(min((abs(number - date) for date in page.offered.dates), default=_FAR)),
        "alone": float(sum(not is_around(one) for _, one in offer.places)),
    }
