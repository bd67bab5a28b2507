"""Places on the map: country and point of each place in whole articles, against what a reader marked by hand.

    python bench/places.py CORPUS [--show]      (CORPUS has html/gold.ndjson and entities/*.txt)

The rule for judging is in tests/enrich/places.md.
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path
from typing import NamedTuple

from bench.quotes import article_of, bodies
from etl.article import Article, Entity, GeoPoint
from etl.enrich import enrich
from etl.enrich.names.persons import bare
from etl.enrich.places.gazetteer import standard_name
from etl.enrich.places.locate import add_places
from etl.settings import Settings

_NEAR = 60.0
"""Kilometres within which a point is right."""
_KILOMETRES_A_DEGREE = 111.2


class Gold(NamedTuple):
    """One place that a reader marked."""

    name: str
    country: str | None
    point: GeoPoint | None
    remark: str


def _gold(path: Path) -> dict[str, list[Gold]]:
    found: dict[str, list[Gold]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            article, _, name, country, lat, lon, remark = (*line.split("\t"), "", "", "", "")[:7]
            point = GeoPoint(lat=float(lat), lon=float(lon)) if lat else None
            found.setdefault(article, []).append(Gold(name, country or None, point, remark))
    return found


def _kilometres(one: GeoPoint, other: GeoPoint) -> float:
    east = (one.lon - other.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(one.lat - other.lat, east) * _KILOMETRES_A_DEGREE


def _entity(article: Article, name: str) -> Entity | None:
    names = {bare(name).casefold(), standard_name(bare(name)).casefold()}
    for entity in article.entities:
        if entity.type == "place" and names & {form.casefold() for form in (entity.name, *entity.forms)}:
            return entity
    return None


def _is_right(gold: Gold, entity: Entity | None) -> bool:
    if entity is None or entity.country is None:
        return gold.remark == "may" or (
            entity is not None and gold.country is None and entity.location is None
        )
    if entity.country != gold.country:
        return False
    if gold.remark == "no point":
        return entity.location is None
    if gold.point is None:
        return True
    if entity.location is None:
        return gold.remark == "may"
    return _kilometres(entity.location, gold.point) <= _NEAR


def main() -> None:
    """Print the share of places that are right, and with --show those that are not."""
    if len(sys.argv) < 2:
        sys.exit("usage: python bench/places.py CORPUS [--show]")
    texts = bodies(Path(sys.argv[1]))
    gold = _gold(Path(__file__).parents[1] / "tests" / "enrich" / "places.tsv")
    articles = [article_of(name, texts[name]) for name in gold]
    enrich(articles, Settings())
    pairs = [
        (article, mark, _entity(article, mark.name)) for article in articles for mark in gold[article.id]
    ]
    right = sum(_is_right(mark, entity) for _, mark, entity in pairs)
    located = [(mark, entity) for _, mark, entity in pairs if entity is not None]
    print(f"{right} of {len(pairs)} places right: {right / len(pairs):.3f}")
    right_located = sum(_is_right(mark, entity) for mark, entity in located)
    print(
        f"of those that were found as places: {right_located} of {len(located)}: {right_located / len(located):.3f}"
    )
    if "--show" in sys.argv:
        for article, mark, entity in pairs:
            if not _is_right(mark, entity):
                got = (entity.country, entity.location) if entity else "not found"
                print(
                    f"{article.id}: {mark.name}: {got}, not {mark.country} {mark.point or ''} {mark.remark}"
                )
    start = time.process_time()
    for article in articles:
        add_places(article)
    print(f"{(time.process_time() - start) * 1000 / len(articles):.2f} ms CPU an article")


if __name__ == "__main__":
    main()
