"""Pages and lines made to cost time or memory: each is a document or a reject, soon and in little memory."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
import time

import pytest

import etl.clean
from etl.errors import Reason

P = "The council agreed on Tuesday, after long talks, that the old bridge over the river should be rebuilt."
_MOST_SECONDS = 5
_MOST_BYTES = 500 * 2**20

# Each makes its page in the measured process, whose peak is then that of reading and cleaning it.
PAGES = {
    "truncated": "f'<html><body><article><h1>A</h1>' + f'<p>{P}</p>' * 9 + '<p>The mayor sa'",
    "cut in a tag": "f'<p>{P}</p>' * 9 + '<a href=\"https://d.exam'",
    "nested divs": "'<div>' * 100_000 + P",
    "nested spans": "'<span>' * 100_000 + P + '</span>' * 100_000",
    "nested lists": "'<ul><li>' * 50_000 + P",
    "nested tables": "'<table><tr><td>' * 30_000 + P",
    "nested quotes": "f'<blockquote><p>{P}' * 20_000",
    "links in links": "f'<a href=/x>{P}' * 30_000",
    "one long line": "f'<p>{P} ' + 'word ' * 2_000_000",
    "one long word": "f'<p>{P} ' + 'a' * 10_000_000",
    "a million attributes": "'<p ' + ' '.join(f'a{n}=x' for n in range(1_000_000)) + f'>{P}'",
    "attributes behind a bracket": "'<p z=\">\" ' + ' '.join(f'a{n}=x' for n in range(300_000)) + f'>{P}'",
    "attributes short of many": "'<p ' + ' '.join(f'a{n}=x' for n in range(19_000)) + f'>{P}'",
    "tags without ends": "('<a ' * 999 + '>') * 140 + P",
    "many attributes on many": "('<p ' + ' '.join(f'a{n}=x' for n in range(1_000)) + f'>{P}</p>') * 1_000",
    "a long attribute": "f'<p class=\"{\"related \" * 1_000_000}\">{P}</p>' * 2",
    "base64 picture": "f'<p>{P}</p><img src=\"data:image/png;base64,' + 'A' * 9_000_000 + '\">'",
    "many small pictures": "f'<p>{P}</p><img src=\"data:image/png;base64,' * 20_000",
    "comments": "'<!--' * 500_000 + P",
    "unclosed script": "f'<p>{P}</p><script>' + 'if (a < b) ' * 500_000",
    "json-ld": "'<script type=\"application/ld+json\">' + '[' * 500_000 + f'</script><p>{P}</p>'",
    "json-ld objects": "'<script type=\"application/ld+json\">' + '{\"a\":' * 100_000 + f'</script><p>{P}</p>'",
    "many json-ld": "'<script type=\"application/ld+json\">{\"@type\":\"Article\"</script>' * 20_000 + f'<p>{P}</p>'",
    "meta tags": "'<meta property=\"og:title\" content=\"a - b\">' * 100_000 + f'<p>{P}</p>'",
    "headings": "f'<h1>{P}</h1>' * 30_000",
    "bylines": "'<span class=byline>By A B</span>' * 50_000 + f'<p>{P}</p>'",
    "entities": "'&amp;' * 1_000_000 + '&#x110000;&#xd800;&#0;&#99999999999;' * 1_000 + P",
    "nulls": "f'<p>{P}</p>'.replace(' ', '\\0') * 20_000",
    "surrogates": "f'<p>\\ud800{P}\\udfff</p>' * 2_000",
    "right-to-left marks": "'\\u202e\\u200f\\u2067' * 300_000 + f'<p>{P}</p>' * 9",
    "xml declarations": "'<?xml version=\"1.0\" encoding=\"utf-16\"?>' * 20_000 + f'<p>{P}</p>' * 9",
    "doctype": "'<!DOCTYPE a [' + '<!ENTITY a \"&a;&a;\">' * 10_000 + f']><p>&a;{P}</p>'",
    "frameset": "'<html><frameset cols=\"*,*\">' + '<frame src=\"a.html\">' * 1_000 + '</frameset></html>'",
    "svg": "'<svg>' + '<path d=\"M0 0\"/>' * 50_000 + f'</svg><p>{P}</p>' * 9",
    "cells": "'<table>' + ('<tr>' + '<td>1' * 100) * 800 + f'</table><p>{P}</p>'",
    "breaks": "f'{P}<br>' * 40_000",
}  # fmt: skip

MEASURE = """
import json, sys, time
from etl.article import RawArticle, Source
from etl.clean.html import clean_html
from etl.errors import RejectError
from tests.peak import peak
P, pages = sys.argv[1], json.loads(sys.stdin.read())
source = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=0, format="html")
for name, made in pages.items():
    raw = RawArticle(source=source, content=eval(made))
    start, said = time.process_time(), "document"
    try:
        clean_html(raw, 50_000_000).document()
    except RejectError as error:
        said = str(error.reason)
    except BaseException as error:
        said = repr(error)[:300]
    print(json.dumps([name, said, time.process_time() - start, peak()]), flush=True)
"""


def test_hostile_pages_end_soon_in_little_memory() -> None:
    """One process for all pages: its peak is at least that of each."""
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, P],
        input=json.dumps(PAGES),
        capture_output=True,
        text=True,
        check=False,
    )
    results = [json.loads(line) for line in run.stdout.splitlines()]

    assert [name for name, *_ in results] == list(PAGES), run.stderr
    wrong = [
        (name, said, round(seconds, 1), peak >> 20)
        for name, said, seconds, peak in results
        if said not in ("document", *Reason) or seconds > _MOST_SECONDS or peak > _MOST_BYTES
    ]
    assert wrong == []


def _patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(etl.clean.__path__, "etl.clean."):
        values = vars(importlib.import_module(module.name))
        found |= {f"{module.name}.{name}": v for name, v in values.items() if isinstance(v, re.Pattern)}
    return found


PATTERNS = _patterns()
# What the patterns are made of, and what stands between their parts in pages and lines.
_FILLERS = (" ", "a", "1", "A", "-", ".", "\u00e9", "\u4e2d", "1 ", "a ", "A. ", "a, ", "\n")


def _worst_cases(pattern: re.Pattern[str]) -> list[str]:
    """Return short texts whose repeats keep `pattern` busy: its own words and signs, alone and with fillers."""
    plain = re.sub(r"\\u[0-9a-f]{4}|\\[a-zA-Z]|\{\d*,?\d*\}|\(\?[:=!<>aiLmsux]*", "\0", pattern.pattern)
    words = sorted(set(re.findall(r"[^\W\d_]+|[^\w\s\\\0]", plain)), key=len)
    step = max(1, len(words) // 12)
    some = words[::step]
    return [
        *some,
        *(word + " " for word in some),
        *(f" {word}1" for word in some[:4]),
        *_FILLERS,
        " ".join(some),
    ]


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    start = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - start


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_takes_linear_time(name: str) -> None:
    pattern = PATTERNS[name]
    slow = []
    for case in _worst_cases(pattern):
        short, long = ((case * (size // len(case) + 1))[:size] + "\0" for size in (3_000, 12_000))
        once = _seconds(pattern, short)
        # Four times the text; a pattern of quadratic time takes sixteen times as long.
        if (
            _seconds(pattern, long) > 8 * once + 0.01
            and _seconds(pattern, long) > 8 * _seconds(pattern, short) + 0.01
        ):
            slow.append(case)
    assert slow == []
