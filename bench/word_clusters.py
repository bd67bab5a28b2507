"""Make the table of clusters of English words: `etl/enrich/data/names/clusters.npz`, from lines on standard input.

    java -cp "FOLDER/*" bench/WordClusters.java | python bench/word_clusters.py      (`make train-english` does it all)

Each line is a word, a tab, and the path to its cluster in a tree. Clusters are numbered from 1 as they come.
"""

from __future__ import annotations

import sys

import numpy as np

from etl.enrich.listing import key
from etl.enrich.names.retrained import CLUSTERS


def main() -> None:
    """Write the table."""
    paths = dict(line.rstrip("\n").split("\t") for line in sys.stdin)
    numbers = {path: number for number, path in enumerate(dict.fromkeys(paths.values()), 1)}
    table = {key(word): numbers[path] for word, path in paths.items()}
    keys = np.array(sorted(table), dtype=np.uint32)
    clusters = np.array([table[int(number)] for number in keys], dtype=np.uint16)
    np.savez_compressed(CLUSTERS, steps=np.diff(keys, prepend=np.uint32(0)), clusters=clusters)
    print(f"{len(keys)} words in {len(numbers)} clusters")


if __name__ == "__main__":
    main()
