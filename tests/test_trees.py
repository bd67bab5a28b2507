from __future__ import annotations

import numpy as np
import pytest

from etl import trees
from etl.clean.judge import page_lines


def test_a_model_gives_a_probability_for_each_row() -> None:
    model = trees.load(page_lines.MODEL)
    columns = {name: np.zeros(3) for name in model.signs}

    likely = model.probabilities(columns)

    assert likely.shape == (3,)
    assert ((likely >= 0) & (likely <= 1)).all()


def test_a_sign_that_the_code_does_not_make_is_an_error() -> None:
    model = trees.load(page_lines.MODEL)
    columns = {name: np.zeros(3) for name in model.signs[1:]}

    with pytest.raises(KeyError):
        model.probabilities({"another": np.zeros(3), **columns})
