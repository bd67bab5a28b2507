from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from etl.clean.fields.metadata import metadata
from etl.clean.page.dom_lines import lines_of_page
from etl.clean.verdict.markup import markup_signs
from etl.clean.verdict.shape import shape_signs
from etl.clean.verdict.signs import is_running, log_of
from etl.clean.verdict.words import words_of_head

TEXT = (
    "The council agreed on Tuesday, after long talks, that the old bridge over the river should be rebuilt. "
)


def shape(body: str) -> dict[str, float]:
    page = lines_of_page(document_fromstring(f"<html><body>{body}</body></html>").find("body"))
    running = [is_running(line) for line in page.lines]
    return shape_signs(page, running, [0.9 * runs for runs in running])


def test_a_front_of_whole_posts_repeats_boxes_with_text_and_linked_headings() -> None:
    post = f"<div class=post><h2><a href=/1>The bridge</a></h2><p>{TEXT}</p><p>{TEXT}</p><a href=/1#c>3 comments</a></div>"
    front = shape(post * 4)
    article = shape(f"<div class=post><h1>The bridge</h1><p>{TEXT}</p><p>{TEXT}</p></div>")

    assert (front["posts_beside"], front["posts_all_headed"]) == (log_of(4), log_of(4))
    assert (article["posts_beside"], article["posts_all"]) == (0, 0)
    assert front["span_linked_headings"] == log_of(3)  # the first stands above the article's first line
    assert front["again_most"] == log_of(4)


def test_a_box_inside_another_of_its_name_is_counted_once() -> None:
    assert shape(f"<div class=a><div class=a><p>{TEXT}</p><p>{TEXT}</p></div></div>" * 2)[
        "posts_all"
    ] == log_of(2)


def test_a_page_without_lines_has_all_signs() -> None:
    assert shape("").keys() == shape(f"<p>{TEXT}</p>").keys()


@pytest.mark.parametrize(
    ("head", "sign", "value"),
    [
        ("<link rel=next href=/2>", "rel_next", 1.0),
        ("<link rel=alternate type=application/rss+xml href=/feed>", "rel_feeds", log_of(1)),
        ("<link rel=canonical href=https://bridge.example/>", "path_root", 1.0),
        ("<link rel=canonical href=https://bridge.example/a>", "path_root", 0.0),
    ],
)
def test_what_a_page_links_to_is_a_sign(head: str, sign: str, value: float) -> None:
    content = f"<html><head><title>Bridge</title>{head}</head><body><p>{TEXT}</p></body></html>"
    root = document_fromstring(content)
    signs = markup_signs(lines_of_page(root.find("body")), root, metadata(root, content), [True])

    assert signs[sign] == value


def test_words_of_the_head_say_where_they_stand() -> None:
    content = (
        "<html><head><meta property=og:type content=article><meta name=robots content=noindex>"
        "<link rel=canonical href=https://b.example/shop/cart?item=1></head>"
        "<body class='single post-17'><form action=https://x.example/login><input type=password name=pass></form></body></html>"
    )
    root = document_fromstring(content)

    assert words_of_head(root, metadata(root, content)) >= {
        "m:og:type", "og:type:article", "m:noindex", "l:canonical", "u~shop", "u~cart", "b:post-0", "b~single",
        "f~login", "i:password", "i~pass",
    }  # fmt: skip
