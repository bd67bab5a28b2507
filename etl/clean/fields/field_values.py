"""Convert the values in a record, in whatever shape a program wrote them, to values of an article's fields.

Each function returns None or an empty list for a shape that it does not know, and never raises.
"""

from __future__ import annotations

import ast
import html
import re
from datetime import UTC, datetime
from typing import Any

from etl.clean.dates.believable import is_believable
from etl.clean.dates.iso import iso_date
from etl.clean.fields.field_names import folded
from etl.clean.fields.metadata import web_address
from etl.clean.fields.text_dates import dates_of
from etl.clean.fragments import lines_of
from etl.clean.normalize import normalize_line

_NOTHING = frozenset(
    ("", "nan", "none", "null", "nat", "n/a", "na", "undefined", "nil", "-", "[]", "{}", "unknown")
)
_TEXT_KEYS = ("rendered", "text", "content", "value", "html", "processed", "plain", "name", "#text", "$t", "paragraph", "data", "main", "basic", "_")  # fmt: skip
_NAME_KEYS = ("name", "displayname", "fullname", "label", "title", "value", "text", "term", "tag", "rendered", "slug")  # fmt: skip
_URL_KEYS = ("url", "src", "href", "contenturl", "source", "link", "canonical", "original")
_TAGGED = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>]{0,2000})?/?>")
_PAGE = re.compile(
    r"\A\s{0,99}(?:<!--.{0,500}?-->\s{0,99})?(?:<!doctype html|<html\b|<head\b|<body\b)", re.I | re.S
)
_CUT = re.compile(r"(?:…|\.\.\.)?\s{0,3}\[\+\d{1,7} (?:chars|characters)\]\s{0,3}$")
_BY = re.compile(r"^(?:written |story )?(?:by|von|par|por|di|da|od|av|af|door)\s{1,3}(?=\S)", re.I)
_AND = re.compile(r"\s{0,3}[;|•\n]\s{0,3}|\s(?:and|und|et|y|e|&)\s")
_COMMA = re.compile(r"\s{0,3},\s{0,3}(?!(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\b)", re.I)
_KEYWORDS = re.compile(r"\s{0,3}[,;|，、]\s{0,3}")
_DIGITS = re.compile(r"^-?\d{9,19}(?:\.\d{1,9})?$")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)[T ]?(?:(\d\d)(\d\d)(\d\d)?)?(Z)?$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_NO_TEXT_BLOCKS = frozenset("image video gallery embed audio interstitial_link oembed_response custom_embed reference correction divider code raw_html quote_image".split())  # fmt: skip
_MOST_VALUES = 100


def is_nothing(value: Any) -> bool:
    """Return whether `value` is one of the ways in which programs write "no value"."""
    if isinstance(value, str):
        return value.strip().casefold() in _NOTHING
    if isinstance(value, list):
        return all(map(is_nothing, value))
    return value is None or value != value or value is False or value == 0


def line(value: Any) -> str | None:
    """Return a text as one line, without HTML tags and entities."""
    text = _text(value)
    if text is None or is_nothing(text):
        return None
    return " ".join(_lines(text)) or None


def texts(value: Any) -> list[str]:
    """Return the texts in a list of texts or of named objects."""
    found = (line(_named(part)) for part in _listed(value))
    return list(dict.fromkeys(text for text in found if text))


def sections(value: Any) -> list[str]:
    """Return the names of sections; `News > World` gives two."""
    return [
        part for text in texts(value) for part in re.split(r"\s{0,3}(?:[;|»]|\s>\s)\s{0,3}", text) if part
    ][:10]


def keywords(value: Any) -> list[str]:
    """Return the keywords; a single text is split at its commas."""
    found = [word for text in texts(value) for word in _KEYWORDS.split(text) if word and not word.isdigit()]
    return list(dict.fromkeys(found))[:50]


def authors(value: Any) -> list[str]:
    """Return the names of authors, given as a list, as objects, or in one text (`By A and B`, `A; B`)."""
    found = []
    for part in _listed(value):
        if isinstance(part, dict):
            found += [name] if (name := _whole_name(part)) else []
        elif text := line(part):
            found += _people(text)
    return list(dict.fromkeys(found))[:_MOST_VALUES]


def publisher(value: Any) -> str | None:
    """Return the publisher's name."""
    text = line(_named(next(iter(_listed(value)), None)))
    name = re.sub(r"^https?://(?:www\.)?|/$", "", text) if text else ""
    return (
        name if name and (name == text or "/" not in name) else None
    )  # the address of an article is no name


def address(value: Any) -> str | None:
    """Return a complete web address, also from an object that has one or from the first item of a list."""
    for part in _listed(value):
        if isinstance(part, dict):
            keys = {folded(key): inner for key, inner in part.items()}
            part = next((keys[key] for key in _URL_KEYS if isinstance(keys.get(key), str)), None)
        if isinstance(part, str) and (url := web_address(html.unescape(part.strip()))):
            return url
    return None


def language(value: Any) -> str | None:
    """Return a BCP-47 language code."""
    code = line(_named(value)) or ""
    return code.replace("_", "-") if _LANGUAGE.fullmatch(code) else None


def identity(value: Any) -> str | None:
    """Return the id that a record gives itself, as text."""
    if isinstance(value, dict):
        value = next(iter(value.values()), None)  # MongoDB's {"$oid": …}
    if isinstance(value, bool) or is_nothing(value) or not isinstance(value, str | int | float):
        return None
    return normalize_line(str(value)) or None


def date(value: Any) -> str | None:
    """Return a date in ISO 8601.

    It is read from text in many forms, from seconds, milliseconds or microseconds since 1970, and from MongoDB's date objects.
    """
    for _ in range(3):
        if isinstance(value, dict):
            keys = ("$date", "$numberLong", "iso", "date", "value", "utc", "timestamp", "rendered", "content")
            value = next((value[key] for key in keys if key in value), None)
        elif isinstance(value, list):
            value = value[0] if value else None
    if isinstance(value, bool) or is_nothing(value):
        return None
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    if match := _COMPACT.match(text):
        year, month, day, hour, minute, second, zulu = match.groups()
        clock = f"T{hour}:{minute}:{second or '00'}{'+00:00' if zulu else ''}" if hour else ""
        if is_believable(moment := f"{year}-{month}-{day}{clock}"):
            return moment
    if _DIGITS.match(text):
        return _moment(float(text))
    found = iso_date(text) or (dates_of([text]).published_at if len(text) < 100 else None)
    return found if found and is_believable(found) else None


def is_page(value: Any) -> bool:
    """Return whether `value` is the HTML of a complete page."""
    return isinstance(value, str) and _PAGE.match(value) is not None


def paragraphs(value: Any) -> list[str]:
    """Return the paragraphs of a body given as text, as HTML, or as a list of texts or blocks."""
    if isinstance(value, dict):
        value = _text(value)
    if isinstance(value, list):
        return [text for part in value if not _is_picture(part) for text in paragraphs(part)]
    if not isinstance(value, str) or is_nothing(value):
        return []
    text = _CUT.sub("", value.strip())
    if text.startswith("[") and isinstance(parts := _literal(text), list):
        return [text for part in parts for text in paragraphs(part)]
    if _TAGGED.search(text):
        return lines_of(text)
    text = html.unescape(text)
    return [normalize_line(part) for part in (text.split("\n\n") if "\n\n" in text else text.split("\n"))]


def _lines(text: str) -> list[str]:
    return lines_of(text) if _TAGGED.search(text) else [normalize_line(html.unescape(text))]


def _text(value: Any) -> str | None:
    for _ in range(4):
        if isinstance(value, dict):
            keys = {folded(key) or key: inner for key, inner in value.items()}
            value = next(
                (keys[k] for k in map(_folded_key, _TEXT_KEYS) if isinstance(keys.get(k), str | dict | list)),
                None,
            )
        elif isinstance(value, list):
            value = value[0] if value else None
        else:
            break
    return (
        html.unescape(value)
        if isinstance(value, str) and "&amp;" in value
        else value
        if isinstance(value, str)
        else None
    )


def _folded_key(key: str) -> str:
    return folded(key) or key


def _is_picture(part: Any) -> bool:
    return isinstance(part, dict) and str(part.get("type", "")).casefold() in _NO_TEXT_BLOCKS


def _named(value: Any) -> Any:
    """Return the name in an object, or `value` itself; a number is not a name."""
    for _ in range(3):
        if not isinstance(value, dict):
            break
        keys = {folded(key): inner for key, inner in value.items()}
        if (
            keys.get("name") in ("subject", "glocations", "persons", "organizations", "creative_works")
            and "value" in keys
        ):
            return keys["value"]  # as the New York Times writes keywords
        value = next((keys[key] for key in _NAME_KEYS if keys.get(key)), None)
    return value if isinstance(value, str) else None


def _whole_name(part: dict[str, Any]) -> str | None:
    keys = {folded(key): inner for key, inner in part.items()}
    if "node" in keys and isinstance(keys["node"], dict):
        return _whole_name(keys["node"])
    first = next(
        (keys[k] for k in ("firstname", "givenname", "first", "fname") if isinstance(keys.get(k), str)), ""
    )
    last = next(
        (
            keys[k]
            for k in ("lastname", "familyname", "surname", "last", "lname")
            if isinstance(keys.get(k), str)
        ),
        "",
    )
    name = (
        line(_named(part))
        if isinstance(keys.get("name") or keys.get("displayname") or keys.get("fullname"), str | dict)
        else None
    )
    return name or line(f"{first} {last}".strip()) or line(_named(part))


def _people(text: str) -> list[str]:
    found = []
    for part in _AND.split(_BY.sub("", text)):
        names = [
            name.strip(" ,.;") if not name.endswith(("r.", "D.")) else name for name in _COMMA.split(part)
        ]
        if (
            len(names) == 2
            and " " not in names[0].strip()
            and names[1]
            and " " not in names[1].split(" ")[0]
            and not names[0].isupper()
        ):
            names = [f"{names[1]} {names[0]}"]  # `Marlowe, Ida`
        found += [_BY.sub("", name) for name in names]
    return [name for name in found if name and not is_nothing(name)]


def _listed(value: Any) -> list[Any]:
    if (
        isinstance(value, str)
        and value.strip()[:1] in ("[", "(", "{")
        and (parts := _literal(value.strip())) is not None
    ):
        value = parts
    if isinstance(value, dict) and not any(isinstance(v, str) for v in value.values()):
        value = [*value.values()] if all(isinstance(v, dict) for v in value.values()) else value
    if not isinstance(value, list | tuple):
        return [value]
    flat: list[Any] = []
    for part in value[:_MOST_VALUES]:
        flat += part if isinstance(part, list) else [part]
    return flat


def _literal(text: str) -> Any:
    """Return the list or object that `text` is the Python or JSON notation of, or None."""
    if len(text) > 100_000:
        return None
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return (
        list(found) if isinstance(found, list | tuple | set) else found if isinstance(found, dict) else None
    )


def _moment(number: float) -> str | None:
    while abs(number) >= 1e11:
        number /= 1000
    try:
        moment = datetime.fromtimestamp(int(number), UTC).isoformat()
    except (OverflowError, OSError, ValueError):
        return None
    return moment if is_believable(moment) else None
