"""Find the speaker in a clause next to a quotation: the subject of a verb of saying, or a source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.enrich.quotes.marks import Quoted
from etl.enrich.quotes.referents import Reference, Referents
from etl.enrich.quotes.verbs import verbs_of_saying

_ACCORDING = re.compile(
    r"(?<!\w)(?:[Aa]ccording to|[Ss]elon|[Dd]['’]après|[Ll]aut|[Ss]egún|[Ss]econdo|[Ss]egundo|[Vv]olgens)\s"
)
_ADVERBS = re.compile(
    r"^(?:\s|,|(?:\w{1,20}ly|also|later|then|still|once|again|often|never|has|have|had|was|is|in turn|a|ha|hat|hatte|avait|había|hubo"
    r"|always|even|just|nevertheless|instead)\b)*+$"
)
_ARTICLES = r"(?:the|an?|one|another|some|his|her|their|its|le|la|les|une?|el|los|die|der|das|eine?|il|lo|o|os|um|uma|de|het|een)"
_DEFINITE = frozenset("the le la l les el los die der das il lo o os de het".split())
_ROLE_BEFORE = re.compile(
    rf"(?:^|[\s,(–—-])({_ARTICLES}(?=\s)|l(?=['’]))[\s'’]((?:(?!(?:and|but|or|who|which|that|et|y|und) )[\w'’-]+\s){{1,4}})$",
    re.I,
)
_ROLE_AFTER = re.compile(rf"^\s({_ARTICLES}(?=\s)|l(?=['’]))[\s'’]([^,.;:“\"«]+)", re.I)
_PREPOSITION_BEFORE = re.compile(
    r"\b(?:of|for|by|with|to|from|about|against|between|toward|towards|than|like|after|before|de|du|des|à|avec|pour|von|mit"
    r"|für|bei|con|para|por|da|do|della|van|voor)\s(?:the\s|(?:[\w-]+\s){0,3}?)(?:(?:Mr|Mrs|Ms|Dr|Sen|Gov|Rep|Gen)\.?\s)?$"
)
_FULL_NAME = r"[A-ZÀ-Þ][\w'’-]{1,40}(?:\s(?:(?:de|del|della|van|von|der|den|bin|al|el|la|di|da|dos|of)\s)?[A-ZÀ-Þ][\w.'’-]{1,40}){1,4}"
_NAME = re.compile(_FULL_NAME)
_SIGNED = re.compile(rf"^\s*[―—–-]{{1,2}}\s*({_FULL_NAME})[\s.]*$")
"""The speaker's name on a line of its own after the quotation: `“It was fun.” ― Anna Keller`."""
_DIRECTLY = re.compile(r"^[\s,–—-]*(?:[a-zß-ÿ]+(?:ed|es|s|te|ó|ait|ou)\s)?(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?$")
_OF_SPEAKER_ALONE = frozenset("said says added adds wrote writes explained noted".split())
"""Verbs whose following name is the speaker, never the one spoken of as in `called Smith`."""
_PRO_DROP = frozenset({"es", "it", "pt", "ca", "ro"})
_WITHIN = 90
"""Most characters between a verb and the name after it."""


@dataclass(frozen=True)
class Attribution:
    """Whether the words near a quotation say that it was spoken, and by whom."""

    speaker: str | None = None  # also None when they say so of someone whom the article does not name
    is_said: bool = True
    is_denied: bool = False  # the words say that nobody spoke it
    is_open: bool = False  # a verb of saying without a subject: other words may name one


NOT_SAID = Attribution(is_said=False)
_NO_SUBJECT = Attribution(is_open=True)


_OTHER_CLAUSE = re.compile(
    r"[\s,;–—-]{0,6}(?:because|but|while|though|although|when|after|before|if|since|until|unless|whereas|where)\b"
)
"""What starts a separate clause after a quotation; its subject is not the speaker."""


def read_behind(clause: str, span: Quoted, referents: Referents) -> Attribution:
    """Return the speaker whom the `clause` after the quotation `span` names."""
    if according := _ACCORDING.search(clause):
        return _source(clause, according.end(), referents)
    verbs = verbs_of_saying(clause)
    mentions = referents.mentions(clause)
    if signed := _SIGNED.match(clause):
        named = next((m for m in mentions if m.start == signed.start(1)), None)
        return Attribution(referents.resolve(named, clause) if named else signed[1])
    if _OTHER_CLAUSE.match(clause):
        return NOT_SAID
    if not verbs:
        first = mentions[0] if mentions and mentions[0].kind != "organization" else None
        is_cut = span.text.endswith((",", "?", "!"))
        if first and is_cut and _DIRECTLY.match(clause[: first.start]):
            return Attribution(referents.resolve(first, clause))
        return NOT_SAID
    start, end = verbs[0]
    left = clause[:start]
    if _ADVERBS.match(left.strip(" –—-'’”\"")) and not any(m.end <= start for m in mentions):
        return _behind_verb(clause, end, mentions, referents)
    return _before_verb(clause, (start, end), mentions, referents)


def read_before(clause: str, referents: Referents) -> Attribution:
    """Return the speaker whom the `clause` before a quotation names."""
    if according := _ACCORDING.search(clause):
        return _source(clause, according.end(), referents)
    verbs = verbs_of_saying(clause)
    mentions = referents.mentions(clause)
    if verbs:
        return _before_verb(clause, verbs[-1], mentions, referents)
    if clause.rstrip().endswith(":"):
        people = [m for m in mentions if m.kind != "organization" and not is_object(m, clause)]
        return Attribution(referents.resolve(people[0], clause)) if people else NOT_SAID
    return NOT_SAID


def is_object(mention: Reference, text: str) -> bool:
    """Return whether the mention cannot be a subject, as it is a possessive or follows a preposition."""
    return (
        text[mention.end : mention.end + 2] in ("'s", "’s", "' ", "’ ")
        or _PREPOSITION_BEFORE.search(text[max(0, mention.start - 60) : mention.start]) is not None
    )


def _source(clause: str, start: int, referents: Referents) -> Attribution:
    """Return the source named after `according to` or the like."""
    following = [m for m in referents.mentions(clause) if m.start >= start and m.start < start + _WITHIN]
    people = [
        m for m in following if m.kind == "person" and not is_object(m, clause[start:].rjust(len(clause)))
    ]
    near = [
        m
        for m in following
        if re.fullmatch(r"(?:the |les? |la |el |l['’]|der |die )?", clause[start : m.start])
    ]
    chosen = people or near
    if chosen:
        return Attribution(referents.resolve(chosen[0], clause))
    return Attribution(_unknown_name(clause[start:]))


def _behind_verb(clause: str, start: int, mentions: list[Reference], referents: Referents) -> Attribution:
    """Return the subject after its verb: `said John Smith`, `said a spokesman`."""
    behind = clause[start:]
    following = [m for m in mentions if start <= m.start < start + _WITHIN]
    if following and following[0].kind == "pronoun" and following[0].start <= start + 4:
        return Attribution(referents.resolve(following[0], clause))
    for mention in following:
        if mention.kind == "person" and not is_object(mention, clause):
            return Attribution(referents.resolve(mention, clause))
    if (
        following
        and following[0].kind == "organization"
        and re.fullmatch(r"\s(?:the |l['’]|la |le |el )?", clause[start : following[0].start])
    ):
        return Attribution(referents.resolve(following[0], clause))
    if role := _ROLE_AFTER.match(behind):
        return _by_role(role, referents)
    if name := _unknown_name(behind[:80]):
        return Attribution(name)
    is_bare = not re.match(r"\s\w", behind) or re.match(r"\s(?:que|che|em|en|in|a)\b", behind)
    return Attribution(referents.focus) if is_bare and referents.language in _PRO_DROP else _NO_SUBJECT


def _before_verb(
    clause: str, verb: tuple[int, int], mentions: list[Reference], referents: Referents
) -> Attribution:
    """Return the subject before its verb: `John Smith, the mayor, said`, `the spokesman said`."""
    end, behind = verb
    left = clause[:end]
    if left.endswith(", ") and clause[end:behind] in _OF_SPEAKER_ALONE:  # `It rained, said John Smith.`
        for mention in mentions:
            if mention.start == behind + 1 and mention.kind == "person":
                return Attribution(referents.resolve(mention, clause))
    before = [m for m in mentions if m.end <= end]
    if before and _ADVERBS.match(left[before[-1].end :]) and "," not in left[before[-1].end :]:
        nearest = before[-1]
        is_shown = clause[end:behind].endswith("ing")  # in `footage of Keller saying`
        if is_shown or not is_object(nearest, left):
            return Attribution(_person(nearest, before, left, referents))
    subjects = [m for m in before if m.kind == "person" and not is_object(m, left)]
    is_apposition = left.rstrip().endswith(",")
    role = _ROLE_BEFORE.search(left)
    if role and not is_apposition and not any(m.end > role.start(2) for m in before):
        return _by_role(role, referents)
    if subjects:
        return Attribution(referents.resolve(subjects[0], left))
    pronouns = [m for m in before if m.kind == "pronoun"]
    if pronouns:
        return Attribution(referents.resolve(pronouns[0], left))
    organizations = [m for m in before if m.kind == "organization" and not is_object(m, left)]
    if organizations and not role:
        return Attribution(referents.resolve(organizations[0], left))
    name = None if before else _unknown_name(left) or _word_before(left)
    return Attribution(name) if name else _NO_SUBJECT


def _by_role(role: re.Match[str], referents: Referents) -> Attribution:
    """Return the person with that role; `a spokesman` or `the source` is not a person whom the article names."""
    return Attribution(referents.by_role(role[2]) if role[1].lower() in _DEFINITE else None)


def _person(mention: Reference, before: list[Reference], text: str, referents: Referents) -> str | None:
    """Return whom `mention` means; for a pronoun this is the subject of its own sentence, if it fits."""
    if mention.kind == "pronoun":
        wanted = referents.gender_of_pronoun(mention)
        for other in before:
            if other.kind == "person" and not is_object(other, text):
                name = referents.resolve(other, text)
                if name and referents.gender(name) in (wanted, None):
                    return name
    return referents.resolve(mention, text)


def _unknown_name(text: str) -> str | None:
    """Return a capitalized name that no model found, for instance in a language without a model."""
    match = _NAME.search(text[:120])
    return match[0] if match else None


def _word_before(text: str) -> str | None:
    """Return the capitalized word just before the verb if it does not start a sentence: `In a statement, Peabody said`."""
    match = re.search(r", ([A-ZÀ-Þ][\w’'-]{2,40}) $", text)
    return match[1] if match else None
