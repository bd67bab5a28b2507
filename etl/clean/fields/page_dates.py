"""When the article was published and modified: ISO 8601, with the zone that the page states and never another.

The order of trust: JSON-LD's article object, meta tags, microdata and `<time>` by the headline, a visible date by
the headline, the page's own script data, the date in the article's address, and last a line below the headline
that nothing marks.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from etl.clean.dates.believable import is_believable
from etl.clean.dates.english import english_date
from etl.clean.dates.visible import Dates, is_date_line, parse_date_line
from etl.clean.fields.text_dates import dates_of
from etl.clean.fields.titles import title_element
from etl.clean.normalize import single_spaced
from etl.clean.page import jsonld
from etl.clean.page.nearby import FAR, by_headline, lines_above, lines_below
from etl.clean.page.parse import text_of

_PUBLISHED_TAGS = ("article:published_time", "og:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created", "datecreated", "date", "pubdate", "pub_date", "publishdate", "publish-date", "publish_date", "publication_date", "ptime", "pdate", "article.published", "article.created", "article_date_original", "originalpublicationdate", "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime", "displaydate", "release_date", "timestamp", "weibo:article:create_at", "weibo: article:create_at", "apub:time", "og:time", "published_time_telegram", "published", "published-date", "date-pub", "pub-date")  # fmt: skip
_MODIFIED_TAGS = ("article:modified_time", "og:updated_time", "og:modified_time", "og:article:modified_time", "article:modified", "datemodified", "dcterms.modified", "dc.date.modified", "article.updated", "lastmod", "last-modified", "revised", "moddate", "weibo:article:update_at")  # fmt: skip
_LOOKS = re.compile(
    r"date|time|publish|posted|\bpub|updated|dateline|datum|fecha|byline|\bmeta|info|\byear\b|\bday\b", re.I
)
_MODIFIED = re.compile(r"modif|update|edited", re.I)
_SPREAD = re.compile(r"\b(\d{4})\s{1,3}(\d{1,2})\s?[/.-]\s?(\d{1,2})\b")
_IN_SCRIPT = re.compile(
    r"""(?:["']|&quot;)(?:datePublished|date_published|publishedAt|published_at|publishDate|publish_date|pub_date|pubdate|publishdate"""
    r"""|publicationDate|firstPublished|published_time|articlePublishDate)(?:\\?["']|&quot;)\s{0,3}:\s{0,3}(?:\\?["']|&quot;)([^"'<>\\&]{8,40})(?:\\?["']|&quot;)""",
    re.I,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
# Microdata, HTML 5's old attribute, and RDFa as Drupal writes it.
_MARKED = (
    "//*[@itemprop='datePublished' or @itemprop='dateCreated' or @pubdate"
    " or (@content and (contains(@property, 'dc:date') or contains(@property, 'dc:created') or contains(@property, 'datePublished')))]"
)
_DATE_ATTRIBUTES = (
    "datetime",
    "title",
    "data-datetime",
    "data-date",
    "data-time",
    "data-timestamp",
    "data-utime",
    "data-published",
)
_SLASHES = re.compile(r"(?<![\d./-])(0?[1-9]|1[0-2])/(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\d/])")
"""A date of three numbers, of which either of the first two may be the month."""
_MONTH_FIRST = ("us", "ph")
_BESIDE = 100
"""Elements from the headline within which a date must stand that is believed more than a declared one."""
_TIMES = ("time", "relative-time", "local-time")
_MOST_TEXT = 160
_TRIES = 25
_MOST_ALONE = 60
"""Characters of a line below the article's first paragraph that is a date and little else."""
_MOST_PART = 24
"""Characters of a part of `<title>` that is a date and nothing else."""

_ISO = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]{1,2}(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
# As JavaScript writes a Date: `Sat Nov 18 2017 15:21:41 GMT+0100 (CET)`.
_SCRIPT_DATE = re.compile(
    r"^([A-Z][a-z]{2}),? ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d{1,2}:\d{2}(?::\d{2})?)(?: (?:GMT|UTC)?([+-]\d{4})?.{0,60})?$"
)
_SLASHED = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})$")
_YEAR_FIRST = re.compile(r"^((?:19|20)\d\d) ([A-Z][a-z]{2}) (\d{1,2})$")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_FIRST_YEAR = 1700
"""Before the first daily newspapers of record, so that a zero date of a database is no date."""


def page_dates(
    root: HtmlElement,
    tags: dict[str, list[str]],
    article: jsonld.Object,
    title: str | None,
    url: str | None,
    scripts: str,
) -> Dates:
    """Return when the page says that the article was published and modified; `scripts` is its raw content."""
    published = _declared(article, ("datePublished", "dateCreated", "uploadDate"), tags, _PUBLISHED_TAGS)
    modified = _declared(article, ("dateModified",), tags, _MODIFIED_TAGS)
    is_of_build = published is not None and modified is not None and published[:10] == modified[:10]
    if published is None or is_of_build:
        seen = _visible(root, title, *([_BESIDE] if is_of_build else []))
        if is_of_build and seen.published_at is None:
            seen = dates_of(_in_order(line, root) for line in lines_below(root, title))
        if is_of_build and seen.published_at and published and seen.published_at[:10] < published[:10]:
            published = seen.published_at  # some systems declare as both when the page was last built
        published = published or seen.published_at or _from_scripts(scripts) or _from_address(url)
        modified = modified or seen.modified_at
    if published is None:
        near = [*lines_below(root, title), *lines_above(root, title), *_title_parts(root)]
        below_lead = [line for line in lines_below(root, title, leads=1) if len(line) <= _MOST_ALONE]
        seen = dates_of(_in_order(line, root) for line in [*near, *below_lead])
        published, modified = seen.published_at, modified or seen.modified_at
    # Many systems declare of a page only when it was last changed.
    return Dates(published or modified, modified)


def _in_order(line: str, root: HtmlElement) -> str:
    """Return `line` with its dates of three numbers in the order of the year first, where the page's language tells theirs."""
    language, _, country = (root.get("lang") or "").casefold().replace("_", "-").partition("-")
    if not language or (language == "en" and not country):
        return line
    return _SLASHES.sub(r"\3-\1-\2" if country in _MONTH_FIRST else r"\3-\2-\1", line)


def _title_parts(root: HtmlElement) -> list[str]:
    """Return the parts of `<title>` that some sites set a date in."""
    parts = re.split(r"\s[|–—-]\s", title_element(root))
    return [part for part in parts if len(part) <= _MOST_PART and is_date_line(part)]


def _declared(
    article: jsonld.Object, keys: tuple[str, ...], tags: dict[str, list[str]], names: tuple[str, ...]
) -> str | None:
    values = [jsonld.text(article.get(key)) for key in keys]
    values.extend(value for name in names for value in tags.get(name, ()))
    return next((date for value in values if (date := iso_date(value))), None)


def _visible(root: HtmlElement, title: str | None, far: int = FAR) -> Dates:
    for element in root.xpath(_MARKED):
        if date := iso_date(element.get("datetime") or element.get("content") or text_of(element)):
            return Dates(date)
    modified = None
    for number, element in enumerate(by_headline(root, title, _LOOKS, *_TIMES, far=far)):
        if number >= _TRIES:
            break
        text = text_of(element)
        if len(text) > _MOST_TEXT:
            continue
        stated = _stated(element)
        found = Dates(stated) if stated else _from_line(_in_order(text, root))
        if stated and _MODIFIED.search(f"{element.get('itemprop') or ''} {text}"):
            found = Dates(None, stated)
        modified = modified or found.modified_at
        if found.published_at:
            return Dates(found.published_at, modified)
    return Dates(None, modified)


def _stated(element: HtmlElement) -> str | None:
    """Return the date in an attribute of `element`, or of what stands in it: it is whole where the text is an age."""
    for one in (element, *element.iter("time", "abbr", "span")):
        for name in _DATE_ATTRIBUTES:
            value = (one.get(name) or "").strip()
            if date := (iso_date(value) or _of_seconds(value)):
                return date
    return None


def _of_seconds(value: str) -> str | None:
    """Return the moment of a number of seconds or milliseconds since 1970."""
    if not _EPOCH.match(value):
        return None
    return _valid(datetime.fromtimestamp(int(value[:10]), UTC).isoformat())


def _from_line(text: str) -> Dates:
    if not _MODIFIED.search(text) and (date := english_date(text)):
        return Dates(date)
    return dates_of([_SPREAD.sub(r"\1-\2-\3", text)])


def _from_scripts(content: str) -> str | None:
    return next((date for match in _IN_SCRIPT.finditer(content) if (date := iso_date(match[1]))), None)


def _from_address(url: str | None) -> str | None:
    match = _IN_ADDRESS.search(urlsplit(url).path) if url else None
    return _valid(f"{match[1]}-{match[2]}-{match[3]}") if match else None


def iso_date(value: str | None) -> str | None:
    """Return `value` as an ISO 8601 date or date-time, or None when it is none.

    The offset is kept as the page gave it; a date-time without offset stays without one.
    """
    if not value:
        return None
    text = single_spaced(value)[:100]
    match = _ISO.match(text)
    if match:
        return _from_iso(match)
    slashed = _SLASHED.match(text)
    if slashed:
        return _valid(f"{slashed[1]}-{int(slashed[2]):02}-{int(slashed[3]):02}")
    if named := _YEAR_FIRST.match(text):
        text = f"{named[3]} {named[2]} {named[1]}"
    if _EPOCH.match(text):
        return None  # a bare number may count seconds or milliseconds of anything
    if script := _SCRIPT_DATE.match(text):
        text = f"{script[1]}, {script[3]} {script[2]} {script[4]} {script[5]} {script[6] or ''}".strip()
    try:
        return _valid(parsedate_to_datetime(text).isoformat())
    except (ValueError, TypeError, IndexError):
        return parse_date_line(text).published_at


def _from_iso(match: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second, zone = match.groups()
    date = f"{year}-{month}-{day}"
    if hour is None:
        return _valid(date)
    return _valid(f"{date}T{hour}:{minute}:{second or '00'}{_offset(zone)}")


def _offset(zone: str | None) -> str:
    if zone is None:
        return ""
    if zone in ("Z", "UTC", "GMT"):
        return "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _valid(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return text if moment.year >= _FIRST_YEAR and is_believable(text) else None
