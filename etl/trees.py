"""Boosted trees that were trained elsewhere, loaded from a file in ONNX form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # a process that only loads or searches reads no model, and does without 14 MB
    import onnxruntime


@dataclass(frozen=True)
class Trees:
    """Boosted trees, and the names of the signs (features) that they read, in order."""

    signs: tuple[str, ...]
    classes: tuple[str, ...]
    fingerprint: str  # of the code that made the signs it was trained on
    session: onnxruntime.InferenceSession

    def probabilities(self, columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return the probability for each row: one number, or with several classes one for each.

        Raises:
            KeyError: the model reads a sign that is missing in `columns`.
        """
        return self._of_table(np.array([columns[name] for name in self.signs], dtype=np.float32).T)

    def of_rows(self, rows: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """Return the same as `probabilities` for rows that are given one by one."""
        return self._of_table(
            np.array([[row[name] for name in self.signs] for row in rows], dtype=np.float32)
        )

    def _of_table(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        table = np.ascontiguousarray(table)
        scores = np.asarray(self.session.run(None, {"signs": table})[0], dtype=np.float64)
        if len(self.classes) > 1:
            scores = np.exp(scores - scores.max(axis=1, keepdims=True))
            return np.asarray(scores / scores.sum(axis=1, keepdims=True))
        return np.asarray(1 / (1 + np.exp(-scores[:, 0])))


@lru_cache(maxsize=8)
def load(path: Path) -> Trees:
    """Return the model in the file at `path`, which `bench/onnx_trees.py` wrote."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the pipeline has a process a core
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    said = session.get_modelmeta().custom_metadata_map
    names, classes = (tuple(json.loads(said[name])) for name in ("signs", "classes"))
    return Trees(names, classes, said.get("fingerprint", ""), session)
