#!/usr/bin/env python3
"""Measures the time of `digits read` from start to end, beside another version of the program.

    Benchmarks/reading/speed.py [--digits PROGRAM] [--against PROGRAM] [--rounds N] [--pictures N] [--seed S]

crop    a small crop with one amount
photo   a photo of 12 megapixels with 20 digits
folder  eight such photos, with one thread and with two

The pictures are drawn for the run (`sets`). Each run is a separate process, pinned to as many CPUs as it has threads. Each picture is read
by this program, the other one, the other one, this one, and so on, so that other load on the machine affects both alike. Printed are the
medians, and the median, lowest and highest of the rounds' ratios: other / this, so that 2 is twice as fast; and the median ratio of
processor time, which other load changes less. Pictures on which this program is slower are named.
"""

import argparse
import functools
import json
import os
import pathlib
import statistics
import sys
import tempfile

import numpy as np

HOME = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "Benchmarks"))
from comparison import process
from sets import marks, photos, texts

FOLDER_PHOTOS = 8


def draw(folder, seed, count):
    """Crops and photos, as files."""
    amount = list(texts.KINDS).index("amount")
    files = {"crop": [], "photo": []}
    for number in range(count):
        crop, _ = marks.draw(amount + len(texts.KINDS) * number, np.random.default_rng([seed, number]))
        files["crop"].append(folder / f"crop-{number}.png")
        crop.save(files["crop"][-1])
    for number in range(max(count, FOLDER_PHOTOS)):
        photo, _ = photos.draw(number, np.random.default_rng([seed, 1000 + number]))
        files["photo"].append(folder / f"photo-{number}.jpg")
        photo.save(files["photo"][-1], quality=90)
    return files


def read(program, files, threads):
    """Seconds from start to end, and of processor time."""
    run = process.run([str(program), "read", *map(str, files)], threads, {"DIGITS_THREADS": str(threads)})
    return run.seconds, run.cpu_seconds


def paired(rounds, ours, others):
    """The seconds of both for each round; the order alternates."""
    seconds = ([], [])
    for number in range(rounds):
        for index in (0, 1) if number % 2 == 0 else (1, 0):
            seconds[index].append((ours, others)[index]())
    return seconds


def summary(mine, theirs):
    ratios = sorted(other[0] / own[0] for own, other in zip(mine, theirs))
    return {
        "seconds": statistics.median(own for own, _ in mine),
        "other_seconds": statistics.median(other for other, _ in theirs),
        "ratio": statistics.median(ratios),
        "lowest": ratios[0],
        "highest": ratios[-1],
        "processor_ratio": statistics.median(other[1] / own[1] for own, other in zip(mine, theirs)),
    }


def show(name, figures):
    print(
        f"{name:22} {figures['seconds'] * 1000:8.1f} ms  other {figures['other_seconds'] * 1000:8.1f} ms  ratio {figures['ratio']:.2f}"
        f" ({figures['lowest']:.2f}..{figures['highest']:.2f}), of processor time {figures['processor_ratio']:.2f}",
        flush=True,
    )


def measure_versions(arguments, files, results):
    """Single pictures with both programs."""
    for kind in ("crop", "photo"):
        mine, theirs, slower = [], [], []
        for file in files[kind][: arguments.pictures]:
            once = functools.partial(read, files=[file], threads=1)
            ours, others = paired(arguments.rounds, functools.partial(once, arguments.digits), functools.partial(once, arguments.against))
            mine, theirs = mine + ours, theirs + others
            results[f"{kind} {file.name}"] = figures = summary(ours, others)
            if figures["ratio"] < 1:
                slower.append(file.name)
        results[kind] = summary(mine, theirs)
        show(kind, results[kind])
        print(f"  slower: {', '.join(slower) or 'none'}")


def measure_threads(arguments, files, results):
    """A folder's photos with one and with two threads of the same program."""
    photos_of_folder = files["photo"][:FOLDER_PHOTOS]
    two, one = paired(
        arguments.rounds,
        lambda: read(arguments.digits, photos_of_folder, 2),
        lambda: read(arguments.digits, photos_of_folder, 1),
    )
    results["folder"] = summary(two, one)
    show("folder, 2 threads : 1", results["folder"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digits", type=pathlib.Path, default=HOME / ".build/release/digits", help="the program")
    parser.add_argument("--against", type=pathlib.Path, help="another version of it")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pictures", type=int, default=6, help="crops, and photos, that are read by themselves")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path, help="write all figures to a file")
    arguments = parser.parse_args()
    if arguments.rounds < 1 or arguments.pictures < 1:
        parser.error("at least one round and one picture expected")
    results = {}
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        files = draw(pathlib.Path(folder), arguments.seed, arguments.pictures)
        if arguments.against:
            measure_versions(arguments, files, results)
        if len(os.sched_getaffinity(0)) > 1:
            measure_threads(arguments, files, results)
        else:
            print("skipped: a folder on two CPUs, there is one")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    try:
        main()
    except process.BenchmarkError as error:
        sys.exit(f"Error: {error}")
