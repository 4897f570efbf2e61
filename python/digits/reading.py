"""Reading all digits of a picture: ``read`` and what it finds."""

from __future__ import annotations

import json
import os
import pathlib
from typing import Any, Optional

import numpy as np

from . import _engine
from ._engine import Handle
from .recognizer import Picture, _Engine, engine_that_ships, gray_picture


class Box(tuple[int, int, int, int]):
    """A rectangle of pixels in the upright picture: ``x``, ``y``, ``width`` and ``height``."""

    __slots__ = ()
    x = property(lambda self: self[0], doc="The leftmost column.")
    y = property(lambda self: self[1], doc="The topmost row.")
    width = property(lambda self: self[2], doc="Columns.")
    height = property(lambda self: self[3], doc="Rows.")


class DigitReading:
    """One digit that was found."""

    def __init__(self, found: dict[str, Any]):
        #: What it was taken for, 0 to 9.
        self.digit: int = found["digit"]
        #: How likely it is that a digit is there and that it is this one, 0 to 1.
        self.confidence: float = found["confidence"]
        #: Where it is.
        self.box = Box(found["box"])
        #: The probability of each of the ten digits, if it is one.
        self.probabilities = np.asarray(found["probabilities"], np.float32)

    def __repr__(self) -> str:
        return f"DigitReading({self.digit}, confidence={self.confidence:.4f}, box={tuple(self.box)})"


class LineReading:
    """One line of digits that was found."""

    def __init__(self, found: dict[str, Any]):
        #: Its digits from left to right, such as ``"2047"``.
        self.text: str = found["text"]
        #: How likely it is that all of them are right, 0 to 1.
        self.confidence: float = found["confidence"]
        #: The rectangle around them.
        self.box = Box(found["box"])
        #: The digits.
        self.digits = [DigitReading(digit) for digit in found["digits"]]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"LineReading({self.text!r}, confidence={self.confidence:.4f})"


class PageReading:
    """What was found in a picture. As text it is its lines."""

    def __init__(self, found: dict[str, Any], picture: np.ndarray):
        #: The upright picture's size in pixels.
        self.width: int = found["width"]
        self.height: int = found["height"]
        #: Its lines from top to bottom; none where there are no digits.
        self.lines = [LineReading(line) for line in found["lines"]]
        #: The upright picture in gray, shape (height, width).
        self.picture = picture

    @property
    def text(self) -> str:
        """The lines' digits, a line for each."""
        return "\n".join(line.text for line in self.lines)

    @property
    def digits(self) -> list[DigitReading]:
        """All digits, line after line."""
        return [digit for line in self.lines for digit in line.digits]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"PageReading({self.text!r})"

    def _repr_html_(self) -> str:
        from ._display import page_html

        return page_html(self)

    def _repr_png_(self) -> Optional[bytes]:
        from ._display import page_png

        return page_png(self)


def read(image: Picture, model: Any = None) -> PageReading:
    """Reads all lines of digits in a picture: a photo of a page, a scan, a drawing.

    Takes the path of an image file, its bytes, a PIL image, or an array of shape (height, width) or (height, width, colors). ``model``
    is a ``Sequential`` that tells ten digits, or None for the one that ships.
    """
    engine = engine_that_ships() if model is None else _Engine(model)
    if isinstance(image, (str, os.PathLike)):
        name, contents = os.fspath(image), pathlib.Path(image).read_bytes()
    elif isinstance(image, (bytes, bytearray, memoryview)):
        name, contents = "picture", bytes(image)
    else:
        pixels = gray_picture(image)
        page = Handle(
            "page",
            lambda made: _engine.call(
                "digits_page_read", engine.handle.value, _engine.address(pixels), pixels.shape[1], pixels.shape[0], 1, made),
        )  # fmt: skip
        return PageReading(json.loads(_engine.read_text("digits_page_describe", page.value)), pixels)
    return PageReading(describe_file(engine, name, contents), gray_picture(contents))


def describe_file(engine: _Engine, name: str, contents: bytes) -> dict[str, Any]:
    """What is found in an image file, as ``digits_page_describe`` says it."""
    source = np.frombuffer(contents, np.uint8)
    page = Handle(
        "page",
        lambda made: _engine.call(
            "digits_page_read_file", engine.handle.value, _engine.address(source) if len(source) else None, len(source),
            name.encode("utf-8", "replace"), made),
    )  # fmt: skip
    found: dict[str, Any] = json.loads(_engine.read_text("digits_page_describe", page.value))
    return found
