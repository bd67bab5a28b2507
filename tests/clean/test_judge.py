from __future__ import annotations

import hashlib
from types import ModuleType

import pytest
from lxml.html import document_fromstring

from etl import trees
from etl.article import Article, RawArticle, Source
from etl.clean.html import clean_html
from etl.clean.judge import page_lines, scrape_lines
from etl.clean.page.dom_lines import lines_of_page
from etl.errors import RejectError

A = "The council agreed on Tuesday that the old bridge over the river should be rebuilt, after long talks about its cost."
B = "Work begins in May, the mayor said, and it should end before the winter, when the river rises again."
C = "The town pays a third of the cost, the state another third, and what is left comes from the toll."
D = "Nobody had expected the vote, which came late in the night, when most of the guests had left."
PS = "".join(f"<p>{text}</p>" for text in (A, B, C, D))


def clean(html: str) -> Article:
    source = Source(uri="file:///a.html", path="a.html", sha256="", bytes=len(html), format="html")
    return clean_html(RawArticle(content=html, source=source), 1_000_000)


@pytest.mark.parametrize("judge", [page_lines, scrape_lines], ids=["pages", "scrapes"])
def test_a_model_was_trained_on_the_signs_that_the_code_makes(judge: ModuleType) -> None:
    assert trees.load(judge.MODEL).fingerprint == judge.fingerprint(), (
        "the signs changed: train the judges again with `make train-cleaning`"
    )


@pytest.mark.parametrize("judge", [page_lines, scrape_lines], ids=["pages", "scrapes"])
def test_a_card_is_of_the_model_beside_it(judge: ModuleType) -> None:
    card = judge.MODEL.with_suffix(".md").read_text(encoding="utf-8")

    assert hashlib.sha256(judge.MODEL.read_bytes()).hexdigest() in card
    assert judge.fingerprint() in card


@pytest.mark.parametrize(
    "paragraph",
    [
        f'<p aria-hidden="true">{C}</p>',
        f'<div class="paywall"><p>{C}</p></div>',
        f'<div id="x"><template shadowrootmode="open"><p>{C}</p></template></div>',
        f"<blockquote>{C}</blockquote>",
        f"<ul><li>{C}</li></ul>",
    ],
    ids=["hidden from readers aloud", "paywall", "shadow tree", "quotation", "list"],
)
def test_a_paragraph_that_readers_see_is_not_lost(paragraph: str) -> None:
    page = f"<body><article><h1>The bridge stands</h1><p>{A}</p><p>{B}</p>{paragraph}<p>{D}</p><p>{A[::-1]}</p></article></body>"

    assert C in clean(page).body


def test_a_lead_in_a_box_of_its_own_belongs_to_the_text() -> None:
    page = f"<body><main><h1>The bridge stands</h1><div class='lead'><div><p>{D}</p></div></div><div class='text'>{PS[: -len(D) - 7]}</div></main></body>"

    assert clean(page).body.split("\n\n") == [D, A, B, C]


@pytest.mark.parametrize(
    "between",
    [
        "<figure><img src=a.jpg><figcaption>A view. Photo: J. Doe</figcaption></figure>",
        "<div class=meta>By Jane Stone, 3 May 2026</div>",
    ],
)
def test_a_lead_above_byline_or_picture_belongs_to_the_text(between: str) -> None:
    page = f"<body><article><h1>The bridge stands</h1><div class=lead><p>{D}</p></div>{between}<div class=text>{PS[: -len(D) - 7]}</div></article></body>"

    assert clean(page).body.split("\n\n") == [D, A, B, C]


def test_text_that_stands_once_for_each_size_of_screen_is_read_once() -> None:
    page = f"<body><article><h1>The bridge stands</h1><div class=mobile>{PS}</div><div class=desktop>{PS}</div></article></body>"

    assert clean(page).body.split("\n\n") == [A, B, C, D]


OFFER = """<div class=x1><h3>Subscribe to read the full story</h3><p>Get unlimited access to The Example for just $1 a week, cancel any time you like.</p>
<p>Already a subscriber? <a href=/l>Sign in</a> to continue reading this article.</p></div>"""
CONSENT = """<div class=x2><p>We and our 214 partners store and access information on your device, such as cookies, to show personalised ads and content.</p>
<p>With your permission we may use precise geolocation data, and you can change your choice at any time.</p></div>"""


@pytest.mark.parametrize("around", [OFFER, CONSENT], ids=["offer", "consent"])
def test_what_asks_readers_for_something_is_no_text(around: str) -> None:
    article = f"<body><main><article><h1>The bridge stands</h1><div class=text>{PS}{around}</div></article></main></body>"

    assert clean(article).body.split("\n\n") == [A, B, C, D]
    with pytest.raises(RejectError, match="no_article"):
        clean(f"<body><main><h1>The bridge stands</h1>{around}</main></body>")


def test_where_no_line_is_likely_the_likeliest_running_text_is_the_article() -> None:
    root = document_fromstring(
        f"<h1>Bridge</h1><div><p>{A}</p><p>{B}</p></div><div><p>{C}</p></div><p>Menu</p>"
    )
    page = lines_of_page(root.find("body"))

    read = page_lines.read_lines(page, "Bridge", [0.2, 0.3, 0.2, 0.15, 0.4])

    assert read.paragraphs == [A, B]


def test_headlines_of_others_below_the_article_are_not_its_text() -> None:
    rows = "".join(f"<li><a href=/{n}>Bridge number {n} will be rebuilt, too</a></li>" for n in range(3))
    root = document_fromstring(f"<p>{A}</p><ul>{rows}</ul><p>{B}</p><ul>{rows}</ul>")
    page = lines_of_page(root.find("body"))

    read = page_lines.read_lines(page, None, [0.9, 0.5, 0.5, 0.5, 0.9, 0.5, 0.5, 0.7])

    row = "Bridge number {} will be rebuilt, too"
    assert read.paragraphs == [A, *map(row.format, range(3)), B, row.format(2)]
