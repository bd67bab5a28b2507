"""Where publishers are at home: according to a setting, or learned from their articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from etl.article import Article
from etl.enrich.places.candidates import Region, code_of, region_of
from etl.enrich.places.locate import regions_of
from etl.errors import FatalError
from etl.settings import Settings

_LEAST_ARTICLES = 3
_LEAST_SHARE = 0.5
"""Least share of a publisher's articles that speak most of one state, for this to be its home."""


def home_of(article: Article, settings: Settings) -> Region | None:
    """Return the region that the setting gives for the article's domain, or for all others; None if it gives none."""
    known = homes(settings.regions)
    return known.get((article.domain or "").removeprefix("www.")) or known.get("")


@cache
def homes(setting: str) -> dict[str, Region]:
    """Return the regions in a setting such as `US, example.com=US-OH` by domain; the default has no domain.

    Raises:
        FatalError: a code is not in ISO 3166.
    """
    found = {}
    for pair in filter(None, (part.strip() for part in setting.split(","))):
        domain, _, code = pair.rpartition("=")
        region = region_of(code.strip())
        if region is None:
            raise FatalError(
                f"CLIPPINGS_REGIONS: {code} is no country or part of one; write US or US-OH (ISO 3166)"
            )
        found[domain.strip().lower().removeprefix("www.")] = region
    return found


def learned(articles: Iterable[Article]) -> dict[str, str]:
    """Return by domain the ISO 3166 code of the state that its articles speak of most, if most of them agree."""
    spoken: dict[str, Counter[Region]] = {}
    for article in articles:
        named = regions_of(article)
        if article.domain and named:
            domain = article.domain.removeprefix("www.")
            spoken.setdefault(domain, Counter())[max(named, key=lambda region: named[region])] += 1
    found = {}
    for domain, regions in sorted(spoken.items()):
        region, times = regions.most_common(1)[0]
        if times >= max(_LEAST_ARTICLES, _LEAST_SHARE * regions.total()) and (code := code_of(region)):
            found[domain] = code
    return found
