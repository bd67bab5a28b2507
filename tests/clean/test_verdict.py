from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from etl import trees
from etl.clean.verdict import kinds as verdict
from etl.clean.verdict import words
from etl.clean.verdict.words import Reader

MODELS = (verdict.MODEL, verdict.KINDS)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.name)
def test_a_model_was_trained_on_the_signs_that_the_code_makes(path: Path) -> None:
    assert trees.load(path).fingerprint == verdict.fingerprint(), (
        "the signs of pages changed: train the verdict again with `make train-verdict`"
    )


def test_the_card_is_of_the_models_beside_it() -> None:
    card = verdict.MODEL.with_suffix(".md").read_text(encoding="utf-8")

    assert verdict.fingerprint() in card
    for path in (*MODELS, words.MODEL):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in card


def test_a_reader_says_nothing_of_words_that_it_hardly_knows() -> None:
    reader = Reader(0.5, dict.fromkeys("abcdef", 1.0))

    assert reader.score(set("abcd")) != reader.score(set("abcd"))  # not a number
    assert reader.score(set("abcdexyz")) == pytest.approx(0.5 + 5**0.5)
