"""What stands around an article in a scrape: headings of other content, buttons, menus, captions, comments."""

from __future__ import annotations

import pytest

from etl.article import Article, RawArticle, Source
from etl.clean.judge.scrape_lines import is_beside
from etl.clean.text import clean_text
from etl.clean.text_lines import as_lines


def clean(text: str) -> Article:
    source = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=len(text), format="text")
    return clean_text(RawArticle(content=text, source=source), 20_000_000)


STORY = """Harbour wall gives way after a week of storms

By Ruth Adler
March 3, 2026

A section of the old harbour wall fell into the sea early on Tuesday after a week of storms along the coast, the port authority said.

Nobody was hurt, but four fishing boats were damaged and the road behind the wall was closed to all traffic until further notice.

"We heard a crack like thunder and then the whole quay was under water," said Peter Lund, who has fished from the harbour for thirty years.

Engineers will inspect the rest of the wall this week, and the council expects repairs to take until the end of the summer.
"""

TEASERS = """Ministers meet to talk about the price of bread as millers warn that their stores will be empty by April.

A singer who left the stage ten years ago returns with a record of songs about the town that she grew up in.
"""


@pytest.mark.parametrize(
    "heading",
    [
        "Most read",
        "More stories",
        "You may also like",
        "Související",
        "Meistgelesen",
        "Les plus lus",
        "Mais lidas",
        "Lo más leído",
        "Czytaj także",
        "Читайте также",
        "関連記事",
        "相关新闻",
        "مواضيع ذات صلة",
        "ข่าวที่เกี่ยวข้อง",
    ],
)
def test_a_heading_of_other_articles_is_no_paragraph(heading: str) -> None:
    article = clean(f"{STORY}\n{heading}\n\n{TEASERS}")

    assert heading not in article.body.split("\n\n")


def test_short_items_above_long_ones_without_full_stops_are_the_articles() -> None:
    tools = ("hammers", "saws", "planes", "clamps", "chisels", "rasps", "drills", "files", "squares", "vices")
    short = "\n".join(f"+ Added {tool}" for tool in tools)
    long = "\n".join(
        f"+ The {tool} can now be carried from the workshop to the store room and back" for tool in tools
    )

    body = clean(f"The spring edition is out\n\nSpring edition\n\n{short}\n{long}\n").body

    assert all(f"Added {tool}" in body for tool in tools)


def test_comments_below_the_article_are_not_the_articles() -> None:
    comments = "\n".join(
        f"reply\nMarch {day}, 2026\n2:3{day} PM\n\nAnonymous\n\nI walked along that wall {day} times last year and it looked safe to me, so what happened?\n"
        for day in range(3, 9)
    )

    assert clean(f"{STORY}\nComments\n\n{comments}").body.endswith("until the end of the summer.")


def test_a_heading_of_links_between_paragraphs_does_not_end_the_article() -> None:
    rest = "\n\n".join(
        f"The {part} of the wall will be closed until engineers have looked at every stone of it and the council has read their report, the port authority said on Wednesday."
        for part in ("north", "south", "east", "west", "top", "foot")
    )

    body = clean(f"{STORY}\nRelated\n\nCoast braces for more rain\n\n{rest}").body

    assert "The foot of the wall will be closed" in body
    assert "Related" not in body


@pytest.mark.parametrize(
    "line",
    [
        "Facebook Twitter",
        "Sdílet článek",
        "広告",
        "Share | Tweet | Email",
        "Advertising",
        "مشاركة",
        "Teilen 12",
    ],
)
def test_lines_of_buttons_are_no_paragraphs(line: str) -> None:
    assert is_beside(as_lines([line])[0])


@pytest.mark.parametrize("line", ["Facebook buys a rival", "Email leaks shake the council", "Print is dead"])
def test_lines_that_say_more_than_buttons_may_be_paragraphs(line: str) -> None:
    assert not is_beside(as_lines([line])[0])


def test_sentences_that_begin_alike_are_a_paragraph() -> None:
    speech = (
        '"If you look at the harbour wall, you see what ten years without repairs have done to it. '
        'If you look at the harbour road, you see what it costs everyone in this town," she said.'
    )

    assert not is_beside(as_lines([speech])[0])


def test_a_menu_in_one_line_is_not_the_articles() -> None:
    menu = "World Africa Americas Asia Europe Middle East Business Markets Technology Media Sport Football Tennis Golf Motorsport Culture Books Music Film Television"

    assert clean(f"{menu}\n\n{STORY}").body.startswith("A section of the old harbour wall")


def test_a_headline_about_a_social_network_is_a_title() -> None:
    headline = "Harbour master says Facebook post caused the panic on the quay"

    assert clean(STORY.replace("Harbour wall gives way after a week of storms", headline)).title == headline


def test_the_title_stands_above_its_standfirst() -> None:
    title = "Harbour wall gives way after storms"
    standfirst = "Four fishing boats damaged as a section of the harbour wall fell into the sea after a week of storms along the coast"

    article = clean(STORY.replace("Harbour wall gives way after a week of storms", f"{title}\n{standfirst}"))

    assert article.title == title


def test_a_breadcrumb_that_ends_in_the_title_is_no_title() -> None:
    title = "Harbour wall gives way after a week of storms"

    assert clean(f"News > 2026 > Coast > {title}\n\n{STORY}").title == title


def test_the_date_of_a_caption_is_not_the_articles() -> None:
    caption = "The harbour on October 11, 2024. Photograph: Max Hart"
    text = STORY.replace("By Ruth Adler\nMarch 3, 2026\n", f"{caption}\n\nBy Ruth Adler\nMarch 3, 2026\n")

    assert str(clean(text).published_at)[:10] == "2026-03-03"


def test_a_name_above_the_title_is_the_author_when_a_note_speaks_of_her() -> None:
    text = STORY.replace("By Ruth Adler\n", "")

    article = clean(f"Ruth Adler\n\nCoast\n\n{text}\nRuth Adler is a reporter who covers the coast.\n")

    assert article.authors == ["Ruth Adler"]


def test_dated_comments_below_make_no_list_of_an_article() -> None:
    photos = "\n\n".join(
        f"View of the harbour {number}\n\nHere we saw the old wall from the hill, and the boats lay still."
        for number in range(8)
    )
    comments = "\n".join(f"Anna {day}\nMarch {day}, 2026 2:3{day} PM\nNice.\n" for day in range(3, 9))

    assert "the boats lay still" in clean(f"A day at the harbour\n\n{photos}\n\n{comments}").body


def test_a_headline_may_end_in_initials() -> None:
    title = "How a Week of Storms Brought Down the Old Harbour Wall of Washington, D.C."

    assert clean(STORY.replace("Harbour wall gives way after a week of storms", title)).title == title


def test_a_link_between_paragraphs_does_not_part_a_short_article() -> None:
    lines = STORY.split("\n\n")
    text = "\n\n".join([*lines[:3], "RELATED: Ten old bridges of the county", lines[3]])

    assert clean(text).body == "\n\n".join(lines[2:4]).strip()


def test_what_sites_set_around_a_headline_is_no_section_and_no_caption() -> None:
    story = STORY.replace("By Ruth Adler\n", "Posted\nand last updated\nBy Ruth Adler\n")

    article = clean(f"NewsWorld News\n\nActions\n\nShare on Facebook\n\n{story}")

    assert (article.section, article.captions) == (["News", "World News"], [])
