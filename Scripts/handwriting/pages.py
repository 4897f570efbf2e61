#!/usr/bin/env python3
"""Draws photos of handwritten numbers from MNIST's training digits, for developing and testing `digits read`.

    pages.py FOLDER [--count N] [--seed S] [--kinds plain,shadow,...]

writes N pictures and manifest.json, which says for each file what its lines read. The same seed draws the same pages.
Needs Pillow and NumPy.
"""

import argparse
import gzip
import json
import math
import pathlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HOME = pathlib.Path(__file__).resolve().parent.parent.parent
MNIST = HOME / "Data" / "MNIST"
KINDS = (
    "plain shadow pencil color ruled grid field boxes touching text negative small large skew perspective turned broken".split()
)


def training_digits():
    """The 60,000 images (28, 28) and the places of each digit among them."""
    images = np.frombuffer(gzip.decompress((MNIST / "train-images-idx3-ubyte.gz").read_bytes()), np.uint8, offset=16)
    labels = np.frombuffer(gzip.decompress((MNIST / "train-labels-idx1-ubyte.gz").read_bytes()), np.uint8, offset=8)
    return images.reshape(-1, 28, 28), [np.flatnonzero(labels == digit) for digit in range(10)]


def fonts():
    """Fonts of the system; printed text is left out where there are none."""
    found = []
    for folder in ("/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts"):
        found += sorted(str(path) for path in pathlib.Path(folder).rglob("*.ttf"))
    return [path for path in found if "Math" not in path]


class Page:
    """Ink (0...1) on paper; light and camera come later."""

    def __init__(self, random, width, height, digits, places):
        self.random, self.width, self.height = random, width, height
        self.digits, self.places = digits, places
        self.ink = np.zeros((height, width), np.float32)
        self.rules = np.zeros((height, width), np.float32)

    def stroke(self, digit, size, breadth):
        """One digit, drawn with a pen: `size` pixels for MNIST's 20, cropped to its ink. More `breadth` is a broader pen."""
        image = Image.fromarray(self.digits[self.random.choice(self.places[digit])]).crop((2, 2, 26, 26))
        side = max(8, round(size * 24 / 20))
        large = image.resize((4 * side, 4 * side), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(side * 0.05))
        values = np.asarray(large, np.float32) / 255
        sharp = np.clip((values - (0.62 - 0.4 * breadth)) * 14 + 0.5, 0, 1)
        small = np.asarray(Image.fromarray((sharp * 255).astype(np.uint8)).resize((side, side), Image.Resampling.BOX), np.float32)
        rows, columns = np.flatnonzero(small.max(1) > 40), np.flatnonzero(small.max(0) > 40)
        if len(rows) == 0:
            return self.stroke(digit, size, breadth)
        return small[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / 255

    def put(self, stroke, x, y, strength):
        height, width = stroke.shape
        x, y = int(x), int(y)
        if x < 0 or y < 0 or x + width > self.width or y + height > self.height:
            return False
        area = self.ink[y : y + height, x : x + width]
        np.maximum(area, stroke * strength, out=area)
        return True

    def write(self, text, x, y, size, gap=0.35, jitter=0.06, breadth=0.5, strength=1.0, pitch=None, slope=0.0):
        """Writes digits from (x, y) on; the gap between their ink, or the pitch of their fields, is in units of `size`.

        Returns where it ended, or nothing where the page was too narrow."""
        start = x
        for character in text:
            stroke = self.stroke(int(character), size * self.random.uniform(0.9, 1.1), breadth)
            height, width = stroke.shape
            top = y + (size - height) / 2 + self.random.normal(0, jitter * size) + slope * (x - start)
            left = x + (pitch * size - width) / 2 if pitch else x
            if not self.put(stroke, left, top, strength * self.random.uniform(0.9, 1)):
                return None
            x += pitch * size if pitch else width + size * (gap + abs(self.random.normal(0, 0.25 * abs(gap))))
        return x

    def number(self, low=3, high=9):
        return "".join(str(digit) for digit in self.random.integers(0, 10, self.random.integers(low, high)))

    def lines(self, size, top, bottom, left, leading=1.9, **options):
        """Lines of numbers down the page; returns what they read."""
        texts = []
        y = top
        while y + 1.2 * size < bottom and len(texts) < 8:
            before, text = self.ink.copy(), self.number()
            x = left + self.random.uniform(0, 0.8) * size
            if self.write(text, x, y, size, **options) is None:
                self.ink = before
                text = text[:2]
                if self.write(text, x, y, size, **options) is None:
                    self.ink = before
                    break
            texts.append(text)
            y += leading * size * self.random.uniform(0.95, 1.15)
        return texts

    def rule(self, x0, y0, x1, y1, breadth, strength):
        """A straight line of the form."""
        image = Image.new("L", (self.width, self.height))
        ImageDraw.Draw(image).line((x0, y0, x1, y1), fill=255, width=max(1, round(breadth)))
        np.maximum(self.rules, np.asarray(image, np.float32) / 255 * strength, out=self.rules)


def text_block(page, x, y, size, words, strength, found):
    """Printed words, without digits."""
    image = Image.new("L", (page.width, page.height))
    font = ImageFont.truetype(str(page.random.choice(found)), max(8, int(size)))
    ImageDraw.Draw(image).text((x, y), words, fill=255, font=font)
    np.maximum(page.ink, np.asarray(image, np.float32) / 255 * strength, out=page.ink)


WORDS = "Name Date Total Amount Invoice Please write clearly Account Reading Sheet Customer Street Delivery Signature Notes".split()


def compose(kind, random, digits, places, found):
    """A page of the kind; returns it with its lines."""
    scale = float(random.choice([0.35, 0.6, 1.0, 1.0, 1.6]))
    width, height = int(random.uniform(900, 1500) * scale), int(random.uniform(600, 1100) * scale)
    size = random.uniform(0.06, 0.15) * min(width, height) + 14
    page = Page(random, width, height, digits, places)
    options = dict(
        gap=random.uniform(0.2, 0.7), breadth=random.uniform(0.0, 0.9), strength=random.uniform(0.75, 1), jitter=random.uniform(0, 0.08)
    )
    area = dict(top=0.5 * size, bottom=height - 0.5 * size, left=0.6 * size)
    if kind == "pencil":
        options |= dict(strength=random.uniform(0.22, 0.45), breadth=random.uniform(0, 0.4))
    if kind == "touching":
        options |= dict(gap=random.uniform(-0.08, 0.03), jitter=0.04)
    if kind == "broken":
        options |= dict(breadth=random.uniform(-0.1, 0.15))
    if kind == "skew":
        options |= dict(slope=math.tan(math.radians(random.uniform(-7, 7))))
        area["top"] = area["top"] + 0.12 * width
        area["bottom"] -= 0.12 * width
    if kind == "small":
        size = max(13, 0.028 * min(width, height) + 8)
        area["left"] = 0.1 * width
    if kind == "large":
        size = 0.42 * min(width, height)
        area = dict(top=0.1 * height, bottom=0.9 * height, left=0.3 * size)
        text = page.number(1, 4)
        page.write(text, area["left"], area["top"], size, **options)
        return (page, [text]) if page.ink.max() > 0 else compose(kind, random, digits, places, found)
    if kind == "ruled":
        leading = 1.6
        offset = random.uniform(1.0, 1.15)
        y = area["top"] + offset * size
        tilt = random.normal(0, 0.006) * width
        while y < height:
            page.rule(0, y, width, y + tilt, max(1, size * 0.03), random.uniform(0.3, 0.9))
            y += leading * size
        texts = []
        for row in range(20):
            y = area["top"] + row * leading * size + tilt * 0.5
            if y + 1.5 * size > height or len(texts) >= 8:
                break
            before, text = page.ink.copy(), page.number()
            if page.write(text, area["left"], y + 0.1 * size, size, **options) is None:
                page.ink = before
                continue
            texts.append(text)
        return page, texts
    if kind == "grid":
        step = size * random.uniform(0.5, 0.7)
        for x in np.arange(random.uniform(0, step), width, step):
            page.rule(x, 0, x, height, max(1, size * 0.02), 0.35)
        for y in np.arange(random.uniform(0, step), height, step):
            page.rule(0, y, width, y, max(1, size * 0.02), 0.35)
    if kind in ("field", "boxes"):
        texts = []
        pitch = random.uniform(1.15, 1.5)
        cells = int(min(12, (width - 2 * size) / (pitch * size)))
        if cells < 2:
            return compose(kind, random, digits, places, found)
        y = area["top"]
        while y + 2.2 * size < height and len(texts) < 4:
            text = page.number(1, cells + 1)[:cells]
            high, low, breadth = y - 0.22 * size, y + 1.25 * size, max(1, size * 0.03)
            for cell in range(cells + (kind == "field")):
                x = size + cell * pitch * size
                page.rule(x, high, x, low, breadth, 0.9)
                if kind == "boxes":
                    far = x + 0.92 * pitch * size
                    page.rule(far, high, far, low, breadth, 0.9)
                    page.rule(x, high, far, high, breadth, 0.9)
                    page.rule(x, low, far, low, breadth, 0.9)
            if kind == "field":
                far = size + cells * pitch * size
                page.rule(size, high, far, high, breadth, 0.9)
                page.rule(size, low, far, low, breadth, 0.9)
            share = 0.92 if kind == "boxes" else 1.0
            page.write(
                text, size - (1 - share) / 2 * pitch * size, y, size * 0.85, jitter=0.05, breadth=options["breadth"],
                strength=options["strength"], pitch=pitch / 0.85,
            )
            texts.append(text)
            y += 2.2 * size
        return page, texts
    if kind == "text" and found:
        lead = 0.5 * size
        words = " ".join(random.choice(WORDS, 4))
        text_block(page, 0.5 * size, 0.15 * size, random.uniform(0.3, 0.5) * size, words, 0.9, found)
        area["top"] = 0.15 * size + size + lead
        area["bottom"] -= size
        text_block(page, 0.5 * size, height - size, random.uniform(0.3, 0.5) * size, " ".join(random.choice(WORDS, 3)), 0.9, found)
        return page, page.lines(size, leading=1.8, **area, **options)
    texts = page.lines(size, **area, **options)
    return (page, texts) if texts else compose(kind, random, digits, places, found)


def smooth(random, width, height, count):
    """A smooth random field of mean 0 and deviation about 1."""
    coarse = random.normal(0, 1, (count, count)).astype(np.float32)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def photograph(page, kind, random):
    """The page in color, 0...255, as a camera sees it."""
    width, height = page.width, page.height
    paper = np.array([random.uniform(0.86, 1), random.uniform(0.86, 1), random.uniform(0.8, 1)], np.float32)
    if kind == "color":
        paper *= np.array(random.choice([[1, 0.95, 0.7], [0.8, 1, 0.85], [1, 0.8, 0.8], [0.8, 0.9, 1]]), np.float32)
    pens = [[0.1, 0.1, 0.12], [0.12, 0.2, 0.6], [0.05, 0.05, 0.3]]
    if kind == "color":
        pens = [[0.1, 0.2, 0.75], [0.75, 0.1, 0.15], [0.1, 0.5, 0.2], [0.5, 0.1, 0.5], [0.2, 0.55, 0.8], [0.85, 0.4, 0.1]]
    pen = np.array(pens[random.integers(len(pens))], np.float32)
    if kind == "pencil":
        pen = np.array([0.35, 0.35, 0.37], np.float32)
    form = np.array([[0.2, 0.2, 0.2], [0.5, 0.6, 0.85], [0.85, 0.5, 0.5]][random.integers(3)], np.float32)
    ink = page.ink
    if kind == "pencil":
        ink = ink * np.clip(1 + 0.35 * random.normal(0, 1, ink.shape), 0, 1.4).astype(np.float32)
    picture = np.broadcast_to(paper, (height, width, 3)).copy()
    picture *= 1 - page.rules[..., None] * (1 - form)
    picture *= 1 - np.clip(ink, 0, 1)[..., None] * (1 - pen)
    if kind == "negative":
        picture = 1 - picture * random.uniform(0.8, 1)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = np.ones((height, width), np.float32)
    if kind != "negative":
        strong = kind == "shadow"
        cx, cy = random.uniform(0.3, 0.7) * width, random.uniform(0.3, 0.7) * height
        radius = ((x - cx) / width) ** 2 + ((y - cy) / height) ** 2
        light *= 1 - (random.uniform(0.6, 1.1) if strong else random.uniform(0, 0.4)) * radius
        light *= 1 + 0.04 * smooth(random, width, height, 5)
        if strong:
            angle = random.uniform(0, 2 * math.pi)
            side = (x - width / 2) * math.cos(angle) + (y - height / 2) * math.sin(angle)
            edge = 1 / (1 + np.exp(-np.clip(side / (random.uniform(0.003, 0.08) * width), -30, 30)))
            light *= 1 - random.uniform(0.3, 0.6) * edge
    picture *= (light * random.uniform(0.7, 1))[..., None]
    return np.clip(picture, 0, 1) * 255


def coefficients(source, target):
    """Of the projective map that takes each target corner to its source corner, as Pillow wants them."""
    rows = []
    for (x, y), (u, v) in zip(target, source):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    return np.linalg.solve(np.array(rows), np.array(source).reshape(8))


def expose(picture, kind, random):
    """Lens, sensor and JPEG: returns the finished image."""
    height, width = picture.shape[:2]
    image = Image.fromarray(picture.astype(np.uint8))
    if kind == "perspective":
        desk = tuple(int(value) for value in random.uniform(20, 110, 3))
        inset = lambda share: random.uniform(0.02, share)
        quad = [
            (inset(0.12) * width, inset(0.1) * height), ((1 - inset(0.12)) * width, inset(0.1) * height),
            ((1 - inset(0.05)) * width, (1 - inset(0.08)) * height), (inset(0.05) * width, (1 - inset(0.08)) * height),
        ]
        corners = [(0, 0), (width, 0), (width, height), (0, height)]
        image = image.convert("RGBA").transform(
            (width, height), Image.Transform.PERSPECTIVE, coefficients(corners, quad), Image.Resampling.BICUBIC
        )
        table = Image.new("RGBA", (width, height), desk + (255,))
        image = Image.alpha_composite(table, image).convert("RGB")
    image = image.filter(ImageFilter.GaussianBlur(random.uniform(0, 0.0007) * max(width, height)))
    values = np.asarray(image, np.float32)
    noise = random.uniform(0.5, 7 if kind in ("shadow", "pencil") else 5)
    values = values + random.normal(0, noise, values.shape) + random.normal(0, noise / 2, values.shape[:2])[..., None]
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=170)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(KINDS))
    arguments = parser.parse_args()
    kinds = arguments.kinds.split(",")
    digits, places = training_digits()
    found = fonts()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    manifest = []
    for number in range(arguments.count):
        kind = kinds[number % len(kinds)]
        random = np.random.default_rng([arguments.seed, number])
        page, lines = compose(kind, random, digits, places, found)
        image = expose(photograph(page, kind, random), kind, random)
        name = f"{number:04}-{kind}.jpg"
        exif = Image.Exif()
        if kind == "turned":
            # The camera was held sideways: EXIF orientation 6 is to be turned clockwise, 8 counterclockwise, 3 by half.
            orientation = int(random.choice([3, 6, 8]))
            image = image.rotate({3: 180, 6: 90, 8: 270}[orientation], expand=True)
            exif[0x0112] = orientation
        image.save(arguments.folder / name, quality=int(random.integers(60, 95)), exif=exif)
        manifest.append({"file": name, "lines": lines, "kind": kind})
    text = "[\n" + ",\n".join(" " + json.dumps(entry) for entry in manifest) + "\n]\n"
    (arguments.folder / "manifest.json").write_text(text)


if __name__ == "__main__":
    main()
