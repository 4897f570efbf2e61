"""Photos of pages that are hard to read: ruled pads, tables with rules, hyphens, steep lines, shadows."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import paper, texts
from .hand import Hand

KINDS = ("pad", "table", "hyphens", "steep", "shadow", "squared", "crowded")
DESKS = [(60, 44, 32), (38, 38, 42), (120, 88, 56), (90, 92, 94), (150, 120, 84)]


class Sheet:
    """Ink and printed lines on a page, and the texts of its lines of writing."""

    def __init__(self, random, width, height):
        self.random, self.width, self.height = random, width, height
        self.ink = np.zeros((height, width), np.float32)
        self.lines = np.zeros((height, width), np.float32)
        self.texts = []

    def place(self, written, x, y):
        """Places ink with its upper left corner there; returns whether it fits."""
        height, width = written.shape
        x, y = round(x), round(y)
        if x < 0 or y < 0 or x + width > self.width or y + height > self.height:
            return False
        area = self.ink[y : y + height, x : x + width]
        np.maximum(area, written, out=area)
        return True

    def write(self, hand, text, x, base, gap, slope=0.0):
        """Writes a text whose digits stand on `base`; a sloping one rises to the right."""
        written, top = hand.write(text, gap)
        if slope:
            angle = math.degrees(math.atan(slope))
            image = Image.fromarray((written * 255).astype(np.uint8)).rotate(angle, Image.Resampling.BICUBIC, expand=True)
            written = np.asarray(image, np.float32) / 255
            base -= slope * written.shape[1] / 2
            top = written.shape[0] / 2 - hand.size / 2
        if not self.place(written, x, base - hand.size - top):
            return False
        self.texts.append(text)
        return True

    def rule(self, ends, breadth, strength):
        image = Image.new("L", (self.width, self.height))
        ImageDraw.Draw(image).line(ends, fill=255, width=max(1, round(breadth)))
        np.maximum(self.lines, np.asarray(image, np.float32) / 255 * strength, out=self.lines)


def plain_number(random, low=2, high=8):
    return "".join(str(digit) for digit in random.integers(0, 10, random.integers(low, high)))


def number(random):
    """Mostly digits alone, sometimes an amount or a date."""
    if random.random() < 0.7:
        return plain_number(random)
    return texts.KINDS[str(random.choice(["amount", "date", "decimal"]))](random).replace(" ", "")


def rows(sheet, hand, first, step, left, gap, slope=0.0, text=number):
    """Lines of writing down the page."""
    base = first
    while base + 0.4 * hand.size < sheet.height and len(sheet.texts) < 9:
        x = left + sheet.random.uniform(0, 1.2) * hand.size
        if not sheet.write(hand, text(sheet.random), x, base + sheet.random.normal(0, 0.04) * hand.size, gap, slope):
            sheet.write(hand, plain_number(sheet.random, 2, 4), x, base, gap, slope)
        base += step


def pad(sheet, hand, gap):
    """A ruled pad: the writing stands on its rules or crosses them."""
    step = hand.size * sheet.random.uniform(1.25, 1.9)
    first = step * sheet.random.uniform(1, 1.6)
    tilt, breadth, strength = sheet.random.normal(0, 0.008) * sheet.width, hand.size * 0.025, sheet.random.uniform(0.4, 0.9)
    for y in np.arange(first, sheet.height, step):
        sheet.rule((0, y, sheet.width, y + tilt), breadth, strength)
    if sheet.random.random() < 0.5:
        x = sheet.random.uniform(0.06, 0.15) * sheet.width
        sheet.rule((x, 0, x - tilt, sheet.height), breadth, strength)
    rows(sheet, hand, first + sheet.random.uniform(-0.05, 0.12) * hand.size, step, 0.2 * sheet.width, gap)


def squared(sheet, hand, gap):
    """Squared paper."""
    step = hand.size * sheet.random.uniform(0.45, 0.8)
    for x in np.arange(sheet.random.uniform(0, step), sheet.width, step):
        sheet.rule((x, 0, x, sheet.height), hand.size * 0.02, 0.45)
    for y in np.arange(sheet.random.uniform(0, step), sheet.height, step):
        sheet.rule((0, y, sheet.width, y), hand.size * 0.02, 0.45)
    rows(sheet, hand, 1.5 * hand.size, 1.7 * hand.size, 0.1 * sheet.width, gap)


def table(sheet, hand, gap):
    """A ruled table with a number in each cell."""
    columns, height = int(sheet.random.integers(2, 5)), 1.7 * hand.size
    left, top = 0.04 * sheet.width, 0.05 * sheet.height
    wide, count = (sheet.width - 2 * left) / columns, max(2, int((sheet.height - 2 * top) / height))
    for row in range(count):
        for column in range(columns):
            text = plain_number(sheet.random, 1, max(2, int(0.75 * wide / hand.size)) + 1)
            x = left + column * wide + sheet.random.uniform(0.15, 0.5) * hand.size
            sheet.write(hand, text, x, top + row * height + 1.3 * hand.size, gap)
    breadth, strength = hand.size * 0.03, sheet.random.uniform(0.6, 1)
    for row in range(count + 1):
        sheet.rule((left, top + row * height, sheet.width - left, top + row * height), breadth, strength)
    for column in range(columns + 1):
        sheet.rule((left + column * wide, top, left + column * wide, top + count * height), breadth, strength)


def hyphens(sheet, hand, gap):
    """Phone numbers, dates and account numbers."""

    def text(random):
        blocks = [plain_number(random, 2, 5) for _ in range(random.integers(2, 4))]
        return "-".join(blocks)

    rows(sheet, hand, 1.5 * hand.size, 2 * hand.size, 0.08 * sheet.width, gap, text=text)


def steep(sheet, hand, gap):
    """Lines that rise or fall."""
    slope = math.tan(math.radians(float(sheet.random.choice([-1, 1]) * sheet.random.uniform(5, 14))))
    first = 1.6 * hand.size + max(0, slope) * 0.5 * sheet.width
    rows(sheet, hand, first, 2.4 * hand.size, 0.06 * sheet.width, gap, slope)


def crowded(sheet, hand, gap):
    """Crowded lines."""
    rows(sheet, hand, 1.3 * hand.size, hand.size * sheet.random.uniform(1.2, 1.4), 0.08 * sheet.width, gap)


def shadow(sheet, hand, gap):
    rows(sheet, hand, 1.5 * hand.size, 1.9 * hand.size, 0.08 * sheet.width, gap)


def lit(picture, kind, random):
    """Light that falls off, sometimes with the shadow of a hand, or of a phone with a sharp edge."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    cx, cy = random.uniform(0.2, 0.8, 2)
    light = 1 - random.uniform(0.1, 0.6) * ((x / width - cx) ** 2 + (y / height - cy) ** 2)
    for _ in range(int(random.integers(1, 3)) if kind == "shadow" else int(random.random() < 0.2)):
        angle, reach = random.uniform(0, 2 * math.pi), random.uniform(0.02, 0.12)
        side = (x / width - random.uniform(0.3, 0.7)) * math.cos(angle) + (y / height - random.uniform(0.3, 0.7)) * math.sin(angle)
        side = side + 0.06 * paper.smooth(random, width, height, 5)
        light = light * (1 - random.uniform(0.3, 0.65) / (1 + np.exp(-np.clip(8 * side / reach, -30, 30))))
    return picture * light[..., None]


def held(picture, random):
    """The sheet on a desk, slightly rotated; or the sheet fills the picture."""
    height, width = picture.shape[:2]
    if random.random() < 0.6:
        return picture
    wide, high = round(width * random.uniform(1.1, 1.35)), round(height * random.uniform(1.1, 1.35))
    color = paper.pick(random, DESKS)
    desk = color * (1 + 0.12 * paper.smooth(random, wide, high, 40)[..., None])
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).convert("RGBA")
    canvas = Image.new("RGBA", (wide, high))
    canvas.paste(image, ((wide - width) // 2, (high - height) // 2))
    canvas = canvas.rotate(random.uniform(-6, 6), Image.Resampling.BICUBIC)
    cover = np.asarray(canvas.getchannel("A"), np.float32)[..., None] / 255
    return desk * (1 - cover) + np.asarray(canvas.convert("RGB"), np.float32) * cover


def draw(number, random):
    """A photo, and what is written in it."""
    kind = KINDS[number % len(KINDS)]
    scale = float(random.choice([0.6, 1, 1.6, 2.4]))
    width, height = round(random.uniform(700, 1200) * scale), round(random.uniform(500, 900) * scale)
    size = random.uniform(0.055, 0.11) * min(width, height) + 10
    while True:
        sheet = Sheet(random, width, height)
        globals()[kind](sheet, Hand(random, size), float(random.choice([0.12, 0.2, 0.3])))
        if sheet.texts:
            break
    picture = held(paper.colored(sheet.ink, sheet.lines, random), random)
    picture = lit(picture, kind, random)
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    image = image.filter(ImageFilter.GaussianBlur(float(random.uniform(0, 0.0008)) * max(image.size)))
    values = np.asarray(image, np.float32) + random.normal(0, random.uniform(1, 6), (*image.size[::-1], 3))
    image = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    return paper.compressed(image, int(random.integers(65, 93))), {"kind": kind, "texts": sheet.texts}
