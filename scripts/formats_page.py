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

The content decides what a file is; its name is used only where the content is ambiguous. Nothing is fetched, XML
entities are not expanded, and links that lead out of the input folder are not followed.

| format | what | usual endings | holds | recognised by | read with |
|---|---|---|---|---|---|"""
_LIMITS = """
In a file with many articles each article is an input of its own: record N of `file` has the URI `file#N`, line N of JSON
lines `file#LN`, a file in an archive `file!name`. From web archives the pages answered as HTML are read, and from
WordPress's export what was published; the report counts the rest (pictures, failed answers, drafts) as set aside. Hidden
files, the folder `X_files/` beside a saved page `X.html`, and HTTrack's own files are not inputs. Bytes that are not text
are replaced, and the report says in how many articles.

A file in one of these formats is rejected, with a message that says what to do:

| format | usual endings | what to do |
|---|---|---|"""
_FIELDS = """
## Limits

- One article, record, page or member: `CLIPPINGS_MAX_FILE_BYTES` ({cap:,} bytes). A larger one is rejected; the
  rest of its file is read. Files of many articles may have any size: they are streamed.
- A compressed file that is over this limit and unpacks to more than {ratio} times its size is rejected as a bomb.
- Archives and compression may be nested {levels} levels deep. Members whose path leaves the archive, links and encrypted
  members are rejects.

## Names of fields in records

They apply to JSON, CSV and feeds. Upper and lower case, `_` and `-` make no difference (`publishedAt` is `published_at`);
`a.b` means `b` inside `a`. If several names of a field have a value, the first in the table is taken. A value that cannot be
read leaves the field null, and the report names it; a record is rejected only if it has no text. Lists may be written as
text (`A; B`, `['A', 'B']`).

| field | names (and who writes them) |
|---|---|"""
_EXPORTS = """
## Labels in exports of ProQuest, LexisNexis, Nexis Uni and Factiva

In English, French, German and Spanish; articles are separated by `1 of 20 DOCUMENTS`, `End of Document`, a line of `_`, or
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
        name = "ignored" if field == "-" else field
        lines.append(f"| {name} | {', '.join(label for label, _ in pairs)} |")
    return "\n".join(lines) + "\n"


def _code(endings: str) -> str:
    return " ".join(f"`{ending}`" for ending in endings.split())


if __name__ == "__main__":
    print(page(), end="")
