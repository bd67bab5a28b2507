"""Compute the vectors of a spaCy model's tokens in fewer steps: the same numbers, except for their last digits.

The first layer sees each word alone, so its result is kept for words that occur again, nine out of ten. The later layers see
a word with its neighbours; here they work on arrays that are small enough to stay in the processor's cache.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # spaCy takes seconds to import; whoever reads no names does without it
    from spacy.tokens import Doc

Floats = NDArray[np.float32]
_MOST_WORDS = 8_000
"""Most words whose vectors are kept, some 3 MB."""
_BLOCK = 512
"""Tokens that go through a layer at once."""
_SMALLEST = np.float32(1e-8)
_LAYERS = re.compile(
    r"extract_features list2ragged (?:ints-getitem hashembed )+maxout layernorm dropout ragged2list "
    r"(?:expand_window maxout layernorm dropout )+list2array linear"
)
"""The layers of spaCy's small models of one kind; other models are left to spaCy."""
_OF_A_WORD = frozenset(("NORM", "PREFIX", "SUFFIX", "SHAPE", "LOWER", "ORTH", "IS_SPACE", "LANG"))


class _Layer(NamedTuple):
    """One layer that sees each token together with the one before and the one after it."""

    weights: Floats  # (3 x width, pieces x width)
    bias: Floats
    scale: Floats
    shift: Floats


@dataclass
class TokenVectors:
    """The layers of a model, and the words seen so far."""

    columns: list[int | str]
    embed: list[Any]
    layers: list[_Layer]
    padding: int
    output: Any
    words: dict[int, int] = field(default_factory=dict)
    table: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    @classmethod
    def of(cls, model: Any) -> TokenVectors | None:
        """Return the vectors of spaCy's `model` (a `tok2vec`), or None if it has layers of another kind."""
        nodes = list(model.walk(order="dfs_pre"))
        leaves = [node for node in nodes if not node.layers]
        if not _LAYERS.fullmatch(" ".join(leaf.name for leaf in leaves)):
            return None
        if not _OF_A_WORD.issuperset(leaves[0].attrs["columns"]):
            return None
        embed, first, encode = (node for node in nodes if node.name.startswith("with_array("))
        if any(leaf.attrs["window_size"] != 1 for leaf in leaves if leaf.name == "expand_window"):
            return None
        of_layers = [node for node in encode.walk(order="dfs_pre") if node.name in ("maxout", "layernorm")]
        layers = [_layer(*pair) for pair in zip(of_layers[::2], of_layers[1::2], strict=True)]
        return cls(
            leaves[0].attrs["columns"],
            [embed.layers[0], first.layers[0]],
            layers,
            encode.attrs["pad"],
            leaves[-1],
        )

    def predict(self, docs: list[Doc]) -> Floats:
        """Return the vectors of all tokens of `docs`, text after text."""
        tokens = sum(map(len, docs))
        vectors = np.zeros((tokens + self.padding * (len(docs) + 1), self.layers[0].scale.size), np.float32)
        places = []
        start = self.padding
        for doc in docs:
            places.append(slice(start, start + len(doc)))
            if len(doc):
                rows = self._rows(doc)  # which may make the table anew
                vectors[places[-1]] = self.table[rows]
            start += len(doc) + self.padding
        for layer in self.layers:
            vectors = _through(layer, vectors)
        weights, bias = self.output.get_param("W"), self.output.get_param("b")
        found: Floats = np.concatenate([vectors[place] for place in places]) @ weights.T + bias
        return found

    def _rows(self, doc: Doc) -> list[int]:
        """Return for each word of `doc` the row of the table that holds the first layer's result."""
        # a word may be read as another: the `ca` of `can't` for `can`
        marks: Any = doc.to_array(["ORTH", "NORM"])
        keys: list[int] = (marks[:, 0] * np.uint64(3) + marks[:, 1]).tolist()
        new = {key: at for at, key in enumerate(keys) if key not in self.words}
        if new:
            if len(self.words) + len(new) > _MOST_WORDS:
                self.words.clear()
                new = {key: at for at, key in enumerate(keys)}
            self._learn(list(new), doc.to_array(self.columns)[list(new.values())])
        return [self.words[key] for key in keys]

    def _learn(self, keys: list[int], marks: Any) -> None:
        start = len(self.words)
        for layer in self.embed:
            marks = layer.predict(marks)
        needed = start + len(keys)
        if len(self.table) < needed:
            larger = np.zeros((max(needed, min(2 * needed, _MOST_WORDS)), marks.shape[1]), np.float32)
            if start:
                larger[:start] = self.table[:start]
            self.table = larger
        self.table[start:needed] = marks
        self.words.update(zip(keys, range(start, needed), strict=True))


def _layer(maxout: Any, normal: Any) -> _Layer:
    """Return a layer's weights in another order: first the first piece of every unit, then the second."""
    weights: Floats = maxout.get_param("W").transpose(1, 0, 2)
    return _Layer(
        np.ascontiguousarray(weights.reshape(-1, weights.shape[-1]).T),
        maxout.get_param("b").T.reshape(-1),
        normal.get_param("G"),
        normal.get_param("b"),
    )


def _through(layer: _Layer, vectors: Floats) -> Floats:
    """Return `vectors` plus what `layer` adds to them."""
    width = vectors.shape[1]
    found = np.empty_like(vectors)
    around = np.zeros((_BLOCK, 3 * width), np.float32)
    pieces = np.empty((_BLOCK, layer.weights.shape[1]), np.float32)
    for start in range(0, len(vectors), _BLOCK):
        block = vectors[start : start + _BLOCK]
        count = len(block)
        seen, made = around[:count], pieces[:count]
        before, behind = (
            vectors[max(0, start - 1) : start + count - 1],
            vectors[start + 1 : start + count + 1],
        )
        seen[: count - len(before), :width] = 0
        seen[count - len(before) :, :width] = before
        seen[:, width : 2 * width] = block
        seen[: len(behind), 2 * width :] = behind
        seen[len(behind) :, 2 * width :] = 0
        np.matmul(seen, layer.weights, out=made)
        made += layer.bias
        best = np.maximum(made[:, :width], made[:, width : 2 * width])
        for piece in range(2 * width, made.shape[1], width):
            np.maximum(best, made[:, piece : piece + width], out=best)
        best -= best.mean(axis=1, keepdims=True)
        best *= 1 / np.sqrt(np.einsum("ij,ij->i", best, best) / width + _SMALLEST)[:, None]
        best *= layer.scale
        best += layer.shift
        np.add(block, best, out=found[start : start + count])
    return found
