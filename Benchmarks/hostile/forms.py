"""Blank sheets and form files that ask for much."""

import gzip
import json
import pathlib
import random
import zlib

from . import pictures

DIGITS = pathlib.Path(__file__).resolve().parents[2] / "Data" / "MNIST" / "t10k-images-idx3-ubyte.gz"


def sheet(path, width, height, row):
    """A gray picture of the rows that a function gives."""
    pictures.png(path, width, height, data=zlib.compress(b"".join(b"\0" + row(y) for y in range(height)), 9))


def sheet_of_boxes(path):
    wall, inside = bytes(1010), bytes(i % 14 and 255 for i in range(1010))
    sheet(path, 1010, 9900, lambda y: inside if y % 14 else wall)


def sheet_of_rules(path):
    paper, rules = b"\xff" * 10_000, (b"\xff" * 100 + bytes(900)) * 10
    sheet(path, 10_000, 10_000, lambda y: paper if y % 45 else rules)


def sheet_of_walls(path):
    # Gray walls across the page, which pairs of boxes share. Their dark pixels are so far apart that each pair's walls can be followed
    # from edge to edge.
    side, step = 10_000, 8
    wall = b"\x96" * side
    dark = bytearray(wall)
    dark[::33] = bytes(len(dark[::33]))
    insides = []
    for shift in (0, 168):
        row = bytearray(b"\xff" * side)
        for x in range(shift, side - 248, 344):
            for start in (x, x + 120, x + 240):
                row[start : start + step] = wall[:step]
        insides.append(bytes(row))
    sheet(path, side, side, lambda y: insides[y // 120 % 2] if y % 120 >= step else bytes(dark) if y % 120 in (3, 4) else wall)


def form(path, fields, rules=(), name="f", ink=None):
    """A folder with a form and a page: specks that identify the page, and fields, blank or with the ink that a function adds."""
    path.mkdir()
    dice = random.Random(1)
    rows = [bytearray(b"\xff" * 1000) for _ in range(1000)]
    for _ in range(3000):
        x, y = dice.randrange(990), dice.randrange(700, 990)
        for row in rows[y : y + dice.randrange(2, 9)]:
            row[x : x + 4] = bytes(4)
    sheet(path / ("blank.png" if ink else "page.png"), 1000, 1000, lambda y: bytes(rows[y]))
    if ink:
        ink(rows)
        sheet(path / "page.png", 1000, 1000, lambda y: bytes(rows[y]))
    write(path, 1000, 1000, fields, rules, name, "blank.png" if ink else "page.png")


def write(path, width, height, fields, rules=(), name="f", reference="page.png"):
    text = {"form": name, "page": [width, height], "reference": reference, "fields": fields, "rules": list(rules)}
    (path / "hostile.form").write_text(json.dumps(text))


def digits(rows):
    """A handwritten digit in each of 1,000 fields, 14 pixels a side: many are read in several ways."""
    with gzip.open(DIGITS) as file:
        pixels = file.read()[16:]
    places = [4 + step * 20 // 14 for step in range(14)]
    for place in range(1000):
        left, top, start = place % 50 * 20 + 1, place // 50 * 20 + 1, place * 28 * 28
        for row, y in zip(rows[top : top + 14], places):
            row[left : left + 14] = bytes(255 - pixels[start + 28 * y + x] for x in places)


def page_of_specks(path, width, height, sizes):
    """Squares of print all over, of each of some sizes."""
    dice = random.Random(1)
    rows = [bytearray(b"\xff" * width) for _ in range(height)]
    table = bytes(0 if value < 70 else 255 for value in range(256))
    for size in sizes:
        for top in range(0, height, size):
            dark = dice.randbytes(width // size + 1).translate(table)
            for x in (place * size for place, value in enumerate(dark) if not value):
                end = min(width, x + size)
                for row in rows[top : top + size]:
                    row[x:end] = bytes(end - x)
    sheet(path, width, height, lambda y: bytes(rows[y]))


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


def checkboxes_on_print(path):
    # Most of the page is in one of 10,000 boxes, wherever a place to recognize it by is tried.
    path.mkdir()
    width, height = 1200, 11_900
    page_of_specks(path / "page.png", width, height, (4,))
    boxes = {str(place): [place % 50 * 24, place // 50 * 59, 19, 50] for place in range(10_000)}
    write(path, width, height, [{"name": "m", "kind": "marks", "marks": boxes}])


def checkboxes_with_corners(path):
    # Print at each of the 40,000 corners of boxes.
    path.mkdir()
    width, height = 1100, 1700
    page_of_specks(path / "page.png", width, height, (5, 20, 40))
    boxes = {str(place): [place % 100 * 11, place // 100 * 11, 6, 6] for place in range(10_000)}
    write(path, width, height, [{"name": "m", "kind": "marks", "marks": boxes}])


def rules_in_a_chain(path):
    # All fields have something to do with each other; with these 700, about a thousand combinations of readings are weighed.
    rules = [{"rule": "order", "fields": [str(place), str(place + 1)]} for place in range(699)]
    form(path, list(fields(700)), rules, ink=digits)


def rules_in_groups(path):
    # Each of 50 groups has 20 fields, all in each of its 20 rules.
    groups = [[str(place) for place in range(start, start + 20)] for start in range(0, 1000, 20)]
    form(path, list(fields(1000)), [{"rule": "order", "fields": names} for names in groups for _ in range(20)], ink=digits)
