from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.article import Article, RawArticle, Source
from etl.clean.html import clean_html
from etl.errors import Reason, RejectError

P = "The council voted on Tuesday for a new bridge over the river, after a debate of six hours, officials said."
Q = "Mayor Paul Brandt said the work would begin in the spring, and take two years, if the money is found."


def clean(html: str, most: int = 1_000_000) -> Article:
    source = Source(uri="file:///a.html", path="a.html", sha256="", bytes=len(html), format="html")
    return clean_html(RawArticle(content=html, source=source), most)


def page(body: str, head: str = "") -> str:
    return f"<html lang='en'><head>{head}</head><body>{body}</body></html>"


def test_the_article_comes_without_what_stands_around_it() -> None:
    article = clean(
        page(
            f"""<nav><a href="/">Home</a><a href="/w">World</a></nav><header class="site-header">The Daily Example</header>
            <article><h1>Council votes for the bridge</h1><p>{P}</p><h2>What it costs</h2><p>{Q}</p>
            <ul><li>Forty million for the piers</li><li>Ten million for the road</li></ul>
            <blockquote><p>It is time that we did this, and did it well, for everyone in the town.</p></blockquote>
            <div class="share-bar"><a>Share</a><a>Tweet</a></div><aside>Sign up for our newsletter</aside>
            <figure><img src="a.jpg"><figcaption>The river in March</figcaption></figure></article>
            <div class="related"><a href="/x">Ten bridges you must see</a></div><footer>© Example</footer>"""
        )
    )

    assert article.body.split("\n\n") == [
        P,
        "What it costs",
        Q,
        "Forty million for the piers",
        "Ten million for the road",
        "It is time that we did this, and did it well, for everyone in the town.",
    ]
    assert article.captions == ["The river in March"]
    assert article.title == "Council votes for the bridge"


@pytest.mark.parametrize(
    "start", ["<title>The bridge</title>", "<html lang=en><title>The bridge</title>", ""]
)
def test_a_page_that_leaves_its_body_s_tag_out(start: str) -> None:
    paragraphs = [
        f"The council agreed on Tuesday to rebuild bridge {n}, after long talks with the owners."
        for n in "abc"
    ]
    page = f"<!DOCTYPE html>{start}<article><h1>The bridge</h1>{''.join(f'<p>{text}</p>' for text in paragraphs)}</article>"

    article = clean(page)

    assert (article.title, article.body) == ("The bridge", "\n\n".join(paragraphs))


def test_json_ld_says_most() -> None:
    ld = """{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "The Daily Example"},
      {"@type": "NewsArticle", "headline": "Council votes for the bridge", "datePublished": "2026-02-18T17:23:00-05:00",
       "dateModified": "2026-02-18T22:30:00Z", "author": [{"@type": "Person", "name": "By Anna Keller"}, {"name": "Staff"}],
       "publisher": {"name": "The Daily Example"}, "articleSection": "Local", "keywords": ["bridges", "councils"],},]}"""
    head = f'<script type="application/ld+json">{ld}</script><link rel="canonical" href="https://www.daily.example/bridge">'

    article = clean(page(f"<article><p>{P}</p><p>{Q}</p></article>", head))

    assert article.title == "Council votes for the bridge"
    assert article.authors == ["Anna Keller"]
    assert article.published_at == "2026-02-18T17:23:00-05:00"
    assert article.modified_at == "2026-02-18T22:30:00+00:00"
    assert (article.publisher, article.section) == ("The Daily Example", ["Local"])
    assert article.keywords == ["bridges", "councils"]
    assert (article.url, article.domain) == ("https://www.daily.example/bridge", "daily.example")


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<meta property="og:title" content="Votes &amp; bridges | The Daily Example"><meta property="og:site_name" content="The Daily Example">', "title", "Votes & bridges"),
        ('<meta property="article:published_time" content="2026-02-18">', "published_at", "2026-02-18"),
        ('<meta name="DC.date.issued" content="2026-02-18T08:00:00">', "published_at", "2026-02-18T08:00:00"),
        ('<meta name="parsely-pub-date" content="2026-02-18T08:00:00Z">', "published_at", "2026-02-18T08:00:00+00:00"),
        ('<meta name="author" content="Anna Keller and Paul Brandt">', "authors", ["Anna Keller", "Paul Brandt"]),
        ('<meta name="author" content="Reuters">', "authors", []),
        ('<meta name="news_keywords" content="bridges, councils">', "keywords", ["bridges", "councils"]),
        ('<meta property="og:description" content="A long debate.">', "summary", "A long debate."),
        ('<link rel="canonical" href="javascript:alert(1)">', "url", None),
        ('<meta property="og:image" content="https://daily.example/a.jpg">', "image_url", "https://daily.example/a.jpg"),
    ],
)  # fmt: skip
def test_meta_tags(head: str, field: str, value: object) -> None:
    assert getattr(clean(page(f"<article><p>{P}</p><p>{Q}</p></article>", head)), field) == value


def test_promo_lines_are_related_links() -> None:
    html = page(
        f'<article><p>{P}</p><p>RELATED NEWS | <a href="https://d.example/x">Ten old bridges</a></p><p>{Q}</p><p>{Q[::-1]}.</p></article>'
    )

    article = clean(html)

    assert article.body.startswith(f"{P}\n\n{Q}")
    (link,) = article.related
    assert (link.label, link.title, link.url) == ("RELATED NEWS", "Ten old bridges", "https://d.example/x")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<frameset><frame src=a></frameset>",
        "<html><body></body></html>",
        "<p></p>",
        "&amp;" * 50,
        "<script>a()</script>",
    ],
)
def test_what_is_no_article(html: str) -> None:
    with pytest.raises(RejectError) as caught:
        clean(html)

    assert caught.value.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize(
    ("title", "kind"), [("Page not found | Example", "error"), ("Search results for bridges", "search")]
)
def test_a_page_that_says_what_it_is_is_no_article_whatever_it_declares(title: str, kind: str) -> None:
    head = (
        f'<title>{title}</title><link rel="canonical" href="https://e.example/2026/05/03/old-story">'
        '<meta name="author" content="Jane Stone"><meta property="article:published_time" content="2026-05-03">'
    )
    text = "<p>What you asked for is not here any more, or never was.</p><p>Look at our front page for the news of today.</p>"

    with pytest.raises(RejectError) as caught:
        clean(f"<html><head>{head}</head><body><h1>{title}</h1>{text}</body></html>")

    assert caught.value.detail.startswith(kind)


def test_text_over_the_cap_is_a_reject_and_never_cut() -> None:
    with pytest.raises(RejectError) as caught:
        clean(page(f"<article><h1>Bridge</h1><p>{P}</p><p>{Q}</p></article>"), 150)

    assert caught.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + P,
        "<span>" * 50_000 + P + "</span>" * 50_000,
        "<p " + " ".join(f"a{i}=x" for i in range(200_000)) + f">{P}</p>",
        '<script type="application/ld+json">' + "[" * 100_000 + f"</script><p>{P}</p>",
        "<!--" * 100_000 + P,
        "<p>" + "a" * 2_000_000,
        f'<p>{P}</p><img src="data:image/png;base64,' + "A" * 2_000_000 + '">',
        "<table><tr><td>" * 3_000 + P,
    ],
    ids=["divs", "spans", "attributes", "json", "comments", "word", "image", "tables"],
)
def test_hostile_pages_end_soon(html: str) -> None:
    start = time.process_time()
    with suppress(RejectError):
        clean(html)
    assert time.process_time() - start < 5


TAGS = (
    "p",
    "div",
    "span",
    "table",
    "tr",
    "td",
    "ul",
    "li",
    "a",
    "h1",
    "article",
    "br",
    "figure",
    "figcaption",
    "time",
)
PIECES = st.one_of(
    st.sampled_from(
        [f"<{t}>" for t in TAGS]
        + [f"</{t}>" for t in TAGS]
        + [f"<{t} class='share related article'>" for t in TAGS]
    ),
    st.text(max_size=30),
    st.just(P),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_markup_is_an_article_or_a_reject_and_no_word_is_invented(html: str) -> None:
    try:
        article = clean(html)
    except RejectError as error:
        assert error.reason is Reason.NO_ARTICLE  # noqa: PT017
        return
    assert article.body.strip()
    shown = re.sub("<[^<>]*>", "", html)  # an inline tag between two letters does not part them
    assert set(P.split()) >= {
        word for word in article.body.split() if word.isascii() and word.isalpha() and word not in shown
    }
