"""The mappings name only what the Elasticsearch 9 reference documents, so that they load on a stock node.

Elasticsearch itself does not say when an analysis has a parameter it does not know: it leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from elasticsearch import BadRequestError, Elasticsearch

from etl.load.indices import languages, mappings_folder

# From the reference's pages on text analysis: what we use of each part, and all its parameters.
TOKEN_FILTERS = {
    "apostrophe": set(), "arabic_normalization": set(), "bengali_normalization": set(), "cjk_width": set(),
    "decimal_digit": set(), "german_normalization": set(), "hindi_normalization": set(),
    "indic_normalization": set(), "persian_normalization": set(), "scandinavian_folding": set(),
    "serbian_normalization": set(),
    "asciifolding": {"preserve_original"},
    "cjk_bigram": {"ignored_scripts", "output_unigrams"},
    "elision": {"articles", "articles_case", "articles_path"},
    "lowercase": {"language"},
    "pattern_replace": {"all", "flags", "pattern", "replacement"},
    "stemmer": {"language", "name"},
    "stop": {"ignore_case", "remove_trailing", "stopwords", "stopwords_path"},
}  # fmt: skip
TOKENIZERS = {"standard", "thai"}
CHAR_FILTERS = {"mapping": {"mappings", "mappings_path"}}
STEMMERS = {
    "arabic", "armenian", "basque", "bengali", "brazilian", "bulgarian", "catalan", "czech", "danish", "dutch",
    "english", "light_english", "minimal_english", "porter", "porter2", "possessive_english", "estonian",
    "finnish", "light_finnish", "french", "light_french", "minimal_french", "galician", "minimal_galician",
    "german", "light_german", "minimal_german", "greek", "hindi", "hungarian", "light_hungarian", "indonesian",
    "irish", "italian", "light_italian", "latvian", "lithuanian", "norwegian", "light_norwegian",
    "minimal_norwegian", "light_nynorsk", "minimal_nynorsk", "persian", "portuguese", "light_portuguese",
    "minimal_portuguese", "portuguese_rslp", "romanian", "russian", "light_russian", "serbian", "sorani",
    "spanish", "light_spanish", "spanish_plural", "swedish", "light_swedish", "turkish",
}  # fmt: skip
LOWERCASE = {"greek", "irish", "turkish"}
# From the pages on field types. `fields`, `properties` and what every type has are beside each other here.
FIELDS = {
    "boolean": {"doc_values", "index", "null_value"},
    "completion": {"analyzer", "max_input_length", "preserve_position_increments", "preserve_separators", "search_analyzer"},
    "date": {"doc_values", "format", "ignore_malformed", "index", "locale", "null_value"},
    "dense_vector": {"dims", "element_type", "index", "index_options", "similarity"},
    "geo_point": {"doc_values", "ignore_malformed", "ignore_z_value", "index", "null_value"},
    "half_float": {"coerce", "doc_values", "ignore_malformed", "index", "null_value"},
    "integer": {"coerce", "doc_values", "ignore_malformed", "index", "null_value"},
    "keyword": {"doc_values", "eager_global_ordinals", "fields", "ignore_above", "index", "index_options", "meta",
                "norms", "normalizer", "null_value", "similarity", "split_queries_on_whitespace", "store"},
    "long": {"coerce", "doc_values", "ignore_malformed", "index", "null_value"},
    "nested": {"dynamic", "include_in_parent", "include_in_root", "properties"},
    "object": {"dynamic", "enabled", "properties", "subobjects"},
    "text": {"analyzer", "eager_global_ordinals", "fielddata", "fields", "index", "index_options", "index_phrases",
             "index_prefixes", "meta", "norms", "position_increment_gap", "search_analyzer",
             "search_quote_analyzer", "similarity", "store", "term_vector"},
}  # fmt: skip
INDEX_SETTINGS = {
    "auto_expand_replicas", "highlight.max_analyzed_offset", "mapping.nested_fields.limit",
    "mapping.nested_objects.limit", "mapping.total_fields.limit", "number_of_replicas", "number_of_shards",
    "query.default_field",
}  # fmt: skip


def parts(analysis: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the parameters of each part that the analyzers and normalizers use."""
    made = analysis.get(kind, {})
    for user in (*analysis["analyzer"].values(), *analysis.get("normalizer", {}).values()):
        for name in user.get(kind, []):
            parameters = dict(made.get(name, {"type": name}))
            yield parameters.pop("type"), parameters


def unknown_parts(analysis: dict[str, Any]) -> list[str]:
    found = []
    for kind, known in (("filter", TOKEN_FILTERS), ("char_filter", CHAR_FILTERS)):
        for name, parameters in parts(analysis, kind):
            if name not in known:
                found.append(name)
            found += [f"{name}: {parameter}" for parameter in parameters.keys() - known.get(name, set())]
            language = parameters.get("language")
            if language and language not in {"stemmer": STEMMERS, "lowercase": LOWERCASE}[name]:
                found.append(f"{name}: {language}")
    return found


@pytest.mark.parametrize("language", sorted(languages()))
def test_an_analysis_has_stock_parts_only(language: str) -> None:
    content = orjson.loads((mappings_folder() / "analysis" / f"{language}.json").read_bytes())

    assert content.keys() == {"analysis"}
    analysis = content["analysis"]
    assert analysis.keys() <= {"analyzer", "filter", "char_filter"}
    assert analysis["analyzer"].keys() == {"article_text", "article_exact"}
    for analyzer in analysis["analyzer"].values():
        assert analyzer.keys() <= {"type", "tokenizer", "filter", "char_filter"}
        assert analyzer["tokenizer"] in TOKENIZERS
    assert unknown_parts(analysis) == []


@pytest.mark.parametrize("language", sorted(languages()))
def test_an_analysis_defines_nothing_in_vain(language: str) -> None:
    analysis = orjson.loads((mappings_folder() / "analysis" / f"{language}.json").read_bytes())["analysis"]

    for kind in ("filter", "char_filter"):
        used = {name for analyzer in analysis["analyzer"].values() for name in analyzer.get(kind, [])}
        assert analysis.get(kind, {}).keys() <= used


def test_a_part_that_is_not_stock_is_noticed() -> None:
    analysis = {
        "filter": {"stem": {"type": "stemmer", "language": "klingon", "strength": 3}},
        "analyzer": {"article_text": {"filter": ["stem", "warp"]}},
    }

    assert unknown_parts(analysis) == ["stemmer: strength", "stemmer: klingon", "warp"]


def unknown_parameters(properties: dict[str, Any], above: str = "") -> list[str]:
    found = []
    for name, field in properties.items():
        parameters = dict(field)
        known = FIELDS.get(parameters.pop("type", "object"), set())
        found += [f"{above}{name}: {parameter}" for parameter in parameters.keys() - known]
        for below in ("properties", "fields"):
            found += unknown_parameters(parameters.get(below, {}), f"{above}{name}.")
    return found


MAPPINGS = sorted(path for path in mappings_folder().glob("*.json") if path.stem != "index-template")


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_a_mapping_has_stock_types_and_parameters_only(path: Path) -> None:
    template = orjson.loads(path.read_bytes())["template"]

    assert unknown_parameters(template["mappings"]["properties"]) == []
    settings = template["settings"].get("index", template["settings"])
    assert settings.keys() - {"analysis"} <= INDEX_SETTINGS
    if analysis := template["settings"].get("analysis"):
        assert unknown_parts(analysis) == []


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"type": "stemmer", "language": "klingon"}, "klingon"),
        ({"type": "lowercase", "language": "klingon"}, "klingon"),
        ({"type": "warp"}, "warp"),
    ],
)
def test_the_embedded_node_refuses_what_stock_refuses(
    part: dict[str, str], reason: str, session_es: Elasticsearch
) -> None:
    with pytest.raises(BadRequestError, match=reason):
        session_es.indices.create(index="odd", settings={"analysis": {"filter": {"odd": part}}})


@pytest.mark.parametrize(
    "mapping", [{"type": "txet"}, {"type": "keyword", "ignore_over": 1}, {"type": "text", "normalizer": "x"}]
)
def test_a_field_with_an_unknown_type_or_parameter_is_refused(
    mapping: dict[str, Any], session_es: Elasticsearch
) -> None:
    with pytest.raises(BadRequestError, match="mapper_parsing_exception"):
        session_es.indices.create(index="odd", mappings={"properties": {"odd": mapping}})
