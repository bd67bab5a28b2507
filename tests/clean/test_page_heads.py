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
        ("<p class=author>Por Maria da Silva, Rádio 9 — São Paulo</p>", ["Maria da Silva"], None),
        ("<span property='dc:date dc:created' content='2013-02-04T10:10:00+01:00'>Submitted by Jane Doe on Mon, 02/04/2013 - 10:10</span>", ["Jane Doe"], "2013-02-04T10:10:00+01:00"),
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
