"""Whole pages as different newsroom systems write them: what is the article, and what is not."""

from __future__ import annotations

import json

import pytest

from etl.article import Article, RawArticle, Source
from etl.clean.html import clean_html
from etl.errors import Reason, RejectError

A = "The council agreed on Tuesday, after long talks, that the old bridge over the river should be rebuilt."
B = "Work begins in May, the mayor said, and it should end before the winter, when the river rises again."
C = "The town pays a third of the cost, the state another third, and what is left comes from the toll."
D = "Farmers on the far bank, who have waited for four years, said that they would believe it when it stood."
TEXT = [A, B, C, D]
PS = "".join(f"<p>{line}</p>" for line in TEXT)


def clean(html: str) -> Article:
    source = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=1, format="html")
    return clean_html(RawArticle(source=source, content=html), 1_000_000)


def teasers(count: int) -> str:
    return "".join(
        f"<div class='teaser'><a href='/news/{n}'><h3>Ten things to know about bridge {n}</h3></a>"
        f"<p>What the council said of bridge {n}.</p></div>"
        for n in range(count)
    )


PAGES = {
    "wordpress": f"""<body class="single single-post"><header id="masthead"><p class="site-title">Bridge Times</p></header>
        <article id="post-7" class="post hentry"><header class="entry-header"><h1 class="entry-title">Bridge</h1>
        <div class="entry-meta">Posted on <time>May 1, 2026</time> by <a rel="author">Jane Doe</a></div></header>
        <div class="entry-content">{PS}<div class="sharedaddy sd-sharing">Share this: Twitter Facebook</div>
        <div id="jp-relatedposts">{teasers(3)}</div></div><footer class="entry-footer">Posted in News</footer></article>
        <div id="comments" class="comments-area"><h2>2 thoughts on Bridge</h2><ol><li><p>{A} I do not believe a word of it.</p></li></ol></div>
        <aside id="secondary" class="widget-area">{teasers(5)}</aside></body>""",
    "blogger": f"""<body><div class="header">My Blog</div><div class="post-outer"><h3 class="post-title">Bridge</h3>
        <div class="post-body entry-content">{A}<br><br><div class="separator"><img src="a.jpg"></div>{B}<br><br>{C}<br><br>{D}</div>
        <div class="post-footer">Posted by Jane at 10:00</div></div><div class="sidebar">{teasers(4)}</div></body>""",
    "drupal": f"""<body><div id="page"><div id="navigation"><ul class="menu"><li><a href="/">Home</a></li></ul></div>
        <div id="content"><div class="node node-article"><h1>Bridge</h1><div class="field field-name-body"><div class="field-items">
        <div class="field-item even" property="content:encoded">{PS}</div></div></div></div>
        <div class="block block-views related">{teasers(4)}</div></div></div></body>""",
    "hashed class names": f"""<body><div class="css-1x2"><div class="css-9f3"><a href="/">Bridge Times</a></div><main class="css-77a">
        <h1 class="css-h4d">Bridge</h1><section class="css-0d1"><p class="css-p1">{A}</p><p class="css-p1">{B}</p></section>
        <div class="css-ad2"></div><section class="css-0d1"><p class="css-p1">{C}</p><p class="css-p1">{D}</p></section></main>
        <div class="css-rel">{"".join(f"<a href=/{n}>Ten things about bridge {n}</a>" for n in range(9))}</div></div></body>""",
    "divs for paragraphs": f"""<body><div class="top"><a href="/">Home</a></div><div class="article-text">
        {"".join(f"<div>{line}</div>" for line in TEXT)}</div><div class="bottom"><a href="/a">About</a></div></body>""",
    "amp": f"""<html amp><body><amp-sidebar id="s"><ul><li><a href="/">Home</a></li></ul></amp-sidebar><header>Bridge Times</header>
        <article><h1>Bridge</h1><amp-img src="a.jpg" width="1" height="1"></amp-img>{PS}<amp-ad type="x"></amp-ad>
        <amp-social-share type="twitter"></amp-social-share></article><amp-analytics></amp-analytics></body></html>""",
    "print view": f"<body onload='print()'><h1>Bridge</h1><hr>{PS}<hr><p>© 2026 Bridge Times. All rights reserved.</p></body>",
    "paywalled": f"""<body><article><h1>Bridge</h1>{PS}<div class="paywall subscribe-box"><p>Subscribe now to read the full
        story, for one euro a week.</p><button>Subscribe</button></div></article></body>""",
    "cookie notice": f"""<body><div id="cookie-consent" role="dialog"><p>We and our partners store cookies, and use them to show you
        advertisements, to measure audiences, and to improve our products.</p><button>Accept</button></div>
        <article><h1>Bridge</h1>{PS}</article></body>""",
    "microdata": f"""<body><div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">Bridge</h1>
        <span itemprop="author" itemscope><span itemprop="name">Jane Doe</span></span>
        <div itemprop="articleBody">{PS}</div></div><div class="most-read">{teasers(5)}</div></body>""",
    "xhtml": f"""<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><body><div id="main"><h1>Bridge</h1>{PS}</div></body></html>""",
}  # fmt: skip


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES.keys())
def test_the_article_and_nothing_else(html: str) -> None:
    assert clean(html).body.split("\n\n") == TEXT


def test_a_paragraph_written_as_div_may_have_links_in_it() -> None:
    linked = f"<div>Farmers <a href='/f'>on the far bank, who have waited</a> for four years, {C[4:]}</div>"
    divs = "".join(f"<div>{line} It is year {year}.</div>" for year in range(3) for line in (A, B))

    body = clean(f"<body><div class='story'>{divs}{linked}</div></body>").body

    assert body.split("\n\n")[-1] == f"Farmers on the far bank, who have waited for four years, {C[4:]}"


def test_the_first_part_of_an_article_may_stand_in_a_wrapper_of_its_own() -> None:
    first = f"<div class='a1'><div class='b1'><p>{A}</p><p>{B}</p></div></div>"
    rest = "".join(
        f"<p>{line} It is year {year}, and so on, and on, and on.</p>" for year in range(2) for line in (C, D)
    )
    ad = "<div class='a3'><span>Advertisement</span></div>"

    body = clean(
        f"<body><div>{first}{ad}<div class='a2'><div class='b2'>{rest}</div><i></i></div></div></body>"
    ).body

    assert body.split("\n\n")[:2] == [A, B]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Publicidade</p>",
        "<div>Anzeige</div>",
        "<p class='button-wrapper'><a class='button' href='/s'>Share Bridge Times</a></p>",
        "<ul><li><a href='/l'>Log in</a> to post comments</li></ul>",
        "<p>اقرأ أيضا: <a href='/x'>عشرة جسور قديمة في البلاد</a></p>",
        "<p>CLICK HERE TO GET THE BRIDGE TIMES APP</p>",
        "<p>Продолжение после рекламы</p>",
        "<p>For more bridge news please visit Bridge Times.</p>",
        "<p>（责任编辑：桥梁_B123）</p>",
        "<p>.</p>",
        "<p>Yuk, Simak Juga Video ini!</p>",
        "<p>Image credit : Bridge Archive/W. Stone</p>",
        "<p>Lesen Sie hier mehr: Zehn alte Brücken im Land</p>",
        "<p>Le puede interesar: Diez puentes viejos</p>",
        "<p>War der Artikel hilfreich? (12 Stimmen)</p>",
        "<p>Bild anzeigen Bild schließen</p>",
        "<p>SIGN UP FOR OUR NEWSLETTER</p>",
        "<p>Jump to RecipePrint Recipe</p>",
        "<p>This entry was posted in Bridges and tagged river. Bookmark the permalink.</p>",
        "<p>If you enjoyed reading this post, would you support our work?</p>",
    ],
)
def test_lines_that_systems_set_between_paragraphs_are_left_out(line: str) -> None:
    html = f"<body><article><h1>Bridge</h1><p>{A}</p><p>{B}</p>{line}<p>{C}</p><p>{D}</p></article></body>"

    assert clean(html).body.split("\n\n") == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "<p>Harbour News</p>",
        "<p>Jane Stone | 12 jan 23, 5h27</p>",
        "<div>1 min</div>",
        "<div>1/5</div>",
        "<p>Dienstag, 1. Februar 2022</p>",
        "<p>News Harbour The old bridge over the river will stand again</p>",
        "<p>（原标题：旧桥将在冬季前重建）</p>",
        "<p>The old bridge over the river will stand again.</p><p>20 December 2023, 19:15</p>",
    ],
    ids=[
        "section",
        "byline with date",
        "length",
        "counter",
        "date",
        "path to the title",
        "former title",
        "headline with a full stop",
    ],
)
def test_lines_above_the_text_are_left_out(line: str) -> None:
    head = """<title>The old bridge over the river will stand again</title>
        <meta property="article:section" content="Harbour News"><meta name=author content="Jane Stone">"""

    assert clean(f"<head>{head}</head><body><article>{line}{PS}</article></body>").body.split("\n\n") == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "<p>About the author</p>",
        "<h3>More from Bridge Times &amp; Partners</h3>",
        "<p>Articles les plus lus</p>",
        "<p>Seguí leyendo</p>",
    ],
)
def test_a_heading_of_other_content_below_the_text_is_left_out(line: str) -> None:
    assert clean(f"<body><article>{PS}{line}</article></body>").body.split("\n\n") == TEXT


def test_a_letter_set_large_belongs_to_its_word() -> None:
    article = clean(f"<body><article><div>{A[0]}</div><p>{A[1:]}</p><p>{B}</p><p>{C}</p></article></body>")

    assert article.body.split("\n\n")[0] == A


def test_a_caption_between_paragraphs_and_its_copy() -> None:
    caption = "<div>The bridge in spring. (Photo: Wes Stone)</div>"

    article = clean(f"<body><article><p>{A}</p>{caption * 2}<p>{B}</p><p>{C}</p><p>{D}</p></article></body>")

    assert article.captions == ["The bridge in spring. (Photo: Wes Stone)"]
    assert article.body.split("\n\n") == TEXT


def test_a_sentence_with_a_date_is_no_date_line() -> None:
    last = "自2007年起，这座城市已经修建了四百多座桥。（本报）"
    lines = [
        "这座城市计划修建新的大桥，以连接两岸的居民区，工程将于明年春天开始。",
        "市长说，旧桥每天有两万人经过，新桥建成之后将只供行人和自行车使用。",
        "费用的三分之一由本市承担，三分之一由省里承担，其余来自过桥的收费。",
        last,
    ]
    text = "".join(f"<p>{line}</p>" for line in lines)

    assert clean(f"<body><article>{text}</article></body>").body.endswith(last)


def test_a_page_from_an_archive_has_its_own_address() -> None:
    head = "<link rel=canonical href='https://web.archive.org/web/20230114010203/https://www.d.example/a'>"

    article = clean(f"<head>{head}</head><body><article>{PS}</article></body>")

    assert (article.url, article.domain) == ("https://www.d.example/a", "d.example")


@pytest.mark.parametrize(
    "around",
    [
        "<div class='layout has-sidebar-right'>{}</div>",
        "<div id='header' class='page-header'>{}</div>",
        "<section role='complementary'>{}</section>",
        "<noscript>{}</noscript>",
        "<div style='display:none' class='full-text'>{}</div>",
        "<div class='scrollblock sponsor-free'>{}</div>",
        "<form><fieldset>{}</fieldset></form>",
    ],
    ids=["layout", "header", "role", "noscript", "hidden until a script runs", "names", "form"],
)
def test_names_lie_when_the_article_stands_inside(around: str) -> None:
    more = [f"{line} So it was last year as well." for line in TEXT]
    article = f"<div class=a><h1>The bridge stands</h1>{PS}{''.join(f'<p>{line}</p>' for line in more)}</div>"
    comments = "<div class='comments'><p>I have waited for this bridge for so long, and so have all of us here.</p></div>"

    assert clean(f"<body>{around.format(article)}{comments}</body>").body.split("\n\n") == TEXT + more


@pytest.mark.parametrize("name", ["comments", "cookie-consent", "privacy-popup"])
def test_long_comments_and_notices_are_no_article(name: str) -> None:
    said = [
        f"I think so too, for the {n}th time: {line[0].lower()}{line[1:]}"
        for n in range(4, 8)
        for line in TEXT
    ]
    beside = f"<div class='{name}'>{''.join(f'<p>{line}</p>' for line in said)}</div>"

    assert clean(f"<body><article><h1>Bridge</h1>{PS}</article>{beside}</body>").body.split("\n\n") == TEXT


def test_single_breaks_part_paragraphs_that_are_sentences() -> None:
    verse = "The river came,<br>the bridge went by,<br>and nobody<br>could tell us why."

    article = clean(
        f"<body><article><div>{A}<br>{B}<br>What it costs<br>{C}</div><p>{verse}</p><p>{D}</p></article></body>"
    )

    assert article.body.split("\n\n") == [A, B, "What it costs", C, "The river came, the bridge went by, and nobody could tell us why.", D]  # fmt: skip


def test_a_page_laid_out_in_a_table() -> None:
    html = f"""<body><table width="100%"><tr><td width="150"><a href="/">Home</a><br><a href="/n">News</a></td>
        <td><font size="5"><b>The bridge will stand again</b></font>{PS}</td><td width="150"><a href="/x">Advertise</a></td></tr></table></body>"""

    assert clean(html).body.split("\n\n")[-4:] == TEXT
    assert "Advertise" not in clean(html).body


def test_headings_lists_quotes_and_data_tables_are_part_of_the_article() -> None:
    article = clean(
        f"""<body><article><h1>Bridge</h1><p>{A}</p><h2>What it costs</h2><p>{B}</p>
        <ul><li>The piers, which stand in the water: forty million</li><li>The road: ten million</li></ul>
        <ol><li>First the old bridge falls</li><li>Then the new one rises</li></ol>
        <blockquote>We have waited for long, and now we wait for the spring.</blockquote>
        <table><thead><tr><th>Year</th><th>Cost</th></tr></thead><tbody><tr><td>2026</td><td>20</td></tr>
        <tr><td>2027</td><td>30</td></tr></tbody></table><p>{C}</p><p>{D}</p></article></body>"""
    )

    assert article.body.split("\n\n") == [
        A,
        "What it costs",
        B,
        "The piers, which stand in the water: forty million",
        "The road: ten million",
        "First the old bridge falls",
        "Then the new one rises",
        "We have waited for long, and now we wait for the spring.",
        "Year | Cost",
        "2026 | 20",
        "2027 | 30",
        C,
        D,
    ]


def test_captions_and_promo_lines_are_kept_apart() -> None:
    article = clean(
        f"""<body><article><h1>Bridge</h1><figure><span>Image</span><img src="a.jpg"><figcaption>The bridge in March</figcaption></figure>
        <p>{A}</p><div class="wp-caption"><img src="b.jpg"><p class="wp-caption-text">The river in May</p></div><p>{B}</p>
        <p><strong>Read more:</strong> <a href="https://d.example/x">Ten old bridges</a></p><p>{C}</p><p>{D}</p></article></body>"""
    )

    assert article.body.split("\n\n") == TEXT
    assert article.captions == ["The bridge in March", "The river in May"]
    assert [(link.title, link.url) for link in article.related] == [
        ("Ten old bridges", "https://d.example/x")
    ]


def test_a_live_blog_gives_its_posts() -> None:
    posts = "".join(
        f"<div class='post'><time datetime='2026-05-01T1{n}:00:00Z'>1{n}:00</time><h3>Hour {n}</h3><p>{line}</p></div>"
        for n, line in enumerate(TEXT)
    )
    about = json.dumps({"@type": "LiveBlogPosting", "headline": "Bridge, live"})
    article = clean(
        f"<head><script type='application/ld+json'>{about}</script></head><body><main><h1>Bridge, live</h1>{posts}</main></body>"
    )

    assert [line for line in article.body.split("\n\n") if line in TEXT] == TEXT


@pytest.mark.parametrize(
    ("canonical", "og_url", "url"),
    [
        ("https://www.d.example/a", "https://www.d.example/a?b=1", "https://www.d.example/a"),
        ("https://www.d.example/", "https://www.d.example/a", "https://www.d.example/a"),
        ("https://other.example/a", "https://www.d.example/b", "https://www.d.example/b"),
        ("/a", "https://www.d.example/a", "https://www.d.example/a"),
        ("https://d.example:99999/a", "", None),
        ("https://[d.example/a", "", None),
    ],
)
def test_the_address_is_on_the_pages_own_site(canonical: str, og_url: str, url: str | None) -> None:
    head = f"<link rel=canonical href='{canonical}'><meta property=og:url content='{og_url}'>"
    links = "<a href='https://www.d.example/news'>News</a><a href='https://www.d.example/sport'>Sport</a>"

    assert clean(f"<head>{head}</head><body>{links}<article>{PS}</article></body>").url == url


@pytest.mark.parametrize(
    ("head", "section"),
    [
        ('<meta property="article:section" content="Local News">', ["Local News"]),
        ('<meta property="article:section" content="/world/europe">', ["world", "europe"]),
        (
            '<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":[{"name":"Home"},{"item":{"name":"World"}},{"name":"Europe"},{"name":"A bridge falls"}]}</script><meta property="og:title" content="A bridge falls">',
            ["World", "Europe"],
        ),
        ('<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":7}</script>', []),
        ('<script type="application/ld+json">{"@type":"NewsArticle","articleSection":["World","World","Europe"]}</script>', ["World", "Europe"]),
    ],
    ids=["tag", "path", "breadcrumb", "bent breadcrumb", "repeated"],
)  # fmt: skip
def test_section_paths(head: str, section: list[str]) -> None:
    assert clean(f"<head>{head}</head><body><article>{PS}</article></body>").section == section


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ('<meta property="og:site_name" content="Bridge Times">', "Bridge Times"),
        (
            '<meta property="og:site_name" content="https://d.example"><meta name="dc.publisher" content="Bridge Times">',
            "Bridge Times",
        ),
        (
            '<script type="application/ld+json">{"@type":"WebSite","name":"Bridge Times"}</script>',
            "Bridge Times",
        ),
        ("", None),
    ],
)
def test_publishers(head: str, publisher: str | None) -> None:
    assert clean(f"<head>{head}</head><body><article>{PS}</article></body>").publisher == publisher


def test_keywords_are_words() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","keywords":["null","Locked:false","rivers"]}</script>'

    assert clean(f"<head>{head}</head><body><article>{PS}</article></body>").keywords == ["rivers"]


def test_an_author_behind_the_title_goes_with_the_sites_name() -> None:
    title = "A bridge falls in the night"
    tags = f'<meta property="og:site_name" content="Times"><meta property="og:title" content="{title} - Jane Doe - Times">'

    assert clean(f"<head>{tags}</head><body><h1>{title}</h1><article>{PS}</article></body>").title == title


NO_ARTICLES = {
    "home page": f"<head><title>Bridge Times</title><meta property=og:type content=website><link rel=canonical href='https://d.example/'></head><body><main>{teasers(20)}</main></body>",
    "section front": f"<head><title>Sport - Bridge Times</title><link rel=canonical href='https://d.example/sport'></head><body><h1>Sport</h1><main>{teasers(14)}</main></body>",
    "author page": f"<head><title>Jane Doe</title><link rel=canonical href='https://d.example/author/jane-doe'></head><body><h1>Jane Doe</h1>{teasers(12)}</body>",
    "search results": f"<head><title>Search results for bridge</title></head><body><form><input></form><p>14 results</p>{teasers(14)}</body>",
    "not found": f"<head><title>Page not found</title></head><body><h1>404</h1><p>We could not find that page. Try the search, or these stories.</p>{teasers(5)}</body>",
    "robot check": "<head><title>Just a moment...</title></head><body><p>Checking your browser before you go on to d.example.</p></body>",
    "video": f"<head><title>The bridge falls</title><script type='application/ld+json'>{json.dumps({'@type': 'VideoObject', 'name': 'The bridge falls'})}</script></head><body><video></video><p>The bridge, as it fell.</p></body>",
    "gallery index": f"<head><title>Photos</title><script type='application/ld+json'>{json.dumps({'@type': 'CollectionPage'})}</script></head><body>{teasers(9)}</body>",
}  # fmt: skip


@pytest.mark.parametrize("html", NO_ARTICLES.values(), ids=NO_ARTICLES.keys())
def test_pages_without_an_article(html: str) -> None:
    with pytest.raises(RejectError) as caught:
        clean(html)

    assert caught.value.reason is Reason.NO_ARTICLE
