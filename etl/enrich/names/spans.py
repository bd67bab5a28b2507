"""The spans that name something: a model's, cut and split where it took too much, and those it left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from etl.article import EntityType
from etl.enrich.names import forms
from etl.enrich.names.forms import Mention
from etl.enrich.names.lists import (
    ORGANIZATION_WORD,
    is_first_name,
    is_known_organization,
    is_nationality,
    is_party,
    place_weight,
)
from etl.enrich.names.persons import bare

_TAIL = re.compile(
    r"(?:\s\(.*|(?<!World War)\s\d.*|\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\s(?:Jan|Febr)uary)$"
)
_END = re.compile(
    r"(?:\s(?:of|the|at|to|in|for|and|an?|on|by|with|from|During|After|Before|How|Why|What|When|Where|Will|Are|Is)){1,9}$"
)
_CREDIT = re.compile(
    r"^(?:(?:Credit(?! Suisse| Lyonnais| Agricole| Union)|Photo|Photograph|Image|Images|Video|Read|Map|•|@)\s)+"
)
_HEAD = re.compile(r"^(?:a\.k\.a\.?|nee|née|alias|[A-Z][a-z]{2,}ing|Like|While|When|After|With|For|But|And|As|If|In|At|On)\s+(?=[A-Z])")  # fmt: skip
_PREFIX = re.compile(r"^(?:inter|anti|pro|non|post|pre)-(?=[A-Z])")
_HYPHENED = re.compile(r"-[a-z]{1,4}-[A-Z]\w+")
_ADMINISTRATION = re.compile(r"\s(?:administration|presidency|campaign)(?:['’]s)?$")
_OFFICE_BEFORE = re.compile(r"(?:Minister|Ministers|Secretary) (?:of|for) (?:the )?$")
_OFFICE_IN_FRENCH = re.compile(
    r"^(?:[Mm]inistre|[Ss]ecrétaire d['’][ÉEé]tat) (?:des? |du |de la |de l['’]|à )"
)
_OFFICE_AFTER = re.compile(r"^ (?:Minister|Secretary|ministry)\b")
_OF_A_FIRM = re.compile(r"-(?:owned|led|run|backed|based|born|made)$")
_STATE_OF = re.compile(r"^(?:the )?State of (?=[A-Z])", re.I)
_APOSTROPHE = re.compile(r"['’](?!(?:s|t|re|ve|ll|d|m)\b)[a-z]{1,6}\b")
_PARAGRAPH_END = re.compile(r"(?<! [A-Z]\.)\n\n")
_MINISTER = ("organization", "work", "event")


def find(text: str, spans: list[Mention], *, in_title: bool = False) -> list[Mention]:
    """Return what `text` names: the model's `spans` put right, and names by their form, by offset."""
    head = [] if in_title else forms.dateline(text)
    start = max((m.end for m in head), default=0)
    members = list(forms.members(text))
    spans = [part for span in spans for part in _paragraphs(span)]
    spans = list(_joined(spans, text))
    spans = list(_apart(_to_end(part, text) for span in spans for part in _parts(span)))
    fixed = [piece for span in spans if span.offset >= start for piece in _pieces(span, text)]
    kept = _without_overlap([*head, *members], fixed)
    people = [] if in_title else [m for m in forms.people(text, kept) if m.offset >= start]
    kept = _without_overlap(people, kept)
    kept = _without_overlap(list(forms.initialled(text, kept)), kept)
    kept = _without_overlap(list(forms.acronyms(text)), kept)
    kept = _with_whole(kept, list(forms.listed(text[start:], start)))
    known = list(forms.known(text[start:], start))
    kept = _without_overlap([m for m in known if m.sure], kept)
    kept = _without_overlap(kept, known)
    return sorted(kept, key=lambda m: m.offset)


def _without_overlap(first: list[Mention], second: list[Mention]) -> list[Mention]:
    """Return `first` and those of `second` that share no character with any of them."""
    taken = {i for m in first for i in range(m.offset, m.end)}
    return [*first, *(m for m in second if taken.isdisjoint(range(m.offset, m.end)))]


def _with_whole(spans: list[Mention], wholes: list[Mention]) -> list[Mention]:
    """Return `spans` and those of `wholes` that cut none in two, in place of the parts that they hold."""
    at = {i: m for m in spans for i in range(_start(m), m.end)}
    kept: list[Mention] = []
    parts: set[Mention] = set()
    for whole in wholes:
        inside = {at[i] for i in range(whole.offset, whole.end) if i in at}
        is_whole = all(whole.offset <= _start(m) and m.end <= whole.end and not m.sure for m in inside)
        if is_whole and whole not in inside:
            parts |= inside
            kept.append(whole)
            at |= dict.fromkeys(range(whole.offset, whole.end), whole)
    return [m for m in (*spans, *kept) if m not in parts]


def _start(span: Mention) -> int:
    return span.offset + 4 * span.text.startswith(("The ", "the "))


def _paragraphs(span: Mention) -> Iterator[Mention]:
    """Yield the span's part in each of the paragraphs that it runs over: an initial ends none.

    One word left over at a paragraph's start is a word, or a name that stands elsewhere too.
    """
    offset = span.offset
    for part in _PARAGRAPH_END.split(span.text):
        name = part.strip()
        if name and (offset == span.offset or " " in name):
            yield span._replace(text=name, offset=offset + part.index(name))
        offset += len(part) + 2


def _pieces(span: Mention, text: str) -> Iterator[Mention]:
    """Yield the span cut to the name in it, or the names when it holds two people's."""
    name, offset = span.text, span.offset
    if match := _HEAD.match(name):
        first = name.split()[0]
        if not is_first_name(first) and (match[0] != name):
            name, offset = name[match.end() :], offset + match.end()
    if span.type == "group" and not name.endswith("ism") and (match := _PREFIX.match(name)):
        name, offset = name[match.end() :], offset + match.end()
    name = _OF_A_FIRM.sub("", _TAIL.sub("", name))
    if (match := _STATE_OF.match(name)) and place_weight(name[match.end() :]) >= 4:
        name, offset = name[match.end() :], offset + match.end()
    if match := _ADMINISTRATION.search(name):
        yield Mention(bare(name[: match.start()]), "person", offset + name.index(bare(name[: match.start()])))
        return
    words = name.split()
    if span.type == "person" and len(words) > 1 and is_nationality(words[0]):
        offset += name.index(words[1], len(words[0]))
        name = name[name.index(words[1], len(words[0])) :]
    if _is_of_office(span, name, offset, text):
        return
    parts = name.split(" and ")
    if len(parts) == 2 and not ORGANIZATION_WORD.search(name) and all(_may_be_person(p) for p in parts):
        yield Mention(parts[0], "person", offset)
        yield Mention(parts[1], "person", offset + len(parts[0]) + 5)
    elif name:
        yield span._replace(text=name, offset=offset)


def _is_of_office(span: Mention, name: str, offset: int, text: str) -> bool:
    """Return whether `name` is a part of an office: `Foreign Affairs` in `Minister of Foreign Affairs`."""
    if _OFFICE_IN_FRENCH.match(name):
        return True
    end = offset + len(name)
    return (
        span.type in _MINISTER
        and len(name) > 4
        and "." not in name
        and bool(
            _OFFICE_BEFORE.search(text[max(0, offset - 20) : offset])
            or _OFFICE_AFTER.match(text[end : end + 12])
        )
    )


def _joined(spans: list[Mention], text: str) -> Iterator[Mention]:
    """Yield `spans`, those as one that follow each other: two people's, two groups' that are a party's, an office's with what it is for."""
    last: Mention | None = None
    for span in spans:
        if last and _is_office_for(last, span, text):
            last = last._replace(text=text[last.offset : span.end])
            continue
        if last and span.offset == last.end + 1 and text[last.end] == " " and last.type == span.type:
            joined = f"{last.text} {span.text}"
            if span.type == "person" or is_party(joined):
                last = last._replace(text=joined)
                continue
        if last:
            yield last
        last = span
    if last:
        yield last


def _is_office_for(office: Mention, span: Mention, text: str) -> bool:
    """Return whether both are one organization: `Office` and `Coordination of Aid` in `Office for the Coordination of Aid`."""
    return (
        office.type == span.type == "organization"
        and text[office.end : span.offset] in (" for ", " for the ")
        and ORGANIZATION_WORD.fullmatch(office.text.split()[-1]) is not None
        and text.startswith(office.text, office.offset)
    )


def _parts(span: Mention) -> Iterator[Mention]:
    """Yield the span without words of captions, cut where names of photographer and agency meet."""
    text, offset = span.text, span.offset
    if match := _CREDIT.match(text):
        text, offset = text[match.end() :], offset + match.end()
    if "/" in text and " " in text:
        for part in re.finditer(r"[^/]+", text):
            name = part[0].strip()
            if name:
                start = offset + part.start() + part[0].index(name)
                yield span._replace(
                    text=name, offset=start, type=_credited(name, span, text, is_first=start == offset)
                )
    elif text := _END.sub("", text):
        yield span._replace(text=text, offset=offset)


def _apart(spans: Iterable[Mention]) -> Iterator[Mention]:
    """Yield `spans` without those that start within the one before."""
    end = -1
    for span in spans:
        if span.offset >= end:
            yield span
            end = span.end


def _credited(name: str, span: Mention, credit: str, *, is_first: bool) -> EntityType:
    """Return what a part of a credit names: `Ana Ruiz/AFP` and `AFP/Ana Ruiz` are a person and an agency."""
    if is_first:
        return span.type
    by_agency = is_known_organization(credit.partition("/")[0].strip())
    return "person" if by_agency and " " in name else "organization"


def _to_end(span: Mention, text: str) -> Mention:
    """Return the span with what a model's tokens cut off: `Mazar-i-Sharif`, `Nyong'o`."""
    if span.type == "group" or not text.startswith(span.text, span.offset):
        return span
    rest = _HYPHENED.match(text, span.end) or _APOSTROPHE.match(text, span.end)
    return span._replace(text=span.text + rest[0]) if rest else span


def _may_be_person(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and is_first_name(words[0])
