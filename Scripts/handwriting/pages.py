#!/usr/bin/env python3
"""Draws photos of handwritten numbers from MNIST's digits, for developing and testing `digits read`.

    pages.py FOLDER [--count N] [--seed S] [--kinds plain,shadow,...] [--part t10k|train]

writes N pictures and manifest.json, which has the texts of the lines of each file. The same seed draws the same pages, if the same fonts
for printed words are installed. Needs Pillow and NumPy.
"""

import argparse
import json
import math
import pathlib

import camera
import numpy as np
import sheet
from PIL import Image

KINDS = (
    "plain shadow pencil color tinted ruled grid field boxes comb table touching text caption sizes negative meter small large"
    " lowres skew perspective desk hard turned broken"
).split()
WORDS = (
    "Name Date Total Amount Invoice Please write clearly Account Reading Sheet Customer Street Delivery Signature Notes Balance"
    " Order Quantity Price Member Phone Zip Code Meter Room Table Class Points Score"
).split()


class Composer:
    """Writes one page of a kind."""

    def __init__(self, kind, random, data, found):
        self.kind, self.random, self.found = kind, random, found
        scale = float(random.choice([0.35, 0.6, 1.0, 1.0, 1.6]))
        if kind == "lowres":
            scale = 0.22
        elif kind in camera.ON_A_DESK:
            scale = float(random.choice([0.7, 1.0, 1.6]))
        width, height = int(random.uniform(900, 1500) * scale), int(random.uniform(600, 1100) * scale)
        self.size = random.uniform(0.06, 0.15) * min(width, height) + 14
        hand = dict(slant=random.normal(0, 0.12), aspect=math.exp(random.normal(0, 0.1)))
        self.page = sheet.Page(random, width, height, *data, **hand)
        self.options = dict(
            gap=random.uniform(0.2, 0.7),
            breadth=random.uniform(0.0, 0.9),
            strength=random.uniform(0.75, 1),
            jitter=random.uniform(0, 0.08),
        )
        self.area = dict(top=0.5 * self.size, bottom=height - 0.5 * self.size, left=0.6 * self.size)

    def compose(self):
        """The page's lines; empty if nothing fits."""
        write = getattr(self, self.kind, self.plain)
        return write()

    def plain(self, **options):
        return self.page.lines(self.size, **self.area | dict(leading=1.9) | self.options | options)

    def pencil(self):
        return self.plain(strength=self.random.uniform(0.22, 0.45), breadth=self.random.uniform(0, 0.4))

    def touching(self):
        return self.plain(gap=self.random.uniform(-0.08, 0.03), jitter=0.04)

    def broken(self):
        return self.plain(breadth=self.random.uniform(-0.1, 0.15))

    def skew(self):
        self.area["top"] += 0.12 * self.page.width
        self.area["bottom"] -= 0.12 * self.page.width
        return self.plain(slope=math.tan(math.radians(self.random.uniform(-7, 7))))

    def small(self):
        self.size = max(13, 0.028 * min(self.page.width, self.page.height) + 8)
        self.area["left"] = 0.1 * self.page.width
        return self.plain()

    def lowres(self):
        self.size = self.random.uniform(14, 26)
        return self.plain(breadth=self.random.uniform(0.2, 0.8))

    def large(self):
        size, text = 0.42 * min(self.page.width, self.page.height), self.page.number(1, 4)
        return [text] if self.page.write(text, 0.3 * size, 0.1 * self.page.height, size, **self.options) else []

    def sizes(self):
        """Each line in its own size, from one to four times as high."""
        texts, y = [], self.area["top"]
        while len(texts) < 7:
            size = (14 + 0.03 * self.page.height) * self.random.uniform(1, 4)
            if y + 1.3 * size > self.page.height:
                break
            text = self.page.fitting(self.area["left"], y, size, **self.options)
            if text is not None:
                texts.append(text)
            y += 1.7 * size
        return texts

    def ruled(self):
        page, size, leading = self.page, self.size, 1.6
        y = self.area["top"] + self.random.uniform(1.0, 1.15) * size
        tilt = self.random.normal(0, 0.006) * page.width
        while y < page.height:
            page.rule(0, y, page.width, y + tilt, max(1, size * 0.03), self.random.uniform(0.3, 0.9))
            y += leading * size
        self.area["top"] += tilt * 0.5 + 0.1 * size
        texts, y = [], max(0.2 * size, self.area["top"])
        while y + 1.5 * size < page.height and len(texts) < 8:
            text = page.fitting(self.area["left"], y, size, **self.options)
            if text is not None:
                texts.append(text)
            y += leading * size
        return texts

    def grid(self):
        page, size = self.page, self.size
        step = size * self.random.uniform(0.5, 0.7)
        for x in np.arange(self.random.uniform(0, step), page.width, step):
            page.rule(x, 0, x, page.height, max(1, size * 0.02), 0.35)
        for y in np.arange(self.random.uniform(0, step), page.height, step):
            page.rule(0, y, page.width, y, max(1, size * 0.02), 0.35)
        return self.plain()

    def cells(self, draw, pitch, leading=2.2):
        """Rows of fields, one for each digit, of which the last may be empty."""
        page, size = self.page, self.size
        count = int(min(12, (page.width - 2 * size) / (pitch * size)))
        texts, y = [], self.area["top"]
        while count >= 2 and y + leading * size < page.height and len(texts) < 4:
            text = page.number(1, count + 1)[:count]
            for cell in range(count):
                x = size + cell * pitch * size
                draw(x, x + pitch * size, y - 0.22 * size, y + 1.25 * size, max(1, size * 0.03))
            hand = {key: self.options[key] for key in ("breadth", "strength")}
            if page.write(text, size, y, size * 0.85, jitter=0.05, pitch=pitch / 0.85, **hand) is not None:
                texts.append(text)
            y += leading * size
        return texts

    def field(self):
        return self.cells(lambda x0, x1, y0, y1, pen: self.page.box(x0, y0, x1, y1, pen, 0.9), self.random.uniform(1.15, 1.5))

    def boxes(self):
        inset = self.random.uniform(0.03, 0.08) * self.size
        draw = lambda x0, x1, y0, y1, pen: self.page.box(x0 + inset, y0, x1 - inset, y1, pen, 0.9)
        return self.cells(draw, self.random.uniform(1.2, 1.5))

    def comb(self):
        """A rule below, with short teeth between the digits."""
        teeth = self.random.uniform(0.2, 0.7)

        def draw(x0, x1, y0, y1, pen):
            self.page.rule(x0, y1, x1, y1, pen, 0.9)
            for x in (x0, x1):
                self.page.rule(x, y1 - teeth * (y1 - y0), x, y1, pen, 0.9)

        return self.cells(draw, self.random.uniform(1.1, 1.5))

    def meter(self):
        """White digits on black, each on its drum."""
        gap = self.random.uniform(0.02, 0.1) * self.size
        draw = lambda x0, x1, y0, y1, pen: self.page.box(x0 + gap, y0, x1 - gap, y1, pen, self.random.uniform(0.2, 0.6))
        self.options["breadth"] = self.random.uniform(0.3, 0.9)
        return self.cells(draw, self.random.uniform(1.1, 1.5), leading=2.6)

    def table(self):
        """A printed heading, and rules around rows with one number each, beside words if there are fonts."""
        page, size, pen = self.page, self.size, max(1, self.size * 0.03)
        size *= 0.8
        left, row = 0.3 * size, 1.7 * size
        first = left + (3.2 * size if self.found else 0)
        count = int((page.height - 2 * left) / row)
        texts = []
        for index in range(count):
            y = left + index * row
            font = str(self.random.choice(self.found)) if self.found else None
            if font:
                page.text(left + 0.2 * size, y + 0.4 * size, 0.4 * size, str(self.random.choice(WORDS)), 0.9, font)
            text = page.fitting(first + 0.4 * size, y + 0.35 * size, size, **self.options)
            if text is not None:
                texts.append(text)
        for index in range(count + 1):
            page.rule(left, left + index * row, page.width - left, left + index * row, pen, 0.9)
        for x in (left, first, page.width - left):
            page.rule(x, left, x, left + count * row, pen, 0.9)
        return texts

    def words(self, x, y, count, share):
        if not self.found:
            return x
        text = " ".join(self.random.choice(WORDS, count))
        return self.page.text(x, y, share * self.size, text, 0.9, str(self.random.choice(self.found)))

    def text(self):
        """Words above and below."""
        self.words(0.5 * self.size, 0.15 * self.size, 4, self.random.uniform(0.3, 0.5))
        self.area["top"] = 1.65 * self.size
        self.area["bottom"] -= self.size
        self.words(0.5 * self.size, self.page.height - self.size, 3, self.random.uniform(0.3, 0.5))
        return self.plain(leading=1.8)

    def caption(self):
        """A printed word before each number."""
        texts, y = [], self.area["top"]
        while y + 1.5 * self.size < self.page.height and len(texts) < 7:
            share = self.random.uniform(0.35, 0.7)
            end = self.words(self.area["left"], y + (0.9 - share) * self.size, 1, share)
            text = self.page.fitting(end + self.random.uniform(0.5, 1.5) * self.size, y, self.size, **self.options)
            if text is not None:
                texts.append(text)
            y += 1.9 * self.size
        return texts


def draw(kind, random, data, found):
    """A page with at least one line, and its lines."""
    while True:
        composer = Composer(kind, random, data, found)
        texts = composer.compose()
        if texts:
            return composer.page, texts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=10 * len(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--part", choices=("t10k", "train"), default="t10k", help="MNIST's test or training digits")
    parser.add_argument("--megapixels", type=float, help="enlarge the photos to so many")
    arguments = parser.parse_args()
    kinds = arguments.kinds.split(",")
    data, found = sheet.mnist(arguments.part), sheet.fonts()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    manifest = []
    for number in range(arguments.count):
        kind = kinds[number % len(kinds)]
        random = np.random.default_rng([arguments.seed, number])
        page, lines = draw(kind, random, data, found)
        picture = camera.photograph(page, kind, random)
        if arguments.megapixels:
            scale = (arguments.megapixels * 1e6 / picture[..., 0].size) ** 0.5
            size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
            picture = np.asarray(Image.fromarray(picture.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC), np.float32)
        image = camera.expose(picture, kind, random)
        name = f"{number:04}-{kind}.jpg"
        exif = Image.Exif()
        if kind == "turned":
            # The camera was held sideways: EXIF orientation 6 is to be rotated clockwise, 8 counterclockwise, 3 by half a turn.
            orientation = int(random.choice([3, 6, 8]))
            image = image.rotate({3: 180, 6: 90, 8: 270}[orientation], expand=True)
            exif[0x0112] = orientation
        image.save(arguments.folder / name, quality=int(random.integers(60, 95)), exif=exif)
        manifest.append({"file": name, "lines": lines, "kind": kind})
    text = "[\n" + ",\n".join(" " + json.dumps(entry) for entry in manifest) + "\n]\n"
    (arguments.folder / "manifest.json").write_text(text)


if __name__ == "__main__":
    main()
