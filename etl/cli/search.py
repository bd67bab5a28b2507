"""The commands that search."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from etl.cli.options import AsJson
from etl.errors import FatalError
from etl.settings import get_settings

if TYPE_CHECKING:
    from etl.search.hits import SearchRequest
    from etl.search.query import Query

app = typer.Typer()


@app.command(context_settings={"ignore_unknown_options": True})  # -word is a part of the query
def search(
    query: Annotated[
        list[str] | None, typer.Argument(help='Words, "phrases", -words, OR, person:"…" since:7d …')
    ] = None,
    person: Annotated[list[str] | None, typer.Option(help="Only articles that name this person.")] = None,
    organization: Annotated[list[str] | None, typer.Option(help="Only with this organization.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Only with this place.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only in this language (BCP-47).")] = None,
    publisher: Annotated[list[str] | None, typer.Option(help="Only of this publisher.")] = None,
    since: Annotated[str | None, typer.Option(help="From this date on, or a time ago such as 7d.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this date.")] = None,
    size: Annotated[int, typer.Option(min=1, max=1000, help="Hits to show.")] = 10,
    start: Annotated[int, typer.Option(min=0, help="How many of the first hits to skip.")] = 0,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Print every article that fits, one JSON line each; --size is ignored."),
    ] = False,
    fields: Annotated[
        str | None,
        typer.Option(help="Print these fields of each article as JSON: id,title,source.uri"),
    ] = None,
    sort: Annotated[
        Literal["relevance", "date", "oldest"],
        typer.Option(help="What comes first; undated articles come last."),
    ] = "relevance",
    recent: Annotated[bool, typer.Option("--recent", help="Favour recent articles.")] = False,
    collapse: Annotated[
        bool, typer.Option("--collapse", help="One hit per story, with its copies counted.")
    ] = False,
    copies: Annotated[
        int, typer.Option(min=0, help="Only stories that so many of the articles found tell.")
    ] = 0,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count people, places, publishers, months.")
    ] = False,
    show_query: Annotated[
        bool, typer.Option("--show-query", help="Print the request and do nothing.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each hit is there.")] = False,
    queries: Annotated[Path | None, typer.Option(help="A file of query-id<TAB>query lines.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find articles: ranked hits with highlights."""
    from etl.console.hits import show_hits
    from etl.load.client import connect
    from etl.search.finding import search
    from etl.search.hits import SearchRequest

    request = SearchRequest(
        query=_joined(query),
        person=person or [],
        organization=organization or [],
        place=place or [],
        language=language or [],
        publisher=publisher or [],
        since=since,
        until=until,
        size=size,
        start=start,
        sort=sort,
        recent=recent,
        collapse=collapse,
        copies=copies,
        facets=facets,
        explain=explain,
    )
    if queries is not None:
        others = {
            "--sort": sort != "relevance", "--recent": recent, "--collapse": collapse, "--facets": facets,
            "--explain": explain, "--show-query": show_query, "--json": as_json, "--start": start > 0,
            "--copies": copies > 0, "--all": everything, "--fields": fields is not None,
        }  # fmt: skip
        _search_file(queries, request, [name for name, is_given in others.items() if is_given])
        return
    settings = get_settings()
    if show_query:
        _show_requests(request, semantic=settings.semantic)
        return
    if everything or fields is not None:
        _show_fields(request, None if everything else request.size, fields or "id,score,title,url")
        return
    show_hits(search(connect(settings), request, semantic=settings.semantic), as_json=as_json)


def _show_fields(request: SearchRequest, most: int | None, fields: str) -> None:
    from itertools import islice

    from etl.load.client import connect
    from etl.search.export import as_lines, known_fields, rows

    found = rows(connect(get_settings()), request, known_fields(fields.split(",")))
    for line in as_lines(islice(found, request.start, most and request.start + most)):
        sys.stdout.buffer.write(line)


@app.command(context_settings={"ignore_unknown_options": True})
def export(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help="The same language as in search; without a query, every article.", show_default=False
        ),
    ] = None,
    to: Annotated[
        Literal["jsonl", "csv", "parquet"],
        typer.Option("--format", help="Parquet needs the extra `parquet`."),
    ] = "jsonl",
    fields: Annotated[
        str | None,
        typer.Option(
            help="Fields, separated by commas: id,title,source.uri. By default the whole document as JSON, and the usual columns of a table."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="The file to write; by default, standard output.")
    ] = None,
) -> None:
    """Write all articles that a query finds to a file, however many there are."""
    from etl.load.client import connect
    from etl.search.export import FIELDS, known_fields, open_output, rows, write
    from etl.search.hits import SearchRequest

    names = known_fields(fields.split(",") if fields else FIELDS if to != "jsonl" else ())
    found = rows(connect(get_settings()), SearchRequest(query=_joined(query)), names)
    file = open_output(output, to)
    if file is None:
        write(found, names, to, sys.stdout.buffer)
        return
    with file:
        number = write(found, names, to, file)
    print(f"{number} article{'' if number == 1 else 's'} in {output}", file=sys.stderr)


def _joined(words: list[str] | None) -> str:
    """Return the words of a query as one text; a word of two dashes is left out."""
    for word in words or []:
        if word.startswith("--"):
            raise FatalError(f"no such option: {word} (see clippings search --help)")
    return " ".join(words or [])


def _show_requests(request: SearchRequest, *, semantic: bool) -> None:
    from etl.search.bodies import SEARCH_TYPE, requests

    bodies = requests(request, semantic=semantic)
    for body in bodies:
        print(f"POST /articles/_search?search_type={SEARCH_TYPE}", file=sys.stderr)
        vector = body["knn"].pop("query_vector") if "knn" in body else None
        text = json.dumps(body, indent=2, ensure_ascii=False)
        if vector:  # on one line: it has hundreds of numbers
            text = text.replace('"knn": {', f'"knn": {{\n    "query_vector": {json.dumps(vector)},', 1)
        print(text)
    if len(bodies) > 1:
        print("The hits of both are ranked together, as etl/search/fusion.py says.", file=sys.stderr)


def _search_file(path: Path, request: SearchRequest, others: list[str]) -> None:
    from etl.load.client import connect
    from etl.search.many import read_line, search_many

    if request.query:
        raise FatalError("--queries takes its queries from the file; leave the other one out")
    if others:
        raise FatalError(f"--queries prints ranked ids alone; leave out {', '.join(others)}")
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # posts have line separators of other kinds
    except (OSError, UnicodeDecodeError) as error:
        raise FatalError(f"{path}: cannot be read: {error}") from error
    pairs = [(number, *line.partition("\t")) for number, line in enumerate(lines, 1) if line.strip()]
    for number, _, tab, _ in pairs:
        if not tab:
            raise FatalError(f"{path}: line {number} has no tab; write query-id<TAB>query")
    queries: list[tuple[str, Query]] = []
    for number, id_, _, text in pairs:
        query, fault = read_line(text)
        queries.append((id_, query))
        if fault:
            print(f"{path}: line {number} is searched for by its words alone: {fault}", file=sys.stderr)
    settings = get_settings()
    for query_id, document_id, score in search_many(
        connect(settings), queries, request, semantic=settings.semantic
    ):
        print(f"{query_id}\t{document_id}\t{score:.6f}")


@app.command()
def quotes(
    text: Annotated[list[str] | None, typer.Argument(help="Words of the quotation.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Who said it.")] = None,
    about: Annotated[
        str | None,
        typer.Option(help="Only in articles that this search finds, in the language of `clippings search`."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="From this date on, or a time ago such as 7d.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this date.")] = None,
    size: Annotated[int, typer.Option(min=1, max=1000, help="Articles to show quotations of.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find what was said, and by whom."""
    from etl.console.hits import show_quotes
    from etl.load.client import connect
    from etl.search.hits import SearchRequest
    from etl.search.quotations import search_quotes

    words = " ".join(text or []).strip()
    if not words and not speaker and not about:
        raise FatalError("say what to look for: words of the quotation, --speaker or --about")
    request = SearchRequest(query=about or "", since=since, until=until, size=size)
    found = search_quotes(connect(get_settings()), words, speaker, request)
    show_quotes(found, as_json=as_json)
