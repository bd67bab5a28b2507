"""Promo lines inside an article, such as `RELATED NEWS | Ukraine hauls a bombed train car into Kyiv`."""

from __future__ import annotations

import re

from etl.article import RelatedLink

# A label of this kind says by itself that a link follows; the words are those of newsrooms' systems.
_WORDS = (
    r"related(?: (?:news|stor(?:y|ies)|articles?|coverage|content|links?|posts?|reading))?|read (?:more|also|next|the full story)"
    r"|also read|see also|see more|more (?:on this|from \S{1,20}|news)|watch(?: (?:now|live|more|also))?|don'?t miss"
    r"|you may also like|recommended|further reading|in case you missed it|editor'?s picks?|up next|listen"
    r"|lire aussi|à lire(?: aussi)?|voir aussi|mehr(?: zum thema| dazu)?|lesen sie auch|auch interessant"
    r"|(?:le|te) (?:puede|podría) interesar|pued(?:es|e) ver|lee también|mira también|passend dazu|auch spannend|lesen sie hier(?: mehr)?|saiba mais|veja mais|assista"
    r"|leer (?:más|también)|lea también|te puede interesar|relacionad[oa]s?|ver también|leia (?:mais|também)"
    r"|veja também|leggi anche|lees ook|читайте также|смотрите также|czytaj też|zobacz też|läs (?:också|mer)"
    r"|les også|læs også|ilgili haber|اقرأ أيضا?ً?|相关阅读|関連記事"
)
_BY_WORDS = re.compile(rf"^\W{{0,3}}({_WORDS})\s{{0,3}}[:|>»–—-]\s{{0,3}}(\S.{{0,250}})$", re.I)
# Newsrooms that set any label before a bar write it in capitals: THE WAR IN UKRAINE | Quiet dissent …
_BY_CAPITALS = re.compile(r"^((?:[^\W\d_a-z]|[\d&'’. -]){3,40}?)\s{0,3}[|]\s{0,3}(\S.{0,250})$")
_MOST = 320
"""Characters of a promo line: a label and a headline."""


def promo(line: str, url: str | None = None) -> RelatedLink | None:
    """Return the related article that the normalized `line` points to, or None when it is no promo line."""
    if len(line) > _MOST:
        return None
    match = _BY_WORDS.match(line) or _BY_CAPITALS.match(line)
    if match is None or (match.re is _BY_CAPITALS and match[1].upper() != match[1]):
        return None
    label, title = match[1].strip(), match[2].strip()
    return RelatedLink(label=label, title=title, url=url)
