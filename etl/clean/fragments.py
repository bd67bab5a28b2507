"""Turn pieces of HTML in metadata, such as a description with links, into lines of text."""

from __future__ import annotations

import html
import re

from bs4 import BeautifulSoup

from etl.clean.normalize import normalize_line

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|tr)\b", re.I)
_MOST_TAGS = 5_000
# With its semicolon: `&copy=` is a part of an address.
_REFERENCE = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,6});")


def unescaped(text: str) -> str:
    """Return `text` without the character references that are left when a system escaped it twice."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), text)


def lines_of(fragment: str) -> list[str]:
    """Return the normalized lines of `fragment`: its HTML blocks, or its own lines if it has no tags."""
    if _TAG.search(fragment) and fragment.count("<") <= _MOST_TAGS:
        # A line break before each block keeps paragraphs apart; inline tags join what they stand between.
        text = BeautifulSoup(_BLOCK.sub(lambda tag: "\n" + tag[0], fragment), "lxml").get_text()
    else:
        text = fragment
    return [line for part in text.splitlines() if (line := normalize_line(part))]
