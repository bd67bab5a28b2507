from __future__ import annotations

import time

import pytest

from etl.article import Article, RawArticle, Source
from etl.clean import lexicon
from etl.clean.dates.named import named_dates
from etl.clean.fields.captions import is_caption
from etl.clean.text import clean_text
from etl.errors import Reason, RejectError


def clean(text: str) -> Article:
    source = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=len(text), format="text")
    return clean_text(RawArticle(content=text, source=source), 20_000_000)


GERMAN = """Startseite
Politik
Sport

Startseite › Lokales › Musterstadt

Stadtrat stimmt nach langer Debatte für die neue Brücke

Von Anna Keller
18. Februar 2026, 17:23 Uhr

Teilen

Blick auf den Fluss am Mittwochmorgen. Foto: Max Hart

Der Stadtrat hat am Dienstag mit knapper Mehrheit für den Bau einer neuen Brücke gestimmt. Die Debatte dauerte sechs Stunden, wie ein Sprecher mitteilte.

„Wir haben zu lange gewartet“, sagte Bürgermeister Paul Brandt nach der Sitzung. Die Arbeiten sollen im Frühjahr beginnen und zwei Jahre dauern.

Lesen Sie auch: Zehn alte Brücken im Kreis

Kritik der Anwohner

Anwohner fürchten mehr Verkehr in den engen Straßen der Altstadt. Eine Initiative hat bereits 2000 Unterschriften gesammelt und will vor Gericht ziehen.

Mehr zum Thema
Bahn sperrt Strecke für drei Wochen

Kommentare (12)
Impressum
"""
SPANISH = """Inicio > Sociedad
El ayuntamiento aprueba el nuevo puente tras un largo debate
Por Lucía Pérez
18 de febrero de 2026 a las 17:23
Actualizado: 19 de febrero de 2026
Compartir

El ayuntamiento aprobó el martes la construcción de un nuevo puente sobre el río, después de un debate de seis horas, informaron fuentes municipales.

«Hemos esperado demasiado», dijo el alcalde, Pablo Marín, al término de la sesión. Las obras comenzarán en primavera y durarán dos años.

Los vecinos temen que aumente el tráfico en las calles estrechas del casco antiguo y han reunido dos mil firmas.

Te puede interesar
Diez puentes antiguos de la provincia
Comentarios
"""
JAPANESE = """ホーム
政治
経済

市議会、新しい橋の建設を可決　6時間の議論の末に
2026年2月18日 17時23分
記者：山田太郎

シェア

市議会は18日、川にかかる新しい橋の建設計画を賛成多数で可決した。議論は約6時間に及んだ。

市長は会議のあと「長い間待ち望んでいた計画だ」と述べ、春から工事を始め、2年で完成させる考えを示した。

一方、周辺の住民からは、狭い道に車が増えることを心配する声が上がっている。住民団体は2千人分の署名を集めた。

関連記事
県内の古い橋10選
ランキング
"""
ARABIC = """الرئيسية
سياسة
رياضة

المجلس البلدي يقر بناء جسر جديد بعد نقاش طويل
18 فبراير 2026
شارك

وافق المجلس البلدي يوم الثلاثاء على بناء جسر جديد فوق النهر بعد نقاش استمر ست ساعات، بحسب ما قاله متحدث باسم البلدية.

وقال رئيس البلدية بعد الجلسة إن المدينة انتظرت طويلا، وإن العمل سيبدأ في الربيع ويستمر عامين كاملين.

ويخشى السكان من زيادة حركة السيارات في الشوارع الضيقة، وقد جمعوا ألفي توقيع ضد المشروع.

الأكثر قراءة
"""
STATION = """Quick links...

News
Weather
Sports

NewsLocal News

Actions
Facebook
Tweet
Email

County board votes for new bridge after six-hour debate

By: Anna Keller

Posted at 5:23 PM, Feb 18, 2026
and last updated 8:02 AM, Feb 19, 2026

SPRINGFIELD — The county board voted Tuesday for a new bridge over the river after a debate of six hours.

"We have waited far too long," Chairman Paul Brandt said after the meeting. Work is to begin in the spring.

RELATED: Ten old bridges of the county

Residents fear more traffic in the narrow streets. A group has collected 2,000 signatures.

Copyright 2026 Example Media, Inc. All rights reserved. This material may not be published, broadcast, rewritten, or redistributed.

Sign up for the Headlines Newsletter and receive up to date information.
"""


def test_a_german_paper() -> None:
    article = clean(GERMAN)

    assert article.title == "Stadtrat stimmt nach langer Debatte für die neue Brücke"
    assert article.authors == ["Anna Keller"]
    assert article.published_at == "2026-02-18T17:23:00"
    assert article.section == ["Lokales", "Musterstadt"]
    assert article.captions == ["Blick auf den Fluss am Mittwochmorgen. Foto: Max Hart"]
    assert [link.title for link in article.related] == ["Zehn alte Brücken im Kreis"]
    paragraphs = article.body.split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("Der Stadtrat hat am Dienstag")
    assert paragraphs[2] == "Kritik der Anwohner"


def test_a_spanish_paper() -> None:
    article = clean(SPANISH)

    assert article.title == "El ayuntamiento aprueba el nuevo puente tras un largo debate"
    assert article.authors == ["Lucía Pérez"]
    assert (article.published_at, article.modified_at) == ("2026-02-18T17:23:00", "2026-02-19")
    assert article.body.startswith("El ayuntamiento aprobó")
    assert article.body.endswith("dos mil firmas.")


def test_a_japanese_paper() -> None:
    article = clean(JAPANESE)

    assert article.title == "市議会、新しい橋の建設を可決 6時間の議論の末に"
    assert article.authors == ["山田太郎"]
    assert article.published_at == "2026-02-18T17:23:00"
    assert article.body.startswith("市議会は18日、")
    assert article.body.endswith("署名を集めた。")


def test_an_arabic_paper() -> None:
    article = clean(ARABIC)

    assert article.title == "المجلس البلدي يقر بناء جسر جديد بعد نقاش طويل"
    assert article.published_at == "2026-02-18"
    assert len(article.body.split("\n\n")) == 3


def test_an_american_station() -> None:
    article = clean(STATION)

    assert article.title == "County board votes for new bridge after six-hour debate"
    assert article.authors == ["Anna Keller"]
    assert (article.published_at, article.modified_at) == ("2026-02-18T17:23:00", "2026-02-19T08:02:00")
    assert article.dateline == "SPRINGFIELD"
    assert article.body.endswith("2,000 signatures.")


def test_a_scrape_without_a_headline_has_no_title() -> None:
    first = (
        "MOSCOW (AP) — The prime minister named five new members of the cabinet on Friday, officials said."
    )
    second = "After his time in the army he became a foreman at a shipyard, where he worked for nine years."

    article = clean(f"background\n\n{first}\n\n{second}\n")

    assert article.title is None
    assert article.body.endswith(f"{first}\n\n{second}")


def test_an_article_on_one_line() -> None:
    text = " ".join(f"Sentence number {n} says that the work went well, officials said." for n in range(400))

    assert clean(text).body == text


def test_a_brief_between_byline_and_footer() -> None:
    first = "The council voted on Tuesday for a new bridge over the river, after a debate of six hours."
    article = clean(
        f"Council votes for bridge\nBy Anna Keller\nPosted Feb 18, 2026\n{first}\nShare\nContact us\n"
    )

    assert (article.title, article.body, article.authors) == (
        "Council votes for bridge",
        first,
        ["Anna Keller"],
    )


FRONT = """Home
World

Storm closes airports across the north
Flights were cancelled on Monday as winds of 120 km/h hit the coast and trains stood still.
By Anna Keller
2 hours ago

Parliament passes the budget after a long night
The vote was close, and two members of the coalition left the chamber before it began.
By Tom Reed
3 hours ago

The bakers who still work by hand
In a small town by the lake, three sisters keep the oven of their grandmother going.
By Lea Brandt
5 hours ago
"""
ERROR = """Menu
404
Page not found

Sorry, the page you are looking for does not exist or has been moved to another address.
Try our search or go back to the home page, where you will find the latest news.
"""
CONSENT = """We value your privacy
We and our partners store and access information on a device, such as cookies, and process personal data.
Accept all
Reject all
"""


@pytest.mark.parametrize("text", [FRONT, ERROR, CONSENT])
def test_fronts_errors_and_notices_are_no_articles(text: str) -> None:
    with pytest.raises(RejectError) as caught:
        clean(text)

    assert caught.value.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("By X | March 3, 2026", "2026-03-03"),
        ("AFP 30 avril 2015 à 07:19", "2015-04-30T07:19:00"),
        ("Mittwoch, 18. Februar 2026, 17:23 Uhr", "2026-02-18T17:23:00"),
        ("18 de febrero de 2026", "2026-02-18"),
        ("18 февраля 2026, 17:23", "2026-02-18T17:23:00"),
        ("18 lutego 2026", "2026-02-18"),
        ("18 Şubat 2026", "2026-02-18"),
        ("18 آب/أغسطس 2013", "2013-08-18"),
        ("18 กุมภาพันธ์ 2569", "2026-02-18"),
        ("North Korea 09:31 August 20, 2019", "2019-08-20T09:31:00"),
        ("February 1, 2016 5:23 PM EST", "2016-02-01T17:23:00-05:00"),
    ],
)
def test_dates_with_a_name_of_a_month(line: str, iso: str) -> None:
    assert [date.iso for date in named_dates(line)] == [iso]


@pytest.mark.parametrize("line", ["February 31, 2026", "March 2026", "18 bananas 2026", "May 5 people 2026"])
def test_what_is_no_day_is_no_date(line: str) -> None:
    assert named_dates(line) == []


def test_ages_and_captions() -> None:
    assert lexicon.says("age", "2 hours ago")
    assert lexicon.says("age", "vor 3 Stunden")
    assert not lexicon.says("age", "He left two hours ago")
    assert is_caption("The bridge at dawn. Credit: Max Hart")
    assert not is_caption("The bank gave them credit for a year.")


HOSTILE = [
    "by ",
    "(",
    "Feb ",
    "1 ",
    "is a ",
    "photo: ",
    "| ",
    "A b ",
    "- ",
    "18 Feb ",
    "Read more: ",
    "a.",
    "…",
    "> ",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("end", ["", "\n"])
def test_hostile_repeats_take_linear_time(piece: str, end: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * (40 if end else 1) + end) * (size // (len(piece) * (40 if end else 1) + 1))
        start = time.process_time()
        try:
            clean(text)
        except RejectError as error:
            assert error.reason is Reason.NO_ARTICLE  # noqa: PT017
        return time.process_time() - start

    small, large = seconds(125_000), seconds(500_000)
    assert large < 12 * small + 0.3


@pytest.mark.parametrize("text", ["\x00" * 100_000, "\ud800" * 1000, "\u202e" * 1000, "\u200f\n" * 1000])
def test_characters_that_are_none_are_no_article(text: str) -> None:
    with pytest.raises(RejectError):
        clean(text)
