#!/usr/bin/env python3
"""Writes a small page, 4071 above 952, in each format, for tests and as a start for fuzzing. Needs Pillow and NumPy."""

import pathlib
import sys

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent.parent.parent / "Scripts" / "handwriting"))
import sheet  # noqa: E402


def main():
    page = sheet.Page(np.random.default_rng(6), 160, 110, *sheet.mnist("train"))
    page.write("4071", 10, 12, 30, breadth=0.4)
    page.write("952", 14, 62, 30, breadth=0.4)
    page.rule(0, 104, 160, 104, 1, 0.9)
    gray = Image.fromarray((240 * (1 - np.maximum(page.ink, page.rules))).astype(np.uint8))
    white = Image.new("L", gray.size, 240)
    color = Image.merge("RGB", (gray, gray.point(lambda value: value // 2 + 100), gray))
    gray.save(HERE / "gray.bmp")
    gray.save(HERE / "gray.pgm")
    gray.save(HERE / "gray.png")
    gray.point(lambda value: 255 - value).save(HERE / "negative.png")
    Image.fromarray(np.asarray(gray).astype(np.uint16) * 257).save(HERE / "sixteen.png")
    gray.save(HERE / "animated.png", save_all=True, append_images=[white])
    gray.save(HERE / "animated.gif", save_all=True, append_images=[white])
    gray.save(HERE / "animated.webp", save_all=True, append_images=[white])
    color.save(HERE / "color.webp", quality=70)
    color.save(HERE / "color.jpg", quality=70)
    color.convert("CMYK").save(HERE / "cmyk.jpg", quality=70)
    gray.save(HERE / "progressive.jpg", quality=70, progressive=True)
    gray.point(lambda value: 255 * (value > 128)).convert("1").save(HERE / "fax.tif", compression="group4")
    gray.save(HERE / "pages.tif", save_all=True, append_images=[white, white], compression="tiff_lzw")


if __name__ == "__main__":
    main()
