"""The English model with a word's cluster: what it adds, and what it is without training."""

from __future__ import annotations

import importlib

import pytest

from etl.enrich.names import retrained

_TEXT = "Mary Jones of Acme Corp. flew from Oslo to Paris, the Finance Ministry of Norway said on 3 May 1998."


@pytest.mark.parametrize(
    ("word", "other"),
    [("Monday", "TUESDAY"), ("Google", "google"), ("in 1998", "in 1999"), ("qwxzzq", "xzqqwz")],
)
def test_words_of_one_cluster(word: str, other: str) -> None:
    assert retrained.cluster_of(word) == retrained.cluster_of(other)


def test_words_of_several_clusters() -> None:
    assert len({retrained.cluster_of(word) for word in ("Monday", "Google", "Leeds", "the", "qwxzzq")}) == 5


def test_clusters_change_nothing_until_they_are_trained() -> None:
    stock = importlib.import_module(retrained.PACKAGE).load(enable=["ner"])
    expected = [(name.text, name.label_) for name in stock(_TEXT).ents]
    retrained.with_clusters(stock)
    assert [(name.text, name.label_) for name in stock(_TEXT).ents] == expected
    assert ("Mary Jones", "PERSON") in expected
