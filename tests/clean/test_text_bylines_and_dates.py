"""Bylines, dates and ages around the headline of a scrape, in many languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from etl.article import Article, RawArticle, Source
from etl.clean.fields.text_dates import dates_of
from etl.clean.text import clean_text

STORY = """Harbour wall gives way after a week of storms

{}

A section of the old harbour wall fell into the sea early on Tuesday after a week of storms along the coast, the port authority said.

Nobody was hurt in Palma de Mallorca, but four fishing boats were damaged and the road behind the wall was closed to all traffic.

Engineers will inspect the rest of the wall this week, and the council expects repairs to take until the end of the summer.
"""
SCRAPED = datetime(2026, 2, 18, 17, 23, 40, tzinfo=UTC)


def clean(head: str, modified_at: datetime | None = None) -> Article:
    text = STORY.format(head)
    source = Source(
        uri="file:///a.txt", path="a.txt", sha256="", bytes=len(text), format="text", modified_at=modified_at
    )
    return clean_text(RawArticle(content=text, source=source), 20_000_000)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("Posted by Ruth Adler on February 18, 2026", ["Ruth Adler"]),
        ("Posted on February 18, 2026 by Ruth Adler", ["Ruth Adler"]),
        ("Author: Ruth Adler", ["Ruth Adler"]),
        ("Ein Artikel von Ruth Adler, veröffentlicht am 18.02.2026", ["Ruth Adler"]),
        ("Erstellt von Ruth Adler", ["Ruth Adler"]),
        ("Interview: Ruth Adler", ["Ruth Adler"]),
        ("Autoren: Ruth Adler und Jan Fluss", ["Ruth Adler", "Jan Fluss"]),
        ("Ruth Adler am 18. Februar 2026", ["Ruth Adler"]),
        ("Ruth Adler, 18. Feb. 2026", ["Ruth Adler"]),
        ("Ein Kommentar von Jana Müller", ["Jana Müller"]),
        ("Autorin: Jana Müller", ["Jana Müller"]),
        ("Par Jeanne Dupont, à Paris", ["Jeanne Dupont"]),
        ("Propos recueillis par Jeanne Dupont et Jean Martin", ["Jeanne Dupont", "Jean Martin"]),
        ("Escrito por Juana Pérez", ["Juana Pérez"]),
        ("Geschreven door Jan de Vries", ["Jan de Vries"]),
        ("Tekst: Kari Nordmann", ["Kari Nordmann"]),
        ("Opracował: Jan Kowalski", ["Jan Kowalski"]),
        ("Yazar: Ayşe Yılmaz", ["Ayşe Yılmaz"]),
        ("Γράφει ο Γιώργος Παπαδόπουλος", ["Γιώργος Παπαδόπουλος"]),
        ("Szerző: Kovács János", ["Kovács János"]),
        ("Penulis: Budi Santoso", ["Budi Santoso"]),
        ("بقلم: محمد علي", ["محمد علي"]),
        ("מאת משה כהן", ["משה כהן"]),
        ("ผู้เขียน: สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("記者王小明／台北報導", ["王小明"]),
        ("김철수 기자 kim@example.com", ["김철수"]),
        ("Ruth Adler, Coast Weekly\nFebruary 18, 2026", ["Ruth Adler"]),
        ("Juana Pérez | Madrid\n18. února 2026", ["Juana Pérez"]),
        ("Medically reviewed by Ruth Adler, MD", []),
        ("Photographs by Ruth Adler", []),
    ],
)
def test_bylines_of_many_languages(byline: str, authors: list[str]) -> None:
    assert clean(byline).authors == authors


def test_a_korean_wire_names_its_reporter_in_the_first_paragraph() -> None:
    opening = "(서울=연합뉴스) 김철수 기자 = 폭풍이 일주일 동안 이어진 뒤 항구의 오래된 방파제 일부가 화요일 새벽 바다로 무너졌다고 항만 당국이 밝혔다."
    rest = "다친 사람은 없었지만 어선 네 척이 부서졌고 방파제 뒤의 도로는 추후 공지가 있을 때까지 모든 차량의 통행이 금지됐다고 당국은 덧붙였다."
    text = f"폭풍 뒤 무너진 방파제, 어선 네 척 파손\n\n2026-02-18 17:23\n\n{opening}\n\n{rest}\n\n{rest}\n"
    source = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=len(text), format="text")

    article = clean_text(RawArticle(content=text, source=source), 20_000_000)

    assert article.authors == ["김철수"]


def test_a_place_beside_the_date_that_the_article_is_about_is_no_author() -> None:
    assert clean("Palma de Mallorca\n18 February 2026").authors == []


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("Veröffentlicht am 18.02.2026", "2026-02-18", None),
        ("18. 2. 2026 17:23", "2026-02-18T17:23:00", None),
        ("18/02/2026 17h23 Atualizado 18/02/2026 19h00", "2026-02-18T17:23:00", "2026-02-18T19:00:00"),
        ("Publié le 03/04/2026 à 17h23", "2026-04-03T17:23:00", None),
        ("03/04/2026", None, None),
        ("On 6/13/2018 by someone", "2018-06-13", None),
        ("2/18/2026 7:11 AM PST BY THE DESK", "2026-02-18T07:11:00-08:00", None),
        ("Thứ tư, 18/2/2026, 17:23 (GMT+7)", "2026-02-18T17:23:00", None),
        ("18 tháng 2, 2026", "2026-02-18", None),
        ("2026. február 18. 17:23", "2026-02-18T17:23:00", None),
        ("2026. 02. 18.", "2026-02-18", None),
        ("Güncelleme: 18.02.2026 17:23", None, "2026-02-18T17:23:00"),
        ("18-Feb-2026", "2026-02-18", None),
        ("17 mrt 2026", "2026-03-17", None),
        ("18. veljače 2026.", "2026-02-18", None),
        ("١٨ فبراير ٢٠٢٦", "2026-02-18", None),
        ("18 בפברואר 2026", "2026-02-18", None),
        ("18 फरवरी 2026", "2026-02-18", None),
        ("First published on February 18, 2026 / 5:23 PM EST", "2026-02-18T17:23:00-05:00", None),
        ("31.02.2026", None, None),
    ],
)
def test_date_lines_of_many_languages(line: str, published: str | None, modified: str | None) -> None:
    assert dates_of([line]) == (published, modified)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("2 hours ago", "2026-02-18T15:00:00+00:00"),
        ("Ruth Adler | 5 mins ago", "2026-02-18T17:18:00+00:00"),
        ("vor 2 Stunden", "2026-02-18T15:00:00+00:00"),
        ("il y a une heure", "2026-02-18T16:00:00+00:00"),
        ("hace 3 días", "2026-02-15"),
        ("před 2 hodinami", "2026-02-18T15:00:00+00:00"),
        ("2 godziny temu", "2026-02-18T15:00:00+00:00"),
        ("15 минут назад", "2026-02-18T17:08:00+00:00"),
        ("منذ 2 ساعات", "2026-02-18T15:00:00+00:00"),
        ("2小时前", "2026-02-18T15:00:00+00:00"),
        ("3일 전", "2026-02-15"),
        ("3 weeks ago", None),
        ("5 min read", None),
    ],
)
def test_an_age_below_the_headline_counts_from_the_files_own_time(line: str, published: str | None) -> None:
    moment = clean(line, SCRAPED).published_at

    assert moment == published
    assert clean(line).published_at is None


def test_a_date_is_believed_before_an_age() -> None:
    assert clean("2 hours ago\nFebruary 3, 2026", SCRAPED).published_at == "2026-02-03"


def test_an_updated_age_is_when_the_article_was_changed() -> None:
    article = clean("Updated 2 hours ago", SCRAPED)

    assert (article.published_at, article.modified_at) == (None, "2026-02-18T15:00:00+00:00")


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("05.02.26", None),
        ("Mittwoch, 18. Februar 2026", "2026-02-18"),
    ],
)
def test_dates_as_systems_set_them(line: str, published: str | None) -> None:
    assert clean(line).published_at == published


MORE = (
    "The harbour master said that the wall had stood for a hundred years, and that it would stand again.\n\n"
)


@pytest.mark.parametrize(
    ("above", "below"),
    [("By Ruth Adler\n\n18 February 2026\n\n", ""), ("", "By Ruth Adler\n\nPublished: 18 February 2026\n")],
    ids=["below the first paragraphs", "below the text"],
)
def test_a_byline_and_a_date_that_stand_below(above: str, below: str) -> None:
    text = f"{MORE * 4}{above}{STORY.format('').partition('A section')[2]}\n\n{MORE}{below}"
    source = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=len(text), format="text")

    article = clean_text(RawArticle(content=f"A section{text}", source=source), 20_000_000)

    assert (article.authors, article.published_at) == (["Ruth Adler"], "2026-02-18")
