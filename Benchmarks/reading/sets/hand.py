"""A writer's hand: digits of MNIST's test images that look alike, and marks of the same pen."""

import functools
import pathlib
import sys

import numpy as np
from PIL import Image, ImageFilter

from . import strokes

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "Scripts/handwriting"))
from sheet import mnist  # noqa: E402


@functools.cache
def digits():
    """MNIST's test images, the indices of each digit, and the stroke width and the slant of each image."""
    images, places = mnist("t10k")
    ink = images.astype(np.float32) / 255
    area = ink.sum((1, 2))
    edges = np.abs(np.diff(ink, axis=1)).sum((1, 2)) + np.abs(np.diff(ink, axis=2)).sum((1, 2))
    # A stroke has two edges; those of slanted strokes are counted in both directions, by 4/pi on average.
    breadth = 2 * area / (edges * np.pi / 4)
    y, x = np.mgrid[0:28, 0:28].astype(np.float32)
    cx, cy = ((ink * axis).sum((1, 2)) / area for axis in (x, y))
    dx, dy = x - cx[:, None, None], y - cy[:, None, None]
    lean = -(ink * dx * dy).sum((1, 2)) / (ink * dy * dy).sum((1, 2))
    return images, places, breadth, lean


class Hand:
    """Writes characters of one size with one pen."""

    # The number of images of a digit most similar to the hand, from which one is drawn.
    CHOICE = 40

    def __init__(self, random, size):
        self.random, self.size = random, size
        _, _, breadth, lean = digits()
        self.breadth = float(np.clip(random.normal(breadth.mean(), breadth.std()), 1.4, 4))
        self.lean = float(np.clip(random.normal(0.12, 0.18), -0.35, 0.6))
        self.aspect = float(np.exp(random.normal(0, 0.08)))
        self.weight = random.uniform(-0.08, 0.12)
        self.marks = strokes.MarkForms(random)

    def glyph(self, character):
        """The ink (0...1) of a character, cropped, and the row of its top below the digits' top."""
        if character.isdigit():
            return self.digit(int(character))
        pen = max(1.0, (self.breadth + 12 * self.weight) / 20 * self.size)
        size = self.size * self.random.uniform(0.92, 1.08)
        # Nobody's slash leans to the left.
        lean = max(0, self.lean) if character == "/" else self.lean
        return strokes.ink(self.marks.strokes(character), size, pen, 0.7 * lean, self.random)

    def digit(self, digit):
        images, places, breadth, lean = digits()
        of_digit = places[digit]
        unlike = np.abs(breadth[of_digit] - self.breadth) / 0.5 + np.abs(lean[of_digit] - self.lean) / 0.12
        likest, size = of_digit[np.argsort(unlike)[: self.CHOICE]], self.size * self.random.normal(1, 0.05)
        # Some images are reduced to dots, which nobody writes.
        for _ in range(4):
            ink = enlarged(images[self.random.choice(likest)], size, self.aspect, self.weight)
            if digit in (4, 5) or len(pieces(ink)[1]) == 1:
                break
        return ink, (self.size - ink.shape[0]) / 2 + self.random.normal(0, 0.03) * self.size

    def write(self, text, gap):
        """The ink of a text on one line: an array, and its row at the top of the digits.

        `gap` is the usual distance between characters in units of the size; a space in the text is a wider one."""
        placed, x, top, foot = [], 0.0, 0, 0
        for character in text:
            if character == " ":
                x += self.random.uniform(0.3, 0.5) * self.size
                continue
            ink, row = self.glyph(character)
            # Low marks stand in the gap: nearer than digits do.
            near = 0.7 if character in ".,:" else 1
            if placed:
                x += self.size * near * max(-0.04, self.random.normal(gap, 0.3 * gap))
            placed.append((ink, round(x), round(row)))
            x += ink.shape[1]
            top, foot = min(top, round(row)), max(foot, round(row) + ink.shape[0])
        result = np.zeros((foot - top, max(left + ink.shape[1] for ink, left, _ in placed)), np.float32)
        for ink, left, row in placed:
            area = result[row - top : row - top + ink.shape[0], left : left + ink.shape[1]]
            np.maximum(area, ink, out=area)
        return result, -top


def enlarged(image, size, aspect, weight):
    """An image of MNIST as a pen's ink, cropped, with `size` pixels for its 20. A stroke that breaks is drawn thicker."""
    for more in (0, 0.07, 0.14, 0.21):
        ink = pen_ink(image, size, aspect, weight + more)
        if ink.max() >= 0.5 and len(pieces(ink)[1]) == 1:
            break
    else:
        # Two strokes, as some write a 5.
        ink = pen_ink(image, size, aspect, weight + 0.07)
    ink = without_specks(ink)
    rows, columns = np.flatnonzero(ink.max(1) > 0.15), np.flatnonzero(ink.max(0) > 0.15)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def pen_ink(image, size, aspect, weight):
    """The whole image as sharp ink; more `weight` is a thicker pen."""
    scale = size / 20
    wide, high = round(28 * scale * aspect * 4), round(28 * scale * 4)
    large = Image.fromarray(image).resize((wide, high), Image.Resampling.BICUBIC)
    large = large.filter(ImageFilter.GaussianBlur(2.4 * scale))
    values = np.asarray(large, np.float32) / 255
    sharp = np.clip((values - (0.36 - weight)) * 14 + 0.5, 0, 1)
    small = Image.fromarray((sharp * 255).astype(np.uint8)).resize((max(1, wide // 4), max(1, high // 4)), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / 255


def pieces(ink):
    """The connected pieces of ink: the label of each pixel, 0 for none; the labels with their sizes; and the step between pixels."""
    # Large ink has thick strokes: a coarser grid shows them as well.
    step = max(1, ink.shape[0] // 40)
    solid = ink[::step, ::step] > 0.15
    names = np.where(solid, np.arange(1, solid.size + 1).reshape(solid.shape), 0)
    while True:
        padded = np.pad(names, 1)
        shifts = [padded[y : y + solid.shape[0], x : x + solid.shape[1]] for y in range(3) for x in range(3)]
        spread = np.max(shifts, 0) * solid
        if (spread == names).all():
            break
        names = spread
    return names, dict(zip(*np.unique(names[solid], return_counts=True))), step


def without_specks(ink):
    """Removes pieces of less than a twentieth of the ink: beside a digit, these would be dots."""
    names, sizes, step = pieces(ink)
    kept = np.isin(names, [name for name, size in sizes.items() if size >= 0.05 * sum(sizes.values())])
    kept = np.kron(kept, np.ones((step, step), bool))[: ink.shape[0], : ink.shape[1]]
    # Includes the soft edges.
    kept = np.asarray(Image.fromarray(kept).convert("L").filter(ImageFilter.MaxFilter(2 * step + 1))) > 0
    return np.where(kept, ink, 0)
