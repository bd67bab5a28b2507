"""What a name names, where the model and the rest of the article disagree.

In order: names of places that are hardly anything else; words that only organizations have in their names;
titles that only people have before them; then the article's other mentions of the same name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from etl.article import Article, EntityType
from etl.enrich.gazetteer import COUNTRY_FORMS, is_country, is_place
from etl.enrich.names import bare, without_title

if TYPE_CHECKING:
    from etl.enrich.entities import Mention

_ORGANIZATION = re.compile(
    r"\b(?:Inc|Corp|Corporation|Co|Company|Ltd|LLC|Plc|AG|GmbH|SA|NV|University|College|Institute|Ministry|Department|Council"
    r"|Committee|Commission|Association|Federation|Union|Party|Bank|Agency|Bureau|Court|Senate|Congress|Parliament"
    r"|Assembly|Organization|Organisation|Foundation|Group|League|Club|Team|Airlines?|Airways|Press|News|Times|Post|Journal"
    r"|Hospital|Church|School|Army|Navy|Police|Force|Forces|Office|Board|Authority|Administration|Society|Center|Centre"
    r"|Fund|Exchange|Industries|Systems|Motors|Records|Studios|Pictures|Entertainment|Alliance|Front|Movement|Coalition"
    r"|Network|Service|Services|Technologies|Partners|Holdings|Capital|Securities|Insurance|Museum|Academy|Reserve)\b\.?"
)
_PLACE_WORD = re.compile(
    r"\b(?:River|Lake|Mountains?|Mount|Valley|Island|Islands|Bay|Beach|County|Province|Street|Avenue|Road|Square|Airport"
    r"|Peninsula|Desert|Ocean|Sea|Strait|Gulf|Coast|Heights|Park|Canal|Harbor|Harbour|Bridge|Forest)$"
)
_TITLE_BEFORE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Sen|Rep|Gov|Gen|Col|Maj|Capt|Lt|Sgt|Prof|Rev)\.?|\b(?:President|Senator|Chancellor|King"
    r"|Queen|Prince|Princess|Pope|Premier|Prime Minister|Minister|Secretary|Judge|Justice|Mayor|Governor|spokesman|spokeswoman"
    r"|coach|director|chairman|Professor|Ambassador|analyst|lawyer|attorney|actor|actress|singer|author))\s$"
)
_SAID_AFTER = re.compile(
    r"^(?:,[^,.]{3,60},)?\s(?:said|told|says|added|wrote|argued|explained|noted|insisted|recalled)\b"
)
_AGENCY = re.compile(
    r"^.{2,60}?\((AP|AFP|UPI|Reuters|REUTERS|dpa|DPA|Xinhua|CNN|TASS|EFE|PTI|IANS|ANSA)\)\s?[-–—]"
)
_DATELINE = re.compile(r"^([A-ZÀ-Þ][A-ZÀ-Þ.' -]{2,30})(?:,[^()]{2,30})?\s\([A-Z][\w ]{1,20}\)\s?[-–—]")
_ACRONYM = re.compile(
    r"\b([A-Z][\w'&-]*(?:\s(?:of|for|the|and|de|in|on|&|[A-Z][\w'&-]*)){1,8})\s\(([A-Z][A-Za-z]{1,7})\)"
)
# Platforms, weekdays and the like, which small models take for people or organizations.
_NEVER = frozenset(
    """x twitter facebook instagram youtube tiktok monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december today yesterday internet god mr mrs ms
    dr inc co corp am pm gmt est edt""".split()
)


def mend(mentions: list[Mention], article: Article) -> list[Mention]:
    """Return the `mentions` with their types mended, without what is no name, in order of offset."""
    body = article.body
    mended = [m for mention in mentions if (m := _by_itself(mention, body))]
    mended += _from_dateline(body, mended)
    mended += _acronyms(body, mended)
    mended = _by_the_others(mended)
    return sorted(mended, key=lambda m: (m.offset < 0, m.offset))


def _by_itself(mention: Mention, body: str) -> Mention | None:
    name = bare(mention.text)
    if not name or (name.lower().rstrip(".") in _NEVER and name.lower() not in COUNTRY_FORMS):
        return None
    if name.islower() or not any(c.isalpha() for c in name):
        return None
    return replace(mention, type=_type(name, mention, body))


def _type(name: str, mention: Mention, body: str) -> EntityType:
    type_ = mention.type
    if type_ not in ("person", "organization", "place"):
        return "place" if is_country(name) else type_
    if is_country(name):
        return "place"
    before = body[max(0, mention.offset - 30) : mention.offset] if mention.offset >= 0 else ""
    if type_ != "person" and " " in name and _ORGANIZATION.search(name):
        return "organization"
    if type_ == "person" and " " in name and re.search(rf"{_ORGANIZATION.pattern}$", name):
        return "organization"
    if _TITLE_BEFORE.search(before) and name.split()[0][0].isupper() and not is_place(name):
        return "person"
    if without_title(name) != name:
        return "person"
    if type_ != "place" and is_place(name):
        return "place"
    if type_ == "organization" and _PLACE_WORD.search(name):
        return "place"
    if type_ == "place" and mention.offset >= 0 and not is_place(name):
        after = body[mention.offset + len(mention.text) : mention.offset + len(mention.text) + 80]
        if _SAID_AFTER.match(after):
            return "person"
    return type_


def _from_dateline(body: str, mentions: list[Mention]) -> list[Mention]:
    """A report's first words name its place and agency in a form that models trip over."""
    from etl.enrich.entities import Mention

    head = body[:120]
    found = []
    taken = {bare(m.text).casefold() for m in mentions if 0 <= m.offset < 120}
    if (agency := _AGENCY.match(head)) and agency[1].casefold() not in taken:
        found.append(Mention(agency[1], "organization", agency.start(1)))
    if (place := _DATELINE.match(head)) and place[1].casefold() not in taken:
        found.append(Mention(place[1].title(), "place", 0))
    return found


def _acronyms(body: str, mentions: list[Mention]) -> list[Mention]:
    """`International Monetary Fund (IMF)` names an organization twice."""
    from etl.enrich.entities import Mention

    taken = {m.offset for m in mentions}
    found = []
    for match in _ACRONYM.finditer(body[:50_000]):
        initials = "".join(word[0] for word in re.findall(r"[A-Z][\w'&-]*", match[1]))
        letters = "".join(c for c in match[2] if c.isupper())
        if letters and initials.endswith(letters) and match.start(2) not in taken:
            found.append(Mention(match[2], "organization", match.start(2)))
    return found


def _by_the_others(mentions: list[Mention]) -> list[Mention]:
    """Give each name the type that most of its mentions have; a surname is a person when its full name is."""
    votes: dict[str, Counter[EntityType]] = {}
    for mention in mentions:
        votes.setdefault(_key(mention), Counter())[mention.type] += 1
    surnames = {
        without_title(bare(m.text)).split()[-1].casefold()
        for m in mentions
        if m.type == "person" and len(without_title(bare(m.text)).split()) > 1
    }
    result = []
    for mention in mentions:
        key = _key(mention)
        type_ = votes[key].most_common(1)[0][0]
        if key in surnames and type_ in ("organization", "place", "work") and not is_country(key):
            type_ = "person"
        result.append(replace(mention, type=type_))
    return result


def _key(mention: Mention) -> str:
    return bare(mention.text).casefold()
