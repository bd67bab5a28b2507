from __future__ import annotations

import pytest

from etl.article import Article, RawArticle, Source
from etl.clean.html import clean_html
from etl.errors import Reason, RejectError

P = (
    "The council agreed on Tuesday, after long talks with the owners of the land, that the old bridge over the "
    "river should be rebuilt before the winter, and that the town would pay a third of what the work costs. "
)
TEASER = "The council agreed on Tuesday that the old bridge over the river should be rebuilt."
NAV = "<nav>" + "".join(f"<a href=/{n}>Section {n}</a> " for n in range(12)) + "</nav>"


def clean(head: str, body: str) -> Article:
    source = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=1, format="html")
    content = f"<html><head>{head}</head><body>{body}</body></html>"
    return clean_html(RawArticle(source=source, content=content), 1_000_000)


def teasers(count: int, box: str = "div") -> str:
    return "".join(
        f"<{box} class=card><h3><a href=/news/{n}>Bridge number {n} will be rebuilt</a></h3><p>{TEASER}</p></{box}>"
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            "<title>Bridge Daily</title><link rel=canonical href='https://d.example/'>",
            f"{NAV}<main>{teasers(20)}</main>",
        ),
        (
            "<title>Bridge Daily</title><meta property=og:type content=website>",
            f"{NAV}<main>{teasers(15, 'article')}</main>",
        ),
        (
            "<title>Politics</title><link rel=canonical href='https://d.example/politics'>",
            f"<h1>Politics</h1><main>{teasers(15, 'li')}</main>",
        ),
        (
            "<title>Search results for bridge</title>",
            f"<h1>Search results for bridge</h1><main>{teasers(10)}</main>",
        ),
        (
            '<script type="application/ld+json">{"@type":"CollectionPage","name":"Bridges"}</script>',
            f"<main>{teasers(10)}</main>",
        ),
        (
            "<title>404 - Page not found</title>",
            f"<h1>Page not found</h1><p>{TEASER} Try the search, or go back to the front page.</p>",
        ),
        (
            "<title>Access Denied</title>",
            f"<h1>Access Denied</h1><p>You don't have permission to open this page. {TEASER}</p>",
        ),
        (
            "<title>Watch: the bridge falls</title><meta property=og:type content=video.other>",
            f"<h1>Watch: the bridge falls</h1><video src=x></video><p>{TEASER}</p>",
        ),
        (
            (
                "<title>Bridge Daily</title><link rel=canonical href='https://d.example'><meta property=og:type content=website>"
                '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge","author":"Jane Stone"}</script>'
            ),
            f"{NAV}<main>{teasers(20)}</main>",
        ),
        (
            (
                "<title>Bridge Daily</title><meta property=og:type content=website><meta name=author content='Jane Stone'>"
                '<script type="application/ld+json">{"@type":"ItemList","itemListElement":[]}</script>'
            ),
            f"{NAV}<main>{teasers(20)}</main>",
        ),
        ("<title>Old Harbor Bridge Club - Home</title>", f"<main><h2>Our aims</h2><p>{TEASER}</p></main>"),
        (
            "<title>Redirect Notice</title>",
            f"<p>You are being sent to the other page now. {TEASER} {TEASER}</p>",
        ),
        ("<title>Sign in</title>", "<form><p>Name</p><input><p>Password</p><input></form><p>Forgot it?</p>"),
    ],
    ids=[
        "home",
        "home of articles",
        "section",
        "search",
        "collection",
        "missing",
        "denied",
        "video",
        "home that declares",
        "list",
        "home by its title",
        "redirect",
        "form",
    ],
)
def test_a_page_that_is_no_article_is_rejected(head: str, body: str) -> None:
    with pytest.raises(RejectError) as caught:
        clean(head, body)

    assert caught.value.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Why we got lost: page not found</title>", f"<article>{f'<p>{P}</p>' * 9}</article>"),
        ("<title>Bridge</title><link rel=canonical href='https://d.example/'>", f"<p>{P * 2}</p>" * 4),
        (
            "<title>Ten bridges</title><meta property=og:type content=article>",
            f"<article>{teasers(10)}</article>",
        ),
        (
            "<title>Bridge</title>",
            f"<article><p>{P * 2}</p>"
            + "".join(f"<p><a href=/{n}>Source {n}</a></p>" for n in range(3))
            + "</article>",
        ),
    ],
    ids=["about errors", "at the root", "declared list", "with sources"],
)
def test_an_article_with_a_trait_of_the_others_stays(head: str, body: str) -> None:
    assert clean(head, body).body
