"""YAKE's scores of words and pairs of words (Campos et al., 2020), counted in tables in place of a graph of objects.

Tokens, tags, stopwords and formulas are the library's, so the keywords are too, for a third of its time.
"""

from __future__ import annotations

import io
import math
import statistics
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from string import punctuation
from typing import NamedTuple

import yake
from yake.data.core import get_tag
from yake.data.utils import pre_filter, tokenize_sentences

_PUNCTUATION = frozenset(punctuation)
_ACRONYM, _CAPITALISED, _NO_WORDS = "a", "n", ("d", "u")
"""YAKE's tags; the last two are numbers and what mixes letters with other signs."""
_LEAST_LETTERS = 3


class _Word(NamedTuple):
    """A word of a sentence."""

    lower: str
    key: str  # its term
    tag: str
    is_word: bool


@dataclass
class _Term:
    """A word in lower case, one with its plural, and how it stands in the text."""

    is_stopword: bool
    tags: Counter[str] = field(default_factory=Counter)
    sentences: set[int] = field(default_factory=set)
    before: list[str] = field(default_factory=list)  # the words that it follows
    behind: list[str] = field(default_factory=list)


def ranked_keywords(text: str, language: str) -> list[str]:
    """Return the words and pairs of words of `text` that YAKE takes for keywords, in lower case, best first."""
    sentences = tokenize_sentences(pre_filter(text.replace("\n", " ")))
    stopwords = _stopwords(language)
    terms: dict[str, _Term] = {}
    counts: Counter[str] = Counter()
    candidates: dict[str, list[str]] = {}  # keyword → its terms
    for number, sentence in enumerate(sentences):
        last: _Word | None = None
        for word in _words(sentence):
            if word is None:
                last = None
                continue
            if word.key not in terms:
                terms[word.key] = _Term(_is_stopword(word, stopwords))
            term = terms[word.key]
            term.tags[word.tag] += 1
            term.sentences.add(number)
            if last and word.is_word and last.is_word:
                terms[last.key].behind.append(word.key)
                term.before.append(last.key)
            for group in ([word], [last, word]) if last else ([word],):
                keyword = " ".join([w.lower for w in group])
                counts[keyword] += 1
                if all(w.is_word and not terms[w.key].is_stopword for w in group):
                    candidates.setdefault(keyword, [w.key for w in group])
            last = word
    scores = _scores(terms, len(sentences))
    return sorted(candidates, key=lambda c: _joint([scores[key] for key in candidates[c]], counts[c]))


def _words(sentence: list[str]) -> Iterator[_Word | None]:
    """Yield the sentence's words, None for punctuation."""
    for position, token in enumerate(sentence):
        if _PUNCTUATION.issuperset(token):
            yield None
            continue
        lower, tag = token.lower(), get_tag(token, position, _PUNCTUATION)
        key = lower[:-1] if len(lower) > _LEAST_LETTERS and lower.endswith("s") else lower
        yield _Word(lower, key, tag, tag not in _NO_WORDS)


@cache
def _stopwords(language: str) -> frozenset[str]:
    with redirect_stdout(
        io.StringIO()
    ):  # it says in which encoding it reads its own lists, where documents go
        return frozenset(yake.KeywordExtractor(lan=language).stopword_set)


def _is_stopword(word: _Word, stopwords: frozenset[str]) -> bool:
    letters = sum(character not in _PUNCTUATION for character in word.key)
    return letters < _LEAST_LETTERS or word.lower in stopwords or word.key in stopwords


def _scores(terms: dict[str, _Term], sentences: int) -> dict[str, float]:
    """Return each word's score, lower for a better one: early, frequent, capitalised, with few different neighbours."""
    totals = [term.tags.total() for term in terms.values() if not term.is_stopword]
    if not totals:
        return {}
    usual = statistics.fmean(totals) + statistics.pstdev(totals)
    most = max(term.tags.total() for term in terms.values())
    scores = {}
    for key, term in terms.items():
        total = term.tags.total()
        position = math.log(math.log(3 + statistics.median(term.sentences)))
        relatedness = 1 + (_variety(term.before) + _variety(term.behind)) * total / most
        case = max(term.tags[_ACRONYM], term.tags[_CAPITALISED]) / (1 + math.log(total))
        spread = len(term.sentences) / sentences
        scores[key] = position * relatedness / (case + (total / usual + spread) / relatedness)
    return scores


def _variety(neighbours: list[str]) -> float:
    return len(set(neighbours)) / len(neighbours) if neighbours else 0.0


def _joint(scores: list[float], count: int) -> float:
    return math.prod(scores) / ((sum(scores) + 1) * count)
