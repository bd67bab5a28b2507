"""A saved HTML page to an `Article`."""

from __future__ import annotations

from lxml.html import HtmlElement

from etl.article import Article, RawArticle
from etl.clean.dom_lines import declared_title, lines_of_page
from etl.clean.kinds import why_no_article
from etl.clean.label import Reading, read_lines
from etl.clean.metadata import Metadata, metadata
from etl.clean.normalize import join_paragraphs
from etl.clean.page import UnparsablePageError, parse
from etl.clean.summaries import of_article
from etl.clean.text import dateline
from etl.clean.text_byline import opening_authors
from etl.clean.trim import trim
from etl.errors import Reason, RejectError, Stage

_ENOUGH = 500
"""Characters that JSON-LD declares from which it may be the whole text."""
_LOST = 0.4
"""Share of the text that JSON-LD declares below which the page itself does not show it."""


def clean_html(raw: RawArticle, max_article_bytes: int) -> Article:
    """Return the article of a page.

    Raises:
        RejectError: there is no article on the page, or its text is over `max_article_bytes` as UTF-8.
    """
    try:
        root = parse(raw.content)
    except UnparsablePageError as error:
        raise RejectError(Stage.CLEAN, Reason.NO_ARTICLE, str(error)) from error
    about = metadata(root, raw.content)
    read = _read(root, about)
    paragraphs, captions = trim(read.paragraphs, about.title, about.authors, about.section)
    body = join_paragraphs(paragraphs)
    if reason := why_no_article(about, read, paragraphs):
        raise RejectError(Stage.CLEAN, Reason.NO_ARTICLE, reason)
    if len(body.encode("utf-8", "replace")) > max_article_bytes:
        limit = f"over {max_article_bytes} bytes of text (CLIPPINGS_MAX_ARTICLE_BYTES)"
        raise RejectError(Stage.CLEAN, Reason.TOO_LARGE, limit)
    return Article(
        title=about.title,
        summary=of_article(about.summary, about.title, body),
        body=body,
        authors=opening_authors(paragraphs[0]) or about.authors,
        published_at=about.published_at,
        modified_at=about.modified_at,
        dateline=dateline(paragraphs[0]),
        section=about.section,
        keywords=about.keywords,
        publisher=about.publisher,
        url=about.url,
        domain=about.domain,
        image_url=about.image_url,
        captions=list(dict.fromkeys([*read.captions, *captions])),
        related=read.related,
        declared_language=about.language,
        source=raw.source,
    )


def _read(root: HtmlElement, about: Metadata) -> Reading:
    body = root.find("body")
    read = read_lines(lines_of_page(root if body is None else body), declared_title(root))
    declared = sum(map(len, about.article_body))
    if declared >= _ENOUGH and read.size() < _LOST * declared:
        read.paragraphs = list(about.article_body)
    return read
