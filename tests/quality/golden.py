"""What Clippings makes of our own inputs, one line an input: `python -m tests.quality.golden` writes it anew.

A line is the input's name, a digest of all fields, and what helps to see at a glance what has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import orjson

from etl.article import Article
from etl.enrich import enrich
from etl.errors import RejectError
from etl.pipeline import cleaning_version, enrichment_version
from etl.settings import Settings
from tests.quality.pages import HERE, Page, articles, bare, others, scrapes, texts
from tests.quality.score import cleaned

FILES = {"clean": HERE / "golden-clean.tsv", "enrich": HERE / "golden-enrich.tsv"}
_SEED = Path(__file__).parents[2] / "seeds" / "000_296ecdd0e177f345.txt"
_ELSEWHERE = {"id", "collection", "source", "ingested_at", "pipeline_version"}
"""Fields of who and when; that empty ones do not count either lets a new field change only what it fills."""
_ENRICHED = "language people organizations places groups events works laws countries locations quotes keywords summary word_count"


def inputs() -> list[Page]:
    """Return every input: pages, the same without declarations and as text, pages without article, the seed."""
    seed = Page("seed", _SEED.read_text(encoding="utf-8"), None)
    return [*articles(), *map(bare, articles()), *scrapes(), *others(), seed]


@cache
def lines(stage: str) -> list[str]:
    """Return the golden lines of `stage` as the code makes them now."""
    return list(_cleaned_lines() if stage == "clean" else _enriched_lines())


def version(stage: str) -> str:
    """Return the fingerprint of `stage`."""
    return cleaning_version() if stage == "clean" else enrichment_version(Settings())


def _cleaned_lines() -> Iterator[str]:
    for page in inputs():
        found = cleaned(page)
        if isinstance(found, RejectError):
            yield f"{page.name}\t{found.reason}: {found.detail}"
            continue
        made = found.model_dump(mode="json", exclude=_ELSEWHERE, exclude_defaults=True)
        shown = (len(found.body.split("\n\n")), len(found.body), found.published_at, "; ".join(found.authors))
        yield "\t".join([page.name, _digest(made), *map(str, shown), found.title or "-"])


def _enriched_lines() -> Iterator[str]:
    made = [
        Article(
            id=name,
            title=text.title,
            body="\n\n".join(text.paragraphs),
            published_at=text.date,
            source={"uri": name, "path": name, "sha256": "0", "bytes": 0, "format": "text"},
        )
        for name, text in texts().items()
    ]
    enrich(made, Settings())
    for article in made:
        fields = article.model_dump(mode="json", include=set(_ENRICHED.split()), exclude_defaults=True)
        names = (", ".join(part) for part in (article.people, article.organizations, article.places))
        yield "\t".join(
            [article.id, _digest(fields), article.language or "-", str(len(article.quotes)), *names]
        )


def _digest(fields: dict[str, object]) -> str:
    return hashlib.sha256(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]


def main() -> None:
    """Write both files."""
    for stage, path in FILES.items():
        path.write_text("\n".join([f"# {version(stage)}", *lines(stage), ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
