"""Bylines in plain text: a line with "by", or a name on a line of its own near the date."""

from __future__ import annotations

import re

from etl.clean.dates.named import named_dates
from etl.clean.dates.numeric import numeric_dates
from etl.clean.dates.visible import is_date_line
from etl.clean.fields.authors import people
from etl.clean.lines import LineKind
from etl.clean.text_lines import Line, below_text

_MOST = 200
_BY = re.compile(
    r"(?:^|[|•·/–—-]\s?|\b[A-Z]{2,4} |\b(?:19|20)\d\d,? )"
    r"(?:(?:written|reported|reporting|posted|published|submitted|story|text|words|analysis|opinion|review|report|interview|video|escrito|redactado|rédigé|écrit"
    r"|publié|publicado|entrevista|(?:ein )?(?:artikel|beitrag|blog ?beitrag|gastbeitrag)|erstellt|geschrieben|verfasst|veröffentlicht|eingestellt|propos recueillis|geschreven|skrevet|skriven|skrevet|pubblicato|(?:an? |eine? )?(?:kommentar|analyse|analysis|reportage|bericht|interview|essay))\s)?"
    r"(?:by|par|von|por|di|door|av|af|oleh|autor|auteur|автор|текст)\s?[:：]?\s{1,2}(?=\S)",
    re.I,
)
# "Author" and its like before a colon, and what other scripts write before the name with or without one.
_LABEL = re.compile(
    r"^(?:(?:authors?|autora?|autor/a|autorin|autori|auteure?|autrice|autore|autoren|interview|reporter|journalist|journaliste|texte?|texto|tekst|teksti|redacción|redaktör|skribent|geschreven door"
    r"|napisała?|opracowała?|kirjoittaja|toimittaja|yazar|haber|szerző|írta|penulis|penulis berita|tác giả|piše|пише|автори?|тексты?|σύνταξη|συντάκτης|γράφει|ผู้เขียน|เรื่อง|लेखक|द्वारा)\s?[:：]"
    r"|γράφ(?:ει|ουν) (?:ο|η|οι)\s|napisała?\s|opracowała?\s|author\s(?=[A-Z])|(?:كتب|كتبت|تحریر|نویسنده|כתבה?)\s?[:：]\s|(?:بقلم|מאת|โดย)\s?[:：]?\s)\s{0,2}(?=\S)",
    re.I,
)
_BY_CJK = re.compile(
    r"(?:责任编辑|記者|记者|作者|文|撰文|編輯|编辑|取材)\s?[:：／/]\s?(?!责任|作者|编辑|記者|记者)([^\s:：|/／）)\]】]{2,12})"
    r"|^[〔［\[【（(]?(?:記者|记者|特派員)\s?([\u3400-\u9fff]{2,4})(?=$|[\s／/])"
    r"|(?:^|[\s=)\]])([가-힣]{2,4})\s?(?:기자|특파원|논설위원)(?=$|[\s=)\]])"
)
# How wires open the first paragraph: in Korean the place and the agency in brackets, then the reporter; in Chinese
# the agency, the place and the date, then the reporters in brackets.
_OPENING = re.compile(
    r"^\([^()]{2,30}\)\s?([가-힣]{2,4})\s?(?:기자|특파원)\s?="
    r"|^[^。（(]{0,40}[（(](?:[^。（()）]{0,6}(?:记者|記者))\s?[:：]?\s?([\u3400-\u9fff·]{2,8}(?:[、 ,，][\u3400-\u9fff·]{2,8}){0,4})\s?[）)]"
)
# What follows the names: a handle, a job, a date, a count.
_AFTER = re.compile(
    r"\s[|•·–—]\s.*$|\s(?:follow\b|@\w).*$|\s?(?:(?:last )?updated|published|posted)\b.*$"
    r"|\s(?:on\s)?(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?\s\d.*$|\s\d{1,4}\b.*$",
    re.I,
)
# Between a name and the date behind it.
_BEFORE_DATE = re.compile(r"(?:\s?[,|•·–—-])?\s(?:am|on|le|el|il|em|den|d\.)?\s?$|\s?[,|•·–—-]\s?$")
# Where the author of a dated line works or is, behind the name.
_ORIGIN = re.compile(r"\s[|•·/]\s|,\s|\sfor\s(?=[A-Z])")
_NAME_WORD = re.compile(r"^(?:[^\W\d_]\.){1,3}$|^[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_])){1,24}\.?$")
_PARTICLES = frozenset(
    "de da di del della van von der den la le el al bin ibn ben dos do du y e zu ter ten af av".split()
)
# Words that stand alone in capitals around articles as names do.
_NO_NAME = re.compile(
    r"\b(?:news|world|sports?|politics|business|home|opinion|culture|life|lifestyle|health|science|tech|technology|video|photos?|weather|local"
    r"|national|breaking|latest|top|stories|story|day|daily|times|post|press|today|tv|radio|live|menu|search|sign|log|share|follow|read|more|the"
    r"|and|or|of|for|in|on|to|at|with|your|our|my|all|new|do|does|not|no|is|are|how|what|why|who|york|united|states|city|north|south|east|west|university|getty|images|reuters|associated"
    r"|facebook|twitter|instagram|email|print|comments?|editor'?s?|staff|contributors?|desk|team|credit|advertisement|travel|food|money|jobs"
    r"|january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|entertainment|arts?|style|music|movies|books|games?|shop|about|contact|privacy|policy|terms|real|estate|cars?|magazine|events?|education)\b",
    re.I,
)
_MOST_BELOW_TITLE = 3
"""Lines below the title in which a name alone is taken for the author even without a date beside it."""
_MOST_ABOVE_TITLE = 4
"""Lines above the title in which a name alone is taken for the author if a later note is about that person."""
_OWN_LINES = (LineKind.BYLINE, LineKind.DATE)
_MOST_WORDS_ALONE = 3
_MOST_BESIDE = 2
"""Most lines between a name alone and its date line."""


def byline_authors(
    lines: list[Line], title: str, below: list[int], above: list[int], chosen: list[int]
) -> list[str]:
    """Return the authors named in the lines below and above the title, or else at the end of the text.

    A person who is named in the title is an author only after a "by".
    """
    for number in [*below, *above]:
        if found := line_authors(lines[number].text):
            return found
    for number in below:
        found = _alone(lines, number, below)
        if found and found[0] not in title and not _is_spoken_of(found[0], lines, chosen):
            return found
    if found := _above_title(lines, above):
        return found
    if found := _below_title(lines, title, below, chosen):
        return found
    if chosen:
        for number in below_text(lines, chosen, chosen[0]):
            if lines[number].kind in _OWN_LINES and (found := line_authors(lines[number].text)):
                return found
    return []


def _above_title(lines: list[Line], above: list[int]) -> list[str]:
    """Return a name alone in one of the lines just above the title, if a later line is a note about that person."""
    for number in above[:_MOST_ABOVE_TITLE]:
        text = lines[number].text
        if lines[number].kind is LineKind.SHORT and _is_name(text) and _is_signed(lines, text):
            return people([text])
    return []


def _below_title(lines: list[Line], title: str, below: list[int], chosen: list[int]) -> list[str]:
    """Return a name alone in one of the first lines below the title, if the article does not mention it."""
    for number in below[:_MOST_BELOW_TITLE]:
        text = lines[number].text
        if (
            lines[number].kind is LineKind.SHORT
            and len(text.split()) <= _MOST_WORDS_ALONE
            and _is_name(text)
            and text not in title
            and not _has_common_word(text, lines, chosen)
            and not _is_spoken_of(text, lines, chosen)
        ):
            return people([text])
    return []


def line_authors(text: str) -> list[str]:
    """Return the people that a line names after "by" or the like."""
    if found := opening_authors(text):
        return found
    if len(text) > _MOST:
        return []
    match = _BY.search(text) or _LABEL.match(text)
    if match is not None:
        names = _AFTER.sub("", f" {text[match.end() :]}").strip()
        return [name for name in people([names]) if _can_be_name(name)]
    marked = [name for names in _BY_CJK.findall(text) for name in names if name]
    return people(marked) if marked else []


def opening_authors(paragraph: str) -> list[str]:
    """Return the reporters named at the start of the first paragraph, as in wire stories."""
    opening = _OPENING.match(paragraph)
    return people([opening[1] or opening[2]]) if opening else []


def _can_be_name(name: str) -> bool:
    words = name.split()
    if words[0].islower() and words[0] not in _PARTICLES:
        return False
    return (len(words) > 1 or not name.isascii()) and "by" not in words


def _alone(lines: list[Line], number: int, beside: list[int]) -> list[str]:
    """Return the name on a line of its own (or before its date), if a date or a note about the author is near."""
    text = lines[number].text
    if len(text) > _MOST or lines[number].kind not in (LineKind.SHORT, LineKind.DATE):
        return []
    has_date = lines[number].kind is LineKind.DATE or is_date_line(text)
    near = [n for n in beside if 0 < abs(n - number) <= _MOST_BESIDE]
    by_date = has_date or " ago" in text or any(_is_dated(lines[n]) for n in near)
    if has_date or " ago" in text:
        name = _AFTER.sub("", re.split(r"\s[-–—|•·]\s|,?\s\d", text)[0]).strip()
        if not _is_name(name):
            name = _before_date(text)
    else:
        name = _ORIGIN.split(text)[0] if by_date else text
    if not _is_name(name):
        return []
    if by_date or _is_signed(lines, name):
        return people([name])
    return []


def _before_date(text: str) -> str:
    """Return the name just before the only date of a line: `Ruth Adler am 1. Mai 2019`."""
    dates = named_dates(text) + numeric_dates(text)
    before = text[: dates[0].start] if len(dates) == 1 else ""
    return _ORIGIN.split(_BEFORE_DATE.sub("", before).strip())[0]


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 4 or _NO_NAME.search(text):
        return False
    return all(
        word in _PARTICLES or (_NAME_WORD.match(word) and word[0].isupper()) for word in words
    ) and not all(word in _PARTICLES for word in words)


def _is_dated(line: Line) -> bool:
    return line.kind is LineKind.DATE or (line.kind is LineKind.SHORT and bool(named_dates(line.text)))


def _is_spoken_of(name: str, lines: list[Line], chosen: list[int]) -> bool:
    """Return whether the text mentions `name`, as it does a place, and no note says that this is the author."""
    letters = name.casefold()
    return any(
        lines[number].kind is LineKind.PROSE and letters in lines[number].text.casefold() for number in chosen
    ) and not _is_signed(lines, name)


def _has_common_word(name: str, lines: list[Line], chosen: list[int]) -> bool:
    """Return whether the article has a word of the name in lower case; then it is more likely a label."""
    body = " ".join(lines[number].text for number in chosen)
    return any(re.search(rf"\b{re.escape(word.lower())}\b", body) for word in name.split() if len(word) > 2)


def _is_signed(lines: list[Line], name: str) -> bool:
    """Return whether a line is a note about the person, as sites print them about authors."""
    return any(
        line.text.startswith(name)
        and re.match(r"\s(?:is|was|covers|writes|joined|has)\b", line.text[len(name) :][:20])
        for line in lines
    )
