"""Recognize captions of pictures by their wording."""

from __future__ import annotations

import re

_PICTURED = r"^(?:[▲△▼]|图为|图 ?[:：/]|资料图)"
_CAPTION = re.compile(
    r"^(?:media|image|photo|video) (?:caption|credit)s?\b|\b(?:photo|photograph|image|picture|foto|bild|crédit|credit)s?(?: credit| by)? ?[:：]"
    r"|\((?:photo|foto|bild)\b|\b(?:photo|image) by\b|\b(?-i:Credit [A-Z])|(?:getty images|shutterstock|/reuters|/afp|/ap|\((?:ap|afp|reuters|epa)\))\W{0,3}$"
    rf"|^screenshot by|{_PICTURED}.{{0,60}}$|(?:视频截图|新华社发|供图|摄)\W{{0,3}}$",
    re.I,
)
_CAPTION_SIGNS = (
    "media", "image", "video", "photo", "pictur", "foto", "bild", "crédit", "credit", "shutterstock", "reuters", "afp", "/ap", "(ap",
    "epa", "screenshot", "▲", "△", "▼", "图", "摄",
)  # fmt: skip
"""Words of which every caption has one; searched first, as this takes a tenth of the pattern's time."""


def is_caption(text: str) -> bool:
    """Return whether the line credits a picture to somebody, as captions do."""
    low = text.lower()
    return any(map(low.__contains__, _CAPTION_SIGNS)) and bool(_CAPTION.search(text))
