"""Write the trees that LightGBM trained as an ONNX file for `etl.trees`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import onnx
from onnx import TensorProto, helper


def write(
    boosters: Sequence[lightgbm.Booster],
    signs: Sequence[str],
    path: Path,
    classes: Sequence[str] = ("yes",),
    fingerprint: str = "",
) -> None:
    """Write the mean of `boosters`, which read `signs` in that order, to `path`; boosters of several classes need their names.

    `fingerprint` tells the code that made the signs, so that a test can refuse the model with other code.
    """
    columns: dict[str, list[Any]] = {
        name: []
        for name in (
            "nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_modes", "nodes_values", "nodes_truenodeids",
            "nodes_falsenodeids", "nodes_missing_value_tracks_true", "target_treeids", "target_nodeids", "target_ids", "target_weights",
        )
    }  # fmt: skip
    number = 0
    for booster in boosters:
        for tree, info in enumerate(booster.dump_model()["tree_info"]):
            _add(columns, number, tree % len(classes), info["tree_structure"], 1 / len(boosters))
            number += 1
    node = helper.make_node(
        "TreeEnsembleRegressor", ["signs"], ["scores"], domain="ai.onnx.ml", n_targets=len(classes), **columns
    )
    graph = helper.make_graph(
        [node],
        "trees",
        [helper.make_tensor_value_info("signs", TensorProto.FLOAT, [None, len(signs)])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None, len(classes)])],
    )
    opsets = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="clippings")
    said = {
        "signs": json.dumps(list(signs)),
        "classes": json.dumps(list(classes)),
        "fingerprint": fingerprint,
    }
    helper.set_model_props(model, said)
    onnx.save(model, str(path))


def _add(columns: dict[str, list[Any]], tree: int, target: int, root: dict[str, Any], share: float) -> None:
    """Add the nodes of one tree, numbered in the order in which they are reached; its leaves count `share` of their value."""
    waiting, count = [(root, 0)], 1
    while waiting:
        node, number = waiting.pop()
        is_leaf = "leaf_value" in node
        below = (0, 0) if is_leaf else (count, count + 1)
        row = (
            ("nodes_treeids", tree),
            ("nodes_nodeids", number),
            ("nodes_featureids", 0 if is_leaf else node["split_feature"]),
            ("nodes_modes", "LEAF" if is_leaf else "BRANCH_LEQ"),
            ("nodes_values", 0.0 if is_leaf else _at_most(node["threshold"])),
            ("nodes_truenodeids", below[0]),
            ("nodes_falsenodeids", below[1]),
            ("nodes_missing_value_tracks_true", 0 if is_leaf else int(_missing_is_left(node))),
        )
        for name, value in row:
            columns[name].append(value)
        if is_leaf:
            leaf = (tree, number, target, share * float(node["leaf_value"]))
            for name, value in zip(("treeids", "nodeids", "ids", "weights"), leaf, strict=True):
                columns[f"target_{name}"].append(value)
        else:
            count += 2
            waiting += [(node["left_child"], below[0]), (node["right_child"], below[1])]


def _at_most(threshold: float) -> float:
    """Return the largest number of 32 bits that is at most `threshold`, so that both split 32-bit signs alike."""
    with np.errstate(over="ignore"):  # a split between numbers and none
        value = np.float32(threshold)
    return float(np.nextafter(value, np.float32(-np.inf)) if float(value) > threshold else value)


def _missing_is_left(node: dict[str, Any]) -> bool:
    return bool(node["default_left"]) if node["missing_type"] == "NaN" else bool(node["threshold"] >= 0)
