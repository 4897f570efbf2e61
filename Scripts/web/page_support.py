"""Helpers for the checks of the page: strokes, a photo, and what is visible."""

import gzip
import pathlib

import numpy
from PIL import Image

SEVEN = [(0.38, 0.2), (0.62, 0.2), (0.48, 0.8)]
# A one, a four and a seven, side by side, stroke by stroke.
NUMBER = [
    [(0.15, 0.25), (0.14, 0.75)],
    [(0.42, 0.2), (0.36, 0.55), (0.54, 0.55)],
    [(0.5, 0.3), (0.49, 0.8)],
    [(0.7, 0.25), (0.88, 0.25), (0.76, 0.78)],
]
LETTER = [[(0.5, 0.15), (0.4, 0.85)], [(0.5, 0.15), (0.6, 0.85)], [(0.43, 0.6), (0.57, 0.6)]]
# A shape that is not a digit.
SCRIBBLE = [(0.3 + 0.2 * (step % 2) + 0.01 * step, 0.2 + 0.5 * (step * 7 % 10) / 10) for step in range(24)]


def sheet(data, file):
    """A photo of two lines of handwritten digits, composed of MNIST's test images: dark on uneven paper."""
    images = numpy.frombuffer(gzip.open(data / "t10k-images-idx3-ubyte.gz").read()[16:], numpy.uint8).reshape(-1, 28, 28)
    labels = numpy.frombuffer(gzip.open(data / "t10k-labels-idx1-ubyte.gz").read()[8:], numpy.uint8)
    random = numpy.random.default_rng(5)
    height, width = 700, 1000
    rows, columns = numpy.mgrid[0:height, 0:width]
    paper = 215 + 25 * columns / width - 15 * rows / height + random.normal(0, 3, (height, width))
    text = []
    for line in range(2):
        # Clear digits: the 1 of image 2 leans so that it may be a slash, image 8 is a 5 that many take for a 6.
        chosen = [[0, 1, 14, 3, 4, 5], [6, 7, 9, 10, 11, 12]][line]
        text.append("".join(str(label) for label in labels[chosen]))
        for place, index in enumerate(chosen):
            digit = numpy.asarray(Image.fromarray(images[index]).resize((112, 112), Image.Resampling.BICUBIC), float) / 255
            top, left = 140 + 260 * line + random.integers(-8, 8), 110 + 130 * place + random.integers(-8, 8)
            part = paper[top : top + 112, left : left + 112]
            part[:] = part * (1 - digit) + 45 * digit
    Image.fromarray(paper.clip(0, 255).astype(numpy.uint8)).save(file, quality=90)
    return text


def answer(browser):
    return browser.run("document.getElementById('answer').textContent")


def expect(found, wanted, what):
    assert found == wanted, f"{what}: {wanted!r} expected, found {found!r}"


def shown(browser, selector):
    """Whether an element takes up space on the page."""
    return browser.run(f"document.querySelector({selector!r}).getClientRects().length > 0")


def status(browser):
    return browser.run("document.getElementById('photo-status').textContent")


def digit_files(corrections):
    """The pictures of corrected digits."""
    return [path for path in pathlib.Path(corrections).rglob("*.png") if path.parent.name != "lines"]


def line_text(corrections):
    """The text of the only corrected line; None if there is none yet."""
    texts = [path.read_text().strip() for path in pathlib.Path(corrections, "lines").glob("*.gt.txt")]
    return texts[0] if len(texts) == 1 else None
