"""Which pages there are, and what each is made by."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from scripts import formats_page
from scripts.reference import api, commands, fields, messages, outcomes, settings

FOLDER = Path(__file__).parents[2] / "docs"


@cache
def pages() -> dict[str, str]:
    """Return the generated pages, by their path below docs/."""
    return {
        "formats.md": formats_page.page(),
        "reference/api.md": api.page(),
        "reference/commands.md": commands.page(),
        "reference/fields.md": fields.page(),
        **messages.pages(),
        "reference/outcomes.md": outcomes.page(),
        "reference/settings.md": settings.page(),
    }
