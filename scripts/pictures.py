"""The README's pictures, of the demonstration's articles: `make pictures`, or `pictures.py OTHERS` for every page as well.

OTHERS is a folder for pictures that are only looked at: each page narrow and wide, light and dark.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from etl.cli import app
from etl.terminal import out

DOCS = Path(__file__).parents[1] / "docs"
SHOWN = "?q=talks+-strike&since=2025-01-01"
PAGES = {
    "start": "", "results": "?q=flood+-strike", "arabic": "?q=lang:ar", "copies": "?q=talks&copies=2", "nothing": "?q=wether+xyz",
    "wrong": "?q=(flood", "more": "?more=person", "map": "?q=flood&area=3/4/2", "quotes": "quotes?text=water",
    "quotes-form": "quotes", "person": "names/person/Priya%20Raman", "place": "names/place/Geneva",
    "country": "names/country/GB", "api": "api/docs", "none": "articles/none",
}  # fmt: skip
ARTICLES = {"article": "?q=flood", "article-arabic": "?q=lang:ar", "article-chinese": "?q=lang:zh"}
WIDTHS = (390, 768, 1280)


@contextmanager
def served() -> Iterator[str]:
    """Run `clippings serve` on a free port, and give its address."""
    command = [sys.executable, "-m", "etl", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        try:
            yield process.stdout.readline().removeprefix("Clippings: ").strip() + "/"
        finally:
            process.terminate()


def picture_of_terminal(*command: str) -> str:
    """Return a picture (SVG) of a command of `clippings` and what it shows."""
    out.record, out.width = True, 110
    out.print(f"$ {shlex.join(['clippings', *command])}")
    app(list(command), standalone_mode=False)
    # A font from elsewhere would be fetched by whoever looks at it.
    return re.sub(r"\s*@font-face \{[^}]*\}", "", out.export_svg(title="clippings"))


def take_all(browser: Browser, address: str, folder: Path) -> None:
    """Write a picture of each page in each width, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            page = browser.new_page(
                viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=address
            )
            for name, path in PAGES.items():
                page.goto(path)
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
            for name, path in ARTICLES.items():
                page.goto(path)
                page.locator(".headline a").first.click()
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
            page.close()


def main() -> None:
    (DOCS / "search.svg").write_text(picture_of_terminal("search", "flood rescue", "--size", "3"))
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # it refuses to run in one as root
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=sandbox)
        page = browser.new_page(viewport={"width": 1200, "height": 1000}, base_url=address)
        page.goto(SHOWN)
        page.screenshot(path=DOCS / "page.png")
        if len(sys.argv) > 1:
            take_all(browser, address, Path(sys.argv[1]))
        browser.close()


if __name__ == "__main__":
    main()
