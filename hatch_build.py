"""Writes the commit that a wheel is built from into it, for `clippings --version`."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CommitHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add `etl/_commit.py` when this is a checkout and no editable installation, which asks git itself."""
        if version == "editable" or not (Path(self.root) / ".git").exists():
            return
        command = ["git", "-C", self.root, "describe", "--always", "--dirty", "--exclude=*"]
        try:
            commit = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
        except (OSError, subprocess.CalledProcessError):
            return
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "_commit.py"
        path.write_text(f'COMMIT = "{commit}"\n', encoding="utf-8")
        build_data["force_include"][str(path)] = "etl/_commit.py"
