"""Exports of news databases: one text of many articles, in four languages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from etl.article import Article
from etl.pipeline import preview
from etl.settings import Settings

ONE = "The harbour board of Westmere voted on Tuesday to close the old grain pier before winter, ending months of argument."
TWO = "A bakery that has sold the same rye loaf for ninety years reopened on Friday after a fire destroyed its ovens."
MORE = "Engineers told the board that the timber piles below the water line had lost a third of their strength since May."

PROQUEST = """____________________________________________________________

{title}

{author}: Yap, Emily

https://search.proquest.example/docview/{number}

{full}: {text}

{more}

{publication}: The Business Herald; Westmere

{date}: {day}

{id}: {number}

{url}: https://search.proquest.example/docview/{number}

"""
PROQUEST_LABELS = {
    "en": {"author": "Author", "full": "Full text", "publication": "Publication title", "date": "Publication date", "id": "ProQuest document ID", "url": "Document URL", "day": "May 24, 2012"},
    "fr": {"author": "Auteur", "full": "Texte intégral", "publication": "Titre de la publication", "date": "Date de publication", "id": "ID du document ProQuest", "url": "URL du document", "day": "24 mai 2012"},
    "de": {"author": "Autor", "full": "Volltext", "publication": "Titel der Publikation", "date": "Erscheinungsdatum", "id": "ProQuest-Dokument-ID", "url": "Dokument-URL", "day": "24. Mai 2012"},
    "es": {"author": "Autor", "full": "Texto completo", "publication": "Título de la publicación", "date": "Fecha de publicación", "id": "ID del documento de ProQuest", "url": "URL del documento", "day": "24 de mayo de 2012"},
}  # fmt: skip
LEXIS = """                               {number} of 2 DOCUMENTS


                             The Business Herald (Westmere)

                              {day}

{title}

{by}: Emily Yap

{section}: NEWS; Pg. 4

{length}: 212 words


{text}

{more}

LOAD-DATE: {day}

                     Copyright 2012 Herald Limited
                              All Rights Reserved


"""
LEXIS_LABELS = {
    "en": {"by": "BYLINE", "section": "SECTION", "length": "LENGTH", "day": "May 24, 2012 Thursday"},
    "fr": {"by": "AUTEUR", "section": "RUBRIQUE", "length": "LONGUEUR", "day": "24 mai 2012"},
    "de": {"by": "AUTOR", "section": "RUBRIK", "length": "LÄNGE", "day": "24. Mai 2012"},
    "es": {"by": "AUTOR", "section": "SECCIÓN", "length": "LONGITUD", "day": "24 de mayo de 2012"},
}
NEXIS = """{title}
The Business Herald
May 24, 2012 Thursday

Copyright 2012 Herald Limited All Rights Reserved

Section: NEWS; Pg. 4
Length: 212 words
Byline: Emily Yap

Body

{text}

{more}

Load-Date: May 24, 2012

{end}

"""
FACTIVA = """{title}
Emily Yap
212 {words}
{day}
10:15
The Business Herald
BUSH
{language}
Copyright 2012 Herald Limited.

{text}

{more}

Document BUSH000020120524e85o0000{number}

"""
FACTIVA_WORDS = {
    "en": ("words", "24 May 2012", "English"),
    "fr": ("mots", "24 mai 2012", "Français"),
    "de": ("Wörter", "24 Mai 2012", "Deutsch"),
    "es": ("palabras", "24 mayo 2012", "Español"),
}
TITLES = ("Westmere closes its grain pier", "Bakery reopens after fire")


def filled(template: str, **values: str) -> str:
    return "".join(
        template.format(title=title, text=text, more=MORE, number=number, **values)
        for number, (title, text) in enumerate(zip(TITLES, (ONE, TWO), strict=True), 1)
    )


CASES = {
    **{f"proquest-{code}": filled(PROQUEST, **values) for code, values in PROQUEST_LABELS.items()},
    **{f"lexis-{code}": filled(LEXIS, **values) for code, values in LEXIS_LABELS.items()},
    **{f"nexis-{end}": filled(NEXIS, end=end) for end in ("End of Document", "Fin du document", "Ende des Dokuments", "Fin de documento")},
    **{f"factiva-{code}": filled(FACTIVA, words=words, day=day, language=language) for code, (words, day, language) in FACTIVA_WORDS.items()},
}  # fmt: skip


@pytest.mark.parametrize("ending", ["txt", "html", "rtf", "docx"])
@pytest.mark.parametrize("case", CASES)
def test_each_article_of_an_export_is_one(tmp_path: Path, case: str, ending: str) -> None:
    (tmp_path / f"a.{ending}").write_bytes(as_file(CASES[case], ending))

    found = list(preview([str(tmp_path)], Settings(workers=0), "clean"))

    articles = [one for one in found if isinstance(one, Article)]
    assert len(articles) == len(found) == 2, found
    assert [article.source.path for article in articles] == [f"a.{ending}#1", f"a.{ending}#2"]
    for article, title, text in zip(articles, TITLES, (ONE, TWO), strict=True):
        assert (article.title, article.body) == (title, f"{text}\n\n{MORE}")
        assert (article.authors, article.published_at) == (["Emily Yap"], "2012-05-24")


@pytest.mark.parametrize("case", CASES)
def test_an_export_of_one_article_is_its_file(tmp_path: Path, case: str) -> None:
    half = CASES[case].find(TITLES[1])
    start = max(CASES[case].rfind(sign, 0, half) for sign in ("____________________________________________________________", " 2 of 2 DOCUMENTS", "\n\n"))  # fmt: skip
    (tmp_path / "a.txt").write_text(CASES[case][:start])

    (article,) = preview([str(tmp_path)], Settings(workers=0), "clean")

    assert isinstance(article, Article)
    assert (article.source.path, article.title, article.body) == ("a.txt", TITLES[0], f"{ONE}\n\n{MORE}")
    assert (article.authors, article.published_at) == (["Emily Yap"], "2012-05-24")


def as_file(text: str, ending: str) -> bytes:
    lines = text.split("\n")
    if ending == "html":
        paragraphs = "".join(f"<p>{line}</p>" if line else "<br>" for line in lines)
        return f"<html><head><meta charset='utf-8'></head><body>{paragraphs}</body></html>".encode()
    if ending == "rtf":
        escaped = "\\par ".join(
            "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in line) for line in lines
        )
        return ("{\\rtf1\\ansi " + escaped + "}").encode("ascii")
    if ending == "docx":
        word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr(
                "word/document.xml",
                f"<w:document xmlns:w='{word}'><w:body>{paragraphs}</w:body></w:document>",
            )
        return data.getvalue()
    return text.encode()
