"""One item's bytes to decoded text: size caps, compression, format, charset."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import stat
import zlib
from pathlib import Path
from typing import IO, Any, cast

import fsspec
import ftfy
import orjson
from charset_normalizer import from_bytes
from ftfy.badness import is_bad

from etl.article import Format, InputItem, RawArticle, Source
from etl.discover import local_path
from etl.errors import Reason, RejectError, Stage
from etl.settings import Settings

_FORMATS: dict[str, Format] = {".txt": "text", ".html": "html", ".htm": "html"}
_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x7fELF", b"\x1f\x8b", b"\x00asm")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# The HTML standard looks for the declaration in the first 1,024 bytes; real pages put it later.
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_DECLARED_WITHIN = 16_384
# https://encoding.spec.whatwg.org/#names-and-labels: pages that say Latin-1 or ASCII mean windows-1252.
_MEANT = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    "windows-874": "cp874",
}
# A letter that starts UTF-8 read as Latin-1 or windows-1252, then what its second byte became.
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
)
_UNWANTED = re.compile("[\x00\ud800-\udfff]")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_CONTROL_BYTES = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_CONTROL_SHARE = 0.02
"""Share of control and replacement characters above which bytes are no text; random bytes have 0.1."""
_SAMPLE = 65_536
"""Bytes that are enough to tell a charset or binary data."""


def read(item: InputItem, settings: Settings) -> RawArticle:
    """Return the decoded content of `item`.

    Raises:
        RejectError: it is empty, binary, over `max_file_bytes` decompressed, in no known charset or format,
            or cannot be opened.
    """
    if item.payload is not None:
        return _read_record(item, item.payload)
    name = item.path.lower()
    file_format = _FORMATS.get(Path(name.removesuffix(".gz")).suffix)
    if file_format is None:
        known = ", ".join((*_FORMATS, ".json", ".jsonl", ".ndjson"))
        raise RejectError(
            Stage.READ, Reason.UNKNOWN_FORMAT, f"the name must end in {known}, or one of them with .gz"
        )
    stored, data = _bytes(item, name.endswith(".gz"), settings.max_file_bytes)
    text, encoding = decode(data, html=file_format == "html")
    if not text.strip():
        raise RejectError(Stage.READ, Reason.EMPTY, "no text in the file")
    source = _source(item, stored, file_format, encoding)
    return RawArticle(content=text, source=source, collection=item.collection)


def _source(item: InputItem, data: bytes, file_format: Format, encoding: str) -> Source:
    return Source(
        uri=item.uri,
        path=item.path,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        format=file_format,
        encoding=encoding,
        modified_at=item.modified_at,
    )


def _read_record(item: InputItem, payload: str) -> RawArticle:
    try:
        fields = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        detail = f"not JSON: {error.msg}, at character {error.colno}"  # of a line, whose number the URI has
        raise RejectError(Stage.READ, Reason.INVALID_RECORD, detail) from error
    if not isinstance(fields, dict):
        raise RejectError(
            Stage.READ, Reason.INVALID_RECORD, f"an object is expected, not {type(fields).__name__}"
        )
    source = _source(item, payload.encode("utf-8", "surrogatepass"), "json", "utf-8")
    return RawArticle(content="", fields=fields, source=source, collection=item.collection)


def _bytes(item: InputItem, compressed: bool, cap: int) -> tuple[bytes, bytes]:
    """Return the bytes as stored and decompressed; neither is ever over the cap in memory."""
    too_large = RejectError(Stage.READ, Reason.TOO_LARGE, f"over {cap} bytes (CLIPPINGS_MAX_FILE_BYTES)")
    if item.bytes is not None and item.bytes > cap:
        raise too_large
    try:
        with _open(item.uri) as file:
            stored = file.read(cap + 1)
        if len(stored) > cap:
            raise too_large
        data = _gunzip(stored, cap) if compressed and stored else stored
    except OSError as error:
        raise RejectError(Stage.READ, Reason.UNREADABLE, error.strerror or str(error)) from error
    if len(data) > cap:
        raise too_large
    if not data:
        raise RejectError(Stage.READ, Reason.EMPTY, "the file has no bytes")
    return stored, data


def _open(uri: str) -> IO[bytes]:
    if not uri.startswith("file:"):
        return cast(IO[bytes], fsspec.open(uri, "rb").open())
    path = local_path(uri)
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe put there since discovery would block for ever
        raise OSError("not a regular file")
    return path.open("rb")


def _gunzip(stored: bytes, cap: int) -> bytes:
    try:
        with gzip.open(io.BytesIO(stored)) as file:
            return file.read(cap + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RejectError(Stage.READ, Reason.UNREADABLE, f"broken gzip: {error}") from error


def decode(data: bytes, *, html: bool) -> tuple[str, str]:
    """Return the text in `data` and the name of its charset: byte order mark, declared, UTF-8, then a guess.

    Bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever they declare, as no other text happens to be.
    Mojibake is mended; NULs and lone surrogates are left out.

    Raises:
        RejectError: the bytes are binary data or in no charset.
    """
    text, encoding = _decode(data, html)
    text = _UNWANTED.sub("", text)
    if len(_CONTROLS.findall(text, 0, _SAMPLE)) > _CONTROL_SHARE * min(len(text), _SAMPLE):
        raise RejectError(Stage.READ, Reason.BINARY, "control characters throughout; not a text file")
    return _mend(text), encoding


def _decode(data: bytes, html: bool) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace"), encoding
    if data.startswith(_MAGIC):
        raise RejectError(Stage.READ, Reason.BINARY, f"binary data (starts with {data[:4]!r})")
    sample = data[:_SAMPLE]
    if wide := _utf_16_without_bom(sample):
        return data.decode(wide, "replace"), wide
    controls = len(_CONTROL_BYTES.findall(sample))
    if controls > _CONTROL_SHARE * len(sample) or sample.count(0) > 0.3 * len(sample):
        raise RejectError(Stage.READ, Reason.BINARY, "control bytes throughout; not a text file")
    for encoding in ("utf-8", *_declared(data, html)):
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return _guess(data, sample)


def _utf_16_without_bom(sample: bytes) -> str | None:
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.6 * half and sample[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if half and sample[::2].count(0) > 0.6 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _declared(data: bytes, html: bool) -> list[str]:
    match = _DECLARED.search(data[:_DECLARED_WITHIN]) if html else None
    if match is None:
        return []
    name = match[1].decode("ascii", "replace").lower()
    return [_MEANT.get(name, name)]


def _guess(data: bytes, sample: bytes) -> tuple[str, str]:
    # A few broken bytes in UTF-8 text are commoner than an unknown charset.
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = sum(len(run) for run in _BEYOND_ASCII.findall(text, 0, _SAMPLE))
    if beyond_ascii - broken > 10 * broken:
        return text, "utf-8"
    guesses: Any = from_bytes(sample)
    best = guesses.best()
    if best is None:
        raise RejectError(Stage.READ, Reason.UNDECODABLE, "no charset fits; save the file as UTF-8")
    # Short Western texts fit several code pages equally well; the Web's commonest is then the likeliest.
    equals = {guess.encoding for guess in guesses if guess.chaos <= best.chaos}
    encoding = "cp1252" if "cp1252" in equals else best.encoding
    return data.decode(encoding, "replace"), encoding


def _mend(text: str) -> str:
    if not _MOJIBAKE.search(text):
        return text
    return "".join(
        ftfy.fix_encoding(line) if _MOJIBAKE.search(line) and is_bad(line) else line
        for line in text.splitlines(keepends=True)
    )
