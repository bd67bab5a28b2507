"""Read exports of news databases (ProQuest, LexisNexis, Nexis Uni, Factiva): one text with many articles.

Their labels are in a table: `export_labels.tsv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from etl.clean.fields.authors import people
from etl.clean.fields.text_dates import dates_of
from etl.clean.normalize import normalize_line

_LABELS = Path(__file__).with_name("export_labels.tsv")

# Cheap signs in a file's first bytes that a text may be an export, below the bytes that all their forms have.
_SIGNS = tuple(
    (literal, re.compile(pattern, re.M))
    for literal, pattern in (
        (b"____________________", rb"____________________"),
        (b"UMENT", rb"\b\d{1,5} (?:of|de|von|sur) \d{1,5} DO[CK]UMENT"),
        (
            b"ocument",
            rb"Documento? [A-Z]{2,20}\d{8}\w{5,30}|End of Document|Fin (?:du document|del? documento)",
        ),
        (b"Dokument", rb"Dokument [A-Z]{2,20}\d{8}\w{5,30}|Ende des Dokument"),
        (b"ProQuest", rb"ProQuest"),
        (b"LOAD-DATE", rb"LOAD-DATE"),
        (b"Load-Date", rb"Load-Date"),
        (b"LENGTH: ", rb"LENGTH: "),
        (b"NGE: ", rb"L.{1,4}NGE: "),
        (b"LONG", rb"LONGUEUR: |LONGITUD: "),
        (b"HD ", rb"^\s{0,9}HD "),
    )
)
_RULE = re.compile(r"^[ \t]{0,99}_{20,200}[ \t]{0,99}$", re.M)
_NUMBERED = re.compile(
    r"^[ \t]{0,99}(?:\d{1,5} (?:of|de|von|sur) \d{1,5} (?:DOCUMENTS?|DOKUMENTEN?|DOKUMENTE|DOCUMENTOS?)|(?:Document|Dokument|Documento) \d{1,5} (?:of|de|von|sur) \d{1,5})[ \t]{0,99}$",
    re.M | re.I,
)
_END = re.compile(
    r"^[ \t]{0,99}(?:End of Document|Fin du document|Ende des Dokuments?|Dokumentende|Fin de(?:l)? documento)[ \t]{0,99}$",
    re.M | re.I,
)
_FACTIVA = re.compile(
    r"^[ \t]{0,99}(?:Document|Dokument|Documento|Document No\.?) [A-Z]{2,20}\d{8}\w{5,30}[ \t]{0,99}$", re.M
)
_CODE = re.compile(
    r"^(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPD|IPC|PUB|AN)\s{1,20}(?=\S)"
)
_CODED = {"HD": "title", "BY": "authors", "PD": "published_at", "SN": "publisher", "SE": "section", "LA": "language", "LP": "lead", "TD": "body", "AN": "id", "CT": "-"}  # fmt: skip
_LABEL = re.compile(r"^([^\W\d_][^\n:]{1,38}?)\s?:(?:\s+|$)")
_WORDS = re.compile(
    r"^[ \t]{0,99}(?:\d{1,3}(?:[.,\s]\d{3})?|\d{1,5}) (?:words|mots|wörter|worte|palabras)[ \t]{0,99}$", re.I
)
_COPYRIGHT = re.compile(
    r"^[ \t]{0,99}(?:\(c\)|©|copyright|droits d'auteur|urheberrecht|derechos de autor|\(Copyright)", re.I
)
_RIGHTS = re.compile(
    r"^[ \t]{0,99}(?:all rights reserved|tous droits réservés|alle rechte vorbehalten|todos los derechos reservados)\.?[ \t]{0,99}$",
    re.I,
)
_CLOCK = re.compile(r"^\d{1,2}[:.]\d{2}(?:\s?(?:AM|PM|Uhr|h))?(?: [A-Z]{3,4})?$", re.I)
_ADDRESS = re.compile(r"^https?://\S+$")
_LANGUAGES = frozenset(
    "english français french deutsch german español spanish anglais allemand espagnol englisch französisch spanisch inglés francés alemán".split()
)
_NONE = re.compile(
    r"^(?:none available|not available|aucun(?:e)? disponible|nicht verfügbar|no disponible|none)\.?$", re.I
)
_BODY_ALONE = frozenset(("body", "corps", "textkörper", "haupttext", "cuerpo", "volltext"))
"""Lines that are the label of a text without a colon."""
_LEAST_TEXT = 40
"""Least characters of an article in an export; before the first article there is only a list of them."""


@cache
def labels() -> dict[str, str]:
    """Return the field for each lower-case label; `-` for a label that belongs to no field."""
    with _LABELS.open(encoding="utf-8", newline="") as file:
        return {row[1]: row[0] for row in list(csv.reader(file, delimiter="\t"))[1:]}


def may_be_export(head: bytes) -> bool:
    """Return whether a file that begins with `head` may be an export."""
    return any(literal in head and pattern.search(head) for literal, pattern in _SIGNS)


def articles(text: str) -> list[dict[str, Any]]:
    """Return the articles in `text` as records; empty if it is not an export."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    for split, read in ((_NUMBERED, _labelled), (_END, _labelled), (_RULE, _labelled), (_FACTIVA, _factiva)):
        if split.search(text):
            found = [record for part in split.split(text) if (record := read(part))]
            if found:
                return found
    lines = text.split("\n")
    known = {
        match[1].strip().casefold() for line in lines if (match := _LABEL.match(line.strip()))
    } & labels().keys()
    if (
        len(known - {"date", "title", "source", "author", "update", "link", "section", "type", "company"})
        >= 3
    ):
        return [record] if (record := _labelled(text)) else []
    return []


class _Labelled:
    """What is read of an article whose fields have labels, one line after the other."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self.above: list[str] = []  # the lines before the first label
        self.body: list[str] | None = None
        self.blocks: list[list[str]] = []  # the lines behind each label that do not go on with its value
        self._current: str | None = None

    def take(self, line: str) -> None:
        """Read one more line."""
        field, value = _labelled_line(line)
        if field and not (field == "body" and self.body and any(self.body)):
            self._begin(field, value)
        elif self._current == "body" and self.body is not None:
            self.body.append(line)
        elif not line:
            self._current = None
        elif self._goes_on(line):
            self.found[self._current or ""] += f" {line}"
        else:
            (self.blocks[-1] if self.blocks else self.above).append(line)

    def _begin(self, field: str, value: str) -> None:
        self._current = field
        if field == "body":
            self.body = [value]
        elif value and not _NONE.match(value):
            self.found.setdefault(field, value)
        self.blocks.append([])

    def _goes_on(self, line: str) -> bool:
        """Return whether `line` goes on with the value of the label above it."""
        return self._current in self.found and not any(map(len, self.blocks[-1:])) and len(line) < 200

    def text(self) -> list[str]:
        """Return the lines of the article: those behind the label of a text, else the longest block."""
        text = _without_rights(line for line in self.body or () if line)
        if text:
            return text
        return _without_rights(max(self.blocks, key=lambda block: sum(map(len, block)), default=[]))


def _without_rights(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if not _COPYRIGHT.match(line) and not _RIGHTS.match(line)]


def _labelled(part: str) -> dict[str, Any] | None:
    """Return the record of an article whose fields have labels, or None if there are no labels."""
    read = _Labelled()
    for line in part.split("\n"):
        read.take(line.strip())
    text = read.text() if read.blocks else []
    if sum(map(len, text)) < _LEAST_TEXT:
        return None
    _read_loose(read.found, read.above)
    return _finished(read.found, text)


def _labelled_line(line: str) -> tuple[str | None, str]:
    """Return the field that the label of `line` means, and what is behind the label; no field if it has none."""
    if line.casefold() in _BODY_ALONE:
        return "body", ""
    match = _LABEL.match(line)
    field = labels().get(match[1].strip().casefold()) if match else None
    return (field, line[match.end() :].strip()) if match and field else (None, "")


def _read_loose(found: dict[str, Any], loose: list[str]) -> None:
    """Read title, publisher and date from the lines above the first label."""
    rest: list[str] = []
    dated = None
    for line in loose:
        if _COPYRIGHT.match(line) or _RIGHTS.match(line) or _CLOCK.match(line):
            continue
        if _ADDRESS.match(line):
            found.setdefault("url", line)
        elif dated is None and len(line) < 80 and rest and dates_of([line]).published_at:
            found.setdefault("published_at", line)
            dated = len(rest)
        else:
            rest.append(line)
    if not rest:
        return
    if dated == 1 and len(rest) > 1:  # LexisNexis: publication, date, title
        found.setdefault("publisher", rest[0])
        found.setdefault("title", " ".join(rest[1:3]) if len(rest[1]) < 60 and len(rest) == 3 else rest[1])
    else:
        found.setdefault("title", rest[0])
        if dated and dated > 1:
            found.setdefault("publisher", rest[1])


def _factiva(part: str) -> dict[str, Any] | None:
    lines = [line.strip() for line in part.split("\n")]
    if sum(bool(_CODE.match(line)) for line in lines) >= 4:
        return _coded(lines)
    at = next((number for number, line in enumerate(lines) if _WORDS.match(line)), None)
    if at is None:
        return None
    above = [line for line in lines[:at] if line]
    found: dict[str, Any] = {}
    if len(above) > 1 and people([above[-1]]) and len(above[-1]) < 100:
        found["authors"] = above.pop()
    if not above:
        return None
    titles = above[-2:] if len(above) > 1 and len(above[-2]) < 40 else above[-1:]
    found["title"] = titles[-1]
    if len(titles) > 1:
        found["section"] = titles[0]
    text = [line for line in _below_head(found, lines[at + 1 :]) if line]
    return _finished(found, text) if sum(map(len, text)) >= _LEAST_TEXT else None


def _below_head(found: dict[str, Any], below: list[str]) -> list[str]:
    """Read date and publisher from the lines below an article's title, and return the lines of its text."""
    head = 0
    for number, line in enumerate(below[:14]):
        if _COPYRIGHT.match(line) or _RIGHTS.match(line):
            head = number + 1
        elif "published_at" not in found and dates_of([line]).published_at:
            found["published_at"], head = line, number + 1
        elif "published_at" in found and "publisher" not in found and line and not _CLOCK.match(line):
            found["publisher"], head = line, number + 1
        elif line.casefold() in _LANGUAGES:
            head = number + 1
    return below[head:]


def _coded(lines: list[str]) -> dict[str, Any] | None:
    found: dict[str, list[str]] = {}
    current = None
    for line in lines:
        if match := _CODE.match(line):
            current = found.setdefault(_CODED.get(match[1], "-"), [])
            line = line[match.end() :].strip()
        elif line in ("HD", "BY", "LP", "TD", "PD", "SN", "LA", "CY", "WC", "SC", "PG", "AN", "ET"):
            current, line = found.setdefault(_CODED.get(line, "-"), []), ""
        if current is not None and line:
            current.append(line)
    text = [*found.pop("lead", []), *found.pop("body", [])]
    if sum(map(len, text)) < _LEAST_TEXT:
        return None
    return _finished({name: " ".join(value) for name, value in found.items()}, text)


def _finished(found: dict[str, Any], text: list[str]) -> dict[str, Any]:
    record = {name: value for name, value in found.items() if name != "-" and value}
    if by := record.pop("authors", None):
        record["authors"] = [_first_name_first(name) for name in by.split(";")]
    if date := record.pop("published_at", None):
        record["published_at"] = dates_of([normalize_line(date)]).published_at or date
    if "id" in record:
        record["id"] = record["id"].removeprefix("Document ")
    if _ADDRESS.match(text[0]):
        record.setdefault("url", text.pop(0))
    record["body"] = "\n\n".join(text)
    return record


def _first_name_first(name: str) -> str:
    last, comma, first = name.strip().partition(", ")
    return f"{first} {last}" if comma and "," not in first and len(first.split()) < 3 else name.strip()
