"""spaCy, imported without its command line, which it takes along: 21 of 67 MB and a third of its time to start."""

from __future__ import annotations

import sys
from types import ModuleType

_COMMANDS = ("spacy.cli", "spacy.cli.info")

if "spacy" not in sys.modules:
    commands = {name: ModuleType(name) for name in _COMMANDS}
    commands["spacy.cli"].__path__ = []
    setattr(commands["spacy.cli.info"], "info", None)  # noqa: B010  # what spaCy takes from it
    sys.modules.update(commands)
    try:
        import spacy  # noqa: F401
    finally:
        for name in commands:
            del sys.modules[name]
