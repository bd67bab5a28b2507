"""What stands inside an article's element without being the article: boxes, bars, lists of links."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from etl.clean.candidates import commas, name_weight
from etl.clean.page import is_inside, link_density, names_of, remove, text_of

_NEVER = ("object", "embed", "footer", "link", "aside", "iframe", "input", "textarea", "select", "button",
          "noscript", "svg", "nav", "canvas", "audio", "video", "dialog", "form", "fieldset")  # fmt: skip
_SHARE = re.compile(r"(\b|_)(share|sharedaddy)(\b|_)", re.I)
_SHARE_MOST = 500
"""Characters above which an element called "share" is more than a bar of buttons."""
# What newsrooms' systems call the boxes that they set between paragraphs.
_BOX = re.compile(
    r"(?<![a-z])(?:newsletters?|related|recirc|read-?more|most-?(?:read|popular)|trending|promos?|author-?(?:bio|box|info|card)"
    r"|about-?author|bio-?box|comments?|disqus|cookies?|consent|gdpr|subscribe|sign-?up|social|toolbar|breadcrumbs?|bylines?"
    r"|timestamp|(?:article|post|entry)-?meta(?:data)?|buttons?-(?:wrap(?:per)?|group)|tags?-?list|post-?tags|advert(?:isement|ising)?|sponsor(?:ed)?|outbrain|taboola"
    r"|credits?|copyright|print-?only|pagination|gallery-?nav|more-?(?:from|on|stories)|recommend(?:ed|ations)?|rating|feedback"
    r"|skip-?link|visually-?hidden|screen-?reader(?:-text)?|sr-only)(?![a-z])",
    re.I,
)
_BOX_MOST = 1_000
_BOX_SHARE = 0.2
"""Characters, and share of the article's, above which a name lies: text stands in the box."""
_BOX_SMALL = 150
"""Characters of a box that its name is believed for in a short article too, if half of the text is elsewhere."""
_MOST = 0.6
"""Share of the article's text above which an element is no box in it, whatever its name or shape."""
_AD_WORDS = re.compile(
    r"^(ad(vertising|vertisement)?|pub(licité)?|werb(ung)?|广告|реклама|anuncio|publicidad)$", re.I
)
_LOADING = re.compile(r"^((loading|正在加载|загрузка|chargement|cargando)(…|\.\.\.)?)$", re.I)


def remove_boilerplate(article: HtmlElement, by_names: bool, by_shape: bool) -> None:
    """Take out of `article` what is not its text: `by_names`, and `by_shape` (links, inputs, images)."""
    length = len(text_of(article))
    for element in list(article.iterdescendants(*_NEVER)):
        if len(text_of(element)) <= _MOST * length:
            remove(element)
    length = len(text_of(article))
    most = min(_BOX_MOST, max(_BOX_SHARE * length, min(_BOX_SMALL, length / 2)))
    for element in list(article.iterdescendants()):
        if element.getparent() is None or not isinstance(element.tag, str):
            continue
        names = names_of(element)
        if len(names) == 1:
            continue
        said = _names_a_box(names)
        if (said == "share" and len(text_of(element)) < _SHARE_MOST) or (
            by_names and said == "box" and len(text_of(element)) < most
        ):
            remove(element)
    for element in list(article.iterdescendants("h1", "h2")):
        if by_names and name_weight(element) < 0:
            remove(element)
    if by_shape:
        tables = {table for table in article.iter("table") if is_data_table(table)}
        for tag in ("table", "ul", "ol", "div", "section"):
            for element in reversed(list(article.iterdescendants(tag))):
                if _is_box(element, by_names, tables) and len(text_of(element)) <= _MOST * length:
                    remove(element)
    for element in list(article.iterdescendants("h1")):
        remove(element)


@lru_cache(maxsize=10_000)
def _names_a_box(names: str) -> str | None:
    if _SHARE.search(names):
        return "share"
    return "box" if _BOX.search(names) else None


def is_data_table(table: HtmlElement) -> bool:
    """Return whether `table` holds data, not layout: a caption, headers, or rows and columns of cells."""
    if table.get("role") == "presentation" or table.get("datatable") == "0":
        return False
    if (
        table.get("summary")
        or next(table.iter("caption", "col", "colgroup", "tfoot", "thead", "th"), None) is not None
    ):
        return True
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    columns = max((len(row.findall("td")) for row in rows), default=0)
    if len(rows) == 1 or columns == 1:
        return False
    return len(rows) >= 10 or columns > 4 or len(rows) * columns > 10


def _is_box(element: HtmlElement, by_names: bool, tables: set[HtmlElement]) -> bool:
    """Return whether `element` is no part of the text; `tables` are those that hold data."""
    if element in tables or is_inside(element, "code"):
        return False
    if tables and any(table in tables for table in element.iterancestors("table")):
        return False
    if tables and any(table in tables for table in element.iterdescendants("table")):
        return False
    weight = name_weight(element) if by_names else 0
    if weight < 0:
        return True
    text = text_of(element)
    if commas(text) >= 10:
        return False
    return _has_shape_of_a_box(element, text, weight)


def _has_shape_of_a_box(element: HtmlElement, text: str, weight: int) -> bool:
    if _AD_WORDS.match(text) or _LOADING.match(text):
        return True
    tags: dict[str, int] = {}
    for below in element.iterdescendants():
        if isinstance(below.tag, str):
            tags[below.tag] = tags.get(below.tag, 0) + 1
    paragraphs, images = tags.get("p", 0), tags.get("img", 0)
    items = tags.get("li", 0) - 100
    length = len(text)
    density = link_density(element, length)
    is_list = element.tag in ("ul", "ol") or _is_mostly_list(element, length)
    in_figure = is_inside(element, "figure")
    headings = sum(len(text_of(h)) for h in element.iterdescendants("h1", "h2", "h3", "h4", "h5", "h6"))
    heading_density = headings / length if length else 0.0
    if not in_figure and images > 1 and paragraphs / images < 0.5:
        return True
    if not is_list and items > paragraphs:
        return True
    is_short = not is_list and not in_figure and heading_density < 0.9 and length < 25
    if is_short and images not in (1, 2) and density > 0:
        return True
    if not is_list and weight < 25 and density > 0.2:
        return True
    if weight >= 25 and density > 0.5:
        return True
    return images == 0 and length == 0


def _is_mostly_list(element: HtmlElement, length: int) -> bool:
    listed = sum(len(text_of(item)) for item in element.iterdescendants("ul", "ol"))
    return bool(length) and listed / length > 0.9
