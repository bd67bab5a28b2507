"""Where quotation marks open and close, in the ways newsrooms of several languages write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPENING = {"“": '”"“', "«": "»", "„": '“”"', "‹": "›", "「": "」", "『": "』", "‘": "’"}
_EITHER = '"'
_CLOSING = frozenset("”»」』›")
_MOST_SPANS = 100
"""Quotations in one paragraph above which its marks mean something else."""
_PUNCTUATION = frozenset(".,!?…;:")


@dataclass(frozen=True)
class Span:
    """A quotation in a paragraph: its text, and where the marks around it stand."""

    start: int
    end: int
    text: str
    is_open: bool = False  # the paragraph ended before the mark that closes it
    continues: bool = False  # it opened in an earlier paragraph

    @property
    def ends_in_punctuation(self) -> bool:
        return self.text[-1:] in _PUNCTUATION


def may_quote(paragraph: str) -> bool:
    """Return whether `paragraph` has a mark of quotation."""
    return any(mark in paragraph for mark in (*_OPENING, _EITHER))


def spans(paragraph: str, *, continues: bool) -> list[Span]:
    """Return the quotations of `paragraph`, outermost ones only, in order.

    `continues`: the paragraph before left one open, so that a mark at this one's start repeats that one's.
    """
    found: list[Span] = []
    start, closers = -1, ""
    for match in _MARK.finditer(paragraph):
        index, mark = match.start(), match[0]
        if start < 0:
            if _opens(paragraph, index, mark):
                start, closers = index, _OPENING.get(mark, '"”')
        elif mark in closers and _closes(paragraph, index, mark):
            found.append(_span(paragraph, start, index, is_first=not found, continues=continues))
            start = -1
    if len(found) > _MOST_SPANS:
        return []
    if start >= 0:
        text = paragraph[start + 1 :].strip()
        if text:
            again = continues and not found and start == 0
            found.append(Span(start, len(paragraph), text, is_open=True, continues=again))
    return found


_MARK = re.compile('[“”„«»‹›「」『』"‘’]')


def _opens(paragraph: str, index: int, mark: str) -> bool:
    before = paragraph[index - 1] if index else " "
    if mark == "‘":
        return not before.isalnum() and _is_single_quotation(paragraph, index)
    if mark in _OPENING:
        return True
    return mark == _EITHER and (not before.isalnum()) and before not in ".,!?…"


def _is_single_quotation(paragraph: str, index: int) -> bool:
    """British papers quote with single marks; a lone one is an apostrophe, as in ‘90s."""
    close = paragraph.find("’", index + 2)
    while close >= 0 and close + 1 < len(paragraph) and paragraph[close + 1].isalnum():
        close = paragraph.find("’", close + 1)
    return close > index + 10


def _closes(paragraph: str, index: int, mark: str) -> bool:
    after = paragraph[index + 1] if index + 1 < len(paragraph) else " "
    if mark == "’":
        return not after.isalnum() and (paragraph[index - 1] in _PUNCTUATION or not after.isalpha())
    if mark == "“":  # closes a German quotation, opens an English one
        return not after.isalnum()
    return mark in _CLOSING or not after.isalnum()


def _span(paragraph: str, start: int, end: int, *, is_first: bool, continues: bool) -> Span:
    text = paragraph[start + 1 : end].strip()
    return Span(start, end + 1, text, continues=continues and is_first and start == 0)
