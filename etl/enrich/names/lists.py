"""Words that tell what a name names: first names, organizations' words, peoples, parties, what is never a name."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

import pycountry

from etl.enrich.places.countries import nationalities
from etl.enrich.places.gazetteer import cities, is_country, is_province_form, is_region, state_codes

ORGANIZATION_WORD = re.compile(
    r"\b(?:Inc|Corp|Corporation|Co|Company|Ltd|LLC|Plc|PLC|AG|GmbH|SA|NV|SpA|Bhd|University|College|Institute|Ministry"
    r"|Department|Council|Committee|Commission|Association|Federation|Union|Party|Bank|Agency|Bureau|Court|Senate|Congress"
    r"|Parliament|Assembly|Organi[sz]ation|Foundation|Group|League|Club|Team|Airlines?|Airways|Press|News|Times|Post"
    r"|Journal|Herald|Tribune|Gazette|Hospital|Church|School|Army|Navy|Police|Forces?|Office|Board|Authority|Administration"
    r"|Society|Cent(?:er|re)|Fund|Exchange|Industries|Systems|Motors|Records|Studios|Pictures|Entertainment|Alliance|Front"
    r"|Movement|Coalition|Network|Services?|Technologies|Partners|Holdings|Capital|Securities|Insurance|Museum|Academy"
    r"|Reserve|Chamber|Confederation|Conference|Brigades?|Battalion|Guard|Corps|Command|Trust|Hotel|Inn|Resort|Orchestra"
    r"|Theat(?:er|re)|Laboratory|Laboratories|Pharmaceuticals|Airlines|Electric|Petroleum|Oil|Steel|Telecom|Communications"
    r"|International|Associates|Brothers|Stores|Foods|Broadcasting|Television|Radio|Magazine|Daily|Newspaper|Mission"
    r"|Secretariat|Tribunal|Cabinet|Institution|Consortium|Directorate|Embassy|Consulate|Library|Gallery|Philharmonic"
    r"|Microsystems|Semiconductors?|Computers?|Software|Telecommunications|Automotive|Aerospace|Chemicals?|Financial"
    r"|Investments?|Properties|Resources|Healthcare|Railways?|Militia|Legion|Bundesliga|Shimbun|Zeitung|Gazeta"
    r"|Cour|Conseil|Ministère|Assemblée|Université|Parti|Banque|Fédération|Comité|Parlement|Sénat|Fondation|Syndicat|Agence"
    r"|Autorité|Société|Films|Productions|Publishing|Guild|Universities|Colleges|Hospitals|Schools)\b\.?"
)
PLACE_WORD = re.compile(
    r"(?:\b(?:River|Lake|Mountains?|Valley|Islands?|Bay|Beach|County|Province|Street|Avenue|Road|Square|Airport|Boulevard"
    r"|Peninsula|Desert|Ocean|Sea|Strait|Gulf|Coast|Heights|Park|Canal|Harbou?r|Bridge|Forest|Hills?|Village|District)"
    r"|^(?:Mount|Lake|Port|Fort|Cape|Camp|Castel|Castle|Gulf of|Bay of|Strait of|Jalan|Pulau|Rue|Via|Villa|San|Santa|St\.) .+)$"
)
STREET_WORD = re.compile(r"\b(?:Street|Avenue|Road|Boulevard|Drive|Lane|Parkway|Highway|Blvd|Terrace)$")
EVENT_WORD = re.compile(
    r"\b(?:Cup|Open|Tour|Championships?|Games|Olympics|Olympiad|Masters|Grand Prix|Marathon|Festival|Summit|War|Wars|Derby"
    r"|Trophy|Tournament|Bowl|Playoffs|Biennale|Revolution|Uprising|Intifada|Day)$"
)
HOLIDAYS = frozenset(
    """christmas easter thanksgiving hanukkah chanukah passover ramadan eid diwali halloween lent pentecost purim kwanzaa
    noël pâques toussaint""".split()
)
NEVER = frozenset(
    """x monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december thurs tues today yesterday internet god mr mrs
    ms dr inc co corp am pm gmt est edt government governments state states finance
    president chancellor premier minister republic constitution cabinet foreign
    interior defense defence trade games justice tv
    ai covid covid-19 gpa gdp hiv dna rna ceo cfo pc suv gps file photo image ph.d m.d
    pdf usb css html php cpu gpu seo vr api url http""".split()
)
"""Weekdays, words of office and abbreviations of things, which small models take for people or organizations."""
PLATFORMS = frozenset("twitter facebook instagram youtube tiktok snapchat".split())
"""Companies that articles name as the place where something was posted more often than as companies."""
_PEOPLES = frozenset(
    """hutu tutsi kurd croat serb turk arab jew muslim christian catholic protestant african european asian american
    sunni shiite shia hindu sikh buddhist briton dane finn swede pole scot spaniard basque chechen tatar tibetan bosniak
    roma latino hispanic nordic slav afrikaner zulu pashtun hazara uighur uyghur rohingya tamil bengali punjabi
    frenchman englishman irishman welshman dutchman scotsman kashmiri filipino kosovar macedonian montenegrin""".split()
)
PARTIES = frozenset(
    """democrat republican communist nazi socialist conservative labour tories tory liberal-democrat christian-democrat
    social-democrat liberal-democrats christian-democrats social-democrats mafia taliban democrats
    republicans communists nazis socialists conservatives hamas hezbollah hizbollah sandinista sandinistas likud
    bolshevik bolsheviks maoists freemasons""".split()
)
"""Parties and movements by their members, which count as organizations, in lower case, words joined by "-"."""
PARTY_MEMBERS = frozenset("democrat republican communist nazi socialist conservative tory".split())
"""What one member of a party is called."""
KNOWN_ORGANIZATIONS = frozenset(
    """ap afp upi reuters dpa xinhua interfax itar-tass tass efe ansa kyodo yonhap cnn bbc nbc abc cbs un u.n u.n. eu e.u.
    nato imf opec wto who unesco unicef unhcr asean oecd fbi cia nasa pentagon kremlin fifa uefa ioc nba nfl nhl mlb
    unita mossad kgb interpol europol greenpeace oxfam""".split()
) | {
    "united nations", "european union", "world bank", "white house", "red cross", "amnesty international",
    "wall street journal", "new york times", "washington post", "associated press", "corriere della sera", "le monde",
    "der spiegel", "the times", "el pais", "security council", "supreme court", "red crescent",
}  # fmt: skip


def is_known_organization(name: str) -> bool:
    """Return whether `name` is one of `KNOWN_ORGANIZATIONS`; `Who` and `Un` are words, `WHO` and `UN` are not."""
    return name.lower() in KNOWN_ORGANIZATIONS and (len(name) > 3 or name.isupper())


@cache
def listed_organizations() -> frozenset[str]:
    """Return the organizations of the list in `data/entities`, as they are written."""
    lines = files("etl.enrich").joinpath("data/entities/organizations.txt").read_text(encoding="utf-8")
    return frozenset(lines.splitlines())


HONORIFICS = frozenset(
    "Datuk Dato Tun Haji Hajj Sheikh Sheik Ayatollah Imam Mullah Rabbi Sayyed Sayed Begum".split()
)
"""Words of respect that belong to the name as newsrooms write it."""
_CACHED = 8192
"""Names whose result is cached, as the news repeats names."""
_LEAST_SURE = 100_000
"""People of a city whose name alone makes a place likely."""
_SUBDIVISIONS = frozenset(
    {"State", "Province", "Region", "Republic", "Administrative region", "Autonomous region"}
)


@cache
def first_names() -> frozenset[str]:
    """Return first names in Latin script, as they are written."""
    return frozenset(_genders())


@cache
def _genders() -> dict[str, str]:
    lines = files("etl.enrich").joinpath("data/entities/first_names.txt").read_text(encoding="utf-8")
    return dict(line.partition("\t")[::2] for line in lines.splitlines())


COURTESY = {
    **dict.fromkeys(("Mr", "Sir", "Lord", "M", "Monsieur", "Herr", "Señor", "Sr", "Don", "don", "Signor"), "m"),
    **dict.fromkeys(("Mrs", "Ms", "Miss", "Lady", "Dame", "Mme", "Mlle", "Madame", "Frau", "Señora", "Sra", "Doña"), "f"),
}  # fmt: skip
"""Titles of courtesy with the gender of those who have them."""
COURTESY_BEFORE = re.compile(rf"\b({'|'.join(COURTESY)})\.?\s$")


def gender_of_first_name(word: str) -> str | None:
    """Return `f` or `m` if the first name `word` is women's or men's, None if it is both or neither."""
    return _genders().get(word) or _genders().get(word.partition("-")[0]) or None


@cache
def _provinces() -> frozenset[str]:
    """Return names of states, provinces and regions of ISO 3166-2 in lower case."""
    names = {s.name.lower() for s in pycountry.subdivisions if s.type in _SUBDIVISIONS}
    return frozenset(n for n in names if len(n) > 3 and n not in _NO_PROVINCE)


_NO_PROVINCE = frozenset(
    "central eastern western northern southern north south east west north-west union".split()
)


def is_first_name(word: str) -> bool:
    """Return whether `word` is a first name; of `Jean-Luc` either part may be one."""
    return word in first_names() or ("-" in word and word.partition("-")[0] in first_names())


@lru_cache(maxsize=_CACHED)
def is_people(name: str) -> bool:
    """Return whether `name` ends in the name of a people, a faith's followers or a nationality."""
    last = name.split()[-1]
    if last != name and not last.endswith("s"):
        return False
    lower = last.lower()
    return lower in _PEOPLES or lower.removesuffix("s") in _PEOPLES or _is_demonym(last)


def _is_demonym(word: str) -> bool:
    found = nationalities(word) or (nationalities(word, "fr") if word[0].isupper() else ())
    return any(offset == 0 for offset, _ in found)


@lru_cache(maxsize=_CACHED)
def is_nationality(word: str) -> bool:
    """Return whether `word` says where someone is from: `Canadian`, `Welshman`."""
    return _is_demonym(word) or (word.endswith("man") and word.lower() in _PEOPLES)


def is_party(name: str) -> bool:
    """Return whether `name` is a party or movement, or its members."""
    return name.lower().replace(" ", "-") in PARTIES


@lru_cache(maxsize=_CACHED)
def place_weight(name: str) -> float:
    """Return how much the gazetteer makes of `name` as a place, from 0 to 5."""
    lower = name.lower().removeprefix("the ").rstrip(".")
    if is_country(lower) or is_country(name) or is_region(lower):
        return 5
    if lower in state_codes() or name.lower() in state_codes() or is_province_form(name.lower()):
        return 4
    if lower.endswith(" city") and place_weight(lower.removesuffix(" city")) >= 4:
        return 4
    found = cities().get(lower)
    population = found[0].population if found else 0
    if population >= _LEAST_SURE or lower in _provinces():
        return 2.5 if " " not in lower else 4
    return 1.2 if population else 0
