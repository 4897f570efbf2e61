#!/usr/bin/env python3
"""Writes small pages of digits in each format for fuzzing to begin with. Needs Pillow and NumPy; does nothing without."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
try:
    import numpy as np
    import sheet
    from PIL import Image
except ImportError:
    sys.exit(0)


def main():
    folder = pathlib.Path(sys.argv[1])
    digits, places = sheet.mnist("train")
    page = sheet.Page(np.random.default_rng(1), 170, 120, digits, places)
    page.write("4071", 10, 12, 30, breadth=0.4)
    page.write("952", 14, 68, 30, gap=0.0, breadth=0.4)
    page.rule(0, 108, 170, 108, 1, 0.9)
    page.rule(100, 60, 160, 60, 2, 0.9)
    gray = Image.fromarray((240 * (1 - np.maximum(page.ink, page.rules))).astype(np.uint8))
    color = Image.merge("RGB", (gray, gray.point(lambda value: value // 2 + 100), gray))
    for name, image in (("gray", gray), ("color", color), ("negative", gray.point(lambda value: 255 - value))):
        for ending in ("png", "jpg", "tif", "webp", "bmp", "ppm"):
            image.save(folder / f"{name}.{ending}", quality=60)
    color.convert("CMYK").save(folder / "cmyk.jpg", quality=60)
    gray.save(folder / "progressive.jpg", quality=60, progressive=True)
    gray.save(folder / "many.tif", save_all=True, append_images=[color], compression="tiff_lzw")
    gray.save(folder / "animated.webp", save_all=True, append_images=[gray.rotate(5)])
    gray.save(folder / "animated.png", save_all=True, append_images=[gray.rotate(5)])
    gray.convert("1").save(folder / "fax.tif", compression="group4")


if __name__ == "__main__":
    main()
