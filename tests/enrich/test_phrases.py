from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from etl.enrich.phrases import ranked_phrases

TITLE = "Harbour board sells its oldest cranes"
TEXT = (
    "The harbour board of Port Ellis sold 14 cranes to Northline, a shipping company. The cranes, bought in 1988 "
    "for $3.2m, are the board's oldest.\nNorthline said it would ship the cranes to Gdansk, and a bridge crane too. "
    "A reporter was told so by the harbour board."
)
GERMAN = (
    "Der Landtag hat am Dienstag den Haushalt der Schulen beschlossen. Die Schulen, von denen zwölf erneuert "
    "werden, warteten seit einem Jahr auf den Haushalt, sagte die Ministerin."
)


def test_what_the_title_says_and_the_text_repeats_comes_first() -> None:
    found = ranked_phrases(TITLE, TEXT, "en")

    assert found[:3] == ["harbour board", "cranes", "crane"]
    assert found.index("northline") < found.index("reporter")


def test_a_pair_that_comes_once_is_none() -> None:
    found = ranked_phrases("", TEXT, "en")

    assert "harbour board" in found
    assert "bridge crane" not in found


def test_common_words_numbers_and_short_words_are_in_no_phrase() -> None:
    words = {word for phrase in ranked_phrases(TITLE, TEXT, "en") for word in phrase.split()}

    assert words.isdisjoint({"the", "of", "to", "14", "1988", "3.2m", "a", "its"})


def test_common_words_are_those_of_the_language() -> None:
    found = ranked_phrases("", GERMAN, "de")

    assert set(found[:2]) == {"schulen", "haushalt"}
    assert {"der", "die", "seit", "von"}.isdisjoint(found)
    assert "der" in ranked_phrases("", GERMAN, "xx")  # no list for it


@given(st.text(), st.text(), st.sampled_from(["en", "de", "no", "xx"]))
def test_any_text_has_phrases_of_its_own_words_each_once(title: str, text: str, language: str) -> None:
    found = ranked_phrases(title, text, language)

    assert len(set(found)) == len(found)
    assert all(word in f"{title}\n{text}".lower() for phrase in found for word in phrase.split())


def test_a_list_of_common_words_is_read_without_its_language_s_tokenizer() -> None:
    program = (
        "import sys; from etl.common_words import common_words;"
        "assert 'nous' in common_words('fr') and not common_words('xx');"
        "assert not [name for name in sys.modules if name.startswith('spacy')]"
    )

    subprocess.run([sys.executable, "-c", program], check=True)
