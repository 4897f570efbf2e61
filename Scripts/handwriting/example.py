#!/usr/bin/env python3
"""Makes the pictures of Docs/READING.md: a photo of a form, drawn with MNIST's training digits, and what `digits read` makes of it.

Docs/pictures/page.jpg is the photo; Docs/pictures/page-read.jpg has boxes and digits on it. Needs Pillow and NumPy, and the program.
"""

import argparse
import pathlib
import subprocess
import tempfile

import numpy as np
import camera
import sheet
from PIL import Image

HOME = pathlib.Path(__file__).resolve().parent.parent.parent


def draw(random):
    """A sheet with a printed title, a number in boxes, and three lines on rules; one digit pair touches."""
    digits, places = sheet.mnist("train")
    page = sheet.Page(random, 1280, 900, digits, places)
    found = sheet.fonts()
    size = 84
    if found:
        page.text(90, 40, 34, "Customer number", 0.9, str(random.choice(found)))
    pitch = 1.25
    for cell in range(9):
        x = 90 + cell * pitch * size
        page.rule(x, 96, x, 216, 3, 0.9)
    for y in (96, 216):
        page.rule(90, y, 90 + 8 * pitch * size, y, 3, 0.9)
    page.write("402917", 90, 118, size * 0.9, pitch=pitch / 0.9, breadth=0.4)
    if found:
        page.text(90, 262, 34, "Meter readings", 0.9, str(random.choice(found)))
    for row, text in enumerate(["18360", "275948", "60413"]):
        y = 340 + 170 * row
        page.rule(60, y + size + 12, 1220, y + size + 14, 2, 0.5)
        page.write(text, 120 + 40 * row, y, size, gap=0.42 if row != 1 else 0.12, breadth=0.35, slope=0.01)
    return page


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digits", default=HOME / "digits", help="the program")
    arguments = parser.parse_args()
    random = np.random.default_rng(21)
    image = camera.expose(camera.photograph(draw(random), "shadow", random), "shadow", random)
    folder = HOME / "Docs" / "pictures"
    image.save(folder / "page.jpg", quality=85)
    with tempfile.TemporaryDirectory() as work:
        annotated = pathlib.Path(work) / "page.png"
        subprocess.run([arguments.digits, "read", folder / "page.jpg", "--annotate", annotated], check=True)
        Image.open(annotated).convert("RGB").save(folder / "page-read.jpg", quality=80)


if __name__ == "__main__":
    main()
