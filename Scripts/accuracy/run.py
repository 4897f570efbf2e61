"""Measures the bundled models and updates the tables of Docs/ACCURACY.md: `Scripts/accuracy/run` calls it.

    Scripts/accuracy/run --sets FOLDER [--fonts FOLDER] [--readers MODEL...] [--robust MODEL...]

The folder of sets has those that Docs/ACCURACY.md lists; missing ones are left out. Needs NumPy, and Pillow for the pictures without a
digit.
"""

import argparse
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import numpy as np

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
DOCUMENT = os.path.join(ROOT, "Docs/ACCURACY.md")
MODELS = {"reader": "Models/digit_reader.h5", "mnist": "Models/mnist_digit_recognizer.h5"}
SETS = {"usps": "USPS", "ardis": "ARDIS", "semeion": "Semeion", "optdigits": "optdigits", "pendigits": "pen strokes"}
KINDS = ["letters", "lookalikes", "scribbles", "blots", "shapes", "empty", "printed"]


def digits(*arguments):
    """The JSON output of ./digits, or of the program that DIGITS names."""
    command = [os.environ.get("DIGITS", os.path.join(ROOT, "digits")), *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def evaluate(model, *options):
    return digits("evaluate", model if os.path.isabs(model) else os.path.join(ROOT, model), "--json", *options)


def percent(value, places=2):
    return f"{100 * value:.{places}f}"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "| " + " | ".join(["---"] * len(header)) + " |"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def ways(folder):
    """The measurements by their titles: MNIST's test images unchanged and read as pictures, and the sets that exist."""
    result = {"MNIST test": [], "MNIST test, in views": ["--normalize"]}
    for name, title in SETS.items():
        path = os.path.join(folder or "", name)
        if os.path.isdir(path):
            result[title] = ["--data", path, "--normalize"]
    return result


def sets_table(folder):
    rows = []
    for title, options in ways(folder).items():
        reader, mnist = evaluate(MODELS["reader"], *options), evaluate(MODELS["mnist"], *options)
        risk = {row["coverage"]: row["risk"] for row in reader["risk_coverage"]}
        rows.append([title, f"{reader['count']:,}", percent(mnist["accuracy"]), percent(reader["accuracy"]), percent(mnist["ece"]),
                     percent(reader["ece"]), percent(risk[0.98]), percent(risk[0.9])])  # fmt: skip
    header = ["set", "images", "MNIST model", "reader", "its ECE", "reader's ECE", "wrong among surest 98 %", "among surest 90 %"]
    return table(header, rows)


def seeds_table(models, folder):
    """One row for each model of the same training with another seed, then mean and standard deviation."""
    figures = np.array([[evaluate(model, *options)["accuracy"] for options in ways(folder).values()] for model in models])
    rows = [[str(number)] + [percent(figure) for figure in row] for number, row in enumerate(figures, 1)]
    rows.append(["**mean**"] + [f"**{percent(figure)}**" for figure in figures.mean(axis=0)])
    rows.append(["standard deviation"] + [percent(figure) for figure in figures.std(axis=0, ddof=1)])
    return table(["training", *ways(folder)], rows)


def corruptions_table(folder):
    kinds = sorted(os.path.basename(path) for path in glob.glob(os.path.join(folder or "", "mnistc/*")) if os.path.isdir(path))
    rows, columns = [], []
    for kind in kinds:
        path = os.path.join(folder, "mnistc", kind)
        figures = [evaluate(MODELS[model], "--data", path, *options)["accuracy"]
                   for model in ("mnist", "reader") for options in ([], ["--normalize"])]  # fmt: skip
        columns.append(figures)
        rows.append([kind.replace("_", " ")] + [percent(figure, 1) for figure in figures])
    if columns:
        rows.append(["**mean**"] + [f"**{percent(figure, 2)}**" for figure in np.mean(columns, axis=0)])
    return table(["kind", "MNIST model", "MNIST model, normalized", "reader", "reader, normalized"], rows)


def non_digits_table(fonts):
    rows = []
    with tempfile.TemporaryDirectory() as work:
        script = os.path.join(os.path.dirname(__file__), "nondigits.py")
        subprocess.run([sys.executable, script, work, *fonts], check=True)
        all_but_lookalikes = []
        for kind in KINDS:
            if not os.path.isdir(os.path.join(work, kind)):
                continue
            row = [kind]
            for model in ("mnist", "reader"):
                outputs = os.path.join(work, "outputs.npy")
                evaluate(MODELS[model], "--data", os.path.join(work, kind), "--normalize", "--predictions", outputs)
                confidence = np.load(outputs)[:, :10].max(axis=1)
                row += [percent((confidence > 0.9).mean(), 1)]
                if model == "reader":
                    row += [percent((confidence > 0.5).mean(), 1)]
                    row.insert(1, str(len(confidence)))
                    if kind != "lookalikes":
                        all_but_lookalikes.append(confidence > 0.9)
            rows.append(row)
        rows.append(["**all but lookalikes**", str(sum(map(len, all_but_lookalikes))), "",
                     f"**{percent(np.concatenate(all_but_lookalikes).mean(), 1)}**", ""])  # fmt: skip
    return table(["pictures", "number", "MNIST model over 0.9", "reader over 0.9", "reader over 0.5"], rows)


def curve_table():
    rows = []
    for row in reversed(evaluate(MODELS["reader"])["risk_coverage"]):
        rows.append([percent(row["coverage"], 0), percent(row["risk"], 3), f"{row['confidence']:.4f}"])
    return table(["answered, %", "wrong among them, %", "least confidence"], rows)


def replace(name, text):
    """Replaces the table between the document's markers of that name."""
    with open(DOCUMENT) as file:
        document = file.read()
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    assert pattern.search(document), name
    with open(DOCUMENT, "w") as file:
        file.write(pattern.sub(lambda match: match[1] + text + "\n" + match[2], document))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", help="folder of the sets")
    parser.add_argument("--fonts", help="folder of handwriting fonts, .ttf or .otf, at any depth")
    parser.add_argument("--readers", nargs="+", help="trainings of the reader with other seeds: model files")
    parser.add_argument("--robust", nargs="+", help="trainings with the recipe robust: model files")
    options = parser.parse_args()
    replace("sets", sets_table(options.sets))
    replace("curve", curve_table())
    if options.sets and os.path.isdir(os.path.join(options.sets, "mnistc")):
        replace("corruptions", corruptions_table(options.sets))
    if options.readers:
        replace("readers", seeds_table([os.path.abspath(model) for model in options.readers], options.sets))
    if options.robust:
        replace("robust", seeds_table([os.path.abspath(model) for model in options.robust], options.sets))
    if options.fonts:
        fonts = sorted(glob.glob(options.fonts + "/**/*.[to]tf", recursive=True))
        replace("non-digits", non_digits_table(fonts))


if __name__ == "__main__":
    main()
