"""Hostile articles, hostile askers, and faults."""

from __future__ import annotations

import html
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from elasticsearch import Elasticsearch
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from etl.search.hits import MARK_END, MARK_START, unmarked
from etl.web.show import marked, web_address
from tests.web.conftest import HOSTILE, client_of, soup, text_of

OF_HOSTILE_TEXT = ["/articles/hostile", "/?q=hostile", "/?q=hostile&collapse=1", "/quotes?text=img", "/",
    "/names/person/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/articles/hostile?q=hostile&n=1", "/?person=%3Cscript%3Ealert(1)%3C/script%3E",
]  # fmt: skip
ECHOES = [
    "/?q={}",
    "/?q=rain&person={}",
    "/?since={}",
    "/quotes?text={}&speaker={}",
    "/articles/{}",
    "/?page={}",
    "/?exclude=person:{}",
    "/?exclude={}",
    "/?area={}",
    "/?more={}",
    "/articles/talks?q={}&n=1",
    "/names/person/{}",
    "/quotes?person={}&publisher={}&language={}",
    "/{}",
]


def assert_inert(page: BeautifulSoup) -> None:
    assert not page.select("script, img, iframe, object, base, style, [style], meta[http-equiv]")
    assert len(page.select("svg")) == len(page.select("figure.chart > svg, figure.map > svg"))
    assert {image["href"] for image in page.select("svg image")} <= {"/static/world.svg"}
    for element in page.find_all(True):
        assert not [
            name for name in element.attrs if name.startswith("on") or name in ("autofocus", "srcdoc")
        ]
    for element in page.select("[href], [src], [action]"):
        address = urlsplit(str(element.get("href") or element.get("src") or element.get("action")))
        assert address.scheme in ("", "https")
        assert not address.netloc or element.name == "a"


@pytest.mark.parametrize("address", OF_HOSTILE_TEXT)
def test_hostile_text_is_only_text(pages: TestClient, address: str) -> None:
    page = soup(pages.get(address))

    assert_inert(page)


def test_hostile_text_is_shown_as_it_is(pages: TestClient) -> None:
    page = soup(pages.get("/articles/hostile"))

    assert [p.get_text() for p in page.select(".body > *")][1 : 1 + len(HOSTILE)] == list(HOSTILE)
    assert text_of(page, "h1").startswith(HOSTILE[0])
    assert "javascript" not in page.decode()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("address", ECHOES)
def test_what_is_asked_for_is_only_text(pages: TestClient, address: str, text: str) -> None:
    response = pages.get(address.replace("{}", text.replace("#", "%23").replace("&", "%26")))

    assert_inert(BeautifulSoup(response.text, "lxml"))


def test_marks_of_the_text_itself_close_what_they_open(pages: TestClient) -> None:
    page = pages.get("/?q=hostile").text

    assert page.count("<mark>") == page.count("</mark>")
    assert MARK_START not in page
    assert MARK_END not in page


@given(st.text(alphabet=["a", "<", "&", '"', MARK_START, MARK_END]))
def test_any_marks_give_whole_elements(text: str) -> None:
    shown = str(marked(text))

    assert html.unescape(shown.replace("<mark>", "").replace("</mark>", "")) == unmarked(text)
    assert shown.split("<mark>")[0].count("<") == 0
    assert all(part.count("</mark>") == 1 for part in shown.split("<mark>")[1:])


@pytest.mark.parametrize(
    ("url", "is_followed"),
    [
        ("https://courier.example/a", True),
        ("HTTP://courier.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//courier.example", False),
        ("https:alert(1)", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_followed(url: str | None, is_followed: bool) -> None:
    assert (web_address(url) is not None) == is_followed


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200), ("/articles/talks", 200), ("/static/style.css", 200), ("/static/favicon.svg", 200), ("/nothing", 404),
        ("/static/none", 404), ("/static/../app.py", 404), ("/static/%2e%2e/app.py", 404), ("/?page=x", 400), ("/articles/none", 404),
        ("/docs", 404), ("/redoc", 404), ("/openapi.json", 404),
        ("/static/world.svg", 200), ("/names/person/Paul Brandt", 200), ("/names/nose/big", 404), ("/quotes", 200),
    ],
)  # fmt: skip
def test_every_answer_has_the_headers(pages: TestClient, address: str, status: int) -> None:
    for method in ("GET", "HEAD"):
        response = pages.request(method, address)

        assert response.status_code == status
        assert response.headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"


def test_nothing_can_be_sent(pages: TestClient) -> None:
    assert soup(pages.post("/"), 405)


@pytest.mark.parametrize(
    ("host", "served", "status"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 200),
        ("localhost:8000", "127.0.0.1", 200),
        ("[::1]:8000", "::1", 200),
        ("evil.example", "127.0.0.1", 400),
        ("127.0.0.1.evil.example", "127.0.0.1", 400),
        ("desk.example:8000", "desk.example", 200),
        ("evil.example", "desk.example", 400),
        ("[fe80::1]", "fe80::1", 200),
        ("evil.example", "0.0.0.0", 200),
        ("evil.example", "::", 200),
    ],
)
def test_only_those_who_ask_for_this_server_are_answered(
    articles: Elasticsearch, host: str, served: str, status: int
) -> None:
    response = client_of(articles, {served}).get("/", headers={"Host": host})

    assert response.status_code == status
    assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("address", ["/", "/articles/talks", "/quotes?text=x"])
def test_an_elasticsearch_that_is_away_is_one_line(address: str) -> None:
    away = Elasticsearch("http://127.0.0.1:9", basic_auth=("elastic", "secret"), max_retries=0)

    page = soup(client_of(away).get(address), 503)

    assert text_of(page, "h1") == "Elasticsearch could not answer; try again in a moment."
    assert not [word for word in ("secret", "127.0.0.1", "Traceback", "Connection") if word in page.decode()]


def test_a_fault_of_our_own_shows_no_trace() -> None:
    response = client_of(None).get("/")  # type: ignore[arg-type]

    assert "This page cannot be shown" in text_of(soup(response, 500))
    assert "Traceback" not in response.text
    assert "Content-Security-Policy" in response.headers
