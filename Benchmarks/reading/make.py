#!/usr/bin/env python3
"""Draws a set of pictures to measure readers of numbers on.

    Benchmarks/reading/make.py SET FOLDER [--count N] [--seed S]

marks     numbers with marks, one in each picture: amounts, dates, times, fractions, telephone numbers, scores, and others
scenes    photos of ruled pads, tables, squared paper, hyphens, steep lines, shadows
nothing   pictures with no number: words, letters, print, scribbles, textures, drawings, stains, blank paper
extremes  turned pages, columns, crops of 8 pixels, 200 digits in a line, strips of 30,000 pixels, no ink, nothing but ink

Digits are MNIST's test images; everything else is drawn by the code in `sets`, which is independent of the generator of training lines.
manifest.json says what is in each picture: {"file", "kind", "texts" with marks, "lines" with digits only}. The same seed, Pillow and NumPy
draw the same pictures. Needs Pillow 10.1 or later, and NumPy.
"""

import argparse
import json
import pathlib

import numpy as np
import readers
from sets import extremes, marks, nothing, scenes

SETS = {"marks": (marks, 1000), "scenes": (scenes, 105), "nothing": (nothing, 800), "extremes": (extremes, 48)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, help="how many pictures")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    drawn, usual_count = SETS[arguments.set]
    arguments.folder.mkdir(parents=True, exist_ok=True)
    manifest = []
    for number in range(arguments.count or usual_count):
        picture, entry = drawn.draw(number, np.random.default_rng([arguments.seed, number]))
        name = f"{number:04}-{entry['kind']}.png"
        picture.save(arguments.folder / name)
        lines = [readers.only_digits(text) for text in entry["texts"]]
        manifest.append({"file": name, "kind": entry["kind"], "lines": lines, "texts": entry["texts"]})
    text = "[\n" + ",\n".join(" " + json.dumps(entry, ensure_ascii=False) for entry in manifest) + "\n]\n"
    (arguments.folder / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
