"""Which element of a page holds the article: paragraphs vote for the elements around them.

The method is that of reader views (Arc90's Readability and its descendants): text with commas speaks for
its parents, links and telling class names against them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from lxml.html import HtmlElement

from etl.clean.normalize import single_spaced
from etl.clean.page import BLOCKS, RUNNING, ancestors, link_density, text_lengths, text_of

# These two read names in small letters.
_POSITIVE = re.compile(r"article|body|content|entry|hentry|h-entry|main|page|pagination|post|text|blog|story")
_NEGATIVE = re.compile(
    r"-ad-|hidden|^hid$| hid$| hid |^hid |banner|combx|comment|com-|contact|footer|gdpr|masthead|media|meta"
    r"|outbrain|promo|related|scroll|share|shoutbox|sidebar|skyscraper|sponsor|shopping|tags|widget"
    r"|newsletter|taboola",
)
_COMMA = re.compile("[,\u060c\ufe50\ufe10\ufe11\u2e41\u2e34\u2e32\uff0c\u3001]")
_SENTENCE_END = re.compile(r"[.\u3002\u0964\uff0e](\s|$)")
_SCORED = frozenset(("section", "h2", "h3", "h4", "h5", "h6", "p", "td", "pre"))
_HOLDERS = frozenset(("div", "article", "main"))
_TAG_SCORE = {
    "div": 5, "article": 5, "pre": 3, "td": 3, "blockquote": 3,
    **dict.fromkeys(("address", "ol", "ul", "dl", "dd", "dt", "li", "form"), -3),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "th"), -5),
}  # fmt: skip
_LEAST_TEXT = 25
"""Characters of a paragraph below which it has no vote."""
_RUNNING_TAGS = _HOLDERS | {"p", "pre"}
_RUNNING_LINKED = 0.25
_LINKED = 0.5
"""Share of text in links from which a `<div>` is no paragraph."""
_WIDER = 0.5
"""Share of running text that an element around the best must add to take its place."""
_WIDER_PROSE = 0.8
"""Share of running text in what it adds."""
_PART_LEAST = 200
"""Characters of running text from which what stands above the best candidate is a part of the article."""
_TOP = 5
_SHARED_BY = 3
"""So many of the best candidates under one parent make the parent the candidate."""


@dataclass
class Votes:
    """The score of each element that a paragraph voted for."""

    scores: dict[HtmlElement, float] = field(default_factory=dict)
    prose: dict[HtmlElement, int] = field(default_factory=dict)  # characters of running text inside
    lengths: dict[HtmlElement, int] = field(default_factory=dict)  # characters of all text inside

    def add(self, element: HtmlElement, score: float, by_names: bool) -> None:
        if element not in self.scores:
            weight = name_weight(element) if by_names else 0
            self.scores[element] = _TAG_SCORE.get(element.tag, 0) + weight
        self.scores[element] += score


def name_weight(element: HtmlElement) -> int:
    """Return what class and id say of `element`: 25 for each that speaks for an article, -25 against."""
    return _weight(element.get("class")) + _weight(element.get("id"))


@lru_cache(maxsize=10_000)
def _weight(name: str | None) -> int:
    name = (name or "").lower()
    return 25 * bool(_POSITIVE.search(name)) - 25 * bool(_NEGATIVE.search(name))


def commas(text: str) -> int:
    """Return the number of commas in any script."""
    return len(_COMMA.findall(text))


def mark_paragraphs(body: HtmlElement, by_names: bool) -> None:
    """Make each `<div>` that holds a paragraph and no block a `<p>`, unless its name speaks against it.

    Systems that write paragraphs as `<div>` set links in them as others do; a box of links has few other words.
    """
    for element in list(body.iter("div")):
        if not _is_text_div(element) or (by_names and name_weight(element) < 0):
            continue
        length = len(text_of(element))
        if length >= _LEAST_TEXT and link_density(element, length) < _LINKED:
            element.tag = "p"


def vote(body: HtmlElement, by_names: bool) -> Votes:
    """Return the scores that the paragraphs below `body` give to the elements around them."""
    votes, running = Votes(), list[tuple[HtmlElement, int]]()
    for element in body.iterdescendants():
        if element.tag in _SCORED or _is_text_div(element):
            text, around = text_of(element), ancestors(element, 5)
        elif element.tag in _HOLDERS:
            text, around = _own_text(element), chain((element,), ancestors(element, 4))
        else:
            continue
        if len(text) < _LEAST_TEXT:
            continue
        score = 1 + commas(text) + min(len(text) // 100, 3)
        if len(text) >= RUNNING and element.tag in _RUNNING_TAGS:
            running.append((element, len(text)))
        for level, above in enumerate(around):
            if above.tag == "html":
                break
            divider = 1 if level == 0 else 2 if level == 1 else level * 3
            votes.add(above, score / divider, by_names)
    lengths, linked = text_lengths(body)
    for element in votes.scores:
        votes.scores[element] *= 1 - min(1.0, linked[element] / max(1, lengths[element]))
    votes.lengths = lengths
    for element, length in running:
        if linked[element] <= _RUNNING_LINKED * lengths[element]:
            for above in (element, *element.iterancestors()):
                votes.prose[above] = votes.prose.get(above, 0) + length
    return votes


def _is_text_div(element: HtmlElement) -> bool:
    return element.tag == "div" and not any(child.tag in BLOCKS for child in element.iterdescendants())


def _own_text(element: HtmlElement) -> str:
    """Return the text that stands in `element` beside its blocks, as where line breaks part paragraphs."""
    parts = [element.text or ""]
    for child in element:
        if child.tag not in BLOCKS and isinstance(child.tag, str):
            parts.extend(child.itertext())
        parts.append(child.tail or "")
    return single_spaced("".join(parts))


def best(body: HtmlElement, votes: Votes) -> HtmlElement:
    """Return the element whose text, with some of its siblings', is the article."""
    ranked = sorted(votes.scores, key=lambda element: -votes.scores[element])[:_TOP]
    if not ranked:
        return body
    shared = _shared_parent(ranked, votes)
    top = ranked[0] if shared is None else shared
    top = _climb(top, votes)
    while (parent := top.getparent()) is not None and parent.tag != "body" and len(parent) == 1:
        top = parent
    return top


def chosen(body: HtmlElement, votes: Votes) -> list[HtmlElement]:
    """Return the elements that hold the article, in order."""
    found = with_siblings(best(body, votes), votes)
    if len(found) == 1:
        found = _with_parts_above(found[0], votes)
    prose = sum(votes.prose.get(element, 0) for element in found)
    length = sum(votes.lengths.get(element, 0) for element in found)
    for above in found[0].iterancestors():
        if above.tag in ("body", "html"):
            break
        # The article's other parts stand there: far more running text, and little beside it.
        more = votes.prose.get(above, 0) - prose
        if more >= _WIDER * prose and more >= _WIDER_PROSE * (votes.lengths.get(above, 0) - length):
            return [above]
    return found


def _shared_parent(ranked: list[HtmlElement], votes: Votes) -> HtmlElement | None:
    least = 0.75 * votes.scores[ranked[0]]
    lines = [list(element.iterancestors()) for element in ranked[1:] if votes.scores[element] >= least]
    if len(lines) < _SHARED_BY:
        return None
    for above in ranked[0].iterancestors():
        if above.tag == "body":
            return None
        if sum(above in line for line in lines) >= _SHARED_BY:
            return above
    return None


def _climb(top: HtmlElement, votes: Votes) -> HtmlElement:
    """Go up while the score rises: text in several columns or sections has its sum further up."""
    last = votes.scores.get(top, 0.0)
    floor = last / 3
    parent = top.getparent()
    while parent is not None and parent.tag != "body":
        score = votes.scores.get(parent)
        if score is not None:
            if score < floor:
                break
            if score > last:
                return parent
            last = score
        parent = parent.getparent()
    return top


def with_siblings(top: HtmlElement, votes: Votes) -> list[HtmlElement]:
    """Return `top` and the elements beside it that belong to the article, in order."""
    parent = top.getparent()
    if parent is None or top.tag == "body":
        return [top]
    top_score = votes.scores.get(top, 0.0)
    least = max(10.0, 0.2 * top_score)
    chosen, below = [], False
    for sibling in parent:
        if sibling is top:
            below = True
            chosen.append(sibling)
            continue
        if not isinstance(sibling.tag, str):
            continue
        bonus = 0.2 * top_score if top.get("class") and sibling.get("class") == top.get("class") else 0.0
        score = votes.scores.get(sibling)
        if (
            (score is not None and score + bonus >= least)
            or (sibling.tag == "p" and _is_prose(sibling))
            or (not below and _is_all_prose(sibling, votes))
        ):
            chosen.append(sibling)
    return chosen


def _with_parts_above(top: HtmlElement, votes: Votes) -> list[HtmlElement]:
    """Return `top` behind the parts of the article that stand before it, when each has wrappers of its own."""
    outer = top
    while (parent := outer.getparent()) is not None and parent.tag not in ("body", "html"):
        if votes.lengths.get(parent) != votes.lengths.get(top):
            break
        outer = parent
    above = [part for part in outer.itersiblings(preceding=True) if _is_all_prose(part, votes)]
    return [*reversed(above), top]


def _is_all_prose(element: HtmlElement, votes: Votes) -> bool:
    prose = votes.prose.get(element, 0)
    return prose >= _PART_LEAST and prose >= _WIDER_PROSE * votes.lengths.get(element, 0)


def _is_prose(paragraph: HtmlElement) -> bool:
    text = text_of(paragraph)
    density = link_density(paragraph, len(text))
    if len(text) > 80:
        return density < 0.25
    return bool(text) and density == 0 and bool(_SENTENCE_END.search(text))
