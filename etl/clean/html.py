"""From a saved HTML page to an `Article`."""

from __future__ import annotations

from etl.article import Article, RawArticle
from etl.clean.fields.authors import credits_of_dateline
from etl.clean.fields.metadata import Metadata, metadata
from etl.clean.fields.summaries import of_article
from etl.clean.fields.text_byline import opening_authors
from etl.clean.judge.page_lines import likelihoods, read_lines
from etl.clean.judge.trim import trim
from etl.clean.normalize import join_paragraphs
from etl.clean.page.dom_lines import Page, declared_title, lines_of_page
from etl.clean.page.jsonld import ARTICLE_TYPES
from etl.clean.page.parse import UnparsablePageError, parse
from etl.clean.page.state import text_in_scripts
from etl.clean.text import dateline
from etl.clean.verdict.kinds import kind_of
from etl.clean.verdict.signs import is_running
from etl.errors import Reason, RejectError, Stage

_ENOUGH = 500
"""Least characters of a text in JSON that may be the whole article; a page that shows less text may show a notice instead."""
_LOST = 0.4
"""A page that shows less than this share of the text in its data does not show the article."""


def clean_html(raw: RawArticle, max_article_bytes: int, *, keep_all: bool = False) -> Article:
    """Return the article of a page; with `keep_all`, also the text of a page of another kind.

    Raises:
        RejectError: there is no article on the page, or its text is longer than `max_article_bytes` in UTF-8.
    """
    try:
        root = parse(raw.content)
    except UnparsablePageError as error:
        raise RejectError(Stage.CLEAN, Reason.NO_ARTICLE, str(error)) from error
    about = metadata(root, raw.content)
    body_element = root.find("body")
    page = lines_of_page(root if body_element is None else body_element)
    unseen = _unseen_text(page, about, raw.content)
    title = declared_title(root)
    likely = likelihoods(page, title)
    kind = None if unseen else kind_of(page, root, about, likely)
    if kind and not keep_all:
        raise RejectError(Stage.CLEAN, Reason.NO_ARTICLE, kind)
    read = read_lines(page, title, likely)
    if unseen and read.size() < _LOST * sum(map(len, unseen)):
        read.paragraphs = unseen
    paragraphs, captions = trim(read.paragraphs, about.title, about.authors, about.section)
    if not any(character.isalpha() for line in paragraphs for character in line):
        kind = kind or ("paywall" if about.is_paid or read.is_wall else "empty")
        paragraphs = [line.text for line in page.lines]
        if not keep_all or not paragraphs:
            raise RejectError(Stage.CLEAN, Reason.NO_ARTICLE, kind)
    body = join_paragraphs(paragraphs)
    if len(body.encode("utf-8", "replace")) > max_article_bytes:
        limit = f"over {max_article_bytes} bytes of text (CLIPPINGS_MAX_ARTICLE_BYTES)"
        raise RejectError(Stage.CLEAN, Reason.TOO_LARGE, limit)
    line = dateline(paragraphs[0])
    return Article(
        title=about.title,
        summary=of_article(about.summary, about.title, body),
        body=body,
        authors=opening_authors(paragraphs[0]) or about.authors,
        credits=list(dict.fromkeys([*about.credits, *credits_of_dateline(line)])),
        published_at=about.published_at,
        modified_at=about.modified_at,
        dateline=line,
        section=about.section,
        keywords=about.keywords,
        publisher=about.publisher,
        url=about.url,
        domain=about.domain,
        image_url=about.image_url,
        captions=list(dict.fromkeys([*read.captions, *captions])),
        related=read.related,
        declared_language=about.language,
        page_kind=kind,
        source=raw.source,
    )


def _unseen_text(page: Page, about: Metadata, content: str) -> list[str]:
    """Return the article's lines from the page's data, for a page that shows little or none of its text."""
    shown = sum(line.size for line in page.lines if is_running(line))
    declared = about.article_body
    if not declared and shown < _ENOUGH and _says_article(about):
        declared = text_in_scripts(content)
    size = sum(map(len, declared))
    return declared if size >= _ENOUGH and shown < _LOST * size else []


def _says_article(about: Metadata) -> bool:
    return any(kind == "article" or kind in ARTICLE_TYPES for kind in about.kinds)
