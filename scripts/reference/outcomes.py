"""docs/reference/outcomes.md, from the enums of reasons and stages and the exit statuses of the command."""

from __future__ import annotations

from etl.cli.options import EXIT_COULD_NOT_RUN, EXIT_INTERRUPTED, EXIT_SOME_REJECTED
from etl.errors import Reason, Stage
from scripts.reference.markdown import code, table

_REASONS = {
    Reason.EMPTY: ("There is no text in it.", "Look at the file; a page that scripts fill is saved empty: save it from a browser."),
    Reason.BINARY: ("It is a picture, sound, a program.", "Leave it out."),
    Reason.TOO_LARGE: ("It is larger than a limit.", "Raise `CLIPPINGS_MAX_FILE_BYTES` or `CLIPPINGS_MAX_ARTICLE_BYTES`, or split the file."),
    Reason.NO_ARTICLE: ("It is a listing, a login page, a product, an index of links.", "Nothing; or keep such pages with `--keep-all`."),
    Reason.UNDECODABLE: ("Its bytes are text in no known charset.", "Save it as UTF-8."),
    Reason.UNREADABLE: ("The file cannot be opened, or is damaged.", "See to permissions, links and the file; then `clippings rejects retry`."),
    Reason.UNKNOWN_FORMAT: ("The format is known and not read.", "The detail says what to save it as; see [](../formats.md)."),
    Reason.INVALID_RECORD: ("A record is broken, or has no text.", "The detail gives its line or number; mend it in the file."),
    Reason.CRASHED: ("A fault of Clippings or of a library on this input.", "Report it with the input; all others are loaded."),
    Reason.TOO_SLOW: ("It took longer than an article may.", "Raise `CLIPPINGS_MOST_SECONDS`, or leave it out."),
    Reason.REFUSED: ("Elasticsearch refused the document.", "The detail has its reason."),
    Reason.DELETED: ("It was deleted, and a tombstone keeps it out.", "Nothing; `clippings delete ID --purge` lets it come back."),
}  # fmt: skip
_STAGES = {
    Stage.DISCOVER: "The input is looked for.",
    Stage.READ: "Its bytes become text: format, compression, charset.",
    Stage.CLEAN: "The article is taken out of the page, scrape or record.",
    Stage.ENRICH: "Names, places, quotations, language and copies are found.",
    Stage.LOAD: "The document is written to Elasticsearch.",
}
_STATUSES = (
    (0, "Done; all rejects are known from an earlier run."),
    (EXIT_SOME_REJECTED, "Done, with new rejects: see `clippings rejects list --new`. For `preview`: there are only rejects."),
    (EXIT_COULD_NOT_RUN, "The command could not run or continue, or more than `CLIPPINGS_MOST_REJECTED` of the new inputs were rejected. One line on standard error says why: see [](messages/index.md)."),
    (EXIT_INTERRUPTED, "Ctrl-C; the last line says what is safe and what the next run does."),
)  # fmt: skip
_HEAD = """# Where an input ends, and exit statuses

Every input ends in exactly one count of the run's report:
*discovered = indexed + unchanged + superseded + deleted + rejected* ([](../loading.md)).

## Exit statuses

"""


def page() -> str:
    """Return the page."""
    reasons = [(code(reason), *_REASONS.get(reason, ("", ""))) for reason in Reason]
    stages = [(code(stage), _STAGES.get(stage, "")) for stage in Stage]
    statuses = [(code(status), text) for status, text in _STATUSES]
    return (
        f"{_HEAD}{table(('status', ''), statuses)}\n## Reasons of rejects\n\n"
        f"{table(('reason', 'what it means', 'what to do'), reasons)}\n## Stages\n\n{table(('stage', ''), stages)}"
    )
