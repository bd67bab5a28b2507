"""The pages in a real browser: Chromium, without scripts, wide and narrow, light and dark."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from elasticsearch import Elasticsearch
from playwright.sync_api import Browser, Page, expect, sync_playwright

from etl.settings import Settings
from tests.web.conftest import HOSTILE, server

expect.set_options(timeout=60_000)  # a busy machine takes its time
PAGES = [
    "", "?q=report", "?q=a+%22b", "?q=hostile", "?q=rtl+OR+lang:ar", "articles/talks", "articles/rtl", "articles/hostile",
    "articles/talks?q=talks&n=1", "articles/none", "quotes?text=there", "names/person/Paul%20Brandt", "api/docs",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "no chromium; on Debian: apt-get install chromium"
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # it refuses to run in one as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-dev-shm-usage", *sandbox])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(settings: Settings, articles: Elasticsearch) -> Iterator[str]:
    with server(settings) as (_, url):
        yield url


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test when it loads from elsewhere, complains or opens a dialog."""
    faults: list[str] = []
    page = chromium.new_page(base_url=address, viewport={"width": 1280, "height": 900})
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.on(
        "request", lambda request: faults.extend([] if request.url.startswith(address) else [request.url])
    )
    yield page
    page.close()
    # Chromium reports each page whose status is an error; those are meant to be.
    assert [fault for fault in faults if "the server responded with a status of 4" not in fault] == []


def test_from_a_word_to_an_article_and_back(page: Page) -> None:
    page.goto("")
    page.get_by_label("Search the articles").fill("talks")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 articles")
    expect(page.locator(".hit mark").first).to_be_visible()

    facets = page.get_by_role("complementary", name="Narrow down")
    facets.get_by_role("link", name="Geneva", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 article")
    page.get_by_role("link", name="take this filter away").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 articles")
    expect(page).to_have_url(re.compile(r"/\?q=talks$"))

    page.get_by_role("link", name="every article").click()
    page.get_by_role("link", name="No end to the talks in Geneva").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No end to the talks in Geneva")
    about = page.get_by_role("complementary", name="About this article")
    about.get_by_role("link", name="Paul Brandt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paul Brandt")
    page.go_back()
    page.get_by_role("link", name="Back to the search").click()
    expect(page.get_by_label("Search the articles")).to_have_value("talks")


def test_another_search_keeps_the_filters(page: Page) -> None:
    page.goto("?q=talks&person=Paul+Brandt&sort=date&page=1")
    page.get_by_label("Search the articles").fill("bridge")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/\?q=bridge&person=Paul\+Brandt&sort=date$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("1 article")


def test_the_second_page(page: Page) -> None:
    page.goto("?q=report")
    first = page.locator(".hits .headline").all_inner_texts()
    page.get_by_role("link", name="Next").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("21–40 of 43 articles")
    assert not set(first) & set(page.locator(".hits .headline").all_inner_texts())
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1–20 of 43 articles")


def test_an_odd_id_is_reached_by_its_link(page: Page) -> None:
    page.goto("?q=odd+identifier")
    page.get_by_role("link", name="Odd id").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Odd id")


def test_quotations_by_speaker(page: Page) -> None:
    page.goto("")
    page.get_by_role("link", name="Quotations", exact=True).click()
    page.get_by_label("Who said it").fill("Brandt")
    page.get_by_role("button", name="Search").click()

    expect(page.locator("blockquote")).to_have_text(["We are not there yet"])


def test_hostile_text_does_nothing(page: Page) -> None:
    page.goto("?q=hostile")
    page.locator(".headline a").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(HOSTILE[0])
    expect(page.locator(".body")).to_contain_text(HOSTILE[1])


def test_the_keyboard_reaches_the_content_and_its_place_is_seen(page: Page) -> None:
    page.goto("?q=report")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_label("Search the articles")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_every_screen_and_is_out_of_reach_of_nobody(page: Page, path: str) -> None:
    page.goto(path)

    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(_LEAST_CONTRAST) >= 4.5  # WCAG 2, level AA
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == []


_LEAST_CONTRAST = """() => {
  const parts = color => color.match(/[\\d.]+/g).map(Number);
  const light = color => parts(color).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    const color = getComputedStyle(element).backgroundColor;
    return (parts(color)[3] ?? 1) || !element.parentElement ? color : ground(element.parentElement);
  };
  const texts = [...document.body.querySelectorAll("*")]
    .filter(e => [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim()));
  return Math.min(...texts.map(e => {
    const [less, more] = [light(getComputedStyle(e).color), light(ground(e))].sort((a, b) => a - b);
    return (more + 0.05) / (less + 0.05);
  }));
}"""


def test_the_keyboard_reaches_what_narrows_down_before_the_hits(page: Page) -> None:
    page.goto("?q=talks")
    for _ in range(8):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Narrow down"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#facets')")


def test_bars_and_circles_are_reached_by_the_keyboard(page: Page) -> None:
    page.goto("")
    bar = page.get_by_role("link", name="March 2025: 14")
    bar.focus()
    expect(bar).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("14 articles")

    page.goto("")
    page.get_by_role("link", name="1 article here").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 article")


def test_dates_are_set_in_their_own_fields(page: Page) -> None:
    page.goto("?q=report")
    page.get_by_label("From").fill("2025-02-01")
    page.get_by_label("To").fill("2025-02-28")
    page.get_by_role("button", name="Set").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("14 articles")
    page.get_by_role("link", name="Clear all").click()
    expect(page).to_have_url(re.compile(r"/\?q=report$"))
