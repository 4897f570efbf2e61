"""Paper with ink on it: MNIST's digits as a pen writes them, rules, and printed words. Light and camera are added later."""

import gzip
import pathlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HOME = pathlib.Path(__file__).resolve().parent.parent.parent
MNIST = HOME / "Data" / "MNIST"


def mnist(part):
    """The images (28, 28) of a part, "train" or "t10k", and the indices of each digit."""
    images = np.frombuffer(gzip.decompress((MNIST / f"{part}-images-idx3-ubyte.gz").read_bytes()), np.uint8, offset=16)
    labels = np.frombuffer(gzip.decompress((MNIST / f"{part}-labels-idx1-ubyte.gz").read_bytes()), np.uint8, offset=8)
    return images.reshape(-1, 28, 28), [np.flatnonzero(labels == digit) for digit in range(10)]


def fonts():
    """Fonts of the system; printed text is left out if there are none."""
    found = []
    for folder in ("/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts"):
        found += sorted(str(path) for path in pathlib.Path(folder).rglob("*.[to]tf"))
    return [path for path in found if "Math" not in path]


class Page:
    """Ink (0...1) on paper."""

    def __init__(self, random, width, height, digits, places, slant=0.0, aspect=1.0):
        self.random, self.width, self.height = random, width, height
        self.digits, self.places = digits, places
        # The writer's hand: the slant of digits to the right, and their width.
        self.slant, self.aspect = slant, aspect
        self.ink = np.zeros((height, width), np.float32)
        self.rules = np.zeros((height, width), np.float32)

    def stroke(self, digit, size, breadth):
        """One digit, drawn with a pen: `size` pixels for MNIST's 20, cropped to its ink. More `breadth` is a thicker pen."""
        image = Image.fromarray(self.digits[self.random.choice(self.places[digit])]).crop((2, 2, 26, 26))
        side = max(8, round(size * 24 / 20))
        wide = max(8, round(side * self.aspect))
        large = image.resize((4 * wide, 4 * side), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(side * 0.05))
        if self.slant:
            reach = abs(self.slant) * 4 * side
            large = large.transform(
                (round(4 * wide + reach), 4 * side),
                Image.Transform.AFFINE,
                (1, self.slant, -max(0, self.slant) * 4 * side, 0, 1, 0),
                Image.Resampling.BILINEAR,
            )
        values = np.asarray(large, np.float32) / 255
        sharp = np.clip((values - (0.62 - 0.4 * breadth)) * 14 + 0.5, 0, 1)
        final = (max(1, round(large.width / 4)), side)
        small = np.asarray(Image.fromarray((sharp * 255).astype(np.uint8)).resize(final, Image.Resampling.BOX), np.float32)
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

        Returns the position of its end, or None if the page is too narrow."""
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

    def lines(self, size, top, bottom, left, leading=1.9, most=8, **options):
        """Lines of numbers down the page; returns their texts."""
        texts = []
        y = top
        while y + 1.2 * size < bottom and len(texts) < most:
            text = self.fitting(left + self.random.uniform(0, 0.8) * size, y, size, **options)
            if text is None:
                break
            texts.append(text)
            y += leading * size * self.random.uniform(0.95, 1.15)
        return texts

    def fitting(self, x, y, size, **options):
        """Writes a number, a short one if a longer one does not fit; nothing if none fits."""
        before, number = self.ink.copy(), self.number()
        for text in (number, number[:2]):
            if self.write(text, x, y, size, **options) is not None:
                return text
            self.ink = before.copy()
        return None

    def rule(self, x0, y0, x1, y1, breadth, strength):
        """A straight line of the form."""
        self.paint(lambda draw: draw.line((x0, y0, x1, y1), fill=255, width=max(1, round(breadth))), strength, self.rules)

    def box(self, x0, y0, x1, y1, breadth, strength):
        """Four rules."""
        for ends in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.rule(*ends, breadth, strength)

    def text(self, x, y, size, words, strength, font):
        """Printed words, without digits; returns the position of their end."""
        font = ImageFont.truetype(font, max(8, int(size)))
        self.paint(lambda draw: draw.text((x, y), words, fill=255, font=font), strength, self.ink)
        return x + font.getlength(words)

    def paint(self, draw, strength, target):
        image = Image.new("L", (self.width, self.height))
        draw(ImageDraw.Draw(image))
        np.maximum(target, np.asarray(image, np.float32) / 255 * strength, out=target)
