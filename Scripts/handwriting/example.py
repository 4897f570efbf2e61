#!/usr/bin/env python3
"""Makes the pictures of Docs/READING.md: photos of a form and of a table, drawn with MNIST's training digits, and what `digits read`
makes of them.

Docs/pictures/page.jpg and table.jpg are the photos; page-read.jpg and table-read.jpg have boxes and digits on them. Needs Pillow and
NumPy, and the program.
"""

import argparse
import pathlib
import subprocess
import tempfile

import camera
import numpy as np
import sheet
from PIL import Image, ImageFilter

HOME = pathlib.Path(__file__).resolve().parent.parent.parent


def printed(page, x, y, size, words, bold=False):
    """Words in a font that most systems have; without it, none."""
    wanted = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    font = next((path for path in sheet.fonts() if path.endswith(wanted)), None)
    if font:
        page.text(x, y, size, words, 0.95, font)


def form(random, data):
    """A meter reading card: numbers in boxes, some of them empty, and on rules."""
    page = sheet.Page(random, 1240, 880, *data, slant=0.12)
    printed(page, 80, 50, 46, "Water meter reading", bold=True)
    printed(page, 80, 138, 26, "Customer number")
    size = 66
    for cell in range(9):
        page.box(80 + cell * 92, 180, 80 + cell * 92 + 84, 290, 3, 0.85)
    page.write("4029175", 76, 202, size, pitch=92 / size, breadth=0.35)
    for row, (label, text, gap) in enumerate(
        [("Last reading, m³", "18360", 0.4), ("This reading, m³", "19748", 0.3), ("Date", "260514", 0.12)]
    ):
        y = 380 + 160 * row
        printed(page, 80, y + 34, 26, label)
        page.rule(420, y + 84, 1120, y + 84, 2, 0.7)
        page.write(text, 450, y, 76, gap=gap, breadth=0.35)
    return page


def table(random, data):
    """A score sheet: a printed heading, names, and two columns of numbers."""
    page = sheet.Page(random, 1240, 900, *data, slant=-0.05)
    columns, row, top = (60, 360, 760, 1180), 118, 130
    for x, words in zip(columns, ("Player", "First round", "Second round")):
        printed(page, x + 20, 62, 34, words, bold=True)
    names = ("Amber", "Blake", "Casey", "Drew", "Ellis", "Frankie")
    numbers = [("1204", "875"), ("960", "1133"), ("1387", "1042"), ("718", "996"), ("1055", "1260"), ("843", "907")]
    for index, (name, values) in enumerate(zip(names, numbers)):
        y = top + index * row
        printed(page, columns[0] + 20, y + 40, 34, name)
        for x, value in zip(columns[1:], values):
            page.write(value, x + 70, y + 26, 62, gap=0.25, breadth=0.3)
    for index in range(len(names) + 1):
        page.rule(columns[0], top + index * row, columns[-1], top + index * row, 3, 0.8)
    for x in columns:
        page.rule(x, top, x, top + len(names) * row, 3, 0.8)
    return page


def photographed(page, random, corners, wide, far, edge):
    """The page on a wooden table, with a shadow whose edge is at this fraction of the width."""
    pen = np.array([0.08, 0.13, 0.42], np.float32)
    paper = np.array([0.98, 0.97, 0.93], np.float32)
    picture = np.broadcast_to(paper, (page.height, page.width, 3)).copy()
    picture *= 1 - page.rules[..., None] * 0.7
    picture *= 1 - np.clip(page.ink, 0, 1)[..., None] * (1 - pen)
    grain = (
        camera.smooth(random, wide, far, 3) * 0.1
        + np.asarray(
            Image.fromarray(random.normal(0, 1, (far, wide // 80)).astype(np.float32)).resize((wide, far), Image.Resampling.BICUBIC)
        )
        * 0.09
    )
    wood = np.array([0.42, 0.27, 0.16], np.float32) * (1 + grain[..., None])
    picture = camera.laid(picture, corners, wood)
    y, x = np.mgrid[0:far, 0:wide].astype(np.float32)
    side = (x / wide - edge + 0.35 * (y / far - 0.5) + 0.02 * camera.smooth(random, wide, far, 5)) * 60
    light = (1 - 0.42 / (1 + np.exp(-np.clip(side, -30, 30)))) * (1 - 0.35 * ((x / wide - 0.3) ** 2 + (y / far - 0.3) ** 2))
    picture = np.clip(picture * light[..., None], 0, 1) * 255 + random.normal(0, 3, picture.shape)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.7))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digits", default=HOME / "digits", help="the program")
    arguments = parser.parse_args()
    data = sheet.mnist("train")
    folder = HOME / "Docs" / "pictures"
    for name, draw, seed, corners, edge in (
        ("page", form, 21, [(170, 90), (1330, 150), (1370, 1010), (90, 960)], 0.62),
        ("table", table, 4, [(140, 160), (1290, 70), (1380, 930), (190, 1020)], 0.45),
    ):
        random = np.random.default_rng(seed)
        photographed(draw(random, data), random, corners, 1480, 1110, edge).save(folder / f"{name}.jpg", quality=82)
        with tempfile.TemporaryDirectory() as work:
            annotated = pathlib.Path(work) / "page.png"
            subprocess.run([arguments.digits, "read", folder / f"{name}.jpg", "--annotate", annotated], check=True)
            Image.open(annotated).convert("RGB").save(folder / f"{name}-read.jpg", quality=80)


if __name__ == "__main__":
    main()
