"""Files of every format to their articles, told by what is in them."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.article import Article, Reject
from etl.pipeline import preview
from etl.settings import Settings

FIRST = "The harbour board of Westmere voted on Tuesday to close the old grain pier before winter, ending months of argument."
SECOND = "Engineers told the board that the timber piles below the water line had lost a third of their strength since May."
THIRD = "Fishing families who sell their catch from the pier will be given stalls at the northern quay until the summer."
BODY = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
TITLE = "Westmere closes its grain pier"
PAGE = (
    f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
    + "".join(f"<p>{text}</p>" for text in (FIRST, SECOND, THIRD))
    + "</article></body></html>"
)
RECORD: dict[str, Any] = {"title": TITLE, "body": BODY, "author": "Ann Lee", "date": "2024-03-05"}


def run(folder: Path, **settings: Any) -> tuple[dict[str, Article], dict[str, Reject]]:
    """Return the articles and the rejects of `folder` by their paths."""
    found = list(preview([str(folder)], Settings(workers=0, **settings), "clean"))
    articles = {one.source.path: one for one in found if isinstance(one, Article)}
    return articles, {one.path: one for one in found if isinstance(one, Reject)}


def only(folder: Path, **settings: Any) -> Article:
    articles, rejects = run(folder, **settings)
    assert not rejects, rejects
    (article,) = articles.values()
    return article


def zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


@pytest.mark.parametrize(
    "name", ["a.txt", "a", "index.html.1", "a.php?id=5", "a.aspx", "a.xhtml", "a.shtml", "a.gz", "a.csv.html"]
)
def test_a_page_is_read_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(PAGE)

    article = only(tmp_path)

    assert (article.title, article.body, article.source.format) == (TITLE, BODY, "html")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("name", ["a.html", "a.txt.gz", "a"])
def test_compressed_files_are_told_by_their_bytes(
    tmp_path: Path, pack: Callable[[bytes], bytes], name: str
) -> None:
    (tmp_path / name).write_bytes(pack(PAGE.encode()))

    assert only(tmp_path).body == BODY


def test_plain_text_under_the_name_of_a_compressed_file(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_text(f"{TITLE}\n\n{BODY}\n")

    assert only(tmp_path).title == TITLE


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv"])
def test_structured_files_in_every_charset(tmp_path: Path, charset: str, name: str) -> None:
    title = "Café à Besançon, déjà prêt"
    row = f'title,body\n"{title}","{BODY}"\n'
    text = row if name == "a.csv" else json.dumps({"title": title, "body": BODY}, ensure_ascii=False) + "\n"

    (tmp_path / name).write_bytes(text.encode(charset))

    article = only(tmp_path)

    assert article.body == BODY
    assert article.title == title


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('{"title": "A", "body": "BODY"}\n{"title": "B", "body": "BODY"}\n', 2),
        ('{\n "title": "A",\n "body": "BODY"\n}\n{\n "title": "B",\n "body": "BODY"\n}', 2),
        ('[{"title": "A", "body": "BODY",}, {"title": "B", "body": "BODY"},]', 2),
        ('[{"title": "A", "body": "BODY", "score": NaN}, {"title": "B", "body": "BODY", "score": -Infinity}]', 2),
        ('{"status": "ok", "response": {"docs": [{"title": "A", "body": "BODY"}, {"title": "B", "body": "BODY"}]}}', 2),
        ('{"hits": {"total": 2, "hits": [{"_id": "1", "_source": {"title": "A", "body": "BODY"}}, {"_id": "2", "_source": {"body": "BODY"}}]}}', 2),
        ('{"data": [{"type": "node--article", "id": "1", "attributes": {"title": "A", "body": {"value": "<p>BODY</p>"}}}]}', 1),
        ('{"posts": [{"title": {"rendered": "A"}, "content": {"rendered": "<p>BODY</p>"}}]}', 1),
        ('{"title": "The feed", "description": "All of it, every day", "items": [{"title": "A", "content_text": "BODY"}]}', 1),
        ('{"any": {"pages": {"1": {"title": "A", "text": "BODY"}, "2": {"title": "B", "text": "BODY"}}}}', 2),
        ('{"title": {"0": "A", "1": "B"}, "body": {"0": "BODY", "1": "BODY"}, "n": {"0": 1, "1": 2}}', 2),
        ('{"columns": ["title", "body"], "index": [0, 1], "data": [["A", "BODY"], ["B", "BODY"]]}', 2),
        ('{"title": ["A", "B"], "body": ["BODY", "BODY"], "tags": [["x"], []]}', 2),
        ('{"title": ["A"], "body": ["BODY"]}', 1),
        ('{"title": {"raw": "A", "rendered": "A"}, "content": {"raw": "BODY", "rendered": "BODY"}}', 1),
        ('{"title": "A", "body": "BODY", "related": [{"title": "B", "body": "BODY"}]}', 1),
    ],
)  # fmt: skip
def test_articles_are_found_in_json_by_what_objects_hold(tmp_path: Path, text: str, count: int) -> None:
    (tmp_path / "a.json").write_text(text.replace("BODY", FIRST))

    articles, rejects = run(tmp_path)

    assert not rejects
    assert list(articles) == [f"a.json#{number}" for number in range(1, count + 1)]
    assert {article.body for article in articles.values()} == {FIRST}


def test_lines_of_actions_in_a_bulk_file_are_no_records(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text(
        '{"index": {"_index": "news", "_id": "1"}}\n' + json.dumps(RECORD) + "\n"
    )

    assert only(tmp_path).source.path == "a.ndjson#L2"


def test_a_long_list_is_streamed_and_one_record_too_large_is_its_own_reject(tmp_path: Path) -> None:
    records = [RECORD, {"title": "Long", "body": "x" * 30_000}, {**RECORD, "title": "Last"}]
    (tmp_path / "a.json").write_text(json.dumps({"response": {"docs": records}}, indent=1))
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, records)))
    (tmp_path / "c.csv").write_text(
        "title,body\n" + "\n".join(f'{r["title"]},"{r["body"]}"' for r in records)
    )

    articles, rejects = run(tmp_path, max_file_bytes=5_000)

    assert sorted(articles) == ["a.json#1", "a.json#3", "b.jsonl#L1", "b.jsonl#L3", "c.csv#1", "c.csv#3"]
    assert {path: reject.reason for path, reject in rejects.items()} == dict.fromkeys(
        ["a.json#2", "b.jsonl#L2", "c.csv#2"], "too_large"
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_are_records(tmp_path: Path, delimiter: str) -> None:
    quoted = BODY.replace('"', '""')
    rows = [
        ["Title", "Date", "Article", "Source"],
        [TITLE, "2024-03-05", f'"{quoted}"', "Courier"],
        ["B", "nan", f'"{quoted}"', ""],
    ]
    (tmp_path / "a.csv").write_text("\n".join(delimiter.join(row) for row in rows) + "\n")

    articles, rejects = run(tmp_path)

    assert not rejects
    first, second = articles.values()
    assert (first.title, first.published_at, first.publisher, first.body) == (
        TITLE,
        "2024-03-05",
        "Courier",
        BODY,
    )
    assert (second.source.path, second.published_at) == ("a.csv#2", None)


def test_a_table_without_a_text_is_a_reject_that_names_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("year,price\n2020,4\n")

    _, rejects = run(tmp_path)

    assert "no column of text" in rejects["a.csv"].detail
    assert "year, price" in rejects["a.csv"].detail


def test_rss_atom_and_wordpress(tmp_path: Path) -> None:
    encoded = f"<![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]>"
    head = "<?xml version='1.0'?><rss xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:wp='http://wordpress.org/export/1.2/'><channel><title>The Courier</title>"
    item = f"<item><title>{TITLE}</title><link>https://c.example/pier</link><pubDate>Tue, 05 Mar 2024 10:00:00 +0100</pubDate><dc:creator>Ann Lee</dc:creator><category>Region</category><content:encoded>{encoded}</content:encoded>"
    (tmp_path / "a.rss").write_text(f"{head}{item}</item></channel></rss>")
    (tmp_path / "b.xml").write_text(
        f"{head}{item}<wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>"
        f"<item><title>logo</title><wp:post_type>attachment</wp:post_type></item>{item}<wp:status>draft</wp:status></item></channel></rss>"
    )
    (tmp_path / "c").write_text(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>The Courier</title><entry><title>"
        + TITLE
        + "</title>"
        "<link rel='self' href='https://c.example/feed'/><link href='https://c.example/pier'/><published>2024-03-05T10:00:00+01:00</published>"
        f"<author><name>Ann Lee</name></author><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>{FIRST}</p><p>{SECOND}</p></div></content></entry></feed>"
    )

    articles, rejects = run(tmp_path)

    assert not rejects
    assert list(articles) == ["a.rss#1", "b.xml#1", "c#1"]
    assert articles["b.xml#1"].set_aside == {"attachment of WordPress": 1, "draft of WordPress": 1}
    for article in articles.values():
        assert (article.title, article.body) == (TITLE, f"{FIRST}\n\n{SECOND}")
        assert (article.authors, article.published_at) == (["Ann Lee"], "2024-03-05T10:00:00+01:00")
        assert (article.url, article.publisher) == ("https://c.example/pier", "The Courier")


def test_an_entity_of_xml_is_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret of the machine, which is long enough to be a text")
    (tmp_path / "a.rss").write_text(
        f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{(tmp_path / 'secret').as_uri()}'>]><rss><channel><item><title>T</title><description>{FIRST} &x;</description></item></channel></rss>"
    )

    articles, _ = run(tmp_path)

    assert "secret" not in articles["a.rss#1"].body


def test_agencies_xml(tmp_path: Path) -> None:
    paragraphs = f"<p>{FIRST}</p><p>{SECOND}</p>"
    (tmp_path / "a.xml").write_text(
        f"<nitf><head><docdata><date.issue norm='20240305T100000Z'/></docdata></head><body><body.head><hedline><hl1>{TITLE}</hl1></hedline><byline>By Ann Lee</byline></body.head><body.content>{paragraphs}</body.content></body></nitf>"
    )
    (tmp_path / "b.xml").write_text(
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:1' xml:lang='en'><itemMeta><versionCreated>2024-03-05T10:00:00Z</versionCreated></itemMeta>"
        f"<contentMeta><headline>{TITLE}</headline><by>Ann Lee</by></contentMeta><contentSet><inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body>{paragraphs}</body></html></inlineXML></contentSet></newsItem>"
    )

    articles, rejects = run(tmp_path)

    assert not rejects
    for article in articles.values():
        assert (article.title, article.body) == (TITLE, f"{FIRST}\n\n{SECOND}")
        assert (article.authors, article.published_at) == (["Ann Lee"], "2024-03-05T10:00:00+00:00")


def test_saved_pages_and_mails(tmp_path: Path) -> None:
    encoded = base64.encodebytes(PAGE.encode()).decode()
    (tmp_path / "a.mhtml").write_text(
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://c.example/pier\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=XX\n\n"
        f"--XX\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\nContent-Location: https://c.example/pier\n\n{encoded}\n--XX--\n"
    )
    mail = f"From: Ann Lee <ann@c.example>\nSubject: {TITLE}\nDate: Tue, 05 Mar 2024 10:00:00 +0100\nMessage-ID: <1@c.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{BODY}\n"
    (tmp_path / "b").write_text(mail)
    (tmp_path / "c.mbox").write_text(
        f"From ann@c.example Tue Mar  5 10:00:00 2024\n{mail}\nFrom ben@c.example Tue Mar  5 10:00:00 2024\n{mail}"
    )

    articles, rejects = run(tmp_path)

    assert not rejects
    assert list(articles) == ["a.mhtml", "b", "c.mbox#1", "c.mbox#2"]
    assert {article.body for article in articles.values()} == {BODY}
    assert articles["a.mhtml"].url == "https://c.example/pier"
    assert (articles["b"].title, articles["b"].authors) == (TITLE, ["Ann Lee"])
    assert articles["b"].published_at == "2024-03-05T10:00:00+01:00"
    assert articles["b"].source.record_id == "1@c.example"


def test_a_web_archive_gives_its_pages(tmp_path: Path) -> None:
    latin = PAGE.replace("utf-8", "").replace("Engineers", "Ingénieurs").encode("latin-1")
    data = b"".join(
        (
            archived("https://c.example/pier", "text/html; charset=utf-8", "200 OK", PAGE.encode()),
            archived("https://c.example/logo.png", "image/png", "200 OK", b"\x89PNG"),
            archived("https://c.example/gone", "text/html", "404 Not Found", b"<html>gone</html>"),
            archived("https://c.example/latin", "text/html; charset=iso-8859-1", "200 OK", latin),
        )
    )
    (tmp_path / "a.warc.gz").write_bytes(data)
    (tmp_path / "b.wacz").write_bytes(
        zipped({"archive/data.warc.gz": data, "datapackage.json": b"{}", "pages/pages.jsonl": b"{}"})
    )

    articles, rejects = run(tmp_path)

    assert not rejects
    assert list(articles) == [
        "a.warc.gz#1",
        "a.warc.gz#2",
        "b.wacz!archive/data.warc.gz#1",
        "b.wacz!archive/data.warc.gz#2",
    ]
    assert articles["a.warc.gz#1"].url == "https://c.example/pier"
    assert articles["a.warc.gz#2"].set_aside == {"record of image/png": 1, "answer 404": 1}
    assert "Ingénieurs" in articles["a.warc.gz#2"].body


def archived(url: str, kind: str, status: str, body: bytes) -> bytes:
    """Return one record of a WARC file."""
    answer = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-06T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n")


def test_office_files(tmp_path: Path) -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in (TITLE, FIRST, SECOND, THIRD))
    docx = f"<w:document xmlns:w='{word}'><w:body>{paragraphs}</w:body></w:document>"
    (tmp_path / "a.docx").write_bytes(
        zipped({"[Content_Types].xml": b"", "word/document.xml": docx.encode()})
    )
    odt = "".join(f"<text:p>{text}</text:p>" for text in (TITLE, FIRST, SECOND, THIRD))
    content = f"<o:d xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>{odt}</o:d>"
    (tmp_path / "b.odt").write_bytes(
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})
    )
    (tmp_path / "c.rtf").write_text(
        r"{\rtf1\ansi " + "".join(f"{text}\\par " for text in (TITLE, FIRST, SECOND, THIRD)) + "}"
    )
    (tmp_path / "d.pdf").write_bytes(
        pdf([TITLE, "", *wrapped(FIRST), "", *wrapped(SECOND), "", *wrapped(THIRD)])
    )

    articles, rejects = run(tmp_path)

    assert not rejects
    for article in articles.values():
        assert (article.title, " ".join(article.body.split())) == (TITLE, " ".join(BODY.split()))


def wrapped(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[start : start + 10]) for start in range(0, len(words), 10)]


def pdf(lines: list[str]) -> bytes:
    """Return a PDF file of one page with `lines`."""
    shown = "BT /F1 11 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{at:010} 00000 n \n" for at in offsets
    )
    return f"{data}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.xz", "a"])
def test_archives_of_any_format_that_is_read(tmp_path: Path, name: str) -> None:
    files = {
        "in/page.html": PAGE.encode(),
        "in/été #1.jsonl": json.dumps(RECORD).encode(),
        ".hidden.txt": b"x",
        "deep.zip": zipped({"b.html": PAGE.encode()}),
    }
    modes = {"a.tar": "w", "a.tar.gz": "w:gz", "a.tgz": "w:gz", "a.tar.xz": "w:xz"}
    (tmp_path / name).write_bytes(tarred(files, modes[name]) if name in modes else zipped(files))

    articles, rejects = run(tmp_path)

    assert not rejects
    assert set(articles) == {f"{name}!in/page.html", f"{name}!in/été #1.jsonl#L1", f"{name}!deep.zip!b.html"}
    assert {article.body for article in articles.values()} == {BODY}


def test_no_member_leaves_its_archive_and_no_link_is_followed(tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, kind, target in (("../../etc/a.html", tarfile.REGTYPE, ""), ("/etc/b.html", tarfile.REGTYPE, ""), ("c.html", tarfile.SYMTYPE, "/etc/passwd"), ("d", tarfile.FIFOTYPE, "")):  # fmt: skip
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
    (tmp_path / "a.tar").write_bytes(data.getvalue())
    (tmp_path / "b.zip").write_bytes(zipped({"../x.html": PAGE.encode(), "ok.html": PAGE.encode()}))

    articles, rejects = run(tmp_path)

    assert set(articles) == {"b.zip!ok.html"}
    assert {reject.reason for reject in rejects.values()} == {"unreadable"}
    assert len(rejects) == 5


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.txt.gz", "a.tar.gz", "a.json.xz", "a.csv.bz2"])
def test_a_bomb_stops_at_the_cap(tmp_path: Path, name: str) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress
    }  # fmt: skip
    line = {"a.csv.bz2": b"title,body\n", "a.tar.gz": tarred({"x.jsonl": b" " * 30_000_000})}.get(
        name, b'{"body": "'
    )
    (tmp_path / name).write_bytes(packers[Path(name).suffix](line + b" " * 30_000_000))

    articles, rejects = run(tmp_path, max_file_bytes=100_000)

    assert not articles
    assert rejects
    assert {reject.reason for reject in rejects.values()} <= {"too_large", "unreadable"}


def test_a_zip_bomb_and_archives_without_end_are_rejects(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.jsonl": b" " * 20_000_000}))
    nested = zipped({"x.html": PAGE.encode()})
    for _ in range(5):
        nested = zipped({"x.zip": nested})
    (tmp_path / "b.zip").write_bytes(nested)

    articles, rejects = run(tmp_path, max_file_bytes=100_000)

    assert not articles
    assert {reject.reason for reject in rejects.values()} == {"too_large"}


def test_files_of_a_saved_page_and_of_a_mirror_are_no_inputs(tmp_path: Path) -> None:
    for name in (
        "pier_files/ad.html",
        "pier_files/style.css",
        "site/hts-log.txt",
        "site/hts-cache/new.txt",
        "site/cookies.txt",
        "Thumbs.db",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(PAGE)
    (tmp_path / "pier.html").write_text(PAGE)
    (tmp_path / "site" / "index.html").write_text(
        f"<!-- Mirrored from c.example/pier by HTTrack Website Copier -->{PAGE}"
    )

    articles, rejects = run(tmp_path)

    assert not rejects
    assert set(articles) == {"pier.html", "site/index.html"}
    assert articles["site/index.html"].url == "http://c.example/pier"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "function f(x) {\n  return x;\n}\nvar a = 1;\nvar b = f(a);\nconst c = 2;\nf(b);\n" * 20),
        ("b.txt", "body {\n  color: red;\n  margin: 0;\n}\n.a {\n  top: 0;\n}\n" * 20),
        ("c.txt", "2024-03-05 10:00:00,123 INFO server: request was answered in good time\n" * 40),
        ("d.txt", '{"settings": {"debug": true, "level": 3}}'),
        ("e.txt", "<?xml version='1.0'?><urlset><url><loc>https://c.example/</loc></url></urlset>"),
        ("f.txt", "<rss><channel><title>Nothing</title></channel></rss>"),
        ("g.txt", '127.0.0.1 - - [05/Mar/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 512\n' * 40),
    ],
)
def test_what_is_no_article_under_the_name_of_a_text_is_a_reject(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)

    articles, rejects = run(tmp_path)

    assert not articles
    assert len(rejects) == 1


def test_control_characters_are_taken_out_and_not_the_article(tmp_path: Path) -> None:
    controls = "".join(map(chr, (*range(1, 9), 11, 12, 14, 27)))
    (tmp_path / "a.txt").write_text(f"{TITLE}\n\n\x1b[1m{FIRST}\x1b[0m{controls}\n\n\f{SECOND}\n\n{THIRD}\n")

    assert only(tmp_path).body == BODY


def test_stray_bytes_turn_no_utf_8_into_another_charset(tmp_path: Path) -> None:
    page = PAGE.replace("Engineers", "Ingénieurs").encode().replace(b"Fishing", b"\xe9\xffFishing")
    (tmp_path / "a.html").write_bytes(page)

    article = only(tmp_path)

    assert "Ingénieurs" in article.body
    assert article.source.encoding == "utf-8"
    assert article.is_broken


def test_a_file_that_holds_nothing_but_what_is_set_aside_says_what(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(
        archived("https://c.example/logo.png", "image/png\x00", "200 OK", b"\x89PNG")
        + archived("https://c.example/gone", "text/html", "404 Not Found", b"<html>gone</html>")
    )

    articles, rejects = run(tmp_path)

    assert not articles
    assert rejects["a.warc.gz"].reason == "no_article"
    assert rejects["a.warc.gz"].detail == "it holds no article: 1 record of image/png, 1 answer 404"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.parquet", b"PAR1" + b"\x00" * 30),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 30),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + b"\x00" * 30),
        ("a.sqlite", b"SQLite format 3\x00" + b"\x00" * 30),
        ("a.epub", zipped({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<c/>"})),
        ("a.xlsx", zipped({"xl/workbook.xml": b"<c/>"})),
    ],
)
def test_a_format_that_is_not_read_is_named_with_what_to_do(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)

    _, rejects = run(tmp_path)

    assert rejects[name].reason == "unknown_format"
    assert "are not read: " in rejects[name].detail


@pytest.mark.parametrize(
    "name", ["a b.jsonl", "é.jsonl", "a#b%20.jsonl", "新闻.jsonl", "100%.jsonl", "a!b.jsonl"]
)
def test_a_structured_file_below_any_path(tmp_path: Path, name: str) -> None:
    folder = tmp_path / f"in {name}"
    folder.mkdir()
    (folder / name).write_text(json.dumps(RECORD))
    (folder / f"{name}.zip").write_bytes(zipped({name: json.dumps(RECORD).encode()}))

    articles, rejects = run(folder)

    assert not rejects
    assert set(articles) == {f"{name}#L1", f"{name}.zip!{name}#L1"}
