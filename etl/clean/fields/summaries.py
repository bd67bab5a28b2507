"""Recognize the description of an article, as opposed to that of the site or a repeated title."""

from __future__ import annotations

import re

from etl.clean.lines import weight

_WORD = re.compile(r"[^\W\d_\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{4,}")
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2,}")
_SHARED = 0.15
"""If the article has a smaller share of a description's words, the description is about the site."""
_LEAST, _LEAST_BODY = 40, 300
"""Least weight of a description and of an article: with fewer words they cannot be compared."""
_WHOLE = 0.6
"""A description with this share of the article's weight is the article itself."""
_EDGES = " -–—|:：.·,，_~"


def of_article(description: str | None, title: str | None, body: str) -> str | None:
    """Return `description` without a title in front, or None if it is not about the article.

    Systems without a description often print the title with its keywords instead, or a text about the site.
    """
    if not description:
        return None
    if title and description.startswith(title):
        description = description[len(title) :].lstrip(_EDGES)
        if weight(description) < _LEAST or _is_list(description):
            return None
    if weight(description) < _LEAST or weight(body) < _LEAST_BODY:
        return description
    if weight(description) >= _WHOLE * weight(body):
        return None
    words = _words(description)
    is_about_site = words and len(words & _words(f"{title or ''}\n{body}")) < _SHARED * len(words)
    return None if is_about_site else description


def _is_list(text: str) -> bool:
    parts = re.split("[,，、;；]", text)
    return len(parts) > 2 and max(map(weight, parts)) < _LEAST


def _words(text: str) -> set[str]:
    """Return the longer words of `text` in lower case; for scripts without spaces, pairs of characters."""
    text = text.casefold()
    pairs = (run[n : n + 2] for run in _WIDE.findall(text) for n in range(len(run) - 1))
    return {*_WORD.findall(text), *pairs}
