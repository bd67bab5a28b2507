from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.article import Article, RawArticle, Source
from etl.clean.dates.visible import dates_in
from etl.clean.promo import promo
from etl.clean.text import clean_text
from etl.errors import Reason, RejectError

P = "The council voted on Tuesday for a new bridge over the river, after a debate of six hours, officials said."
Q = "Mayor Paul Brandt said the work would begin in the spring, and take two years, if the money is found."


def clean(text: str) -> Article:
    source = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=len(text), format="text")
    return clean_text(RawArticle(content=text, source=source), 1_000_000)


def test_a_scrape_of_a_whole_page() -> None:
    article = clean(
        f"""Home
World
Sport

Menu
Sign in

Local News > Politics

Council votes for the bridge after a long debate

By Anna Keller
Posted 5:23 PM, Feb 18, 2026
Share

{P}

READ MORE: Ten old bridges of the county

{Q}

Comments
Privacy policy
© 2026 The Daily Example
"""
    )

    assert article.title == "Council votes for the bridge after a long debate"
    assert article.body == f"{P}\n\n{Q}"
    assert article.authors == ["Anna Keller"]
    assert article.published_at == "2026-02-18T17:23:00"
    assert article.section == ["Local News", "Politics"]
    assert [(link.label, link.title) for link in article.related] == [
        ("READ MORE", "Ten old bridges of the county")
    ]


def test_wire_copy_comes_whole() -> None:
    article = clean(f"Council votes for the bridge\n\nGENEVA (AP) — {P}\n\n{Q}\n")

    assert article.title == "Council votes for the bridge"
    assert article.dateline == "GENEVA (AP)"
    assert article.body == f"GENEVA (AP) — {P}\n\n{Q}"


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("PARIS - The council", "PARIS"),
        ("PARIS, 18 février (AFP)- The council", "PARIS, 18 février (AFP)"),
        ("LONDON (Reuters)- The council", "LONDON (Reuters)"),
        ("SEOUL, Aug. 20 (Yonhap) -- The council", "SEOUL, Aug. 20 (Yonhap)"),
        ("A HIGH-powered team", None),
        ("WORLD-CLASS players", None),
    ],
)
def test_a_hyphen_inside_a_word_ends_no_dateline(opening: str, dateline: str | None) -> None:
    article = clean(f"Council votes for the bridge\n\n{opening} {P}\n\n{Q}\n")

    assert article.dateline == dateline


def test_wrapped_lines_are_joined() -> None:
    text = "Council votes\n\nThe council voted on Tuesday for a new bridge over the river, after\na debate of six hours that went on until the early morning of the next\nday, officials said.\n\nMayor Paul Brandt said the work would begin in the spring, and take two\nyears, if the money that the county has promised is really found.\n"

    assert clean(text).body.split("\n\n")[1].endswith("early morning of the next day, officials said.")


@pytest.mark.parametrize("text", ["Menu\nHome\nSign in\n", "One\nTwo\nThree", "404 Not found", "| | |"])
def test_menus_are_no_article(text: str) -> None:
    with pytest.raises(RejectError) as caught:
        clean(text)

    assert caught.value.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("Posted 5:23 PM, Feb 18, 2026", "2026-02-18T17:23:00", None),
        ("18 février 2026 à 17h23", "2026-02-18T17:23:00", None),
        ("2026年2月18日", "2026-02-18", None),
        ("2026年2月18日 17:23", "2026-02-18T17:23:00", None),
        ("18. Februar 2026", "2026-02-18", None),
        ("18 de febrero de 2026", "2026-02-18", None),
        ("18 февраля 2026", "2026-02-18", None),
        ("Published Feb. 18, 2026 5:23 PM EST", "2026-02-18T17:23:00-05:00", None),
        ("Updated February 19, 2026", None, "2026-02-19"),
        ("vor 2 Stunden", None, None),
        ("03/04/2026", None, None),
        ("25/12/2025", "2025-12-25", None),
        ("Nothing of the kind", None, None),
    ],
)
def test_date_lines(line: str, published: str | None, modified: str | None) -> None:
    assert dates_in(line) == (published, modified)


@pytest.mark.parametrize(
    ("line", "label", "title"),
    [
        ("RELATED NEWS | Ukraine hauls bombed train car", "RELATED NEWS", "Ukraine hauls bombed train car"),
        ("THE WAR IN UKRAINE | Quiet dissent emerges", "THE WAR IN UKRAINE", "Quiet dissent emerges"),
        ("Read more: Ten old bridges", "Read more", "Ten old bridges"),
        ("Lire aussi : Dix vieux ponts", "Lire aussi", "Dix vieux ponts"),
    ],
)
def test_promo_lines(line: str, label: str, title: str) -> None:
    link = promo(line)

    assert link is not None
    assert (link.label, link.title) == (label, title)


@pytest.mark.parametrize("line", ["He said: we must go.", "Profit | loss", P, "A | B", "x" * 5000 + " | y"])
def test_other_lines_are_no_promo(line: str) -> None:
    assert promo(line) is None


LINES = st.one_of(
    st.text(max_size=80), st.sampled_from([P, Q, "Share", "By Anna Keller", "Posted", "NEWS | More of it"])
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=25).map("\n".join))
def test_any_text_is_an_article_or_a_reject_and_no_word_is_invented(text: str) -> None:
    try:
        article = clean(text)
    except RejectError as error:
        assert error.reason is Reason.NO_ARTICLE  # noqa: PT017
        return
    known = set("".join(c if c.isalnum() else " " for c in text).split())
    words = set("".join(c if c.isalnum() else " " for c in article.body).split())
    assert {w for w in words if w.isascii()} <= {w for w in known if w.isascii()} | words & set(text.split())
    assert clean(text) == article
