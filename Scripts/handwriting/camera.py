"""Photos of paper: colors, light, desk, perspective, lens, sensor."""

import math

import numpy as np
from PIL import Image, ImageFilter

PENS = [[0.1, 0.1, 0.12], [0.12, 0.2, 0.6], [0.05, 0.05, 0.3]]
COLORED_PENS = [[0.1, 0.2, 0.75], [0.75, 0.1, 0.15], [0.1, 0.5, 0.2], [0.5, 0.1, 0.5], [0.2, 0.55, 0.8], [0.85, 0.4, 0.1]]
TINTS = [[1, 0.95, 0.7], [0.8, 1, 0.85], [1, 0.8, 0.8], [0.8, 0.9, 1]]
STRONG_TINTS = [[1, 0.88, 0.35], [0.6, 0.9, 0.6], [1, 0.62, 0.68], [0.55, 0.78, 0.95], [0.75, 0.62, 0.45]]
FORMS = [[0.2, 0.2, 0.2], [0.5, 0.6, 0.85], [0.85, 0.5, 0.5]]
# Kinds whose sheet lies on a desk, seen from farther away.
ON_A_DESK = ("desk", "hard")


def smooth(random, width, height, count):
    """A smooth random field of mean 0 and deviation about 1."""
    coarse = random.normal(0, 1, (count, count)).astype(np.float32)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def pick(random, colors):
    return np.array(colors[random.integers(len(colors))], np.float32)


def sheet(page, kind, random):
    """The page's colors in even light, 0...1."""
    paper = np.array([random.uniform(0.86, 1), random.uniform(0.86, 1), random.uniform(0.8, 1)], np.float32)
    if kind in ("color", "tinted"):
        paper *= pick(random, TINTS if kind == "color" else STRONG_TINTS)
    pen = pick(random, COLORED_PENS if kind in ("color", "tinted") else PENS)
    if kind == "pencil":
        pen = np.array([0.35, 0.35, 0.37], np.float32)
    form = pick(random, FORMS)
    ink = page.ink
    if kind == "pencil":
        ink = ink * np.clip(1 + 0.35 * random.normal(0, 1, ink.shape), 0, 1.4).astype(np.float32)
    picture = np.broadcast_to(paper, (page.height, page.width, 3)).copy()
    picture *= 1 - page.rules[..., None] * (1 - form)
    picture *= 1 - np.clip(ink, 0, 1)[..., None] * (1 - pen)
    return 1 - picture * random.uniform(0.8, 1) if kind in ("negative", "meter") else picture


def light(width, height, kind, random):
    """The amount of light at each place."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    result = np.ones((height, width), np.float32)
    strong = kind in ("shadow", "hard")
    cx, cy = random.uniform(0.3, 0.7) * width, random.uniform(0.3, 0.7) * height
    radius = ((x - cx) / width) ** 2 + ((y - cy) / height) ** 2
    result *= 1 - (random.uniform(0.6, 1.1) if strong else random.uniform(0, 0.4)) * radius
    result *= 1 + 0.04 * smooth(random, width, height, 5)
    for _ in range(1 + (kind == "hard") if strong else 0):
        angle = random.uniform(0, 2 * math.pi)
        side = (x - width * random.uniform(0.35, 0.65)) * math.cos(angle) + (y - height * random.uniform(0.35, 0.65)) * math.sin(angle)
        if kind == "hard":
            # The shadow of a hand or a lamp has a curved edge.
            side = side + 0.05 * width * smooth(random, width, height, 4)
        edge = 1 / (1 + np.exp(-np.clip(side / (random.uniform(0.003, 0.08) * width), -30, 30)))
        result *= 1 - random.uniform(0.3, 0.6) * edge
    if kind == "hard":
        # The reflection of a lamp.
        gx, gy = random.uniform(0, 1, 2) * (width, height)
        result += random.uniform(0, 0.5) * np.exp(-((x - gx) ** 2 + (y - gy) ** 2) / (0.15 * width) ** 2)
    return result


def desk(width, height, random):
    """A table: one color with grain along one direction, or none."""
    color = pick(random, [[0.12, 0.1, 0.1], [0.25, 0.16, 0.1], [0.45, 0.3, 0.18], [0.08, 0.1, 0.14], [0.35, 0.35, 0.36], [0.62, 0.5, 0.36]])
    grain = random.normal(0, 1, (height, max(2, width // 60))).astype(np.float32)
    grain = np.asarray(Image.fromarray(grain).resize((width, height), Image.Resampling.BICUBIC))
    if random.random() < 0.5:
        grain = np.asarray(Image.fromarray(grain).rotate(90).resize((width, height)))
    return color * (1 + random.choice([0, 0.1, 0.25]) * grain[..., None])


def coefficients(source, target):
    """The coefficients of the projective map that takes each target corner to its source corner, as Pillow needs them."""
    rows = []
    for (x, y), (u, v) in zip(target, source):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    return np.linalg.solve(np.array(rows), np.array(source).reshape(8))


def laid(picture, quad, table):
    """The picture with its corners at `quad` (clockwise from the upper left), over a table, with a shadow beside it."""
    height, width = picture.shape[:2]
    far, wide = table.shape[:2]
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    image = Image.fromarray((np.clip(picture, 0, 1) * 255).astype(np.uint8)).convert("RGBA")
    image = image.transform((wide, far), Image.Transform.PERSPECTIVE, coefficients(corners, quad), Image.Resampling.BICUBIC)
    cover = image.getchannel("A")
    under = np.asarray(cover.filter(ImageFilter.GaussianBlur(0.01 * wide)), np.float32) / 255
    cover = np.asarray(cover, np.float32)[..., None] / 255
    return table * (1 - 0.5 * under[..., None]) * (1 - cover) + np.asarray(image.convert("RGB"), np.float32) / 255 * cover


def photograph(page, kind, random):
    """The page in color, 0...255, as a camera sees it."""
    picture = sheet(page, kind, random)
    height, width = picture.shape[:2]
    if kind in ON_A_DESK:
        # A desk around it on all sides, the sheet slightly rotated and seen from one side.
        wide, far = round(width * random.uniform(1.15, 1.6)), round(height * random.uniform(1.15, 1.6))
        turn = math.radians(random.uniform(-8, 8))
        middle = np.array([wide, far]) / 2 + random.uniform(-0.04, 0.04, 2) * (wide, far)
        quad = []
        for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            x, y = x * width / 2 * random.uniform(0.88, 1), y * height / 2 * random.uniform(0.88, 1)
            quad.append(tuple(middle + (x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn))))
        picture = laid(picture, quad, desk(wide, far, random))
    if kind == "perspective":
        inset = lambda share: random.uniform(0.02, share)
        quad = [
            (inset(0.12) * width, inset(0.1) * height),
            ((1 - inset(0.12)) * width, inset(0.1) * height),
            ((1 - inset(0.05)) * width, (1 - inset(0.08)) * height),
            (inset(0.05) * width, (1 - inset(0.08)) * height),
        ]
        picture = laid(picture, quad, np.broadcast_to(random.uniform(0.08, 0.45, 3).astype(np.float32), picture.shape))
    height, width = picture.shape[:2]
    shine = light(width, height, kind, random) if kind not in ("negative", "meter") else np.ones((height, width), np.float32)
    return np.clip(picture * (shine * random.uniform(0.7, 1))[..., None], 0, 1) * 255


def expose(picture, kind, random):
    """Lens and sensor: returns the finished image."""
    image = Image.fromarray(picture.astype(np.uint8))
    image = image.filter(ImageFilter.GaussianBlur(random.uniform(0, 0.0007) * max(image.size)))
    values = np.asarray(image, np.float32)
    noise = random.uniform(0.5, 7 if kind in ("shadow", "hard", "pencil") else 5)
    values = values + random.normal(0, noise, values.shape) + random.normal(0, noise / 2, values.shape[:2])[..., None]
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
