"""What a page is: one article, or a page of another kind.

Two models read the signs of the page (`page_signs`): whether it is an article, and if not what else. What they were
trained on and how well they do on sites they never saw stands in `verdict.md` beside them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

import numpy as np
from lxml.html import HtmlElement

from etl import trees
from etl.clean.dom_lines import Page
from etl.clean.metadata import Metadata
from etl.clean.page_signs import page_signs

Kind = Literal[
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
LEAST = 0.1
"""Probability of being an article below which a page is none: an article lost costs far more than a page too many."""
_UNSURE, _UNSURE_OF_HEADINGS = 0.5, 0.25
_TEASER, _HEADINGS, _LINKED = 300, 4, 0.6
"""Weight of the longest running text of a list; how many of its headings, and what share of them, are links."""
_NOTICE = 1_500
"""Weight of the running text below which a page whose title says so is an error."""
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


def kind_of(page: Page, root: HtmlElement, about: Metadata) -> Kind | None:
    """Return what `page` is instead of an article, or None when it is one."""
    if not any(character.isalpha() for line in page.lines for character in line.text):
        return "empty"
    titles = [title for title in (about.title, about.page_title) if title]
    signs = page_signs(page, root, about)
    if any(map(_ERROR.search, titles)) and np.expm1(signs["running_size"]) < _NOTICE:
        return "error"
    columns = {name: np.array([value]) for name, value in signs.items()}
    likely = trees.load(MODEL).probabilities(columns)[0]
    is_found = any(map(_SEARCH.search, titles)) or bool(
        about.url and _SEARCH_PATH.match(urlsplit(about.url).path)
    )
    if likely >= _least(signs, is_found):
        return None
    if signs["running"] == 0 and about.is_paid:
        return "paywall"
    if is_found:
        return "search"
    model = trees.load(KINDS)
    return cast(Kind, model.classes[int(model.probabilities(columns)[0].argmax())])


def _least(signs: dict[str, float], is_found: bool) -> float:
    """Return the probability that the page must have: more without any text, among linked headings, or as a search."""
    if signs["running"] == 0 or is_found:
        return _UNSURE
    is_short = signs["running_longest"] < np.log1p(_TEASER)
    if is_short and signs["link_headings"] > np.log1p(_HEADINGS) and signs["link_headings_share"] >= _LINKED:
        return _UNSURE_OF_HEADINGS
    return LEAST
