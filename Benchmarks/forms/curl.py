"""Curled paper: where the points of a sheet are seen when it is held in the hand, bound, folded, or pulled through a feeder unevenly.

Bent paper keeps its lengths: along its bend, a point moves by the cosine of the slope and rises by its sine. A camera above the middle then
sees high points larger."""

import numpy as np
from PIL import Image

# The distance of the points by which a picture is warped, in pixels.
CELL = 16


class Bend:
    """Paper that is bent in one direction: how far along and how high a point is, by its distance along the paper from a fixed point."""

    def __init__(self, reach, slope):
        self.distances = np.linspace(-reach, reach, 4001)
        self.slopes = slope(self.distances)
        step = self.distances[1] - self.distances[0]
        along, height = (np.cumsum(f(self.slopes)) * step for f in (np.cos, np.sin))
        middle = len(along) // 2
        self.along, self.height = along - along[middle], height - height[middle]

    def __call__(self, distance):
        return (np.interp(distance, self.distances, values) for values in (self.along, self.height))

    def slope(self, distance):
        return np.interp(distance, self.distances, self.slopes)


def held(size, rng):
    """A sheet in a hand: a wave in any direction."""
    width, height = size
    middle = np.array(size) / 2
    angle = rng.uniform(-0.5, 0.5) + rng.integers(2) * np.pi / 2
    across = np.array([np.cos(angle), np.sin(angle)])
    waves, phase = rng.uniform(0.35, 0.9), rng.uniform(0, 2 * np.pi)
    distance_of_camera = rng.uniform(1.5, 2.5) * width

    def surface(strength):
        bend = Bend(np.hypot(*size), lambda s: strength * np.sin(2 * np.pi * waves * s / width + phase))

        def place(points):
            s = (points - middle) @ across
            along, height = bend(s)
            return middle + (points - middle) + (along - s)[:, None] * across, height

        return place, lambda points: bend.slope((points - middle) @ across)

    return surface, distance_of_camera, np.ones(2)


def gutter(size, rng, seen=(1, 1)):
    """A page of a bound booklet: it bends down at its left or right side."""
    width, height = size
    is_left, length = rng.random() < 0.5, rng.uniform(0.1, 0.2) * width
    distance_of_camera = rng.uniform(1.5, 2.5) * width

    def surface(strength):
        bend = Bend(1.2 * width, lambda s: -strength * np.exp(-(((width / 2 - np.minimum(s, width / 2)) / length) ** 1.5)))

        def place(points):
            s = (points[:, 0] - width / 2) * (-1 if is_left else 1)
            along, height = bend(s)
            moved = points.astype(float)
            moved[:, 0] = width / 2 + along * (-1 if is_left else 1)
            return moved, height

        return place, lambda points: bend.slope((points[:, 0] - width / 2) * (-1 if is_left else 1))

    return surface, distance_of_camera, np.array(seen)


def folded(size, rng, seen=(1, 1)):
    """A sheet that was folded twice and laid flat: two ridges, and gentle waves between them."""
    distance_of_camera = rng.uniform(1.5, 2.5) * size[0]
    folds = [(size[axis] * rng.choice([1 / 3, 1 / 2, 2 / 3]) if axis else size[0] / 2) for axis in (0, 1)]
    lengths, wide, phases = rng.uniform(0.1, 0.25, 2) * size[0], rng.uniform(0.01, 0.03) * size[0], rng.uniform(0, 2 * np.pi, 2)
    signs = rng.choice([-1, 1], 2)

    def surface(strength):
        def bend(axis):
            ridge = lambda s: -signs[axis] * np.tanh(s / wide) * np.exp(-np.abs(s) / lengths[axis])
            wave = lambda s: 0.25 * np.sin(2 * np.pi * s / size[0] + phases[axis])
            return Bend(np.hypot(*size), lambda s: strength * (ridge(s) + wave(s)))

        bends = [bend(0), bend(1)]

        def place(points):
            moved, height = points.astype(float), 0
            for axis in (0, 1):
                along, high = bends[axis](points[:, axis] - folds[axis])
                moved[:, axis] = folds[axis] + along
                height = height + high
            return moved, height

        return place, lambda points: sum(bends[axis].slope(points[:, axis] - folds[axis]) for axis in (0, 1))

    return surface, distance_of_camera, np.array(seen)


def feeder(size, rng):
    """A sheet pulled through a feeder: its speed varies, and it drifts to the side."""
    waves, phases, drift = rng.uniform(0.5, 1.5, 2), rng.uniform(0, 2 * np.pi, 2), rng.uniform(-0.5, 0.5)

    def surface(strength):
        def place(points):
            wave = [np.sin(2 * np.pi * waves[i] * points[:, 1] / size[1] + phases[i]) for i in (0, 1)]
            return points + strength * size[0] * np.stack([drift * wave[0], wave[1]], 1) / 10, np.zeros(len(points))

        return place, lambda points: np.zeros(len(points))

    return surface, size[0], np.ones(2)


class Curl:
    """How the points of a sheet are displaced, and its shade."""

    # For each damage, the kinds and the largest displacements from an affine map, as fractions of the page's width.
    KINDS = {
        "phone": [("held", held, (0.015, 0.03)), ("gutter", gutter, (0.015, 0.03)), ("folded", folded, (0.005, 0.015))],
        # A scanner's glass presses paper flat; across its line it sees everything from straight above.
        "scan": [
            ("feeder", feeder, (0.003, 0.01)),
            ("gutter", lambda size, rng: gutter(size, rng, (1, 0)), (0.005, 0.015)),
            ("folded", lambda size, rng: folded(size, rng, (1, 0)), (0.003, 0.008)),
        ],
    }

    def __init__(self, damage, size, rng):
        kinds = self.KINDS[damage]
        self.kind, make, (least, most) = kinds[rng.integers(len(kinds))]
        self.size, self.displacement = size, rng.uniform(least, most)
        self.shading = rng.uniform(0.1, 0.4) * (1 if damage == "phone" else 0.4) * rng.choice([-1, 1])
        surface, self.distance, self.seen = make(size, rng)
        grid = np.stack(np.meshgrid(np.linspace(0, size[0], 22), np.linspace(0, size[1], 30)), -1).reshape(-1, 2)
        low, high = 0.0, 1.2
        for _ in range(30):
            strength = (low + high) / 2
            self.place, self.slope = surface(strength)
            low, high = (strength, high) if self.largest(grid) < self.displacement * size[0] else (low, strength)

    def largest(self, grid):
        """The largest distance of points from where an affine map has them."""
        moved, given = self.moved(grid), np.column_stack([grid, np.ones(len(grid))])
        return np.hypot(*(moved - given @ np.linalg.lstsq(given, moved, rcond=None)[0]).T).max()

    def moved(self, points):
        """Where points of the sheet are seen, before the picture's own projection."""
        (place, height), middle = self.place(points), np.array(self.size) / 2
        scale = self.distance / (self.distance - height)
        return middle + (place - middle) * (1 + (scale[:, None] - 1) * self.seen)

    def shaded(self, page):
        """A page, darker where its paper turns away from the light."""
        y, x = np.mgrid[0 : page.height + CELL : CELL, 0 : page.width + CELL : CELL]
        shade = 1 + self.shading * self.slope(np.stack([x.ravel(), y.ravel()], 1)).reshape(x.shape)
        small = Image.fromarray(np.clip(shade * 200, 0, 255).astype(np.uint8)).resize(page.size, Image.BICUBIC)
        return Image.fromarray(np.clip(np.asarray(page, np.float32) * np.asarray(small, np.float32) / 200, 0, 255).astype(np.uint8))

    def warp(self, image, matrix, size, fill):
        """The picture of the sheet under a projective map."""
        columns, rows = (-(-side // CELL) + 1 for side in size)
        y, x = np.mgrid[0:rows, 0:columns] * CELL
        seen = np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
        flat = np.linalg.inv(matrix) @ seen
        flat = (flat[:2] / flat[2]).T
        points = flat
        for _ in range(15):  # The displacement varies slowly, so that this converges.
            points = points + flat - self.moved(points)
        points = points.reshape(rows, columns, 2)
        cells = [
            (
                (CELL * c, CELL * r, min(size[0], CELL * c + CELL), min(size[1], CELL * r + CELL)),
                tuple(self.corners(points[r : r + 2, c : c + 2], size[0] - CELL * c, size[1] - CELL * r)),
            )
            for r in range(rows - 1)
            for c in range(columns - 1)
        ]
        return image.transform(size, Image.MESH, cells, Image.BICUBIC, fillcolor=fill)

    @staticmethod
    def corners(cell, width, height):
        """The corners of a cell in Pillow's order; the last ones of a row or column may be cut."""
        (a, b), (c, d) = cell
        wide, high = min(1, width / CELL), min(1, height / CELL)
        mix = lambda p, q, share: p + (q - p) * share
        at = lambda x, y: mix(mix(a, b, x), mix(c, d, x), y)
        return np.concatenate([at(0, 0), at(0, high), at(wide, high), at(wide, 0)])
