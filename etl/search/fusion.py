"""Combine two rankings into one: by words (BM25) and by meaning (vectors)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

CANDIDATES = 100
"""Hits by words, and as many by meaning, that are ranked together."""
_WORDS_WEIGHT = 0.4
_EVEN = 2
"""At place n by words a document gains .4 / (2 + n), as an inner product: .13 at the first, .10 at the second, .08 at the
third. Fitted on claims, by cross-validation over the queries."""

RECENT_DAYS = 30
"""Half the weight after a month: news of this week first, without hiding what fits better."""

Scores = dict[str, float]
"""Document id → score, best first."""


def similarity(score: float) -> float:
    """Return the inner product from which Elasticsearch made the `score` of a nearest neighbour."""
    return score - 1 if score >= 1 else 1 - 1 / score


def fuse(words: Scores, meaning: Scores) -> Scores:
    """Return one ranking of both: the inner product, plus a bonus for a high rank by words.

    The rank counts and not the BM25 score, because scores grow with the length of a query and with how rare its words are.

    A document without a vector, for instance in a language that the model does not know, has no score by meaning: it keeps
    its rank by words. If there are no vectors at all, the ranking by words is returned unchanged.

    Args:
        words: BM25 scores; missing for a document that has none of the words.
        meaning: inner products with the query's vector, of every document that has one.
    """
    if not meaning:
        return words
    both = sorted((id_ for id_ in words if id_ in meaning), key=lambda id_: -words[id_])
    worth = {id_: _WORDS_WEIGHT / (_EVEN + place) for place, id_ in enumerate(both, 1)}
    fused = {id_: product + worth.get(id_, 0) for id_, product in meaning.items()}
    ranked = sorted(fused.items(), key=lambda found: (-found[1], found[0]))
    for place, id_ in enumerate(words):
        if id_ not in meaning:
            neighbour = ranked[min(place, len(ranked) - 1)]
            ranked.insert(place, (id_, neighbour[1]))
    return dict(ranked)


def favour_recent(scores: Scores, dates: dict[str, str | None], now: datetime | None = None) -> Scores:
    """Return `scores` with those of recent articles raised, at most doubled, the best first.

    `dates` are ISO 8601, in UTC if they have no zone; an article without a date is not recent.
    """
    now = now or datetime.now(UTC)
    raised = {}
    for id_, score in scores.items():
        raised[id_] = score
        if date := dates[id_]:
            moment = datetime.fromisoformat(date)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            age = abs(now - moment) / timedelta(days=RECENT_DAYS)
            raised[id_] += abs(score) * 0.5 ** (age * age)
    return dict(sorted(raised.items(), key=lambda found: (-found[1], found[0])))


def one_a_story(scores: Scores, stories: dict[str, str | None]) -> tuple[Scores, dict[str, int]]:
    """Return the best article of each story, best first, and how many articles of its story were found."""
    best: dict[str, str] = {}
    copies: dict[str, int] = {}
    for id_ in scores:
        first = best.setdefault(stories.get(id_) or id_, id_)
        copies[first] = copies.get(first, 0) + 1
    return {id_: scores[id_] for id_ in copies}, copies


class Asked(NamedTuple):
    """The requests for one query: for its best hits by words and by meaning, and for the scores of given ids."""

    by_words: dict[str, Any]
    by_meaning: dict[str, Any] | None
    words_of: Callable[[list[str]], dict[str, Any]]
    meaning_of: Callable[[list[str]], dict[str, Any]] | None


def rank(
    asked: list[Asked], size: int, scores: Callable[[list[dict[str, Any]]], list[Scores]]
) -> list[Scores]:
    """Return the ranking for each query, with at least `size` hits if there are that many.

    What one side found is scored by the other side too, so that no candidate counts as zero for just missing the list.

    Args:
        asked: the queries; either all of them have a request by meaning, or none.
        size: number of hits wanted.
        scores: sends requests and returns the scores of the hits of each.
    """
    by_meaning = [query.by_meaning for query in asked if query.by_meaning]
    most = max(size, CANDIDATES) if by_meaning else size
    words = scores([{**query.by_words, "size": most} for query in asked])
    near = scores(by_meaning)
    if not any(near):
        return words
    missing = []
    for query, worded, meant in zip(asked, words, near, strict=True):
        assert query.meaning_of
        missing.append(query.words_of([id_ for id_ in meant if id_ not in worded]))
        missing.append(query.meaning_of([id_ for id_ in worded if id_ not in meant]))
    more = iter(scores(missing))
    ranked = []
    for worded, meant in zip(words, near, strict=True):
        all_words, all_meaning = worded | next(more), meant | next(more)
        ranked.append(fuse(all_words, {id_: similarity(score) for id_, score in all_meaning.items()}))
    return ranked


def vector_of(text: str) -> list[float]:
    """Return the vector of a query.

    Raises:
        FatalError: the extra is not installed.
    """
    from etl.enrich.semantic import query_vector  # enrichment's models are slow to import

    vector: list[float] = query_vector(text).tolist()
    return vector
