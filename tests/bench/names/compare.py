#!/usr/bin/env python3
"""How well a search finds people, beside public algorithms on the same names in the same run.

  python3 -m venv /tmp/names && /tmp/names/bin/pip install jellyfish==1.3.0
  /tmp/names/bin/python tests/bench/names/compare.py build/release/tests/bench/names/name_search

tests/data/names/SOURCE.txt says what is asked and held. Each way to search gives at most ten names, best first:
  ours         services/subject, as a search shows it: nobody below its threshold
  jw           all names by Jaro-Winkler of the whole name (jellyfish); the best ten, always ten
  jw >= 0.85   the same, nobody below 0.85
  metaphone    names of which every word sounds like one asked for, by Metaphone (jellyfish), best by Jaro-Winkler first
  soundex      the same by American Soundex (jellyfish)
recall@10: the right name is among the ten. first: it is the first. shown: how many people are shown to find one; of them,
`wrong` is the part that is not the right one: people disclosed for nothing."""

import collections
import csv
import importlib.metadata
import pathlib
import subprocess
import sys

import jellyfish

DATA = pathlib.Path(__file__).resolve().parents[2] / "data" / "names"
TEN = 10


def rows(name):
    with open(DATA / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


HELD = {row["id"]: row["name"] for row in rows("held.csv")}
NAMES = sorted(set(HELD.values()))
ASKED = rows("asked.csv")


def ours(program):
    queries = "".join(row["query"] + "\n" for row in ASKED)
    ran = subprocess.run([program, "ranking", DATA / "held.csv"], input=queries, text=True, capture_output=True, check=True)
    return [[HELD[one] for one in line.split()] for line in ran.stdout.split("\n")[:len(ASKED)]]


def by_jaro_winkler(query, among):
    ranked = sorted((-jellyfish.jaro_winkler_similarity(query, name), name) for name in among)
    return [(name, -score) for score, name in ranked[:TEN]]


def by_sound(key):
    keys = {name: {key(word) for word in name.split() if word.isascii()} for name in NAMES}

    def search(query):
        asked = {key(word) for word in query.split()} - {""}
        fits = [name for name in NAMES if asked and (asked <= keys[name] or keys[name] <= asked)]
        return [name for name, _ in by_jaro_winkler(query, fits)]
    return [search(row["query"]) for row in ASKED]


def main():
    ranked = [by_jaro_winkler(row["query"], NAMES) for row in ASKED]
    ways = {
        "ours": ours(sys.argv[1]),
        "jw": [[name for name, _ in one] for one in ranked],
        "jw >= 0.85": [[name for name, score in one if score >= 0.85] for one in ranked],
        "metaphone": by_sound(jellyfish.metaphone),
        "soundex": by_sound(jellyfish.soundex),
    }
    kinds = collections.Counter(row["kind"] for row in ASKED)
    version = importlib.metadata.version("jellyfish")
    print(f"{len(NAMES)} names held, {len(ASKED)} asked; jellyfish {version}")
    print(f"{'kind':10}{'asked':>6}  {'by':12}{'recall@10':>10}{'first':>7}{'shown':>7}{'wrong':>7}")
    groups = [(kind, {kind}) for kind in sorted(kinds)]
    groups.append(("all", set(kinds)))
    # Nobody can know a person by another person's name: the peers' ten are there for the luck of it.
    groups.append(("- another", set(kinds) - {"another"}))
    for label, members in groups:
        for way, answers in ways.items():
            asked = recall = first = shown = 0
            for row, answer in zip(ASKED, answers):
                if row["kind"] not in members:
                    continue
                asked += 1
                recall += row["name"] in answer
                first += answer[:1] == [row["name"]]
                shown += len(answer)
            wrong = 1 - recall / shown if shown else 0
            print(f"{label:10}{asked:6}  {way:12}{recall / asked:10.3f}{first / asked:7.3f}{shown / asked:7.1f}{wrong:7.2f}")


main()
