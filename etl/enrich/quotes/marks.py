"""Find where quotations start and end, by the quotation marks that several languages use."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPENING = {
    "“": ("”", '"', "“", "’’"), "«": ("»",), "»": ("«", "»"), "„": ("“", '"', "”"), "”": ("”",), "‹": ("›",),
    "「": ("」",), "『": ("』",), "‘": ("’",), "‘‘": ("’’",), '"': ('"', "”"),
}  # fmt: skip
"""Marks that open a quotation, and the marks that may close it."""
_EITHER = '"'
_CLOSING = frozenset("”»«」』›")
_MOST_SPANS = 100
"""If a paragraph has more quotations, its marks mean something else."""
_PUNCTUATION = frozenset(".,!?…;:")
_FULL_STOP_BEHIND = re.compile(r"[.!?…؟](?:\s|$)|,\s?[―—–-]\s")
"""What ends a sentence outside its marks, as in Russian and Arabic: a full stop, or a comma and the dash before `— he said`."""


@dataclass(frozen=True)
class Quoted:
    """A quotation in a paragraph: its text, and its position including the marks."""

    start: int
    end: int
    text: str
    text_start: int
    is_open: bool = False  # the paragraph ended before the mark that closes it
    continues: bool = False  # it opened in an earlier paragraph
    is_ended_behind: bool = False  # the mark that ends its sentence stands outside

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as a clause or sentence does: with punctuation inside, or as a sentence with it outside."""
        return self.text[-1:] in _PUNCTUATION or (self.is_ended_behind and not self.text[0].islower())


def may_quote(paragraph: str) -> bool:
    """Return whether `paragraph` has a quotation mark."""
    return any(mark in paragraph for mark in _OPENING)


def spans(paragraph: str, *, continues: bool) -> list[Quoted]:
    """Return the quotations in `paragraph`, in order; a quotation inside another is part of that one.

    `continues` says that a quotation was open at the end of the paragraph before; a mark at this one's start then repeats
    it.
    """
    found: list[Quoted] = []
    opened: re.Match[str] | None = None
    closers: tuple[str, ...] = ()
    for match in _MARK.finditer(paragraph):
        if opened is None:
            if _opens(paragraph, match):
                opened, closers = match, _OPENING[match[0]]
        elif match[0] in closers and _closes(paragraph, match):
            found.append(_span(paragraph, opened, match, is_first=not found, continues=continues))
            opened = None
    if len(found) > _MOST_SPANS:
        return []
    if opened is not None and paragraph[opened.end() :].strip():
        again = continues and not found and opened.start() == 0
        start, text = _stripped(paragraph, opened.end(), len(paragraph))
        found.append(Quoted(opened.start(), len(paragraph), text, start, is_open=True, continues=again))
    return found


_MARK = re.compile('‘‘|’’|[“”„«»‹›「」『』"‘’]')


def _opens(paragraph: str, match: re.Match[str]) -> bool:
    mark, index, end = match[0], match.start(), match.end()
    before = paragraph[index - 1] if index else " "
    if mark == "‘":
        return not before.isalnum() and _is_single_quotation(paragraph, index)
    if mark in ("”", "»"):  # which open in Swedish and in German, and close elsewhere
        return not (before.isalnum() or before in _PUNCTUATION) and paragraph[end : end + 1].isalnum()
    if mark == _EITHER:
        return not before.isalnum() and before not in ".,!?…"
    return mark in _OPENING


def _is_single_quotation(paragraph: str, index: int) -> bool:
    """Return whether a single mark opens a quotation, as in British papers; else it is an apostrophe, as in ‘90s."""
    close = paragraph.find("’", index + 2)
    while close >= 0 and close + 1 < len(paragraph) and paragraph[close + 1].isalnum():
        close = paragraph.find("’", close + 1)
    return close > index + 10


def _closes(paragraph: str, match: re.Match[str]) -> bool:
    mark, after = match[0], paragraph[match.end() : match.end() + 1]
    if mark == "’":
        return not after.isalnum() and (paragraph[match.start() - 1] in _PUNCTUATION or not after.isalpha())
    if mark == "“":  # closes a German quotation, opens an English one
        return not after.isalnum()
    return mark in _CLOSING or not after.isalnum()


def _span(
    paragraph: str, opened: re.Match[str], closed: re.Match[str], *, is_first: bool, continues: bool
) -> Quoted:
    start, text = _stripped(paragraph, opened.end(), closed.start())
    again = continues and is_first and opened.start() == 0
    is_ended = bool(text) and _FULL_STOP_BEHIND.match(paragraph, closed.end()) is not None
    return Quoted(opened.start(), closed.end(), text, start, continues=again, is_ended_behind=is_ended)


def _stripped(paragraph: str, start: int, end: int) -> tuple[int, str]:
    """Return the start of the text between two marks, and that text, without white space around it."""
    text = paragraph[start:end]
    return start + len(text) - len(text.lstrip()), text.strip()
