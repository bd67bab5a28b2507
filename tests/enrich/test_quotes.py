"""Who said what: pronouns, titles, several people of one name, several languages, and what is no quotation."""

from __future__ import annotations

import pytest

from etl.article import Article, Entity, Source
from etl.enrich.quotes.direct import add_quotes

SOURCE = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=1, format="text")


def quoted(
    body: str, people: tuple[str, ...] = (), organizations: tuple[str, ...] = (), language: str = "en"
) -> list[tuple[str | None, str]]:
    made = Article(id="a", body=body, language=language, source=SOURCE)
    for type_, names in (("person", people), ("organization", organizations)):
        made.entities += [
            Entity(name=name, type=type_, mentions=1, offset=body.find(name), forms=[name]) for name in names
        ]
    add_quotes(made)
    return [(quote.speaker, quote.text) for quote in made.quotes]


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ("Anna Keller met Paul Brandt. “We will go there now,” she said.", "Anna Keller"),
        ("Anna Keller met Paul Brandt. “We will go there now,” he said.", "Paul Brandt"),
        ("Anna Keller, the mayor, left.\n\nPaul Brandt stayed. “We must go,” the mayor said.", "Anna Keller"),
        ("Anna Keller left. “We will go there now,” said a spokesman for Paul Brandt.", None),
        ("Anna Keller left. “We will go there now,” a senior official said.", None),
        (
            "Anna Keller left. A source spoke on the phone.\n\n“We must go,” the source said. “Now,” he added.",
            None,
        ),
        ("“We will go there now,” Paul Brandt, a cousin of Anna Keller, said.", "Paul Brandt"),
        (
            "“We will go there now,” said Mr. Brandt, who met Anna Keller, Paul Brandt’s friend.",
            "Paul Brandt",
        ),
        ("According to Anna Keller, the plan is “a waste of everybody’s time”.", "Anna Keller"),
        ("The plan is “a waste of everybody’s time,” according to Anna Keller.", "Anna Keller"),
        ("“Don’t worry about it,” instructed Anna Keller.", "Anna Keller"),
        ("Anna Keller had a warning for them: “There is no way back from here.”", "Anna Keller"),
        ("Anna Keller is tired of it. “It is the same thing every single year.”", "Anna Keller"),
        ("“We won!” Anna Keller said.", "Anna Keller"),
        (
            "President Anna Keller met President Paul Brandt. Brandt left. “We won!” the president said.",
            "Paul Brandt",
        ),
        ("Sen. Paul Brandt was blunt. “We are out of money,” the Ohio Republican said.", "Paul Brandt"),
        (
            "Few knew how it is handled in the towns and in the hills around them, said Paul Brandt, a painter.\n\n“We won!” he said.",
            "Paul Brandt",
        ),
        ("The union called Keller “a fine painter and a good friend.”", None),
    ],
)
def test_the_speaker_is_the_one_whom_the_words_mean(body: str, speaker: str | None) -> None:
    assert quoted(body, ("Anna Keller", "Paul Brandt"))[0][0] == speaker


def test_two_of_one_surname_are_told_apart_by_title_and_by_who_was_named_last() -> None:
    body = (
        "Milica Vukic took the bus.\n\n“It is not far,” said Mrs. Vukic.\n\n"
        "Boban Vukic owns a factory.\n\n“I pay my people well,” Vukic said. “Where would I go?” he asked."
    )
    assert [speaker for speaker, _ in quoted(body, ("Milica Vukic", "Boban Vukic"))] == [
        "Milica Vukic",
        "Boban Vukic",
        "Boban Vukic",
    ]


def test_an_organization_speaks_and_it_is_the_organization() -> None:
    body = (
        "The Food Standards Agency warned people.\n\n“Do not take these tablets at all,” it said in a statement."
        "\n\n“We run on time today,” Amtrak said."
    )
    assert [s for s, _ in quoted(body, organizations=("Food Standards Agency", "Amtrak"))] == [
        "Food Standards Agency",
        "Amtrak",
    ]


@pytest.mark.parametrize(
    ("language", "body", "speaker"),
    [
        ("fr", "Laurent Fabius est arrivé. «Nous sommes très inquiets», a-t-il ajouté.", "Laurent Fabius"),
        ("fr", "« Nous partirons demain », a déclaré Christiane Taubira.", "Christiane Taubira"),
        ("de", "„Wir gehen morgen nach Bonn“, sagte Anna Keller am Montag.", "Anna Keller"),
        ("es", "Pedro Morales llegó tarde. «No lo sabemos todavía», añadió.", "Pedro Morales"),
        ("es", "«No lo sabemos todavía», manifestó Pedro Morales.", "Pedro Morales"),
        ("pt", '"Nós vamos amanhã cedo", disse Paulo Ribeiro.', "Paulo Ribeiro"),
        ("it", "«Andremo domani a Roma», ha detto Marco Bianchi.", "Marco Bianchi"),
    ],
)
def test_languages_without_names_by_a_model(language: str, body: str, speaker: str) -> None:
    assert [s for s, _ in quoted(body, language=language)] == [speaker]


def test_an_organization_speaks_under_a_part_of_its_name() -> None:
    body = (
        "The Kerrun Hurricane Center and the Labor Ministry warned.\n\n“Winds will rise in the west,” the hurricane center"
        " wrote. “Stay at home today,” said the ministry in a report. “We do that,” the company said."
    )
    assert [
        s
        for s, _ in quoted(body, organizations=("Kerrun Hurricane Center", "Labor Ministry", "Acme Company"))
    ] == [
        "Kerrun Hurricane Center",
        "Labor Ministry",
        None,
    ]


def test_a_name_with_which_someone_starts_to_speak_is_no_title() -> None:
    assert quoted("“Ma Long De,” said Anna Keller, “is a good neighbour.”", ("Anna Keller",)) == [
        ("Anna Keller", "Ma Long De, is a good neighbour.")
    ]


def test_a_surname_before_jr_is_the_surname() -> None:
    body = "Robert Brandt Jr. left. Brandt called it “the worst thing that was ever made.”"
    assert quoted(body, ("Robert Brandt Jr",)) == [
        ("Robert Brandt Jr", "the worst thing that was ever made.")
    ]


def test_fragments_of_one_sentence_have_its_speaker() -> None:
    body = "Paul Brandt said it was “a sad day for all” and warned of “a long and cold winter” in the hills."
    assert quoted(body, ("Paul Brandt",)) == [
        ("Paul Brandt", "a sad day for all"),
        ("Paul Brandt", "a long and cold winter"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "The so-called “experts” were wrong.",
        "Anna Keller called it a “mess” and left.",
        "He was nicknamed “The Brick” by his friends.",
        "She saw the film “The Long Way Home to Dover” twice.",
        "Protesters carried signs saying “Go home and stay there!”",
        "The headline said “Look out for the new king!”",
        "The method is known as “mental chronometry” among them, she said.",
        "Keller plays in the comedy “Men of a Certain Age,” which ran for years.",
        "There is nothing odd about a “fresh and very wild fish fillet.”",
    ],
)
def test_doubts_titles_slogans_and_names_are_no_quotations(body: str) -> None:
    assert quoted(body, ("Anna Keller",)) == []


def test_many_marks_and_names_take_no_time() -> None:
    import time

    body = "\n\n".join(
        "“We go, we go,” Anna Keller said, and Paul Brandt told them so. " * 20 for _ in range(100)
    )
    start = time.process_time()
    assert quoted(body, ("Anna Keller", "Paul Brandt"))
    assert time.process_time() - start < 5


def test_who_accuses_and_who_rejects_speaks() -> None:
    body = "Paul Brandt accused Anna Keller of “playing games with the lives of workers” on Friday."

    assert quoted(body, ("Paul Brandt", "Anna Keller")) == [
        ("Paul Brandt", "playing games with the lives of workers")
    ]


def test_a_surname_that_stands_for_itself_is_not_the_relatives() -> None:
    body = "Susan Harlan watched. “We will go there now,” Harlan said."

    assert quoted(body, ("Harlan", "Susan Harlan")) == [("Harlan", "We will go there now,")]


@pytest.mark.parametrize(
    ("body", "people", "speaker"),
    [
        (
            "Anna Keller met Vivekan Tawi. Tawi liked the boos that he heard, but not for long.\n\n“We won!” she said.",
            ("Anna Keller", "Vivekan Tawi"),
            "Anna Keller",
        ),
        (
            "Paul Brandt again accused them of having a plan, which its leaders deny.\n\n“We won!” he said.",
            ("Paul Brandt",),
            "Paul Brandt",
        ),
    ],
)
def test_pronouns_and_titles_tell_people_apart(
    body: str, people: tuple[str, ...], speaker: str | None
) -> None:
    assert quoted(body, people)[0][0] == speaker


def test_who_was_asked_answers() -> None:
    body = (
        "Anna Keller left. A reporter asked Keller, “What do you see in it?”\n\n“I see nothing,” she replied."
    )
    assert quoted(body, ("Anna Keller",))[1][0] == "Anna Keller"


def test_the_speaker_may_stand_in_the_quotation_in_french() -> None:
    body = "« La plage est fermée, explique Anna Keller, maire du village, et elle le restera. »"
    assert [s for s, _ in quoted(body, ("Anna Keller",), language="fr")] == ["Anna Keller"]


def test_a_month_cut_short_ends_no_sentence() -> None:
    body = 'The Health Agency said on Oct. 29 that "closing it is impossible without any risk."'
    assert [s for s, _ in quoted(body, organizations=("Health Agency",))] == ["Health Agency"]


def test_a_spokesperson_whom_nobody_names_goes_on() -> None:
    body = (
        "Robin Grady left.\n\nBut a spokesperson for the Acme Union said that it was “a good plan for all of us”."
        "\n\n“We run on time today,” he said."
    )
    assert quoted(body, ("Robin Grady",), ("Acme Union",))[-1][0] is None


def test_a_quotation_keeps_its_place_its_sentence_and_the_entity_that_speaks() -> None:
    body = "Rain fell.\n\nIt stopped. “We waited,” Anna Keller said, “for a day.” Then we left.\n\nIt was “a good and long day,” the driver said."
    made = Article(id="a", body=body, language="en", source=SOURCE)
    made.entities = [
        Entity(name="Anna Keller", type="person", mentions=1, offset=38, forms=["Anna Keller"]),
        Entity(name="Anna Keller", type="organization", mentions=1, offset=38, forms=["Anna Keller Ltd"]),
    ]
    add_quotes(made)

    first, second = made.quotes
    assert first.model_dump() == {
        "speaker": "Anna Keller",
        "text": "We waited, for a day.",
        "speaker_id": "person/Anna Keller",
        "offset": body.index("We waited"),
        "sentence": "“We waited,” Anna Keller said, “for a day.”",
    }
    assert (second.speaker_id, second.sentence) == (None, "It was “a good and long day,” the driver said.")
    assert body[second.offset or 0 :].startswith(second.text)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "»Wir gehen morgen früh dorthin«, sagte Anna Keller."),
        ("sv", "”Vi går dit i morgon bitti”, säger Anna Keller."),
        ("fi", "»Menemme sinne huomenna aikaisin», sanoo Anna Keller."),
        ("en", "‘‘We will go there tomorrow,’’ said Anna Keller."),
        ("en", "”We will go there tomorrow,” said Anna Keller."),
        ("en", "“We will go there tomorrow,’’ said Anna Keller."),
        ("pl", "„Pójdziemy tam jutro rano” – powiedziała Anna Keller."),
    ],
)
def test_marks_of_many_newsrooms_open_and_close(language: str, body: str) -> None:
    ((speaker, text),) = quoted(body, ("Anna Keller",), language=language)

    assert speaker == "Anna Keller"
    assert text in body
    assert text[-1] not in "«»”’"


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("ru", "«Мы уедем отсюда завтра утром», — сказала Анна Келлер."),
        ("ru", "Анна Келлер сказала: «Мы уедем отсюда завтра утром»."),
        ("uk", "«Ми поїдемо звідси завтра вранці», – зазначила Анна Келлер."),
        ("kk", "«Біз ертең таңертең осы жерден кетеміз», — деді Анна Келлер."),
        ("bg", "Анна Келер добави: „Утре сутринта ще тръгнем оттук“."),
        ("el", "Η Άννα Κέλερ δήλωσε: «Θα φύγουμε από εδώ αύριο το πρωί»."),
        ("ar", "وقالت آنا كيلر: «سوف نغادر هذا المكان صباح الغد»."),
        ("ar", "هل تغادر آنا كيلر؟ أجابت: «سوف نغادر هذا المكان صباح الغد»؟"),
        ("he", 'אנה קלר אמרה: "ניסע מכאן מחר בבוקר מוקדם".'),
    ],
)
def test_a_sentence_is_said_whose_full_stop_is_outside_its_marks(language: str, body: str) -> None:
    ((_, text),) = quoted(body, language=language)

    assert len(text.split()) >= 5
    assert text[-1].isalnum()


@pytest.mark.parametrize(
    "body",
    [
        "Она прочитала роман «Как закалялась сталь в наше время».",
        "Партия «За честные выборы в нашем городе», основанная в мае, выиграла.",
        "Её книги: «как жить долго и хорошо», «что есть по утрам дома».",
        "قرأت رواية «موسم الهجرة إلى الشمال البعيد».",
    ],
)
def test_titles_and_names_are_not_said(body: str) -> None:
    assert quoted(body, language="ru") == []


@pytest.mark.parametrize(
    ("body", "speakers"),
    [
        ("“It was a good year.” ― Anna Keller\n“It was not a good one.” ― Paul Brandt", ["Anna Keller", "Paul Brandt"]),
        ("“It was a good year,” said Del. Anna Keller of Kerrun.", ["Anna Keller"]),
        ("Anna Keller said the work is “late and costly” because he cannot see it. Paul Brandt left.", ["Anna Keller"]),
        ("Keller, in a talk on the “Kerrun Forum” held by Paul Brandt, said she wants one thing: “Peace and quiet.”", ["Anna Keller"]),
        ("The film shows Paul Brandt and then footage of Anna Keller saying, “That makes us all smart.”", ["Anna Keller"]),
        ("In a statement, Peabody said: “We were all highly successful.” Anna Keller left.", ["Peabody"]),
    ],
)  # fmt: skip
def test_the_subject_of_the_quotations_own_clause_speaks(body: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in quoted(body, ("Anna Keller", "Paul Brandt"))] == speakers


def test_the_group_is_the_only_organization_of_the_article() -> None:
    body = "Acme Steel closed. “We will pay everyone,” the company said."
    assert [s for s, _ in quoted(body, organizations=("Acme Steel",))] == ["Acme Steel"]
    assert [s for s, _ in quoted(f"{body} Amtrak too.", organizations=("Acme Steel", "Amtrak"))] == [None]
