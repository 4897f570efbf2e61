"""Compares the output of `digits form read --jsonl` for stacks with their truth.

python measure.py TRUTH.json READ.jsonl"""

import json
import os
import sys

import numpy as np
import sheets


def registration_errors(truth, read):
    """Distances between the expected and the found positions of a form's points, as fractions of the page's width."""
    if read["map"] is None:
        return None
    w, h = sheets.PAGE
    points = np.array([[x * w, y * h, 1] for x in (0.08, 0.35, 0.65, 0.92) for y in (0.06, 0.3, 0.5, 0.7)]).T
    place = lambda matrix: np.array(matrix).reshape(3, 3) @ points
    found, right = place(read["map"]), place(truth["map"])
    return np.hypot(*(found[:2] / found[2] - right[:2] / right[2])) / w


def main():
    truths = {t["file"]: t for t in json.load(open(sys.argv[1]))}
    sheets_read = [json.loads(line) for line in open(sys.argv[2])]
    for damage in ("scan", "phone", None):
        fields = right = sure = sure_wrong = review = lost = 0
        errors, wrong = [], []
        for sheet in sheets_read:
            name = os.path.basename(sheet["file"])
            truth = truths[name]
            if damage and truth["damage"] != damage:
                continue
            found = registration_errors(truth, sheet)
            if found is None:
                lost += 1
            else:
                errors += list(found)
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
        count = sum(1 for s in sheets_read if not damage or truths[os.path.basename(s["file"])]["damage"] == damage)
        if not count:
            continue
        print(
            f"{damage or 'all'}: {count} sheets, {fields} fields: right {right / fields:.2%}, sure {sure / fields:.2%}, "
            f"wrong among sure {sure_wrong} ({sure_wrong / max(1, sure):.3%}), sheets to review {review / count:.1%}, not recognized {lost}; "
            f"registration error of the page's width: median {np.median(errors) if errors else 9:.4%}, 95th percentile {np.percentile(errors, 95) if errors else 9:.4%}"
        )
    if "--wrong" in sys.argv:
        for entry in wrong:
            print(*entry)


if __name__ == "__main__":
    main()
