"""Find the speaker of a quotation: named by the clauses next to it, or else whom the text is about."""

from __future__ import annotations

import re

from etl.enrich.quotes.clauses import NOT_SAID, Attribution, is_object, read_before, read_behind
from etl.enrich.quotes.marks import Quoted
from etl.enrich.quotes.referents import Reference, Referents
from etl.enrich.quotes.sentences import Sentence, segments_of

_NOT_SPOKEN = re.compile(
    r"\b(?:signs?|banners?|placards?|posters?|T-shirts?|headlines?|headlined|slogans?|stickers?|as if to|chant(?:s|ed|ing)?)\b"
)
"""Before words that nobody said, such as those on signs and shirts."""
_SPOKESPERSON = re.compile(r"\b[Ss]pokes(?:man|woman|person)\b")
_ASKED = re.compile(r"\basked (?:(?:Mr|Mrs|Ms|Dr)\.? )?")
_INCISE = re.compile(
    r", (?!comme|contre|entre|dont|et|notamment|même)(?:a |s['’]est )?[a-zà-ÿ]{3,14}[etéi] $"
)
_MOST_SEGMENT = 400
_POSSESSIVE = re.compile(r"\b(?:his|her|him|son|sa|ses|su|sein|ihr)\b")
_LATEST_SUBJECT = 60
"""The subject of a sentence starts within so many characters."""


def attributions(
    paragraph: str, spans: list[Quoted], parts: list[Sentence], referents: Referents
) -> list[Attribution]:
    """Return who said each of the `spans` in the paragraph's sentences `parts`.

    `referents` is also told whom the paragraph names.
    """
    found = [NOT_SAID] * len(spans)
    in_paragraph = False  # whether the paragraph has named whom it is about
    last: int | None = None
    for sentence in parts:
        segments = segments_of(paragraph, sentence, spans)
        for place, index in enumerate(sentence.spans):
            found[index] = _said(segments, place, spans[index], referents)
        for index in sentence.spans:
            if found[index].is_open or not (found[index].is_said or found[index].is_denied):
                found[index] = _inherited(
                    found, sentence, index, segments, last, referents, in_paragraph=in_paragraph
                )
        if sentence.spans:
            last = sentence.spans[-1]
        in_paragraph |= _look(
            segments, [found[i] for i in sentence.spans], referents, in_paragraph=in_paragraph
        )
    return found


def _said(segments: list[str], place: int, span: Quoted, referents: Referents) -> Attribution:
    """Return who said quotation number `place` of the sentence, judged by the words after it, or else before it."""
    behind, before = segments[place + 1][:_MOST_SEGMENT], segments[place][-_MOST_SEGMENT:]
    if _NOT_SPOKEN.search(before[-60:]):
        return Attribution(is_said=False, is_denied=True)
    clause = behind.rpartition(",")[0] if before == "" and behind.rstrip().endswith(":") else behind
    said = read_behind(clause, span, referents)
    if said.is_said and not said.is_open:
        return said
    said_before = read_before(before, referents)
    if said_before.is_open and place:  # the subject may come before an earlier quotation
        said_before = read_before("".join(segments[: place + 1])[-_MOST_SEGMENT:], referents)
    if not said_before.is_said and referents.language == "fr" and (within := _within(span, referents)):
        return Attribution(within)
    return said_before if said_before.is_said else said


def _within(span: Quoted, referents: Referents) -> str | None:
    """Return the speaker named between commas inside the quotation, as in French: `« Ici, explique Anna Keller, il pleut »`."""
    for mention in referents.mentions(span.text):
        if mention.kind == "person" and _INCISE.search(span.text[max(0, mention.start - 24) : mention.start]):
            return referents.resolve(mention, span.text)
    return None


def _inherited(
    found: list[Attribution],
    sentence: Sentence,
    index: int,
    segments: list[str],
    last: int | None,
    referents: Referents,
    *,
    in_paragraph: bool,
) -> Attribution:
    """Return the speaker of a quotation without its own verb of saying, from other quotations and the text before."""
    for other in sorted(sentence.spans, key=lambda i: abs(i - index)):
        if found[other].is_said and not found[other].is_open:
            return found[other]
    if found[index].is_open:
        return found[index]
    is_alone = not any(re.search(r"\w", segment) for segment in segments)
    if last is not None and found[last].is_said:
        return Attribution(found[last].speaker, is_said=is_alone)
    if not is_alone:
        return NOT_SAID
    if last is None or in_paragraph:
        return Attribution(referents.focus, is_said=False)
    return NOT_SAID


def _look(segments: list[str], said: list[Attribution], referents: Referents, *, in_paragraph: bool) -> bool:
    """Update `referents` with whom a sentence is about; return whether it is about anyone."""
    text = " ".join(segments)[:_MOST_SEGMENT]
    mentions = referents.mentions(text)
    for mention in mentions:
        if mention.kind == "organization" and not is_object(mention, text):
            referents.organization = referents.resolve(mention, text)
            break
    speakers = [s.speaker for s in said if s.is_said] or (
        [spoken.speaker]
        if not said and (spoken := read_before(text, referents)).is_said and not spoken.is_open
        else []
    )
    people = [m for m in mentions if m.kind == "person"]
    subjects = [m for m in people if not is_object(m, text)]
    if speakers and (said or speakers[-1] or not subjects):
        referents.see(speakers[-1])
        if speakers[-1] in referents.organizations.values() and _SPOKESPERSON.search(text):
            referents.see(None)
        if (asked := _ASKED.search(text)) and (
            person := next((m for m in people if m.start == asked.end()), None)
        ):
            referents.see(referents.resolve(person, text))  # and answers
        return True
    if people and referents.recent and people[0].start > _LATEST_SUBJECT:
        about_another = _is_of_a_person(mentions[0], referents) or _POSSESSIVE.search(text[: people[0].start])
        people = subjects = [] if about_another else people
    if subjects or (people and not in_paragraph and not _is_of_a_person(mentions[0], referents)):
        about = referents.resolve((subjects or people)[0], text)
        for other in reversed(people):
            referents.see(referents.resolve(other, text))
        referents.see(about)
        return True
    return any(m.kind == "pronoun" for m in mentions)


def _is_of_a_person(mention: Reference, referents: Referents) -> bool:
    """Return whether the mention is a pronoun for a person, such as `she`, and not `it`."""
    return mention.kind == "pronoun" and referents.gender_of_pronoun(mention) != "n"
