"""Nothing changes what a document says unseen: each input's digest is as it was when it was last looked at."""

from __future__ import annotations

import pytest

from tests.quality.golden import FILES, inputs, lines, version


@pytest.mark.parametrize("stage", ["clean", pytest.param("enrich", marks=pytest.mark.slow)])
def test_documents_are_as_last_looked_at(stage: str) -> None:
    fingerprint, *golden = FILES[stage].read_text(encoding="utf-8").splitlines()
    now = lines(stage)
    changed = [line for line in now if line not in set(golden)]
    if fingerprint == f"# {version(stage)}":
        hint = "the fingerprint of the stage has not: what has changed is not part of it (etl/fingerprint.py)"
    else:
        hint = "run `make golden` and look at the difference"
    listed = "\n".join(changed[:20])
    assert now == golden, f"{len(changed)} documents have changed; {hint}\n{listed}"


def test_the_inputs_are_a_few_hundred_in_many_languages() -> None:
    names = [page.name for page in inputs()]
    assert len(names) == len(set(names)) > 200
    assert len({name.partition("-")[0] for name in names}) > 12
