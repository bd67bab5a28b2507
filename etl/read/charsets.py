"""Decode bytes: by a byte order mark, by the bytes themselves, by a declaration, and otherwise by a guess."""

from __future__ import annotations

import codecs
import io
import re
from typing import IO, Any, cast

import ftfy
from charset_normalizer import from_bytes
from ftfy.badness import is_bad

from etl.errors import Reason, RejectError, Stage
from etl.read.formats import charset_of_mark

# The HTML standard looks for the declaration in the first 1,024 bytes; real pages put it later.
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.I
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
_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_SUSPECT = bytes((*range(1, 9), *range(14, 27), *range(28, 32)))
_CONTROLS_OF_ASCII = bytes((*range(9), 11, *range(14, 32), 127))
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
# What terminals and old word processors write between letters: colours, and a sign struck over another.
_ESCAPES = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]|[^\n]\x08")
_ESCAPE_BYTES = re.compile(rb"\x1b\[[0-9;]{0,20}[A-Za-z]|[^\n]\x08")
_CONTROL_SHARE = 0.06
"""Bytes with a larger share of control and replacement characters are not text; random bytes have 0.1."""
_WESTERN = frozenset("éèêëàâäáãåçñóòôöõúùûüíìîïæœßø")
_WESTERN_SIGNS = frozenset("«»“”„‘’‚–—…°€£§·•\xa0")
_MOSTLY = 0.9
_SAMPLE = 65_536
"""Bytes that are enough to tell a charset or binary data."""


def decode(data: bytes, *, html: bool, declared: str | None = None) -> tuple[str, str]:
    """Return the text in `data` and the name of its charset; `declared` is the charset that came with it, as in HTTP.

    The order is: byte order mark, UTF-8, declared charset, guess. Bytes that are valid or nearly valid UTF-8 beyond ASCII
    are read as UTF-8 whatever is declared, as other texts are not by chance; broken bytes are replaced. Mojibake is
    repaired, and control characters and lone surrogates are removed.

    Raises:
        RejectError: the bytes are binary data, or in no known charset.
    """
    text, encoding = _decode(data, html=html, declared=declared)
    if encoding != "utf-8" or len(data.translate(None, _CONTROLS_OF_ASCII)) < len(data) or "\ufffd" in text:
        sample = _ESCAPES.sub("", text[:_SAMPLE])
        if len(_CONTROLS.findall(sample)) > _CONTROL_SHARE * len(sample):
            raise RejectError(Stage.READ, Reason.BINARY, "control characters throughout; not a text file")
        text = _UNWANTED.sub("", _ESCAPES.sub("", text) if "\x1b" in text or "\x08" in text else text)
    return _mend(text), encoding


def as_utf_8(stream: IO[bytes], head: bytes) -> IO[bytes]:
    """Return `stream`, which begins with `head`, in UTF-8 if it is in UTF-16 or UTF-32; other charsets are unchanged."""
    mark = charset_of_mark(head)
    wide = mark[1] if mark else _utf_16_without_bom(head)
    if wide is None or wide == "utf-8":
        if mark:
            stream.read(len(mark[0]))
        return stream
    stream.read(len(mark[0]) if mark else 0)
    return cast(IO[bytes], io.BufferedReader(_Recoded(stream, wide)))


def _one_by_one(error: UnicodeError) -> tuple[str, int]:
    """Return bytes that are not UTF-8 as the characters that they most likely are, if no charset is declared."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("else-cp1252", _one_by_one)


def charset_of(head: bytes) -> str:
    """Return the charset of a table that begins with `head`."""
    whole = head.rpartition(b"\n")[0] or head
    try:
        return decode(whole, html=False)[1]
    except RejectError:
        return "utf-8"


class _Recoded(io.RawIOBase):
    """A stream in another charset that is read as UTF-8."""

    def __init__(self, stream: IO[bytes], charset: str) -> None:
        self._text = codecs.getreader(charset)(stream, "replace")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._left:
            self._left = self._text.read(65_536).encode("utf-8", "replace")
        data, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _decode(data: bytes, *, html: bool, declared: str | None) -> tuple[str, str]:
    if mark := charset_of_mark(data):
        return data[len(mark[0]) :].decode(mark[1], "replace"), mark[1]
    sample = data[:_SAMPLE]
    if wide := _utf_16_without_bom(sample):
        return data.decode(wide, "replace"), wide
    plain = _ESCAPE_BYTES.sub(b"", sample) if b"\x1b" in sample or b"\x08" in sample else sample
    controls = len(plain) - len(plain.translate(None, _SUSPECT))
    if controls > _CONTROL_SHARE * len(sample) or sample.count(0) > 0.3 * len(sample):
        raise RejectError(Stage.READ, Reason.BINARY, "control bytes throughout; not a text file")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    names = [
        *([_MEANT.get(declared.lower(), declared.lower())] if declared else []),
        *_declared(data, html=html),
    ]
    if text := _nearly_utf_8(data, is_declared="utf-8" in names[:1] or "utf8" in names[:1]):
        return text, "utf-8"
    for encoding in names:
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return _guess(data, sample)


def _nearly_utf_8(data: bytes, *, is_declared: bool) -> str | None:
    """Return `data` as UTF-8 with broken bytes replaced, if these are few compared with the intact letters."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(len(run) for run in _BEYOND_ASCII.findall(text)) - broken
    return (
        text
        if whole > (broken / 4 if is_declared else 10 * broken) or (is_declared and broken <= 2)
        else None
    )


def _utf_16_without_bom(sample: bytes) -> str | None:
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.6 * half and sample[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if half and sample[::2].count(0) > 0.6 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _declared(data: bytes, *, html: bool) -> list[str]:
    match = _DECLARED.search(data[:_DECLARED_WITHIN]) if html else None
    if match is None:
        return []
    name = match[1].decode("ascii", "replace").lower()
    return [_MEANT.get(name, name)]


def _guess(data: bytes, sample: bytes) -> tuple[str, str]:
    guesses: Any = from_bytes(sample)
    best = guesses.best()
    if best is None:
        raise RejectError(Stage.READ, Reason.UNDECODABLE, "no charset fits; save the file as UTF-8")
    # Short Western texts fit several code pages equally well; the Web's commonest is then the likeliest.
    equals = {guess.encoding for guess in guesses if guess.chaos <= best.chaos}
    encoding = "cp1252" if "cp1252" in equals or _is_western(data) else best.encoding
    return data.decode(encoding, "replace"), encoding


def _is_western(data: bytes) -> bool:
    """Return whether `data`, read as windows-1252, has almost only letters of Western European languages."""
    found = "".join(_BEYOND_ASCII.findall(data[:_SAMPLE].decode("cp1252", "replace")))
    letters = [c for c in found if c not in _WESTERN_SIGNS]
    if "õ" in letters and "ã" not in letters:  # Hungarian's ő
        return False
    return bool(letters) and sum(c.lower() in _WESTERN for c in letters) >= _MOSTLY * len(letters)


def _mend(text: str) -> str:
    if not _MOJIBAKE.search(text):
        return text
    return "".join(
        ftfy.fix_encoding(line) if _MOJIBAKE.search(line) and is_bad(line) else line
        for line in text.splitlines(keepends=True)
    )
