"""What lines say by the words that sites set around articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.clean import lexicon

MEANINGS = {
    "heading",
    "button",
    "notice",
    "promo",
    "age",
    "legal",
    "site",
    "offer",
    "picture",
    "comment",
    "bio",
}


@pytest.mark.parametrize("path", sorted(lexicon.FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_file_has_each_phrase_once_below_a_known_meaning(path: Path) -> None:
    seen: set[tuple[str, str]] = set()
    meaning = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            meaning = line.strip("[]")
            assert meaning in MEANINGS
        elif line:
            assert meaning
            assert line == line.strip().lower()
            assert (meaning, line) not in seen
            seen.add((meaning, line))


@pytest.mark.parametrize(
    ("meaning", "line"),
    [
        ("heading", "You may also like"),
        ("heading", "Comments (12)"),
        ("heading", "» Meistgelesen:"),
        ("heading", "関連記事"),
        ("notice", "Image credit : Bridge Archive/W. Stone"),
        ("notice", "（责任编辑：桥梁_B123）"),
        ("notice", "Zurück zur Übersicht"),
        ("promo", "Lesen Sie auch"),
        ("age", "2 hours ago"),
        ("age", "vor 3 Stunden"),
        ("age", "5分钟前"),
    ],
)
def test_a_whole_line_is_a_phrase(meaning: lexicon.Whole, line: str) -> None:
    assert lexicon.says(meaning, line)
    assert not lexicon.says(meaning, f"The council of the town wrote in its report: {line} and so on")


@pytest.mark.parametrize(
    "line", ["Share", "Facebook Twitter | WhatsApp", "Share this: Email, Print", "12 comments", "Anzeige"]
)
def test_a_line_of_buttons(line: str) -> None:
    assert lexicon.is_button(line)


@pytest.mark.parametrize("line", ["Share of the town", "The bridge", "12", ""])
def test_a_line_that_is_more_or_less_than_buttons(line: str) -> None:
    assert not lexicon.is_button(line)


def test_parts_are_counted_once_each_wherever_they_stand() -> None:
    offer = "Already a subscriber? Sign in to continue, or subscribe: subscribe today for one euro per month."

    assert lexicon.count("offer", offer) >= 4
    assert lexicon.count("offer", "The council agreed on Tuesday that the old bridge should be rebuilt.") == 0
    assert lexicon.count("legal", "© 2026 版权所有 转载请注明出处") == 2


def test_a_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xx.txt").write_text("[heading]\nkaxu …\n\n[button]\ntiz\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    lexicon.forget()
    try:
        assert lexicon.says("heading", "Kaxu mo ley:")
        assert lexicon.is_button("Tiz | tiz")
    finally:
        monkeypatch.undo()
        lexicon.forget()
