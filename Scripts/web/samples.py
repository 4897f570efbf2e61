"""Draws the sample pictures of the web page, from MNIST's test images.

samples.py: writes sample-digits.png and sample-page.jpg to Sources/CServerPage/Page.
"""

import gzip
import pathlib

import numpy
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "Sources" / "CServerPage" / "Page"
# A 7, a 2 and a 0 that are easy to read, then a 4, a 5 and a 6 that are easily misread; named in samples.js in this order.
SINGLE = [0, 1, 3, 2130, 2597, 3520]
LINES = [[0, 1, 2, 3, 4, 5], [6, 7, 9, 10, 11], [12, 13, 14, 15, 16, 17, 18]]


def test_images():
    """Returns MNIST's test images, (10000, 28, 28) bytes, bright on black."""
    data = gzip.open(ROOT / "Data" / "MNIST" / "t10k-images-idx3-ubyte.gz").read()
    return numpy.frombuffer(data[16:], numpy.uint8).reshape(-1, 28, 28)


def single(images):
    """Returns digits side by side, dark on white."""
    return Image.fromarray(255 - numpy.concatenate([images[index] for index in SINGLE], axis=1))


def page(images):
    """Returns a photo of a sheet with three lines of digits: uneven light, warm paper, ruled lines."""
    random = numpy.random.default_rng(1)
    height, width, side = 480, 720, 72
    rows, columns = numpy.mgrid[0:height, 0:width]
    light = (225 + 18 * columns / width - 30 * rows / height + random.normal(0, 1.5, (height, width)))[..., None]
    paper = light * numpy.array([1, 0.985, 0.94])
    for line, chosen in enumerate(LINES):
        top = 60 + 130 * line
        paper[top + side + 14 : top + side + 16, 40:-40] *= numpy.array([0.8, 0.86, 0.95])
        for place, index in enumerate(chosen):
            digit = Image.fromarray(images[index]).resize((side, side), Image.Resampling.BICUBIC)
            ink = numpy.asarray(digit, float)[..., None] / 255
            y, x = top + random.integers(0, 9), 60 + 84 * place + random.integers(-6, 7)
            part = paper[y : y + side, x : x + side]
            part[:] = part * (1 - ink) + numpy.array([38, 48, 92]) * ink
    return Image.fromarray(paper.clip(0, 255).astype(numpy.uint8))


if __name__ == "__main__":
    images = test_images()
    single(images).save(PAGE / "sample-digits.png", optimize=True)
    page(images).save(PAGE / "sample-page.jpg", quality=80, optimize=True)
