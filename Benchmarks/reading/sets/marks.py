"""Numbers with marks, one in each picture."""

import numpy as np

from . import paper, texts
from .hand import Hand


def surroundings(ink, size, base, random):
    """The printed lines around a number whose digits stand on row `base`: none, a rule, a box, or a pad's rules."""
    lines = np.zeros_like(ink)
    height, width = ink.shape
    pen, strength = max(1, round(0.03 * size)), random.uniform(0.4, 0.9)
    kind = random.choice(["none", "rule", "box", "pad"], p=[0.55, 0.2, 0.1, 0.15])
    if kind == "rule":
        y = round(min(height - pen, base + random.uniform(0.03, 0.2) * size))
        lines[y : y + pen] = strength
    elif kind == "box":
        lines[:pen] = lines[-pen:] = strength
        lines[:, :pen] = lines[:, -pen:] = strength
    elif kind == "pad":
        step = random.uniform(0.7, 1.5) * size
        for y in np.arange(base - 3 * step, height, step):
            if 0 <= y < height - pen:
                lines[round(y) : round(y) + pen] = 0.6 * strength
    return lines


def draw(number, random):
    """A picture, and what is written in it."""
    kind = list(texts.KINDS)[number % len(texts.KINDS)]
    text = texts.KINDS[kind](random)
    size = float(random.choice([24, 32, 44, 60, 84])) * random.uniform(0.9, 1.1)
    hand = Hand(random, size)
    written, top = hand.write(text, gap=float(random.choice([0.05, 0.12, 0.2, 0.32])))
    margins = [round(random.uniform(0.25, 0.9) * size) for _ in range(4)]
    ink = np.pad(written, ((margins[0], margins[1]), (margins[2], margins[3])))
    lines = surroundings(ink, size, margins[0] + top + size, random)
    picture = paper.photographed(paper.colored(ink, lines, random), random)
    return picture, {"kind": kind, "texts": [text.replace(" ", "")]}
