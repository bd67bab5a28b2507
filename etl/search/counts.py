"""Count the articles that fit: by facet, time, place on the map, and story."""

from __future__ import annotations

from etl.search.conditions import Body, query_body, quoting
from etl.search.fields import FACETS, FILTERS
from etl.search.hits import SearchRequest
from etl.search.query_language import parse
from etl.search.tiles import bounds_of, tile_of

FACET_VALUES = 10
_MORE_VALUES = 200
"""Most values of a facet whose values are all requested."""
_NAMES = ("person", "organization", "place")
_NAMES_READ = 50
"""Names of each kind that are read for a page, to find those with words of the search."""
MOST_STORIES = 1_000
"""Most stories that are counted or selected: those with the most copies among the articles found."""
_CELLS = 300
"""Most cells of the map, those with the most articles."""
_FINEST = 24
"""Zoom of the smallest cells."""
_CELL_STEPS = 6
"""Halvings of the map's side to that of a cell: 64 cells a side."""


def facets(request: SearchRequest) -> Body:
    """Return the counts of the values by which a search can be narrowed down."""
    counts: Body = {}
    for name in FACETS:
        most = _NAMES_READ if request.picture and name in _NAMES else FACET_VALUES
        size = _MORE_VALUES if name == request.more else most
        counts[FILTERS[name].field] = {"terms": {"field": FILTERS[name].field, "size": size}}
    return counts | {"months": histogram("month"), "stories": _told(2)}


def _told(least: int) -> Body:
    return {"terms": {"field": "story_id", "min_doc_count": max(2, least), "size": MOST_STORIES}}


def stories_body(request: SearchRequest) -> Body:
    """Return the request for stories told by at least `copies` of the articles that fit, without hits.

    Raises:
        QueryError: the query cannot be read.
    """
    query = query_body(parse(request.query), request)
    return {"query": query, "size": 0, "aggs": {"stories": _told(request.copies)}, "track_total_hits": False}


def histogram(interval: str) -> Body:
    """Return the count of articles by `day`, `month` or `year`; undated ones are not counted."""
    formats = {"day": "yyyy-MM-dd", "month": "yyyy-MM", "year": "yyyy"}
    by = {
        "field": "published_at",
        "calendar_interval": interval,
        "format": formats[interval],
        "min_doc_count": 1,
    }
    return {"date_histogram": by}


def picture(request: SearchRequest) -> Body:
    """Return the counts that a chart and a map need besides the facets."""
    zoom = tile_of(request.area)[0] if request.area else 0
    cells: Body = {"field": "locations", "precision": min(zoom + _CELL_STEPS, _FINEST), "size": _CELLS}
    if request.area:
        bounds = bounds_of(request.area)
        cells["bounds"] = {
            "top_left": {"lat": bounds["top"], "lon": bounds["left"]},
            "bottom_right": {"lat": bounds["bottom"], "lon": bounds["right"]},
        }
    return {
        "cells": {"geotile_grid": cells},
        "quoting": {"filter": quoting()},
        "undated": {"missing": {"field": "published_at"}},
    }


def days_body(request: SearchRequest) -> Body:
    """Return the request for the counts by day of the articles that fit, without hits.

    Raises:
        QueryError: the query cannot be read.
    """
    query = query_body(parse(request.query), request)
    return {"query": query, "size": 0, "aggs": {"days": histogram("day")}, "track_total_hits": False}
