"""What share of `etl/`'s lines and branches the fast tests run through, and whether a room fell below its floor.

The floors are in pyproject.toml, `[tool.clippings.floors]`: per cent of lines and of branches. `make coverage` runs it.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from pathlib import Path

_ROOT = Path(__file__).parents[1]


def shares(files: dict[str, dict[str, dict[str, int]]], room: str) -> tuple[float, float]:
    """Return the per cent of lines and of branches below `room`, from the files of coverage's JSON report."""
    sums: Counter[str] = Counter()
    for name, of_file in files.items():
        if name.startswith(f"{room}/"):
            sums.update(of_file["summary"])
    return (
        100 * sums["covered_lines"] / max(1, sums["num_statements"]),
        100 * sums["covered_branches"] / max(1, sums["num_branches"]),
    )


def main() -> None:
    """Print the shares of each room with its floors, and end with 1 when one is below them."""
    floors = tomllib.loads((_ROOT / "pyproject.toml").read_text())["tool"]["clippings"]["floors"]
    files = json.loads(Path(sys.argv[1]).read_text())["files"]
    is_below = False
    for room, (lines, branches) in floors.items():
        found = shares(files, room)
        fell = found[0] < lines or found[1] < branches
        is_below |= fell
        print(
            f"{room:14} lines {found[0]:5.1f} (floor {lines}), branches {found[1]:5.1f} (floor {branches})"
            + (" BELOW" if fell else "")
        )
    sys.exit(is_below)


if __name__ == "__main__":
    main()
