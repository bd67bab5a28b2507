"""Who said a quotation: the verb of saying beside it, and the name, pronoun or title that is its subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.enrich.quote_marks import Span
from etl.enrich.referents import Mention, Referents

_IRREGULAR = (
    "say says said saying tell tells told telling write writes wrote writing writes think thinks thought"
    " read reads cite cites cited citing put puts reply replies replied replying tweet tweeted tweets"
)
_REGULAR = (
    "accuse acknowledge add admit advise affirm agree allege announce answer argue ask assert believe boast call caution claim"
    " comment complain conclude concede confess confirm continue counter declare describe deny describe emphasize"
    " exclaim explain express insist instruct joke label lament note observe plead pledge post predict promise proclaim"
    " quip quote rail recall recount reflect remark remember respond say shout state stress suggest testify tweet urge vow"
    " warn whisper wonder yell"
)
_OTHER_LANGUAGES = (
    # French, German, Spanish, Portuguese, Italian, Dutch
    "dit disait déclaré déclare déclarait affirme affirmé affirmait expliqué explique expliquait ajouté ajoute estime estimé"
    " assuré assure raconte raconté souligne souligné confie confié lance lancé indiqué indique précisé précise répond répondu"
    " rappelé rappelle martèle écrit tweeté promis prévenu regretté"
    " sagt sagte sagten erklärte erklärt betonte betont meint meinte schrieb schreibt warnte warnt berichtet berichtete fügte"
    " teilte gesagt fordert forderte kritisierte kündigte"
    " dijo dice decía dicho afirmó afirma señaló señala explicó explica aseguró asegura añadió añade declaró declara agregó"
    " agrega indicó sostuvo sostiene sostenía manifestó manifestar expresó advirtió contó comentó reconoció llamó escribió"
    " disse diz dizia falou afirmou explicou declarou acrescentou contou escreveu criticou ressaltou"
    " detto ha dichiarato afferma spiega spiegato dichiara aggiunge aggiunto sottolinea scrive scritto ricorda"
    " zei zegt zeggen aldus verklaarde schrijft schreef vertelt vertelde"
)


def _forms(verb: str) -> set[str]:
    if verb.endswith("e"):
        return {verb, verb + "s", verb + "d", verb[:-1] + "ing"}
    if verb.endswith("y") and verb[-2] not in "aeo":
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    ending = "es" if verb.endswith(("sh", "ss")) else "s"
    double = verb + verb[-1] if verb in ("quip", "admit") else verb
    return {verb, verb + ending, double + "ed", double + "ing"}


_VERBS = {*_IRREGULAR.split(), *_OTHER_LANGUAGES.split()}.union(*map(_forms, _REGULAR.split())) - {"say"}
_VERB = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(_VERBS, key=len, reverse=True))})(?!\w)")
_ACCORDING = re.compile(r"(?<!\w)(?:according to|selon|d['’]après|laut|según|secondo|segundo|volgens)\s", re.I)
_ADVERBS = re.compile(
    r"^(?:\s|,|\w+ly\b|also|later|then|still|once|again|often|never|has|have|had|was|is|in turn|a|ha|hat|hatte|avait|había|hubo"
    r"|always|even|just|nevertheless|instead)*$"
)
_NOT_SPOKEN = re.compile(
    r"\b(?:signs?|banners?|placards?|posters?|T-shirts?|headlines?|headlined|slogans?|stickers?|as if to|chant(?:s|ed|ing)?)\b"
)
"""What is written on walls and shirts, and what nobody said, is no quotation of anyone."""
_ARTICLES = r"(?:the|an?|one|another|some|his|her|their|its|le|la|les|une?|el|los|die|der|das|eine?|il|lo|o|os|um|uma|de|het|een)"
_DEFINITE = frozenset("the le la l les el los die der das il lo o os de het".split())
_ROLE_BEFORE = re.compile(rf"(?:^|[\s,(–—-])({_ARTICLES}(?=\s)|l(?=['’]))[\s'’]((?:(?!(?:and|but|or|who|which|that|et|y|und) )[\w'’-]+\s){{1,4}})$", re.I)
_ROLE_AFTER = re.compile(rf"^\s({_ARTICLES}(?=\s)|l(?=['’]))[\s'’]([^,.;:“\"«]+)", re.I)
_PREPOSITION_BEFORE = re.compile(
    r"\b(?:of|for|by|with|to|from|about|against|between|toward|towards|than|like|after|before|de|du|des|à|avec|pour|von|mit"
    r"|für|bei|con|para|por|da|do|della|van|voor)\s(?:the\s|(?:[\w-]+\s){0,3}?)(?:(?:Mr|Mrs|Ms|Dr|Sen|Gov|Rep|Gen)\.?\s)?$"
)
_WORDS_OF = re.compile(r"['’]s? (?:own )?words[,:]?\s*$")
_INVERTED = re.compile(r"^[\s,–—-]*(?:[a-zß-ÿ]+(?:ed|es|s|te|ó|ait|ou))\s(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?$")
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?:\s(?:(?:de|del|della|van|von|der|den|bin|al|el|la|di|da|dos|of)\s)?[A-ZÀ-Þ][\w.'’-]+){1,4}")
_BOUNDARY = re.compile(
    r"(?<![A-Z]\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bLt\.)(?<!\bJr\.)(?<!\bSr\.)(?<!\bMrs\.)(?<!\bSen\.)(?<!\bGov\.)"
    r"(?<!\bRep\.)(?<!\bGen\.)(?<!\bCol\.)(?<!\bRev\.)(?<!\bProf\.)(?<!\bCapt\.)(?<=[.!?…])[\"”»’)\]]*\s+(?=[^\sa-zß-ÿ])"
)
_PRO_DROP = frozenset({"es", "it", "pt", "ca", "ro"})
_MOST_SEGMENT = 400
_LATEST_SUBJECT = 60
"""Characters of a sentence in which its subject starts."""
_WITHIN = 90
"""Characters between a verb and the name behind it."""


@dataclass(frozen=True)
class Said:
    """Whether words near a quotation say that someone spoke it, and who."""

    is_said: bool
    speaker: str | None = None
    is_denied: bool = False  # the words say that nobody spoke it
    is_open: bool = False  # a verb of saying without a subject: other words may name one


_NOT_SAID = Said(False)
_NO_SUBJECT = Said(True, is_open=True)


@dataclass(frozen=True)
class _Sentence:
    start: int
    end: int
    spans: tuple[int, ...]  # places in the paragraph's list


def attributions(paragraph: str, spans: list[Span], referents: Referents) -> list[Said]:
    """Return who said each of the paragraph's `spans`, and let `referents` see whom the paragraph names."""
    found = [_NOT_SAID] * len(spans)
    in_paragraph = False  # whether the paragraph has named whom it is about
    last: int | None = None
    for sentence in _sentences(paragraph, spans):
        segments = _segments(paragraph, sentence, spans)
        for place, index in enumerate(sentence.spans):
            found[index] = _said(segments, place, spans[index], referents)
        for index in sentence.spans:
            if not found[index].is_said and not found[index].is_denied:
                found[index] = _inherited(found, sentence, index, segments, last, referents, in_paragraph)
        if sentence.spans:
            last = sentence.spans[-1]
        in_paragraph |= _look(segments, [found[i] for i in sentence.spans], referents, in_paragraph)
    return _backwards(found, spans, paragraph)


def _sentences(paragraph: str, spans: list[Span]) -> list[_Sentence]:
    """Part the paragraph at the ends of sentences, none of them inside of a quotation."""
    masked = list(paragraph)
    for span in spans:
        masked[span.start : span.end] = "Q" + "q" * (span.end - span.start - 1)
        if span.text[-1:] in (".", "!", "?", "…"):
            masked[span.end - 1] = span.text[-1]
    text = "".join(masked)
    cuts = [0]
    for match in _BOUNDARY.finditer(text):
        after_span = any(span.end == match.start() for span in spans)
        if not (after_span and text[match.start() - 1] in "!?…" and _starts_with_speech(paragraph[match.end() :][:80])):
            cuts.append(match.end())
    cuts.append(len(paragraph))
    return [
        _Sentence(start, end, tuple(i for i, s in enumerate(spans) if start <= s.start < end))
        for start, end in zip(cuts, cuts[1:], strict=False)
        if start < end
    ]


def _starts_with_speech(text: str) -> bool:
    match = re.match(r"(?:[A-ZÀ-Þ][\w.'’-]*\s){1,4}", text)
    return match is not None and _VERB.match(text, match.end()) is not None


def _segments(paragraph: str, sentence: _Sentence, spans: list[Span]) -> list[str]:
    """Return the words before, between and behind the sentence's quotations."""
    cuts = [sentence.start]
    for index in sentence.spans:
        cuts += [spans[index].start, spans[index].end]
    cuts.append(max(sentence.end, cuts[-1]))
    return [paragraph[cuts[i] : cuts[i + 1]] for i in range(0, len(cuts), 2)]


def _said(segments: list[str], place: int, span: Span, referents: Referents) -> Said:
    """Return who said the sentence's quotation number `place`, by the words behind it, else before it."""
    behind, before = segments[place + 1][:_MOST_SEGMENT], segments[place][-_MOST_SEGMENT:]
    if _NOT_SPOKEN.search(before[-60:]):
        return Said(False, is_denied=True)
    clause = behind.rpartition(",")[0] if before == "" and behind.rstrip().endswith(":") else behind
    said = _read_behind(clause, span, referents)
    if said.is_said and not said.is_open:
        return said
    said_before = _read_before(before, referents)
    return said_before if said_before.is_said else said


def _inherited(
    found: list[Said],
    sentence: _Sentence,
    index: int,
    segments: list[str],
    last: int | None,
    referents: Referents,
    in_paragraph: bool,
) -> Said:
    """Return the speaker of a quotation without a verb of its own from what stands around it."""
    for other in sorted(sentence.spans, key=lambda i: abs(i - index)):
        if found[other].is_said:
            return found[other]
    is_alone = not any(re.search(r"\w", segment) for segment in segments)
    if last is not None and found[last].is_said:
        return Said(is_alone, found[last].speaker)
    if not is_alone:
        return _NOT_SAID
    if last is None or in_paragraph:
        return Said(False, referents.focus)
    return _NOT_SAID


def _backwards(found: list[Said], spans: list[Span], paragraph: str) -> list[Said]:
    """A paragraph that starts with quotations takes their speaker from the first that has one, if nothing is between."""
    for i in range(len(found) - 2, -1, -1):
        between = paragraph[spans[i].end : spans[i + 1].start]
        if not found[i].is_said and found[i + 1].is_said and not between.strip():
            found[i] = found[i + 1]
    return found


def _look(segments: list[str], said: list[Said], referents: Referents, in_paragraph: bool) -> bool:
    """Let `referents` see whom a sentence is about; return whether it is about anyone."""
    text = " ".join(segments)[:_MOST_SEGMENT]
    mentions = referents.mentions(text)
    for mention in mentions:
        if mention.kind == "organization" and not _is_object(mention, text):
            referents.organization = referents.resolve(mention, text)
            break
    speakers = [s.speaker for s in said if s.is_said] or (
        [spoken.speaker] if (spoken := _read_before(text, referents)).is_said and not said else []
    )
    if speakers:
        referents.see(speakers[-1])
        return True
    people = [m for m in mentions if m.kind == "person"]
    subjects = [m for m in people if m.start < _LATEST_SUBJECT and not _is_object(m, text)]
    if subjects or (people and not in_paragraph and mentions[0].kind != "pronoun"):
        referents.see(referents.resolve((subjects or people)[0], text))
        return True
    return any(m.kind == "pronoun" for m in mentions)


def _is_object(mention: Mention, text: str) -> bool:
    """Return whether the mention owns something or stands behind a preposition, so that it is no subject."""
    return (
        text[mention.end : mention.end + 2] in ("'s", "’s", "' ", "’ ")
        or _PREPOSITION_BEFORE.search(text[max(0, mention.start - 60) : mention.start]) is not None
    )


def _read_behind(clause: str, span: Span, referents: Referents) -> Said:
    if according := _ACCORDING.search(clause):
        return _source(clause, according.end(), referents)
    verb = _VERB.search(clause)
    mentions = referents.mentions(clause)
    if verb is None:
        first = mentions[0] if mentions and mentions[0].kind != "organization" else None
        is_cut = span.text.endswith((",", "?", "!"))
        if first and is_cut and (not clause[: first.start].strip(" ,–—-") or _INVERTED.match(clause[: first.start])):
            return Said(True, referents.resolve(first, clause))
        return _NOT_SAID
    left = clause[: verb.start()]
    if _ADVERBS.match(left.strip(" –—-'’”\"")) and not any(m.end <= verb.start() for m in mentions):
        return _behind_verb(clause, verb.end(), mentions, referents)
    return _before_verb(clause, verb.start(), mentions, referents)


def _read_before(clause: str, referents: Referents) -> Said:
    if according := _ACCORDING.search(clause):
        return _source(clause, according.end(), referents)
    verbs = list(_VERB.finditer(clause))
    mentions = referents.mentions(clause)
    if verbs:
        return _before_verb(clause, verbs[-1].start(), mentions, referents)
    if words := _WORDS_OF.search(clause):
        owners = [m for m in mentions if m.end >= words.start() - 1]
        return Said(True, referents.resolve(owners[-1], clause)) if owners else _NOT_SAID
    if clause.rstrip().endswith(":"):
        people = [m for m in mentions if m.kind != "organization" and not _is_object(m, clause)]
        return Said(True, referents.resolve(people[0], clause)) if people else _NOT_SAID
    return _NOT_SAID


def _source(clause: str, start: int, referents: Referents) -> Said:
    """Return whom words like `according to` name."""
    following = [m for m in referents.mentions(clause) if m.start >= start and m.start < start + _WITHIN]
    people = [m for m in following if m.kind == "person" and not _is_object(m, clause[start:].rjust(len(clause)))]
    near = [m for m in following if re.fullmatch(r"(?:the |les? |la |el |l['’]|der |die )?", clause[start : m.start])]
    chosen = people or near
    if chosen:
        return Said(True, referents.resolve(chosen[0], clause))
    return Said(True, _unknown_name(clause[start:]))


def _behind_verb(clause: str, start: int, mentions: list[Mention], referents: Referents) -> Said:
    """Return the subject behind its verb: `said John Smith`, `said a spokesman`."""
    behind = clause[start:]
    following = [m for m in mentions if start <= m.start < start + _WITHIN]
    if following and following[0].kind == "pronoun" and following[0].start <= start + 4:
        return Said(True, referents.resolve(following[0], clause))
    for mention in following:
        if mention.kind == "person" and not _is_object(mention, clause):
            return Said(True, referents.resolve(mention, clause))
    if following and following[0].kind == "organization" and re.fullmatch(r"\s(?:the |l['’]|la |le |el )?", clause[start : following[0].start]):
        return Said(True, referents.resolve(following[0], clause))
    if role := _ROLE_AFTER.match(behind):
        return _by_role(role, referents)
    if name := _unknown_name(behind[:80]):
        return Said(True, name)
    is_bare = not re.match(r"\s\w", behind) or re.match(r"\s(?:que|che|em|en|in|a)\b", behind)
    return Said(True, referents.focus) if is_bare and referents.language in _PRO_DROP else _NO_SUBJECT


def _before_verb(clause: str, end: int, mentions: list[Mention], referents: Referents) -> Said:
    """Return the subject before its verb: `John Smith, the mayor, said`, `the spokesman said`."""
    left = clause[:end]
    before = [m for m in mentions if m.end <= end]
    if before and _ADVERBS.match(left[before[-1].end :]) and "," not in left[before[-1].end :]:
        nearest = before[-1]
        if not _is_object(nearest, left):
            return Said(True, _person(nearest, before, left, referents))
    subjects = [m for m in before if m.kind == "person" and not _is_object(m, left)]
    is_apposition = left.rstrip().endswith(",")
    role = _ROLE_BEFORE.search(_ADVERB_END.sub("", left))
    if role and not is_apposition and not any(m.end > role.start(2) for m in before):
        return _by_role(role, referents)
    if subjects:
        return Said(True, referents.resolve(subjects[0], left))
    pronouns = [m for m in before if m.kind == "pronoun"]
    if pronouns:
        return Said(True, referents.resolve(pronouns[0], left))
    organizations = [m for m in before if m.kind == "organization" and not _is_object(m, left)]
    if organizations and not role:
        return Said(True, referents.resolve(organizations[0], left))
    name = _unknown_name(left)
    return Said(True, name) if name else _NO_SUBJECT


def _by_role(role: re.Match[str], referents: Referents) -> Said:
    """Return the person with that role; `a spokesman` and `the source` are nobody whom the article names."""
    return Said(True, referents.by_role(role[2]) if role[1].lower() in _DEFINITE else None)


def _person(mention: Mention, before: list[Mention], text: str, referents: Referents) -> str | None:
    """Return whom `mention` means: a pronoun the subject of its own sentence, if that fits."""
    if mention.kind == "pronoun":
        wanted = referents.gender_of_pronoun(mention)
        for other in before:
            if other.kind == "person" and not _is_object(other, text):
                name = referents.resolve(other, text)
                if name and referents.gender(name) in (wanted, None):
                    return name
    return referents.resolve(mention, text)


_ADVERB_END = re.compile(r"(?:(?:also|later|then|has|have|had|\w+ly|a|ha) )*$")


def _unknown_name(text: str) -> str | None:
    """Return a capitalised name that no model found, such as in a language without one."""
    match = _NAME.search(text[:120])
    return match[0] if match else None
