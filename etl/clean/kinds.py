"""Which pages are no articles: fronts, search results, errors, and pages of a video alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from etl.clean.jsonld import ARTICLE_TYPES
from etl.clean.label import Reading as Blocks
from etl.clean.lines import Kind, kind, weight
from etl.clean.metadata import Metadata

_ERROR = re.compile(
    r"^(?:http )?(?:error )?(?:40[0134]|410|429|50[0234])\b|\b(?:page|file|story|article|url) (?:was |is |could )?(?:not|cannot)(?: be)? found"
    r"|^not found|page (?:doesn't|does not|no longer) exist|access (?:is )?denied|^forbidden|just a moment|attention required"
    r"|are you a (?:robot|human)|security check|service unavailable|bad gateway|^(?:redirect(?:ing)?\b.{0,20}|30[12] .{0,30}|moved permanently|example domain)$"
    r"|domain (?:name )?(?:is )?for sale|(?:enable|requires) javascript|page introuvable|seite (?:wurde )?nicht gefunden"
    r"|página no encontrada|página não encontrada|pagina non trovata|pagina niet gevonden|страница не найдена|页面不存在|页面未找到|ページが見つかりません",
    re.I,
)
_SEARCH = re.compile(
    r"^(?:search(?: results?)?\b|\d+ (?:search )?results|results for|suchergebnisse|suche\b|résultats (?:de|pour)|recherche\b"
    r"|resultados (?:de|para)|risultati|zoekresultaten|результаты поиска|搜索结果|検索結果)|(?:search results|搜索结果)$",
    re.I,
)
_FRONT_TITLE = re.compile(
    r"^(?:home ?page|home|startseite|accueil|inicio|início|главная(?: страница)?|首页|トップ(?:ページ)?)(?:\s[|–—:·-].{0,80})?$"
    r"|.{0,80}(?:[|–—·-]\s?(?:home ?page|home|startseite|accueil|inicio|início|главная|首页)|门户网站|官方网站)$",
    re.I,
)
_SITE = frozenset(("website", "Website"))
"""OpenGraph's type of a page that is no article, as sites write it; JSON-LD's `WebSite` stands on articles too."""
_LISTS = frozenset(
    ("CollectionPage", "SearchResultsPage", "ProfilePage", "ContactPage", "CheckoutPage", "FAQPage")
)
_LIST_PATH = re.compile(
    r"^/(?:[a-z]{2}/)?(?:search|suche|recherche|buscar|tags?|topics?|categor(?:y|ies)|sections?|authors?|archives?)(?:/|$)"
    r"|^/(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:index\.(?:html?|php|asp|jsp)|home\.html?)?$",
    re.I,
)
_LEAST_TEXT = 140
"""Weight of the running text in an article, below which it is a caption or a notice."""
_ERROR_MOST = 1_500
_VIDEO_MOST = 400
_LINKED = 4
_LINKED_SHARE = 0.45
_LINKED_SHARE_NEAR = 0.3
"""The share of paragraphs that are links on a front: of any address, and of one right below the site's root."""
_SITE_MOST = 500
"""Weight of the running text on a page that calls itself a site and names neither author nor date."""
_TEASER, _TEASER_OF_SITE = 300, 500
"""Weight of the longest paragraph of a front, and of one at the site's root that is mostly links; an article's is longer."""


def why_no_article(about: Metadata, found: Blocks, paragraphs: list[str]) -> str | None:
    """Return what the page is instead of an article, or None when it is one.

    What a page declares speaks for it: a front has to look like one and must not call itself an article.
    """
    path = (urlsplit(about.url).path or "/") if about.url else None
    is_site = not _SITE.isdisjoint(about.kinds)
    # A front lists articles in its JSON-LD as well.
    is_front = is_site and path == "/"
    is_declared = not is_front and any(
        name in ARTICLE_TYPES or name.lower() == "article" for name in about.kinds
    )
    title = about.title or ""
    if not any(character.isalpha() for line in paragraphs for character in line):
        return "no running text on the page"
    is_error = bool(_ERROR.search(title))
    if is_declared and not is_error:
        return None
    sizes = [weight(line) for line in paragraphs if kind(line) is Kind.PROSE]
    size, longest = sum(sizes), max(sizes, default=0)
    if is_error and size < _ERROR_MOST:
        return "an error page"
    if is_declared:
        return None
    is_video = any(name == "VideoObject" or name.lower().startswith("video") for name in about.kinds)
    if is_video and size < _VIDEO_MOST:
        return "a video without an article"
    is_list = (
        any(name in _LISTS for name in about.kinds)
        or (is_site and "ItemList" in about.kinds)
        or bool(path is not None and _LIST_PATH.match(path))
    )
    if _SEARCH.search(title) and (is_list or found.linked >= 2):
        return "search results"
    share = _LINKED_SHARE_NEAR if path is not None and path.strip("/").count("/") == 0 else _LINKED_SHARE
    is_linked = found.linked >= _LINKED and found.linked >= share * len(found.paragraphs)
    says_site = (is_site and size < _SITE_MOST) or bool(_FRONT_TITLE.match(about.page_title or ""))
    is_bare = says_site and not (about.authors or about.published_at)
    most = _TEASER_OF_SITE if is_front and is_linked else _TEASER
    if longest < most and (is_list or is_linked or is_bare):
        return "a front or list of articles"
    if size < _LEAST_TEXT and (not sizes or is_list):
        return "no running text on the page"
    return None
