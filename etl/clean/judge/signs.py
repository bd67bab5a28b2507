"""The signs (features) of a line of a page: those of any line, and those of its elements and of the headline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from etl.clean.judge.line_signs import CAP, FAR, add_place, add_topic, line_signs, tokens
from etl.clean.judge.windows import Column, shifted
from etl.clean.page.dom_lines import BIT, Block, Page

_LEVELS, _NEAR_LEVELS = 6, 4
_TAGS = tuple("p li div td h1 h2 h3 h4 span blockquote dd dt pre section article".split())
_INSIDE = (
    "nav", "header", "footer", "aside", "form", "figure", "table", "list", "article", "main", "quote", "figcaption", "cell", "code", "h2", "heading", "good", "bad", "comment", "related",
    "about", "caption", "hidden", "unseen",
)  # fmt: skip
_UP = ("good", "bad", "comment", "related", "about")
_FAR_UP = ("good", "comment")
_OWN = ("good", "bad", "comment", "related", "about", "caption", "hidden", "unseen")
"""What the judge reads of what elements say: all around a line, its own, those one to three levels above, and the one above these."""
_TAG_NUMBER = {tag: number for number, tag in enumerate(_TAGS)}


def signs(page: Page, title: str | None = None) -> dict[str, Column]:
    """Return the signs of a page with at least one line: for each sign a column with one number per line."""
    texts = [line.text for line in page.lines]
    columns = line_signs(texts, [line.size for line in page.lines], page.lines)
    _add_elements(columns, page, columns["size"], columns["linked"])
    _add_headline(columns, page, texts, title)
    add_topic(columns, texts, columns["size"])
    add_place(columns, len(texts))
    return columns


def _add_elements(columns: dict[str, Column], page: Page, size: Column, linked: Column) -> None:
    blocks, lines = page.blocks, page.lines
    count = len(lines)
    start = np.array([block.start for block in blocks])
    end = np.array([block.end for block in blocks])
    same, up, flags, paths = _merged(blocks)
    where = np.array([line.block for line in lines])
    inner = np.array(same)[where]
    up_ = np.array(up)
    flags_ = np.array(flags)
    is_alone = (end - start)[inner] <= 1
    level = np.where(is_alone, up_[inner], inner)
    own_flags = np.where(is_alone, flags_[inner], 0)
    columns["alone"] = is_alone.astype(np.float64)
    inside = np.array([block.inside for block in blocks])[where]
    _add_said(columns, "inside {}", inside, _INSIDE)
    _add_said(columns, "own {}", own_flags, _OWN)
    tags = np.array([_TAG_NUMBER.get(block.tag, len(_TAGS)) for block in blocks])[where]
    columns["tag"] = tags.astype(np.float64)
    for tag in ("p", "li", "div", "td"):
        columns[f"is {tag}"] = (tags == _TAG_NUMBER[tag]).astype(np.float64)
    columns["is heading"] = np.isin(tags, [_TAG_NUMBER[t] for t in ("h1", "h2", "h3", "h4")]).astype(
        np.float64
    )
    depth = [0] * len(blocks)
    for number, block in enumerate(blocks[1:], 1):
        depth[number] = depth[block.parent] + 1
    columns["depth"] = np.array(depth)[where].astype(np.float64)

    capped = np.minimum(size, CAP)
    running = capped * columns["running"]
    kept = np.array([
        running, capped, capped * linked, np.ones(count), columns["running"], columns["is heading"], columns["commas"] * capped, columns["is li"],
    ])  # fmt: skip
    totals = np.concatenate((np.zeros((len(kept), 1)), np.cumsum(kept, axis=1)), axis=1)
    per_block = totals[:, end] - totals[:, start]
    whole = max(1.0, float(running.sum()))
    index = np.arange(count)
    for number in range(1, _LEVELS + 1):
        text, every, links, held, runs, headings, commas, items = per_block[:, level]
        every, of_lines = np.maximum(1, every), np.maximum(1, held)
        columns[f"running {number} up"] = text / whole
        columns[f"running of {number} up"] = text / every
        columns[f"linked {number} up"] = links / every
        columns[f"lines {number} up"] = np.log1p(held)
        columns[f"mean {number} up"] = np.log1p(every / of_lines)
        if number <= _NEAR_LEVELS:
            columns[f"runs of {number} up"] = runs / of_lines
            columns[f"headings {number} up"] = headings / of_lines
            columns[f"place {number} up"] = (index - start[level]) / of_lines
            columns[f"commas {number} up"] = commas / every
            columns[f"items {number} up"] = items / of_lines
            before = totals[0, :-1] - totals[0, start[level]]
            columns[f"running before {number} up"] = before / np.maximum(1, text)
            said = _UP if number < _NEAR_LEVELS else _FAR_UP
            _add_said(columns, f"{{}} {number} up", flags_[level], said)
        level = up_[level]
    of_text, of_all, of_links, of_lines = per_block[:4]
    # The innermost element with at least half of the page's running text: how far up it stands.
    main = int(np.argmin(np.where(of_text >= 0.5 * whole, of_lines, 1e9)))
    inside_main = (index >= start[main]) & (index < end[main])
    columns["in main"] = inside_main.astype(np.float64)
    columns["main linked"] = np.full(count, of_links[main] / max(1.0, of_all[main]))
    columns["main lines"] = np.full(count, (end[main] - start[main]) / count)
    _, group = np.unique(np.array(paths)[where], return_inverse=True)
    held = np.bincount(group).astype(np.float64)
    columns["path lines"] = np.log1p(held[group])
    columns["path running"] = (np.bincount(group, running) / whole)[group]
    columns["path linked"] = (np.bincount(group, linked) / held)[group]
    columns["path size"] = np.log1p(np.bincount(group, capped) / held)[group]
    columns["path running share"] = (np.bincount(group, columns["running"]) / held)[group]
    best = int(np.argmax(np.bincount(group, running)))
    columns["best path"] = (group == best).astype(np.float64)
    for by in (-1, 1):
        moved = shifted(group.astype(np.float64), by, -1.0)
        columns[f"same path {by:+d}"] = (moved == group).astype(np.float64)
        columns[f"tag {by:+d}"] = shifted(columns["tag"], by, -1.0)
    columns["heading +1"] = shifted(columns["is heading"], 1, -1.0)
    columns["same block +1"] = (shifted(where.astype(np.float64), 1, -1.0) == where).astype(np.float64)


def _add_said(
    columns: dict[str, Column], form: str, flags: NDArray[np.int64], names: tuple[str, ...]
) -> None:
    """Add for each of `names` whether it is among the `flags` of each line."""
    bits = np.array([[BIT[name]] for name in names])
    for name, row in zip(names, ((flags & bits) > 0).astype(np.float64), strict=True):
        columns[form.format(name)] = row


def _merged(blocks: list[Block]) -> tuple[list[int], list[int], list[int], list[int]]:
    """Merge elements that hold the same lines.

    Returns:
        For each element: the one that it is merged into; the next larger one around it; what the names of the merged ones
        say; and a number for its path, equal for elements that have equal tags and names up to two levels above.
    """
    same, up, flags = list(range(len(blocks))), [0] * len(blocks), [block.flags for block in blocks]
    known: dict[tuple[str, ...], int] = {}
    paths = [0] * len(blocks)
    for number, block in enumerate(blocks):
        parent = block.parent
        path = (
            block.tag,
            block.names,
            blocks[parent].tag,
            blocks[parent].names,
            blocks[blocks[parent].parent].names,
        )
        paths[number] = known.setdefault(path, len(known))
        if number and block.start == blocks[parent].start and block.end == blocks[parent].end:
            same[number], up[number] = same[parent], up[parent]
            flags[same[number]] |= block.flags
        else:
            up[number] = same[parent]
    return same, up, flags, paths


def _add_headline(columns: dict[str, Column], page: Page, texts: list[str], title: str | None) -> None:
    count = len(texts)
    index = np.arange(count)
    wanted = tokens((title or "")[:500])
    shared = np.zeros(count)
    if wanted:
        for number, text in enumerate(texts):
            if len(text) <= 400:
                found = tokens(text)
                if found:
                    same = len(found & wanted)
                    shared[number] = same * same / (len(found) * len(wanted))
    columns["of title"] = shared
    h1 = np.array([page.blocks[line.block].inside & BIT["h1"] for line in page.lines], dtype=bool)
    best = shared + 0.3 * h1 - 0.0005 * index
    head = int(np.argmax(best))
    is_sure = shared[head] > 0.3 or h1[head]
    columns["from headline"] = (
        np.clip(index - head, -FAR, 150).astype(np.float64) if is_sure else np.full(count, np.nan)
    )
    columns["headline known"] = np.full(count, shared[head] + 0.3 * float(h1[head]))
    columns["headlines above"] = np.minimum(5, np.cumsum(h1) - h1).astype(np.float64)
    heading = columns["is heading"]
    where = np.maximum.accumulate(np.where(heading > 0, index, -1))
    columns["from heading"] = np.minimum(FAR, index - where).astype(np.float64)
