"""What people type, taken apart, and how a wrong query is answered."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.errors import FatalError
from etl.search.common_words import without_common
from etl.search.conditions import ranked_by_words, words_of
from etl.search.many import without_noise
from etl.search.moments import moment, time_limits
from etl.search.query import Query, Term
from etl.search.query_language import parse
from etl.search.query_tokens import without_filters


def test_words_phrases_and_filters_are_told_apart() -> None:
    query = parse('river "heavy rain" -bridge person:"Karoline Leavitt" lang:en')

    assert query.text == "river heavy rain"
    assert query.phrases == ["heavy rain"]
    assert query.without == [Term(value="bridge")]
    assert query.filters == [
        Term(value="Karoline Leavitt", field="person"),
        Term(value="en", field="language"),
    ]


def test_or_joins_its_neighbours_only() -> None:
    query = parse("war ukraine OR russia war")

    assert query.text == "war war"
    assert query.alternatives == [[Term(value="ukraine"), Term(value="russia")]]


def test_or_joins_phrases_and_filters() -> None:
    query = parse('"heavy rain" OR person:Trump OR flood')

    assert query.text == ""
    assert query.phrases == []
    assert query.filters == []
    assert query.alternatives == [
        [Term(value="heavy rain", is_phrase=True), Term(value="Trump", field="person"), Term(value="flood")]
    ]


def test_minus_applies_to_phrases_and_filters() -> None:
    assert parse('-"heavy rain" -place:Geneva x').without == [
        Term(value="heavy rain", is_phrase=True),
        Term(value="Geneva", field="place"),
    ]


@pytest.mark.parametrize(
    "text", ["BREAKING: rain", "see: rain", "https://example.org/a rain", "e-mail", "- rain"]
)
def test_prose_is_not_mistaken_for_filters(text: str) -> None:
    assert parse(text) == Query(text=text)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('a "b c', "not closed, here: a ▸"),
        ("nose:big", "no filter nose:"),
        ("x since:soon", "soon is no date (write 2026-02-18, or 7d for seven days ago), here: x ▸since:soon"),
        ("since:7x y", "7x is no date"),
        ("since:2026-13", "2026-13 is no date"),
        ("since:9999y", "9999y is no date"),
        ("a person: b", "needs a value right behind it"),
        ("OR a", "OR stands between two words"),
        ("a OR", "here: a ▸OR"),
        ("a OR OR b", "here: a OR ▸OR b"),
        ("a OR -b", "beside OR, here: a OR ▸-b"),
        ("a OR since:7d", "since: cannot stand with OR or -"),
        ("-until:7d", "until: cannot stand with OR or -"),
        (" ".join(f'"{n}"' for n in range(101)), "more than 100 phrases"),
        ("w" * 500 + " x:y", "here: …wwww"),
    ],
)
def test_a_wrong_query_shows_where(query: str, message: str) -> None:
    with pytest.raises(FatalError, match=r"^query: ") as caught:
        parse(query)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", [":", "a:", "talks ::", "talks: ", '"talks":'])
def test_a_colon_at_the_end_is_no_filter(text: str) -> None:
    assert parse(text).text.split()[-1].endswith(":")


@given(st.text())
@example(":")
def test_any_text_is_taken_apart_or_answered(text: str) -> None:
    try:
        query = parse(text)
    except FatalError:
        return
    assert all(term.value for term in query.without + query.filters if isinstance(term, Term))


@pytest.mark.parametrize("value", ["2026", "2026-02", "2026-02-18", "2026-02-18T10:30:00+01:00"])
def test_dates_are_kept_as_exact_as_they_are_written(value: str) -> None:
    assert moment(value) == value


def test_a_last_day_before_the_first_is_refused() -> None:
    with pytest.raises(FatalError, match="the first is later"):
        time_limits(parse("since:2026-03"), None, "2026-02-28")

    assert time_limits(parse("since:2026-03-05"), None, "2026-03") == [
        ("gte", "2026-03-05"),
        ("lte", "2026-03||/M"),
    ]


def test_filters_are_left_out_where_they_only_filter() -> None:
    text = 'rain person:"Karoline Leavitt" -place:Geneva since:7d flood OR org:UN OR lang:en until:2026 "a b"'

    assert without_filters(text) == 'rain -place:Geneva flood OR org:UN OR lang:en "a b"'
    assert without_filters("lang:en river") == "river"


@given(
    st.lists(st.sampled_from(["river", '"heavy rain"', "-bridge", "OR", "lang:en", "-org:UN", "since:2026"]))
)
def test_without_filters_all_else_is_as_it_was(parts: list[str]) -> None:
    text = " ".join(parts)
    try:
        query = parse(text)
    except FatalError:
        return
    assert parse(without_filters(text)) == query.model_copy(update={"filters": [], "since": None})


def test_posts_are_spelled_out() -> None:
    assert (
        without_noise("#ClimateChange is real https://t.co/x (@IlhanMN)")
        == "ClimateChange Climate Change is real IlhanMN Ilhan MN"
    )


@pytest.mark.parametrize(
    ("words", "telling"),
    [
        ("the war in Ukraine", "war Ukraine"),  # common in German, and not in English
        ("What did the mayor say?", "mayor"),
        ("die Regierung will das nicht", "Regierung"),
        ("el presidente de la república", "presidente república"),
        ("إلى القاهرة", "القاهرة"),
        ("rain flood", "rain flood"),
        ("The Who", ""),
        ("", ""),
    ],
)
def test_common_words_are_those_of_the_language_of_the_query(words: str, telling: str) -> None:
    kept = without_common(words.split())

    assert set(telling.split()) <= set(kept) <= set(words.split())
    assert len(kept) <= len(telling.split()) + 1  # of few words, several languages may be meant


def test_each_word_is_looked_for_once() -> None:
    assert words_of("Trump: “Trump” met trump’s man, Trump") == ["Trump:", "met", "trump’s", "man,"]


def test_what_a_query_is_about_weighs_more_than_its_common_words() -> None:
    again, exact, *pairs = ranked_by_words("what the mayor of what town was")

    assert again["combined_fields"] == {"query": "mayor town", "fields": ["title", "body"]}
    assert exact["combined_fields"]["query"] == "mayor town"
    assert len(pairs) == 6
    assert [*ranked_by_words("mayor")[0]["combined_fields"]["fields"]] == ["title.exact", "body.exact"]
