"""Each language's analysis, on the real node.

`tokens.json` holds words and the tokens they must give: recorded once, then read against the rules that
Lucene and Snowball publish for each language, so that a change of node, plugin or mapping shows. `pairs.json`
says what a reader expects: words that are the same, and words that are not. `snowball.json` holds words and
the stems that Snowball's own package gives them, for each analysis that names one of its stemmers.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.load.generations import ensure_indices, stale_indices, targets
from etl.load.indices import index_language, install_templates, languages

HERE = Path(__file__).parent
EXPECTED: dict[str, dict[str, list[str]]] = json.loads((HERE / "tokens.json").read_text())
PAIRS: dict[str, dict[str, list[tuple[str, str]]]] = json.loads((HERE / "pairs.json").read_text())
SNOWBALL: dict[str, dict[str, str]] = json.loads((HERE / "snowball.json").read_text())


@pytest.fixture(scope="module")
def indices(session_es: Elasticsearch) -> dict[str, str]:
    install_templates(session_es)
    return ensure_indices(session_es, targets(session_es, rebuild=False)[0], sorted(languages()))


def tokens(es: Elasticsearch, index: str, text: str, analyzer: str = "article_text") -> list[str]:
    return [
        token["token"] for token in es.indices.analyze(index=index, analyzer=analyzer, text=text)["tokens"]
    ]


def test_every_language_has_its_words() -> None:
    assert EXPECTED.keys() == languages()
    assert len(languages()) >= 25
    assert all(len(words) >= 10 for words in EXPECTED.values())


@pytest.mark.parametrize("language", sorted(EXPECTED))
def test_words_give_their_tokens(language: str, session_es: Elasticsearch, indices: dict[str, str]) -> None:
    found = {word: tokens(session_es, indices[language], word) for word in EXPECTED[language]}

    assert found == EXPECTED[language]


@pytest.mark.parametrize("language", sorted(SNOWBALL))
def test_stems_are_snowballs(language: str, session_es: Elasticsearch, indices: dict[str, str]) -> None:
    words = SNOWBALL[language]
    answer = session_es.indices.analyze(
        index=indices[language], tokenizer="standard", filter=["stem"], text=list(words)
    )

    assert [token["token"] for token in answer["tokens"]] == list(words.values())


# From Snowball's page on its English stemmer: part of the sample vocabulary there, and its exceptions.
@pytest.mark.parametrize(
    ("words", "stem"),
    [("consign consigned consigning consignment", "consign"), ("consistency consistent consistently", "consist"),
     ("consolation consolations", "consol"), ("consolidate consolidated consolidating", "consolid"),
     ("conspicuous conspicuously", "conspicu"), ("knees knee", "knee"), ("knightly knights", "knight"),
     ("news", "news"), ("skies sky", "sky"), ("dying", "die"), ("early", "earli"), ("innings", "inning"),
     ("generate generates", "generat"), ("generic generically", "generic")],
)  # fmt: skip
def test_english_stems(words: str, stem: str, session_es: Elasticsearch, indices: dict[str, str]) -> None:
    assert set(tokens(session_es, indices["en"], words)) == {stem}


def test_every_language_has_its_pairs() -> None:
    assert PAIRS.keys() == languages()
    assert all(len(pairs[kind]) >= 3 for pairs in PAIRS.values() for kind in ("match", "apart"))


@pytest.mark.parametrize("language", sorted(PAIRS))
def test_pairs_match_or_stay_apart(language: str, session_es: Elasticsearch, indices: dict[str, str]) -> None:
    def same(one: str, other: str) -> bool:
        return tokens(session_es, indices[language], one) == tokens(session_es, indices[language], other)

    assert [pair for pair in PAIRS[language]["match"] if not same(*pair)] == []
    assert [pair for pair in PAIRS[language]["apart"] if same(*pair)] == []


# Written without spaces, so a word is found in a text only if both are cut at the same places.
@pytest.mark.parametrize(
    ("language", "word", "text"),
    [("th", "รัฐบาล", "เมื่อวานนี้รัฐบาลไทยประกาศขึ้นราคาน้ำมัน"), ("th", "ราคาน้ำมัน", "เมื่อวานนี้รัฐบาลไทยประกาศขึ้นราคาน้ำมัน"),
     ("cjk", "総選挙", "首相は昨日総選挙を発表した")],
)  # fmt: skip
def test_a_word_is_found_where_no_space_is_around_it(
    language: str, word: str, text: str, session_es: Elasticsearch, indices: dict[str, str]
) -> None:
    assert f" {' '.join(tokens(session_es, indices[language], word))} " in (
        f" {' '.join(tokens(session_es, indices[language], text))} "
    )


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Banks", "bank"),
        ("fr", "élections", "élection"),
        ("de", "Häuser", "Haus"),
        ("es", "naciones", "nación"),
    ],
)
def test_exact_words_stay_apart(
    language: str, one: str, other: str, session_es: Elasticsearch, indices: dict[str, str]
) -> None:
    exact = [tokens(session_es, indices[language], word, "article_exact") for word in (one, other)]

    assert exact[0] != exact[1]


@pytest.mark.parametrize(
    ("language", "analysis"),
    [("en", "en"), ("zh", "cjk"), ("ja", "cjk"), ("pt-BR", "pt"), ("nb", "no"), ("lo", "und"), (None, "und")],
)
def test_a_language_goes_to_its_analysis(language: str | None, analysis: str) -> None:
    assert index_language(language) == analysis


def test_a_mapping_of_another_version_is_noticed(session_es: Elasticsearch, indices: dict[str, str]) -> None:
    (live,) = targets(session_es, rebuild=False)
    assert stale_indices(session_es, live) == []
    session_es.indices.put_mapping(index=indices["et"], meta={"version": "older"})

    assert stale_indices(session_es, live) == [indices["et"]]
    session_es.indices.delete(index=indices["et"])


def test_an_unknown_field_is_refused(session_es: Elasticsearch, indices: dict[str, str]) -> None:
    mapping = session_es.indices.get_mapping(index=indices["en"])[indices["en"]]["mappings"]

    assert mapping["dynamic"] == "strict"
