"""A folder of every format that is read, ingested twice: the second time changes nothing, and tells the same."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from pathlib import Path

from elasticsearch import Elasticsearch

from etl.ingest import ingest
from etl.read.formats import FORMATS
from etl.settings import Settings
from tests.conftest import Run
from tests.load.test_ingest import documents
from tests.read.test_exports import CASES
from tests.read.test_formats import BODY, FIRST, SECOND, THIRD, archived, pdf, tarred, wrapped, zipped

TOWNS = iter(f"Town{number}" for number in range(10_000))


def title() -> str:
    """Return a headline that no other article has."""
    return f"{next(TOWNS)} closes its grain pier"


def page() -> bytes:
    paragraphs = "".join(f"<p>{text}</p>" for text in (FIRST, SECOND, THIRD))
    name = title()
    return f"<!DOCTYPE html><meta charset=utf-8><title>{name}</title><body><article><h1>{name}</h1>{paragraphs}</article></body>".encode()


def text() -> bytes:
    return f"{title()}\n\n{BODY}\n".encode()


def record() -> str:
    return json.dumps({"title": title(), "body": BODY, "author": "Ann Lee", "date": "2024-03-05"})


def mail() -> str:
    return f"From: Ann Lee <ann@c.example>\nSubject: {title()}\nMessage-ID: <{title()[:8].strip()}@c.example>\n\n{BODY}\n"


def word() -> bytes:
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in (title(), FIRST, SECOND, THIRD))
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f"<w:document xmlns:w='{name}'><w:body>{lines}</w:body></w:document>"
    return zipped({"[Content_Types].xml": b"", "word/document.xml": document.encode()})


def open_document() -> bytes:
    lines = "".join(f"<text:p>{line}</text:p>" for line in (title(), FIRST, SECOND, THIRD))
    names = "xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'"
    kind = b"application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": f"<o:d {names}>{lines}</o:d>".encode()})


def wordpress() -> bytes:
    names = (
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:wp='http://wordpress.org/export/1.2/'"
    )
    posts = "".join(
        f"<item><title>{title()}</title><content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></content:encoded>"
        f"<wp:post_type>post</wp:post_type><wp:status>{status}</wp:status></item>"
        for status in ("publish", "draft", "draft")
    )
    return f"<?xml version='1.0'?><rss {names}><channel><title>The Courier</title>{posts}</channel></rss>".encode()


def web_archive(site: str) -> bytes:
    return (
        archived(f"https://{site}/a", "text/html; charset=utf-8", "200 OK", page())
        + archived(f"https://{site}/b.png", "image/png", "200 OK", b"\x89PNG")
        + archived(f"https://{site}/c", "text/html; charset=utf-8", "200 OK", page())
    )


def files() -> dict[str, bytes]:
    """Return a file of every format, by its name."""
    paragraphs = f"<p>{FIRST}</p><p>{SECOND}</p>"
    saved = "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=XX\n\n"
    nitf = f"<nitf><body><body.head><hedline><hl1>{title()}</hl1></hedline></body.head><body.content>{paragraphs}</body.content></body></nitf>"
    inline = (
        f"<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body>{paragraphs}</body></html></inlineXML>"
    )
    return {
        "text.txt": text(),
        "html.html": page().replace(b"Fishing", b"F\xe9\xffishing \xc3\xa9"),
        "mhtml.mhtml": f"{saved}--XX\nContent-Type: text/html; charset=utf-8\n\n".encode() + page() + b"\n--XX--\n",
        "eml.eml": mail().encode(),
        "docx.docx": word(),
        "odt.odt": open_document(),
        "rtf.rtf": (r"{\rtf1\ansi " + "".join(f"{line}\\par " for line in (title(), FIRST, SECOND, THIRD)) + "}").encode(),
        "pdf.pdf": pdf([title(), "", *wrapped(FIRST), "", *wrapped(SECOND), "", *wrapped(THIRD)]),
        "json.json": f"[{record()}, {record()}]".encode(),
        "jsonl.jsonl": f"{record()}\n{record()}\n".encode(),
        "csv.csv": f'title,body\n"{title()}","{BODY}"\n"{title()}","{BODY}"\n'.encode(),
        "feed.xml": wordpress(),
        "nitf.xml": nitf.encode(),
        "newsml.xml": f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><contentMeta><headline>{title()}</headline></contentMeta><contentSet>{inline}</contentSet></newsItem>".encode(),
        "mbox.mbox": f"From ann@c.example Tue Mar  5 10:00:00 2024\n{mail()}\nFrom ben@c.example Tue Mar  5 10:00:00 2024\n{mail()}".encode(),
        "warc.warc.gz": web_archive("c.example"),
        "zip.zip": zipped({"a.txt": text(), "in/b.html": page(), "c.jsonl": f"{record()}\n".encode(), "../d.txt": text()}),
        "wacz.wacz": zipped({"archive/data.warc.gz": web_archive("d.example"), "datapackage.json": b"{}"}),
        "tar.tar": tarred({"a.txt": text(), "b.json": record().encode()}),
        "gzip.txt.gz": gzip.compress(text()),
        "bzip2.html.bz2": bz2.compress(page()),
        "xz.jsonl.xz": lzma.compress(f"{record()}\n".encode()),
        "no article.js": b"var a = 1;\nfunction b() {\n  return a;\n}\nlet c = b();\nconst d = 2;\n",
        "media.png": b"\x89PNG\r\n\x1a\n",
    }  # fmt: skip


def test_a_folder_of_all_formats_ingested_twice_changes_nothing(
    tmp_path: Path, settings: Settings, es: Elasticsearch, clippings: Run
) -> None:
    made = files()
    assert {name.partition(".")[0] for name in made} >= {f.name for f in FORMATS if not f.instead} - {
        "export"
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "export.txt").write_text(CASES["proquest-en"])
    quick = settings.model_copy(update={"spacy_models": ""})

    first = ingest([str(tmp_path)], quick).counts
    before = documents(es)
    second = ingest([str(tmp_path)], quick).counts

    assert len(before) == first.indexed >= 30
    assert first.rejected_by_reason == {"binary": 1, "no_article": 1, "unreadable": 1}
    assert (second.indexed, second.unchanged, second.new_rejects) == (0, first.indexed, 0)
    assert documents(es) == before
    for counts in (first, second):
        assert counts.set_aside == {"draft of WordPress": 2, "record of image/png": 2}
    assert first.broken_uris == [(tmp_path / "html.html").as_uri()]
    told = clippings("runs", "--last")
    assert "note: set aside, as no articles: 2 draft of WordPress, 2 record of image/png" in told
