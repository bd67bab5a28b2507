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
CUT = (
    (
        "Work begins in May",
        "The first of the new piers will be built in May, and the mayor said that the town would see little of it before the",
    ),
    (
        "Ferry runs again",
        "Until the bridge is open, a ferry takes walkers and cyclists across for nothing, from six in the morning until the last",
    ),
    (
        "Owner sells land",
        "Greta Holm, whose family has had the meadow since her grandfather came here, sold it to the town after a year of talks. She said",
    ),
    (
        "A third from us",
        "The town pays a third of what it costs, and the county the rest; two members of the council asked whether that would be all. The",
    ),
    (
        "Old stones found",
        "Divers who looked at the ground of the river found stones that may be of a much older bridge, and a museum asked that they",
    ),
)
"""Teasers: titles, and texts that are cut off."""
NAV = "<nav>" + "".join(f"<a href=/{n}>Section {n}</a> " for n in range(12)) + "</nav>"


def _raw(head: str, body: str) -> RawArticle:
    source = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=1, format="html")
    content = f"<html><head>{head}</head><body>{body}</body></html>"
    return RawArticle(source=source, content=content)


def clean(head: str, body: str) -> Article:
    return clean_html(_raw(head, body), 1_000_000)


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
            "<title>404 - Page not found</title>",
            f"<h1>Page not found</h1><p>{TEASER} Try the search, or go back to the front page.</p>",
        ),
        (
            "<title>Access Denied</title>",
            f"<h1>Access Denied</h1><p>You don't have permission to open this page. {TEASER}</p>",
        ),
        (
            (
                "<title>Bridge Daily</title><link rel=canonical href='https://d.example'><meta property=og:type content=website>"
                '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge","author":"Jane Stone"}</script>'
            ),
            f"{NAV}<main>{teasers(20)}</main>",
        ),
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
        "missing",
        "denied",
        "home that declares",
        "redirect",
        "form",
    ],
)
def test_a_page_that_is_no_article_is_rejected(head: str, body: str) -> None:
    with pytest.raises(RejectError) as caught:
        clean(head, body)

    assert caught.value.reason is Reason.NO_ARTICLE


OFFER = (
    "We build bridges for towns and companies, and our engineers plan yours from the first drawing to the last bolt. "
    "Contact us today and get a free quote for your project."
)
SERVICE = (
    f"<nav class=menu><a href=/>Home</a> <a href=/services>Services</a> <a href=/about>About us</a></nav><div class=hero><h1>Bridge services</h1><p>{OFFER}</p>"
    "<a class='btn cta' href=/contact>Get started</a></div>"
    + "".join(
        f"<div class='service-card col'><h3>{work}</h3><p>Our team helps you with {work.lower()}, so that your business can grow on both sides "
        "of the river.</p><a class=btn href=/x>Learn more</a></div>"
        for work in ("Planning", "Building", "Repair", "Inspection")
    )
    + "<form class=contact-form><input name=name><input type=email name=email><textarea name=message></textarea><button>Send</button></form>"
)
LOGIN = (
    "<div class=login-form><h1>Log in to your account</h1><p>Please enter your user name and your password to log in, or register if you do not "
    "have an account yet.</p><form><input type=text name=username><input type=password name=password><button>Log in</button></form><p>By "
    "logging in you agree to our terms of use and to our privacy policy, which you can read at any time.</p></div>"
)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            "<title>Bridge services | Bridge and Company</title><link rel=canonical href='https://b.example/services/bridges'>",
            SERVICE,
        ),
        ("<title>Log in - Bridge Times</title>", LOGIN),
    ],
    ids=["service", "login"],
)
def test_prose_alone_makes_no_article(head: str, body: str) -> None:
    with pytest.raises(RejectError) as caught:
        clean(head, body)

    assert caught.value.reason is Reason.NO_ARTICLE


def posts(count: int) -> str:
    """Return whole posts below each other, as a blog's front shows them."""
    return "".join(
        f"<div class=post><h2><a href=/2026/{n}>Bridge number {n} stands</a></h2><p>{P}</p><p>{P}</p><a href=/2026/{n}#c>{n} comments</a></div>"
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Bridge blog</title>", f"{NAV}{posts(6)}<a href=/page/2 rel=next>Older posts</a>"),
        (
            "<title>Bridge and Company</title><link rel=canonical href='https://b.example/'>",
            f"{NAV}<p>{OFFER}</p><p>{P}</p>",
        ),
    ],
    ids=["posts", "at the front"],
)
def test_running_text_alone_makes_no_article(head: str, body: str) -> None:
    with pytest.raises(RejectError) as caught:
        clean(head, body)

    assert caught.value.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize(
    ("head", "body", "kind"),
    [
        (
            "<title>404 - Page not found</title>",
            f"<h1>Page not found</h1><p>{TEASER} Try the search.</p>",
            "error",
        ),
        (
            "<title>Search results for bridge</title>",
            f"<h1>Search results for bridge</h1>{teasers(10)}",
            "search",
        ),
        ("<title>Bridge Daily</title>", "<div id=app></div>", "empty"),
        (
            '<title>Bridge</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge","isAccessibleForFree":false}</script>',
            "<h1>Bridge</h1>",
            "paywall",
        ),
    ],
)
def test_a_reject_says_what_the_page_is_and_keep_all_keeps_it(head: str, body: str, kind: str) -> None:
    with pytest.raises(RejectError) as caught:
        clean(head, body)
    assert caught.value.detail == kind

    if body != "<div id=app></div>":  # of which nothing can be kept
        kept = clean_html(_raw(head, body), 1_000_000, keep_all=True)
        assert (kept.page_kind, bool(kept.body)) == (kind, True)


CONSENT = (
    "<div class=cookie-banner><h2>We value your privacy</h2><p>We and our partners store information on a device, such as cookies, and process "
    "personal data for personalised ads and content, ad measurement and audience insights.</p><p>With your permission we and our partners "
    "may use precise geolocation data. You may click to consent to our processing as described above.</p><button>Accept all</button></div>"
)
DECLARED = "<title>Old bridge will be rebuilt</title><meta property=og:type content=article>"


@pytest.mark.parametrize("end", ["…", "...", " [...]", " (…)"])
@pytest.mark.parametrize("box", ["div", "li", "article"])
def test_paragraphs_that_are_cut_off_make_no_article(end: str, box: str) -> None:
    head = "<meta property=og:type content=website><title>Bridges - The Courier</title>"
    teasers = "".join(
        f"<{box} class=item><b><a href=/n/{n}>{title}</a></b><p>{text}{end}</p></{box}>"
        for n, (title, text) in enumerate(CUT)
    )

    with pytest.raises(RejectError) as caught:
        clean(head, f"<h1>Bridges</h1><div class=list>{teasers}</div>")

    assert caught.value.reason is Reason.NO_ARTICLE


def test_an_article_above_teasers_that_are_cut_off_stays() -> None:
    more = "".join(
        f"<div class=item><h3><a href=/n/{n}>{title}</a></h3><p>{text}…</p></div>"
        for n, (title, text) in enumerate(CUT)
    )

    article = clean(
        "<title>The bridge stands</title>",
        f"<h1>The bridge stands</h1><p>{P}</p><p>{P * 3}</p><p>{P * 2}</p>{more}",
    )

    assert article.body.startswith("The council agreed")


def test_a_wall_is_no_article_even_where_one_is_declared() -> None:
    with pytest.raises(RejectError) as caught:
        clean(DECLARED, NAV + CONSENT)

    assert caught.value.detail == "paywall"


def test_an_article_under_a_wall_stays_without_it() -> None:
    article = clean(DECLARED, f"{NAV}{CONSENT}<main><h1>Old bridge will be rebuilt</h1><p>{P}</p></main>")

    assert article.body == P.strip()


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


@pytest.mark.parametrize(
    "body",
    [
        f"<main><div>{P}</div></main>",
        "<p>The pier was closed for the winter on Friday, as the harbour board had asked in its letter of October.</p>",
        f"<nav><a href=/>Start</a> <a href=/news>News</a></nav><p>{P}</p>",
        "<article><div><br>Der alte Pier bleibt bis zum Frühjahr geschlossen, wie die Hafenverwaltung am Freitag mitteilte.</div></article>",
    ],
)
def test_a_line_or_two_without_a_headline_are_an_article(body: str) -> None:
    assert clean("", body).body


def test_a_line_above_a_form_to_sign_in_is_none() -> None:
    form = "<form><input type=text name=user><input type=password name=pass><button>Log in</button></form>"
    line = "Please enter your user name and your password to log in, or register if you have no account yet."

    with pytest.raises(RejectError):
        clean("<title>Log in</title>", f"<p>{line}</p>{form}")
