"""Names of countries and their parts from ISO 3166 and GeoNames, to tell places from other names."""

from __future__ import annotations

import gettext
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import pycountry

COUNTRY_FILE = str(files("etl.enrich").joinpath("data/places/countries.tsv"))

# How newsrooms write countries beside the names of ISO 3166, and the places above and between countries.
COUNTRY_FORMS = {
    "america": "US", "u.s": "US", "u.s.": "US", "us": "US", "usa": "US", "u.s.a.": "US", "the united states": "US",
    "united states of america": "US", "the united states of america": "US", "britain": "GB", "great britain": "GB",
    "u.k.": "GB", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "russia": "RU", "soviet union": "SU", "south korea": "KR", "north korea": "KP", "s. korea": "KR", "n. korea": "KP",
    "iran": "IR", "syria": "SY", "vietnam": "VN", "laos": "LA", "bolivia": "BO", "venezuela": "VE", "tanzania": "TZ",
    "moldova": "MD", "taiwan": "TW", "ivory coast": "CI", "czech republic": "CZ", "burma": "MM", "holland": "NL",
    "the netherlands": "NL", "turkey": "TR", "palestine": "PS", "kosovo": "XK", "brunei": "BN", "macedonia": "MK",
    "north macedonia": "MK", "cape verde": "CV", "swaziland": "SZ", "vatican city": "VA", "the vatican": "VA",
    "republic of congo": "CG", "republic of the congo": "CG", "congo-brazzaville": "CG", "zaire": "CD", "dr congo": "CD",
    "drc": "CD", "democratic republic of congo": "CD", "congo-kinshasa": "CD", "kazakstan": "KZ", "émirats": "AE",
    "emirats": "AE", "émirats arabes unis": "AE", "u.a.e.": "AE", "uae": "AE", "emirates": "AE", "bosnia": "BA", "micronesia": "FM",
    "yugoslavia": "YU", "czechoslovakia": "CS", "east germany": "DD", "états-unis": "US", "royaume-uni": "GB",
    "allemagne": "DE", "espagne": "ES", "italie": "IT", "russie": "RU", "chine": "CN", "japon": "JP", "inde": "IN",
    "belgique": "BE", "suisse": "CH", "grèce": "GR", "turquie": "TR", "syrie": "SY", "irak": "IQ", "égypte": "EG",
    "guyane": "GF", "algérie": "DZ", "maroc": "MA", "tunisie": "TN", "libye": "LY", "brésil": "BR", "mexique": "MX", "népal": "NP",
}  # fmt: skip
FORMER = frozenset({"SU", "YU", "CS", "DD"})
"""Codes of former countries (ISO 3166-3), which are not in a document's `countries`."""
_REGIONS = frozenset((
    "africa", "asia", "europe", "north america", "south america", "latin america", "central america", "oceania",
    "antarctica", "middle east", "balkans", "caucasus", "caribbean", "scandinavia", "west bank", "gaza", "gaza strip",
    "golan heights", "siberia", "crimea", "donbas", "kashmir", "tibet", "chechnya", "new england", "midwest",
    "gulf of mexico", "persian gulf", "mediterranean", "eastern europe", "western europe", "southeast asia",
    "east asia", "south asia", "central asia", "east africa", "west africa", "north africa", "southern africa",
    "silicon valley", "manhattan", "brooklyn", "hollywood", "capitol hill", "east jerusalem", "darfur", "catalonia",
))  # fmt: skip
_ONE_NAME = {
    **dict.fromkeys(
        ("u.s", "u.s.", "us", "usa", "u.s.a.", "america", "united states", "united states of america"),
        "United States",
    ),
    **dict.fromkeys(("u.k.", "uk", "u.k"), "United Kingdom"),
    **dict.fromkeys(("u.a.e.", "uae", "emirates"), "United Arab Emirates"),
    **dict.fromkeys(("n. korea",), "North Korea"),
    **dict.fromkeys(("s. korea",), "South Korea"),
}
# Abbreviations of states in the style of American news agencies.
_STATE_FORMS = {
    "ala.": "AL", "ariz.": "AZ", "ark.": "AR", "calif.": "CA", "colo.": "CO", "conn.": "CT", "del.": "DE", "fla.": "FL",
    "ga.": "GA", "ill.": "IL", "ind.": "IN", "kan.": "KS", "ky.": "KY", "la.": "LA", "md.": "MD", "mass.": "MA",
    "mich.": "MI", "minn.": "MN", "miss.": "MS", "mo.": "MO", "mont.": "MT", "neb.": "NE", "nev.": "NV", "n.h.": "NH",
    "n.j.": "NJ", "n.m.": "NM", "n.y.": "NY", "n.c.": "NC", "n.d.": "ND", "okla.": "OK", "ore.": "OR", "pa.": "PA",
    "r.i.": "RI", "s.c.": "SC", "s.d.": "SD", "tenn.": "TN", "vt.": "VT", "va.": "VA", "wash.": "WA", "w.va.": "WV",
    "wis.": "WI", "wyo.": "WY", "d.c.": "DC", "tex.": "TX",
}  # fmt: skip
CANADIAN_FORMS = {
    "ont.": "ontario", "que.": "quebec", "alta.": "alberta", "sask.": "saskatchewan", "b.c.": "british columbia",
    "n.s.": "nova scotia", "n.b.": "new brunswick", "p.e.i.": "prince edward island",
    "n.l.": "newfoundland and labrador", "nfld.": "newfoundland and labrador", "man.": "manitoba",
}  # fmt: skip
"""Abbreviations of provinces as Canadian newsrooms write them."""


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "ß": "ss", "‘": "'", "’": "'"})


@cache
def countries() -> dict[str, str]:
    """Return ISO 3166-1 alpha-2 codes by the lower-case names of countries; for a former country, its last code."""
    names = {country.name.lower(): country.alpha_2 for country in pycountry.countries}
    for country in pycountry.countries:
        if common := getattr(country, "common_name", None):
            names[common.lower()] = country.alpha_2
    rows = (line.split("\t") for line in Path(COUNTRY_FILE).read_text("utf-8").splitlines())
    names |= {name.lower(): code for code, name in rows}
    french = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["fr"])
    in_french = {french.gettext(country.name).lower(): country.alpha_2 for country in pycountry.countries}
    del names["congo"]  # there are two
    by_name = in_french | names | COUNTRY_FORMS
    return {without_accents(name): code for name, code in by_name.items()} | by_name


@cache
def state_codes() -> dict[str, str]:
    """Return postal codes by the lower-case names of the states of the United States."""
    parts = (part for part in pycountry.subdivisions if part.country_code == "US")
    states = {
        part.name.lower(): part.code.removeprefix("US-") for part in parts if part.type != "Outlying area"
    }
    return states | _STATE_FORMS


def without_accents(name: str) -> str:
    """Return `name` as English-language agencies write it, such as `Kosice` for `Košice`."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def provinces() -> dict[str, set[str]]:
    """Return the countries (ISO 3166-1) with a first-level part of that name, by the name in lower case."""
    found = {form: {"CA"} for form in CANADIAN_FORMS}
    for subdivision in pycountry.subdivisions:
        is_first = (
            subdivision.parent_code is None or subdivision.country_code == "GB"
        )  # counties, below England
        if is_first and subdivision.name not in ("North", "South", "East", "West"):
            name = subdivision.name.lower()
            for form in {name, without_accents(name)}:
                found.setdefault(form, set()).add(subdivision.country_code)
    return found


def is_province_form(name: str) -> bool:
    """Return whether `name`, in lower case, is a Canadian abbreviation of a province: `ont.`."""
    return name in CANADIAN_FORMS


def standard_name(name: str) -> str:
    """Return the usual name of the country that `name` is a short form of; other names are returned unchanged."""
    return _ONE_NAME.get(name.lower().removeprefix("the "), name)


def is_country(name: str) -> bool:
    """Return whether `name` is a country's name."""
    return name.lower() in countries()


def is_region(name: str) -> bool:
    """Return whether `name`, in lower case, is a continent or a region larger than a country or across countries."""
    return name in _REGIONS
