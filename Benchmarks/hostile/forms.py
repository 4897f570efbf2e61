"""Blank sheets and form files that ask for much."""

import json
import random
import zlib

from . import pictures


def sheet(path, width, height, row):
    """A gray picture of the rows that a function gives."""
    pictures.png(path, width, height, data=zlib.compress(b"".join(b"\0" + row(y) for y in range(height)), 9))


def sheet_of_boxes(path):
    wall, inside = bytes(1010), bytes(i % 14 and 255 for i in range(1010))
    sheet(path, 1010, 9900, lambda y: inside if y % 14 else wall)


def sheet_of_rules(path):
    paper, rules = b"\xff" * 10_000, (b"\xff" * 100 + bytes(900)) * 10
    sheet(path, 10_000, 10_000, lambda y: paper if y % 45 else rules)


def form(path, fields, rules=(), name="f"):
    """A folder with a form and a page: specks that identify the page, and blank fields."""
    path.mkdir()
    dice = random.Random(1)
    rows = [bytearray(b"\xff" * 1000) for _ in range(1000)]
    for _ in range(3000):
        x, y = dice.randrange(990), dice.randrange(700, 990)
        for row in rows[y : y + dice.randrange(2, 9)]:
            row[x : x + 4] = bytes(4)
    sheet(path / "page.png", 1000, 1000, lambda y: bytes(rows[y]))
    text = {"form": name, "page": [1000, 1000], "reference": "page.png", "fields": fields, "rules": list(rules)}
    (path / "hostile.form").write_text(json.dumps(text))


def fields(count, **known):
    for place in range(count):
        box = [place % 50 * 20, place // 50 * 20, 15, 15]
        yield {"name": str(place), "kind": "number", "box": box, **{key: value(place) for key, value in known.items()}}


def pattern_that_is_long(path):
    form(path, list(fields(1, pattern=lambda _: r"(\d{64}){60}")))


def name_that_is_long(path):
    form(path, list(fields(1)), name="N" * 24_000_000)


def label_that_is_long(path):
    form(path, [{"name": "m", "kind": "marks", "marks": {"\x1b" * 6_000_000: [9, 9, 9, 9]}}])


def patterns_that_differ(path):
    form(path, list(fields(1000, pattern=lambda place: rf"([12]?\d{{12}}){{0,10}}{place}")))


def ranges_that_differ(path):
    digits = "12345678901234567890123456789"
    form(path, list(fields(1000, range=lambda place: f"-{digits}.{place}..{place}{digits}.{digits}")))


def boxes_in_a_row(path):
    boxes = {str(place): [place % 160 * 6, place // 160 * 6, 6, 6] for place in range(16_000)}
    form(path, [{"name": "m", "kind": "marks", "marks": boxes}])


def rules_of_many_fields(path):
    names = [str(place) for place in range(1000)]
    form(path, list(fields(1000)), [{"rule": "order", "fields": names}] * 250)
