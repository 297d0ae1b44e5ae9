"""Reads every table of the stores that killed runs left, with pyarrow and delta-rs.

Usage: soak.py FOLDER   (a store in each folder of it, named SCENE-THREADS-MOMENT)

Stores of a scene have to hold the same rows, whenever the run was killed.
"""

import os
import sys
from collections import Counter

import readers


def content(store):
    """The rows of each table but `runs`, which tells of runs and not of leads."""
    found = {}
    for name, path in readers.tables(store):
        by_pyarrow = readers.canonical(readers.by_pyarrow(path))
        if readers.canonical(readers.by_delta_rs(path)) != by_pyarrow:
            raise ValueError(f"{name}: delta-rs and pyarrow differ")
        if name != "runs":
            found[name] = by_pyarrow
    return found


def main(folder):
    expected = {}
    counts = Counter()
    for name in sorted(os.listdir(folder)):
        scene = name.split("-")[0]
        try:
            found = content(os.path.join(folder, name))
        except Exception as error:  # whatever a foreign program throws is a finding
            print(f"FAIL  {name}: {type(error).__name__}: {error}"[:300])
            counts["failed"] += 1
            continue
        first = expected.setdefault(scene, found)
        differing = [table for table in first.keys() | found.keys()
                     if first.get(table) != found.get(table)]
        counts["failed" if differing else "passed"] += 1
        if differing:
            print(f"FAIL  {name}: differs in {', '.join(sorted(differing))}")
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
