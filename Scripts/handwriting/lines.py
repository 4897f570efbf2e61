#!/usr/bin/env python3
"""Measures how accurately `digits read` reads pictures of lines of digits.

    lines.py FOLDER [--digits PROGRAM] [--verbose]

FOLDER holds pictures and manifest.json: a list of {"file": ..., "lines": [...], "kind": ...}. Prints, for each kind and for all, the
character error rate (edits needed to make what was read of what was written, per digit written; lines are paired in their order so
that the edits are fewest) and the share of lines that are exactly right. Needs Python alone.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent.parent


def distance(read, written):
    """The number of insertions, deletions and replacements between two strings (Levenshtein)."""
    previous = list(range(len(written) + 1))
    for i, a in enumerate(read, 1):
        current = [i]
        for j, b in enumerate(written, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (a != b)))
        previous = current
    return previous[-1]


def pairing(read, written):
    """The fewest edits between two lists of lines in order, and how many lines are then equal."""
    table = [[(0, 0)] * (len(written) + 1) for _ in range(len(read) + 1)]
    for i in range(len(read) + 1):
        for j in range(len(written) + 1):
            choices = []
            if i > 0:
                edits, right = table[i - 1][j]
                choices.append((edits + len(read[i - 1]), right))
            if j > 0:
                edits, right = table[i][j - 1]
                choices.append((edits + len(written[j - 1]), right))
            if i > 0 and j > 0:
                edits, right = table[i - 1][j - 1]
                same = read[i - 1] == written[j - 1]
                choices.append((edits + distance(read[i - 1], written[j - 1]), right - same))
            if choices:
                table[i][j] = min(choices)
    edits, right = table[-1][-1]
    return edits, -right


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--digits", default=HOME / "digits", help="the program")
    parser.add_argument("--model", help="the model, if not the one that ships")
    parser.add_argument("--verbose", action="store_true", help="show every picture that was not read right")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    manifest = json.loads((arguments.folder / "manifest.json").read_text())
    command = [arguments.digits, "read", "--jsonl"] + (["--model", arguments.model] if arguments.model else [])
    command += [arguments.folder / entry["file"] for entry in manifest]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    pages = {}
    for line in output.splitlines():
        page = json.loads(line)
        pages[pathlib.Path(page["file"]).name] = [reading["text"] for reading in page["lines"]]
    totals = collections.defaultdict(lambda: [0, 0, 0, 0])
    for entry in manifest:
        read, written = pages.get(entry["file"], []), entry["lines"]
        edits, right = pairing(read, written)
        for kind in (entry["kind"], "all"):
            sums = totals[kind]
            for index, value in enumerate((edits, sum(map(len, written)), right, len(written))):
                sums[index] += value
        if arguments.verbose and edits:
            print(f"{entry['file']}: {' '.join(read) or '-'}\n{' ' * len(entry['file'])}  {' '.join(written)}", file=sys.stderr)
    report = {
        kind: {"cer": edits / max(1, digits), "lines_right": right / max(1, lines), "digits": digits, "lines": lines}
        for kind, (edits, digits, right, lines) in totals.items()
    }
    if arguments.json:
        print(json.dumps(report))
        return
    width = max(map(len, report))
    print(f"{'':{width}}  digits  lines  character error rate  lines exactly right")
    for kind, row in sorted(report.items(), key=lambda item: (item[0] == "all", item[0])):
        print(f"{kind:{width}}  {row['digits']:6}  {row['lines']:5}  {row['cer']:18.2%}    {row['lines_right']:17.1%}")


if __name__ == "__main__":
    main()
