"""Marks as a pen writes them: strokes through points that vary from one to the next, and their ink.

Coordinates are in digit heights: x to the right, y down from the top of the digits (0) to the baseline (1).
"""

import math

import numpy as np
from PIL import Image, ImageDraw

# The factor by which ink is drawn larger before it is averaged.
OVERSAMPLING = 4


def curve(points, count=24):
    """A smooth curve through points (Catmull-Rom)."""
    points = np.array(points, float)
    if len(points) < 3:
        return np.linspace(points[0], points[-1], count)
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    parts = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:]):
        t = np.linspace(0, 1, count)[:, None]
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack(parts)


class MarkForms:
    """One writer's marks."""

    def __init__(self, random):
        self.random = random
        # Habits that stay the same within a number.
        self.dot_length = random.choice([0.0, 0.03, 0.06], p=[0.5, 0.3, 0.2])
        self.bars = random.choice(["one", "two", "ends"])
        # A slash leans more than digits do.
        self.lean = random.uniform(0.28, 0.55)
        self.dash, self.middle = random.uniform(0.22, 0.5), random.normal(0.55, 0.05)

    def near(self, x, y, spread=0.02):
        return (x + self.random.normal(0, spread), y + self.random.normal(0, spread))

    def strokes(self, mark):
        """The strokes of a mark, each as points, starting near x = 0."""
        return getattr(self, FORMS[mark])()

    def dot_at(self, y):
        length, angle = self.dot_length * self.random.uniform(0.5, 1.5), self.random.uniform(0.6, 2.2)
        x, y = self.near(0, y, 0.015)
        return [(x, y), (x + length * math.cos(angle) + 0.004, y + length * math.sin(angle))]

    def dot(self):
        return [curve(self.dot_at(self.random.normal(0.96, 0.025)), 6)]

    def comma(self):
        top, length = self.random.normal(0.92, 0.03), self.random.uniform(0.18, 0.36)
        bend = self.random.uniform(-0.02, 0.06)
        return [curve([(0.08, top), (0.08 + bend, top + 0.45 * length), self.near(-0.02, top + length)])]

    def hyphen(self):
        y, tilt = self.random.normal(self.middle, 0.02), self.random.normal(-0.02, 0.04)
        length = self.dash * self.random.uniform(0.85, 1.15)
        return [curve([(0, y), self.near(0.5 * length, y + 0.5 * tilt, 0.008), (length, y + tilt)])]

    def slash(self):
        top, foot = self.random.normal(-0.08, 0.06), self.random.normal(1.1, 0.06)
        bend = self.random.normal(0, 0.02)
        return [curve([(self.lean, top), (0.5 * self.lean + bend, 0.5), (0, foot)])]

    def colon(self):
        first = self.random.uniform(0.28, 0.5)
        return [curve(self.dot_at(first), 6), curve(self.dot_at(self.random.uniform(first + 0.3, 0.97)), 6)]

    def plus(self):
        size, y = self.random.uniform(0.4, 0.6), self.random.normal(0.55, 0.04)
        middle = 0.5 * size
        flat = [self.near(0, y), self.near(size, y)]
        upright = [self.near(middle, y - 0.5 * size), self.near(middle, y + 0.5 * size)]
        return [curve(flat), curve(upright)]

    def opening(self):
        width, top, foot = self.random.uniform(0.14, 0.26), self.random.normal(-0.1, 0.05), self.random.normal(1.12, 0.05)
        return [curve([(width, top), self.near(0.3 * width, 0.2), self.near(0, 0.5), self.near(0.3 * width, 0.82), (width, foot)])]

    def closing(self):
        return [np.array([0.2, 0]) + stroke * [-1, 1] for stroke in self.opening()]

    def number_sign(self):
        wide, lean = self.random.uniform(0.55, 0.8), self.random.uniform(0.02, 0.18)
        strokes = []
        for share in (0.33, 0.68):
            strokes.append(curve([self.near(share * wide + lean, 0.02), self.near(share * wide - 0.3 * lean, 0.98)]))
        for y in (0.36, 0.66):
            strokes.append(curve([self.near(0, y), self.near(wide, y - 0.03)]))
        return strokes

    def dollar(self):
        wide = self.random.uniform(0.4, 0.55)
        body = [(wide, 0.2), (0.55 * wide, 0.04), (0.06 * wide, 0.22), (0.45 * wide, 0.47)]
        body += [(0.98 * wide, 0.72), (0.5 * wide, 0.97), (-0.02 * wide, 0.8)]
        strokes = [curve([self.near(x, y, 0.014) for x, y in body])]
        top, foot, lean = -0.13, 1.13, self.random.uniform(0, 0.06)
        at = lambda y, x: self.near(x * wide + lean * (1 - y), y, 0.01)
        if self.bars == "one":
            strokes.append(curve([at(top, 0.5), at(foot, 0.5)]))
        elif self.bars == "two":
            strokes += [curve([at(top, x), at(foot, x)]) for x in (0.38, 0.62)]
        else:
            strokes += [curve([at(top, 0.52), at(0.05, 0.52)]), curve([at(0.96, 0.48), at(foot, 0.48)])]
        return strokes

    def euro(self):
        wide = self.random.uniform(0.5, 0.65)
        arc = [(wide, 0.16), (0.62 * wide, 0.02), (0.22 * wide, 0.3), (0.2 * wide, 0.68), (0.6 * wide, 0.98), (wide, 0.86)]
        strokes = [curve([self.near(x, y, 0.014) for x, y in arc])]
        first = self.random.uniform(0.38, 0.45)
        for y in (first, first + self.random.uniform(0.14, 0.2)):
            strokes.append(curve([self.near(-0.03, y, 0.012), self.near(0.68 * wide, y - 0.02, 0.012)]))
        return strokes


FORMS = {
    ".": "dot",
    ",": "comma",
    "-": "hyphen",
    "/": "slash",
    ":": "colon",
    "+": "plus",
    "(": "opening",
    ")": "closing",
    "#": "number_sign",
    "$": "dollar",
    "€": "euro",
}


def ink(strokes, size, pen, slant, random):
    """Strokes as ink (0...1) of a pen `pen` pixels wide, cropped, and its row where y is 0.

    The pressure of the pen varies along a stroke."""
    scale = size * OVERSAMPLING
    lines = []
    for stroke in strokes:
        points = stroke * scale
        points[:, 0] += slant * (scale - points[:, 1])
        lines.append(points)
    every = np.vstack(lines)
    margin = 1.2 * pen * OVERSAMPLING + OVERSAMPLING
    # Aligned so that y is a whole number of pixels at the first row.
    top = OVERSAMPLING * math.floor((every[:, 1].min() - margin) / OVERSAMPLING)
    left = every[:, 0].min() - margin
    wide = OVERSAMPLING * math.ceil((every[:, 0].max() + margin - left) / OVERSAMPLING)
    high = OVERSAMPLING * math.ceil((every[:, 1].max() + margin - top) / OVERSAMPLING)
    image = Image.new("L", (wide, high))
    draw = ImageDraw.Draw(image)
    for points in lines:
        pressure = 1 + 0.12 * np.sin(np.linspace(random.uniform(0, 6), random.uniform(6, 9), len(points)))
        for (x0, y0), (x1, y1), force in zip(points, points[1:], pressure):
            radius = 0.5 * pen * OVERSAMPLING * force
            steps = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / max(1, 0.4 * radius)))
            for t in np.linspace(0, 1, steps + 1):
                x, y = x0 + t * (x1 - x0) - left, y0 + t * (y1 - y0) - top
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    small = image.resize((wide // OVERSAMPLING, high // OVERSAMPLING), Image.Resampling.BOX)
    values = np.asarray(small, np.float32) / 255
    columns = np.flatnonzero(values.max(0) > 0.1)
    rows = np.flatnonzero(values.max(1) > 0.1)
    return values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], rows[0] + top // OVERSAMPLING
