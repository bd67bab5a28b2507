"""Pages of our own: texts by us in the forms of `parts.jinja`, and what is right for each (gold)."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader
from lxml.html import HtmlElement, document_fromstring, tostring

HERE = Path(__file__).parent
KINDS = ("home", "listing", "search", "login", "error", "product", "forum", "contact", "empty")
_BLOCKS = frozenset(
    "address amp-sidebar article aside blockquote body br button div dd dt figcaption figure footer form h1 h2 h3 h4"
    " header hr li main nav news-page news-story ol option p section side-rail site-footer site-header story-body"
    " story-head table td template tr ul".split()
)
_UNSEEN = frozenset(("head", "script", "style", "textarea"))


@dataclass
class Text:
    """One of our texts, as its file has it, and as it is published."""

    name: str
    language: str
    title: str
    authors: list[str]
    date: str
    shown: str
    section: str
    lead: str
    caption: str
    paragraphs: list[str]
    seo: str | None = None
    agency: str | None = None
    others: list[str] = field(default_factory=list)  # leads of other texts in the same language
    url: str = ""
    jsonld: str = ""

    @property
    def dir(self) -> str:
        """The direction of its script."""
        return "rtl" if self.language == "ar" else "ltr"


@dataclass(frozen=True)
class Page:
    """A page or scrape, and the article in it; None when it holds none."""

    name: str
    content: str
    gold: Text | None
    body: str = ""


@cache
def words() -> dict[str, dict[str, Any]]:
    """Return the words around articles, by language."""
    found: dict[str, dict[str, Any]] = json.loads((HERE / "words.json").read_text(encoding="utf-8"))
    return found


@cache
def texts() -> dict[str, Text]:
    """Return our texts by name."""
    found = {path.stem: _text(path) for path in sorted((HERE / "texts").glob("*.txt"))}
    for text in found.values():
        text.others = [t.lead for t in found.values() if t.language == text.language and t is not text]
        text.others = text.others or [words()[text.language]["newsletter"]]
    return found


def _text(path: Path) -> Text:
    head, *paragraphs = path.read_text(encoding="utf-8").strip().split("\n\n")
    values: dict[str, Any] = dict(line.split(": ", 1) for line in head.splitlines())
    values["authors"] = values["authors"].replace(";", "; ").split("; ")
    text = Text(name=path.stem, paragraphs=paragraphs, **{k: _stripped(v) for k, v in values.items()})
    host = words()[text.language]["host"]
    text.url = f"https://{host}/{text.date[:4]}/{path.stem.replace('-', '/')}-reopens-after-long-wait-48213"
    text.jsonld = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": text.seo or text.title,
            "datePublished": text.date,
            "author": [{"@type": "Person", "name": name} for name in text.authors],
            "publisher": {"@type": "Organization", "name": words()[text.language]["paper"]},
            "description": text.lead,
        },
        ensure_ascii=False,
    )
    return text


def _stripped(value: Any) -> Any:
    return [name.strip() for name in value] if isinstance(value, list) else value.strip()


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(HERE), trim_blocks=True, autoescape=False)


@cache
def articles() -> list[Page]:
    """Return the pages of `pages.tsv`."""
    with (HERE / "pages.tsv").open(encoding="utf-8") as file:
        return [_page(row) for row in csv.DictReader(file, delimiter="\t")]


def _page(row: dict[str, str]) -> Page:
    text = texts()[row["text"]]
    lists = {name: (row[name] or "").split() for name in ("inside", "around", "declared")}
    number = sum(map(ord, "".join(str(value) for value in row.values())))
    forms = SimpleNamespace(**{**row, **lists}, bar="|–-"[number % 3], comma=(", ", " · ")[number % 2])
    module = (
        _templates()
        .get_template("parts.jinja")
        .make_module({"t": text, "w": SimpleNamespace(**words()[text.language]), "f": forms})
    )
    lead = [text.lead] if row["lead"] != "none" else []
    body = "\n\n".join([*lead, *text.paragraphs])
    return Page(f"{row['text']}.{row['shell']}", module.page(), text, body)  # type: ignore[attr-defined]


@cache
def scrapes() -> list[Page]:
    """Return the text of each page, with all that stands around the article."""
    return [Page(f"{page.name}.text", _visible(page.content), page.gold, page.body) for page in articles()]


@cache
def others() -> list[Page]:
    """Return pages without an article: each kind in several languages."""
    found = []
    for number, (language, known) in enumerate(words().items()):
        own = [text for text in texts().values() if text.language == language]
        titles = [text.title for text in own] + known["more"]
        leads = [text.lead for text in own] + [known["newsletter"]]
        for kind in (KINDS[number % len(KINDS)], KINDS[(number * 2 + 4) % len(KINDS)], "listing"):
            context = {
                "w": SimpleNamespace(**known, language=language),
                "kind": kind,
                "titles": titles,
                "leads": leads,
            }
            content = _templates().get_template("others.jinja").render(context)
            found.append(Page(f"{language}-{kind}", content, None))
    return list({page.name: page for page in found}.values())


def bare(page: Page) -> Page:
    """Return the page without what it declares: its metadata, classes and landmarks."""
    root = document_fromstring(page.content)
    for element in list(root.iter("meta", "script", "link", "style")):
        if isinstance(element, HtmlElement) and element.get("charset") is None:
            element.drop_tree()
    for element in root.iter():
        if isinstance(element.tag, str):
            for name in ("class", "id", "itemprop", "itemtype", "rel", "datetime"):
                element.attrib.pop(name, "")
            if element.tag in ("article", "main", "header", "footer", "aside", "section"):
                element.tag = "div"
    content = _serialized(root)
    return Page(f"{page.name}.bare", content, page.gold, page.body)


def _serialized(root: HtmlElement) -> str:
    made: str = tostring(root, encoding="unicode")
    return made


def _visible(content: str) -> str:
    """Return the text of a page as a person who copies all of it gets it: a line a block."""
    parts: list[str] = []

    def walk(element: HtmlElement) -> None:
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            parts.append(element.tail or "")
            return
        mark = "\n" if element.tag in _BLOCKS else ""
        parts.append(mark + (element.text or ""))
        for child in element:
            walk(child)
        parts.append(mark + (element.tail or ""))

    walk(document_fromstring(content))
    lines = (" ".join(line.split()) for line in "".join(parts).splitlines())
    return "\n".join(line for line in lines if line)
