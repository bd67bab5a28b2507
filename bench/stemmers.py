"""How well a stemmer tells the forms of one word from other words.

    python -m bench.stemmers LANGUAGE WORDS.tsv STEMMER...

WORDS.tsv has one `word<TAB>lemma` a line: for the table in mappings/README.md the 40,000 commonest words of
wordfreq 3.1.1 that are letters only and that simplemma 2.0.0 knows. Each stemmer stands in the language's own
analysis in place of the one that is there; "none" takes it out.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from etl.load.client import connect
from etl.load.indices import mappings_folder
from etl.settings import get_settings

INDEX = "bench-stemmers"
_A_REQUEST = 5_000
"""Words a request; Elasticsearch gives at most 10,000 tokens."""


def stems(client: Elasticsearch, language: str, stemmer: str, words: list[str]) -> list[str]:
    """Return the stem of each word in the language's own analysis with another stemmer."""
    content = orjson.loads((mappings_folder() / "analysis" / f"{language}.json").read_bytes())
    analysis: dict[str, Any] = content["analysis"]
    if stemmer == "none":
        analysis["analyzer"]["article_text"]["filter"].remove("stem")
    else:
        analysis["filter"]["stem"]["language"] = stemmer
    client.indices.delete(index=INDEX, ignore_unavailable=True)
    client.indices.create(index=INDEX, settings={"number_of_replicas": 0, "analysis": analysis})
    found: list[str] = []
    for start in range(0, len(words), _A_REQUEST):
        part = words[start : start + _A_REQUEST]
        answer = client.indices.analyze(index=INDEX, analyzer="article_text", text=part)
        by_offset = {token["start_offset"]: token["token"] for token in answer["tokens"]}
        offset = 0
        for word in part:
            found.append(by_offset.get(offset, ""))
            offset += len(word) + 1
    client.indices.delete(index=INDEX)
    return found


def pairs(keys: Iterable[object]) -> int:
    """Return how many pairs have the same key."""
    sizes: dict[object, int] = defaultdict(int)
    for key in keys:
        sizes[key] += 1
    return sum(size * (size - 1) // 2 for size in sizes.values())


def main() -> None:
    """Print precision, recall and F1 of "same lemma, same stem" for each stemmer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("language")
    parser.add_argument("words", type=Path)
    parser.add_argument("stemmers", nargs="+")
    parser.add_argument("--without", nargs="*", default=[], help="endings of lemmas to leave out, as verbs'")
    arguments = parser.parse_args()
    rows = [line.split("\t") for line in arguments.words.read_text().splitlines()]
    rows = [(word, lemma) for word, lemma in rows if not lemma.endswith(tuple(arguments.without))]
    words, lemmas = [word for word, _ in rows], [lemma for _, lemma in rows]
    with connect(get_settings()) as client:
        for stemmer in arguments.stemmers:
            found = stems(client, arguments.language, stemmer, words)
            same = pairs(zip(lemmas, found, strict=True))
            precision, recall = same / max(1, pairs(found)), same / max(1, pairs(lemmas))
            f1 = 2 * precision * recall / (precision + recall) if same else 0
            print(f"{stemmer:18} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")


if __name__ == "__main__":
    main()
