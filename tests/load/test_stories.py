"""Copies of stories in a real Elasticsearch: the same groups from every order, and from two loaders at once."""

from __future__ import annotations

import multiprocessing
import random
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import chain, combinations

import pytest
from elasticsearch import Elasticsearch

from etl.article import Article, Source
from etl.enrich.duplicates import bands, same_story
from etl.load import journal
from etl.load.batch import load_batches, prepare
from etl.load.client import connect
from etl.load.deletion import Doomed, delete, purge
from etl.settings import Settings
from tests.near_copies import FOOTER, near_copy

_STORIES = 6
_COPIES = 5


def story(number: int) -> list[str]:
    """A text of its own: words drawn by chance have no runs in common with another's."""
    rng = random.Random(number)
    words = ["".join(rng.choices("abcdefghiklmnoprstuvw", k=rng.randint(3, 9))) for _ in range(400)]
    return [" ".join(rng.choices(words, k=60)) + "." for _ in range(5)]


def article(id_: str, paragraphs: list[str]) -> Article:
    source = Source(uri=f"file:///{id_}", path=id_, sha256=id_, bytes=1, format="text")
    made = Article(id=id_, body="\n\n".join(paragraphs), source=source, language="en", story_id=id_)
    made.story_bands = bands(made)
    made.pipeline_version = "1"
    return made


def copies() -> list[Article]:
    rng = random.Random(7)
    texts = [(f"{n}-{c}", near_copy(story(n), rng)) for n in range(_STORIES) for c in range(_COPIES)]
    texts += [(f"{n}-whole", story(n)) for n in range(_STORIES)]
    rng.shuffle(texts)
    return [article(f"{place:02}-{name}", text) for place, (name, text) in enumerate(texts)]


def load(settings: Settings, articles: list[Article], batch_size: int) -> None:
    client = connect(settings)
    for start in range(0, len(articles), batch_size):
        batch = [made.model_copy() for made in articles[start : start + batch_size]]
        (counts,) = load_batches(client, [list(batch)], settings)
        assert counts.indexed == len(batch)
    client.close()


def groups(es: Elasticsearch) -> dict[str, str]:
    es.indices.refresh(index="articles")
    hits = es.search(index="articles", size=1000, source_includes=["story_id"])["hits"]["hits"]
    return {hit["_id"]: hit["_source"]["story_id"] for hit in hits}


def groups_by_all_pairs(articles: list[Article]) -> dict[str, str]:
    """Return the story of each article when every pair is compared, smallest id first."""
    story_of = {made.id: made.id for made in articles}
    for one, other in combinations(articles, 2):
        if story_of[one.id] != story_of[other.id] and same_story(one.body, other.body):
            gone, kept = sorted((story_of[one.id], story_of[other.id]), reverse=True)
            story_of = {id_: kept if root == gone else root for id_, root in story_of.items()}
    return story_of


@pytest.mark.parametrize(("seed", "batch_size"), [(1, 1), (2, 7), (3, 100)])
def test_every_order_and_batch_size_ends_in_the_same_groups(
    settings: Settings, es: Elasticsearch, seed: int, batch_size: int
) -> None:
    prepare(es)
    articles = copies()
    expected = groups_by_all_pairs(articles)
    random.Random(seed).shuffle(articles)

    load(settings, articles, batch_size)

    assert groups(es) == expected
    assert _STORIES <= len(set(expected.values())) < 2 * _STORIES


def test_two_loaders_at_once_end_in_the_same_groups(settings: Settings, es: Elasticsearch) -> None:
    prepare(es)
    articles = copies()
    load(settings, articles, 100)
    expected = groups(es)
    es.indices.delete(index=list(es.indices.get_alias(name="articles")))

    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(partial(load, settings, batch_size=2), (articles[::2], articles[1::2])))

    assert groups(es) == expected


def test_batches_that_are_loaded_at_once_are_joined_by_their_newest_texts(
    settings: Settings, es: Elasticsearch
) -> None:
    prepare(es)
    newer, older = article("b", story(1)), article("b", story(2))
    for made, name, second in ((newer, "new", 2), (older, "old", 1)):
        made.source = made.source.model_copy(
            update={"uri": f"file:///{name}", "modified_at": datetime.fromtimestamp(second, UTC)}
        )
    batches = [[newer], [older], [article("a", story(1))], [article("c", story(2))]]

    counts = list(load_batches(es, (list(batch) for batch in batches), settings))

    assert sum(count.indexed + count.superseded for count in counts) == 4
    assert groups(es) == {"a": "a", "b": "a", "c": "c"}
    es.indices.refresh(index=journal.INDEX)
    assert es.count(index=journal.INDEX)["count"] == 0


def test_large_groups_of_copies_become_one(settings: Settings, es: Elasticsearch) -> None:
    prepare(es)
    copies = [article(f"{n:02}", [*story(1), f"Line of the paper number {n}."]) for n in range(80)]

    load(settings, copies, 40)

    assert set(groups(es).values()) == {"00"}


def test_a_copy_is_found_among_many_articles_with_the_same_lines(
    settings: Settings, es: Elasticsearch
) -> None:
    prepare(es)
    lines = list(FOOTER)
    others = [article(f"other-{n:03}", [*story(n + 10), *lines]) for n in range(160)]

    load(settings, [*others, article("copy", [*story(1), *lines])], 100)
    load(settings, [article("text", [*story(1)[:4], *lines])], 1)

    found = groups(es)
    assert found["text"] == found["copy"] == "copy"
    assert len(set(found.values())) == 161


def test_a_page_of_two_stories_does_not_make_them_one(settings: Settings, es: Elasticsearch) -> None:
    prepare(es)
    both = list(chain(story(1), story(2)))
    load(settings, [article("a", story(1)), article("b", story(2)), article("c", both)], 1)

    assert groups(es) == {"a": "a", "b": "b", "c": "a"}


def test_an_article_that_joins_two_stories_joins_their_members(settings: Settings, es: Elasticsearch) -> None:
    prepare(es)
    whole = story(1)
    begin, rest = whole[:3], [whole[0], *whole[3:]]
    texts = {"a": begin, "b": [*begin, "One line more."], "c": rest, "d": [*rest, "Another line."]}
    load(settings, [article(id_, text) for id_, text in texts.items()], 1)
    assert groups(es) == {"a": "a", "b": "a", "c": "c", "d": "c"}

    load(settings, [article("e", whole)], 1)

    assert set(groups(es).values()) == {"a"}


def changed(id_: str, paragraphs: list[str]) -> Article:
    made = article(id_, paragraphs)
    made.source.sha256 = f"{id_} changed"
    return made


def test_an_article_that_is_no_copy_any_more_leaves_its_story(settings: Settings, es: Elasticsearch) -> None:
    prepare(es)
    load(settings, [article(id_, story(1)) for id_ in "abc"], 3)

    load(settings, [changed("b", story(2))], 1)

    assert groups(es) == {"a": "a", "b": "b", "c": "a"}


@pytest.mark.parametrize("text", [story(2), ["Correction"]])
def test_a_story_is_named_anew_when_the_article_that_named_it_leaves(
    settings: Settings, es: Elasticsearch, text: list[str]
) -> None:
    prepare(es)
    load(settings, [article(id_, story(1)) for id_ in "abc"], 3)

    load(settings, [changed("a", text)], 1)

    assert groups(es) == {"a": "a", "b": "b", "c": "b"}


def test_an_article_that_goes_over_to_another_story_takes_nobody_along(
    settings: Settings, es: Elasticsearch
) -> None:
    prepare(es)
    load(settings, [article("a", story(2)), *(article(id_, story(1)) for id_ in "bcd")], 4)

    load(settings, [changed("b", story(2))], 1)

    assert groups(es) == {"a": "a", "b": "a", "c": "c", "d": "c"}


def test_an_article_that_changed_and_stays_a_copy_keeps_its_story_together(
    settings: Settings, es: Elasticsearch
) -> None:
    prepare(es)
    load(settings, [article(id_, story(1)) for id_ in "abc"], 3)

    load(settings, [changed("a", [*story(1), "One line more."])], 1)

    assert set(groups(es).values()) == {"a"}


def test_a_story_outlives_the_article_that_named_it(settings: Settings, es: Elasticsearch) -> None:
    prepare(es)
    load(settings, [article(id_, story(1)) for id_ in "abc"], 3)
    doomed = [Doomed(id="a", uri="file:///a")]

    delete(es, doomed, "a test")
    load(settings, [article("d", story(1))], 1)
    assert groups(es) == {"b": "a", "c": "a", "d": "a"}

    purge(es, doomed)
    load(settings, [changed("a", story(2))], 1)
    assert groups(es) == {"a": "a", "b": "b", "c": "b", "d": "b"}


@pytest.mark.parametrize(("seed", "batch_size"), [(1, 1), (2, 7)])
def test_stories_follow_changes_in_every_order_and_batch_size(
    settings: Settings, es: Elasticsearch, seed: int, batch_size: int
) -> None:
    prepare(es)
    rng = random.Random(seed)
    before = copies()
    load(settings, before, 100)
    names = sorted(set(groups_by_all_pairs(before).values()))
    # Articles that named a story change: some to texts of their own, some to copies of another story.
    after = [changed(id_, story(100 + place if place % 2 else place)) for place, id_ in enumerate(names)]
    rng.shuffle(after)

    load(settings, after, batch_size)

    ids = {made.id for made in after}
    assert groups(es) == groups_by_all_pairs([*after, *(made for made in before if made.id not in ids)])
