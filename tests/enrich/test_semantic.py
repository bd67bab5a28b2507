"""Sentence vectors, with the real model."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from etl.article import Article, Source
from etl.enrich.semantic import add_vectors, document_vector, fingerprint, query_vector
from etl.errors import FatalError
from etl.settings import Settings

RAIN = ("Heavy rain floods the old town", "Water stood a metre high in the streets, firefighters said.")
MATCH = ("Champions win the final on penalties", "The goalkeeper saved two shots before a full stadium.")


def article(language: str | None) -> Article:
    source = Source(uri="file:///a", path="a", sha256="0", bytes=1, format="text")
    return Article(id="a", title="A title", body="A body of a few words.", language=language, source=source)


def test_meaning_is_compared_without_common_words() -> None:
    query = query_vector("downpour inundates historic centre")

    assert query @ document_vector(*RAIN) > query @ document_vector(*MATCH) + 0.2


def test_a_vector_does_not_depend_on_what_the_model_does_not_read() -> None:
    body = " ".join(f"Sentence number {number} of a long report." for number in range(500))

    assert np.array_equal(document_vector("A report", body), document_vector("A report", body + " More."))


@pytest.mark.parametrize("text", ["", " ", "?", "word", "\ud83d", "字" * 5_000, "a. b. c.\n" * 2_000])
def test_any_text_has_a_finite_vector(text: str) -> None:
    for vector in (query_vector(text), document_vector(text, text)):
        assert vector.shape == (384,)
        assert np.isfinite(vector).all()


def test_only_articles_that_the_model_can_read_get_one() -> None:
    articles = [article("en"), article(None), article("fr")]

    add_vectors(articles)

    assert [len(a.embedding or []) for a in articles] == [384, 384, 0]


def test_vectors_change_what_documents_depend_on() -> None:
    assert fingerprint(Settings(semantic=False)) == ""
    assert "MiniLM" in fingerprint(Settings(semantic=True))


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)

    with pytest.raises(
        FatalError, match=r"^CLIPPINGS_SEMANTIC needs onnxruntime, of the extra press-clippings\[semantic\]; "
    ):
        fingerprint(Settings(semantic=True))
