from __future__ import annotations

import gzip
import os
from pathlib import Path

import fsspec
import pytest

from etl.article import InputItem, Reject
from etl.discover import discover, find_again
from etl.errors import FatalError, Reason, RejectError, Stage
from etl.settings import Settings


def paths_of(root: Path | str) -> list[str]:
    return [found.path for found in discover([str(root)], Settings())]


def only_reject(root: Path) -> Reject:
    rejects = [found for found in discover([str(root)], Settings()) if isinstance(found, Reject)]
    (reject,) = rejects
    return reject


def test_a_folder_is_walked_in_the_order_of_names_and_hidden_ones_are_skipped(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a/b/c.txt", ".hidden.txt", ".git/d.txt", "c.htm.gz"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    assert paths_of(tmp_path) == ["a/b/c.txt", "a/z.html", "b.txt", "c.htm.gz"]


def test_one_file_has_its_name_as_path(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("four")

    (item,) = discover([str(tmp_path / "one.txt")], Settings())

    assert isinstance(item, InputItem)
    assert (item.path, item.bytes, item.uri) == ("one.txt", 4, (tmp_path / "one.txt").as_uri())
    assert item.modified_at is not None
    assert item.modified_at.utcoffset() is not None


def test_a_path_that_is_not_there_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(FatalError, match="no such file or folder"):
        list(discover([str(tmp_path / "gone")], Settings()))


def test_a_link_inside_the_root_is_followed_and_one_that_leaves_it_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    root = tmp_path / "root"
    root.mkdir()
    (root / "real.txt").write_text("x")
    (root / "inside.txt").symlink_to(root / "real.txt")
    (root / "outside.txt").symlink_to(tmp_path / "secret.txt")

    reject = only_reject(root)

    assert (reject.path, reject.reason) == ("outside.txt", Reason.UNREADABLE)
    assert paths_of(root) == ["inside.txt", "outside.txt", "real.txt"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "up").symlink_to(tmp_path)
    (tmp_path / "folder" / "a.txt").write_text("x")
    (tmp_path / "one.txt").symlink_to(tmp_path / "two.txt")
    (tmp_path / "two.txt").symlink_to(tmp_path / "one.txt")

    found = list(discover([str(tmp_path)], Settings()))

    assert [(f.path, isinstance(f, Reject)) for f in found] == [
        ("folder/a.txt", False),
        ("one.txt", True),
        ("two.txt", True),
    ]


def test_a_pipe_is_a_reject_and_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    assert only_reject(tmp_path).detail == "not a regular file"


def test_a_name_that_is_not_utf_8_is_found_and_shown_escaped(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("x")

    (item,) = discover([str(tmp_path)], Settings())

    assert item.path == "caf\\udce9.txt"
    assert item.uri.endswith("/caf%E9.txt")


def test_a_memory_url_is_walked_like_a_folder() -> None:
    with fsspec.open("memory://discover-test/sub/a.txt", "wb") as file:
        file.write(b"x")
    with fsspec.open("memory://discover-test/b.html", "wb") as file:
        file.write(b"xy")

    found = list(discover(["memory://discover-test"], Settings()))

    assert [f.path for f in found] == ["b.html", "sub/a.txt"]
    assert isinstance(found[0], InputItem)
    assert (found[0].uri, found[0].bytes) == ("memory:///discover-test/b.html", 2)


def test_an_unknown_protocol_stops_the_run() -> None:
    with pytest.raises(FatalError, match="nosuch"):
        list(discover(["nosuch://bucket/a"], Settings()))


def test_each_line_of_a_jsonl_file_is_an_input_with_its_number(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "wire.jsonl.gz", "wb") as file:
        file.write(b'{"id": "1"}\n\n{"id": "3"}\n\xff\n')

    found = list(discover([str(tmp_path)], Settings()))

    assert [f.path for f in found] == ["wire.jsonl.gz#L1", "wire.jsonl.gz#L3", "wire.jsonl.gz#L4"]
    assert isinstance(found[1], InputItem)
    assert found[1].payload == '{"id": "3"}'


def test_a_json_file_holds_one_article_or_a_list_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"articles": [{"id": 1}, {"id": 2}]}')
    (tmp_path / "b.json").write_text('{"title": "one"}')
    (tmp_path / "c.json").write_text("{broken")
    (tmp_path / "d.json").write_text(" ")

    found = list(discover([str(tmp_path)], Settings()))

    assert [f.path for f in found] == ["a.json#1", "a.json#2", "b.json#1", "c.json", "d.json"]
    assert [f.reason for f in found if isinstance(f, Reject)] == [Reason.INVALID_RECORD, Reason.EMPTY]


def test_a_line_over_the_cap_is_a_reject_and_the_next_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "' + "x" * 3000 + '"}\n{"id": 2}\n')

    found = list(discover([str(tmp_path)], Settings(max_file_bytes=1000)))

    assert [getattr(f, "reason", None) for f in found] == [Reason.TOO_LARGE, None]


def test_a_reject_is_found_again_as_it_is_now(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("x")
    (tmp_path / "wire.jsonl").write_text('{"id": 1}\n{"id": 2}\n')
    (tmp_path / "gone.txt").write_text("x")
    as_rejects = [
        Reject(uri=f.uri, path=f"below/{f.path}", stage="read", reason="empty", detail="")
        for f in discover([str(tmp_path)], Settings())
        if not f.path.endswith("#L1")
    ]
    (tmp_path / "gone.txt").unlink()

    found = {f.path: f for f in find_again(as_rejects, Settings())}

    assert found.keys() == {"below/kept.txt", "below/gone.txt", "below/wire.jsonl#L2"}
    assert isinstance(found["below/gone.txt"], Reject)
    record = found["below/wire.jsonl#L2"]
    assert isinstance(record, InputItem)
    assert record.payload == '{"id": 2}'


def test_what_is_found_belongs_to_the_collection_that_is_named_else_to_its_root(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a #1.txt").write_text("x")
    (tmp_path / "in" / "wire.jsonl").write_text('{"id": 1}\n')
    folder, file = tmp_path / "in", tmp_path / "in" / "wire.jsonl"

    def collections(path: Path, settings: Settings) -> set[str | None]:
        return {found.collection for found in discover([str(path)], settings)}

    assert collections(folder, Settings()) == {folder.as_uri()}
    assert collections(file, Settings()) == {folder.as_uri()}
    assert collections(folder / "deep", Settings()) == {f"{folder.as_uri()}/deep"}
    assert collections(folder, Settings(collection="wire")) == {"wire"}


def test_a_reject_is_found_again_in_its_collection(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("")
    (found,) = discover([str(tmp_path / "in")], Settings(collection="wire"))
    assert isinstance(found, InputItem)
    named = Reject.of(found, RejectError(Stage.READ, Reason.EMPTY, "no text"))
    older = named.model_copy(update={"collection": None})  # as versions without collections kept it

    assert [item.collection for item in find_again([named], Settings())] == ["wire"]
    assert [item.collection for item in find_again([older], Settings())] == [(tmp_path / "in").as_uri()]
