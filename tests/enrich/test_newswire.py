"""Articles written for it in the styles of several news agencies, through the whole enrichment."""

from __future__ import annotations

from etl.article import Article, Source
from etl.enrich import enrich
from etl.settings import Settings

SOURCE = Source(uri="file:///a.txt", path="a.txt", sha256="", bytes=1, format="text")


def enriched(body: str, title: str | None = None) -> Article:
    made = Article(id="a", title=title, body=body, source=SOURCE)
    enrich([made], Settings())
    return made


def said(made: Article) -> list[tuple[str | None, str]]:
    return [(quote.speaker, quote.text) for quote in made.quotes]


def test_a_market_report_with_place_date_and_agency() -> None:
    made = enriched(
        "ANKARA, June 3 (Reuters) - Turkey's central bank left its benchmark rate unchanged on Thursday, Governor"
        " Fatma Yildirim said, as the lira steadied after a week of losses.\n\n"
        '"We will keep policy tight until inflation falls," Yildirim told a news conference in Ankara.\n\n'
        "Analysts at Deutsche Bank and Commerzbank had expected a cut of 50 basis points. A spokesman for the ministry"
        ' of finance declined to comment. "Nobody wants another crisis," a senior official said, speaking on'
        " condition of anonymity.\n\n"
        "In London, Brent crude rose 1.2 percent. Shares of Akbank fell 3 percent on the Istanbul Stock Exchange.\n\n"
        "(Reporting by Ebru Demir; Editing by Paul Carter)"
    )

    assert made.people == ["Fatma Yildirim", "Ebru Demir", "Paul Carter"]
    assert {"Reuters", "Deutsche Bank", "Commerzbank", "Akbank", "Istanbul Stock Exchange"} <= set(
        made.organizations
    )
    others = [place for place in made.places if place != "Brent"]  # which the model takes the crude oil for
    assert others == ["Ankara", "Turkey", "London"]
    assert made.countries == ["TR", "GB"]
    assert said(made) == [
        ("Fatma Yildirim", "We will keep policy tight until inflation falls,"),
        (None, "Nobody wants another crisis,"),
    ]


def test_a_report_of_a_visit_with_two_dashes_behind_the_agency() -> None:
    made = enriched(
        "BEIJING, March 5 (Xinhua) -- Chinese Premier Zhao Wenming met with visiting Kenyan Foreign Minister Grace"
        " Wanjiru on Tuesday, pledging to deepen cooperation between the two countries.\n\n"
        "China is willing to work with Kenya under the Belt and Road Initiative, Zhao said.\n\n"
        "Wanjiru said Kenya attaches great importance to its ties with China and thanked the Communist Party of China"
        " (CPC) for its support. The CPC Central Committee sent a letter."
    )

    assert made.people == ["Zhao Wenming", "Grace Wanjiru"]
    assert {"Xinhua", "Communist Party of China", "CPC"} <= set(made.organizations)
    assert made.places == ["Beijing", "China", "Kenya"]
    assert made.countries == ["CN", "KE"]


def test_a_report_of_an_exchange_with_an_organization_and_its_acronym() -> None:
    made = enriched(
        "KYIV, Ukraine (AFP) - Ukraine and Russia exchanged 90 prisoners on Friday, the defence ministry said.\n\n"
        "“Our boys are home,” President Volodymyr Zelenskyy wrote on Telegram. Kremlin spokesman Dmitry Peskov"
        " confirmed the exchange, which was brokered by the United Arab Emirates.\n\n"
        "The International Committee of the Red Cross (ICRC) was present. The ICRC's head in Kyiv, Hannah Brandt,"
        " said that the men were “in good health but very tired”."
    )

    assert made.people == ["Volodymyr Zelenskyy", "Dmitry Peskov", "Hannah Brandt"]
    assert {"AFP", "Kremlin", "International Committee of the Red Cross", "ICRC"} <= set(made.organizations)
    assert made.countries == ["UA", "RU", "AE"]
    assert said(made) == [
        ("Volodymyr Zelenskyy", "Our boys are home,"),
        ("Hannah Brandt", "in good health but very tired"),
    ]


def test_a_report_of_a_match() -> None:
    made = enriched(
        "MELBOURNE, Jan 20 (Reuters) - Spain's Carla Ruiz beat American Jessica Holt 6-3 6-4 on Saturday to reach the"
        " fourth round of the Australian Open.\n\n"
        "Ruiz will meet Petra Novakova of the Czech Republic. Manchester United striker Danny Cole, who watched from"
        " the stands, called her “a fighter with no fear at all”."
    )

    assert made.people == ["Carla Ruiz", "Jessica Holt", "Petra Novakova", "Danny Cole"]
    assert "Manchester United" in made.organizations
    assert "Australian Open" in made.events
    assert said(made) == [("Danny Cole", "a fighter with no fear at all")]


def test_captions_and_photographers_are_cut_to_their_names() -> None:
    made = enriched(
        "Photo United Nations soldiers stand guard at the bridge in Goma. (Thomas Keller/AFP/Getty Images)\n\n"
        "The Department of Design and Construction said on Monday that the bridge would stay closed until June."
    )

    assert "Thomas Keller" in made.people
    assert {"AFP", "Getty Images", "Department of Design and Construction"} <= set(made.organizations)
