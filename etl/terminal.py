"""Print to the terminal; text from inputs can never control the terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
from rich.segment import Segment

# C0 and C1, the marks that turn the direction of what follows, line separators, and halves of pairs.
_STEERING = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NOT_IN_JSON = re.compile(r"[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters that JSON does not escape."""


def harmless(text: str) -> str:
    r"""Return `text` as one line, with control characters escaped, such as `\x1b`."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def printable(text: str) -> str:
    """Return `text` as one line without control characters; white space becomes spaces."""
    return harmless(re.sub(r"\s+", " ", text))


def harmless_json(line: str) -> str:
    """Return a JSON text with the same meaning and control characters escaped."""
    return _NOT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


class _Harmless:
    """Something to show, whose text is made harmless while the console's own control codes are kept."""

    def __init__(self, shown: ConsoleRenderable) -> None:
        self.shown = shown

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.shown, options):
            if segment.control:
                yield segment
            else:
                lines = (harmless(line) for line in segment.text.split("\n"))
                yield Segment("\n".join(lines), segment.style)


class _Hook(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Harmless(shown) for shown in renderables]


def _console(*, to_stderr: bool) -> Console:
    console = Console(stderr=to_stderr)
    console.push_render_hook(_Hook())
    return console


out = _console(to_stderr=False)
err = _console(to_stderr=True)


def say(line: str) -> None:
    """Print one line on stdout."""
    print(harmless(line))


def complain(line: str) -> None:
    """Print one line on stderr."""
    print(harmless(line), file=sys.stderr)


def say_json(lines: Iterable[str | bytes]) -> None:
    """Print JSON texts on stdout, one line each."""
    for line in lines:
        print(harmless_json(line if isinstance(line, str) else line.decode()))
