"""Map tiles, as web maps number them: zoom/x/y, in the Web Mercator projection.

https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames has the formulas.
"""

from __future__ import annotations

import math
import re

from etl.errors import QueryError

_TILE = re.compile(r"^(\d{1,2})/(\d{1,9})/(\d{1,9})$")
_DEEPEST = 24
"""Zoom of a tile of two metres: nothing lies closer together."""


def tile_of(text: str) -> tuple[int, int, int]:
    """Return zoom, x and y of a tile written zoom/x/y.

    Raises:
        QueryError: it is not a tile.
    """
    match = _TILE.match(text)
    zoom, x, y = map(int, match.groups()) if match else (_DEEPEST + 1, 0, 0)
    if zoom > _DEEPEST or max(x, y) >= 2**zoom:
        raise QueryError(f"area: {text} is no part of the map; write zoom/x/y, such as 5/16/10")
    return zoom, x, y


def bounds_of(text: str) -> dict[str, float]:
    """Return the limits in degrees of the tile zoom/x/y, with Elasticsearch's names for them.

    Raises:
        QueryError: it is not a tile.
    """
    zoom, x, y = tile_of(text)
    side = 2.0**zoom
    return {
        "top": _latitude(y / side),
        "left": x / side * 360 - 180,
        "bottom": _latitude((y + 1) / side),
        "right": (x + 1) / side * 360 - 180,
    }


def _latitude(share: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def position(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a point in degrees (WGS 84) is on the map, as shares of its width and height from the top left."""
    # Beyond 85 degrees the projection has no end; the map is square up to there.
    radians = math.radians(max(-85.05, min(85.05, latitude)))
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(radians)) / math.pi) / 2
