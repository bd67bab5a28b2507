"""Make the table of names that mean one kind of thing: `etl/enrich/data/names/known.npz`, from lines on standard input.

    java -Xss64m -cp "FOLDER/*" bench/Gazetteers.java | python bench/known_names.py      (`make known-names` does it all)

Each line is a name, a tab, and the numbers of NLP4J's lists that hold it. Kept are names of organizations, and names of
several words of people and of places, that are on no list of another of these kinds; of the people those whose first word
is no first name that we know, for those are told by it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

import numpy as np

from etl.enrich.listing import key
from etl.enrich.names.known import TABLE, TYPES
from etl.enrich.names.lists import is_first_name

_WIKIPEDIA = {"13": "organization", "14": "person", "11": "place"}
"""The lists that are titles of Wikipedia's articles."""
_OTHERS = {"4": "person", "6": "place"}
"""Lists of first and last names and of places, which only say that a name may mean something else as well."""
_BEFORE_A_MARK = re.compile(r" (?=['’.,)]|n't)|(?<=\() | (?=- )|(?<= -) ")


def known(lines: Iterable[str]) -> dict[str, str]:
    """Return the names of `lines` as they are written, and the one kind of thing that each means."""
    found = {}
    for line in lines:
        name, _, lists = line.rstrip("\n").partition("\t")
        numbers = set(lists.split())
        types = {type_ for number, type_ in (_WIKIPEDIA | _OTHERS).items() if number in numbers}
        if len(types) == 1 and numbers & _WIKIPEDIA.keys() and _is_kept(name, type_ := types.pop()):
            found[_BEFORE_A_MARK.sub("", name)] = type_
    return found


def _is_kept(name: str, type_: str) -> bool:
    words = name.split()
    if not name[0].isupper() or name.isdigit():
        return False
    if type_ == "person":
        return len(words) > 1 and not is_first_name(words[0])
    return type_ == "organization" or len(words) > 1


def main() -> None:
    """Write the table."""
    table = {key(name): TYPES.index(type_) for name, type_ in known(sys.stdin).items()}
    keys = np.array(sorted(table), dtype=np.uint32)
    steps = np.diff(keys, prepend=np.uint32(0))
    types = np.array([table[int(number)] for number in keys], dtype=np.uint8)
    np.savez_compressed(TABLE, steps=steps, types=types)
    print(f"{len(keys)} names", {type_: int((types == at).sum()) for at, type_ in enumerate(TYPES)})


if __name__ == "__main__":
    main()
