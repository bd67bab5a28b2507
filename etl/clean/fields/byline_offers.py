"""Find the candidates for the authors of a page: each list of names that it gives, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement

from etl.clean.dates.visible import YEAR
from etl.clean.fields.authors import accounts, is_chinese_name, people
from etl.clean.fields.byline_names import MOST, names_in
from etl.clean.fields.text_byline import byline_authors
from etl.clean.normalize import letters, single_spaced
from etl.clean.page import jsonld
from etl.clean.page.elements import Elements, elements_of, finder
from etl.clean.page.nearby import (
    headline_of,
    is_around,
    is_by_alone,
    lines_above,
    lines_below,
    steps_from,
)
from etl.clean.text_lines import as_lines

_AUTHOR_TAGS = ("author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "dc.contributor", "parsely-author", "sailthru.author", "byl", "og:author", "article.author", "twitter:creator_name", "citation_author", "cxenseparse:author", "mediator_author", "rbauthors", "byline")  # fmt: skip
_is_byline = finder(
    re.compile(
        r"by-?_?line|\bauthors?\b|[-_]author|author[-_]?(name|link|s)|\bwriter|writtenby|signature\b|\bautor(es)?\b|\bauteur",
        re.I,
    )
)
_PAGES_OF_AUTHORS = re.compile(
    r"/(?:authors?|by|contributors?|people|reporters?|columnists?|journalists?|autor(?:es|en)?|auteurs?|team|staff|profile)/[^/?#]{2,60}/?$",
    re.I,
)
"""Addresses of pages about authors."""
_BY = re.compile(
    r"(?:(?:written|article|story|words|text|authored|posted|published) )?(?:by|von|par|por|door|av|af|di|autor|auteur)\b|(?:authors?|contributors?)\b\W{0,4}$|authors?:",
    re.I,
)
_NOT_SEEN = ("meta", "link", "body", "html", "script", "head", "title", "input", "img")
_MOST_NAME, _MOST_WORDS = 40, 4
"""Most characters and words of a name that is not marked as a byline."""
_GAP = 6
"""Most elements between two names of one list."""
_UNSURE = frozenset(("site", "plain", "person"))
"""Sources that leave open whether the page has a byline: where they alone give names, its lines are read too."""
_NEAREST = 3
"""How many elements that look like bylines are read for agencies and desks, the nearest to the headline."""
_UNMARKED = frozenset(("plain", "group", "lines"))
_JOINED = "_@./-"
"""Characters besides letters and digits that make a word part of a longer one, such as an address."""
_INITIALS = 3
"""Words of a name up to this length are particles or initials."""
_MOST_OF_KIND = 12
"""Most elements of one kind that are examined, the nearest to the headline first."""


class Small:
    """The words that a text has in lower case."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, bool] = {}

    def __contains__(self, word: str) -> bool:
        if word not in self._known:
            self._known[word] = word[0].islower() and self._stands(word)
        return self._known[word]

    def _stands(self, word: str) -> bool:
        start = self._text.find(word)
        while start >= 0:
            end = start + len(word)
            around = self._text[max(0, start - 1) : start] + self._text[end : end + 1]
            if not any(one.isalnum() or one in _JOINED for one in around):
                return True
            start = self._text.find(word, end)
        return False


@dataclass
class BylineOffer:
    """A list of names that may be the page's authors, and where the page gives it."""

    names: list[str]
    is_account: bool = False
    sources: set[str] = field(default_factory=set)
    places: list[tuple[int, HtmlElement]] = field(default_factory=list)  # number on the page


@dataclass
class BylineOffers:
    """All candidates of a page, and what is needed to compare them."""

    found: list[BylineOffer]
    start: int | None
    total: int
    dates: list[int]  # numbers of the elements that hold a year or a time
    text: str  # of the page
    small: Small


def offers(
    root: HtmlElement,
    tags: dict[str, list[str]],
    article: jsonld.Object,
    others: list[jsonld.Object],
    title: str | None,
    publisher: str | None,
) -> BylineOffers:
    """Return the lists of names that may be the authors; `others` are all JSON-LD objects of the page."""
    text = single_spaced(etree.tostring(root, method="text", encoding="unicode"))
    small = Small(text)
    found: dict[tuple[str, ...], BylineOffer] = {}

    def add(said: list[str], source: str, place: tuple[int, HtmlElement] | None = None) -> None:
        names = people(said)
        is_account = not names and source != "plain"
        names = accounts(said) if is_account else names
        if len(names) > 1:  # behind the names, a byline has the label of a section
            names = [name for name in names if share_of_small([name], small) < 1] or names
        if names:
            offer = found.setdefault(tuple(sorted(map(letters, names))), BylineOffer(names, is_account))
            if offer.is_account and not is_account:  # `Jane Doe` says more than the account `janedoe`
                offer.names, offer.is_account = names, False
            offer.sources.add(source)
            offer.places += [place] if place else []

    for source, said in _said(tags, article, others, publisher):
        add(said, source)
    start, total, dates, marked = _marked(root, title)
    for source, elements in marked.items():
        nearest = sorted(elements, key=lambda pair: _distance(pair[0], start))[:_MOST_OF_KIND]
        read = [(number, element, names_in(element)) for number, element in nearest]
        for number, element, names in read:
            add(names, source, (number, element))
        for number, element, names in _beside(read):  # of names that nothing marks too: those are menus
            add(names, "group", (number, element))
    if not any(offer.sources - _UNSURE for offer in found.values()):
        lines = as_lines([*lines_below(root, title), "", *lines_above(root, title)])
        add(byline_authors(lines, title or "", list(range(len(lines))), [], []), "lines")
    # A name that nothing marks is a label when the page has one of its words in small letters.
    kept = [
        offer
        for offer in found.values()
        if offer.sources - _UNMARKED or not share_of_small(offer.names, small)
    ]
    return BylineOffers(kept, start, total, dates, text, small)


def _said(
    tags: dict[str, list[str]], article: jsonld.Object, others: list[jsonld.Object], publisher: str | None
) -> Iterator[tuple[str, list[str]]]:
    """Yield the names that the page declares in its metadata, each with its source."""
    persons, organizations, tagged = declared(tags, article)
    yield "jsonld", persons
    for name, values in tagged.items():
        yield "meta" if name != "twitter:data1" else "label", values
    yield "organization", organizations
    for thing in others:
        if "Person" in jsonld.types(thing) and (person := jsonld.text(thing.get("name"))):
            yield "person", [person]
    if publisher:
        yield "site", [publisher]


def share_of_small(names: list[str], small: Small) -> float:
    """Return which share of the words in `names` is also in `small`; particles and initials do not count."""
    words = [word.casefold() for name in names for word in re.findall(r"[^\W\d_]+", name)]
    long = [word for word in words if len(word) > _INITIALS]
    return sum(word in small for word in long) / len(long) if long else 0.0


def nearest_bylines(root: HtmlElement, title: str | None) -> list[HtmlElement]:
    """Return the few elements that look like bylines, not those of other articles, which are nearest to the headline."""
    start, found = looking(root, title)
    bylines = sorted(chain(*found.values()), key=lambda pair: _distance(pair[0], start))
    return list(islice((element for _, element in bylines if not is_around(element)), _NEAREST))


def _beside(read: list[tuple[int, HtmlElement, list[str]]]) -> Iterator[tuple[int, HtmlElement, list[str]]]:
    """Yield the names of similar elements that follow one another closely, as one list: these are often co-authors."""
    row: list[tuple[int, HtmlElement, list[str]]] = []
    for one in [*sorted(read, key=lambda r: r[0]), None]:
        if row and (one is None or one[0] - row[-1][0] > _GAP):
            if len(row) > 1:
                yield row[0][0], row[0][1], [name for _, _, names in row for name in names]
            row = []
        if one is not None:
            row.append(one)


def declared(
    tags: dict[str, list[str]], article: jsonld.Object
) -> tuple[list[str], list[str], dict[str, list[str]]]:
    """Return the authors in JSON-LD that are people, those that are organizations, and the authors in meta tags."""
    authors = _listed(article.get("author")) or _listed(article.get("creator"))
    persons = jsonld.texts([author for author in authors if not _is_organization(author)])
    organizations = jsonld.texts([author for author in authors if _is_organization(author)])
    tagged = {name: tags[name] for name in _AUTHOR_TAGS if name in tags}
    # WordPress declares there who wrote, or how long it takes to read.
    label = next(iter(tags.get("twitter:data1", ())), "")
    if label and "twitter:label1" in tags and not any(map(str.isdigit, label)):
        tagged["twitter:data1"] = [label]
    return persons, organizations, tagged


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _is_organization(author: object) -> bool:
    return isinstance(author, dict) and any("Organization" in kind for kind in jsonld.types(author))


def _distance(number: int, start: int | None) -> int:
    return number if start is None else steps_from(start, number)


def _marked(
    root: HtmlElement, title: str | None
) -> tuple[int | None, int, list[int], dict[str, list[tuple[int, HtmlElement]]]]:
    """Find what is needed to look for authors: headline, dates, and elements that may name an author.

    Returns:
        The number of the headline's element; the number of elements; the numbers of elements with dates; and the elements
        that may name an author, with their numbers, by the reason to think so.
    """
    page = elements_of(root)
    start, looks = looking(root, title)
    found = {source: list(elements) for source, elements in looks.items()}
    dates: list[int] = []
    for number, (opening, tag) in enumerate(zip(page.openings, page.tags, strict=True)):
        own = opening.strip() if opening else ""
        if not (own or tag == "time") or number == start or tag in _NOT_SEEN:
            continue
        if tag == "time" or (own and len(own) < _MOST_NAME and YEAR.search(own)):
            dates.append(number)
        if 0 < len(own) <= MOST and (read := _reads_as(page.nodes[number], own)):
            found.setdefault(read[0], []).append((number, read[1]))
    return start, page.last, dates, found


@lru_cache(maxsize=1)  # of the page that is being read
def looking(
    root: HtmlElement, title: str | None
) -> tuple[int | None, dict[str, list[tuple[int, HtmlElement]]]]:
    """Return the number of the headline, and the elements that look like bylines by the reason to think so."""
    page = elements_of(root)
    start = page.number(headline_of(root, title))
    found: dict[str, list[tuple[int, HtmlElement]]] = {"rel": [], "item": [], "class": [], "link": []}
    named = set(page.named(_is_byline))
    linked = {n for n, tag in enumerate(page.tags) if tag == "a" and _is_of_author(page, n)}
    for number in sorted(named | linked):
        if number != start and page.tags[number] not in _NOT_SEEN:
            get = page.attributes[number].get
            is_item = "author" in (get("itemprop") or "")
            marked = "rel" if get("rel") == "author" else "item" if is_item else "class"
            found[marked if number in named else "link"].append((number, page.nodes[number]))
    return start, found


def _is_of_author(page: Elements, number: int) -> bool:
    """Return whether a link leads to a page about an author."""
    return bool(_PAGES_OF_AUTHORS.search(page.attributes[number].get("href") or ""))


def _reads_as(element: HtmlElement, own: str) -> tuple[str, HtmlElement] | None:
    """Return the reason to think that `element` or its parent names an author, and which; `own` is the text it starts with."""
    if _BY.match(own):
        parent = element.getparent()
        is_alone = parent is not None and (is_by_alone(own) or own.endswith(":")) and len(element) == 0
        return "by", parent if is_alone and parent is not None else element
    is_plain = len(own) <= _MOST_NAME and len(element) == 0 and _can_be_name(own)
    return ("plain", element) if is_plain else None


def _can_be_name(text: str) -> bool:
    words = text.split()
    if len(words) == 1:
        return is_chinese_name(text)
    return (
        len(words) <= _MOST_WORDS
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and not any(map(str.isdigit, text))
        and all(word[0].isupper() or (word.islower() and len(word) <= 3) for word in words)
    )
