"""What a page says about itself, from every place where publishers put it.

For each field the order of trust is: the article's JSON-LD object, the page's meta tags (OpenGraph and `article:`, then Dublin
Core, parsely, sailthru and plain names), microdata, and then what is visible. Titles, authors and dates are looked for in more
places: see `headline`, `bylines` and `page_dates`.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from pydantic import Field

from etl.article import Record
from etl.clean.fields.bylines import authors_and_credits
from etl.clean.fields.headline import headline
from etl.clean.fields.page_dates import page_dates
from etl.clean.fields.titles import is_name_of, site_in_title, title_element
from etl.clean.fragments import lines_of, unescaped
from etl.clean.page import jsonld
from etl.clean.page.parse import text_of

_SECTION_TAGS = ("article:section", "parsely-section", "og:section", "section")
_KEYWORD_TAGS = ("news_keywords", "article:tag", "parsely-tags", "sailthru.tags", "keywords", "dc.subject")
_SUMMARY_TAGS = ("og:description", "description", "dc.description", "twitter:description")
_PUBLISHER_TAGS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher")
_MOST_SECTIONS = 5
_LONGEST_NAME = 40
_SLOGAN = re.compile(r"\s{1,3}[|~–—·:-]{1,2}\s{1,3}")
_FRONTS = frozenset(("home", "homepage", "home page", "front page", "start", "startseite", "accueil", "inicio", "início", "главная", "首页", "トップ"))  # fmt: skip
# Copies in archives of the Web: the Wayback Machine and all that run its software, archive.today, arquivo.pt.
_ARCHIVED = re.compile(
    r"^https?://[^/]{1,99}/(?:[\w.-]{1,40}/){0,3}(?:\d{4,14}(?:[a-z]{2}_|\*)?|\d{4}\.\d\d\.\d\d-\d{6})/(?=https?:/)"
)
_ARCHIVES = re.compile(
    r"^https?://(?:www\.)?(?:archive\.(?:today|ph|is|li|md|vn|fo|org)|web\.archive\.org|arquivo\.pt)(?:/|$)"
)
# What templates print for nothing, and what systems note for themselves: `null`, `Elevated:false`, `cat-10482`.
_FLAG = re.compile(
    r"^(?:null|none|undefined|nan|true|false|\w{1,40}:\S{1,60}|[\w.-]{0,40}\d{5,20}[\w.-]{0,40}|[0-9a-f]{8}-[0-9a-f-]{27}|_\w{1,60})$",
    re.I,
)


class Metadata(Record):
    """The fields of an `Article` that a page declares about itself."""

    title: str | None = None
    summary: str | None = None
    authors: list[str] = Field(default_factory=list)
    credits: list[str] = Field(default_factory=list)
    published_at: str | None = None
    modified_at: str | None = None
    section: list[str] = Field(default_factory=list)
    keywords: list[str] = Field(default_factory=list)
    publisher: str | None = None
    url: str | None = None
    domain: str | None = None
    image_url: str | None = None
    language: str | None = None
    page_title: str | None = None  # the whole `<title>`
    kinds: list[str] = Field(default_factory=list)  # og:type and JSON-LD's types
    is_paid: bool = False  # JSON-LD says that not everybody can read it
    article_body: list[str] = Field(default_factory=list)  # lines of JSON-LD's own copy of the text


@dataclass(frozen=True)
class Parts:
    """The parts of a page that several fields are read from."""

    tags: dict[str, list[str]]  # of `<meta>`, by name in small letters
    found: list[jsonld.Object]
    article: jsonld.Object
    url: str | None
    domain: str | None
    publisher: str | None


def page_parts(root: HtmlElement) -> Parts:
    """Return the parts of the page at `root` that its fields are read from."""
    tags = _meta_tags(root)
    found = jsonld.objects(root)
    article = jsonld.article(found) or {}
    url = _base_url(root, tags, article)
    domain = domain_of(url)
    publisher = _publisher(root, tags, article, found, domain) or site_in_title(root, domain)
    return Parts(tags, found, article, url, domain, publisher)


def title_of(root: HtmlElement, parts: Parts) -> str | None:
    """Return the article's headline."""
    said = jsonld.text(parts.article.get("headline"))
    return headline(root, said, parts.tags, parts.publisher, parts.domain, parts.url)


def metadata(root: HtmlElement, content: str) -> Metadata:
    """Return what the page says about itself; `content` is its source. Nothing is guessed."""
    parts = page_parts(root)
    tags, found, article, base, publisher = parts.tags, parts.found, parts.article, parts.url, parts.publisher
    title = title_of(root, parts)
    authors, credited = authors_and_credits(root, tags, found, article, title, publisher, parts.domain)
    dates = page_dates(root, tags, article, title, base, content)
    return Metadata(
        title=title,
        summary=_line(jsonld.text(article.get("description")) or _first(tags, _SUMMARY_TAGS)),
        authors=authors,
        credits=credited,
        published_at=dates.published_at,
        modified_at=dates.modified_at,
        section=_section(tags, article, found, title, publisher),
        keywords=_keywords(tags, article),
        publisher=_without_slogan(publisher) if publisher else None,
        url=base,
        domain=parts.domain,
        image_url=_image(tags, article, base),
        language=_language(root, tags, article),
        page_title=title_element(root) or None,
        kinds=[*tags.get("og:type", []), *(kind for thing in found for kind in jsonld.types(thing))],
        is_paid=str(article.get("isAccessibleForFree")).lower() in ("false", "no"),
        article_body=lines_of(jsonld.text(article.get("articleBody")) or ""),
    )


def _meta_tags(root: HtmlElement) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = unescaped((meta.get("content") or meta.get("value") or "").strip())
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := meta.get(attribute):
                tags.setdefault(name.strip().lower(), []).append(content[:2000])
    return tags


def _values(tags: dict[str, list[str]], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield from tags.get(name, ())


def _first(tags: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next(_values(tags, names), None)


def _line(text: str | None) -> str | None:
    return (" ".join(lines_of(text)) or None) if text else None


def _section(
    tags: dict[str, list[str]],
    article: jsonld.Object,
    found: list[jsonld.Object],
    title: str | None,
    publisher: str | None,
) -> list[str]:
    """Return the path of sections from the site's front page down to the article, without these two."""
    ends = {(name or "").casefold() for name in (title, publisher)} | _FRONTS
    for thing in found:
        if "BreadcrumbList" in jsonld.types(thing):
            items = thing.get("itemListElement")
            crumbs = items if isinstance(items, list) else [items]
            if path := _path([_crumb(item) for item in crumbs if isinstance(item, dict)], ends):
                return path
    declared = jsonld.texts(article.get("articleSection")) or list(_values(tags, _SECTION_TAGS))
    names = [part for name in declared for part in (name.split("/") if name.startswith("/") else [name])]
    return _path(names, ends)


def _path(names: Iterable[str | None], ends: set[str]) -> list[str]:
    lines = [line for name in names if (line := _line(name)) and line.casefold() not in ends]
    return list(dict.fromkeys(lines))[:_MOST_SECTIONS]


def _crumb(item: jsonld.Object) -> str | None:
    return _line(jsonld.text(item.get("name")) or jsonld.text(item.get("item")))


def _keywords(tags: dict[str, list[str]], article: jsonld.Object) -> list[str]:
    declared = jsonld.texts(article.get("keywords"))
    if not declared:
        name = next((name for name in _KEYWORD_TAGS if name in tags), None)
        declared = tags[name] if name else []
    words = [_line(word) for value in declared for word in re.split(r"[,;，、]", value[:2000])]
    return list(dict.fromkeys(word for word in words if word and len(word) <= 100 and not _FLAG.match(word)))[
        :50
    ]


def _publisher(
    root: HtmlElement,
    tags: dict[str, list[str]],
    article: jsonld.Object,
    found: list[jsonld.Object],
    domain: str | None,
) -> str | None:
    declared = (jsonld.text(article.get("publisher")), *_values(tags, _PUBLISHER_TAGS), _site_name(found))
    named = [name for value in declared if (name := _line(value)) and not web_address(name)]
    # A company that owns many sites is declared as publisher; the site's own name is the one that its address has.
    if named:
        return next((name for name in named if is_name_of(name, domain)), named[0])
    marked = root.xpath("//*[contains(@itemprop, 'publisher')]//*[@itemprop='name']")
    names = [_line(element.get("content") or text_of(element)) for element in marked]
    return next((name for name in names if name and not web_address(name)), None)


def _without_slogan(name: str) -> str:
    """Return the site's name without its slogan: `Bridge Times` for `Bridge Times - News from the river`."""
    return _SLOGAN.split(name, maxsplit=1)[0] if len(name) > _LONGEST_NAME else name


def _site_name(found: list[jsonld.Object]) -> str | None:
    for kind in ("WebSite", "NewsMediaOrganization", "Organization"):
        for thing in found:
            if kind in jsonld.types(thing) and (name := jsonld.text(thing.get("name"))):
                return name
    return None


def _base_url(root: HtmlElement, tags: dict[str, list[str]], article: jsonld.Object) -> str | None:
    """Return the page's canonical address; if it declares several sites, on the one that it names and links to most.

    A copy of another site's story can name that site's page as its canonical one; the links then show whose page it is.
    """
    page = article.get("mainEntityOfPage")
    declared = [
        *(
            link.get("href")
            for link in root.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ),
        *tags.get("og:url", []),
        jsonld.text(article.get("url")),
        page.get("@id") if isinstance(page, dict) else page,
    ]
    addresses = [url for value in declared if isinstance(value, str) and (url := web_address(value))]
    named = Counter(_site(url) for url in addresses)
    if len(named) > 1:
        links = Counter(_site(url) for a in root.iter("a") if (url := web_address(a.get("href") or "")))
        own = max(named, key=lambda site: (named[site], links[site]))
        addresses = [url for url in addresses if _site(url) == own]
    # The address of a page says more than that of the site's front.
    return next((url for url in addresses if urlsplit(url).path.strip("/")), next(iter(addresses), None))


def web_address(value: str) -> str | None:
    """Return `value` if it is a complete web address, else None; for a copy in a web archive, the original's address."""
    value = _ARCHIVED.sub("", value.strip(), count=1)
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return value if is_whole and " " not in value and not _ARCHIVES.match(value) else None


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])


def domain_of(url: str | None) -> str | None:
    """Return the host of `url` without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None


def _image(tags: dict[str, list[str]], article: jsonld.Object, base: str | None) -> str | None:
    image = article.get("image")
    image = image[0] if isinstance(image, list) and image else image
    if isinstance(image, dict):
        image = image.get("url") or image.get("contentUrl")
    for value in (_first(tags, ("og:image", "og:image:url", "twitter:image")), image):
        if isinstance(value, str) and value.strip():
            try:
                return web_address(urljoin(base or "", html.unescape(value.strip())))
            except ValueError:
                continue
    return None


def _language(root: HtmlElement, tags: dict[str, list[str]], article: jsonld.Object) -> str | None:
    declared = (
        jsonld.text(article.get("inLanguage")),
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        _first(tags, ("content-language", "dc.language", "language", "og:locale")),
    )
    for value in declared:
        code = (value or "").strip().replace("_", "-")
        if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", code):
            return code
    return None
