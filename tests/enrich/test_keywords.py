from __future__ import annotations

from etl.article import Article, Entity, Source
from etl.enrich.keywords import add_keywords

BODY = (
    "The council of Port Ellis voted on Tuesday for a new bridge over the river. Mayor Paul Brandt said that the "
    "bridge would be paid for by the county. Brandt called the bridge the work of a generation.\n\n"
    "The old bridge, built by the county in 1931, will stay open until the new bridge is ready."
)


def article(body: str, language: str) -> Article:
    source = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=1, format="text")
    return Article(id="a", body=body, source=source, language=language)


def test_keywords_do_not_repeat_each_others_words_and_names_are_whole() -> None:
    made = article(BODY, "en")
    made.entities = [Entity(name="Paul Brandt", type="person", mentions=2, offset=0)]

    add_keywords(made)

    words = [word for keyword in made.keywords for word in keyword.casefold().split()]
    assert "Paul Brandt" in made.keywords
    assert len(words) == len(set(words))
    assert 3 <= len(made.keywords) <= 8
    assert made.keywords_derived


def test_the_pages_own_keywords_stay_as_they_are() -> None:
    made = article(BODY, "en")
    made.keywords = ["Bridges", "bridges"]

    add_keywords(made)

    assert made.keywords == ["Bridges", "bridges"]
    assert not made.keywords_derived


def test_a_language_without_spaces_gets_none_rather_than_sentences() -> None:
    made = article("各国部长星期二在日内瓦会晤，讨论停火问题，并同意下周继续谈判。" * 3, "zh")

    add_keywords(made)

    assert made.keywords == []
    assert not made.keywords_derived
