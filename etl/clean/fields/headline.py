"""The headline that readers see: one text is chosen from all that the page gives as its title.

A model weighs each candidate by where it is found and how far it agrees with the others; no sign is a word. `headline.md` in
this folder says what the model was trained on and how well it does on sites that it was not trained on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
from lxml.html import HtmlElement

from etl import trees
from etl.clean.fields.titles import cuts, names_of_site, title_element
from etl.clean.normalize import letters, normalize_line
from etl.clean.page.elements import elements_of, finder
from etl.clean.page.parse import is_inside, text_of

MODEL = Path(__file__).with_name("headline.onnx")

_DECLARED = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "headline", "title")  # fmt: skip
SOURCES = tuple("jsonld og twitter meta jsonld_cut og_cut twitter_cut meta_cut element heading".split())
_NOWHERE = tuple("h1 level order before distance is_link named named_other item times".split())
_SOURCES = {"jsonld": "jsonld", "og:title": "og", "twitter:title": "twitter"}
_is_headline = finder(re.compile(r"head-?line|title|\bheading|\bname\b", re.I))
_is_other = finder(
    re.compile(
        r"related|sidebar|recirc|trending|popular|comment|promo|recommend|logo|brand|site-?(?:title|name)|widget|author|menu|nav|footer|subtitle|sub-title|category",
        re.I,
    )
)
_NO_HEADINGS = ("meta", "html", "head", "body", "title", "a", "script")
_MOST_HEADINGS = 12
_LONGEST = 300
_LEAST_AGREED = 20
"""A shorter title on which the page agrees can be the name of the site."""
_AROUND = ("aside", "nav", "footer")
_OF_TEXT = ("p", "div", "td", "span", "section", "article")
_LEVELS = {"h1": 1, "h2": 2, "h3": 3}
_RUNNING = 80


@dataclass
class TitleOffer:
    """A text that may be the title, and where it was found."""

    text: str
    sources: set[str] = field(default_factory=set)
    elements: list[tuple[int, HtmlElement]] = field(default_factory=list)  # number on the page


def headline(
    root: HtmlElement,
    from_jsonld: str | None,
    tags: dict[str, list[str]],
    publisher: str | None,
    domain: str | None,
    url: str | None,
) -> str | None:
    """Return the title that readers see, without the name of the site, or None."""
    names = names_of_site(publisher, domain)
    declared = _declared(root, from_jsonld, tags, names)
    if agreed := _agreed(root, declared, names):
        return agreed
    found = _with_headings(root, declared)
    if not any(offer.elements for offer in found):  # readers see none: what is declared is in order of trust
        return found[0].text if found else None
    rows = signs(found, root, url, names)
    return found[int(np.argmax(trees.load(MODEL).of_rows(rows)))].text


def offers(
    root: HtmlElement, from_jsonld: str | None, tags: dict[str, list[str]], names: list[str]
) -> list[TitleOffer]:
    """Return the texts that may be the title, without duplicates; `names` are the site's names."""
    return _with_headings(root, _declared(root, from_jsonld, tags, names))


def _with_headings(root: HtmlElement, found: dict[str, TitleOffer]) -> list[TitleOffer]:
    for number, heading in headings(root):
        _add(found, text_of(heading), "heading", (number, heading))
    return list(found.values())


def _declared(
    root: HtmlElement, from_jsonld: str | None, tags: dict[str, list[str]], names: list[str]
) -> dict[str, TitleOffer]:
    """Return the titles that the page declares, the most trusted first, each by its letters."""
    found: dict[str, TitleOffer] = {}
    declared = [("jsonld", from_jsonld), *((name, tags[name][0]) for name in _DECLARED if name in tags)]
    for name, value in declared:
        source = _SOURCES.get(name, "meta")
        if not value:
            continue
        whole = normalize_line(value)
        for text in cuts(whole, names):
            _add(found, text, source if text == whole else f"{source}_cut")
    for text in cuts(title_element(root), names):
        _add(found, text, "element")
    return found


def _add(
    found: dict[str, TitleOffer], text: str, source: str, place: tuple[int, HtmlElement] | None = None
) -> None:
    text = normalize_line(text)
    if not text or len(text) > _LONGEST or not any(map(str.isalpha, text)):
        return
    offer = found.setdefault(letters(text), TitleOffer(text))
    offer.sources.add(source)
    if place:
        offer.elements.append(place)
        offer.text = text


def _agreed(root: HtmlElement, declared: dict[str, TitleOffer], names: list[str]) -> str | None:
    """Return the most trusted of the `declared` titles when `<title>` and an `<h1>` give it too, and it is long and in one part."""
    key, offer = next(iter(declared.items()), ("", TitleOffer("")))
    if len(offer.text) < _LEAST_AGREED or "element" not in offer.sources:
        return None
    if any(cut != offer.text for cut in cuts(offer.text, names)):
        return None
    shown = (normalize_line(text_of(heading)) for heading in root.iter("h1"))
    return next((text for text in shown if letters(text) == key), None)


def headings(root: HtmlElement) -> Iterator[tuple[int, HtmlElement]]:
    """Yield the page's first headings, and elements that are named like headings, each with its element's number."""
    counts = {"h1": 0, "h2": 0, "h3": 0, "other": 0}
    page = elements_of(root)
    named = page.named(lambda *names: _is_headline(*names[:3]))
    for number in sorted({*named, *(n for n, tag in enumerate(page.tags) if tag in _LEVELS)}):
        element, tag = page.nodes[number], page.tags[number]
        if tag not in _LEVELS:
            if tag in _NO_HEADINGS or len(element) > 3:
                continue
            tag = "other"
        counts[tag] += 1
        if counts[tag] <= _MOST_HEADINGS:
            yield number, element


def signs(
    found: list[TitleOffer], root: HtmlElement, url: str | None, names: Iterable[str]
) -> list[dict[str, float]]:
    """Return the signs (features) of each of the texts in `found`."""
    known = set(names)
    first, total = first_text(root)
    slug = (
        set(re.findall(r"\w{3,}", unquote(urlsplit(url).path).casefold().replace("_", " "))) if url else set()
    )
    keys = [letters(offer.text) for offer in found]
    words = [set(re.findall(r"\w{3,}", offer.text.casefold())) for offer in found]
    declared = [set(w) for offer, w in zip(found, words, strict=True) if offer.sources - {"heading"}]
    h1 = sum(1 for offer in found for _, element in offer.elements if element.tag == "h1")
    rows = []
    for number, (offer, key, own) in enumerate(zip(found, keys, words, strict=True)):
        others = [k for n, k in enumerate(keys) if n != number]
        row = {f"from_{name}": float(name in offer.sources) for name in SOURCES}
        row |= {
            "sources": float(len(offer.sources)),
            "size": float(len(offer.text)),
            "words": float(len(offer.text.split())),
            "capitals": sum(w[:1].isupper() for w in offer.text.split()) / len(offer.text.split()),
            "ends_sentence": float(offer.text[-1] in ".!?…"),
            "has_bar": float(bool(re.search(r"\s[|–—-]\s|[|»]", offer.text))),
            "in_others": float(sum(key in k for k in others)),
            "holds_others": float(sum(len(k) > 8 and k in key for k in others)),
            "starts_others": float(sum(len(key) > 8 and k.startswith(key) for k in others)),
            "has_site": float(any(len(n) > 3 and (key.startswith(n) or key.endswith(n)) for n in known)),
            "slug": len(own & slug) / len(own) if own and slug else -1.0,
            "slug_of": len(own & slug) / len(slug) if own and slug else -1.0,
            "shared": max((len(own & d) / len(own | d) for d in declared if own and d != own), default=-1.0),
            "h1_number": float(h1),
        }
        rows.append(row | _placed(offer, first, total))
    return rows


def _placed(offer: TitleOffer, first: int, total: int) -> dict[str, float]:
    if not offer.elements:
        return dict.fromkeys(_NOWHERE, -1.0)
    number, element = min(offer.elements, key=lambda p: (_LEVELS.get(p[1].tag, 4), p[0]))
    above = [element, *list(element.iterancestors())[:4]]
    return {
        "h1": float(element.tag == "h1"),
        "level": float(_LEVELS.get(element.tag, 4)),
        "order": number / max(1, total),
        "before": float(number <= first),
        "distance": float(min(abs(first - number), 2_000)),
        "is_link": float(next(element.iter("a"), None) is not None or is_inside(element, "a")),
        "named": float(_is_headline(element.get("class"), element.get("id"))),
        "named_other": float(
            sum(
                _is_other(one.get("class"), one.get("id")) for one in above if one.tag not in ("body", "html")
            )
        ),
        "item": float("headline" in (element.get("itemprop") or "")),
        "times": float(len(offer.elements)),
    }


@lru_cache(maxsize=1)  # of the page that is being read
def first_text(root: HtmlElement) -> tuple[int, int]:
    """Return the number of the element where the running text begins, and the number of elements."""
    page = elements_of(root)
    sizes: list[tuple[int, int]] = []
    for number, texts in sorted(page.texts.items()):
        element = page.nodes[number]
        if sum(map(len, texts)) >= _RUNNING and element.tag in _OF_TEXT and not is_inside(element, *_AROUND):
            own = len(normalize_line((element.text or "")[:2_000])) + sum(
                len((c.tail or "").strip()) for c in element
            )
            if own >= _RUNNING:
                sizes.append((number, own))
    whole, seen = sum(size for _, size in sizes), 0
    for place, size in sizes:
        # A standfirst or a cookie notice above is passed over: the text begins where a twentieth of it has been seen.
        seen += size
        if seen > whole / 20:
            return place, number
    return page.last, page.last
