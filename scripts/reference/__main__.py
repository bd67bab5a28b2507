"""Write docs/reference/ and docs/formats.md anew: `make reference`."""

from __future__ import annotations

from scripts.reference.pages import FOLDER, pages

if __name__ == "__main__":
    for name, text in pages().items():
        FOLDER.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        FOLDER.joinpath(name).write_text(text, encoding="utf-8")
