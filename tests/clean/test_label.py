from __future__ import annotations

import hashlib

import pytest

from etl import trees
from etl.article import Article, RawArticle, Source
from etl.clean import label
from etl.clean.html import clean_html

A = "The council agreed on Tuesday that the old bridge over the river should be rebuilt, after long talks about its cost."
B = "Work begins in May, the mayor said, and it should end before the winter, when the river rises again."
C = "The town pays a third of the cost, the state another third, and what is left comes from the toll."
D = "Nobody had expected the vote, which came late in the night, when most of the guests had left."
PS = "".join(f"<p>{text}</p>" for text in (A, B, C, D))


def clean(html: str) -> Article:
    source = Source(uri="file:///a.html", path="a.html", sha256="", bytes=len(html), format="html")
    return clean_html(RawArticle(content=html, source=source), 1_000_000)


def test_the_model_was_trained_on_the_signs_that_the_code_makes() -> None:
    assert trees.load(label.MODEL).fingerprint == label.fingerprint(), (
        "signs.py or dom_lines.py changed: train the judge again with `make train-cleaning`"
    )


def test_the_card_is_of_the_model_beside_it() -> None:
    card = label.MODEL.with_suffix(".md").read_text(encoding="utf-8")

    assert hashlib.sha256(label.MODEL.read_bytes()).hexdigest() in card
    assert label.fingerprint() in card


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
