"""Pictures at the limits of a reader's domain: turned pages, columns, tiny crops, very long lines, no ink, nothing but ink.

The lines of a picture may be reported in any order.
"""

import numpy as np
from PIL import Image

from . import paper
from .hand import Hand
from .scenes import Sheet, plain_number

KINDS = ("upside-down", "sideways", "columns", "tiny", "long", "strip", "no-ink", "all-ink")


def photo(sheet, random):
    return paper.photographed(paper.colored(sheet.ink, sheet.lines, random), random)


def page(random, columns=1):
    """A page of numbers in columns whose rows are at different levels."""
    size = random.uniform(36, 60)
    sheet = Sheet(random, round(size * random.uniform(10, 12) * columns), round(size * random.uniform(10, 14)))
    hand, wide = Hand(random, size), sheet.width / columns
    for column in range(columns):
        base = size * random.uniform(1.4, 2.4)
        while base + 0.5 * size < sheet.height:
            left = column * wide + random.uniform(0.4, 0.8) * size
            sheet.write(hand, plain_number(random, 4, 8), left, base, 0.15)
            base += size * random.uniform(1.8, 2)
    return sheet


def line(random, text, size, gap=0.18):
    """One line of writing with a margin."""
    written, _ = Hand(random, size).write(text, gap)
    margin = round(0.6 * size)
    sheet = Sheet(random, written.shape[1] + 2 * margin, written.shape[0] + 2 * margin)
    sheet.place(written, margin, margin)
    sheet.texts.append(text)
    return sheet


def turned(random, angles):
    sheet = page(random)
    return photo(sheet, random).rotate(float(random.choice(angles)), expand=True), sheet.texts


def two_columns(random):
    sheet = page(random, columns=2)
    return photo(sheet, random), sheet.texts


def tiny(random):
    """A crop 8 pixels high."""
    sheet = line(random, plain_number(random, 3, 7), 48)
    picture = photo(sheet, random)
    return picture.resize((max(1, round(8 * picture.width / picture.height)), 8), Image.Resampling.BOX), sheet.texts


def long(random):
    """A line of 200 digits."""
    sheet = line(random, "".join(str(digit) for digit in random.integers(0, 10, 200)), random.uniform(24, 40))
    return photo(sheet, random), sheet.texts


def strip(random):
    """30,000 pixels wide, with a number here and there."""
    size = random.uniform(28, 36)
    sheet, hand, x = Sheet(random, 30_000, round(2 * size)), Hand(random, size), 100.0
    while x < 29_000:
        sheet.write(hand, plain_number(random, 4, 8), x, 1.5 * size, 0.18)
        x += random.uniform(1500, 3000)
    return photo(sheet, random), sheet.texts


def even(random, low, high):
    """One gray level, with or without noise."""
    height, width = (int(size) for size in random.integers(40, 800, 2))
    values = random.uniform(low, high) + random.normal(0, random.choice([0.01, 2, 8]), (height, width))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)), []


DRAWN = {
    "upside-down": lambda random: turned(random, [180]),
    "sideways": lambda random: turned(random, [90, 270]),
    "columns": two_columns,
    "tiny": tiny,
    "long": long,
    "strip": strip,
    "no-ink": lambda random: even(random, 200, 255),
    "all-ink": lambda random: even(random, 0, 40),
}


def draw(number, random):
    """A picture, and what is written in it."""
    kind = KINDS[number % len(KINDS)]
    picture, written = DRAWN[kind](random)
    return picture, {"kind": kind, "texts": written}
