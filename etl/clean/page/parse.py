"""Parse a page once, for its body and its metadata, and answer the questions that both ask about elements."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from etl.clean.normalize import single_spaced

_MOST_TAGS = 150_000
"""Most start tags of an article's page; the longest live blogs of newsrooms have some 30,000."""
_MOST_ATTRIBUTES = 300
"""A long tag with more attributes loses them: each costs memory, and libxml2's check for repeats is quadratic."""
_LARGE = 1_000_000
_MANY_ATTRIBUTES = 20_000
"""In a page with more characters and equals signs, tags are checked for too many or too long attributes."""
_MOST_LEVELS = 1_000_000
"""Most levels above all elements, summed, of an article's page; long ones of newsrooms have 55,000."""
_DEEP = 60
"""Elements of newsrooms' pages are seldom nested deeper."""
_FAR_DOWN = etree.XPath(f"boolean({'/*' * _DEEP})")
_LONG = 2_000
"""Tags with so many characters are checked."""
# A start tag as parsers read it: quotes count only behind an equals sign.
_TAG = re.compile(r"""<[a-zA-Z](?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+>?""")
_LONG_NAMES = re.compile(r"""\b(?:class|id)\s{0,3}=\s{0,3}(?:"[^"]{1000,}"?|'[^']{1000,}'?)""", re.I)
_DATA_URI = re.compile(r"data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=\s]{64,}")
# Control characters written as numbers: no XML tree may hold them.
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]))(?:;|(?![0-9a-f]))", re.I
)
_CONTROLS = bytes.maketrans(bytes((*range(9), 11, 12, *range(14, 32), 127)), b" " * 30)
_NOT_CHARACTERS = ("\ufffe", "\uffff")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")

BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr
    ul""".split()
)
"""Elements that are shown on lines of their own (HTML standard, rendering section)."""


_OF_HEAD = frozenset(("title", "meta", "link", "script", "style", "base", "noscript", "template"))
# What archives of the Web put around the pages that they keep.
_TOOLBARS = frozenset(
    ("wm-ipp-base", "wm-ipp", "wm-ipp-print", "wm-toolbar", "donato", "replay_iframe_header", "HEADER")
)


class UnparsablePageError(ValueError):
    """The content is not a page, or not one that can be read in reasonable time; the message says why."""


def parse(content: str) -> HtmlElement:
    """Return the root of the page without comments, styles, and scripts other than JSON-LD.

    Raises:
        UnparsablePageError: it has no element, or far too many.
    """
    content = _readable(content)
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    # One class for all elements: the default look-up runs Python code for each.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        root = document_fromstring(content.encode("utf-8", "replace").translate(_CONTROLS), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnparsablePageError(f"no HTML element in it ({error})") from error
    if root.find("body") is None:
        _give_body(root)
    if _may_be_deep(root, content) and _levels(root) > _MOST_LEVELS:
        raise UnparsablePageError("nested far too deep for an article")
    _drop_unread(root)
    return root


def _readable(content: str) -> str:
    """Return the page's source without what the parser refuses or takes too long for.

    Raises:
        UnparsablePageError: it has far too many tags.
    """
    content = _CONTROL_REFERENCE.sub(" ", _XML_DECLARATION.sub("", content, count=1))
    for nothing in _NOT_CHARACTERS:
        content = content.replace(nothing, " ")
    if len(content) > 2 * _MOST_TAGS and content.count("<") > 2 * _MOST_TAGS:
        raise UnparsablePageError("far too many tags for an article")
    if len(content) > 200_000 and ";base64," in content:
        content = _DATA_URI.sub("", content)
    if (len(content) > _LARGE or content.count("=") > _MANY_ATTRIBUTES) and any(
        tag.end() - tag.start() >= _LONG for tag in _TAG.finditer(content)
    ):
        content = _TAG.sub(_shorter, content)
    return content


def _drop_unread(root: HtmlElement) -> None:
    """Remove toolbars of web archives, styles, scripts other than JSON-LD, and templates that are not shown."""
    for toolbar in list(root.iter("div", "table")):
        if toolbar.get("id") in _TOOLBARS and (
            toolbar.get("id") != "HEADER" or _is_of_archive_today(toolbar)
        ):
            remove(toolbar)
    for element in list(root.iter("script", "style", "template")):
        if element.get("shadowrootmode") or element.get("shadowroot"):
            HtmlElement.drop_tag(element)  # a shadow tree that was saved: the page shows what is in it
        elif "ld+json" not in (element.get("type") or ""):
            remove(element)


def _give_body(root: HtmlElement) -> None:
    """Give the page a body when the parser took all of it for the head.

    HTML allows a page without a `<body>` tag, but the parser does not know all elements that end the head.
    """
    head = root.find("head")
    if head is not None and (shown := [element for element in head if element.tag not in _OF_HEAD]):
        etree.SubElement(root, "body").extend(shown)


def _is_of_archive_today(header: HtmlElement) -> bool:
    """Return whether `header` is the bar that archive.today puts above a copy."""
    return next(header.iter("input"), None) is not None and bool(header.xpath("boolean(//*[@id='CONTENT'])"))


def _may_be_deep(root: HtmlElement, content: str) -> bool:
    """Return whether the page may be nested so deeply that its levels must be counted."""
    most = (content.count("<") + len(content) // 1_000) * _DEEP
    return most > _MOST_LEVELS or bool(_FAR_DOWN(root))


def _levels(root: HtmlElement) -> int:
    depth = total = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        # Long text below many elements is read once for each of them.
        total += depth * (1 + (len(element.text or "") + len(element.tail or "")) // 1_000)
    return total


def _shorter(tag: re.Match[str]) -> str:
    text = tag[0]
    if len(text) < _LONG:
        return text
    if text.count("=") < _MOST_ATTRIBUTES:
        return _LONG_NAMES.sub("", text)
    return text.split(maxsplit=1)[0] + ">"


def remove(element: HtmlElement) -> None:
    """Remove `element` from its page, and keep the text after it."""
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()


def text_of(element: HtmlElement) -> str:
    """Return the text inside `element`, with single spaces."""
    return single_spaced("".join(element.itertext()))


def names_of(element: HtmlElement) -> str:
    """Return the class and id of `element`, the names that the page's author gave it."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_inside(element: HtmlElement, *tags: str) -> bool:
    """Return whether `element` is inside an element with one of `tags`."""
    return next(element.iterancestors(*tags), None) is not None
