"""Separate the title of a page from the name of its site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from etl.clean.fragments import unescaped
from etl.clean.normalize import letters, normalize_line
from etl.clean.page.parse import text_of

_SEPARATOR = re.compile(
    r"\s{1,3}[|\-–—\\/>»:·•@]{1,3}\s{1,3}|\s{0,3}[|_｜»]\s{0,3}|\s::\s|(?<=[^\x00-\x7f])[-–—](?=[^\x00-\x7f])"
)
_EDGES = " |-–—\\/>»:·•_｜@"
_LEAST_WORDS = 4
_LONGEST_NAME = 40
_LEAST_LABEL = 5
_CHANNEL = 6
"""Most characters of a channel's name after a Chinese title."""
_LEAST_CJK = 8
"""Characters of a title in a script without spaces that say as much as `_LEAST_WORDS`."""


def site_in_title(root: HtmlElement, domain: str | None) -> str | None:
    """Return the last part of `<title>` if it names the site at `domain`: `The New York Times` for nytimes.com."""
    name = last_part(root)
    return name if name and len(name) <= _LONGEST_NAME and is_name_of(name, domain) else None


def is_name_of(name: str, domain: str | None) -> bool:
    """Return whether `name` can be the name of the site at `domain`."""
    labels = list(_labels(domain))
    return _names_site(name, labels) or any(_shortens(label, name) for label in labels)


def last_part(root: HtmlElement) -> str | None:
    """Return the part of `<title>` after the last separator, where sites often put their name, or None."""
    parts = _parts(title_element(root))
    return parts[-1].strip(_EDGES) if len(parts) > 1 else None


def _shortens(label: str, name: str) -> bool:
    """Return whether `label` is the initials of `name`, or a long word of it with letters left out."""
    initials = letters("".join(word[0] for word in name.split()))
    rest = iter(letters(name))
    return label == initials or (len(label) >= _LEAST_LABEL and all(letter in rest for letter in label))


@lru_cache(maxsize=1)  # of the page that is being read
def title_element(root: HtmlElement) -> str:
    """Return the normalized text of the page's `<title>`, or "" if it has none."""
    element = next(root.iter("title"), None)
    return normalize_line(unescaped(text_of(element))) if element is not None else ""


def _without_channels(title: str) -> str:
    """Return `title` without the channels and site names that Chinese sites append: `…_社会_新闻`."""
    head, _, channels = title.partition("_")
    short = all(0 < len(channel.strip()) <= _CHANNEL for channel in channels.split("_"))
    return head.rstrip() if channels and short and not title.isascii() and _is_telling(head) else title


def cuts(title: str, names: list[str]) -> Iterator[str]:
    """Yield what may be left of `title` without the site's name before or after it, the most likely first."""
    short, parts = without_site(title, names), _parts(title)
    is_whole = short == title and len(parts) > 1
    if is_whole and _can_be_site(parts[-1]) and _is_telling(" ".join(parts[:-1])):
        short = without_site(_cut_last(title, parts), names)
    yield _without_channels(short)
    if is_whole:
        yield _cut_last(title, parts)
        yield title[title.index(parts[0]) + len(parts[0]) :].lstrip(_EDGES)
        yield title


def names_of_site(publisher: str | None, domain: str | None) -> list[str]:
    """Return the names that the site may give itself in its titles, reduced to their letters."""
    return [letters(name) for name in (publisher, domain, *_labels(domain)) if name]


def without_site(title: str, names: list[str]) -> str:
    """Return `title` without parts at its start or end that name the site, unless nothing would be left.

    `names` are the site's names, reduced to their lower-case letters.
    """
    parts = _parts(title)
    while len(parts) > 1 and _names_site(parts[-1], names):
        title = _cut_last(title, parts)
        parts = parts[:-1]
    head, colon, last = title.rpartition("：")
    if colon and _names_site(last, names) and _is_telling(head):
        return head.rstrip(_EDGES)
    if len(parts) > 1 and letters(parts[0]) in names:
        title = title[title.index(parts[0]) + len(parts[0]) :].lstrip(_EDGES)
    return title


def _can_be_site(part: str) -> bool:
    return len(part.split()) <= 3 and not part[0].islower() and part[-1] not in ".?!…。？！"


def _parts(title: str) -> list[str]:
    return [part for part in _SEPARATOR.split(title) if part and part.strip(_EDGES)]


def _names_site(part: str, names: list[str]) -> bool:
    own = letters(part)
    return any(
        own == name
        or (len(own) >= 3 and (name.startswith(own) or name.endswith(own)))
        or (len(name) >= 4 and len(own) <= 2 * len(name) + 8 and own.startswith(name))
        or (len(name) >= 5 and len(own) <= 2 * len(name) and own.endswith(name))
        for name in names
    ) or bool(
        own.endswith(("com", "网", "网站")) and len(own) <= 20 and (own.endswith("网") or ".com" in part)
    )


def _labels(domain: str | None) -> Iterator[str]:
    """Yield the parts of a host's name that can be the site's name: `bbc` for `news.bbc.co.uk`."""
    labels = (domain or "").split(".")[:-1]
    yield from (
        label
        for label in labels
        if len(label) >= 3 and label not in ("www", "com", "org", "net", "news", "blog")
    )


def _is_telling(text: str) -> bool:
    return len(text.split()) >= _LEAST_WORDS or (not text.isascii() and len(letters(text)) >= _LEAST_CJK)


def _cut_last(title: str, parts: list[str]) -> str:
    return title[: title.rindex(parts[-1])].rstrip(_EDGES) or title
