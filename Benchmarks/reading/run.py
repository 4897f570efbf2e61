#!/usr/bin/env python3
"""Measures readers on the same pictures of numbers in one run.

    Benchmarks/reading/run FOLDER --task TASK [--against ppocr tesseract] [--among FILE] [--kinds] [--verbose]
    Benchmarks/reading/run --made TASK [--seed S] [--count N] [--against ...]

FOLDER holds pictures and manifest.json: a list of {"file": ..., "lines": [...]}, and for some tasks "texts" and "kind". With --made the
pictures are drawn for the run, in a temporary folder (`make.py`).

amounts   one number in each picture: the digits of all reported lines, joined, must be the label
lines     pages with lines of numbers: lines are aligned in order with the fewest edits
exam      a page of print with one number: a line of the answer is exactly the number, and at most three other lines are reported
marks     one number with marks in each picture: all of it must be right; and wrong answers without a doubt
scenes    like lines, on hard photos
nothing   pictures with no number: those that are read as one, with a confidence over 0.9 and with any
extremes  pages turned or in columns, tiny, very long or empty ones: right in any order, and wrong without a doubt

A doubt is a `?` in the text, a confidence below 0.8, a note about the picture, or no answer. For amounts also: the fraction that can be
accepted with at most 1 % of errors, with the best threshold for this very set. That is an upper bound for thresholds that are fitted
elsewhere, for all readers alike.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import readers
import scores

HOME = pathlib.Path(__file__).resolve().parent.parent.parent


def drawn(arguments, folder):
    """The folder with pictures that are drawn for this run."""
    command = [sys.executable, pathlib.Path(__file__).parent / "make.py", arguments.made, folder, "--seed", str(arguments.seed)]
    subprocess.run(command + (["--count", str(arguments.count)] if arguments.count else []), check=True)
    return pathlib.Path(folder)


def ways(arguments, task, files):
    """The readers by their names."""
    finds_lines = task not in scores.ONE_LINE
    options = ["--among", arguments.among] if arguments.among else []
    characters = "0123456789" + (readers.MARKS if task == "marks" else "")
    known = {
        "digits": lambda: readers.read_with_digits(arguments.digits, files, options),
        "ppocr": lambda: readers.read_with_ppocr(files, finds_lines),
        "tesseract": lambda: readers.read_with_tesseract(files, finds_lines, characters),
    }
    return {name: known[name] for name in ([] if arguments.without_digits else ["digits"]) + arguments.against}


def show(name, figures, seconds):
    print(f"{name:10}", "  ".join(f"{key} {value:.1%}" for key, value in figures.items()), f" {seconds:.1f} s", flush=True)


def show_kinds(task, pages, entries):
    for kind, figures in scores.by_kind(task, pages, entries).items():
        if kind != "all":
            print(f"  {kind:12}", "  ".join(f"{key} {value:.1%}" for key, value in figures.items()))


def show_wrong(task, pages, entries):
    for page, entry in zip(pages, entries):
        key = "texts" if task == "marks" else "lines"
        lines = [line for line in page.lines if line.digits or task == "marks"]
        read = [line.text if task == "marks" else line.digits for line in lines]
        if read != entry[key]:
            sure = " ".join(f"{line.confidence:.2f}" for line in lines)
            print(f"  {entry['file']}: {' '.join(read) or '-'} ({sure})  written: {' '.join(entry[key]) or '-'}")


def measure(arguments, task, folder):
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))[: arguments.count]
    files = [folder / entry["file"] for entry in entries]
    for name, read in ways(arguments, task, files).items():
        start = time.perf_counter()
        pages = read()
        seconds = time.perf_counter() - start
        show(name, scores.TASKS[task](pages, entries), seconds)
        if arguments.kinds:
            show_kinds(task, pages, entries)
        if arguments.verbose:
            show_wrong(task, pages, entries)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--task", choices=scores.TASKS)
    parser.add_argument("--made", choices=["marks", "scenes", "nothing", "extremes"], help="draw the pictures of this task")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, help="the first pictures only")
    parser.add_argument("--digits", default=HOME / "digits", help="the program")
    parser.add_argument("--against", nargs="*", default=[], choices=["ppocr", "tesseract"], help="other readers")
    parser.add_argument("--without-digits", action="store_true", help="the other readers alone")
    parser.add_argument("--among", help="the list of valid numbers, for `digits read` alone")
    parser.add_argument("--kinds", action="store_true", help="show the figures of each kind of picture")
    parser.add_argument("--verbose", action="store_true", help="show every picture that was not read right")
    arguments = parser.parse_args()
    if (arguments.folder is None) == (arguments.made is None) or (arguments.folder and not arguments.task):
        parser.error("FOLDER with --task, or --made expected")
    if arguments.folder:
        return measure(arguments, arguments.task, arguments.folder)
    with tempfile.TemporaryDirectory() as folder:
        measure(arguments, arguments.task or arguments.made, drawn(arguments, folder))


if __name__ == "__main__":
    main()
