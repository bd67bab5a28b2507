"""Places of articles written for it: country and point where the article makes them sure."""

from __future__ import annotations

import pytest

from etl.article import Article, Entity, GeoPoint, Source
from etl.enrich.places.home_regions import home_of, homes, learned
from etl.enrich.places.locate import add_places
from etl.errors import FatalError
from etl.settings import Settings

SOURCE = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=1, format="text")


def placed(body: str, names: list[str]) -> Article:
    made = Article(id="a", body=body, source=SOURCE)
    made.entities = [
        Entity(name=n, type="place", mentions=body.count(n), offset=body.index(n), forms=[n]) for n in names
    ]
    add_places(made)
    return made


@pytest.mark.parametrize(
    ("body", "name", "country", "point"),
    [
        ("He drove through Rapides Parish.", "Rapides Parish", "US", (31.2, -92.4)),
        ("A barn burned in Larned, Kansas, at night.", "Larned", "US", (38.18, -99.1)),
        ("Deputies in Grant County closed the road.", "Grant County", "US", None),
        ("A man of Lebanon, Ohio, won.", "Lebanon", "US", (39.44, -84.2)),
        ("Children of Scotland danced.", "Scotland", "GB", (57.5, -4.3)),
        ("They met in Paris, Texas, on Monday.", "Paris", "US", (33.66, -95.56)),
        ("They met in Paris on Monday.", "Paris", "FR", (48.85, 2.35)),
        ("A court in London, Ontario, heard the case.", "London", "CA", (42.98, -81.23)),
        ("A fire in Springfield killed two.", "Springfield", None, None),
        ("A mill closed in Birmingham, Alabama, and another in Mobile.", "Birmingham", "US", (33.52, -86.80)),
        ("Police in Birmingham, England, made two arrests.", "Birmingham", "GB", (52.48, -1.90)),
        ("The New York state legislature voted.", "New York", "US", (42.77, -75.79)),
        ("He flew to New York on Monday.", "New York", "US", (40.71, -74.0)),
        ("The fires spread through Washington state.", "Washington", "US", (47.3, -120.7)),
        ("She lives in Washington with two dogs.", "Washington", "US", (38.9, -77.0)),
        ("The ferry sank off Calcutta, police said.", "Calcutta", "IN", (22.56, 88.36)),
        ("The museum in St. Petersburg, Russia, opened.", "St. Petersburg", "RU", (59.94, 30.31)),
        ("Floods hit Sarawak after the storm.", "Sarawak", "MY", (2.9, 112.6)),
        ("The rally moved on to Raleigh, NC before noon.", "NC", "US", (35.2, -79.8)),
        ("Fighting went on in Congo.", "Congo", None, None),
        ("Fighting went on in the Republic of Congo.", "Republic of Congo", "CG", (-4.27, 15.28)),
        ("La ministre est rentrée d'Allemagne.", "Allemagne", "DE", (52.52, 13.41)),
        ("It rained in Nowhereville.", "Nowhereville", None, None),
        ("Talks in Islamabad went on.", "Islamabad", "PK", (33.72, 73.04)),
        ("A court in Kosice heard the case.", "Kosice", "SK", (48.71, 21.26)),
        ("Australian voters in Victoria went to the polls.", "Victoria", "AU", (-36.46, 145.58)),
        ("Officers met in Redmond, Wash, on Monday.", "Wash", "US", (47.3, -120.7)),
        ("The South said that it would not attend.", "South", None, None),
        ("Leaders of the Soviet Union wrote it.", "Soviet Union", None, None),
        ("Rice fields in Haryana stood under water.", "Haryana", "IN", (29.2, 76.1)),
        ("The herders of Mongolia moved south.", "Mongolia", "MN", (47.91, 106.88)),
        ("Hail fell in South Texas overnight.", "South Texas", "US", None),
        ("Vineyards in northern Virginia froze.", "northern Virginia", "US", None),
        ("It is the longest river of South America.", "South America", None, None),
        ("Snow fell along the East Coast.", "East Coast", None, None),
        ("Voters in North Kerrun stayed at home.", "North Kerrun", None, None),
        ("Two cars met near Kerrun, Ont., on Friday.", "Kerrun", "CA", None),
        ("The shop in Kerrun, Nebraska closed.", "Kerrun", "US", None),
        ("It rained in Kerrun, Florida. The roof held.", "Kerrun", "US", None),
        ("It rained in Kerrun, Fla., again.", "Kerrun", "US", None),
        ("It rained in Kerrun, Florida Keys.", "Kerrun", None, None),
        ("Les ministres sont rentrés d'Egypte.", "Egypte", "EG", (30.06, 31.25)),
        ("British police in Somerset found it.", "Somerset", "GB", None),
        ("It rained in Kerrun, Poland and Peru.", "Kerrun", None, None),
        ("Ferries to Victoria, B.C. were late.", "Victoria", "CA", (48.43, -123.35)),
    ],
)
def test_a_place_has_a_country_and_a_point_where_they_are_sure(
    body: str, name: str, country: str | None, point: tuple[float, float] | None
) -> None:
    place = placed(body, [name]).entities[0]

    assert place.country == country
    assert (place.location is None) == (point is None)
    if place.location and point:
        assert (place.location.lat, place.location.lon) == pytest.approx(point, abs=0.1)


@pytest.mark.parametrize(
    ("body", "points"),
    [
        ("Moscow said it would not attend.", 0),
        ("The ministers agreed, but Moscow opposed the plan.", 0),
        ("Relations with Moscow are cold, and Moscow has warned that they will stay so.", 0),
        ("Talks in Moscow ended on Friday. Moscow said that they were useful.", 1),
        ("MOSCOW (AP) - Russia said on Monday that it would not attend.", 1),
    ],
)
def test_a_capital_that_stands_for_its_government_is_no_point(body: str, points: int) -> None:
    made = placed(body, ["MOSCOW" if body.isupper() or body.startswith("MOSCOW") else "Moscow"])

    assert made.countries == ["RU"]
    assert len(made.locations) == points


def test_a_small_place_is_in_the_country_that_the_article_speaks_of() -> None:
    made = placed("GEORGETOWN, Guyana (AP) - Fires near Linden spread.", ["GEORGETOWN", "Guyana", "Linden"])

    assert [entity.country for entity in made.entities] == ["GY", "GY", "GY"]


def test_countries_come_in_order_of_mention_nationalities_included() -> None:
    made = placed("Russian officials met the delegation of Peru in Geneva.", ["Peru", "Geneva"])

    assert made.countries == ["RU", "PE", "CH"]
    assert len(made.locations) == 2
    assert all(isinstance(point, GeoPoint) for point in made.locations)


@pytest.mark.parametrize(
    ("language", "body", "countries"),
    [
        ("en", "Signs in French, and a Kenyan choir that sang in Italian to the crowd.", ["KE"]),
        ("en", "The English-speaking part of the town has a Turkish baker who speaks Greek.", ["TR"]),
        ("en", "They swam in Spanish waters with German divers.", ["ES", "DE"]),
        (
            "fr",
            "Des députés italiens ont reçu une ministre grecque et deux Ukrainiennes.",
            ["IT", "GR", "UA"],
        ),
        ("fr", "Le discours, prononcé en anglais, a été suivi par les autorités sud-coréennes.", ["KR"]),
        ("en", "Elders of the Yakama Indian tribe met Brazilian traders.", ["BR"]),
        ("en", "Latin American and Pan-American bodies met Kenyan voters.", ["KE"]),
        ("fr", "Le pain est resté sur la table.", []),
    ],
)
def test_nationalities_count_and_languages_do_not(language: str, body: str, countries: list[str]) -> None:
    made = Article(id="a", body=body, language=language, source=SOURCE)
    add_places(made)

    assert made.countries == countries


def test_a_small_town_is_in_the_state_that_the_article_names() -> None:
    made = placed(
        "He left Hendersonville for the hills of North Carolina.", ["Hendersonville", "North Carolina"]
    )

    assert [entity.country for entity in made.entities] == ["US", "US"]
    assert (made.locations[0].lat, made.locations[0].lon) == pytest.approx((35.32, -82.46), abs=0.1)


@pytest.mark.parametrize(
    ("body", "name", "country"),
    [
        ("French and Malian migrants left France for Mali with Lorena.", "Lorena", None),
        ("French and Malian skaters left France for Nagano.", "Nagano", "JP"),
        (
            "The Oakland police, the Fremont police and the Livermore police met in San Jose.",
            "San Jose",
            "US",
        ),
    ],
)
def test_a_town_is_where_the_other_places_are(body: str, name: str, country: str | None) -> None:
    names = ["France", "Mali", "Oakland", "Fremont", "Livermore", name]
    made = placed(body, [n for n in names if n in body])

    assert {entity.name: entity.country for entity in made.entities}[name] == country


def test_places_of_one_state_settle_each_other() -> None:
    made = placed(
        "A fire in Norfolk spread to Platte County and Neligh.", ["Norfolk", "Platte County", "Neligh"]
    )
    assert {entity.country for entity in made.entities} == {"US"}


def test_a_publishers_own_state_counts() -> None:
    body = "The council of Athens met again on Monday."
    alone, at_home = placed(body, ["Athens"]), placed(body, ["Athens"])
    at_home.domain = "www.athens.example"
    settings = Settings(regions="DE, athens.example = US-GA")
    add_places(at_home, home_of(at_home, settings))

    assert [made.entities[0].country for made in (alone, at_home)] == ["GR", "US"]
    assert home_of(alone, settings) == homes("DE")[""]
    with pytest.raises(FatalError, match="US-XX"):
        homes("athens.example=US-XX")


def test_where_a_publisher_is_is_learned_from_most_of_its_articles() -> None:
    bodies = ["It rained in Larned, Kansas.", "Kansas won.", "A fair in Wichita, Kansas.", "Snow in Ohio."]
    names = [["Larned"], ["Kansas"], ["Wichita"], ["Ohio"]]
    articles = [placed(*both) for both in zip(bodies, names, strict=True)]
    for article in articles:
        article.domain = "www.plains.example"
        article.entities = [entity.model_copy(update={"country": None}) for entity in article.entities]

    assert learned(articles) == {"plains.example": "US-KS"}
    assert learned(articles[2:]) == {}
