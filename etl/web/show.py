"""How single values are written on a page; texts may be hostile, so everything returned is escaped or plain."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote, urlsplit

from markupsafe import Markup, escape

from etl.search.fields import label_of
from etl.search.hits import Hit, pieces

_MARK, _END = Markup("<mark>"), Markup("</mark>")
_SUBHEAD = 80
"""Characters of the longest heading within a text; paragraphs of running text are longer, or end as sentences do."""
_ENDS = (
    ".",
    "!",
    "?",
    "…",
    "”",
    "“",
    "»",
    '"',
    "'",
    "’",
    ":",
    ",",
    ";",
    "。",
    "！",
    "？",
    "」",
    "؟",
    "।",
    ")",
)
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"))


def marked(text: str) -> Markup:
    """Return `text` escaped, with its highlights in `<mark>`."""
    shown = Markup()
    for piece, is_found in pieces(text):
        shown += _MARK + escape(piece) + _END if is_found else escape(piece)
    return shown


def headline(hit: Hit) -> Markup:
    """Return a hit's title, with highlights if it has any."""
    return marked(hit.headline or "(no title)")


def excerpts(hit: Hit) -> list[Markup]:
    """Return the excerpts from a hit's body."""
    return [marked(text) for text in hit.excerpts]


def web_address(url: str | None) -> str | None:
    """Return `url` if a browser may follow it: a web address, and not a script."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def site(url: str) -> str:
    """Return the name of the site of a web address."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def file_name(uri: str) -> str:
    """Return the last part of a source file's URI."""
    return unquote(uri.rstrip("/").rpartition("/")[2])


def day(value: str | datetime) -> str:
    """Return the day of a date or a moment, such as 18 February 2026."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return f"{moment.day} {moment:%B %Y}"


def moment(value: str | datetime) -> str:
    """Return a date, or a moment with its time zone; without a zone, it says so."""
    then = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if isinstance(value, str) and len(value) <= len("2026-02-18"):
        return day(then)
    return f"{day(then)}, {then:%H:%M} {then.tzname() or '(time zone not given)'}"


def period(value: str, *, is_short: bool = False) -> str:
    """Return the year, month or day of a filter in words; other values are returned unchanged."""
    try:
        if len(value) == len("2026-02"):
            return f"{datetime.fromisoformat(f'{value}-01'):{'%b' if is_short else '%B'} %Y}"
        return day(value) if len(value) == len("2026-02-18") else value
    except ValueError:
        return value


def language_name(code: str) -> str:
    """Return the English name of a language by its BCP-47 code, or the code if it has none."""
    return label_of("language", code)


def subhead(paragraph: str) -> bool:
    """Return whether a paragraph looks like a heading inside the text: a short line that does not end like a sentence."""
    return len(paragraph) <= _SUBHEAD and "\n" not in paragraph and not paragraph.rstrip().endswith(_ENDS)


def quoted_in(body: str, quotation: str) -> list[tuple[int, str]]:
    """Return the paragraphs of `body` with a part of `quotation`, each with its number, counted from 1."""
    paragraphs = enumerate(body.split("\n\n"), 1)
    return [(number, paragraph) for number, paragraph in paragraphs if quotation in paragraph]


def direction(language: str | None) -> str:
    """Return in which direction a language is written, for the attribute `dir`."""
    return "auto" if not language else "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def country(code: str) -> str:
    """Return the English name of a country by its ISO 3166-1 code."""
    return label_of("country", code)


def whole_day(value: str) -> bool:
    """Return whether `value` is a complete day, which a date field can show."""
    try:
        return len(value) == len("2026-02-18") and bool(datetime.fromisoformat(value))
    except ValueError:
        return False
