"""Two rankings made one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.search.fusion import favour_recent, fuse, one_a_story, similarity


def test_words_and_meaning_both_count() -> None:
    ranked = fuse({"both": 10.0, "words": 10.0}, {"both": 0.6, "words": 0.1, "meaning": 0.5})

    assert list(ranked) == ["both", "meaning", "words"]


def test_of_words_the_place_counts_and_not_how_far_the_scores_lie_apart() -> None:
    meaning = {"a": 0.4, "b": 0.45, "c": 0.3, "d": 0.39}

    close, wide = (
        fuse({"a": 3.1, "b": 3.0, "c": 2.9}, meaning),
        fuse({"a": 90.0, "b": 4.0, "c": 1.0}, meaning),
    )

    assert close == wide
    assert list(close) == ["b", "a", "d", "c"]


def test_without_vectors_the_ranking_by_words_stays() -> None:
    assert fuse({"b": 2.0, "a": 1.0}, {}) == {"b": 2.0, "a": 1.0}


_IDS = st.sampled_from("abcdefgh")


@given(
    st.dictionaries(_IDS, st.floats(0.1, 30), max_size=8), st.dictionaries(_IDS, st.floats(-1, 1), max_size=8)
)
def test_an_article_without_vector_is_never_pushed_down(
    words: dict[str, float], meaning: dict[str, float]
) -> None:
    by_words = dict(sorted(words.items(), key=lambda found: -found[1]))
    before, after = list(by_words), fuse(by_words, meaning)

    assert set(after) == set(words) | set(meaning) or not meaning
    assert list(after.values()) == sorted(after.values(), reverse=True)
    for id_ in set(words) - set(meaning):
        assert list(after).index(id_) <= before.index(id_)


def test_scores_of_neighbours_are_turned_back_into_inner_products() -> None:
    # As Elasticsearch documents `max_inner_product`: 1 + p above zero, 1 / (1 - p) below.
    assert similarity(1.5) == 0.5
    assert similarity(1 / 1.25) == -0.25


def test_new_articles_weigh_up_to_twice_as_much() -> None:
    dates: dict[str, str | None] = {
        "new": "2026-02-18T00:00:00Z",
        "month": "2026-01-19T00:00:00Z",
        "old": "2001-01-01T00:00:00Z",
    }

    raised = favour_recent({"old": 1.0, "new": 0.6, "month": 0.6}, dates, datetime(2026, 2, 18, tzinfo=UTC))

    assert raised == pytest.approx({"new": 1.2, "old": 1.0, "month": 0.9})
    assert list(raised) == ["new", "old", "month"]


def test_a_story_is_its_best_article_and_counts_the_others() -> None:
    stories = {"a": "s", "b": None, "c": "s", "d": "t"}

    assert one_a_story({"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0}, stories) == (
        {"a": 4.0, "b": 3.0, "d": 1.0},
        {"a": 2, "b": 1, "d": 1},
    )
