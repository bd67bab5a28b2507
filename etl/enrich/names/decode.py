"""Do spaCy's greedy decoding of named entities on whole arrays, instead of token by token.

spaCy asks its small network at every token of every text. Outside an entity the answer depends on that token alone, so one
matrix product answers for all tokens at once, and only the tokens within an entity are asked one after another. The weights,
the features and the rules for allowed moves are those of spaCy (`BiluoPushDown`) for texts without preset entities, so the
entities are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from etl.enrich.names.token_vectors import Floats, TokenVectors

if TYPE_CHECKING:  # spaCy takes seconds to import; whoever reads no names does without it
    from spacy.language import Language
    from spacy.tokens import Doc

_CURRENT, _FIRST, _BEFORE = 0, 1, 2  # spaCy's three features: this token, the entity's first, the one before


@dataclass(frozen=True)
class Decoder:
    """The weights of a model's last layers, and its moves."""

    nlp: Language
    tok2vec: Any
    features: list[Floats]  # for each feature (width, pieces x hidden)
    padding: Floats  # (3, pieces x hidden), for a feature that a state lacks
    bias: Floats  # (pieces x hidden)
    output: Floats  # (hidden, moves)
    output_bias: Floats
    moves: list[str]
    outside: NDArray[np.bool_]  # the moves allowed outside an entity
    inside: dict[str, tuple[int, int]]  # label → its moves I and L

    @classmethod
    def of(cls, nlp: Language) -> Decoder:
        """Return the decoder for the component `ner` of a model."""
        ner: Any = nlp.get_pipe("ner")
        tok2vec = ner.model.get_ref("tok2vec")
        lower, upper = ner.model.get_ref("lower"), ner.model.get_ref("upper")
        weights = lower.get_param("W").transpose(0, 2, 1, 3)  # pieces before hidden units: halves, not pairs
        moves = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        return cls(
            nlp,
            TokenVectors.of(tok2vec) or tok2vec,
            [np.ascontiguousarray(of_one.reshape(-1, of_one.shape[-1]).T) for of_one in weights],
            lower.get_param("pad")[0].transpose(0, 2, 1).reshape(len(weights), -1),
            lower.get_param("b").T.reshape(-1),
            np.ascontiguousarray(upper.get_param("W").T),
            upper.get_param("b"),
            moves,
            np.array([move == "O" or (move[:2] in ("B-", "U-") and len(move) > 2) for move in moves]),
            {move[2:]: (moves.index(f"I-{move[2:]}"), i) for i, move in enumerate(moves) if move[:2] == "L-"},
        )

    def entities(self, docs: list[Doc]) -> list[list[tuple[int, int, str]]]:
        """Return the entities of each text: first token, the token after the last, and label."""
        if not any(len(doc) for doc in docs):
            return [[] for _ in docs]
        vectors: Floats = self.tok2vec.predict(docs)
        alone = vectors @ self.features[_CURRENT]
        alone += self.padding[_FIRST] + self.padding[_BEFORE] + self.bias
        scores = self._widest(alone) @ self.output
        scores += self.output_bias
        scores[:, ~self.outside] = -np.inf
        moves = scores.argmax(axis=1)
        found, start = [], 0
        for doc in docs:
            end = start + len(doc)
            found.append(self._decode(doc, vectors[start:end], scores[start:end], moves[start:end]))
            start = end
        return found

    def _widest(self, pieces: Floats) -> Floats:
        """Return the largest piece of each hidden unit."""
        width = self.output.shape[0]
        widest = pieces[..., :width]
        for start in range(width, pieces.shape[-1], width):
            widest = np.maximum(widest, pieces[..., start : start + width])
        return widest

    def _decode(
        self, doc: Doc, vectors: Floats, scores: Floats, first_moves: NDArray[np.intp]
    ) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        last = len(doc) - 1
        free = 0  # the first token that is in no entity yet
        out = self.moves.index("O")
        for token in np.flatnonzero(first_moves != out).tolist():
            if token < free:
                continue
            move = self._allowed(
                scores[token],
                int(first_moves[token]),
                is_space=doc[token].is_space,
                is_last=token == last,
            )
            if move[0] == "O":
                continue
            end = token
            if move[0] == "B":
                end = self._end(vectors, token, last, self.inside[move[2:]])
            found.append((token, end + 1, move[2:]))
            free = end + 1
        return found

    def _allowed(self, scores: Floats, best: int, *, is_space: bool, is_last: bool) -> str:
        """Leave out moves that spaCy forbids: an entity must not start with white space, or be open at the last token."""
        if is_space:
            return "O"
        if is_last and self.moves[best][0] == "B":
            units = [i for i, move in enumerate(self.moves) if move[0] in "UO" and self.outside[i]]
            best = max(units, key=lambda i: float(scores[i]))
        return self.moves[best]

    def _end(self, vectors: Floats, first: int, last: int, moves: tuple[int, int]) -> int:
        """Return the entity's last token: the one where move L beats move I, or where the text ends."""
        weights, bias = self.output[:, moves], self.output_bias[list(moves)]
        start = vectors[first] @ self.features[_FIRST] + self.bias
        for token in range(first + 1, last):
            inside = vectors[token] @ self.features[_CURRENT] + start
            inside += vectors[token - 1] @ self.features[_BEFORE]
            into, close = (self._widest(inside) @ weights + bias).tolist()
            if close > into or (close == into and moves[1] < moves[0]):
                return token
        return last
