"""What is no page: the API, feeds, results as files, and source files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from fastapi.testclient import TestClient
from lxml import etree

from etl.web.app import make_app
from tests.indexed import article
from tests.web.conftest import HOSTILE, said, soup, text_of

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_search_as_json(pages: TestClient) -> None:
    found = pages.get("/api/search?q=talks&person=Paul+Brandt").json()

    assert found["total"] == 2
    assert {hit["id"] for hit in found["hits"]} == {"talks", "talks-copy"}
    assert "\ue000" not in json.dumps(found)
    assert found["facets"]["places"] == [["Geneva", 1]]


def test_all_articles_page_by_page(pages: TestClient) -> None:
    ids, cursor, answers = [], "", 0
    while cursor is not None:
        answer = pages.get(
            "/api/articles", params={"q": "report", "fields": "id", "limit": 20, "cursor": cursor}
        ).json()
        ids += [row["id"] for row in answer["articles"]]
        cursor, answers = answer["cursor"], answers + 1

    assert answers == 3
    assert len(ids) == len(set(ids)) == 43


def test_an_article_and_a_name_as_json(pages: TestClient) -> None:
    whole = pages.get("/api/articles/talks").json()
    name = pages.get("/api/entities/person/Paul%20Brandt").json()

    assert whole["article"]["title"] == "No end to the talks in Geneva"
    assert [copy["id"] for copy in whole["copies"]] == ["talks-copy"]
    assert name["articles"] == 2
    assert ["Brandt", 1] in name["spellings"]
    assert pages.get("/api/quotes?speaker=brandt").json()["said"][0]["text"] == "We are not there yet"


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("/api/search?q=(a", 400, "query: this parenthesis is not closed"),
        ("/api/search?page=x", 400, "The address cannot be read"),
        ("/api/articles?cursor=x", 400, "cursor: "),
        ("/api/articles?fields=nose", 400, "no field nose"),
        ("/api/articles/none", 404, "There is no such article"),
        ("/api/entities/person/none", 404, "No article has this name"),
        ("/api/nothing", 404, "There is no such page"),
    ],
)
def test_a_fault_is_a_problem(pages: TestClient, address: str, status: int, detail: str) -> None:
    response = pages.get(address)

    assert response.status_code == response.json()["status"] == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].startswith(detail)


def test_the_api_is_described_without_anything_from_elsewhere(pages: TestClient) -> None:
    described = pages.get("/api/openapi.json").json()
    page = soup(pages.get("/api/docs"))

    assert set(described["paths"]) == {
        "/api/search", "/api/articles", "/api/articles/{id_}", "/api/quotes", "/api/entities/{kind}/{name}",
    }  # fmt: skip
    assert "Find articles" in text_of(page)
    assert "string, any number of times" in text_of(page)
    assert "`" not in text_of(page)
    assert not page.select("script, [src^=http]")


def test_a_search_is_a_feed(pages: TestClient) -> None:
    response = pages.get("/feed?q=talks+OR+hostile")
    feed = etree.fromstring(response.content)

    assert response.headers["Content-Type"].startswith("application/atom+xml")
    for tag in ("title", "id", "updated"):
        assert feed.findtext(f"{ATOM}{tag}")
        assert all(entry.findtext(f"{ATOM}{tag}") for entry in feed.iter(f"{ATOM}entry"))
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert "No end to the talks in Geneva" in titles
    assert any(title and title.startswith(HOSTILE[0]) for title in titles)
    page = soup(pages.get("/?q=talks"))
    assert said(page, "link[rel=alternate]", "href") == "/feed?q=talks"


def test_the_links_of_a_feed_are_those_that_its_readers_know(articles: Elasticsearch) -> None:
    app = make_app(articles, {"127.0.0.1"}, page_url="https://clippings.newsroom.example")

    for base in (
        "http://127.0.0.1:8000",
        "http://clippings.newsroom.example",
    ):  # whether or not the proxy sets Host
        answer = TestClient(app, base_url=base).get("/feed?q=talks")
        feed = etree.fromstring(answer.content)
        links = {link.get("href", "") for link in feed.iter(f"{ATOM}link") if link.get("rel") != "via"}
        assert all(link.startswith("https://clippings.newsroom.example/") for link in links), links
    assert TestClient(app, base_url="http://elsewhere.example").get("/feed?q=talks").status_code == 400


def test_a_result_is_a_table_that_runs_no_formula(pages: TestClient) -> None:
    response = pages.get("/results.csv?q=report&fields=id,title,section,source.uri")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert "attachment" in response.headers["Content-Disposition"]
    assert len(rows) == 43
    assert {row["title"][:13] for row in rows} == {"Report number"}
    lines = pages.get("/results.jsonl?q=report&fields=id").text.splitlines()
    assert {json.loads(line)["id"] for line in lines} == {row["id"] for row in rows}
    assert pages.get("/results.csv?q=(a").status_code == 400
    assert pages.get("/results.exe?q=a").status_code == 404
    quotations = pages.get("/quotes.csv?speaker=brandt").content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(quotations)))["text"] == "We are not there yet"


@pytest.fixture
def with_originals(articles: Elasticsearch, tmp_path: Path) -> Iterator[TestClient]:
    """The pages with a folder of originals, to which the articles of one test belong."""
    folder = tmp_path / "originals"
    folder.mkdir()
    (folder / "a.html").write_text("<script>alert(1)</script> née")
    (tmp_path / "secret.html").write_text("secret")
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    for name in (
        "originals/a.html",
        "secret.html",
        "originals/link.html",
        "originals/../secret.html",
        "originals",
    ):
        made = article(f"of:{name}", title="With a file")
        made.source.uri = (
            (tmp_path / name).absolute().as_uri() if ".." not in name else f"{tmp_path.as_uri()}/{name}"
        )
        articles.index(
            index="articles-en-000001", id=made.id, document=json.loads(made.document()), refresh=True
        )
    yield TestClient(make_app(articles, {"127.0.0.1"}, originals=folder), base_url="http://127.0.0.1:8000")
    for name in (
        "originals/a.html",
        "secret.html",
        "originals/link.html",
        "originals/../secret.html",
        "originals",
    ):
        articles.delete(index="articles-en-000001", id=f"of:{name}", refresh=True)


def test_a_source_file_is_plain_text_or_a_download(with_originals: TestClient) -> None:
    shown = with_originals.get("/originals/of:originals/a.html")
    taken = with_originals.get("/originals/of:originals/a.html?download=1")

    assert shown.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.text == "<script>alert(1)</script> née"
    assert taken.headers["Content-Type"] == "application/octet-stream"
    assert "attachment" in taken.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "name", ["secret.html", "originals/link.html", "originals/../secret.html", "originals"]
)
def test_no_file_outside_of_the_folder_is_shown(with_originals: TestClient, name: str) -> None:
    assert with_originals.get(f"/originals/of:{name}").status_code == 404


def test_without_a_folder_there_are_no_source_files(pages: TestClient) -> None:
    assert pages.get("/originals/talks").status_code == 404
