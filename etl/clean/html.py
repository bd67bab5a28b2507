"""A saved HTML page to an `Article`."""

from __future__ import annotations

from copy import deepcopy

from lxml.html import HtmlElement

from etl.article import Article, RawArticle
from etl.clean.blocks import Blocks, blocks
from etl.clean.boilerplate import remove_boilerplate
from etl.clean.candidates import chosen, mark_paragraphs, vote
from etl.clean.kinds import why_no_article
from etl.clean.metadata import Metadata, metadata
from etl.clean.normalize import join_paragraphs
from etl.clean.page import UnparsablePageError, parse
from etl.clean.summaries import of_article
from etl.clean.text import dateline
from etl.clean.text_byline import opening_authors
from etl.clean.trim import trim
from etl.clean.unlikely import remove_unlikely
from etl.errors import Reason, RejectError, Stage

_ENOUGH = 500
"""Characters of body below which a page is looked at again with fewer rules."""
_FAR_MORE = 1.8
"""How many times as much a later look must find: a short article stays as the rules found it."""
_LOST = 0.4
"""Share of the text that JSON-LD declares below which the page itself does not show it."""
# The rules of the first look lose short articles in odd pages: names first, then shape are let go.
_LOOKS = ((True, True), (False, True), (False, False))


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


def _read(root: HtmlElement, about: Metadata) -> Blocks:
    body = root.find("body")
    if body is None:
        body = root
    longest = Blocks()
    for number, (by_names, by_shape) in enumerate(_LOOKS):
        copy = deepcopy(body) if number < len(_LOOKS) - 1 else body
        read = _look(copy, by_names, by_shape)
        if read.size() > _FAR_MORE * longest.size():
            longest = read
        if longest.size() >= _ENOUGH:
            break
    declared = sum(map(len, about.article_body))
    if declared >= _ENOUGH and longest.size() < _LOST * declared:
        longest.paragraphs = list(about.article_body)
    return longest


def _look(body: HtmlElement, by_names: bool, by_shape: bool) -> Blocks:
    remove_unlikely(body, by_names)
    mark_paragraphs(body, by_names)
    votes = vote(body, by_names)
    found = chosen(body, votes)
    for element in found:
        remove_boilerplate(element, by_names, by_shape)
    return blocks(found)
