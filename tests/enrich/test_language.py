from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.utils.lang_profile import LangProfile
from langdetect.utils.ngram import NGram
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from etl.enrich.detectors import grams_in, profiles, second_detector
from etl.enrich.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministers met in Geneva on Tuesday to discuss the ceasefire.", "en"),
        ("Les ministres se sont réunis mardi à Genève pour discuter du cessez-le-feu.", "fr"),
        ("Die Minister trafen sich am Dienstag in Genf, um über die Waffenruhe zu sprechen.", "de"),
        ("Los ministros se reunieron el martes en Ginebra para hablar de la tregua.", "es"),
        ("Els ministres es van reunir dimarts a Ginebra per parlar de la treva amb els dos bàndols.", "ca"),
        ("De ministers kwamen dinsdag in Genève bijeen om over het bestand te praten.", "nl"),
        ("Die ministers het Dinsdag in Genève vergader om oor die skietstilstand te praat.", "af"),
        ("Statsrådene møttes i Genève på tirsdag for å drøfte våpenhvilen, og de ble enige til slutt.", "no"),
        ("Ministrarna möttes i Genève på tisdagen för att diskutera vapenvilan.", "sv"),
        ("Министры встретились во вторник в Женеве, чтобы обсудить перемирие.", "ru"),
        ("Міністри зустрілися у вівторок у Женеві, щоб обговорити перемир'я.", "uk"),
        ("Міністры сустрэліся ў аўторак у Жэневе, каб абмеркаваць перамір'е.", "be"),
        ("Министри су се састали у уторак у Женеви да би разговарали о примирју и предаји оружја.", "sr"),
        ("وزرا روز سه‌شنبه در ژنو دیدار کردند تا درباره آتش‌بس گفت‌وگو کنند.", "fa"),
        ("Ráðherrarnir hittust í Genf á þriðjudag til að ræða vopnahléið.", "is"),
        ("Nazirlər çərşənbə axşamı Cenevrədə görüşərək atəşkəsi müzakirə etdilər.", "az"),
        ("Ministroek Genevan bildu ziren asteartean su-etenaz hitz egiteko.", "eu"),
        ("各国部长星期二在日内瓦会晤，讨论停火问题，并同意下周继续谈判。", "zh"),
        ("閣僚らは火曜日にジュネーブで停戦について協議した。", "ja"),
        ("장관들은 화요일 제네바에서 휴전을 논의했다.", "ko"),
        ("მინისტრები სამშაბათს ჟენევაში შეხვდნენ", "ka"),
        ("Too short", None),
        ("12345 67890 12345 67890 12345", None),
        ("", None),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert detect(text).code == language
    assert detect(text) == detect(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministers met", "en"),
        ("They met.", None),  # 9 characters
        ("The ministers met today", "en"),
        ("部长会晤讨论", "zh"),
        ("министры встретились", "ru"),
    ],
)
def test_short_texts(text: str, language: str | None) -> None:
    assert detect(text).code == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Sender NHK meldete, der Titel des Films laute 東京物語, und er laufe noch im März.", "de"),
        ("トヨタ自動車（Toyota Motor Corporation）は新しい工場を Texas に建設すると発表した。", "ja"),
        ("Компания Microsoft Corporation объявила о выпуске новой версии Windows Server.", "ru"),
    ],
)
def test_names_in_another_script_do_not_decide(text: str, language: str) -> None:
    assert detect(text).code == language


def test_a_wrong_declaration_does_not_overrule_the_text() -> None:
    text = "Die Minister trafen sich am Dienstag in Genf, um zu sprechen."

    assert detect(text, declared="en").code == "de"


def test_a_declaration_tips_the_scales_between_close_languages() -> None:
    text = "Ministri su se sastali u utorak u Ženevi kako bi razgovarali o primirju."

    assert detect(text, declared="bs").code == "bs"
    assert detect(text, declared="hr-HR").code == "hr"


@pytest.mark.parametrize(
    "text",
    [
        # Tsonga, Māori, Tswana
        (
            "Vafambisi va matiko lamambirhi va hlanganile hi Ravumbirhi eGeneva ku ya burisana hi ta ku "
            "herisiwa ka nyimpi, naswona va pfumelelanile ku tlhela va hlangana evhikini leri taka."
        ),
        (
            "I hui ngā minita i te Tūrei ki Hinīwa ki te kōrero mō te mutunga o te pakanga, ā, i whakaae "
            "rātou ki te hui anō ā tērā wiki."
        ),
        (
            "Ditona di kopane ka Labobedi kwa Geneva go buisana ka go emisiwa ga ntwa, mme di dumalane go "
            "kopana gape mo bekeng e e tlang."
        ),
    ],
)
def test_a_language_that_no_detector_knows_is_null(text: str) -> None:
    assert detect(text).code is None


def test_serbian_in_latin_letters_is_not_taken_for_croatian() -> None:
    text = (
        "Predsednik je izjavio u ponedeljak da će vlada pomoći ljudima koji su ostali bez kuća posle "
        "poplava, i dodao da će se sednica održati sledeće nedelje u Beogradu."
    )

    assert detect(text).code in ("sr", None)
    assert detect(text, declared="sr-Latn").code == "sr"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_an_answer_and_keeps_it(text: str) -> None:
    found = detect(text)

    assert found == detect(text)
    assert (found.code is None) == (found.confidence is None)


def test_sequences_and_shares_are_those_of_langdetect() -> None:
    paths = sorted(Path(PROFILES_DIRECTORY).iterdir())
    factory, window = DetectorFactory(), NGram()
    for place, path in enumerate(paths):
        factory.add_profile(LangProfile(**json.loads(path.read_text("utf-8"))), place, len(paths))
    shares = []
    for character in "A NATO talk  à Genève; Совет, 会議 in Québec ":
        window.add_char(character)
        if not window.capitalword:
            found = (factory.word_lang_prob_map.get(window.get(size)) for size in (3, 2, 1))
            shares += [share for share in found if share]

    rows = profiles().of(grams_in("A NATO talk  à Genève; Совет, 会議 in Québec "))

    assert rows == pytest.approx(np.log(np.array(shares) + 0.5 / 10_000), abs=1e-5)


def test_the_second_detector_says_what_its_library_says() -> None:
    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    texts = [
        "The council meets on Monday.",
        "Le conseil se réunit lundi.",
        "Совет собирается в понедельник.",
        "議会は月曜日に開かれる",
        "x",
    ]

    assert [second_detector().rank(text) for text in texts] == [library.rank(text) for text in texts]
