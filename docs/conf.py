"""How Sphinx builds these pages: `make docs`."""

from __future__ import annotations

import tomllib
from pathlib import Path

_PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]

project = "Clippings"
version = release = _PROJECT["version"]
extensions = ["myst_parser"]
exclude_patterns = ["examples"]
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # requests to Elasticsearch have no lexer

html_theme = "furo"
html_title = f"Clippings {version}"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
