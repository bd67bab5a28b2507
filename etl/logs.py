"""The log: everything goes into a file below the home; what Clippings itself logs also goes to stderr."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

import orjson

from etl.settings import Settings
from etl.terminal import harmless, harmless_json

_MOST_BYTES = 2_000_000
_SHOWN = ("etl", "uvicorn")
"""Loggers whose lines are shown on the terminal; those of libraries only go to the file."""


class _File(RotatingFileHandler):
    """A log file that is created with the first line; if none can be written, there is none."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Leave out the line."""


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(harmless(line) for line in super().format(record).split("\n"))


class _Json(logging.Formatter):
    """One JSON object a line, with the field names of the Elastic Common Schema."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "@timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "log.level": record.levelname.lower(),
            "log.logger": record.name,
            "message": record.getMessage(),
            "process.pid": record.process,
        }
        if record.exc_info and record.exc_info[0]:
            kind, error, _ = record.exc_info
            fields["error.type"], fields["error.message"] = kind.__name__, str(error)
            fields["error.stack_trace"] = self.formatException(record.exc_info)
        # A lone surrogate, as in the name of a file that is no UTF-8, cannot stand in JSON.
        told = {
            name: value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
            for name, value in fields.items()
        }
        return harmless_json(orjson.dumps(told).decode())


def log_file(settings: Settings) -> Path:
    """Return the path of the log."""
    return settings.home / "logs" / "clippings.log"


def set_up(settings: Settings) -> None:
    """Send log records and Python's warnings to the log, if they are at least of `settings.log_level`."""
    in_file = _File(log_file(settings), maxBytes=_MOST_BYTES, backupCount=1, delay=True, encoding="utf-8")
    shown = logging.StreamHandler(sys.stderr)
    is_json = settings.log_format == "json"
    in_file.setFormatter(_Json() if is_json else _OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    shown.setFormatter(_Json() if is_json else _OneLine("%(levelname)s:%(name)s:%(message)s"))
    shown.addFilter(lambda record: record.name.partition(".")[0] in _SHOWN)
    logging.basicConfig(level=settings.log_level.upper(), handlers=[in_file, shown], force=True)
    logging.captureWarnings(True)
