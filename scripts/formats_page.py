"""Print docs/formats.md, made from the tables that the code reads: `.venv/bin/python -m scripts.formats_page > docs/formats.md`."""

from __future__ import annotations

from itertools import groupby

from etl import DISTRIBUTION
from etl.clean.fields.field_names import table
from etl.read.exports import labels
from etl.read.formats import FORMATS
from etl.read.opening import LEVELS, MOST_RATIO
from etl.settings import Settings

_HEAD = """# What is read

The content decides what a file is; its name only helps where the content leaves it open. Nothing is fetched, no
entity of XML is expanded, no link out of the input folder is followed.

| format | what | usual endings | holds | recognised by | read with |
|---|---|---|---|---|---|"""
_LIMITS = """
Of a file of many articles each is an input of its own: record N of `file` has the URI `file#N`, line N of JSON lines
`file#LN`, a file in an archive `file!name`. Of web archives the pages answered as HTML are read, of WordPress's
export what was published; the rest (pictures, failed answers, drafts) is counted in the report as set aside. `X_files/`
beside a saved page `X.html`, what HTTrack leaves, and hidden files are no inputs. Bytes that are no text are replaced, and
the report tells in how many articles.

What is not read is a reject that says what to do:

| format | usual endings | what to do |
|---|---|---|"""
_FIELDS = """
## Limits

- One article, record, page or member: `CLIPPINGS_MAX_FILE_BYTES` ({cap:,} bytes). A larger one is a reject of its own; the
  rest of its file is read. Files of many articles may have any size: they are streamed.
- A compressed file that grows to over {ratio} times its size beyond that cap is a bomb, and a reject.
- Archives and compression in one another: {levels} levels. Members whose path leaves the archive, links and encrypted
  members are rejects.

## Names of fields in records

Of JSON, CSV and feeds. Small and capital letters, `_` and `-` make no difference (`publishedAt` is `published_at`); `a.b`
is `b` inside `a`. The first name that holds something is taken. A field of a shape that cannot be read is null and is
named in the report; only a record without a text is a reject. Lists may be written as text (`A; B`, `['A', 'B']`).

| field | names (and who writes them) |
|---|---|"""
_EXPORTS = """
## Labels in exports of ProQuest, LexisNexis, Nexis Uni and Factiva

In English, French, German and Spanish; articles are parted by `1 of 20 DOCUMENTS`, `End of Document`, a line of `_`, or
Factiva's `Document …`.

| field | labels |
|---|---|"""


def page() -> str:
    """Return the page."""
    read = [row for row in FORMATS if row.instead is None]
    lines = [_HEAD]
    for row in read:
        extra = f"`{DISTRIBUTION}[{row.extra}]`" if row.extra else ""
        lines.append(
            f"| {row.name} | {row.what} | {_code(row.endings)} | {row.holds} | {row.told_by} | {extra} |"
        )
    lines.append(_LIMITS)
    lines += [f"| {row.what} | {_code(row.endings)} | {row.instead} |" for row in FORMATS if row.instead]
    cap = Settings.model_fields["max_file_bytes"].default
    lines.append(_FIELDS.format(cap=cap, ratio=MOST_RATIO, levels=LEVELS))
    for field, rows in groupby(table(), key=lambda row: row.field):
        lines.append(f"| {field} | {', '.join(f'`{row.name}` ({row.written_by})' for row in rows)} |")
    lines.append(_EXPORTS)
    by_field = sorted(labels().items(), key=lambda pair: pair[1])
    for field, pairs in groupby(by_field, key=lambda pair: pair[1]):
        name = "passed over" if field == "-" else field
        lines.append(f"| {name} | {', '.join(label for label, _ in pairs)} |")
    return "\n".join(lines) + "\n"


def _code(endings: str) -> str:
    return " ".join(f"`{ending}`" for ending in endings.split())


if __name__ == "__main__":
    print(page(), end="")
