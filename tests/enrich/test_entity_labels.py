from __future__ import annotations

import pytest

from etl.article import EntityType
from etl.enrich.names.forms import Mention
from etl.enrich.names.labels import label


@pytest.mark.parametrize(
    ("body", "name", "by_model", "expected"),
    [
        ("The men of Kerrun, a tiny band of five, drove around.", "Kerrun", "organization", "organization"),
        ("Il habite dans le village de Mervaux depuis dix ans.", "Mervaux", "organization", "place"),
        ("They met Leved, a member of the ruling party, on Friday.", "Leved", "place", "place"),
        ("Engines by Anna Velta III failed.", "Anna Velta III", "person", "person"),
        ("The talks were held in Pernong and elsewhere.", "Pernong", "place", "place"),
    ],
)
def test_words_around_a_name_put_the_model_right(
    body: str, name: str, by_model: EntityType, expected: EntityType
) -> None:
    mention = Mention(name, by_model, body.index(name))

    assert [found.type for found in label([mention], body)] == [expected]
