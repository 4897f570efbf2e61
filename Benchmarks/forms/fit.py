"""Fits the values of `FieldCalibration` to the output of `digits form read --jsonl` for sheets of the calibration form.

python fit.py FieldCalibration+Fitted.swift FOLDER...      each with truth.json and read.jsonl; writes the numbers into the Swift file"""

import itertools
import json
import math
import os
import re
import sys

RISK = 0.001
# As in `FieldCalibration`.
LAST_SLOPE = 0.01


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


def isotonic(answers):
    """Points of a falling curve of error rates over log-odds: pools adjacent violators (Barlow et al. 1972). Each block of answers counts
    half an error more than it has, so that no rate is 0, and is a point in its middle."""
    blocks = []
    # Answers of equal log-odds are one block from the beginning.
    for x, equal in itertools.groupby(sorted(answers), key=lambda answer: answer[0]):
        are_right = [is_right for _, is_right in equal]
        blocks.append([float(len(are_right) - sum(are_right)), len(are_right), x, x])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] <= blocks[-1][0] / blocks[-1][1]:
            errors, count, _, last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + errors, blocks[-1][1] + count, blocks[-1][2], last]
    points = []
    for errors, count, first, last in blocks:
        rate = (errors + 0.5) / (count + 1)
        # Rates fall by a hundredth at least, so that confidences can be turned back into log-odds.
        if rate < 0.5 and (not points or rate < 0.99 * points[-1][1]):
            points.append(((first + last) / 2, rate))
    return points


def interpolated(x, points):
    """The value of a piecewise linear curve, constant beyond its ends."""
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if x < x1:
            return y0 + (y1 - y0) * (max(x, x0) - x0) / (x1 - x0)
    return points[-1][1]


class Calibration:
    """A calibration in the Swift file."""

    def __init__(self, text):
        self.temperature = float(re.search(r"temperature: ([\d.]+)", text)[1])
        self.curve = [tuple(map(float, point)) for point in re.findall(r"logOdds: (-?[\d.]+), error: ([\d.]+)", text)]

    def log_odds(self, confidence):
        """Turns a confidence back into the log-odds that it was made from."""
        error = 1 - confidence
        if not self.curve or error >= self.curve[0][1]:
            return log_odds(confidence) * self.temperature
        for (x, high), (y, low) in itertools.pairwise(self.curve):
            if error >= low:
                return x + (y - x) * math.log(high / error) / math.log(high / low)
        x, rate = self.curve[-1]
        return x + math.log(rate / max(error, 1e-13)) / LAST_SLOPE


def answers(folder, names, calibration):
    """The log-odds that the networks give the values of some fields, and whether they are right."""
    truths = {t["file"]: t for t in json.load(open(os.path.join(folder, "truth.json")))}
    for line in open(os.path.join(folder, "read.jsonl")):
        sheet = json.loads(line)
        truth = truths[os.path.basename(sheet["file"])]
        for field in sheet["fields"]:
            if field["name"] in names and field["state"] in ("sure", "doubtful"):
                yield calibration.log_odds(field["confidence"]), field["value"] == truth["values"][field["name"]]


def fitted(name, text, names, folders):
    """The Swift text of a calibration with its numbers fitted to some fields."""
    before = Calibration(text)
    found = [answer for folder in folders for answer in answers(folder, names, before)]
    by, curve, (least, count, errors) = temperature(found), isotonic(found), threshold(found)
    sure = 1 - math.exp(interpolated(least, [(x, math.log(rate)) for x, rate in curve]))
    print(
        f"{name}: {len(found)} values, {sum(not r for _, r in found)} wrong; temperature {by:.4f}; {len(curve)} points; "
        f"sure from {sure:.6f}: {count} ({count / len(found):.1%}), {errors} wrong"
    )
    points = "".join(f"            .init(logOdds: {x:.4f}, error: {rate:.7f}),\n" for x, rate in curve)
    return f"temperature: {by:.4f},\n        curve: [\n{points}        ],\n        sureConfidence: {sure:.6f})"


def main():
    import sheets  # needs Pillow

    path, *folders = sys.argv[1:]
    boxes = {p.name for p in sheets.fields().places if p.print in ("boxes", "comb")}
    fields = {"boxes": boxes, "lines": {p.name for p in sheets.fields().places} - boxes}

    def replacement(match):
        return match[1] + fitted(match[2], match[3], fields[match[2]], folders)

    numbers = r"(static let (\w+) = FieldCalibration\(\s+)(temperature: [\d.]+,\s+curve: \[.*?\],\s+sureConfidence: [\d.]+\))"
    text, count = re.subn(numbers, replacement, open(path).read(), flags=re.S)
    if count != len(fields):
        sys.exit(f"{path}: {len(fields)} calibrations expected, found {count}")
    open(path, "w").write(text)


if __name__ == "__main__":
    main()
