from __future__ import annotations

import time

import pytest

from etl.article import Article, RawArticle, Source
from etl.clean.dates.iso import iso_date
from etl.clean.dates.visible import dates_in
from etl.clean.fields.authors import people
from etl.clean.html import clean_html

P = "The council agreed on Tuesday, after long talks, that the old bridge over the river should be rebuilt."
DAYS = ("Tuesday", "Sunday", "Monday", "Friday", "Thursday", "Saturday", "Wednesday", "New Year's Day")
TEXT = "".join(f"<p>{P.replace('Tuesday', day)}</p>" for day in DAYS)


def clean(head: str = "", body: str = "") -> Article:
    source = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=1, format="html")
    content = f"<html><head>{head}</head><body>{body}<article>{TEXT}</article></body></html>"
    return clean_html(RawArticle(source=source, content=content), 1_000_000)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("by JANE DOE and JOHN O'BRIEN", ["Jane Doe", "John O'Brien"]),
        ("Jane Doe, Senior Reporter", ["Jane Doe"]),
        (
            "By Jane Doe, John A. Smith, Wei Chen, and Tom Wood",
            ["Jane Doe", "John A. Smith", "Wei Chen", "Tom Wood"],
        ),
        ("Jane Doe in Paris and John Smith in Rome", ["Jane Doe", "John Smith"]),
        ("By Gillian Bridge March 11, 2015 3:46 PM", ["Gillian Bridge"]),
        ("by Lucas Bridge22 Dec 2016651", ["Lucas Bridge"]),
        ("Brenda Bridge, MA Health News", ["Brenda Bridge"]),
        ("Jane Doe (avec Paul Pont)", ["Jane Doe"]),
        ("Jane (R.J.) Doe", ["Jane (R.J.) Doe"]),
        ("Par Zoé Pont et Luc Rivière", ["Zoé Pont", "Luc Rivière"]),
        ("Von Ute Brücke und Jan Fluss", ["Ute Brücke", "Jan Fluss"]),
        ("Jane Doe | The Bridge Herald", ["Jane Doe"]),
        ("Jane Doe, Bridge Times", ["Jane Doe"]),
        ("作者：王小明", ["王小明"]),
        ("王小明 桥梁大学教授兼研究院执行院长", ["王小明"]),
        ("大桥新闻", []),
        ("大桥财经-综合", []),
        ("Bridge Tímes", []),
        ("Ute Brücke Chefredakteurin", ["Ute Brücke"]),
        ("Ute Brücke im Gespräch, Jan von der Furt", ["Ute Brücke", "Jan von der Furt"]),
        ("Jan Fluss Fr", ["Jan Fluss"]),
        ("Veröffentlicht am", []),
        ("Alles über Brücken, Tricks für zu Hause", []),
        ("Skip Navigation", []),
        ("wien.Bruecke.at/Agenturen", []),
        ("Mac & i", []),
        ("Reuters", []),
        ("BBC News", []),
        ("Staff", []),
        ("Associated Press", []),
        ("By Editorial Board", []),
        ("https://www.facebook.com/bridge", []),
        ("Last Updated: January 7, 2025", []),
        ("Pen & ink", []),
        ("", []),
    ],
)
def test_bylines_are_peoples_names(byline: str, names: list[str]) -> None:
    assert people([byline], ["Bridge Times"]) == names


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2026-02-18T17:23:00-05:00", "2026-02-18T17:23:00-05:00"),
        ("2026-02-18T17:23:00Z", "2026-02-18T17:23:00+00:00"),
        ("2026-02-18T17:23:00+0100", "2026-02-18T17:23:00+01:00"),
        ("2026-02-18T17:23", "2026-02-18T17:23:00"),
        ("2026-02-18 17:23:05.123", "2026-02-18T17:23:05"),
        ("20260218", "2026-02-18"),
        ("Wed, 18 Feb 2026 17:23:00 GMT", "2026-02-18T17:23:00+00:00"),
        ("2026/2/8", "2026-02-08"),
        ("1771435380", None),
        ("2026-02-31", None),
        ("0001-01-01T00:00:00Z", None),
        ("tomorrow", None),
        (None, None),
    ],
)
def test_dates_keep_their_zone_and_get_none(value: str | None, iso: str | None) -> None:
    assert iso_date(value) == iso


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Jane Doe - Apr 16, 2015 8:02 pm UTC", "2015-04-16T20:02:00+00:00"),
        ("posted on April 21, 2015, at 11:29 a.m.", "2015-04-21T11:29:00"),
        ("Thu, 14 May 2020 17:55 UTC", "2020-05-14T17:55:00+00:00"),
        ("Sept. 3rd, 2020 at 12:05 AM EDT", "2020-09-03T00:05:00-04:00"),
        ("May 5, 2020 9:00 AM ET", "2020-05-05T09:00:00"),
        ("Mon, 25 Dec 2023", "2023-12-25"),
        ("Nolan22 Dec 2016651", None),
        ("5:23 PM, Feb 18, 2026", "2026-02-18T17:23:00"),
        ("Feb 31, 2026", None),
        ("two days ago", None),
    ],
)
def test_english_dates(line: str, iso: str | None) -> None:
    assert dates_in(line).published_at == iso


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>A bridge falls in the night | Bridge Times</title>", "A bridge falls in the night"),
        ("<title>A bridge falls in the night - BridgeTimes.com</title>", "A bridge falls in the night"),
        (
            "<title>A bridge falls in the night - BridgeTimes.com - Harbor</title>",
            "A bridge falls in the night",
        ),
        ("<title>大桥今晨倒塌无人伤亡_社会_桥梁新闻网</title>", "大桥今晨倒塌无人伤亡"),
        (
            '<meta property="og:site_name" content="Times"><meta property="og:title" content="A bridge falls - Times">',
            "A bridge falls",
        ),
        (
            '<meta property="og:site_name" content="Times"><meta property="og:title" content="Times | A bridge falls">',
            "A bridge falls",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Falls: a bridge"}</script><meta property="og:title" content="A bridge falls">',
            "Falls: a bridge",
        ),
        (
            "<title>Bridges &amp; rivers: what now - and then?</title>",
            "Bridges & rivers: what now - and then?",
        ),
    ],
)
def test_titles_come_without_the_site(head: str, title: str) -> None:
    assert clean(head).title == title


@pytest.mark.parametrize(
    ("domain", "title", "publisher"),
    [
        (
            "www.oldharbortimes.com",
            "A bridge falls in the night - The Old Harbor Times",
            "The Old Harbor Times",
        ),
        ("www.ohtimes.com", "A bridge falls in the night - The Old Harbor Times", "The Old Harbor Times"),
        ("www.oht.com", "A bridge falls in the night | Old Harbor Times", "Old Harbor Times"),
        ("qiaoliang.cn", "大桥今晨倒塌无人伤亡_社会_桥梁网", "桥梁网"),
        ("www.ohtimes.com", "A bridge falls in the night - World", None),
        ("www.oht.com", "A bridge falls in the night - Out of this heath", None),
        ("www.ohtimes.com", "Old Harbor Times", None),
    ],
)
def test_the_site_names_itself_last_in_the_title(domain: str, title: str, publisher: str | None) -> None:
    head = f'<title>{title}</title><link rel="canonical" href="https://{domain}/bridge">'

    assert clean(head).publisher == publisher


def test_a_title_that_names_the_site_gives_way_to_the_heading() -> None:
    head = '<meta property="og:site_name" content="Times"><meta property="og:title" content="Times">'

    assert clean(head, "<h1>A bridge falls in the night</h1>").title == "A bridge falls in the night"


@pytest.mark.parametrize(
    ("og_title", "heading", "title"),
    [
        ("Old harbor: A bridge falls at night", "A bridge falls at night", "A bridge falls at night"),
        ("A bridge falls at night | Life on the river", "A bridge falls at night", "A bridge falls at night"),
        ("A bridge falls at night » Harbor", "A bridge falls at night", "A bridge falls at night"),
        ("A bridge falls - nobody hurt", "A bridge falls", "A bridge falls"),
        ("A bridge falls: nobody hurt", "A bridge falls", "A bridge falls"),
    ],
)
def test_a_title_is_the_heading_without_kicker_and_site(og_title: str, heading: str, title: str) -> None:
    head = f'<meta property="og:title" content="{og_title}">'

    assert clean(head, f"<h1>{heading}</h1>").title == title


@pytest.mark.parametrize(
    ("title", "above", "date"),
    [
        ("A bridge falls", "<span>18 February 2026</span>", "2026-02-18"),
        ("A bridge falls | 18.02.2026", "", "2026-02-18"),
        (
            "A bridge falls",
            "<span>18 February 2026</span><ul><li>News</li><li>Sport</li><li>Life</li></ul>",
            None,
        ),
        ("Weather of 18 to 20 February 2026 | Harbor", "", None),
    ],
    ids=["above the headline", "in the title", "of today, above the menu", "of the story"],
)
def test_a_date_above_the_headline_or_in_the_title(title: str, above: str, date: str | None) -> None:
    assert clean(f"<title>{title}</title>", f"{above}<h1>A bridge falls</h1>").published_at == date


@pytest.mark.parametrize(
    "cut",
    [
        'content="Mayor on the bridge: "not one stone" is left"',
        'content="Mayor on the bridge: &quot;not one..."',
    ],
    ids=["at a quotation mark", "at an ellipsis"],
)
def test_a_title_that_is_cut_is_made_whole_from_the_heading(cut: str) -> None:
    head = f'<meta property="og:title" {cut}>'

    article = clean(head, '<h1>Mayor on the bridge: "not one stone" is left</h1>')

    assert article.title == 'Mayor on the bridge: "not one stone" is left'


def test_what_a_system_escaped_twice() -> None:
    head = """<meta property="og:title" content="Mayor: &amp;quot;the bridge&amp;#39;s back&amp;quot;">
        <link rel=canonical href="https://d.example/a?b=1&amp;copy=2">"""

    article = clean(head)

    assert (article.title, article.url) == ('Mayor: "the bridge\'s back"', "https://d.example/a?b=1&copy=2")


def test_a_publisher_comes_without_its_slogan() -> None:
    name = "Bridge Times ~ News from both banks of the river, every day"

    assert clean(f'<meta property="og:site_name" content="{name}">').publisher == "Bridge Times"


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("A bridge falls - The council has the old bridge rebuilt for a third.", "The council has the old bridge rebuilt for a third."),
        ("A bridge falls, bridge, river, council, harbor", None),
        ("A bridge falls", None),
        ("Your home for breaking news, weather, traffic and sports in Springfield", None),
        ("Council members agreed after long talks", "Council members agreed after long talks"),
    ],
    ids=["title first", "keywords", "title alone", "of the site", "short"],
)  # fmt: skip
def test_a_summary_is_of_the_article(description: str, summary: str | None) -> None:
    head = f'<meta property="og:title" content="A bridge falls"><meta name="description" content="{description}">'

    assert clean(head, f"<p>{P}</p>").summary == summary


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("大桥社河港12月9日电（记者王小明 李大河）", ["王小明", "李大河"]),
        ("大桥报讯（记者 王小明）", ["王小明"]),
        ("(강남=다리뉴스) 홍길동 기자 = ", ["홍길동"]),
        ("大桥社河港12月9日电（记者大会）", []),
    ],
)
def test_wires_name_the_reporter_in_front_of_the_text(opening: str, names: list[str]) -> None:
    text = "河港市旧大桥将在冬季前重建，市长周二在新闻发布会上说，工程将于明年五月开始，预计三年完成。"

    assert clean("", f"<p>{opening}{text}</p><p>{text * 3}</p>").authors == names


def test_the_byline_at_the_headline_counts_and_not_one_of_another_story() -> None:
    other = '<aside class="related"><h3>Other</h3><span class="byline">By Ann Other</span></aside>'
    body = f'{other}<h1>A bridge falls</h1><p class="byline">By <a rel="author">Jane Doe</a> and <a rel="author">Wei Chen</a></p>{other}'

    assert clean("<title>A bridge falls</title>", body).authors == ["Jane Doe", "Wei Chen"]


def test_visible_dates_at_the_headline() -> None:
    body = '<h1>A bridge falls</h1><span class="date">Posted February 18, 2026</span><span class="updated">Updated February 20, 2026</span>'
    article = clean("<title>A bridge falls</title>", body)

    assert article.published_at == "2026-02-18"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta name="cXenseParse:recs:publishtime" content="2026-02-18T10:01:00.000Z">', ""),
        ("", '<h1>A bridge</h1><time datetime="2026-02-18T10:01:00Z">yesterday</time>'),
        ("", '<div itemprop="datePublished" content="2026-02-18T10:01:00Z">x</div>'),
        ('<script>state = {"datePublished": "2026-02-18T10:01:00Z"}</script>', ""),
    ],
    ids=["meta", "time", "microdata", "script"],
)
def test_places_of_a_publication_date(head: str, body: str) -> None:
    assert clean(head, body).published_at == "2026-02-18T10:01:00+00:00"


def test_the_date_in_the_address_is_the_last_choice() -> None:
    head = '<link rel="canonical" href="https://d.example/2026/02/18/bridge">'

    assert clean(head).published_at == "2026-02-18"
    assert clean(head + '<meta name="date" content="2026-02-17">').published_at == "2026-02-17"


@pytest.mark.parametrize(
    "json",
    [
        '{"@type":"NewsArticle","author":{"@type":"Person","name":"Jane Doe"}}',
        '[{"@type":"WebSite"},{"@type":["Article","NewsArticle"],"author":[{"name":"Jane Doe"}]}]',
        '{"@graph":[{"@type":"WebPage"},{"@type":"http://schema.org/NewsArticle","author":"Jane Doe"}]}',
        '{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","author":{"name":["Jane Doe"]}}}',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;author&quot;:&quot;Jane Doe&quot;}",
        '{"@type":"NewsArticle","author":"Jane Doe",}',
        '<!-- {"@type":"NewsArticle","author":"Jane Doe"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","author":"Jane Doe"}\n//]]>',
        '{"@type":"NewsArticle","description":"two\nlines","author":"Jane Doe"}',
    ],
    ids=["plain", "list", "graph", "nested", "escaped", "comma", "comment", "cdata", "line break"],
)
def test_json_ld_as_publishers_bend_it(json: str) -> None:
    assert clean(f'<script type="application/ld+json">{json}</script>').authors == ["Jane Doe"]


HOSTILE = {
    "title": "<title>" + "a | " * 200_000 + "</title>",
    "og": '<meta property="og:site_name" content="a"><meta property="og:title" content="'
    + "- " * 200_000
    + '">',
    "byline": '<meta name="author" content="' + "By and, " * 100_000 + '">',
    "bracket": '<meta name="author" content="' + "(" * 500_000 + '">',
    "date": '<meta name="date" content="' + "2026 " * 100_000 + '">',
    "script": "<script>" + '"datePublished": "' * 200_000 + "</script>",
    "keywords": '<meta name="keywords" content="' + ", " * 500_000 + '">',
    "tags": '<meta name="description" content="' + "<" * 200_000 + '">',
    "class": "<p class='" + "related author date " * 100_000 + "'>x</p>",
    "address": '<link rel="canonical" href="https://d.example' + "/2026" * 100_000 + '">',
}


@pytest.mark.parametrize("head", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_pattern_takes_linear_time(head: str) -> None:
    start = time.process_time()
    clean(head)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("byline", "authors", "others"),
    [
        ("By Jane Stone / Reuters", ["Jane Stone"], ["Reuters"]),
        ("Von Jane Stone, dpa", ["Jane Stone"], ["dpa"]),
        ("By Jane Stone and Harbor Times Staff", ["Jane Stone"], ["Harbor Times Staff"]),
        ("AP", [], ["AP"]),
    ],
)
def test_agencies_and_desks_stand_apart_from_people(
    byline: str, authors: list[str], others: list[str]
) -> None:
    made = clean(f'<meta name="author" content="{byline}">')
    assert (made.authors, made.credits) == (authors, others)


def test_the_agency_of_a_dateline_is_a_credit() -> None:
    made = clean(
        "", "<h1>A bridge falls</h1>" + f"<p>GENEVA (AP) - {'The old bridge fell at noon. ' * 9}</p>" * 2
    )
    assert made.credits == ["AP"]


def test_who_declares_an_account_is_named_by_it_where_nobody_else_is() -> None:
    assert clean('<meta name="author" content="bridgekeeper">').authors == ["bridgekeeper"]
    assert clean('<meta name="author" content="admin">').authors == []


@pytest.mark.parametrize(
    ("company", "site", "publisher"),
    [
        ("Stone Media Holdings", "Old Harbor Times", "Old Harbor Times"),
        ("Old Harbor Times", "Harbor", "Old Harbor Times"),
        ("Stone Media Holdings", "Blog", "Stone Media Holdings"),
    ],
    ids=["owner", "newspaper", "neither is the site's"],
)
def test_the_publisher_is_what_the_address_names_before_who_owns_it(
    company: str, site: str, publisher: str
) -> None:
    head = (
        '<link rel="canonical" href="https://www.oldharbortimes.com/bridge">'
        f'<meta property="og:site_name" content="{site}"><script type="application/ld+json">'
        f'{{"@type":"NewsArticle","headline":"A bridge falls","publisher":{{"name":"{company}"}}}}</script>'
    )

    assert clean(head).publisher == publisher


def test_codes_of_systems_are_no_keywords() -> None:
    head = '<meta name="keywords" content="bridge, cat-10482, 15408, _hidden, 4f0c9a1e-7d2b-4c57-9a35-0b1f2c3d4e5f, 2026, covid-19">'

    assert clean(head).keywords == ["bridge", "2026", "covid-19"]


def test_a_description_that_is_the_whole_article_is_no_summary() -> None:
    sentences = [P.replace("Tuesday", day) for day in DAYS]

    assert clean(f'<meta name="description" content="{" ".join(sentences)}">').summary is None
    assert clean(f'<meta name="description" content="{sentences[0]}">').summary
