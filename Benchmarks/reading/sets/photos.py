"""Photos of 12 megapixels with 20 digits each, to measure how long reading takes."""

import numpy as np
from PIL import Image

from . import paper, scenes
from .hand import Hand

WIDTH, HEIGHT = 4000, 3000
ROWS, DIGITS = 4, 5


def draw(number, random):
    """A photo, and what is written in it. Sizes, pads and light differ."""
    kind = ("shadow", "pad", "squared", "plain")[number % 4]
    # Drawn at half the size, and enlarged, since a camera's lens is not as sharp as its sensor.
    sheet = scenes.Sheet(random, WIDTH // 2, HEIGHT // 2)
    size = random.uniform(70, 150)
    hand = Hand(random, size)
    for row in range(ROWS):
        text = "".join(str(digit) for digit in random.integers(0, 10, DIGITS))
        if not sheet.write(hand, text, random.uniform(200, 500), 250 + row * 330 + random.normal(0, 10), 0.2):
            raise RuntimeError("a page with room for its lines expected")
    step = 330 if kind == "pad" else 60
    for y in np.arange(250 % step, HEIGHT // 2, step) if kind in ("pad", "squared") else ():
        sheet.rule((0, y, WIDTH // 2, y), 3, 0.5)
    for x in np.arange(30, WIDTH // 2, step) if kind == "squared" else ():
        sheet.rule((x, 0, x, HEIGHT // 2), 3, 0.5)
    picture = scenes.lit(paper.colored(sheet.ink, sheet.lines, random), kind, random)
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    values = np.asarray(image, np.float32) + random.normal(0, random.uniform(2, 5), (HEIGHT, WIDTH, 3)).astype(np.float32)
    image = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    return image, {"kind": kind, "texts": sheet.texts}
