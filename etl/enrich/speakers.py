"""Who said a quotation: the verb of saying near it, and the name or pronoun that goes with the verb."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.article import Article
from etl.enrich.quote_marks import Span

_VERBS = (
    "said says say saying told tells telling wrote writes writing added adds adding asked asks asking replied replies"
    " explained explains explaining noted notes noting argued argues warned warns warning insisted insists claimed claims"
    " stated states declared declares announced tweeted posted recalled recalls observed concluded continued continues"
    " suggested suggests admitted admits acknowledged complained quipped joked shouted whispered answered responded"
    " commented remarked pleaded vowed promised urged testified quoted cautioned countered lamented stressed emphasized"
    " described describes called calls predicted joked agreed exclaimed reflected thinks believes"
    # French, German, Spanish, Italian, Portuguese, Dutch
    " dit déclaré déclare affirme affirmé expliqué explique ajouté ajoute estime assuré assure raconte souligne confie lance"
    " sagt sagte erklärte erklärt betonte betont meint meinte schrieb schreibt warnte berichtet fügte teilte"
    " dijo dice afirmó señaló explicó aseguró añadió declaró agregó indicó sostuvo manifestó"
    " detto dice afferma spiega spiegato dichiarato aggiunge sottolinea disse afirmou explicou declarou acrescentou diz"
    " zei zegt aldus verklaarde schrijft"
)
_VERB = re.compile(
    rf"\b(?:{'|'.join(sorted(set(_VERBS.split()), key=len, reverse=True))})\b|\baccording to\b|\bselon\b|\blaut\b|\bsegún\b"
)
_ACCORDING = re.compile(r"\b(?:according to|selon|d'après|laut|según|secondo|segundo|volgens)\s", re.I)
_PRONOUN = re.compile(r"\b(?:he|she|they|who|il|elle|er|sie|lui|lei|ele|ela|hij|zij)\b", re.I)
_NAME = re.compile(
    r"[A-ZÀ-ÞА-Я][\w'’.-]+(?:\s(?:(?:de|del|della|van|von|der|den|bin|al|el|la|di|da|dos)\s)?[A-ZÀ-ÞА-Я][\w'’.-]+){0,3}"
)
_SENTENCE = re.compile(r"(?<=[.!?…][\"”»])\s|(?<=[^A-Z.][.!?…])\s+(?=[A-ZÀ-Þ“\"«„])")
_MOST_CLAUSE = 250
_NOT_NAMES = frozenset(
    "The This That These Those But And In On At It We He She They I A An As When While After Before For If So To Of".split()
)


@dataclass(frozen=True)
class Said:
    """Whether words near a quotation say that someone spoke it, and who."""

    is_said: bool
    speaker: str | None = None


@dataclass
class Names:
    """The article's people by every form they are written in, and who was named last."""

    forms: dict[str, str]
    pattern: re.Pattern[str] | None
    last: str | None = None

    @classmethod
    def of(cls, article: Article) -> Names:
        """Return the names of `article`; the surname of a full name is a form of it."""
        forms: dict[str, str] = {}
        people = [entity for entity in article.entities if entity.type == "person"]
        for entity in people:
            for form in (entity.name, *entity.forms):
                forms.setdefault(form, entity.name)
        for entity in people:
            forms.setdefault(entity.name.split()[-1], entity.name)
        names = sorted((form for form in forms if len(form) > 1), key=len, reverse=True)
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b") if names else None
        return cls(forms, pattern)

    def within(self, text: str) -> list[tuple[int, int, str]]:
        """Return start, end and full name of each person that `text` names."""
        if self.pattern is None:
            return []
        return [(m.start(), m.end(), self.forms[m[0]]) for m in self.pattern.finditer(text)]

    def see(self, paragraph: str) -> None:
        """Remember whom `paragraph` names last outside its quotations."""
        found = self.within(paragraph)
        if found:
            self.last = found[0][2]


def attribution(
    paragraph: str, span: Span, all_spans: list[Span], names: Names, last_speaker: str | None
) -> Said:
    """Return who said `span`, from the clause behind it, else the one before it."""
    behind = _clause_behind(paragraph, span, all_spans)
    before = _clause_before(paragraph, span, all_spans)
    for clause, is_behind in ((behind, True), (before, False)):
        said = _read(clause, names, last_speaker, is_behind=is_behind)
        if said.is_said:
            return said
    return Said(False)


def _clause_behind(paragraph: str, span: Span, all_spans: list[Span]) -> str:
    following = min((s.start for s in all_spans if s.start >= span.end), default=len(paragraph))
    clause = paragraph[span.end : following][:_MOST_CLAUSE]
    if (
        span.text.endswith((".", "!", "…"))
        and clause[:2].strip()[:1].isupper()
        and not _starts_with_speech(clause)
    ):
        return ""
    return _SENTENCE.split(clause)[0]


def _starts_with_speech(clause: str) -> bool:
    match = _VERB.search(clause)
    return match is not None and match.start() < 60


def _clause_before(paragraph: str, span: Span, all_spans: list[Span]) -> str:
    start = max((s.end for s in all_spans if s.end <= span.start), default=0)
    clause = paragraph[start : span.start][-_MOST_CLAUSE:]
    parts = [part for part in _SENTENCE.split(clause) if part.strip()]
    return parts[-1] if parts else ""


def _read(clause: str, names: Names, last_speaker: str | None, *, is_behind: bool) -> Said:
    verb = _VERB.search(clause)
    if verb is None:
        return Said(False)
    people = [
        (start, end, name)
        for start, end, name in names.within(clause)
        if not clause[end : end + 2].startswith(("'s", "’s"))
    ]
    according = _ACCORDING.search(clause)
    if according:
        after = [name for start, _, name in people if start >= according.end()]
        return Said(True, after[0] if after else _unknown_name(clause[according.end() :]))
    pronoun = _PRONOUN.search(clause)
    before = [(start, name) for start, _, name in people if start < verb.start()]
    following = [(start, name) for start, _, name in people if start >= verb.end()]
    is_pronoun_first = pronoun is not None and pronoun.start() < verb.start()
    if is_behind and following and not before and not is_pronoun_first and following[0][0] - verb.end() < 60:
        return Said(True, following[0][1])
    if before:
        return Said(True, before[0][1])
    if pronoun and abs(pronoun.start() - verb.start()) < 40:
        return Said(True, names.last or last_speaker)
    return Said(
        True,
        _unknown_name(clause[: verb.start()]) or (_unknown_name(clause[verb.end() :]) if is_behind else None),
    )


def _unknown_name(text: str) -> str | None:
    """Return a capitalised name that no model found, such as in a language without one."""
    for match in _NAME.finditer(text[:120]):
        words = [word for word in match[0].split() if word not in _NOT_NAMES]
        if len(words) >= 2:
            return " ".join(words)
    return None
