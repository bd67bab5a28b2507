"""Authors and dates that stand by the headline and nowhere else, as different systems set them."""

from __future__ import annotations

import pytest

from etl.article import Article, RawArticle, Source
from etl.clean.html import clean_html

TEXT = (
    "<p>The council agreed on Tuesday, after long talks, that the old bridge over the river should be rebuilt, "
    "and that climate change makes it urgent, with floods that come every spring and stay for weeks.</p>"
    "<p>Work begins in May, the mayor said, and it should end before the winter, when the river rises again.</p>"
)


def clean(head: str, title: str = "Council votes for a new bridge at last") -> Article:
    html = f"<html><head><title>{title}</title></head><body><div><h1>{title}</h1>{head}</div>{TEXT}</body></html>"
    source = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=1, format="html")
    return clean_html(RawArticle(source=source, content=html), 1_000_000)


@pytest.mark.parametrize(
    ("head", "authors", "date"),
    [
        ("<div class=x1><span>By <a href=/j>Jane Doe</a></span><span>May 3, 2021</span></div>", ["Jane Doe"], "2021-05-03"),
        ("<div><a href=/j>Jane Doe</a></div><div>May 3, 2021</div><div>Share</div>", ["Jane Doe"], "2021-05-03"),
        ("<small>May 3rd, 2021 by Jane Doe</small>", ["Jane Doe"], "2021-05-03"),
        ("<p>by</p><p>Jane Doe</p><p>May 3, 2021</p>", ["Jane Doe"], "2021-05-03"),
        ("<p class=autorenzeile>Von <a>Anna Müller</a></p><p>Stand: 3. Mai 2021, 10:12 Uhr</p>", ["Anna Müller"], "2021-05-03T10:12:00"),
        ("<p><span>2020-06-07 08:09</span> <span>来源：河日报</span> <span>作者：王小明</span></p>", ["王小明"], "2020-06-07T08:09:00"),
        ("<p class=author>كتب: أحمد محمود</p>", ["أحمد محمود"], None),
        ("<span property='dc:date dc:created' content='2013-02-04T10:10:00+01:00'>Submitted by Jane Doe on Mon, 02/04/2013 - 10:10</span>", ["Jane Doe"], "2013-02-04T10:10:00+01:00"),
        ("<p>Written by <a href=/blog/author/jane-and-john>Jane Doe and John Roe</a></p><p>April 8, 2024</p>", ["Jane Doe", "John Roe"], "2024-04-08"),
        ("<div class=author-name><div>By </div><a href=/j>Jane Doe</a></div><div class=author-name>EdTech Content Writer</div>", ["Jane Doe"], None),
        ("<div class=author>By <a>Jane Doe</a> | Fact-checked by <a>John Roe</a></div>", ["Jane Doe"], None),
        ("<b class=name><a href=/blog/author/yucy/>Yucy</a></b><span class=time>23/4/2025</span>", ["Yucy"], "2025-04-23"),
        ("<p class=author>The Bridge Team</p>", ["The Bridge Team"], None),
        (f"<p>{'The old bridge over the river is to be rebuilt. ' * 5}</p><p>Jane Doe</p><p>23.07.2025 · 6 min read</p>", ["Jane Doe"], "2025-07-23"),
        ("<div class=byline>Monday August 27, 2018 10:05 am PDT by Jane Doe</div>", ["Jane Doe"], "2018-08-27T10:05:00-07:00"),
        ("<p class=meta><span data-date='2016-03-31T10:55:00Z'>5 years ago</span></p>", [], "2016-03-31T10:55:00+00:00"),
        ("<p>Climate Change</p>", [], None),
        ("<p>Share this</p><h2>Sunday, May 2</h2>", [], None),
    ],
)  # fmt: skip
def test_the_lines_below_the_headline_name_author_and_date(
    head: str, authors: list[str], date: str | None
) -> None:
    article = clean(head)

    assert (article.authors, article.published_at) == (authors, date)


def test_a_date_in_the_text_is_not_the_date_of_the_article() -> None:
    article = clean(
        "<p>The old bridge, which the town's own engineers had called unsafe for many years, was closed on May 3, 2011 by "
        "John Roe, the engineer, who said that it would not stand another flood of that kind.</p>"
    )

    assert (article.authors, article.published_at) == ([], None)


def page(head: str, body: str, language: str = "en") -> Article:
    html = f"<html lang={language}><head>{head}</head><body><h1>Council votes for a new bridge</h1>{body}</body></html>"
    source = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=1, format="html")
    return clean_html(RawArticle(source=source, content=html), 1_000_000)


COMPANY = '<script type="application/ld+json">{"@type":"Article","author":{"@type":"Organization","name":"River Books"}}</script>'
BUILT = '<script type="application/ld+json">{"@type":"Article","datePublished":"2025-06-24","dateModified":"2025-06-24"}</script>'


@pytest.mark.parametrize(
    ("head", "below", "authors", "date"),
    [
        ("<meta name=author content='Jane Doe'>", "<p class=byline>By Jane Doe and John Roe</p>", ["Jane Doe", "John Roe"], None),
        ("<meta name=author content='Jane Doe'>", "<p class=byline>By Jane Doe, Climate Change</p>", ["Jane Doe"], None),
        ("<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Jane Doe'>", "", ["Jane Doe"], None),
        ("<meta name=twitter:label1 content='Reading time'><meta name=twitter:data1 content='4 Minutes'>", "", [], None),
        (COMPANY, "<p class=byline>By Jane Doe</p>", ["Jane Doe"], None),
        (COMPANY, "", ["River Books"], None),
        (BUILT, "<p class=byline>Jane Doe</p><p class=date>August 25, 2024</p>", ["Jane Doe"], "2024-08-25"),
        (BUILT.replace('06-24"}', '06-20"}'), "<p class=date>August 25, 2024</p>", [], "2024-08-25"),
        (BUILT.replace('06-24"}', '07-01"}'), "<p class=date>August 25, 2024</p>", [], "2025-06-24"),
        ("<meta property=article:modified_time content=2023-06-12T10:39:42Z>", "", [], "2023-06-12T10:39:42+00:00"),
        ("<meta name=article:published_time value=2016-11-29T20:26:06Z>", "", [], "2016-11-29T20:26:06+00:00"),
        (r'<script>x = "{\"datePublished\":\"2023-04-07T14:11:18Z\"}"</script>', "", [], "2023-04-07T14:11:18+00:00"),
    ],
)  # fmt: skip
def test_what_the_page_declares_and_what_its_readers_see(
    head: str, below: str, authors: list[str], date: str | None
) -> None:
    article = page(head, below + TEXT)

    assert (article.authors, article.published_at) == (authors, date)


@pytest.mark.parametrize(
    ("language", "date"), [("en-US", "2025-03-04"), ("en-GB", "2025-04-03"), ("en", None)]
)
def test_a_date_in_numbers_has_the_order_of_the_language(language: str, date: str | None) -> None:
    assert page("", f"<p class=date>3/4/2025</p>{TEXT}", language).published_at == date


def test_a_date_behind_a_text_with_many_numbers_is_found() -> None:
    numbers = "".join(f"<li>{n * 1000} bricks</li>" for n in range(1, 30))

    article = page("", f"{TEXT}<ul>{numbers}</ul><p class=published-date>Published on: 15 August 2025</p>")

    assert article.published_at == "2025-08-15"


def test_who_signs_below_the_article_wrote_it() -> None:
    article = page("", f"{TEXT}<h3>Written by Jane Doe</h3><p>Jane Doe writes about bridges.</p>")

    assert article.authors == ["Jane Doe"]
