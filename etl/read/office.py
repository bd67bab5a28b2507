"""Read the text of office files (DOCX, ODT, RTF, PDF), one paragraph a line."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

from etl.errors import Reason, RejectError, Stage, missing_extra
from etl.read.charsets import decode
from etl.read.feeds import parser_options
from etl.read.opening import too_large

_PARTS = {"docx": "word/document.xml", "odt": "content.xml"}
_MOST_PAGES = 500
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " "}


def text_of(data: bytes, name: str, cap: int) -> str:
    """Return the text of an office file in the format `name`, with blank lines between paragraphs.

    Raises:
        RejectError: it is broken, over `cap` bytes unpacked, or the library for it is not installed.
    """
    if name in _PARTS:
        return _xml_text(data, _PARTS[name], cap)
    return _rtf_text(data) if name == "rtf" else _pdf_text(data)


def _xml_text(data: bytes, part: str, cap: int) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part) as file:
            xml = file.read(4 * cap + 1)
    except (KeyError, zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise _broken(str(error)) from error
    if len(xml) > 4 * cap:
        raise too_large(f"its text is over {4 * cap} bytes")
    try:
        root = etree.fromstring(xml, etree.XMLParser(recover=True, **parser_options()))
    except etree.XMLSyntaxError as error:
        raise _broken(str(error)) from error
    if root is None:
        raise _broken("no XML in it")
    paragraphs = root.iter("{*}p", "{*}h")
    return "\n\n".join(filter(None, (_paragraph(p) for p in paragraphs)))


def _paragraph(paragraph: etree._Element) -> str:
    parts: list[str] = []
    is_odt = "opendocument" in str(paragraph.tag)
    for element in paragraph.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in _BREAKS and element is not paragraph:
            parts.append(_BREAKS[name])
        if is_odt or name == "t":
            parts.append(element.text or "")
        if is_odt and element is not paragraph:
            parts.append(element.tail or "")
    return "".join(parts).strip()


def _rtf_text(data: bytes) -> str:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise _missing("an RTF file", "striprtf") from None
    try:
        convert: Any = rtf_to_text
        text: str = convert(decode(data, html=False)[0], errors="replace")
    except (ValueError, LookupError, IndexError, AttributeError) as error:
        raise _broken(str(error)) from error
    return "\n\n".join(filter(None, (line.strip() for line in text.split("\n"))))


def _pdf_text(data: bytes) -> str:
    try:
        import pypdfium2
    except ImportError:
        raise _missing("a PDF file", "pypdfium2") from None
    try:
        document: Any = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _broken(str(error)) from error
    try:
        if len(document) > _MOST_PAGES:
            raise too_large(f"over {_MOST_PAGES} pages")
        pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise _broken(str(error)) from error
    finally:
        document.close()
    text = "\n".join(pages).replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")
    if not text.strip():
        raise RejectError(
            Stage.READ, Reason.EMPTY, "no text in the PDF file: it holds pictures; recognise their text first"
        )
    return _joined(text)


def _joined(text: str) -> str:
    """Return the lines of a page's columns as paragraphs; a short line that ends a sentence ends a paragraph."""
    lines = [line.strip() for line in text.split("\n")]
    width = (
        sorted(map(len, filter(None, lines)))[len(list(filter(None, lines))) * 3 // 4] if any(lines) else 0
    )
    paragraphs = [""]
    for line in lines:
        if not line:
            paragraphs.append("")
            continue
        last = paragraphs[-1]
        paragraphs[-1] = (
            last[:-1] + line if last.endswith("-") and line[:1].islower() else f"{last} {line}".strip()
        )
        if len(line) < 0.75 * width:
            paragraphs.append("")
    return "\n\n".join(filter(None, paragraphs))


def _missing(what: str, package: str) -> RejectError:
    return RejectError(Stage.READ, Reason.UNKNOWN_FORMAT, str(missing_extra(what, package, "office")))


def _broken(detail: str) -> RejectError:
    return RejectError(Stage.READ, Reason.UNREADABLE, f"broken file: {detail}")
