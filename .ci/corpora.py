#!/usr/bin/env python3
"""Measures the checker on labelled and ordinary queries, and fails below the floors.

usage: corpora.py CHECKER CORPORA_DIRECTORY
"""
import json
import pathlib
import subprocess
import sys
from collections import defaultdict

# Share of crisis rows that must be heard in a language with 20 rows and more, and in all; share of benign rows shown.
FLOORS = {"labelled": {"language": 0.95, "all": 0.99, "false": 0.01}, "public": {"language": 0.95, "all": 0.92, "false": 0.01}}
# Shown per million ordinary lines; a few of them are truly about the subject.
CEILINGS = {"benign": 150, "sentences": 300}


def shown(checker, queries):
    data = "\n".join(queries) + "\n"
    out = subprocess.run([checker, "--batch"], input=data.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    answers = [json.loads(line)["shown"] for line in out.splitlines()]
    if len(answers) != len(queries):
        sys.exit(f"{len(queries)} queries in, {len(answers)} answers out")
    return answers


def lines(path):
    return [l.replace("\r", " ") for l in path.read_text(encoding="utf-8").split("\n") if l.strip()]


def main():
    checker, corpora = sys.argv[1], pathlib.Path(sys.argv[2])
    failures = []
    for folder, floor in FLOORS.items():
        rows = [(f.stem, *l.split("\t")) for f in sorted((corpora / folder).glob("*.tsv")) for l in lines(f)]
        heard, false = defaultdict(lambda: [0, 0]), [0, 0]
        for (language, label, _, _), s in zip(rows, shown(checker, [r[3] for r in rows])):
            if label == "crisis":
                for key in (language, "all"):
                    heard[key][0] += s
                    heard[key][1] += 1
            elif label == "benign":
                false[0] += s
                false[1] += 1
        recall, wrong = heard["all"][0] / heard["all"][1], false[0] / false[1]
        print(f"{folder}: {recall:.1%} of {heard['all'][1]} crisis rows heard, {wrong:.1%} of {false[1]} benign rows shown")
        if recall < floor["all"]:
            failures.append(f"{folder}: recall {recall:.1%} is below {floor['all']:.0%}")
        if wrong > floor["false"]:
            failures.append(f"{folder}: {wrong:.1%} of benign rows shown, more than {floor['false']:.1%}")
        for language, (n, of) in sorted(heard.items()):
            if language != "all" and of >= 20 and n / of < floor["language"]:
                failures.append(f"{folder}: {language} {n / of:.1%} is below {floor['language']:.0%}")
    for folder, ceiling in CEILINGS.items():
        queries = [l for f in sorted((corpora / folder).glob("*.txt")) for l in lines(f)]
        n = sum(shown(checker, queries))
        rate = 1e6 * n / len(queries)
        print(f"{folder}: {n} of {len(queries)} shown, {rate:.0f} per million")
        if rate > ceiling:
            failures.append(f"{folder}: {rate:.0f} shown per million, more than {ceiling}")
    for failure in failures:
        print("below the floor:", failure)
    sys.exit(1 if failures else 0)


main()
