"""Make the map's outline from Natural Earth: `world_outline.py countries-110m.json > etl/web/static/world.svg`.

The file is of the npm package `world-atlas` (ISC licence; the data are in the public domain). It is TopoJSON: arcs of
whole numbers that each add to the one before (https://github.com/topojson/topojson-specification).
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

from etl.search.tiles import position
from etl.web.world import SIDE

Points = list[tuple[float, float]]
_ATTRIBUTION = "Made with Natural Earth, public domain"


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = [_points(arc, topology["transform"]) for arc in topology["arcs"]]
    path = "".join(_line(arc) for arc in arcs if len(arc) > 1)
    land = "".join(_ring(arcs, ring) for ring in _rings(topology["objects"]["land"]))
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}"><title>{_ATTRIBUTION}</title>'
        f'<path d="{land}" fill="#8c8778" fill-opacity=".28"/>'
        f'<path d="{path}" fill="none" stroke="#8c8778" stroke-width=".4" vector-effect="non-scaling-stroke"/></svg>'
    )


def _points(arc: list[list[int]], transform: dict[str, list[float]]) -> Points:
    (scale_x, scale_y), (first_x, first_y) = transform["scale"], transform["translate"]
    x = y = 0
    points: Points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        across, down = position(y * scale_y + first_y, x * scale_x + first_x)
        point = (round(across * SIDE, 1), round(down * SIDE, 1))
        if not points or points[-1] != point:
            points.append(point)
    return points


def _rings(land: dict[str, object]) -> list[list[int]]:
    rings: list[list[int]] = []
    for geometry in land["geometries"]:  # type: ignore[attr-defined]
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        rings += [ring for polygon in polygons for ring in polygon]
    return rings


def _ring(arcs: list[Points], ring: list[int]) -> str:
    points: Points = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    parts = _parted(points)
    if len(parts) > 1:  # it began away from where it is parted
        parts[0] = parts.pop() + parts[0][1:]
    return "".join(f"{_part(part)}Z" for part in parts if len(part) > 2)


def _line(points: Points) -> str:
    return "".join(_part(part) for part in _parted(points) if len(part) > 1)


def _parted(points: Points) -> list[Points]:
    """Return a line in the parts that it has where it goes once around the world, at 180 degrees."""
    parts: list[Points] = [[points[0]]]
    for before, point in pairwise(points):
        if abs(point[0] - before[0]) > SIDE / 2:
            parts.append([])
        parts[-1].append(point)
    return parts


def _part(points: Points) -> str:
    """Return a line of SVG in steps from point to point, which are shorter to write than the points."""
    (first_x, first_y), *_ = points
    steps = [
        f"{round(x - before_x, 1):g},{round(y - before_y, 1):g}"
        for (before_x, before_y), (x, y) in pairwise(points)
    ]
    return f"M{first_x:g},{first_y:g}l" + " ".join(steps).replace(" -", "-").replace(",-", "-")


if __name__ == "__main__":
    main()
