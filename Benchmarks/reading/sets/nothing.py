"""Pictures with no number: letters, words of print, scribbles, textures, stains, and drawings.

Letters that people write just like a digit (O, I, l, S, Z, B, b, g, q, D, s, z, o, i) appear in words only: alone, no reader could refuse
them.
"""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from . import paper, strokes

KINDS = ("words", "letters", "print", "scribbles", "textures", "drawings", "blots", "blank")
ALONE = "ACEFHJKMNPRTUVWXYacdefhjkmnprtuvwxy"
WORDS = (
    "hello garden milk paper winter morning river table window mother school letter yellow apple country house people friend"
    " Monday Berlin Paris thanks dear street bread coffee order signed cash total with love from John Anna Peter Maria"
).split()

# Letters of a simple hand as strokes: points as in `strokes`, y from 0 (top) to 1 (baseline).
LETTERS = {
    "A": [[(0, 1), (0.3, 0), (0.6, 1)], [(0.12, 0.6), (0.5, 0.6)]],
    "C": [[(0.6, 0.15), (0.3, 0), (0, 0.5), (0.3, 1), (0.62, 0.85)]],
    "E": [[(0.5, 0), (0, 0.02), (0, 0.5), (0, 1), (0.52, 0.98)], [(0, 0.5), (0.4, 0.48)]],
    "F": [[(0.5, 0), (0, 0.02), (0, 0.5), (0, 1)], [(0, 0.5), (0.4, 0.48)]],
    "H": [[(0, 0), (0, 1)], [(0.5, 0), (0.5, 1)], [(0, 0.5), (0.5, 0.48)]],
    "J": [[(0.4, 0), (0.4, 0.8), (0.2, 1), (0, 0.82)]],
    "K": [[(0, 0), (0, 1)], [(0.5, 0), (0.05, 0.5), (0.55, 1)]],
    "M": [[(0, 1), (0.08, 0), (0.35, 0.7), (0.62, 0), (0.7, 1)]],
    "N": [[(0, 1), (0.02, 0)], [(0.02, 0), (0.5, 1)], [(0.5, 1), (0.52, 0)]],
    "P": [[(0, 1), (0, 0)], [(0, 0.05), (0.45, 0.02), (0.5, 0.3), (0.3, 0.5), (0, 0.5)]],
    "R": [[(0, 1), (0, 0)], [(0, 0.05), (0.45, 0.02), (0.48, 0.3), (0.05, 0.5)], [(0.05, 0.5), (0.55, 1)]],
    "T": [[(0, 0), (0.6, 0)], [(0.3, 0), (0.3, 1)]],
    "U": [[(0, 0), (0, 0.7), (0.25, 1), (0.5, 0.7), (0.5, 0)]],
    "V": [[(0, 0), (0.27, 1)], [(0.27, 1), (0.55, 0)]],
    "W": [[(0, 0), (0.2, 1)], [(0.2, 1), (0.38, 0.3)], [(0.38, 0.3), (0.56, 1)], [(0.56, 1), (0.75, 0)]],
    "X": [[(0, 0), (0.55, 1)], [(0.5, 0), (0, 1)]],
    "Y": [[(0, 0), (0.28, 0.5)], [(0.55, 0), (0.28, 0.5), (0.25, 1)]],
    "a": [[(0.4, 0.45), (0.15, 0.42), (0.02, 0.75), (0.18, 1), (0.4, 0.7), (0.42, 0.45)], [(0.42, 0.45), (0.42, 0.9), (0.55, 1)]],
    "c": [[(0.4, 0.5), (0.2, 0.4), (0, 0.7), (0.2, 1), (0.42, 0.9)]],
    "d": [[(0.4, 0.5), (0.15, 0.42), (0.02, 0.75), (0.18, 1), (0.4, 0.75)], [(0.42, -0.05), (0.42, 0.95)]],
    "e": [[(0.02, 0.7), (0.38, 0.66), (0.22, 0.4), (0, 0.7), (0.2, 1), (0.42, 0.9)]],
    "f": [[(0.4, 0.05), (0.22, 0.1), (0.18, 0.5), (0.18, 1)], [(0, 0.48), (0.36, 0.46)]],
    "h": [[(0, -0.05), (0, 1)], [(0, 0.65), (0.22, 0.42), (0.36, 0.6), (0.36, 1)]],
    "j": [[(0.2, 0.45), (0.2, 1.15), (0.05, 1.3), (-0.05, 1.2)], [(0.2, 0.22), (0.205, 0.23)]],
    "k": [[(0, -0.05), (0, 1)], [(0.34, 0.45), (0.03, 0.72), (0.38, 1)]],
    "l": [[(0, 0.9), (0.18, 0.2), (0.12, -0.05), (0.03, 0.3), (0.08, 0.95), (0.22, 0.9)]],
    "m": [[(0, 0.45), (0, 1)], [(0, 0.6), (0.15, 0.43), (0.26, 0.6), (0.26, 1)], [(0.26, 0.6), (0.42, 0.43), (0.54, 0.6), (0.54, 1)]],
    "n": [[(0, 0.45), (0, 1)], [(0, 0.62), (0.2, 0.42), (0.36, 0.6), (0.36, 1)]],
    "o": [[(0.25, 0.42), (0, 0.7), (0.2, 1), (0.42, 0.72), (0.25, 0.42), (0.5, 0.45)]],
    "p": [[(0, 0.45), (0, 1.35)], [(0, 0.55), (0.25, 0.42), (0.4, 0.7), (0.2, 1), (0, 0.9)]],
    "r": [[(0, 0.45), (0.02, 1)], [(0.02, 0.65), (0.18, 0.44), (0.34, 0.5)]],
    "s": [[(0.32, 0.48), (0.12, 0.42), (0.08, 0.6), (0.3, 0.78), (0.2, 0.99), (0, 0.92)]],
    "t": [[(0.16, 0.1), (0.16, 0.85), (0.3, 1), (0.4, 0.92)], [(0, 0.42), (0.34, 0.4)]],
    "u": [[(0, 0.45), (0.02, 0.85), (0.2, 1), (0.38, 0.8), (0.4, 0.45)], [(0.4, 0.45), (0.42, 1)]],
    "v": [[(0, 0.45), (0.18, 1)], [(0.18, 1), (0.38, 0.45)]],
    "w": [[(0, 0.45), (0.12, 1)], [(0.12, 1), (0.26, 0.6)], [(0.26, 0.6), (0.4, 1)], [(0.4, 1), (0.54, 0.45)]],
    "x": [[(0, 0.45), (0.4, 1)], [(0.38, 0.45), (0, 1)]],
    "y": [[(0, 0.45), (0.2, 0.9)], [(0.42, 0.45), (0.2, 0.95), (0.02, 1.35)]],
    "i": [[(0, 0.45), (0.02, 0.9), (0.12, 1)], [(0.01, 0.2), (0.015, 0.21)]],
    "b": [[(0, -0.05), (0, 0.95)], [(0, 0.6), (0.25, 0.45), (0.38, 0.75), (0.2, 1), (0, 0.9)]],
    "g": [[(0.38, 0.5), (0.12, 0.44), (0.02, 0.72), (0.2, 0.98), (0.38, 0.7)], [(0.4, 0.45), (0.38, 1.2), (0.12, 1.35), (0, 1.2)]],
    "D": [[(0, 0), (0, 1)], [(0, 0.02), (0.4, 0.15), (0.5, 0.5), (0.38, 0.88), (0, 1)]],
    "B": [[(0, 0), (0, 1)], [(0, 0.02), (0.42, 0.15), (0.3, 0.45), (0.02, 0.5)], [(0.02, 0.5), (0.48, 0.65), (0.36, 0.96), (0, 1)]],
}


def handwriting(text, size, random):
    """The ink of letters side by side, as close as in words."""
    pen, slant = max(1.2, random.uniform(0.05, 0.12) * size), random.normal(0.12, 0.15)
    placed, x = [], 0.0
    for letter in text:
        lines = [[(px + random.normal(0, 0.02), py + random.normal(0, 0.02)) for px, py in line] for line in LETTERS[letter]]
        ink, row = strokes.ink([strokes.curve(line) for line in lines], size, pen, slant, random)
        placed.append((ink, round(x), row))
        x += ink.shape[1] + size * random.normal(0.05, 0.04)
    top, foot = min(row for _, _, row in placed), max(row + ink.shape[0] for ink, _, row in placed)
    result = np.zeros((foot - top, max(left + ink.shape[1] for ink, left, _ in placed)), np.float32)
    for ink, left, row in placed:
        area = result[row - top : row - top + ink.shape[0], max(0, left) : max(0, left) + ink.shape[1]]
        np.maximum(area, ink[:, : area.shape[1]], out=area)
    return result


def framed(ink, size, random):
    """Adds paper around the ink."""
    edges = [round(random.uniform(0.25, 1) * size) for _ in range(4)]
    return np.pad(ink, ((edges[0], edges[1]), (edges[2], edges[3])))


def words(random, size):
    text = str(random.choice([word for word in WORDS if all(letter in LETTERS for letter in word)]))
    return framed(handwriting(text, size, random), size, random)


def letters(random, size):
    text = "".join(random.choice(list(ALONE), random.integers(1, 5)))
    return framed(handwriting(text, size, random), size, random)


def machine(random, size):
    """Words in Pillow's own font, so that no system font is needed."""
    font = ImageFont.load_default(size=0.8 * size)
    rows = [" ".join(random.choice(WORDS, random.integers(1, 4))) for _ in range(random.integers(1, 4))]
    wide, high = round(max(font.getlength(row) for row in rows)) + 4, round(1.1 * size * len(rows)) + 4
    image = Image.new("L", (wide, high))
    draw = ImageDraw.Draw(image)
    for index, row in enumerate(rows):
        draw.text((2, 1.1 * size * index), row, fill=255, font=font)
    return framed(np.asarray(image, np.float32) / 255, size, random)


def scribbles(random, size):
    """A pen that wanders, or moves back and forth over something."""
    wide = size * random.uniform(2, 6)
    if random.random() < 0.5:
        count = int(random.integers(8, 30))
        points = [(random.uniform(0, wide), random.uniform(0, 1.2 * size)) for _ in range(count)]
    else:
        count = int(random.integers(10, 40))
        points = [(wide * i / count, size * (0.1 + (i % 2)) + random.normal(0, 0.15 * size)) for i in range(count)]
    ink, _ = strokes.ink([strokes.curve(np.array(points) / size)], size, max(1.2, 0.06 * size), 0, random)
    return framed(ink, size, random)


def textures(random, size):
    """Woven, dotted, hatched or grained paper."""
    height, width = round(size * random.uniform(1.5, 4)), round(size * random.uniform(2, 7))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle, step = random.uniform(0, math.pi), random.uniform(0.08, 0.4) * size
    u, v = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    form = int(random.integers(0, 4))
    if form == 0:
        result = (np.sin(2 * math.pi * u / step) > 0.7) * 1.0
    elif form == 1:
        result = ((np.sin(2 * math.pi * u / step) > 0.3) & (np.sin(2 * math.pi * v / step) > 0.3)) * 1.0
    elif form == 2:
        bend = 0.3 * size * paper.smooth(random, width, height, 4)
        result = (np.sin(2 * math.pi * (u + bend) / step) > 0.8) * 1.0
    else:
        grain = Image.fromarray(random.integers(0, 256, (height, width), np.uint8)).filter(ImageFilter.BoxBlur(1))
        result = (np.asarray(grain) > 170) * 1.0
    return (result * random.uniform(0.25, 1)).astype(np.float32)


def drawings(random, size):
    """Arrows, stars, houses, faces, ticks, crosses and boxes, larger than writing or side by side."""
    t = np.linspace(0, 2 * math.pi, 9)
    ring = [(0.5 + 0.5 * math.sin(a), 0.5 - 0.5 * math.cos(a)) for a in t]
    star = [(0.5 + 0.5 * math.sin(4 * math.pi / 5 * k), 0.5 - 0.5 * math.cos(4 * math.pi / 5 * k)) for k in range(6)]
    straight = lambda points: [points[i : i + 2] for i in range(len(points) - 1)]
    forms = [
        [[(0, 0.5), (1.4, 0.5)], [(1.1, 0.25), (1.4, 0.5)], [(1.4, 0.5), (1.1, 0.75)]],
        straight(star),
        straight([(0, 1), (0, 0.4), (0.5, 0), (1, 0.4), (1, 1), (0, 1)]) + [[(0, 0.4), (1, 0.4)]],
        [ring, [(0.3, 0.35), (0.31, 0.36)], [(0.7, 0.35), (0.71, 0.36)], [(0.25, 0.65), (0.5, 0.8), (0.75, 0.65)]],
        [[(0, 0.5), (0.3, 1)], [(0.3, 1), (1, -0.1)]],
        straight([(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]) + [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.1), (0.1, 0.9)]],
    ]
    lines, x = [], 0.0
    for form in random.permutation(len(forms))[: random.integers(1, 4)]:
        for line in forms[form]:
            lines.append(strokes.curve([(x + px + random.normal(0, 0.015), py + random.normal(0, 0.015)) for px, py in line]))
        x += 1.8
    ink, _ = strokes.ink(lines, 1.3 * size, max(1.2, 0.07 * size), 0, random)
    return framed(ink, size, random)


def blots(random, size):
    """Stains and drops."""
    height, width = round(size * random.uniform(1.2, 3)), round(size * random.uniform(2, 6))
    field = paper.smooth(random, width, height, int(random.integers(4, 12)))
    level = np.quantile(field, random.uniform(0.75, 0.95))
    return np.clip((field - level) * random.choice([2.0, 8.0]), 0, 1).astype(np.float32) * random.uniform(0.3, 1)


def blank(random, size):
    """Blank paper, or the empty lines of a form."""
    height, width = round(size * random.uniform(1, 4)), round(size * random.uniform(2, 7))
    result = np.zeros((height, width), np.float32)
    if random.random() < 0.5:
        step = max(6, round(size * random.uniform(0.5, 1.2)))
        result[step // 2 :: step] = random.uniform(0.3, 0.9)
        if random.random() < 0.5:
            result[:, step // 2 :: step] = random.uniform(0.3, 0.9)
    return result


DRAWN = {"print": machine}


def draw(number, random):
    """A picture, and what is written in it."""
    kind = KINDS[number % len(KINDS)]
    size = float(random.choice([24, 36, 56, 80])) * random.uniform(0.9, 1.1)
    ink = DRAWN.get(kind, globals().get(kind))(random, size)
    picture = paper.colored(ink, np.zeros_like(ink), random)
    return paper.photographed(picture, random), {"kind": kind, "texts": []}
