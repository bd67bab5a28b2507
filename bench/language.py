"""Languages: accuracy on sentences cut to 20, 60 and 200 characters, and CPU time an article.

    python bench/language.py FOLDER      (<language>.txt, a sentence a line)

Two readings: each sentence cut, and the file as running text in pieces. Norwegian (no, nb, nn) counts as one
language, and so does Bosnian with Croatian (`strict` counts them apart); all others are counted as they are
named. langdetect alone is measured on the same texts. Files of sentences from the web hold some of another language:
Urdu's begin in English, Malay's are Indonesian, and so count against every detector.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from langdetect import DetectorFactory, LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY

from etl.enrich.language import detect

_CUTS = (20, 60, 200)
_PIECES = 40
_NORWEGIAN = {"nb": "no", "nn": "no"}
Detector = Callable[[str], str | None]


def _langdetect() -> tuple[Detector, frozenset[str]]:
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_profile(PROFILES_DIRECTORY)

    def run(text: str) -> str | None:
        detector = factory.create()
        detector.append(text)
        try:
            return str(detector.detect()).partition("-")[0]
        except LangDetectException:
            return None

    return run, frozenset(code.partition("-")[0] for code in factory.get_lang_list())


def _texts(folder: Path, cut: int, *, running: bool, half: int | None) -> list[tuple[str, str]]:
    """Return pairs of language and text; `half` takes every second one."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if running:
            whole = " ".join(lines)
            pieces = [whole[i : i + cut] for i in range(0, len(whole) - cut + 1, cut)]
            texts = pieces[:: max(1, len(pieces) // _PIECES)][:_PIECES]
        else:
            texts = [line[:cut] for line in lines if len(line) >= _CUTS[0]]
        chosen = texts if half is None else texts[half::2]
        found += [(_NORWEGIAN.get(path.stem, path.stem), text) for text in chosen]
    return found


def _share(right: list[bool]) -> str:
    return f"{sum(right) / len(right):.3f}"


def main() -> None:
    """Print a line for each reading, cut and half of the texts."""
    folder = Path(sys.argv[1])
    before = psutil.Process().memory_info().rss
    detect("This loads the models before anything is measured.")
    print(f"memory of both models {(psutil.Process().memory_info().rss - before) / 1e6:.0f} MB")
    alone, known = _langdetect()
    for running in (False, True):
        for half in (None, 0, 1):
            for cut in _CUTS:
                texts = _texts(folder, cut, running=running, half=half)
                start = time.process_time()
                found = [(truth, detect(text).code) for truth, text in texts]
                each = (time.process_time() - start) * 1000 / len(texts)
                of_known = [(t, f) for t, f in found if t in known]
                others = [(t, f) for t, f in found if t not in known]
                first = [t == alone(text) for t, text in texts if t in known]
                one = {("bs", "hr"), ("hr", "bs")}
                print(
                    f"{'running text' if running else 'sentences   '} {cut:3} half {half}:"
                    f" known {_share([t == f or (t, f) in one for t, f in of_known])}"
                    f" (strict {_share([t == f for t, f in of_known])}, langdetect alone {_share(first)});"
                    f" others right {_share([t == f for t, f in others])}"
                    f" mislabelled {_share([f is not None and t != f and (t, f) not in one for t, f in others])}"
                    f" (strict {_share([f is not None and t != f for t, f in others])}); {each:.2f} ms"
                )


if __name__ == "__main__":
    main()
