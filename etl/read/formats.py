"""The table of formats, and how to recognize them by a file's first bytes."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from etl.errors import Reason, RejectError, Stage

HEAD = 16_384
"""Bytes of a file that are looked at to tell its format."""


class Format(NamedTuple):
    """One format, which is also a row in docs/formats.md."""

    name: str  # as in `source.format`
    what: str
    endings: str  # that such files usually have; they decide only where the content leaves it open
    holds: str  # an article, many, files; nothing: it is not read
    told_by: str
    extra: str | None = None  # of the distribution, where a library of it is needed
    instead: str | None = None  # what to do with a format that is not read


FORMATS = (
    Format("text", "plain text, scrapes", ".txt .text .md", "an article", "no other format"),
    Format("html", "web pages", ".html .htm .xhtml .shtml .php .aspx", "an article", "tags"),
    Format("mhtml", "pages saved as one file", ".mhtml .mht", "an article", "headers of multipart/related"),
    Format("eml", "messages", ".eml", "an article", "headers of a message"),
    Format("docx", "Word", ".docx", "an article", "its parts", None),
    Format("odt", "LibreOffice Writer", ".odt", "an article", "its parts"),
    Format("rtf", "Rich Text", ".rtf", "an article", "its first bytes", "office"),
    Format("pdf", "PDF with text in it", ".pdf", "an article", "its first bytes", "office"),
    Format("export", "exports of ProQuest, Nexis, Factiva as text, HTML, RTF or DOCX", ".txt .html .rtf .docx", "many", "their labels"),
    Format("json", "JSON: a value, values one after another, lists at any of a few levels, tables by column", ".json .geojson", "many", "its first signs"),
    Format("jsonl", "JSON, a value a line", ".jsonl .ndjson", "many", "its first signs and its name"),
    Format("csv", "CSV and TSV with a line of names", ".csv .tsv", "many", "names of fields in the first line"),
    Format("feed", "RSS, Atom, export of WordPress", ".rss .atom .xml", "many", "the root element"),
    Format("nitf", "NITF", ".xml .nitf", "an article", "the root element"),
    Format("newsml", "NewsML-G2", ".xml .newsml", "many", "the root element"),
    Format("mbox", "mailboxes", ".mbox", "many", "a line From and headers"),
    Format("warc", "web archives (the HTML pages in them)", ".warc .arc", "many", "its first bytes", "warc"),
    Format("zip", "archives", ".zip", "files", "its first bytes"),
    Format("wacz", "packed web archives", ".wacz", "many", "its parts", "warc"),
    Format("tar", "archives", ".tar", "files", "its first bytes"),
    Format("gzip", "compressed", ".gz .tgz", "files", "its first bytes"),
    Format("bzip2", "compressed", ".bz2", "files", "its first bytes"),
    Format("xz", "compressed", ".xz", "files", "its first bytes"),
    Format("zstd", "compressed", ".zst", "nothing", "its first bytes", None, "unpack it with zstd -d"),
    Format("doc", "Word before 2007, Outlook", ".doc .xls .msg", "nothing", "its first bytes", None, "save it as .docx"),
    Format("xlsx", "spreadsheets", ".xlsx .ods", "nothing", "its parts", None, "save it as CSV"),
    Format("pptx", "slides", ".pptx .odp", "nothing", "its parts", None, "save its text as .docx or .txt"),
    Format("epub", "e-books", ".epub", "nothing", "its parts", None, "unpack it: its chapters are pages"),
    Format("parquet", "Parquet", ".parquet", "nothing", "its first bytes", None, "write it as CSV or JSON lines"),
    Format("sqlite", "databases of SQLite", ".sqlite .db", "nothing", "its first bytes", None, "write its table as CSV or JSON lines"),
    Format("7z", "archives", ".7z .rar", "nothing", "its first bytes", None, "pack it as .zip or .tar.gz"),
    Format("sitemap", "sitemaps, lists of feeds", ".xml .opml", "nothing", "the root element", None, "it names pages and holds none"),
    Format("xml", "other XML", ".xml", "nothing", "the root element", None, "write its articles as NITF, RSS or JSON"),
    Format("code", "JavaScript, CSS, logs", ".js .css .log", "nothing", "the shape of its lines", None, "leave it out"),
    Format("media", "pictures, sound, film, fonts, programs", ".png .jpg .mp4 .woff2", "nothing", "its first bytes", None, "leave it out"),
)  # fmt: skip
BY_NAME = {row.name: row for row in FORMATS}
_TEXTS = frozenset(("sitemap", "xml", "code"))
_KNOWN_ENDINGS = {ending for row in FORMATS for ending in row.endings.split()} - {".gz", ".bz2", ".xz"}

_MAGIC = (
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (257, b"ustar", "tar"),
    (0, b"WARC/", "warc"),
    (0, b"filedesc://", "warc"),
    (0, b"%PDF-", "pdf"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (0, b"PAR1", "parquet"),
    (0, b"SQLite format 3", "sqlite"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!", "7z"),
    (4, b"ftyp", "media"),
    *(
        (0, sign, "media")
        for sign in (
            b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\x00asm", b"RIFF", b"ID3", b"OggS", b"wOFF", b"wOF2",
            b"\x00\x01\x00\x00", b"OTTO", b"\x00\x00\x01\x00", b"\x1aE\xdf\xa3", b"MZ\x90", b"fLaC", b"II*\x00", b"MM\x00*",
        )
    ),
)  # fmt: skip
_MAGIC_WITHIN = tuple(row for row in _MAGIC if row[0])
_MAGIC_BY_BYTE = {
    first: tuple(row for row in _MAGIC if not row[0] and row[1][:1] == first)
    for first in {sign[:1] for _, sign, _ in _MAGIC}
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ROOT = re.compile(r"\A(?:<\?[^>]{0,500}>\s{0,99}|<!--.{0,3000}?-->\s{0,99}|<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,2000}\]\s{0,9})?>\s{0,99}){0,9}<(?:[\w.-]{1,40}:)?([\w.-]{1,40})", re.S | re.I)  # fmt: skip
_ROOTS = {
    **dict.fromkeys(("rss", "rdf", "feed", "channel"), "feed"),
    "nitf": "nitf",
    **dict.fromkeys(("newsitem", "newsmessage", "newsml", "packageitem", "newsitems"), "newsml"),
    **dict.fromkeys(("urlset", "sitemapindex", "opml"), "sitemap"),
}
_TAG = re.compile(r"</?(?:!doctype|html|head|body|meta|title|script|link|div|span|p|br|h[1-6]|a|ul|li|table|article|section|img)\b[^<>]{0,2000}>", re.I)  # fmt: skip
_FEW_TAGS = 3
_JSON = re.compile(r"""\A(?:\{\s*(?:"|\}|$)|\[\s*(?:[\["{\]]|$))""")
_NUMBERS = re.compile(r"\A[\[{]")
_HEADER = re.compile(
    r"(?:From|To|Subject|Date|Message-ID|Received|Return-Path|MIME-Version|Content-Type|Delivered-To|Reply-To|Sender"
    r"|Snapshot-Content-Location|X-[\w-]{1,40}|DKIM-Signature|ARC-[\w-]{1,40}|List-[\w-]{1,40}|Cc|Thread-[\w-]{1,40}):\s",
    re.I,
)
_OF_MAIL = re.compile(r"^(?:Message-ID|MIME-Version|Received|Return-Path|Delivered-To):\s", re.I | re.M)
_MHTML = re.compile(r"^content-type:\s{0,3}multipart/related", re.I | re.M)
_CODE_STARTS = ("//", "/*", "*", "@media", "@import", "var ", "let ", "const ", "import ", "export ", "}")
_CODE_ENDS = (";", "{", "}")
_FUNCTION = re.compile(r"function\b")
_LOG_LINE = re.compile(
    r"\s{0,9}(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} |\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|TRACE|FATAL)\b"
    r"|[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d |\d\d:\d\d:\d\d\s)"
)
_MOSTLY = 0.6
_SOME_LINES = 5


def tell(head: bytes, path: str) -> str:
    """Return the name of the format of a file that begins with `head`; its `path` is used only where that is ambiguous."""
    for offset, sign, name in (*_MAGIC_BY_BYTE.get(head[:1], ()), *_MAGIC_WITHIN):
        if head.startswith(sign, offset):
            return name
    endings = _endings(path)
    text = _text(head)
    start = text.lstrip()
    if start.startswith("<"):
        return _markup(start, endings)
    is_json = _JSON.match(start) or (".geojson" in endings and _NUMBERS.match(start))
    if is_json or endings & {".jsonl", ".ndjson", ".json"}:
        return "jsonl" if endings & {".jsonl", ".ndjson"} else "json"
    if start.startswith("From ") and re.match(
        r"From \S[^\n]{0,200}\n[\w-]{1,60}:\s", start.replace("\r", "")
    ):
        return "mbox"
    if _HEADER.match(start) and (mail := _mail(start.replace("\r", ""), endings)):
        return mail
    if endings & {".csv", ".tsv"}:
        return "csv"
    if len(_TAG.findall(text)) >= _FEW_TAGS or endings & {".html", ".htm", ".xhtml", ".shtml"}:
        return "html"
    if is_code(text):
        return "code"
    return "text"


def refuse(name: str) -> RejectError:
    """Return the reject for a file in format `name` that is not read: it says what the file is, and what to do."""
    row = BY_NAME[name]
    reason = (
        Reason.NO_ARTICLE if name in _TEXTS else Reason.BINARY if name == "media" else Reason.UNKNOWN_FORMAT
    )
    return RejectError(Stage.READ, reason, f"{row.what} ({row.endings}) are not read: {row.instead}")


def is_read(name: str) -> bool:
    """Return whether files in the format `name` are read."""
    return BY_NAME[name].instead is None


def is_code(text: str) -> bool:
    """Return whether the lines of `text` are those of a program, a style sheet or a log."""
    lines = [line for line in text.split("\n", 400)[:400] if line and not line.isspace()]
    if len(lines) < _SOME_LINES:
        return bool(lines) and len(text) > 500 and text.count("{") + text.count(";") > len(text) / 60
    most = _MOSTLY * len(lines)
    return sum(map(_is_code_line, lines)) > most or sum(map(bool, map(_LOG_LINE.match, lines))) > most


def _is_code_line(line: str) -> bool:
    line = line.strip()
    return line.endswith(_CODE_ENDS) or line.startswith(_CODE_STARTS) or _FUNCTION.match(line) is not None


def charset_of_mark(head: bytes) -> tuple[bytes, str] | None:
    """Return the byte order mark at the start of `head`, and its charset."""
    return next((mark for mark in _BOMS if head.startswith(mark[0])), None)


def _endings(path: str) -> set[str]:
    name = path.rstrip("/").rpartition("/")[2].lower().partition("?")[0]
    return _KNOWN_ENDINGS.intersection(f".{part}" for part in name.lstrip(".").split(".")[1:])


def _text(head: bytes) -> str:
    mark = charset_of_mark(head)
    if mark:
        return head[len(mark[0]) :].decode(mark[1], "ignore")
    if head[1:400:2].count(0) > len(head[:400]) // 4:
        return head.decode("utf-16-le", "ignore")
    if head[:400:2].count(0) > len(head[:400]) // 4:
        return head.decode("utf-16-be", "ignore")
    return head.decode("utf-8", "replace")


def _markup(start: str, endings: set[str]) -> str:
    root = _ROOT.match(start)
    name = root[1].lower() if root else ""
    if name in _ROOTS:
        return _ROOTS[name]
    if name == "html" or _TAG.search(start):
        return "html"
    if start.startswith("<?xml") or ".xml" in endings:
        return "xml"
    return "html"


def _mail(start: str, endings: set[str]) -> str | None:
    headers = start.partition("\n\n")[0]
    if not all(re.match(r"[\w-]{1,60}:|\s", line) for line in headers.split("\n")[:10]):
        return None
    if _MHTML.search(headers) and (
        endings & {".mhtml", ".mht"}
        or re.search(r"^(?:Snapshot-Content-Location|From: <?Saved)", headers, re.I | re.M)
    ):
        return "mhtml"
    return "eml" if _OF_MAIL.search(headers) or ".eml" in endings else None
