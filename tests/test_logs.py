"""The log's lines as JSON, for a collector of logs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from etl.logs import log_file
from etl.settings import Settings

LOGS = r"""
import logging
from etl import logs
from etl.settings import get_settings
logs.set_up(get_settings())
logging.getLogger("etl.load").warning("%s: two\nlines \x1b[31m \x9b \udcff", "a.txt")
logging.getLogger("library").warning("for the file alone")
try:
    raise ValueError("nothing in it")
except ValueError:
    logging.getLogger("etl.clean").exception("cleaning failed")
logging.getLogger("etl.clean").info("below the level")
"""


def test_a_line_is_an_object_with_the_names_of_the_elastic_common_schema(tmp_path: Path) -> None:
    environment = {**os.environ, "CLIPPINGS_HOME": str(tmp_path), "CLIPPINGS_LOG_FORMAT": "json"}
    done = subprocess.run(
        [sys.executable, "-c", LOGS], env=environment, capture_output=True, text=True, check=True
    )

    written = log_file(Settings(home=tmp_path)).read_text()
    first, other, second = map(json.loads, written.splitlines())
    assert first["message"] == "a.txt: two\nlines \x1b[31m \x9b \\udcff"
    assert (first["log.level"], first["log.logger"]) == ("warning", "etl.load")
    assert first["@timestamp"].endswith("+00:00")
    assert other["message"] == "for the file alone"
    assert (second["error.type"], second["error.message"]) == ("ValueError", "nothing in it")
    assert "Traceback" in second["error.stack_trace"]
    assert not {"\x1b", "\x9b"}.intersection(written)
    assert [json.loads(line) for line in done.stderr.splitlines()] == [first, second]
