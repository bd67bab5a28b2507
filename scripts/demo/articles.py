"""Write 300 articles made for a demonstration, one JSON record a line: `articles.py FILE`.

Towns are real, so that they stand on the map; people, papers and events are not. Six languages, two years up to a fixed
day, three papers a language at most, a wire story in seven with copies in other papers, one article in twenty undated.
The same articles come out every time.
"""

from __future__ import annotations

import json
import random
import re
import sys
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

NUMBER = 300
LAST_DAY = date(2026, 10, 31)
DAYS = 730
_CHOICE = re.compile(r"\[([^\]]+)\]")
"""In a text, ways to say the same: [this|that]. Each story takes one of them, or all of a topic would be copies."""
_FOLDER = Path(__file__).parent


def articles() -> list[dict[str, Any]]:
    """Return the articles, in the order in which they were made."""
    texts = json.loads((_FOLDER / "texts.json").read_text(encoding="utf-8"))
    names = json.loads((_FOLDER / "names.json").read_text(encoding="utf-8"))
    chance = random.Random(1)  # noqa: S311 - no secret hangs on it
    made: list[dict[str, Any]] = []
    while len(made) < NUMBER:
        (language,) = chance.choices(list(names["weights"]), list(names["weights"].values()))
        topic = chance.choice(texts[language])
        story = _story(topic, language, names, chance)
        papers = chance.sample(names["publishers"][language], len(names["publishers"][language]))
        copies = chance.randint(2, 3) if chance.random() < 1 / 7 else 1
        titles = chance.sample(topic["title"], len(topic["title"]))
        for (publisher, site), title in zip(papers[:copies], titles, strict=False):
            made.append(_article(len(made), story, title, publisher, site, language, names, chance))
    return made[:NUMBER]


def _story(
    topic: dict[str, Any], language: str, names: dict[str, Any], chance: random.Random
) -> dict[str, Any]:
    towns = chance.sample(names["towns"][language], 3)
    people = chance.sample(names["people"][language], 2)
    words = {
        "town": towns[0], "town2": towns[1], "town3": towns[2], "person": people[0], "other": people[1],
        "organization": chance.choice(names["organizations"][language]),
        "quarter": chance.choice(names["quarters"][language]),
        "weekday": chance.choice(names["weekdays"][language]),
        "number": chance.randint(3, 90), "years": chance.randint(4, 40),
    }  # fmt: skip
    kept = [text for text in topic["paragraphs"][2:] if chance.random() < 0.85]
    resolve = partial(_CHOICE.sub, lambda choice: chance.choice(choice[1].split("|")))
    # Papers of one topic do not all write the same sentences in the same order.
    paragraphs = [*topic["paragraphs"][:2], *chance.sample(kept, len(kept))]
    # Much of the news is of the last months.
    day = LAST_DAY - timedelta(days=int(DAYS * chance.random() ** 1.6))
    return {"topic": topic, "words": words, "paragraphs": [*map(resolve, paragraphs)], "day": day}


def _article(
    number: int,
    story: dict[str, Any],
    title: str,
    publisher: str,
    site: str,
    language: str,
    names: dict[str, Any],
    chance: random.Random,
) -> dict[str, Any]:
    body = "\n\n".join(text.format(**story["words"]) for text in story["paragraphs"])
    hour, minute = chance.randint(5, 22), chance.randint(0, 59)
    article = {
        "title": title.format(**story["words"]),
        "body": body,
        "author": chance.choice(names["authors"][language]),
        "publisher": publisher,
        "url": f"https://www.{site}.example/{number:04}",
        "section": story["topic"]["section"],
        "keywords": story["topic"]["keywords"],
    }
    if chance.random() > 1 / 20:
        article["published_at"] = f"{story['day']}T{hour:02}:{minute:02}:00+00:00"
    return article


def main() -> None:
    lines = [json.dumps(article, ensure_ascii=False) for article in articles()]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
