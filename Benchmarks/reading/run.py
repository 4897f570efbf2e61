#!/usr/bin/env python3
"""Measures readers on the same pictures of numbers in one run.

    Benchmarks/reading/run FOLDER --task amounts|lines|exam [--against ppocr tesseract] [--among FILE] [--verbose]

FOLDER holds pictures and manifest.json: a list of {"file": ..., "lines": [...]}.

amounts  one number in each picture: the digits of all lines that are reported, joined, must be the label
lines    pages with lines of numbers: lines are paired in their order so that the edits are fewest
exam     a page of print with one number: a line of the answer is exactly the number, and at most three other lines are reported

For amounts also: which share can be accepted with at most 1 % wrong among them, by the best threshold for this very set. That is an
upper bound for thresholds that are fitted elsewhere, for all readers alike.
"""

import argparse
import json
import pathlib
import sys
import time

import readers

HOME = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(HOME / "Scripts/handwriting"))
from lines import distance, pairing  # noqa: E402

OTHERS_ALLOWED = 3
RISK = 0.01


def score_amounts(pages, labels):
    """String accuracy, character error rate, and the coverage at `RISK`."""
    edits = characters = 0
    outcomes = []
    for lines, label in zip(pages, labels, strict=True):
        read, written = "".join(text for text, _ in lines), "".join(label)
        edits += distance(read, written)
        characters += len(written)
        outcomes.append((min((confidence for _, confidence in lines), default=0), read == written))
    right = sum(is_right for _, is_right in outcomes) / len(outcomes)
    return {"right": right, "cer": edits / characters, "coverage_at_1%": coverage(outcomes)}


def coverage(outcomes):
    """The largest share of the surest answers of which at most `RISK` are wrong."""
    best = wrong = 0
    ordered = sorted(outcomes, key=lambda outcome: -outcome[0])
    for number, (confidence, is_right) in enumerate(ordered, 1):
        wrong += not is_right
        is_last_of_its_confidence = number == len(ordered) or ordered[number][0] < confidence
        if is_last_of_its_confidence and wrong <= RISK * number:
            best = number
    return best / len(ordered)


def score_lines(pages, labels):
    edits = right = characters = lines = 0
    for read, written in zip(pages, labels, strict=True):
        fewest, same = pairing([text for text, _ in read], written)
        edits, right = edits + fewest, right + same
        characters, lines = characters + sum(map(len, written)), lines + len(written)
    return {"lines_right": right / lines, "cer": edits / characters}


def score_exam(pages, labels):
    found = alone = 0
    for read, (number,) in zip(pages, labels, strict=True):
        texts = [text for text, _ in read]
        found += number in texts
        alone += number in texts and len(texts) - 1 <= OTHERS_ALLOWED
    return {"number_found": found / len(pages), "and_at_most_three_others": alone / len(pages)}


SCORES = {"amounts": score_amounts, "lines": score_lines, "exam": score_exam}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--task", choices=SCORES, required=True)
    parser.add_argument("--digits", default=HOME / "digits", help="the program")
    parser.add_argument("--against", nargs="*", default=[], choices=["ppocr", "tesseract"], help="other readers")
    parser.add_argument("--among", help="the list of valid numbers, for `digits read` alone")
    parser.add_argument("--verbose", action="store_true", help="show every picture that `digits read` did not read right")
    arguments = parser.parse_args()
    manifest = json.loads((arguments.folder / "manifest.json").read_text())
    files = [arguments.folder / entry["file"] for entry in manifest]
    labels = [entry["lines"] for entry in manifest]
    finds_lines = arguments.task != "amounts"
    options = ["--among", arguments.among] if arguments.among else []
    ways = {"digits": lambda: readers.read_with_digits(arguments.digits, files, options)}
    if "ppocr" in arguments.against:
        ways["ppocr"] = lambda: readers.read_with_ppocr(files, finds_lines)
    if "tesseract" in arguments.against:
        ways["tesseract"] = lambda: readers.read_with_tesseract(files, finds_lines)
    for name, read in ways.items():
        start = time.perf_counter()
        pages = read()
        seconds = time.perf_counter() - start
        figures = SCORES[arguments.task](pages, labels)
        print(f"{name:10}", "  ".join(f"{key} {value:.1%}" for key, value in figures.items()), f" {seconds:.1f} s")
        if arguments.verbose and name == "digits":
            for file, lines, label in zip(files, pages, labels, strict=True):
                texts = [text for text, _ in lines]
                if texts != label:
                    print(f"  {file.name}: {' '.join(texts) or '-'}  written: {' '.join(label)}")


if __name__ == "__main__":
    main()
