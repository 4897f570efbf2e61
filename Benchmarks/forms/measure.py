"""Compares the output of `digits form read --jsonl` for stacks with their truth.

python measure.py TRUTH.json READ.jsonl"""

import json
import os
import sys

import numpy as np
import sheets


def project(matrix, points):
    x, y, scale = np.array(matrix).reshape(3, 3) @ np.column_stack([points, np.ones(len(points))]).T
    return np.stack([x / scale, y / scale], 1)


def displaced(curl, points):
    """Points with the offsets of a sheet's curl, interpolated between the points of its grid."""
    if curl is None:
        return points
    offsets = np.array(curl["offsets"]).reshape(curl["rows"], curl["columns"], 2)
    place = np.clip(points / curl["step"], 0, [curl["columns"] - 1, curl["rows"] - 1])
    column, row = np.minimum(place.astype(int), [curl["columns"] - 2, curl["rows"] - 2]).T
    a, b = (place - np.stack([column, row], 1)).T[:, :, None]
    upper = (1 - a) * offsets[row, column] + a * offsets[row, column + 1]
    lower = (1 - a) * offsets[row + 1, column] + a * offsets[row + 1, column + 1]
    return points + (1 - b) * upper + b * lower


def registration_errors(truth, read):
    """Distances between the expected and the found positions of a form's points and, on curled paper, of its fields' corners, as fractions
    of the page's width."""
    if read["map"] is None:
        return None
    found = lambda points: project(read["map"], displaced(read.get("curl"), np.array(points, float)))
    sheet = sheets.ALL[truth["sheet"]]()
    distance = lambda points, right: np.hypot(*(found(points) - right).T) / sheet.page[0]
    right = truth.get("points") or project(truth["map"], np.array(sheet.measured))
    corners = truth.get("corners", [])
    return distance(sheet.measured, right), distance([c[:2] for c in corners], [c[2:] for c in corners]) if corners else np.array([])


def main():
    truths = {t["file"]: t for t in json.load(open(sys.argv[1]))}
    sheets_read = [json.loads(line) for line in open(sys.argv[2])]
    curls = sorted({t["curl"] for t in truths.values() if "curl" in t})
    for damage in ("scan", "phone", *curls, None):
        count = fields = right = sure = sure_wrong = review = lost = 0
        errors, corners, wrong = [], [], []
        for sheet in sheets_read:
            name = os.path.basename(sheet["file"])
            truth = truths[name]
            if damage and damage not in (truth["damage"], truth.get("curl")):
                continue
            count += 1
            found = registration_errors(truth, sheet)
            if found is None:
                lost += 1
            else:
                errors += list(found[0])
                corners += list(found[1])
            read = {f["name"]: f for f in sheet["fields"]}
            doubtful = sheet["sheet"] == "other form"
            for field, value in truth["values"].items():
                fields += 1
                got = read.get(field, {"value": "", "state": "lost", "is_missing": False})
                is_right = got["value"].lstrip("0") == value.lstrip("0") if value.isdigit() and len(value) < 4 else got["value"] == value
                right += is_right
                if got["state"] == "sure" or (got["state"] == "blank" and not got["is_missing"]):
                    sure += 1
                    sure_wrong += not is_right
                else:
                    doubtful = True
                if not is_right:
                    wrong.append((name, field, value, got["value"], got.get("text"), got["state"], round(got.get("confidence", 0), 4)))
            review += doubtful
        if not count:
            continue
        percentiles = lambda values: "median {:.4%}, 95th percentile {:.4%}".format(*np.percentile(values or [9], [50, 95]))
        print(
            f"{damage or 'all'}: {count} sheets, {fields} fields: right {right / fields:.2%}, sure {sure / fields:.2%}, "
            f"wrong among sure {sure_wrong} ({sure_wrong / max(1, sure):.3%}), sheets to review {review / count:.1%}, not recognized {lost}; "
            f"registration error of the page's width: {percentiles(errors)}"
            + (f"; at the fields: {percentiles(corners)}" if corners else "")
        )
    if "--wrong" in sys.argv:
        for entry in wrong:
            print(*entry)


if __name__ == "__main__":
    main()
