"""Verbs of saying in several languages, and where a text uses them."""

from __future__ import annotations

import re

_IRREGULAR = (
    "say says said saying tell tells told telling write writes wrote writing writes think thinks thought"
    " reads pointed points cited citing replies replied replying tweet tweeted tweets"
)
_REGULAR = (
    "acknowledge add admit advise affirm agree allege announce answer argue ask assert believe boast call caution claim"
    " comment complain conclude concede confess confirm contend continue counter declare describe deny describe emphasize"
    " accuse blame condemn criticise criticize denounce dismiss reject defend praise hail"
    " exclaim explain express insist instruct joke label lament note observe plead pledge post predict promise proclaim"
    " quip quote rail recall recount reflect remark remember respond say shout state stress suggest testify tweet urge vow"
    " warn whisper wonder yell"
)
_OTHER_LANGUAGES = (
    # French, German, Spanish, Portuguese, Italian, Dutch
    "dit disait déclaré déclare déclarait affirme affirmé affirmait expliqué explique expliquait ajouté ajoute estime estimé"
    " assuré assure raconte raconté souligne souligné confie confié lance lancé indiqué indique précisé précise répond répondu"
    " déploré déplore défendu condamné dénoncé dénonce jure avertit averti réagi insiste insisté poursuit reconnaît reconnu conclut"
    " rappelé rappelle martèle écrit tweeté promis prévenu regretté"
    " sagt sagte sagten erklärte erklärt betonte betont meint meinte schrieb schreibt warnte warnt berichtet berichtete fügte"
    " teilte gesagt fordert forderte kritisierte kündigte"
    " dijo dice decía dicho afirmó afirma señaló señala explicó explica aseguró asegura añadió añade declaró declara agregó"
    " agrega indicó sostuvo sostiene sostenía manifestó manifestar expresó advirtió contó comentó reconoció llamó escribió"
    " disse diz dizia falou afirmou explicou declarou acrescentou contou escreveu criticou ressaltou"
    " detto dichiarato afferma spiega spiegato dichiara aggiunge aggiunto sottolinea scrive scritto ricorda"
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


_ALSO_NOUNS = frozenset(
    "answer boast call claim comment counter joke label post promise quip quote rail state stress urge vow whisper".split()
)
"""Verbs whose present tense is a noun more often, except for `calls` and `claims`."""


_ENGLISH = set(_IRREGULAR.split()).union(*map(_forms, _REGULAR.split()))
_ENGLISH -= {form for verb in _ALSO_NOUNS for form in (verb, verb + "s", verb + "es")} - {"calls", "claims"}
_WORD = re.compile(r"\w+")
_VERBS = _ENGLISH.union(_OTHER_LANGUAGES.split())
_NOUN_OR_PARTICIPLE = re.compile(r"\b(?:with|of|the|an?|for|by|its|their|his|her|are|were|been|be) $")
"""What stands before words like `added` and `called` when they are no verbs, or say what others said."""


_NOUN_TOO = frozenset(("tweet", "tweets"))
_DETERMINER = re.compile(r"\b(?:another|this|that|one|each|every|first|last|recent|his|her|my) $")


def verbs_of_saying(clause: str) -> list[tuple[int, int]]:
    """Return start and end of each verb of saying in `clause`."""
    if _VERBS.isdisjoint(_WORD.findall(clause)):  # mostly so, and faster than to look at each word's place
        return []
    return [
        match.span()
        for match in _WORD.finditer(clause)
        if match[0] in _VERBS
        and not (
            match[0] in _ENGLISH
            and _NOUN_OR_PARTICIPLE.search(clause, max(0, match.start() - 8), match.start())
        )
        and not (
            match[0] in _NOUN_TOO and _DETERMINER.search(clause, max(0, match.start() - 9), match.start())
        )
    ]
