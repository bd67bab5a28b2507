"""What programs that save pages leave in them: the address of the page, and when it was saved."""

from __future__ import annotations

import re

from etl.clean.fields.metadata import web_address

_LOOKED_AT = 8_000
_ADDRESSES = (
    re.compile(r"<!--\s{0,9}Page saved with SingleFile\s{1,9}url:\s{0,9}(\S{1,2000})", re.I),
    re.compile(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(\S{1,2000})\s{0,9}-->", re.I),
    re.compile(r"<!--\s{0,9}Mirrored from (\S{1,2000}) by HTTrack", re.I),
)
FOLDERS = tuple(
    "_files -Dateien _fichiers _archivos _arquivos _ficheiros _file _bestanden _pliki _soubory _elemei _tiedostot _dosyalar"
    " _fajlovi _datoteke _fails _failid _bylos _fitxers _fitxategiak .files -filer _filer".split()
)
"""How browsers call the folder of a saved page's files, after the page's own name (Windows' list of connected files)."""
_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".mhtml")
MIRROR_FILES = frozenset(
    "hts-log.txt hts-cache hts-in_progress.lock cookies.txt backblue.gif fade.gif".split()
)
"""What HTTrack leaves beside the pages."""
SYSTEM_FILES = frozenset(("desktop.ini", "thumbs.db", "__macosx"))


def address_of_copy(content: str) -> str | None:
    """Return the original address of a saved page, as noted by the program that saved it."""
    for pattern in _ADDRESSES:
        if match := pattern.search(content, 0, _LOOKED_AT):
            return web_address(match[1]) or web_address(f"http://{match[1]}")
    return None


def left_out(names: list[str]) -> set[str]:
    """Return those of a folder's `names` that are not inputs: parts of a saved page, files of a mirroring program or of the system."""
    there = set(names)
    stems = {name[: -len(end)] for name in names for end in _PAGES if name.lower().endswith(end)}
    found = {name for name in names if name.lower() in SYSTEM_FILES}
    found |= {stem + folder for stem in stems for folder in FOLDERS} & there
    if {"hts-log.txt", "hts-cache"} & there:
        found |= MIRROR_FILES & there
    return found
