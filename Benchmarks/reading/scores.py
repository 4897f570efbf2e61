"""Scores a reader's answers: metrics of its pages, compared with what is written on them."""

import pathlib
import sys
from collections import Counter

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Scripts/handwriting"))
from lines import distance, pairing

OTHERS_ALLOWED = 3
RISK = 0.01
# Answers below this confidence are doubtful; `digits read` uses the same threshold for digits.
DOUBT = 0.8
# A false number at or above this confidence counts.
SURE = 0.9


def amounts(pages, entries):
    """String accuracy, character error rate, and the coverage at `RISK`: digits of all lines, joined."""
    edits = characters = 0
    outcomes = []
    for page, entry in zip(pages, entries):
        read, written = "".join(line.digits for line in page.lines), "".join(entry["lines"])
        edits += distance(read, written)
        characters += len(written)
        outcomes.append((min((line.confidence for line in page.lines), default=0), read == written))
    right = sum(is_right for _, is_right in outcomes) / len(outcomes)
    return {"right": right, "cer": edits / characters, "coverage_at_1%": coverage(outcomes)}


def coverage(outcomes):
    """The largest fraction of the most confident answers of which at most `RISK` are wrong."""
    best = wrong = 0
    ordered = sorted(outcomes, key=lambda outcome: -outcome[0])
    for number, (confidence, is_right) in enumerate(ordered, 1):
        wrong += not is_right
        is_last_of_its_confidence = number == len(ordered) or ordered[number][0] < confidence
        if is_last_of_its_confidence and wrong <= RISK * number:
            best = number
    return best / len(ordered)


def lines(pages, entries):
    """Aligns lines of digits in order with the fewest edits. Lines without digits are ignored."""
    edits = right = characters = count = 0
    for page, entry in zip(pages, entries):
        fewest, same = pairing([line.digits for line in page.lines if line.digits], entry["lines"])
        edits, right = edits + fewest, right + same
        characters, count = characters + sum(map(len, entry["lines"])), count + len(entry["lines"])
    return {"lines_right": right / count, "cer": edits / characters}


def exam(pages, entries):
    """A line is exactly the number; and at most `OTHERS_ALLOWED` others are reported."""
    found = alone = 0
    for page, entry in zip(pages, entries):
        (number,) = entry["lines"]
        texts = [line.digits for line in page.lines]
        found += number in texts
        alone += number in texts and len(texts) - 1 <= OTHERS_ALLOWED
    return {"number_found": found / len(pages), "and_at_most_three_others": alone / len(pages)}


def is_doubted(page):
    """Whether a reader expresses a doubt: nothing read, a `?`, a low confidence, or a note."""
    return page.is_noted or not page.lines or any("?" in line.text or line.confidence < DOUBT for line in page.lines)


def marks(pages, entries):
    """One number with marks in each picture: the texts of all lines, joined, are what is written; or they are wrong without a doubt."""
    right = wrong = 0
    for page, entry in zip(pages, entries):
        is_right = "".join(line.text for line in page.lines) == "".join(entry["texts"])
        right += is_right
        wrong += not is_right and not is_doubted(page)
    return {"right": right / len(pages), "wrong_without_doubt": wrong / len(pages)}


def nothing(pages, entries):
    """No number in any picture: a line with digits and a confidence over `SURE`; any line with digits."""
    numbers = [[line.confidence for line in page.lines if line.digits and "?" not in line.text] for page in pages]
    return {
        "number_over_0.9": sum(any(confidence > SURE for confidence in page) for page in numbers) / len(pages),
        "any_number": sum(bool(page) for page in numbers) / len(pages),
    }


def extremes(pages, entries):
    """The digits of the lines, in any order, are what is written; or they are wrong without a doubt. Nothing read from nothing is right."""
    right = wrong = 0
    for page, entry in zip(pages, entries):
        is_right = Counter(line.digits for line in page.lines if line.digits) == Counter(entry["lines"])
        right += is_right
        wrong += not is_right and not is_doubted(page)
    return {"right": right / len(pages), "wrong_without_doubt": wrong / len(pages)}


TASKS = {
    "amounts": amounts,
    "lines": lines,
    "exam": exam,
    "marks": marks,
    "scenes": lines,
    "nothing": nothing,
    "extremes": extremes,
}
# Tasks in which each picture is one line, so that nothing has to be found.
ONE_LINE = ("amounts", "marks")


def by_kind(task, pages, entries):
    """The figures of each kind of picture, and of all."""
    kinds = sorted({entry["kind"] for entry in entries if "kind" in entry})
    result = {}
    for kind in kinds if len(kinds) > 1 else []:
        chosen = [place for place, entry in enumerate(entries) if entry["kind"] == kind]
        result[kind] = TASKS[task]([pages[place] for place in chosen], [entries[place] for place in chosen])
    result["all"] = TASKS[task](pages, entries)
    return result
