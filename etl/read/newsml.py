"""Read NITF and NewsML-G2, the XML formats of news agencies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from etl.errors import Reason, RejectError, Stage
from etl.read.feeds import parser_options

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def articles(data: bytes) -> Iterator[dict[str, Any]]:
    """Yield the articles of a file in NITF or NewsML-G2 as records.

    Raises:
        RejectError: it is not XML, or holds no article.
    """
    try:
        root = etree.fromstring(data, etree.XMLParser(recover=True, **parser_options()))
    except etree.XMLSyntaxError as error:
        raise RejectError(Stage.READ, Reason.UNREADABLE, f"broken XML: {error}") from error
    if root is None:
        raise RejectError(Stage.READ, Reason.UNREADABLE, "broken XML")
    items = list(root.iter("{*}newsItem", "{*}NewsItem"))
    nitf = list(root.iter("{*}nitf")) if not items else []
    found = False
    for item in items or nitf:
        found = True
        yield _news_item(item) if items else _nitf(item)
    if not found:
        raise RejectError(Stage.READ, Reason.NO_ARTICLE, "no news item in it")


def _nitf(root: etree._Element) -> dict[str, Any]:
    body = _first(root, "body.content")
    if body is None:
        body = _first(root, "body")
    by = [_text(e) for e in _all(root, "byline")]
    issued = _first(root, "date.issue")
    if issued is None:
        issued = _first(root, "story.date")
    doc_id = _first(root, "doc-id")
    return {
        "id": doc_id.get("id-string") if doc_id is not None else None,
        "title": _text(_first(root, "hl1")) or _text(_first(root, "hedline")) or _text(_first(root, "title")),
        "summary": _text(_first(root, "abstract")) or _text(_first(root, "hl2")),
        "authors": by,
        "published_at": issued.get("norm") if issued is not None else None,
        "dateline": _text(_first(root, "location")) or _text(_first(root, "dateline")),
        "keywords": [e.get("key") for e in _all(root, "keyword")],
        "publisher": _text(_first(root, "distributor")) or _text(_first(root, "doc.copyright")),
        "language": root.get(_XML_LANG),
        "body": _paragraphs(body),
    }


def _news_item(item: etree._Element) -> dict[str, Any]:
    meta = _first(item, "contentMeta")
    around = meta if meta is not None else item
    inline = _first(item, "inlineXML")
    inner = _first(inline, "nitf") if inline is not None else None
    found = _nitf(inner) if inner is not None else {}
    if inline is not None and inner is None:
        found = {"body": _paragraphs(inline)}
    elif inline is None and (data := _first(item, "inlineData")) is not None:
        text = _text(data)
        found = {"html": text} if "<p" in text else {"body": _all_text(data)}
    declared = {
        "id": item.get("guid"),
        "title": _text(_first(around, "headline")) or _text(_first(item, "HeadLine")),
        "summary": _text(_first(around, "description")),
        "authors": [_text(e) for e in _all(around, "by")] or [_text(e) for e in _all(around, "creator")],
        "published_at": _text(_first(item, "firstCreated"))
        or _text(_first(around, "contentCreated"))
        or _text(_first(item, "versionCreated")),
        "modified_at": _text(_first(item, "versionCreated")),
        "dateline": _text(_first(around, "dateline")),
        "keywords": [_text(e) for e in _all(around, "keyword")],
        "section": [name for e in _all(around, "subject") if (name := _text(_first(e, "name")))][:5],
        "publisher": _text(_first(around, "creditline")) or _text(_first(item, "provider")),
        "language": item.get(_XML_LANG) or _tag(_first(around, "language")),
    }
    return {
        name: found.get(name) if not value or value == [""] else value
        for name, value in {**found, **declared}.items()
    }


def _tag(element: etree._Element | None) -> str | None:
    return element.get("tag") if element is not None else None


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in root.iter(f"{{*}}{name}") if element is not root]


def _first(root: etree._Element, name: str) -> etree._Element | None:
    return next(iter(_all(root, name)), None)


def _text(element: etree._Element | None) -> str:
    return " ".join(_all_text(element).split()) if element is not None else ""


def _paragraphs(body: etree._Element | None) -> str:
    if body is None:
        return ""
    parts = body.iter("{*}p", "{*}hl2", "{*}h2", "{*}li")
    return "\n\n".join(filter(None, map(_text, parts))) or _all_text(body)


def _all_text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()
