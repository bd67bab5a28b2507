"""The verdict: whether a page is one article, or a page of another kind.

Two models read the signs of the page (`signs`, `judged`, `words`): one says whether it is an article, the other what else it
is. `verdict.md` in this folder says what they were trained on and how well they do on sites they were not trained on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

import numpy as np
from lxml.html import HtmlElement, document_fromstring

from etl import trees
from etl.clean.fields.metadata import Metadata, metadata
from etl.clean.page.dom_lines import Page, lines_of_page
from etl.clean.verdict.judged import judged_signs
from etl.clean.verdict.markup import markup_signs
from etl.clean.verdict.shape import shape_signs
from etl.clean.verdict.signs import SURE, is_running, page_signs
from etl.clean.verdict.words import word_signs, words_of_page

PageKind = Literal[
    "home",
    "listing",
    "search",
    "login",
    "error",
    "product",
    "service",
    "contact",
    "forum",
    "paywall",
    "empty",
]

_SEARCH_PATH = re.compile(
    r"^/(?:[a-z]{2}/)?(?:search|suche|recherche|buscar|busca|cerca|zoeken|szukaj)(?:/|$|\.)", re.I
)
MODEL, KINDS = (Path(__file__).with_name(name) for name in ("verdict.onnx", "verdict_kinds.onnx"))
LEAST, LEAST_DECLARED, LEAST_BARE = 0.09, 0.045, 0.02
"""Least probability that makes a page an article, a page that declares to be one, and a bare page. All are low, because losing
an article is far worse than keeping another page."""
_FEW_LINES, _MOSTLY = 8, 0.5
_FIELDS = ("input_text", "input_email", "input_password", "input_area", "input_select", "input_boxes")
"""A bare page has at most so many lines, running text for at least this share of them by weight, and none of these fields. Most
signs are about what stands around the text, so the model is less sure of such a page."""
_UNSURE, _UNSURE_OF_FRONT, _UNSURE_OF_LIST = 0.6, 0.3, 0.3
"""The same for a page without running text, with search results or of teasers, for a site's front, and for a list of articles
or posts."""
_TEASER, _HEADINGS, _LINKED = 300, 4, 0.6
"""A list of articles: largest weight of its longest running text; least number and share of its headings that are links."""
_POSTS = 3
"""Least number of boxes of one name, with running text and a heading that is a link, that are a list of posts."""
_TEASERS, _CUT_SHARE = 3, 0.7
"""Least number of paragraphs that end in an ellipsis, and their least share of the running text by weight, in a list of teasers:
of the 1,979 articles in seven sets of pages about which the models are asked, none has so many."""
_FEW_HYPHENS, _DEEP = 2, 4
"""An article's address has so many hyphens in a part, or so many parts."""
_SURE_TEXT, _SURER_TEXT, _LEAST_SURE = 0.8, 0.95, 1_000
"""Least share of the running text that is surely the article's, with an author and without; and then its least weight."""
_NOTICE = 1_500
"""A page whose title says "error" and that has less running text is an error."""
ERROR = re.compile(
    r"^(?:http )?(?:error )?(?:40[0134]|410|429|50[0234])\b|\b(?:page|file|story|article|url) (?:was |is |could )?(?:not|cannot)(?: be)? found"
    r"|^not found|page (?:doesn't|does not|no longer) exist|access (?:is )?denied|^forbidden|just a moment|attention required"
    r"|are you a (?:robot|human)|security check|service unavailable|bad gateway|^(?:redirect(?:ing)?\b.{0,20}|30[12] .{0,30}|moved permanently|example domain)$"
    r"|domain (?:name )?(?:is )?for sale|(?:enable|requires) javascript|page introuvable|seite (?:wurde )?nicht gefunden"
    r"|página no encontrada|página não encontrada|pagina non trovata|pagina niet gevonden|страница не найдена|页面不存在|页面未找到|ページが見つかりません",
    re.I,
)
"""What pages and scrapes of errors say."""
_SEARCH = re.compile(
    r"^(?:search(?: results?)?\b|\d+ (?:search )?results|results for|suchergebnisse|suche\b|résultats (?:de|pour)|recherche\b"
    r"|resultados (?:de|para)|risultati|zoekresultaten|результаты поиска|搜索结果|検索結果)|(?:search results|搜索结果)$",
    re.I,
)
_SAMPLE = """<html><head><title>The bridge stands | Bridge Times</title><link rel=canonical href="https://b.example/2026/05/the-bridge-stands">
<meta property="og:type" content="article"><meta name="author" content="Jane Stone"></head><body class="single post-1"><nav class=menu><a href=/>Home</a>
<a href=/n>News of the river and its town</a></nav><main><h1>The bridge stands</h1><p class=byline>By Jane Stone, 10:30</p><article class="entry-content"><p>The
council agreed on Tuesday, after long talks with the owners of the land, that the old bridge should be rebuilt.</p><p>"Work begins in May", the mayor said, and it
should end before the winter, when the river rises again: who would cross it then?</p></article><div class=card><h3><a href=/1>One bridge</a></h3><p>One</p></div>
<div class=card><h3><a href=/2>Two bridges</a></h3><p>For $2 in 2025</p></div><form><input type=email></form></main></body></html>"""


def kind_of(page: Page, root: HtmlElement, about: Metadata, likely: Sequence[float]) -> PageKind | None:
    """Return which kind of page `page` is, or None for an article; `likely` are the `likelihoods` of its lines."""
    if not any(character.isalpha() for line in page.lines for character in line.text):
        return "empty"
    is_odd = _is_search(about) or any(map(ERROR.search, _titles(about)))
    if not is_odd and _is_surely_article(page, about, likely):
        return None
    signs = signs_but_words(page, root, about, likely) | word_signs(page, root, about, likely)
    share = trees.load(MODEL).of_rows([signs])[0]
    if is_article(signs, about, share, is_cut=are_teasers(page)):
        return None
    if _is_error(signs, about):
        return "error"
    if signs["running"] == 0 and about.is_paid:
        return "paywall"
    if _is_search(about):
        return "search"
    model = trees.load(KINDS)
    return cast(PageKind, model.classes[int(model.of_rows([signs])[0].argmax())])


def _is_surely_article(page: Page, about: Metadata, likely: Sequence[float]) -> bool:
    """Return whether the models need not be asked: a dated page at the address of an article, with an author and little other text.

    Without an author, it has hardly any other text.
    """
    parts = [part for part in urlsplit(about.url or "").path.split("/") if part]
    name = max(parts, key=len, default="")
    if about.authors and about.published_at and len(parts) >= _DEEP:
        return True
    if not about.published_at or (about.url and name.count("-") + name.count("_") < _FEW_HYPHENS):
        return False
    running = [(line.size, share) for line, share in zip(page.lines, likely, strict=True) if is_running(line)]
    sure, size = sum(size for size, share in running if share > SURE), sum(size for size, _ in running)
    return sure > _SURE_TEXT * size if about.authors else sure > max(_LEAST_SURE, _SURER_TEXT * size)


def are_teasers(page: Page) -> bool:
    """Return whether most of the running text is cut off, as what leads to articles is."""
    running = [line for line in page.lines if is_running(line)]
    cut = [line for line in running if line.text.rstrip(" )]").endswith(("…", "..."))]
    return len(cut) >= _TEASERS and sum(line.size for line in cut) >= _CUT_SHARE * sum(
        line.size for line in running
    )


def is_article(signs: dict[str, float], about: Metadata, share: float, *, is_cut: bool) -> bool:
    """Return whether a page with these `signs` is an article.

    `share` is the probability that the model gives, and `is_cut` says whether the page's texts `are_teasers`.
    """
    return not _is_error(signs, about) and share >= _least(signs, is_listing=is_cut or _is_search(about))


def _is_error(signs: dict[str, float], about: Metadata) -> bool:
    return any(map(ERROR.search, _titles(about))) and np.expm1(signs["running_size"]) < _NOTICE


def _is_search(about: Metadata) -> bool:
    return any(map(_SEARCH.search, _titles(about))) or bool(
        about.url and _SEARCH_PATH.match(urlsplit(about.url).path)
    )


def _titles(about: Metadata) -> list[str]:
    return [title for title in (about.title, about.page_title) if title]


def _least(signs: dict[str, float], *, is_listing: bool) -> float:
    """Return the least probability that makes the page an article.

    It is lower for a page that declares to be one or is bare, and higher for one without text, at a site's front, with a list of
    linked headings or of posts, or a search or teasers (`is_listing`).
    """
    if signs["running"] == 0 or is_listing:
        return _UNSURE
    if signs["path_root"] == 1:
        return _UNSURE_OF_FRONT
    is_short = signs["running_longest"] < np.log1p(_TEASER)
    are_links = signs["link_headings"] > np.log1p(_HEADINGS) and signs["link_headings_share"] >= _LINKED
    are_posts = signs["posts_all_headed"] >= np.log1p(_POSTS)
    if signs["og_article"] != 1 and ((is_short and are_links) or are_posts):
        return _UNSURE_OF_LIST
    if _is_bare(signs):
        return LEAST_BARE
    return LEAST_DECLARED if signs["og_article"] == 1 or signs["ld_article"] == 1 else LEAST


def _is_bare(signs: dict[str, float]) -> bool:
    is_small = signs["lines"] <= np.log1p(_FEW_LINES) and signs["running_share"] >= _MOSTLY
    return is_small and not any(signs[name] for name in _FIELDS)


def signs_but_words(
    page: Page, root: HtmlElement, about: Metadata, likely: Sequence[float]
) -> dict[str, float]:
    """Return the page's signs by name, without those of the readers of words."""
    running = [is_running(line) for line in page.lines]
    return {
        **page_signs(page, root, running),
        **markup_signs(page, root, about, running),
        **judged_signs(page, about, running, likely),
        **shape_signs(page, running, likely),
    }


def fingerprint() -> str:
    """Return a hash of the signs of a sample page: the models must only be given the signs they were trained with."""
    root = document_fromstring(_SAMPLE)
    page, about = lines_of_page(root.find("body")), metadata(root, _SAMPLE)
    likely = [number % 4 / 3 for number in range(len(page.lines))]
    signs = {name: round(value, 3) for name, value in signs_but_words(page, root, about, likely).items()}
    words = words_of_page(page, root, about, likely)
    return hashlib.sha256(f"{signs} {[sorted(own) for own in words.values()]}".encode()).hexdigest()
