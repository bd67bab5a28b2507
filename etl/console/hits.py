"""Show search results on the terminal: articles and quotations."""

from __future__ import annotations

import orjson
from rich.text import Text

from etl.search.hits import Hit, SearchResult, pieces, unmarked
from etl.search.quotations import SaidResult
from etl.terminal import out, printable, say, say_json


def show_hits(result: SearchResult, *, as_json: bool) -> None:
    """Print what was found, best first."""
    if as_json:
        say_json(hit.model_dump_json() for hit in result.hits)
        if result.facets:
            say_json([orjson.dumps({"facets": result.facets})])
        return
    for number, hit in enumerate(result.hits, 1):
        _show_hit(number, hit)
    for name, counts in result.facets.items():
        if counts:
            out.print(
                Text(f"{name}: ", style="bold") + Text(", ".join(f"{printable(v)} ({n})" for v, n in counts))
            )
    if result.total_unfiltered:
        say(f"nothing found with these filters; without them {result.total_unfiltered}")
    elif not result.hits:
        hint = f"did you mean: {result.suggestion}" if result.suggestion else "try fewer or other words"
        say(f"nothing found; {printable(hint)}")
    else:
        out.print(f"{len(result.hits)} of {result.total}")
        if result.suggestion:
            say(f"did you mean: {printable(result.suggestion)}")


def _show_hit(number: int, hit: Hit) -> None:
    out.print(_headline(number, hit), soft_wrap=True)
    known = (
        hit.publisher,
        hit.published_at or "undated",
        hit.language,
        hit.url or hit.uri,
        f"id {hit.id}",
    )
    copies = f" · {hit.copies} copies" if hit.copies and hit.copies > 1 else ""
    where = printable(" · ".join(part for part in known if part))
    out.print(Text(f"   {where}{copies}", style="dim"), soft_wrap=True)
    for excerpt in hit.excerpts:
        out.print(Text("   … ") + _marked(excerpt) + Text(" …"), soft_wrap=True)
    if hit.reasons:
        reasons = ", ".join(f"{name} {weight:.2f}" for name, weight in hit.reasons)
        out.print(Text("   because of " + printable(reasons), style="dim"), soft_wrap=True)


def _headline(number: int, hit: Hit) -> Text:
    return (
        Text(f"{number}. ")
        + _marked(hit.headline or "(no title)", style="bold")
        + Text(f"  {hit.score or 0:.2f}", style="dim")
    )


def _marked(text: str, style: str = "") -> Text:
    shown = Text(style=style)
    for piece, is_found in pieces(text):
        shown.append(printable(piece), "bold yellow" if is_found else None)
    return shown


def show_quotes(found: SaidResult, *, as_json: bool) -> None:
    """Print quotations with their speakers, articles and dates, and in how many articles there are any."""
    if as_json:
        for one in found.said:
            of_article = {name: getattr(one.hit, name) for name in ("id", "title", "url")}
            source = {"publisher": one.hit.publisher, "published_at": one.hit.published_at}
            quote = {"speaker": one.speaker, "text": unmarked(one.text), **of_article, **source}
            place = {"speaker_id": one.speaker_id, "offset": one.offset, "sentence": one.around}
            say_json([orjson.dumps(quote | place)])
        return
    for one in found.said:
        speaker = Text(printable(one.speaker or "(speaker unknown)"), style="bold")
        out.print(speaker + Text(": “") + _marked(one.text) + Text("”"), soft_wrap=True)
        known = (one.hit.publisher, one.hit.published_at or "undated", f"id {one.hit.id}")
        where = printable(" · ".join(part for part in known if part))
        out.print(Text(f"   {printable(one.hit.title or one.hit.uri)} · "), end="", soft_wrap=True)
        out.print(Text(where, style="dim"), soft_wrap=True)
    if not found.said:
        say("no such quotation; try fewer words")
        return
    shown = len({one.hit.id for one in found.said})
    number = f"{len(found.said)} quotation{'' if len(found.said) == 1 else 's'}"
    of_all = f" of {found.articles}" if shown < found.articles else ""
    say(f"{number}, in {shown}{of_all} article{'' if found.articles == 1 else 's'}")
