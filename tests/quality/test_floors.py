"""The cleaning is at least as right as it was, on pages of our own: `floors.json` holds what must be reached.

`python -m tests.quality.test_floors` writes the figures as measured now, a hundredth less.
"""

from __future__ import annotations

import json
from functools import cache

import pytest

from tests.quality.pages import HERE, Page, articles, bare, others, scrapes, texts
from tests.quality.score import rejected, scores

FLOORS = HERE / "floors.json"
_MARGIN = 0.01


def _sets() -> dict[str, list[Page]]:
    groups = {"pages": articles(), "bare pages": [bare(page) for page in articles()], "text": scrapes()}
    for language in sorted({text.language for text in texts().values()}):
        groups[f"pages in {language}"] = [p for p in articles() if p.gold and p.gold.language == language]
    return groups


@cache
def measured() -> dict[str, dict[str, float]]:
    """Return the figures of each set."""
    figures = {name: scores(pages) for name, pages in _sets().items()}
    no_articles = {"rejected": rejected(others()), "articles kept": 1 - rejected(articles())}
    return {**figures, "no articles": no_articles}


@pytest.mark.slow
def test_figures_are_not_below_their_floors() -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    now = measured()
    assert floors.keys() == now.keys()
    below = [
        f"{name}, {figure}: {now[name][figure]:.3f} < {floor}"
        for name, figures in floors.items()
        for figure, floor in figures.items()
        if now[name][figure] < floor
    ]
    assert not below, "\n".join(below)


def test_the_gold_is_sixty_layouts_in_twelve_languages() -> None:
    assert len({page.content for page in articles()}) >= 60
    assert len({page.gold.language for page in articles() if page.gold}) >= 12


if __name__ == "__main__":
    floors = {
        name: {figure: max(0, int((value - _MARGIN) * 100) / 100) for figure, value in figures.items()}
        for name, figures in measured().items()
    }
    FLOORS.write_text(json.dumps(floors, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
