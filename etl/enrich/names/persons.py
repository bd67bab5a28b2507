"""Find one name for each person in an article: without titles and possessives, and the fullest of its forms."""

from __future__ import annotations

import re
from functools import lru_cache

_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")
TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir lord lady dame sen senator rep representative gov governor president
    vice-president vice premier chancellor king queen prince princess pope cardinal bishop archbishop rabbi imam
    minister secretary justice judge gen general col colonel maj major capt captain lt lieutenant sgt sergeant
    cpl adm admiral cmdr commander chief officer detective sheriff mayor ambassador envoy speaker chairman
    chairwoman director manager coach spokesman spokeswoman spokesperson attorney ceo former ex-president then
    m mme mlle monsieur madame docteur maître président présidente ministre herr frau señor señora don doña
    rev reverend father sister brother saint sheik sheikh sultan emir ayatollah hon councilman councilwoman
    congressman congresswoman prime foreign defense defence deputy first special executive acting treasurer superintendent supervisor councillor inspector commissioner marshal undersecretary crown the""".split()
)
_SUFFIX = re.compile(r",?\s{1,3}(?:Jr|Sr|II|III|IV)\.?$", re.I)
_ARTICLE = re.compile(r"^(?:[Tt]he |THE |an? (?=[A-Z])|la |le |les |l['’]|du |des |d['’]|Par )(?=\w)")
_SOFT_HYPHEN = "\u00ad"
_EDGE = ' \t\n.,;:!?"“”„«»()[]{}*|/–—•-'


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """Return `name` without quotation marks, articles and a possessive ending."""
    name = " ".join(name.replace(_SOFT_HYPHEN, "").split()).strip(_EDGE.replace(".", ""))
    name = _POSSESSIVE.sub("", name).strip(_EDGE.replace(".", ""))
    if (
        name.endswith(".")
        and name.count(".") == 1
        and not re.search(r"\b(?:Jr|Sr|Inc|Corp|Co|Ltd|St)\.$", name)
    ):
        name = name[:-1]
    return _ARTICLE.sub("", name)


@lru_cache(maxsize=4096)
def without_title(name: str) -> str:
    """Return a person's `name` without the titles in front; a title alone is returned unchanged."""
    words = name.split()
    index = 0
    while index < len(words) - 1 and words[index].lower().rstrip(".").replace("’", "'") in TITLES:
        index += 1
    return " ".join(words[index:])


def without_suffix(name: str) -> str:
    """Return a person's `name` without `Jr.`, `III` or the like."""
    return _SUFFIX.sub("", name)


def fold(names: list[str]) -> dict[str, str]:
    """Return for each of the people's `names` the fullest name of that person.

    A surname or first name alone belongs to the person who has it, if only one has: two Clintons remain two. The names come
    in the order of mention. A form with two possible owners goes to the one named last before it, but only if the rest of
    the name agrees.
    """
    full = sorted(
        {name for name in names if " " in name}, key=lambda name: (-len(name.split()), names.index(name))
    )
    folded: dict[str, str] = {}
    for name in full:
        owners = [other for other in full if other != name and _is_short_form(name, other)]
        owners = owners or [other for other in full if other.casefold().endswith(f" {name.casefold()}")]
        folded[name] = folded.get(owners[0], owners[0]) if len(owners) == 1 else name
    for name in names:
        if " " in name:
            continue
        owners = list(dict.fromkeys(folded[f] for f in full if _matches(name, f)))
        folded[name] = owners[0] if len(owners) == 1 else name
    return folded


def _words(name: str) -> list[str]:
    return [word.strip(".").casefold() for word in without_suffix(name).split()]


def _is_short_form(name: str, other: str) -> bool:
    """Return whether `name` is `other` without a middle name or initial."""
    short, long = _words(name), _words(other)
    if len(short) >= len(long) or short[-1] != long[-1]:
        return False
    first = long[0] == short[0] or (len(short[0]) == 1 and long[0].startswith(short[0]))
    return first and set(short[1:]) <= set(long)


def _matches(word: str, full: str) -> bool:
    words = _words(full)
    target = word.strip(".").casefold().removeprefix("al-")
    return (
        target == words[-1].removeprefix("al-")
        or target == words[0]
        or (len(words) > 2 and target == words[-2] and len(target) > 3)
    )
