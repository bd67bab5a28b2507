"""The scores of the models of names as a table in the docs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl.enrich.names.known import TYPES

DOCS = Path(__file__).parent.parent / "docs" / "names.md"
_TABLE = "models.json -->\n"
_WITHIN = {"no": "n", "bs": "hr"}
"""Languages whose articles stand in sets of another code."""


def write_table(cards: dict[str, dict[str, Any]]) -> None:
    """Write the scores into `docs/names.md`, a row for each language."""
    page = DOCS.read_text(encoding="utf-8")
    head, _, rest = page.partition(_TABLE)
    behind = rest[rest.index("\n## ") :]
    rows = [
        "| language | model | F1 held back | people | organizations | places | another source |",
        "|---|---|---|---|---|---|---|",
    ]
    for language, model in sorted((code, name) for name, card in cards.items() for code in card["languages"]):
        held_back = cards[model]["held_back"]
        figures = " | ".join(f"{held_back[key]:.2f}" for key in ("facets", *TYPES))
        others = cards[model]["others"]
        own = {name: one for name, one in others.items() if name.startswith(f"{language}-")}
        elsewhere = ", ".join(f"{one['facets']:.2f} ({name})" for name, one in own.items())
        is_own = any(name.startswith(_WITHIN.get(language, language)) for name in cards[model]["trained_on"])
        rows.append(f"| {language} | {model} | {figures if is_own else ' | '.join('–' * 4)} | {elsewhere} |")
    DOCS.write_text("\n".join((head + _TABLE, *rows, behind)), encoding="utf-8")
