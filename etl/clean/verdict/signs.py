"""Signs (features) of a whole page that tell an article from a front page, list, form or shop; no sign is a word.

*Running text* is a line as long as a sentence that ends like one and is not a link.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from etl.clean.fields.metadata import Metadata
from etl.clean.page.dom_lines import DomLine, Page
from etl.clean.page.jsonld import ARTICLE_TYPES

GROUPS = {
    "declared": ("og_", "ld_", "said_"),
    "address": ("path_", "has_url"),
    "landmarks": ("tag_article", "tag_section", "tag_time", "tag_main", "class_"),
    "headings": ("h1_", "tag_h1", "tag_h2", "tag_h3"),
    "form": ("input_", "tag_form", "tag_img", "tag_table", "tag_video", "tag_li", "tag_p"),
    "containers": ("inside_",),
    "headline": ("head_",),
    "names": ("words_names",),
    "prose": ("words_text",),
}
"""Beginnings of the names of signs that a page may lack together; such groups are left out at random in training."""

_RUNNING = 80
"""Least weight of a line of running text."""
_SENTENCE = re.compile(r"[.!?…。！？।؟۔](?:\s|$|[\"'”’»)\]])|[。！？]")
_LINKED = 0.3
_HEADLINE = (20, 160)
"""Weights of lines that are links to articles; shorter ones are menus."""
_GAP = 3
_PRICE = re.compile(
    r"(?:[$€£¥₽₴₹]|\b(?:USD|EUR|GBP|PLN|zł|Kč|kr|руб)\.?)\s?\d|(?<![\d.,])\d[\d.,]{0,12}\s?(?:[$€£¥₽₴₹]|(?:USD|EUR|zł|Kč|kr|руб)\b)"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_QUOTE = re.compile('["“”„«»「」『』]')
_DATE_PATH = re.compile(r"/(?:19|20)\d\d/|/(?:19|20)\d\d-?[01]\d|[-/]\d{1,2}[-/](?:19|20)\d\d\b")
_SINGLE = re.compile(r"\b(?:single|post-\d+|postid|node-type|article|story|detail|item-view)", re.I)
_MANY = re.compile(r"\b(?:home|front|index|archive|category|tag-|search|blog-list|listing|author)", re.I)
_OPEN_GRAPH = {
    "article": ("article", "news", "blog"),
    "site": ("website", "blog", "profile"),
    "product": ("product", "place", "business"),
    "video": ("video", "music"),
}
_LINKED_DATA = {
    "article": (*ARTICLE_TYPES,),
    "product": ("Product", "Offer", "AggregateOffer", "Event", "Recipe", "JobPosting", "LocalBusiness", "Service", "Course"),
    "list": ("CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "ContactPage", "FAQPage", "AboutPage"),
    "page": ("WebPage", "WebSite", "Organization", "Corporation", "SearchAction"),
    "news": ("NewsMediaOrganization", "Person"),
}  # fmt: skip
_TAGS = (
    "h1",
    "h2",
    "h3",
    "article",
    "section",
    "time",
    "main",
    "form",
    "p",
    "li",
    "table",
    "img",
    "video",
    "button",
)


def page_signs(page: Page, root: HtmlElement, about: Metadata, running: list[bool]) -> dict[str, float]:
    """Return the value of each sign by its name; NaN where the page does not say.

    `running` says for each line whether it is running text.
    """
    lines = page.lines
    return {
        **_text(lines, running),
        **_places(page, running),
        **_links(page, root),
        **_elements(root, about, [line for line, runs in zip(lines, running, strict=True) if runs]),
        **_declared(root, about),
        **_address(about.url),
    }


def is_running(line: DomLine) -> bool:
    """Return whether `line` is running text."""
    return (
        line.size >= _RUNNING and line.linked < _LINKED * len(line.text) and bool(_SENTENCE.search(line.text))
    )


def log_of(value: float) -> float:
    """Return the logarithm of a count plus one, so that a count of 0 is allowed."""
    return math.log1p(value)


def share_of(part: float, whole: float) -> float:
    """Return `part` divided by `whole`, or 0 if `whole` is 0."""
    return part / whole if whole else 0.0


def _text(lines: list[DomLine], running: list[bool]) -> dict[str, float]:
    sizes = [line.size for line, runs in zip(lines, running, strict=True) if runs]
    text = "\n".join(line.text for line, runs in zip(lines, running, strict=True) if runs)[:50_000]
    whole = "\n".join(line.text for line in lines)[:100_000]
    size, total = sum(sizes), sum(line.size for line in lines)
    prices = len(_PRICE.findall(whole))
    return {
        "lines": log_of(len(lines)),
        "size": log_of(total),
        "running": log_of(len(sizes)),
        "running_size": log_of(size),
        "running_longest": log_of(max(sizes, default=0)),
        "running_mean": log_of(share_of(size, len(sizes))),
        "running_share": share_of(size, total),
        "running_over_200": sum(size >= 200 for size in sizes),
        "running_over_400": sum(size >= 400 for size in sizes),
        "running_first": share_of(
            next((n for n, runs in enumerate(running) if runs), len(lines)), len(lines)
        ),
        "short_share": share_of(sum(line.size < 30 for line in lines), len(lines)),
        "commas": share_of(sum(map(text.count, ",،、，")), len(text)),
        "questions": share_of(sum(map(whole.count, "?？؟")), len(lines)),
        "quotes": share_of(len(_QUOTE.findall(text)), len(sizes)),
        "digits": share_of(sum(map(str.isdigit, whole[:20_000])), min(len(whole), 20_000)),
        "prices": log_of(prices),
        "prices_share": share_of(prices, len(lines)),
        "years": share_of(len(_YEAR.findall(whole)), len(lines)),
        "clocks": share_of(len(_CLOCK.findall(whole)), len(lines)),
        "repeated": share_of(len(lines) - len({line.text for line in lines}), len(lines)),
        "ascii": float(whole[:5_000].isascii()),
    }


def _places(page: Page, running: list[bool]) -> dict[str, float]:
    near: Counter[int] = (
        Counter()
    )  # running text by the block around its line's own, and by the one around that
    far: Counter[int] = Counter()
    for line, runs in zip(page.lines, running, strict=True):
        if runs:
            parent = page.blocks[line.block].parent
            near[parent] += line.size
            far[page.blocks[parent].parent] += line.size
    total = near.total()
    (best, second), (best_far, _) = _two(near), _two(far)
    block = page.blocks[near.most_common(1)[0][0]] if near else page.blocks[0]
    inside = page.lines[block.start : block.end or len(page.lines)]
    longest, size = _sequence(page.lines, running)
    return {
        "place_best": log_of(best),
        "place_best_share": share_of(best, total),
        "place_far_share": share_of(best_far, total),
        "place_second": share_of(second, total),
        "place_number": log_of(len(near)),
        "place_linked": share_of(sum(line.linked for line in inside), sum(len(line.text) for line in inside)),
        "place_start": share_of(block.start, len(page.lines)),
        "place_lines": share_of(len(inside), len(page.lines)),
        "sequence": log_of(longest),
        "sequence_size": log_of(size),
        "sequence_share": share_of(size, total),
    }


def _two(sizes: Counter[int]) -> tuple[int, int]:
    first = [size for _, size in sizes.most_common(2)] + [0, 0]
    return first[0], first[1]


def _sequence(lines: Sequence[DomLine], running: list[bool]) -> tuple[int, int]:
    """Return number and weight of the lines in the longest run of running text, with at most `_GAP` other lines between."""
    best, number, size, gap = (0, 0), 0, 0, 0
    for line, runs in zip(lines, running, strict=True):
        gap = 0 if runs else gap + 1
        if gap > _GAP:
            number = size = 0
        elif runs:
            number, size = number + 1, size + line.size
            best = max(best, (number, size), key=lambda found: found[1])
    return best


def _links(page: Page, root: HtmlElement) -> dict[str, float]:
    lines = page.lines
    whole = [line for line in lines if line.linked >= 0.8 * len(line.text)]
    headlines = sum(_HEADLINE[0] <= line.size < _HEADLINE[1] for line in whole)
    headings = list(root.iter("h2", "h3", "h4"))
    linked = sum(next(heading.iter("a"), None) is not None for heading in headings)
    return {
        "link_share": share_of(sum(line.linked for line in lines), sum(len(line.text) for line in lines)),
        "link_headlines": log_of(headlines),
        "link_headlines_share": share_of(headlines, len(lines)),
        "link_menus": share_of(len(whole) - headlines, len(lines)),
        "link_headings": log_of(linked),
        "link_headings_share": share_of(linked, len(headings)),
        "link_number": log_of(sum(1 for _ in root.iter("a"))),
    }


def _elements(root: HtmlElement, about: Metadata, running: list[DomLine]) -> dict[str, float]:
    tags = Counter(element.tag for element in root.iter() if isinstance(element.tag, str))
    kinds = Counter((field.get("type") or "text").lower() for field in root.iter("input"))
    h1 = list(root.iter("h1"))
    shown = [" ".join("".join(heading.itertext()).split()) for heading in h1]
    first = shown[0] if shown else ""
    title = (about.page_title or "").casefold()
    texts = [line.text.casefold() for line in running[:30]]
    words = set(re.findall(r"\w{4,}", (about.title or "").casefold()))
    body = root.find("body")
    names = " ".join((body.get("class") or "", body.get("id") or "")) if body is not None else ""
    return {
        **{f"tag_{name}": log_of(tags[name]) for name in _TAGS},
        "h1_size": float(max(map(len, shown), default=0)),
        "h1_in_title": float(bool(first) and first.casefold() in title) if title else math.nan,
        "h1_is_link": float(any(next(heading.iter("a"), None) is not None for heading in h1)),
        "title_size": float(len(title)),
        "title_words_in_text": share_of(sum(any(w in text for text in texts) for w in words), len(words)),
        "input_text": log_of(kinds["text"] + kinds["search"]),
        "input_email": log_of(kinds["email"] + kinds["tel"]),
        "input_password": log_of(kinds["password"]),
        "input_hidden": log_of(kinds["hidden"]),
        "input_boxes": log_of(kinds["checkbox"] + kinds["radio"]),
        "input_area": log_of(tags["textarea"]),
        "input_select": log_of(tags["select"]),
        "class_single": float(bool(_SINGLE.search(names))) if names.strip() else math.nan,
        "class_many": float(bool(_MANY.search(names))) if names.strip() else math.nan,
    }


def _declared(root: HtmlElement, about: Metadata) -> dict[str, float]:
    items = [element.get("itemtype") or "" for element in root.iter() if isinstance(element.tag, str)]
    micro = {item.rpartition("/")[2] for item in items if item}
    open_graph = " ".join(about.kinds[:1]).lower() if about.kinds and about.kinds[0][:1].islower() else ""
    found = {*about.kinds, *micro}
    has_types = bool(found)
    return {
        **{
            f"og_{name}": float(any(part in open_graph for part in parts)) if open_graph else math.nan
            for name, parts in _OPEN_GRAPH.items()
        },
        **{
            f"ld_{name}": float(not found.isdisjoint(types)) if has_types else math.nan
            for name, types in _LINKED_DATA.items()
        },
        "said_date": float(about.published_at is not None),
        "said_author": float(bool(about.authors)),
        "said_section": float(bool(about.section)),
        "said_body": float(bool(about.article_body)),
    }


def _address(url: str | None) -> dict[str, float]:
    path = urlsplit(url).path if url else ""
    parts = [part for part in path.split("/") if part]
    longest = max(parts, key=len, default="")
    nothing = math.nan if not url else 0.0
    return {
        "has_url": float(bool(url)),
        "path_depth": float(len(parts)) if url else nothing,
        "path_size": float(len(path)) if url else nothing,
        "path_digits": float(sum(c.isdigit() for c in path)) if url else nothing,
        "path_hyphens": float(longest.count("-") + longest.count("_")) if url else nothing,
        "path_longest": float(len(longest)) if url else nothing,
        "path_date": float(bool(_DATE_PATH.search(path))) if url else nothing,
        "path_query": float(bool(urlsplit(url).query)) if url else nothing,
    }


def names_in(group: str, names: Sequence[str]) -> Iterator[str]:
    """Yield those `names` of signs that belong to `group`."""
    return (name for name in names if name.startswith(GROUPS[group]))
