"""Find the candidates for an article's date: each day that its page gives, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from lxml.html import HtmlElement

from etl.clean.dates.believable import is_believable
from etl.clean.dates.iso import iso_date
from etl.clean.dates.visible import Dates, dates_in, is_date_line
from etl.clean.fields.titles import title_element
from etl.clean.normalize import single_spaced
from etl.clean.page import jsonld
from etl.clean.page.elements import elements_of
from etl.clean.page.nearby import headline_of, steps_from
from etl.clean.page.parse import names_of, text_of

_PUBLISHED_TAGS = ("article:published_time", "og:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created", "datecreated", "date", "pubdate", "pub_date", "publishdate", "publish-date", "publish_date", "publication_date", "ptime", "pdate", "article.published", "article.created", "article_date_original", "originalpublicationdate", "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime", "displaydate", "release_date", "timestamp", "weibo:article:create_at", "weibo: article:create_at", "apub:time", "og:time", "published_time_telegram", "published", "published-date", "date-pub", "pub-date")  # fmt: skip
_MODIFIED_TAGS = ("article:modified_time", "og:updated_time", "og:modified_time", "og:article:modified_time", "article:modified", "datemodified", "dcterms.modified", "dc.date.modified", "article.updated", "lastmod", "last-modified", "revised", "moddate", "weibo:article:update_at")  # fmt: skip
_MODIFIED = re.compile(r"modif|update|edited", re.I)
LOOKS = re.compile(
    r"date|time|publish|posted|\bpub|updated|dateline|datum|fecha|byline|\bmeta|info|\byear\b|\bday\b", re.I
)
# Two letters that all the names have come first: they are looked for quickly. Of `&quot;` its last sign alone stands before a name.
_IN_SCRIPT = re.compile(
    r"""ub(?:(?<=["';][Pp]ub)(?:lished_?[Aa]t|lished_time|lish_?[Dd]ate|_?[Dd]ate|licationDate)|(?<=["';]date[Pp]ub)lished|(?<=["';]date_pub)lished"""
    r"""|(?<=["';]firstPub)lished|(?<=["';]articlePub)lishDate)(?:\\?["']|&quot;)\s{0,3}:\s{0,3}(?:\\?["']|&quot;)([^"'<>\\&]{8,40})(?:\\?["']|&quot;)"""
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_MOST_MARKED = 3
_DATE_ATTRIBUTES = tuple(
    "datetime title data-datetime data-date data-time data-timestamp data-utime data-published".split()
)
_MARKED = frozenset(_DATE_ATTRIBUTES) - {"title"}
_SLASHES = re.compile(r"(?<![\d./-])(0?[1-9]|1[0-2])/(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\d/])")
"""A date of three numbers, in which either of the first two can be the month."""
_MONTH_FIRST = ("us", "ph")
_TIMES = ("time", "relative-time", "local-time")
_NOT_SEEN = frozenset("meta link script head title html body option select textarea".split())
_SECONDS, _MILLISECONDS = 10, 13
"""Digits of a moment counted from 1970."""
_MOST_TEXT = 160
"""Most characters of a line with the article's date; longer lines are sentences of the text."""
_MOST_PART = 24
"""Most characters of a part of `<title>` that is only a date."""
_MOST_ALONE = 60
"""Most characters of a text between child elements that is a date and little else."""
_ABOVE = 4
"""An unmarked date counts up to so many elements above the headline; farther up is today's date."""
_DIGITS = re.compile(r"\d\D*+\d\D*+\d")
_WITH_ZONE = len("2026-01-01T10:00:00Z")
_MOST_LOOKED_AT = 25
"""Most visible dates that are examined, the nearest to the headline first."""
_FAR = 100_000
"""Distance from the headline if there is no headline."""
DECLARED = ("jsonld", "meta", "marked", "modified")
CHANGES = frozenset(("modified", "updated"))
"""Where a page says when the article was changed."""


@dataclass
class Place:
    """A visible date: its element, and the text of it."""

    number: int  # among all elements of the page
    element: HtmlElement
    text: str


@dataclass
class DateOffer:
    """A day on which the article may have been published."""

    day: str
    dates: list[str] = field(default_factory=list)  # the day, or moments of it, the most trusted first
    changes: list[str] = field(default_factory=list)  # the same, told as that of a change
    sources: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)

    @property
    def date(self) -> str:
        """The most precise of its dates: one with a time, better with a zone."""
        return max(self.dates or self.changes, key=len)


@dataclass
class DateOffers:
    """All candidates of a page, and what is needed to compute their signs."""

    found: list[DateOffer]
    start: int | None  # number of the headline
    total: int
    kinds: Counter[tuple[str, str]]  # how often a visible date has such a tag and class


def offers(
    root: HtmlElement, said: list[tuple[str, str]], title: str | None, url: str | None, scripts: str
) -> DateOffers:
    """Return all days that the page gives, starting with the declared ones (`said`); `scripts` is the page's source."""
    found: dict[str, DateOffer] = {}

    def add(date: str | None, source: str, place: Place | None = None) -> None:
        if date:
            offer = found.setdefault(date[:10], DateOffer(date[:10]))
            offer.sources.add(source)
            (offer.changes if source in CHANGES else offer.dates).append(date)
            offer.places += [place] if place else []

    for source, date in said:
        add(date, source)
    start, total, kinds, seen = _seen(root, title)
    for place in seen[:_MOST_LOOKED_AT]:
        for source, date in _dates_at(place, root):
            add(date, source, place)
    has_time = any(source in ("jsonld", "meta") and len(date) > len(date[:10]) for source, date in said)
    for source, elsewhere in () if has_time else _elsewhere(root, url, scripts):
        add(elsewhere, source)
    if not found:  # before the line with the date may stand a text with many numbers
        named = (place for place in seen[_MOST_LOOKED_AT:] if _says_date(place.element))
        for place in islice(named, _MOST_LOOKED_AT):
            for source, date in _dates_at(place, root):
                add(date, source, place)
    return DateOffers(list(found.values()), start, total, kinds)


def declared(root: HtmlElement, tags: dict[str, list[str]], article: jsonld.Object) -> list[tuple[str, str]]:
    """Return the dates in the page's metadata, the most trusted first, each with its source, one of `DECLARED`."""
    said = ((source, iso_date(value)) for source, value in _declared(root, tags, article))
    return [(source, date) for source, date in said if date]


def sure_dates(said: list[tuple[str, str]]) -> Dates | None:
    """Return the declared dates when nothing visible on the page could change them, else None.

    That is the case when the page declares a moment of publication with its zone, and a change on another day.
    """
    published = [date for source in ("jsonld", "meta") for at, date in said if at == source]
    changed = [date for source, date in said if source in CHANGES]
    if not published or not changed or any(date[:10] == published[0][:10] for date in changed):
        return None
    date = max((date for _, date in said if date[:10] == published[0][:10]), key=len)
    return Dates(date, changed[0]) if len(date) >= _WITH_ZONE else None


def _declared(
    root: HtmlElement, tags: dict[str, list[str]], article: jsonld.Object
) -> Iterator[tuple[str, str | None]]:
    """Yield the values that the page's metadata gives for its dates, the most trusted first, each with its source."""
    for key in ("datePublished", "dateCreated", "uploadDate"):
        yield "jsonld", jsonld.text(article.get(key))
    for name in _PUBLISHED_TAGS:
        for value in tags.get(name, ())[:1]:
            yield "meta", value
    page = elements_of(root)
    marked = (number for number, said in enumerate(page.attributes) if said and _is_marked(said))
    for number in islice(marked, _MOST_MARKED):
        said = page.attributes[number]
        yield "marked", said.get("datetime") or said.get("content") or text_of(page.nodes[number])
    yield "modified", jsonld.text(article.get("dateModified"))
    for name in _MODIFIED_TAGS:
        for value in tags.get(name, ())[:1]:
            yield "modified", value


def _is_marked(said: dict[str, str]) -> bool:
    """Return whether an element is marked as the day: in microdata, HTML 5's old attribute, or RDFa as Drupal writes it."""
    if "pubdate" in said or said.get("itemprop") in ("datePublished", "dateCreated"):
        return True
    named = said["property"] if "property" in said and "content" in said else ""
    return any(name in named for name in ("dc:date", "dc:created", "datePublished")) if named else False


def _seen(
    root: HtmlElement, title: str | None
) -> tuple[int | None, int, Counter[tuple[str, str]], list[Place]]:
    """Find the visible dates.

    Returns:
        The number of the headline's element; the number of elements; how often dates are in elements of each kind; and the
        visible dates, the nearest to the headline first.
    """
    page = elements_of(root)
    start = page.number(headline_of(root, title))
    seen: list[Place] = []
    marked = {
        number
        for number, said in enumerate(page.attributes)
        if page.tags[number] in _TIMES or (said and not _MARKED.isdisjoint(said))
    }
    for number in sorted({*marked, *page.texts}):
        own, element, is_marked = page.texts.get(number, ()), page.nodes[number], number in marked
        if number != start and page.tags[number] not in _NOT_SEEN:
            seen.extend(Place(number, element, text) for text in _lines_of(element, own, is_marked=is_marked))
    kinds = Counter((str(place.element.tag), place.element.get("class") or "") for place in seen)
    middle = -_FAR if start is None else start
    seen = [place for place in seen if not middle - place.number - _ABOVE > 0 or _says_date(place.element)]
    seen.sort(key=lambda p: steps_from(middle, p.number))
    return start, page.last, kinds, seen


def _elsewhere(root: HtmlElement, url: str | None, scripts: str) -> Iterator[tuple[str, str | None]]:
    """Yield the dates in the page's scripts, in its address and in parts of its `<title>`, each with its source."""
    for match in _IN_SCRIPT.finditer(scripts):
        yield "script", iso_date(match[1])
    if url and (in_address := _IN_ADDRESS.search(url)):
        yield "address", iso_date("-".join(in_address.groups()))
    for part in re.split(r"\s[|–—-]\s", title_element(root)):
        if len(part) <= _MOST_PART and is_date_line(part):
            yield "title", dates_in(part).published_at


def _says_date(element: HtmlElement) -> bool:
    """Return whether the tag, class or id of an element or of its parent says that it is a date."""
    parent = element.getparent()
    said = names_of(element) + (names_of(parent) if parent is not None and parent.tag != "body" else "")
    return element.tag in _TIMES or bool(LOOKS.search(said))


def _lines_of(element: HtmlElement, own: Iterable[str], *, is_marked: bool) -> list[str]:
    """Return the texts of an element that may be a date: its whole text if short, else those of its `own` texts that are short."""
    digits = [text for text in own if len(text) < 4 * _MOST_TEXT and _DIGITS.search(text)]
    if not digits and not is_marked:
        return []
    whole = text_of(element)
    if len(whole) <= _MOST_TEXT:
        return [whole]
    return [line for text in digits if len(line := single_spaced(text)) <= _MOST_ALONE]


def _dates_at(place: Place, root: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the dates of a visible line, each with its source: an attribute, the text, or a note of a change."""
    element = place.element
    says_change = bool(_MODIFIED.search(f"{element.get('itemprop') or ''} {place.text}"))
    for name in _DATE_ATTRIBUTES:
        value = (element.get(name) or "").strip()
        if date := iso_date(value) or _of_seconds(value):
            yield "updated" if says_change else "time", date
            return
    line = in_order(place.text, root)
    dates = dates_in(line)
    if dates.published_at:
        yield "text", dates.published_at
    if dates.modified_at:
        yield "updated", dates.modified_at


def in_order(line: str, root: HtmlElement) -> str:
    """Return `line` with its numeric dates as year-month-day, if the page's language settles which number is the month."""
    language, _, country = (root.get("lang") or "").casefold().replace("_", "-").partition("-")
    if not language or (language == "en" and not country):
        return line
    return _SLASHES.sub(r"\3-\1-\2" if country in _MONTH_FIRST else r"\3-\2-\1", line)


def _of_seconds(value: str) -> str | None:
    """Return the moment that is `value` seconds or milliseconds after 1970."""
    if len(value) not in (_SECONDS, _MILLISECONDS) or not (value.isascii() and value.isdigit()):
        return None
    moment = datetime.fromtimestamp(int(value[:10]), UTC).isoformat()
    return moment if is_believable(moment) else None
