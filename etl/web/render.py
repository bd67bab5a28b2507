"""Turn templates into answers; everything in them is escaped."""

from __future__ import annotations

from pathlib import Path

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from etl.web import show, view

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)
_templates.globals |= {
    function.__name__: function
    for function in (
        show.headline, show.excerpts, show.marked, show.web_address, show.site, show.file_name, show.day, show.moment,
        show.language_name, show.subhead, show.quoted_in, show.direction, show.whole_day, show.country, view.address,
        view.article_address, view.search_address, view.name_address, view.hit_address, view.quotes_address, view.quotes_of,
        view.other_address, view.cleared, view.parameters,
    )
}  # fmt: skip


def page(template: str, status: int = 200, **values: object) -> Response:
    """Return the page made from `template`."""
    return HTMLResponse(_templates.get_template(template).render(values), status)


def error_page(status: int, message: str) -> Response:
    """Return the page for an error."""
    return page("error.html", status, message=message)


def feed(**values: object) -> Response:
    """Return an Atom feed (RFC 4287)."""
    text = _templates.get_template("feed.xml").render(values)
    return Response(text, media_type="application/atom+xml")
