"""A small index of every kind of thing that a page shows, and the pages on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import pytest
from bs4 import BeautifulSoup, Tag
from elasticsearch import Elasticsearch
from fastapi.testclient import TestClient

from etl.article import Entity, GeoPoint, Quote, RelatedLink
from etl.settings import Settings
from etl.web.app import make_app
from tests.conftest import remove_indices
from tests.indexed import article, index

ODD_ID = "desk/2026? 100%#a b&c=ü"
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</p><svg onload=alert(1)>", "{{ 7 * 7 }}",
    "' autofocus onfocus=alert(1) x='",
)  # fmt: skip
MARKED = "\ue000torn \ue001marks\ue001 \ue000 in the text\ue000"


@pytest.fixture(scope="module")
def articles(session_es: Elasticsearch) -> Elasticsearch:
    """The client of the node, with 48 articles in its index."""
    remove_indices(session_es)
    index(
        session_es,
        [
            article(
                "talks",
                title="No end to the talks in Geneva",
                summary="The talks go on.",
                body="The talks about the bridge went on in Geneva.\n\n“We are not there yet,” Paul Brandt said.",
                authors=["Ada Lovelace"],
                published_at="2026-02-18T10:30:00+01:00",
                modified_at="2026-02-18T12:00:00",
                dateline="GENEVA",
                section=["News", "World"],
                keywords=["bridge", "talks"],
                keywords_derived=True,
                publisher="The Courier",
                url="https://www.courier.example/talks",
                captions=["The bridge at dawn"],
                related=[RelatedLink(label="MORE", title="The bridge in numbers", url="https://courier.example/n")],
                people=["Paul Brandt"],
                organizations=["United Nations"],
                places=["Geneva"],
                quotes=[Quote(speaker="Paul Brandt", text="We are not there yet", sentence="“We are not there yet,” Paul Brandt said."), Quote(speaker=None, text="Never")],
                word_count=16,
                countries=["CH"],
                locations=[GeoPoint(lat=46.2, lon=6.15)],
                entities=[Entity(name="Paul Brandt", type="person", mentions=2, offset=3, forms=["Brandt", "Paul Brandt"])],
            ),
            article("talks-copy", title="Talks: no end", body="The talks went on.", story_id="talks", people=["Paul Brandt"],
                    quotes=[Quote(speaker="Paul Brandt", text="We are not there yet")]),
            article("rtl", title="جسر جديد", body="صوت المجلس على الجسر الجديد", summary="صوت المجلس", language="ar",
                    quotes=[Quote(speaker="سمير حداد", text=f"الجسر {number}") for number in range(7)]),
            article(ODD_ID, title="Odd id", body="This one has an odd identifier, oddly placed."),
            article(
                "hostile",
                title=HOSTILE[0] + MARKED,
                summary=HOSTILE[1],
                body="\n\n".join(["Hostile", *HOSTILE, MARKED]),
                language="en",
                publisher=HOSTILE[1],
                url="javascript:alert(1)",
                authors=[HOSTILE[2]],
                people=[HOSTILE[0]],
                keywords=[HOSTILE[2]],
                section=[HOSTILE[4]],
                captions=[HOSTILE[0]],
                dateline=HOSTILE[4],
                related=[RelatedLink(label=HOSTILE[0], title=HOSTILE[1], url="javascript:alert(1)")],
                quotes=[Quote(speaker=HOSTILE[0], text=HOSTILE[1])],
            ),
            *(
                article(
                    f"page{number}",
                    title=f"Report number {number}",
                    body=f"The weather report of day {number}.",
                    published_at=f"2025-0{1 + number % 3}-01",
                    timestamp=f"2025-0{1 + number % 3}-01T00:00:00Z",
                    publisher="The Gazette",
                )
                for number in range(43)
            ),
        ],
    )  # fmt: skip
    return session_es


@pytest.fixture(scope="module")
def pages(articles: Elasticsearch) -> TestClient:
    """The pages on these articles."""
    return client_of(articles)


def client_of(es: Elasticsearch, hosts: set[str] | None = None, semantic: bool = False) -> TestClient:
    """Return what asks the pages on `es` as a browser on this machine does."""
    app = make_app(es, hosts or {"127.0.0.1"}, semantic=semantic)
    return TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


class Response(Protocol):
    """What a page's test asks of an answer."""

    @property
    def status_code(self) -> int:
        """Return the status."""

    @property
    def text(self) -> str:
        """Return the page."""


def soup(response: Response, status: int = 200) -> BeautifulSoup:
    """Return a page taken apart, after a look at its status."""
    assert response.status_code == status, response.text
    return BeautifulSoup(response.text, "lxml")


def text_of(page: Tag, selector: str = "main") -> str:
    """Return the text of the one element that `selector` finds, in single spaces."""
    (element,) = page.select(selector)
    return " ".join(element.get_text(" ").split())


def first(page: Tag, selector: str) -> Tag:
    """Return the first element that `selector` finds."""
    found = page.select_one(selector)
    assert found, selector
    return found


def said(page: Tag, selector: str, attribute: str) -> str:
    """Return what an attribute of that element says."""
    return str(first(page, selector)[attribute])


@contextmanager
def server(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `clippings serve` on a free port, and give the process and its address."""
    command = [sys.executable, "-m", "etl", "serve", "--port", "0"]
    environment = {**os.environ, "CLIPPINGS_HOME": str(settings.home)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            assert process.stderr
            line = process.stdout.readline()
            assert line.startswith("Clippings: http://127.0.0.1:"), process.stderr.read()
            yield process, line.removeprefix("Clippings: ").strip() + "/"
        finally:
            process.kill()
