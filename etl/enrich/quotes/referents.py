"""Find whom a name, a pronoun or a title in an article means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from etl.article import Article
from etl.enrich.names.lists import (
    COURTESY,
    COURTESY_BEFORE,
    PARTY_MEMBERS,
    gender_of_first_name,
    is_first_name,
)
from etl.enrich.names.persons import without_suffix

_PRONOUNS = {
    "en": {"he": "m", "she": "f", "it": "n"},
    "fr": {"il": "m", "elle": "f"},
    "de": {"er": "m", "sie": "f"},
    "es": {"él": "m", "ella": "f"},
    "it": {"lui": "m", "lei": "f"},
    "pt": {"ele": "m", "ela": "f"},
    "nl": {"hij": "m", "zij": "f", "ze": "f"},
}
"""Singular pronouns by language, with their gender (`n`: an organization)."""
_COURTESY_NAME = re.compile(rf"\b({'|'.join(COURTESY)})\.? ((?:[^\W\d_][\w'’-]{{1,40}} ?){{1,3}})")
_CAPITALS = re.compile(
    r"[^\W\d_a-zß-ÿ][\w'’-]{1,40}(?: (?:(?:de|del|da|do|dos|von|van|der|di|bin|al) ){0,3}[^\W\d_a-zß-ÿ][\w'’-]{1,40}){1,3}"
)
_ROLE_AFTER = re.compile(r"^,? (?:who is |is )?(?:an?|the|un|une|le|la|el|o|der|die) ([^,.;:]{3,80})")
_ROLE_BEFORE = re.compile(r"((?:[\w'’-]{1,40} ){1,4})$")
_PREPOSITION = re.compile(r" (?:of|for|at|in|with|to|from|on|and|who|de|des|du|en|für|von|im|para) .*")
_OF = re.compile(r" (?:of|for) .*")
_ANY_ORGANIZATION = frozenset("company group firm party club team organization association".split())
"""Words that newsrooms use for an organization whatever its name ends in."""
_SENTENCE_END = re.compile(r"[.!?;:“”\"«»\n]")
_MOST_RECENT = 12
_MOST_MENTIONS = 12
"""Most mentions of a person that are searched for a role."""

ReferenceKind = Literal["person", "organization", "pronoun"]


class Reference(NamedTuple):
    """A name or pronoun in a text."""

    start: int
    end: int
    kind: ReferenceKind
    text: str


@dataclass
class Referents:
    """The people and organizations in an article, and who was mentioned last."""

    body: str
    owners: dict[str, list[str]]  # form → the people's full names that have it
    organizations: dict[str, str]  # form → name
    pattern: re.Pattern[str]
    language: str
    recent: list[str | None] = field(
        default_factory=list
    )  # latest first; None: one whom the article doesn't name
    organization: str | None = None
    mentions_by_text: dict[str, list[Reference]] = field(default_factory=dict)

    @classmethod
    def of(cls, article: Article) -> Referents:
        """Return the referents of `article`; if no model found names, those that start with a known first name."""
        owners: dict[str, list[str]] = {}
        people = [(e.name, e.forms) for e in article.entities if e.type == "person"]
        if article.names_by is None and not people:
            people = [(name, [name]) for name in _people(article.body)]
        for name, forms in people:
            for form in dict.fromkeys((name, *forms)):
                if not _COURTESY_NAME.match(
                    form
                ):  # the surname is found without its title, which is looked at then
                    owners.setdefault(form, []).append(name)
        for name, _ in people:
            surname = without_suffix(name).split()[-1]
            if surname != name and name not in owners.setdefault(surname, []):
                owners[surname].append(name)
        for form, full in owners.items():
            if len(full) > 2 and form in full:
                full.remove(form)
            elif form in full:  # the article has the full name too, and does not mean it
                owners[form] = [form]
        organizations = {
            form: e.name
            for e in article.entities
            if e.type == "organization" and e.name.lower() not in PARTY_MEMBERS
            for form in (e.name, *e.forms)
        }
        language = (article.language or "en").partition("-")[0]
        pronouns = _PRONOUNS.get(language, {})
        forms = sorted((f for f in {*owners, *organizations} if len(f) > 1), key=len, reverse=True)
        names = "|".join(map(re.escape, forms)) or r"(?!)"
        words = "|".join(f"[{word[0]}{word[0].upper()}]{word[1:]}" for word in pronouns) or r"(?!)"
        return cls(
            article.body,
            owners,
            organizations,
            re.compile(rf"(?<!\w)(?:(?<!-)({names})|({words}))(?!\w)"),
            language,
        )

    def mentions(self, text: str) -> list[Reference]:
        """Return the names and pronouns in `text`, in order."""
        if text not in self.mentions_by_text:
            self.mentions_by_text[text] = [
                self._mention(match, text) for match in self.pattern.finditer(text)
            ]
        return self.mentions_by_text[text]

    def _mention(self, match: re.Match[str], text: str) -> Reference:
        if match[2]:
            return Reference(match.start(), match.end(), "pronoun", match[0])
        if match[0] not in self.owners:
            return Reference(match.start(), match.end(), "organization", match[0])
        return Reference(match.start(), match.end(), "person", match[0])

    def resolve(self, mention: Reference, text: str) -> str | None:
        """Return the full name of whom `mention` in `text` means, or None if that is uncertain."""
        if mention.kind == "organization":
            return self.organizations[mention.text]
        if mention.kind == "pronoun":
            return self._by_pronoun(self.gender_of_pronoun(mention))
        owners = self.owners.get(mention.text)
        if owners is None:
            return mention.text
        courtesy = COURTESY_BEFORE.search(text[: mention.start])
        if courtesy and len(owners) > 1:
            gender = COURTESY[courtesy[1]]
            owners = [name for name in owners if self.gender(name) in (gender, None)]
        if len(owners) == 1:
            return owners[0]
        return next((name for name in self.recent if name in owners), mention.text)

    def gender_of_pronoun(self, mention: Reference) -> str:
        """Return the gender of the pronoun: `f`, `m`, or `n` for an organization."""
        return _PRONOUNS[self.language][mention.text.lower()]

    def by_role(self, role: str) -> str | None:
        """Return whom the article calls `role`, such as `prime minister`; of several people, the one mentioned last."""
        words = _PREPOSITION.sub("", role).lower().split()
        if words[-1] in PARTY_MEMBERS:  # nothing but the order of mention decides
            return self.focus
        found = [name for name, roles in self._roles.items() if words[-1] in roles]
        if len(found) > 1:
            found = [name for name in self.recent if name in found][:1]
        return found[0] if found else self._by_short_name(words)

    def _by_short_name(self, words: list[str]) -> str | None:
        """Return the only organization whose name ends in `words`: `the center` for the National Hurricane Center.

        `The group` is the only organization in the article, if it has just one.
        """
        named = set(self.organizations.values())
        if words[-1] in _ANY_ORGANIZATION:
            return next(iter(named)) if len(named) == 1 and len(words) == 1 else None
        found = [name for name in named if _OF.sub("", name).lower().split()[-len(words) :] == words]
        return found[0] if len(found) == 1 else None

    def see(self, name: str | None) -> None:
        """Remember that the text is now about `name`."""
        if name in self.organizations.values():
            self.organization = name
            return
        self.recent = [name, *(n for n in self.recent if n != name)][:_MOST_RECENT]

    @property
    def focus(self) -> str | None:
        """The person whom the text is about at the moment."""
        return self.recent[0] if self.recent else None

    def gender(self, name: str) -> str | None:
        """Return `f` or `m` according to courtesy titles in the article, or else to the first name."""
        words = without_suffix(name).split()
        of_surname = self._courtesies.get(words[-1]) if len(self.owners.get(words[-1], ())) < 2 else None
        of_first_name = gender_of_first_name(words[0]) if len(words) > 1 else None
        return of_surname or of_first_name or self._by_pronouns.get(name)

    def _by_pronoun(self, gender: str) -> str | None:
        if gender == "n":
            return self.organization
        for name in self.recent:
            if name is None or self.gender(name) in (gender, None):
                return name
        return None

    @cached_property
    def _courtesies(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for match in _COURTESY_NAME.finditer(self.body):
            gender = COURTESY[match[1]]
            for word in match[2].split():
                surname = re.sub(r"['’]s$", "", word)
                found[surname] = gender if found.get(surname, gender) == gender else None
        return found

    @cached_property
    def _by_pronouns(self) -> dict[str, str]:
        """Return the gender of people whose name is followed by a pronoun in the sentence: `Keller said that she left`."""
        counts: dict[str, Counter[str]] = {}
        name, end = None, 0
        for match in self.pattern.finditer(self.body):
            if match[2] is None:
                owners = self.owners.get(match[0], ())
                name, end = (owners[0] if len(owners) == 1 else None), match.end()
            elif name:
                if not _SENTENCE_END.search(self.body, end, match.start()):
                    counts.setdefault(name, Counter())[_PRONOUNS[self.language][match[0].lower()]] += 1
                name = None  # the next pronoun may be another's
        return {
            name: "m" if found["m"] > found["f"] else "f"
            for name, found in counts.items()
            if found["m"] != found["f"]
        }

    @cached_property
    def _roles(self) -> dict[str, set[str]]:
        """The roles that the article gives its people, in lower-case words."""
        roles: dict[str, set[str]] = {}
        seen: dict[str, int] = {}
        for match in self.pattern.finditer(self.body):
            owners = self.owners.get(match[0], ())
            if len(owners) != 1 or seen.get(owners[0], 0) > _MOST_MENTIONS:
                continue
            name = owners[0]
            seen[name] = seen.get(name, 0) + 1
            words = roles.setdefault(name, set())
            if before := _ROLE_BEFORE.search(self.body[max(0, match.start() - 40) : match.start()]):
                words.add(before[1].split()[-1].lower())
            if after := _ROLE_AFTER.match(self.body[match.end() : match.end() + 100]):
                words.add(_PREPOSITION.sub("", after[1]).split()[-1].lower())
        return roles


def _people(body: str) -> Iterator[str]:
    """Yield the names in `body` that start with a first name, without duplicates."""
    seen = set()
    for match in _CAPITALS.finditer(body):
        name = re.sub(r"['’]s$", "", match[0])
        if is_first_name(name.split()[0]) and name not in seen:
            seen.add(name)
            yield name
