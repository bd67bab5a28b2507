"""Recognize promotional lines inside an article, such as `RELATED NEWS | Ukraine hauls a bombed train car into Kyiv`."""

from __future__ import annotations

import re

from etl.article import RelatedLink
from etl.clean import lexicon

_LABELLED = re.compile(r"^\W{0,3}(\w[^:|>»–—]{1,40}?)\s{0,3}[:|>»–—-]\s{0,3}(\S.{0,250})$")
# Newsrooms that set any label before a bar write it in capitals: THE WAR IN UKRAINE | Quiet dissent …
_BY_CAPITALS = re.compile(r"^((?:[^\W\d_a-z]|[\d&'’. -]){3,40}?)\s{0,3}[|]\s{0,3}(\S.{0,250})$")
_MOST = 320
"""Characters of a promo line: a label and a headline."""


def promo(line: str, url: str | None = None) -> RelatedLink | None:
    """Return the related article that the normalized `line` points to, or None if it is not promotional."""
    if len(line) > _MOST:
        return None
    match = _LABELLED.match(line)
    if match is None or not lexicon.says("promo", match[1]):
        match = _BY_CAPITALS.match(line)
    if match is None or (match.re is _BY_CAPITALS and match[1].upper() != match[1]):
        return None
    label, title = match[1].strip(), match[2].strip()
    return RelatedLink(label=label, title=title, url=url)
