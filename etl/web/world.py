"""The map of a result: circles on an outline of the world, each a link to the articles of that part."""

from __future__ import annotations

from etl.article import Record
from etl.search.hits import Cell
from etl.search.tiles import tile_of
from etl.web.view import View, address

SIDE = 1_000
"""Width and height of the square map of the whole world, in units of the picture."""
_WORLD = (0, 130, SIDE, 600)
"""Left, top, width and height of what is shown of it: from Svalbard to Cape Horn."""
_MARGIN = 0.15
"""Margin around the shown part of the map, as a share of its size."""
_SMALLEST, _LARGEST = 0.005, 0.028
"""Radius of a circle, as a share of the width that is shown."""


class Circle(Record):
    """The articles that name places in one part of the map, drawn at its middle."""

    x: float
    y: float
    radius: float
    count: int
    href: str


class WorldMap(Record):
    """A map: its `viewBox`, and its circles, the largest first."""

    view_box: str
    circles: list[Circle]
    articles: int


def world_map(view: View, cells: list[Cell]) -> WorldMap | None:
    """Return the map of `cells`, or None without any; a click on a circle narrows `view` down to that part."""
    if not cells:
        return None
    left, top, width, height = _WORLD if not view.area else _frame(view.area)
    most = max(cell.count for cell in cells)
    circles = []
    for cell in sorted(cells, key=lambda cell: -cell.count):
        zoom, x, y = tile_of(cell.tile)
        size = _SMALLEST + (_LARGEST - _SMALLEST) * (cell.count / most) ** 0.5
        circles.append(
            Circle(
                x=round((x + 0.5) * SIDE / 2**zoom, 4),
                y=round((y + 0.5) * SIDE / 2**zoom, 4),
                radius=round(size * width, 4),
                count=cell.count,
                href=address(view, area=cell.tile),
            )
        )
    box = " ".join(f"{number:g}" for number in (left, top, width, height))
    return WorldMap(view_box=box, circles=circles, articles=sum(cell.count for cell in cells))


def _frame(area: str) -> tuple[float, float, float, float]:
    zoom, x, y = tile_of(area)
    side = SIDE / 2**zoom
    around = side * _MARGIN
    return x * side - around, y * side - around, side + 2 * around, side + 2 * around
