"""Fits the values of `FieldCalibration` to the output of `digits form read --jsonl` for sheets of the calibration form.

python fit.py FieldCalibration.swift FOLDER...      each with truth.json and read.jsonl; writes the numbers into the Swift file"""

import json
import math
import os
import re
import sys

RISK = 0.001


def log_odds(p):
    p = min(1 - 1e-13, max(1e-13, p))
    return math.log(p) - math.log(1 - p)


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def temperature(answers):
    """Logistic regression without a constant, by bisection, as `ConfidenceCalibration.fitted`."""
    low, high = 1 / 20, 1 / 0.1
    for _ in range(60):
        middle = (low + high) / 2
        slope = sum((sigmoid(middle * x) - is_right) * x for x, is_right in answers)
        low, high = (low, middle) if slope > 0 else (middle, high)
    return 2 / (low + high)


def threshold(answers):
    """The lowest log-odds above which at most RISK would be wrong with one more error, the number of answers above it, and of wrong
    ones."""
    found, errors = None, 0
    for count, (x, is_right) in enumerate(sorted(answers, reverse=True), 1):
        errors += not is_right
        if errors + 1 <= RISK * count:
            found = (x, count, errors)
    return found


def answers(folder, boxes, before):
    """The log-odds that the networks give the values in boxes, and whether they are right."""
    truths = {t["file"]: t for t in json.load(open(os.path.join(folder, "truth.json")))}
    for line in open(os.path.join(folder, "read.jsonl")):
        sheet = json.loads(line)
        truth = truths[os.path.basename(sheet["file"])]
        for field in sheet["fields"]:
            if field["name"] in boxes and field["state"] in ("sure", "doubtful"):
                yield log_odds(field["confidence"]) * before, field["value"] == truth["values"][field["name"]]


def main():
    import sheets  # needs Pillow

    path = sys.argv[1]
    text = open(path).read()
    boxes = {p.name for p in sheets.fields().places if p.print in ("boxes", "comb")}
    before = float(re.search(r"boxes = FieldCalibration\(temperature: ([\d.]+)", text)[1])
    found = [answer for folder in sys.argv[2:] for answer in answers(folder, boxes, before)]
    by, (least, count, errors) = temperature(found), threshold(found)
    sure = sigmoid(least / by)
    print(
        f"{len(found)} values, {sum(not r for _, r in found)} wrong; temperature {by:.4f}; "
        f"sure from {sure:.6f}: {count} ({count / len(found):.1%}), {errors} wrong"
    )
    numbers = f"boxes = FieldCalibration(temperature: {by:.4f}, sureConfidence: {sure:.6f})"
    open(path, "w").write(re.sub(r"boxes = FieldCalibration\(.*\)", numbers, text))


if __name__ == "__main__":
    main()
