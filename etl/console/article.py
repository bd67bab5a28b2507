"""Show one article on the terminal."""

from __future__ import annotations

from rich.text import Text

from etl.article import Article
from etl.terminal import out, printable


def show_article(article: Article) -> None:
    """Print `article` for reading: title, facts, text, quotations, names."""
    _line(article.title or "(no title)", "bold")
    for name, value in _known(article).items():
        if value:
            _line(f"{name}: {value}", "dim")
    is_lead = article.summary is not None and article.body.startswith(article.summary)
    for paragraph in [None if is_lead else article.summary, *article.body.split("\n\n")]:
        if paragraph:
            out.print()
            _line(paragraph)
    names = ("people", "organizations", "places", "groups", "events", "works", "laws", "keywords", "captions")
    lists = {name: getattr(article, name) for name in names}
    out.print()
    for name, values in lists.items():
        if values:
            _line(f"{name}: {'; '.join(values)}")
    for quote in article.quotes:
        _line(f"{quote.speaker or '(speaker unknown)'}: “{quote.text}”")
    for link in article.related:
        _line(f"related: {link.title}{f' {link.url}' if link.url else ''}")


def _known(article: Article) -> dict[str, str | None]:
    return {
        "id": article.id,
        "published": article.published_at or "(undated)",
        "modified": article.modified_at,
        "by": ", ".join(article.authors),
        "publisher": article.publisher,
        "section": " > ".join(article.section),
        "dateline": article.dateline,
        "language": article.language,
        "words": str(article.word_count or ""),
        "url": article.url,
        "collection": article.collection,
        "source": article.source.uri,
    }


def _line(text: str, style: str = "") -> None:
    out.print(Text(printable(text), style=style), soft_wrap=True)
