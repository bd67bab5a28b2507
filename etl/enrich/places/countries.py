"""Countries that an article names without naming a place: by nationality (`Russian officials`)."""

from __future__ import annotations

import re

# English demonyms and adjectives of nationality → ISO 3166-1 alpha-2, from the CIA World Factbook's field
# "Nationality" (public domain), countries that the news names often.
_NATIONALITIES = {
    "Afghan": "AF", "Albanian": "AL", "Algerian": "DZ", "American": "US", "Angolan": "AO", "Argentine": "AR",
    "Argentinian": "AR", "Armenian": "AM", "Australian": "AU", "Austrian": "AT", "Azerbaijani": "AZ", "Bahraini": "BH",
    "Bangladeshi": "BD", "Belarusian": "BY", "Belgian": "BE", "Bolivian": "BO", "Bosnian": "BA", "Brazilian": "BR",
    "British": "GB", "Bulgarian": "BG", "Burmese": "MM", "Cambodian": "KH", "Cameroonian": "CM", "Canadian": "CA",
    "Chadian": "TD", "Chilean": "CL", "Chinese": "CN", "Colombian": "CO", "Congolese": "CD", "Croatian": "HR",
    "Cuban": "CU", "Cypriot": "CY", "Czech": "CZ", "Danish": "DK", "Dutch": "NL", "Ecuadorian": "EC", "Egyptian": "EG",
    "English": "GB", "Estonian": "EE", "Ethiopian": "ET", "Finnish": "FI", "French": "FR", "Georgian": "GE",
    "German": "DE", "Ghanaian": "GH", "Greek": "GR", "Guatemalan": "GT", "Haitian": "HT", "Honduran": "HN",
    "Hungarian": "HU", "Icelandic": "IS", "Indian": "IN", "Indonesian": "ID", "Iranian": "IR", "Iraqi": "IQ",
    "Irish": "IE", "Israeli": "IL", "Italian": "IT", "Ivorian": "CI", "Jamaican": "JM", "Japanese": "JP",
    "Jordanian": "JO", "Kazakh": "KZ", "Kenyan": "KE", "Kuwaiti": "KW", "Kyrgyz": "KG", "Laotian": "LA",
    "Latvian": "LV", "Lebanese": "LB", "Liberian": "LR", "Libyan": "LY", "Lithuanian": "LT", "Malaysian": "MY",
    "Malian": "ML", "Mexican": "MX", "Moldovan": "MD", "Mongolian": "MN", "Moroccan": "MA", "Mozambican": "MZ",
    "Namibian": "NA", "Nepalese": "NP", "Nepali": "NP", "Nicaraguan": "NI", "Nigerian": "NG", "North Korean": "KP",
    "Norwegian": "NO", "Omani": "OM", "Pakistani": "PK", "Palestinian": "PS", "Panamanian": "PA", "Paraguayan": "PY",
    "Peruvian": "PE", "Filipino": "PH", "Philippine": "PH", "Polish": "PL", "Portuguese": "PT", "Qatari": "QA",
    "Romanian": "RO", "Russian": "RU", "Rwandan": "RW", "Saudi": "SA", "Scottish": "GB", "Senegalese": "SN",
    "Serbian": "RS", "Serb": "RS", "Sierra Leonean": "SL", "Singaporean": "SG", "Slovak": "SK", "Slovenian": "SI",
    "Somali": "SO", "South African": "ZA", "South Korean": "KR", "Spanish": "ES", "Sri Lankan": "LK", "Sudanese": "SD",
    "South Sudanese": "SS", "Swedish": "SE", "Swiss": "CH", "Syrian": "SY", "Taiwanese": "TW", "Tajik": "TJ",
    "Tanzanian": "TZ", "Thai": "TH", "Tunisian": "TN", "Turkish": "TR", "Turkmen": "TM", "Ugandan": "UG",
    "Ukrainian": "UA", "Emirati": "AE", "Uruguayan": "UY", "Uzbek": "UZ", "Venezuelan": "VE", "Vietnamese": "VN",
    "Yemeni": "YE", "Zambian": "ZM", "Zimbabwean": "ZW",
}  # fmt: skip
# French adjectives of nationality by country, masculine; `_french_forms` makes the others.
_IN_FRENCH = {
    "AF": "afghan", "DE": "allemand", "US": "américain étasunien", "GB": "anglais britannique écossais gallois",
    "SA": "saoudien", "DZ": "algérien", "AR": "argentin", "AM": "arménien", "AU": "australien", "AT": "autrichien",
    "AZ": "azerbaïdjanais", "BD": "bangladais", "BE": "belge", "BY": "biélorusse", "MM": "birman", "BO": "bolivien",
    "BA": "bosnien", "BR": "brésilien", "BG": "bulgare", "BF": "burkinabé", "KH": "cambodgien", "CM": "camerounais",
    "CA": "canadien québécois", "CF": "centrafricain", "CL": "chilien", "CN": "chinois", "CO": "colombien",
    "CD": "congolais", "KR": "sud-coréen", "KP": "nord-coréen", "HR": "croate", "CU": "cubain", "DK": "danois",
    "EG": "égyptien", "ES": "espagnol", "EE": "estonien", "ET": "éthiopien", "FI": "finlandais", "FR": "français",
    "GE": "géorgien", "GR": "grec", "GN": "guinéen", "HT": "haïtien", "HU": "hongrois", "IN": "indien",
    "ID": "indonésien", "IQ": "irakien", "IR": "iranien", "IE": "irlandais", "IS": "islandais", "IL": "israélien",
    "IT": "italien", "CI": "ivoirien", "JP": "japonais", "JO": "jordanien", "KZ": "kazakh", "KE": "kényan",
    "XK": "kosovar", "LV": "letton", "LB": "libanais", "LY": "libyen", "LT": "lituanien", "MG": "malgache",
    "ML": "malien", "MA": "marocain", "MR": "mauritanien", "MX": "mexicain", "MD": "moldave", "NP": "népalais",
    "NL": "néerlandais", "NE": "nigérien", "NG": "nigérian", "NO": "norvégien", "NZ": "néo-zélandais",
    "PK": "pakistanais", "PS": "palestinien", "PE": "péruvien", "PH": "philippin", "PL": "polonais", "PT": "portugais",
    "QA": "qatari", "RO": "roumain", "RU": "russe", "RW": "rwandais", "SN": "sénégalais", "RS": "serbe",
    "SK": "slovaque", "SI": "slovène", "SO": "somalien", "SD": "soudanais", "ZA": "sud-africain", "SE": "suédois",
    "CH": "suisse", "SY": "syrien", "TD": "tchadien", "CZ": "tchèque", "TH": "thaïlandais", "TG": "togolais",
    "TN": "tunisien", "TR": "turc", "UA": "ukrainien", "VE": "vénézuélien", "VN": "vietnamien", "YE": "yéménite",
}  # fmt: skip
_FRENCH_FEMININES = {"grec": "grecque", "turc": "turque"}


def _french_forms(adjective: str) -> set[str]:
    """Return the forms of an adjective: `italien`, `italienne`, `italiens`, `italiennes`."""
    double = adjective.endswith(("ien", "éen", "letton"))
    feminine = _FRENCH_FEMININES.get(
        adjective, adjective + ("ne" if double else "" if adjective[-1] == "e" else "e")
    )
    return {adjective, feminine, adjective.removesuffix("s") + "s", f"{feminine}s"}


_FRENCH = {
    form: code for code, words in _IN_FRENCH.items() for word in words.split() for form in _french_forms(word)
}
_PATTERN = re.compile(rf"({'|'.join(sorted(map(re.escape, _NATIONALITIES), key=len, reverse=True))})s?\b")
"""Without a boundary in front: a pattern that starts with letters is searched for several times faster."""
_WORD_CHARACTER = re.compile(r"\w")
_FRENCH_WORD = re.compile(r"(?<![\w-])(?:nord-|sud-|néo-)?\w{4,16}(?![\w-])", re.I)
_LANGUAGE_AFTER = re.compile(r"-speak|-language| (?:language|speakers?|translation|subtitles)\b")
_TRIBE = re.compile(
    r"s? (?:[Tt]rib(?:es?|al)|[Nn]ations?|[Rr]eservations?|[Cc]ountry|Affairs|Health Service)\b"
)
_OF_A_CONTINENT = re.compile(r"\b(?:Latin|South|Central|North|Pan|Inter)[ -]$")
_IN_A_LANGUAGE = re.compile(r"\b(?:in|bit of|speaks?|spoke|speaking|spoken|learn(?:s|ed|ing)?|en|langues?) $")
_NO_NOUN_AFTER = re.compile(
    r"[”\"’']?\s?(?:$|[.,;:!?)\]]|(?:as|at|by|but|for|on|so|to|when|with|that|which) )"
)


def nationalities(text: str, language: str | None = "en") -> list[tuple[int, str]]:
    """Return offset and country (ISO 3166-1 alpha-2) of each nationality in `text`.

    The name of a language is not counted: `in French`, `English-speaking`.
    """
    if language == "fr":
        found = [
            (match.start(), match.end(), _FRENCH[match[0].lower()])
            for match in _FRENCH_WORD.finditer(text)
            if match[0].lower() in _FRENCH
        ]
    else:
        found = [
            (match.start(), match.end(), _NATIONALITIES[match[1]])
            for match in _PATTERN.finditer(text)
            if not (match.start() and _WORD_CHARACTER.match(text, match.start() - 1))
        ]
    return [(start, code) for start, end, code in found if not _is_language(text, start, end, language)]


def _is_language(text: str, start: int, end: int, language: str | None) -> bool:
    """Return whether the word means a language, a continent's people, or something else, as in `Indian tribe`."""
    if text.startswith("Indian", start) and (
        _TRIBE.match(text, end) or text.endswith(("Native ", "American "), 0, start)
    ):
        return True
    if _LANGUAGE_AFTER.match(text, end):
        return True
    if text.startswith("American", start) and _OF_A_CONTINENT.search(text[max(0, start - 9) : start]):
        return True
    is_in = _IN_A_LANGUAGE.search(text[max(0, start - 10) : start])
    return bool(is_in and (language == "fr" or _NO_NOUN_AFTER.match(text, end)))
