"""Makes pictures of digits for the tests of Spark and Ray, including damaged ones."""

import pathlib
import shutil

import digits
import numpy as np
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def make_small(folder, count):
    """Writes the given number of small PGM files, each a digit of MNIST's training images with paper around it."""
    folder.mkdir(parents=True, exist_ok=True)
    (images, _), _ = digits.mnist.load_data()
    head = b"P5\n56 56\n255\n"
    page = np.full((56, 56), 255, np.uint8)
    for index in range(count):
        page[14:42, 14:42] = 255 - images[index % len(images)]
        (folder / f"{index:06}.pgm").write_bytes(head + page.tobytes())


def make_pages(folder, count, scale=1):
    """Writes the given number of photos of pages, those of the documentation repeatedly, at ``scale`` times their width and height."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        source = ROOT / "Docs" / "pictures" / ("page.jpg", "table.jpg")[index % 2]
        picture = Image.open(source)
        picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.BICUBIC).save(
            folder / f"{index:06}.jpg", quality=90
        )


def make_mixed(folder, copies=1):
    """Writes photos of pages with their texts, and files that are not pictures. Returns the number of files."""
    folder.mkdir(parents=True, exist_ok=True)
    for copy in range(copies):
        shutil.copy(ROOT / "Docs" / "pictures" / "note.jpg", folder / f"note-{copy}.jpg")
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "text.jpg").write_text("no picture")
    (folder / "half.jpg").write_bytes((ROOT / "Docs" / "pictures" / "note.jpg").read_bytes()[:2000])
    return copies + 3
