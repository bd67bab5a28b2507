"""The spaCy models: loaded once per process, for names only, with a faster matrix product."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import re
from collections.abc import Iterable
from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from etl import DISTRIBUTION
from etl.article import EntityType
from etl.enrich.names import retrained
from etl.enrich.names.decode import Decoder
from etl.settings import Settings

if TYPE_CHECKING:  # imported with the first model: a search or a load reads no names
    from spacy.language import Language
    from spacy.tokens import Doc

_TYPES: dict[str, EntityType] = {
    "PERSON": "person", "PER": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
    "NORP": "group", "EVENT": "event", "WORK_OF_ART": "work", "LAW": "law",
}  # fmt: skip
_BATCH_TOKENS = 3_000
"""Tokens that go through the network at once: their arrays then stay in a core's cache."""
_MOST_WORDS = 8_000
"""Most words kept in a model's vocabulary; without a limit it would keep every new word of every article."""
_MOST_SPLIT = 3_000
"""Most words of which a tokenizer remembers how it split them: 10,000, as it would, take 3 MB more."""
# spaCy's tokenizer takes signs off a word one by one and looks at all the rest each time: quadratic in its length.
_LONG_WORD = re.compile(r"(?<!\S)\S{200,}")
_SIGN = re.compile(r"[^\w\s]|_")
# Neuilly-sur-Seine, Saint-Jean-d'Angély, as spaCy's French tokenizer combines them.
_THREE_PARTS = re.compile(
    r"\A[^\W\d_]+[-–—‐‑](?:l[èe]s?|la|en|des?|d[eu]|sur|sous|aux?|à|et|près|saint)[-–—‐‑](?:l['’])?[^\W\d_]+",
    re.IGNORECASE,
)
# The strings are those that a model was trained with: 230,000 in two models, of which names need the labels alone.
_NOT_FOR_NAMES = (
    "tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "morphologizer", "senter", "strings",
)  # fmt: skip


class Span(NamedTuple):
    """A span that a model takes for a name."""

    text: str
    type: EntityType
    start: int  # in the text that was read


@cache
def decoder_of(package: str) -> Decoder:
    """Return the model in `package`, reduced to what is needed for names."""
    from etl.enrich.names import library  # noqa: F401  # before the model's package imports spaCy

    nlp = _french(package) if package.startswith("fr_") else _load(package, _NOT_FOR_NAMES)
    nlp.tokenizer.max_cache_size = _MOST_SPLIT  # type: ignore[union-attr]
    if package == retrained.PACKAGE:
        retrained.load(retrained.with_clusters(nlp))
    ops = _blas_ops()
    for node in getattr(nlp.get_pipe("ner"), "model").walk():  # noqa: B009
        node.ops = ops
    return Decoder.of(nlp)


def _load(package: str, exclude: Iterable[str]) -> Language:
    nlp: Language = importlib.import_module(package).load(exclude=exclude)
    return nlp


def _french(package: str) -> Language:
    """Return a French model whose tokenizer keeps words of three parts together, by a pattern of our own.

    spaCy's own pattern for them has 1.4 million characters, and takes five seconds to compile in every process.
    """
    import srsly
    from spacy.language import Language
    from spacy.util import registry

    class French(Language):  # type: ignore[no-untyped-call]
        lang = "fr"

    registry.languages.register("fr", func=French)  # importing spaCy's own compiles its pattern
    nlp = _load(package, (*_NOT_FOR_NAMES, "tokenizer"))
    rules = srsly.msgpack_loads((nlp.path / "tokenizer").read_bytes())
    del rules["token_match"]
    tokenizer: Any = nlp.tokenizer
    tokenizer.from_bytes(srsly.msgpack_dumps(rules))
    tokenizer.token_match = _THREE_PARTS.fullmatch
    return nlp


def _blas_ops() -> Any:
    """Return thinc's operations, but with numpy's BLAS for matrix products: the same numbers in less time."""
    from thinc.backends.numpy_ops import NumpyOps

    class BlasOps(NumpyOps):  # type: ignore[misc]
        def gemm(  # as thinc declares it
            self,
            x: Any,
            y: Any,
            out: Any = None,
            trans1: bool = False,  # noqa: FBT001, FBT002
            trans2: bool = False,  # noqa: FBT001, FBT002
        ) -> Any:
            return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)

    return BlasOps()


def read(package: str, texts: Iterable[str]) -> dict[str, list[Span]]:
    """Return the spans in each of `texts`; a text that occurs several times is read once."""
    decoder = decoder_of(package)
    found: dict[str, list[Span]] = {}
    batch: list[tuple[str, Doc]] = []
    size = 0
    with decoder.nlp.memory_zone() if len(decoder.nlp.vocab) > _MOST_WORDS else nullcontext():
        for text in sorted(set(texts), key=len):
            doc = decoder.nlp.make_doc(_LONG_WORD.sub(_parted, text))
            batch.append((text, doc))
            size += len(doc)
            if size > _BATCH_TOKENS:
                found |= _read(decoder, batch)
                batch, size = [], 0
        return found | _read(decoder, batch)


def _parted(word: re.Match[str]) -> str:
    """Return `word` with its punctuation replaced by spaces, so that its length is unchanged."""
    return _SIGN.sub(" ", word[0])


def _read(decoder: Decoder, batch: list[tuple[str, Doc]]) -> dict[str, list[Span]]:
    docs = [doc for _, doc in batch]
    return {
        text: [
            Span(text[doc[start].idx : doc[end - 1].idx + len(doc[end - 1])], _TYPES[label], doc[start].idx)
            for start, end, label in entities
            if label in _TYPES
        ]
        for (text, doc), entities in zip(batch, decoder.entities(docs), strict=True)
    }


def is_installed(package: str) -> bool:
    """Return whether `package` can be imported, without importing it."""
    return importlib.util.find_spec(package) is not None


def name_and_version(package: str) -> str:
    """Return the model as the field `names_by` shows it."""
    return f"{package} {importlib.metadata.version(package.replace('_', '-'))}"


def missing_models(settings: Settings) -> list[str]:
    """Return a line for each model that the settings name and that is not installed.

    The line only suggests to install a package whose hash is in our lock files: anyone might register another model's name.
    """
    return [
        f"no names in {language}: the model {package} is not installed; "
        + (
            f"{DISTRIBUTION} brings it: install that anew"
            if is_ours
            else "install it from a source that you trust"
        )
        for language, package in settings.models.items()
        if not is_installed(package)
        for is_ours in [package.replace("_", "-") in _required()]
    ]


def _required() -> set[str]:
    """Return the names of the packages that ours requires, all of which are locked with their hashes."""
    lines = importlib.metadata.requires(DISTRIBUTION) or []
    return {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in lines}
