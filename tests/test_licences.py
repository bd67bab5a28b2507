"""Every locked package's licence goes with ours, Apache-2.0, or was judged by hand."""

from __future__ import annotations

import email.message
import importlib.metadata
import re
import tomllib
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-docker.lock", "requirements-bench.lock", "requirements-docs.lock")
KNOWN: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "licences.toml").read_text())

# Permissive, or (MPL-2.0) with duties for its own files only.
FINE = re.compile(
    r"\b(0BSD|AFL|Apache|Artistic|BSD|CC0|CNRI-Python|ISC|MIT|MPL[- ]2\.0|PSF|Public Domain|Python Software Foundation"
    r"|Unlicense|Zlib|ZPL)\b",
    re.I,
)
CLASH = re.compile(
    r"GPL|General Public|SSPL|EUPL|Business Source|Elastic|Commercial|Proprietary|NonCommercial|\bNC\b", re.I
)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> set[str]:
    text = "\n".join((ROOT / lock).read_text() for lock in LOCKS)
    return {canonical(name) for name in re.findall(r"^([\w.-]+)==", text, re.M)}


def installed() -> dict[str, str]:
    return {canonical(found.name): licence_of(found) for found in importlib.metadata.distributions()}


def licence_of(distribution: importlib.metadata.Distribution) -> str:
    """What the metadata says: the expression, else the classifiers, else the first line of the licence."""
    fields = cast(email.message.Message, distribution.metadata)  # as it is before Python 3.12's protocol
    if expression := fields.get("License-Expression"):
        return str(expression)
    classifiers = [
        c.rpartition("::")[2] for c in fields.get_all("Classifier") or [] if c.startswith("License")
    ]
    return " AND ".join(c.strip() for c in classifiers) or str(fields.get("License") or "").partition("\n")[0]


def is_fine(licence: str) -> bool:
    """Whether one of its alternatives is free of clashes in each of its parts."""
    return any(
        all(FINE.search(part) and not CLASH.search(part) for part in alternative.split(" AND "))
        for alternative in re.split(r"\s(?:OR|-or-)\s", licence)
    )


def test_the_licence_of_every_locked_package_is_known_and_goes_with_ours() -> None:
    told = {name: licence for name, licence in installed().items() if licence}
    licences = KNOWN["elsewhere"] | told
    names = locked()
    assert len(names) > 250

    unknown = sorted(name for name in names - KNOWN["judged"].keys() if not licences.get(name))
    clashing = {
        name: licences[name]
        for name in names - KNOWN["judged"].keys() - set(unknown)
        if not is_fine(licences[name])
    }

    assert not unknown, "name their licence under [elsewhere] in tests/licences.toml"
    assert not clashing, "leave them out, or judge them under [judged] in tests/licences.toml"


def test_what_was_judged_is_still_locked_and_would_still_clash() -> None:
    licences = installed()

    assert KNOWN["judged"].keys() <= locked()
    assert KNOWN["elsewhere"].keys() <= locked()
    assert not [name for name in KNOWN["judged"] if is_fine(licences.get(name, ""))]


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("MIT AND LGPL-2.1-only", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("Apache-2.0 WITH Commons-Clause AND Commercial", False),
        ("CC-BY-NC-4.0", False),
        ("", False),
    ],
)
def test_what_counts_as_a_clash(licence: str, fine: bool) -> None:
    assert is_fine(licence) == fine


def test_our_own_licence_is_apache_whole() -> None:
    text = (ROOT / "LICENSE").read_text()

    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"] == "Apache-2.0"
