from __future__ import annotations

import gzip
import hashlib
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import InputItem, RawArticle, Reject
from etl.discover import discover
from etl.errors import Reason, RejectError
from etl.read import read
from etl.read.charsets import decode
from etl.settings import Settings


def read_file(path: Path, **settings: int) -> RawArticle:
    chosen = Settings(**settings)  # type: ignore[arg-type]
    (item,) = discover([str(path)], chosen)
    assert isinstance(item, InputItem)
    return read(item, chosen)


def reason_for(path: Path, data: bytes, **settings: int) -> Reason:
    path.write_bytes(data)
    chosen = Settings(**settings)  # type: ignore[arg-type]
    (found,) = discover([str(path)], chosen)
    if isinstance(found, Reject):
        return found.reason
    with pytest.raises(RejectError) as caught:
        read(found, chosen)
    return caught.value.reason


def test_a_text_file_comes_with_its_source(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Talks go on")

    raw = read_file(path)

    assert raw.content == "Talks go on"
    assert raw.source.sha256 == hashlib.sha256(b"Talks go on").hexdigest()
    assert (raw.source.format, raw.source.encoding, raw.source.bytes) == ("text", "utf-8", 11)


def test_a_compressed_file_keeps_the_hash_of_what_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "a.html.gz"
    path.write_bytes(gzip.compress(b"<p>Talks</p>", mtime=0))

    raw = read_file(path)

    assert (raw.content, raw.source.format) == ("<p>Talks</p>", "html")
    assert raw.source.bytes == path.stat().st_size


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", Reason.EMPTY),
        ("a.txt", b" \n\t ", Reason.EMPTY),
        ("a.txt.gz", gzip.compress(b"", mtime=0), Reason.EMPTY),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, Reason.BINARY),
        ("a.html", random.Random(1).randbytes(4000), Reason.BINARY),
        ("a.txt", b"\x00" * 100, Reason.BINARY),
        ("a.txt.gz", gzip.compress(b"x" * 5000, mtime=0)[:-9], Reason.UNREADABLE),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"text" * 50, Reason.UNKNOWN_FORMAT),
        ("a.txt", b"PAR1" + b"text" * 50, Reason.UNKNOWN_FORMAT),
    ],
)
def test_what_cannot_be_read_has_a_reason(tmp_path: Path, name: str, data: bytes, reason: Reason) -> None:
    assert reason_for(tmp_path / name, data) is reason


def test_a_file_over_the_cap_is_a_reject(tmp_path: Path) -> None:
    assert reason_for(tmp_path / "a.txt", b"x" * 101, max_file_bytes=100) is Reason.TOO_LARGE


def test_a_gzip_bomb_stops_at_the_cap(tmp_path: Path) -> None:
    bomb = gzip.compress(b"x" * 50_000_000)
    assert len(bomb) < 100_000

    assert reason_for(tmp_path / "a.txt.gz", bomb, max_file_bytes=1_000_000) is Reason.TOO_LARGE


def test_a_file_that_vanished_or_may_not_be_read_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    (item,) = discover([str(path)], Settings())
    path.unlink()
    assert isinstance(item, InputItem)

    with pytest.raises(RejectError, match="No such file"):
        read(item, Settings())


def test_a_file_replaced_by_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    (item,) = discover([str(path)], Settings())
    path.unlink()
    os.mkfifo(path)
    assert isinstance(item, InputItem)

    with pytest.raises(RejectError, match="not a regular file"):
        read(item, Settings())


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"\xef\xbb\xbfna\xc3\xafve", "naïve", "utf-8"),
        ("Київ".encode("utf-16"), "Київ", "utf-16-le"),
        ("<p>Plain enough</p>".encode("utf-16-be"), "<p>Plain enough</p>", "utf-16-be"),
        (b"\xc3\xa9l\xc3\xa8ve " * 30 + b"\xff", "élève " * 30 + "\ufffd", "utf-8"),
    ],
)
def test_the_charset_is_found(data: bytes, text: str, encoding: str) -> None:
    assert decode(data, html=True) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "stored_as", "encoding"),
    [
        ('<meta charset="windows-1251"><p>Київ', "cp1251", "windows-1251"),
        ('<meta charset="iso-8859-1">“quoted”', "cp1252", "cp1252"),
        ('<meta charset="iso-8859-1">naïve', "utf-8", "utf-8"),
        ('<?xml version="1.0" encoding="shift_jis"?>東京', "cp932", "cp932"),
    ],
)
def test_a_declared_charset_holds_unless_the_bytes_are_utf_8(
    text: str, stored_as: str, encoding: str
) -> None:
    assert decode(text.encode(stored_as), html=True) == (text, encoding)


def test_an_undeclared_charset_is_guessed() -> None:
    text = "Les négociations se poursuivent à Genève après une journée décevante, a déclaré le ministère."

    assert decode(text.encode("cp1252"), html=False)[0] == text


def test_mojibake_is_mended() -> None:
    broken = "The minister\u00e2\u20ac\u2122s caf\u00c3\u00a9"

    assert decode(broken.encode(), html=False)[0] == "The minister\u2019s café"


def test_nuls_are_left_out() -> None:
    assert decode(b"Talks\x00 go on", html=False)[0] == "Talks go on"


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_text_or_a_reject(data: bytes, html: bool) -> None:
    try:
        text, _ = decode(data, html=html)
    except RejectError:
        return
    text.encode("utf-8")
    assert "\x00" not in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf_8_comes_out_as_it_went_in_or_mended(text: str) -> None:
    decoded, encoding = decode(text.encode(), html=False)

    assert encoding in {"utf-8", "utf-16-le", "utf-16-be", "utf-32-le"}
    assert decoded == text.removeprefix("\ufeff") or max(text) >= "\u00c2"
