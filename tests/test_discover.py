from __future__ import annotations

import gzip
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

from etl.article import InputItem, Reject
from etl.discover import discover, find_again
from etl.errors import FatalError, Reason, RejectError, Stage
from etl.prune import _absent_from
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


def rejected(uri: str, path: str) -> Reject:
    return Reject(uri=uri, path=path, stage=Stage.READ, reason=Reason.EMPTY, detail="")


def test_a_retry_follows_no_link_out_of_the_folder_and_opens_no_pipe(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("x")
    (folder / "deep" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "inside.txt").symlink_to(folder / "real.txt")
    (folder / "real.txt").write_text("x")
    os.mkfifo(folder / "deep" / "pipe.txt")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("x")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    paths = ["deep/link.txt", "deep/pipe.txt", "linked/a.txt", "inside.txt"]
    before = [rejected(f"{folder.as_uri()}/{path}", path) for path in paths]

    found = {f.path: f for f in find_again(before, Settings())}

    assert {path: getattr(f, "detail", "found").partition(";")[0] for path, f in found.items()} == {
        "deep/link.txt": "symbolic link leaves the input folder",
        "deep/pipe.txt": "not a regular file",
        "linked/a.txt": "symbolic link leaves the input folder",
        "inside.txt": "found",
    }


def test_a_structured_file_that_was_rejected_whole_and_mended_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("{broken")
    (before,) = discover([str(tmp_path)], Settings())
    assert isinstance(before, Reject)
    file.write_text('[{"body": "x"}, {"body": "y"}]')

    assert [f.path for f in find_again([before], Settings())] == ["a.json#1", "a.json#2"]


def test_a_record_that_is_no_longer_in_its_file_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "x"}\n')
    gone = rejected(f"{(tmp_path / 'a.jsonl').as_uri()}#L7", "a.jsonl#L7")

    (found,) = find_again([gone], Settings())

    assert isinstance(found, Reject)
    assert (found.path, found.detail) == ("a.jsonl#L7", "no longer in its file")


def test_folders_deeper_than_calls_of_functions_can_be(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    with os.fdopen(os.open("a.txt", os.O_WRONLY | os.O_CREAT, dir_fd=here), "w") as file:
        file.write("x")
    os.close(here)

    found = [*discover([str(tmp_path)], Settings())]
    subprocess.run(
        ["rm", "-rf", tmp_path / "d"], check=True
    )  # pytest removes what tests leave by calls of functions

    assert [f.path for f in found] == ["d/" * 1_200 + "a.txt"]


@pytest.mark.parametrize("seconds", [-(2**40), 0, 2**34, 2**33])
def test_a_file_time_out_of_range_or_ahead_is_none(tmp_path: Path, seconds: int) -> None:
    (tmp_path / "a.txt").write_text("x")
    try:
        os.utime(tmp_path / "a.txt", (seconds, seconds))
    except OverflowError:
        return

    (found,) = discover([str(tmp_path)], Settings())

    assert isinstance(found, InputItem)
    assert found.modified_at is None or found.modified_at <= datetime.now(UTC)


def test_names_of_any_bytes_are_inputs(tmp_path: Path) -> None:
    names = [
        b"a\nb.txt",
        b"\xff\xfe.txt",
        b"x" * 251 + b".txt",
        b"A.txt",
        b"a.txt",
        "é.txt".encode(),
        b"a#b!c%20.txt",
    ]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_text("x")

    found = list(discover([str(tmp_path)], Settings()))

    assert len(found) == len({f.uri for f in found}) == len(names)
    again = list(find_again([rejected(f.uri, f.path) for f in found], Settings()))
    assert [f.uri for f in again] == [f.uri for f in found]
    assert all(isinstance(f, InputItem) for f in again)


def test_a_pruning_walk_is_not_stopped_by_what_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG" + b"\x00" * 50)
    (tmp_path / "b.txt").write_text("x")

    assert _absent_from([str(tmp_path)], Settings(), is_strict=True)(
        [(tmp_path / "b.txt").as_uri(), "file:///gone"]
    ) == [False, True]
