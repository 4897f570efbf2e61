"""The reading of a page: numbers with their symbols and positions."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

import numpy as np


class Box(tuple[int, int, int, int]):
    """A rectangle of pixels in the upright picture: ``x``, ``y``, ``width`` and ``height``."""

    __slots__ = ()
    x = property(lambda self: self[0], doc="The leftmost column.")
    y = property(lambda self: self[1], doc="The topmost row.")
    width = property(lambda self: self[2], doc="Columns.")
    height = property(lambda self: self[3], doc="Rows.")


def _box(found: dict[str, int]) -> Box:
    return Box((found["x"], found["y"], found["width"], found["height"]))


class Alternative(NamedTuple):
    """Another possible reading."""

    #: The text or symbol; None for no symbol.
    text: Optional[str]
    #: Its probability, 0 to 1.
    confidence: float


class DigitReading:
    """One digit that was found."""

    def __init__(self, found: dict[str, Any]):
        #: The digit, 0 to 9.
        self.digit: int = found["digit"]
        #: The probability that there is a digit and that it is this one, 0 to 1.
        self.confidence: float = found["confidence"]
        #: Its box.
        self.box = _box(found["box"])
        #: The probability of each of the ten digits, if it is one.
        self.probabilities = np.asarray(found["probabilities"], np.float32)

    def __repr__(self) -> str:
        return f"DigitReading({self.digit}, confidence={self.confidence:.4f}, box={tuple(self.box)})"


class SymbolReading:
    """One symbol that was found: a digit, a mark, or other ink."""

    def __init__(self, found: dict[str, Any]):
        #: A digit, one of the marks ``. , - / : + ( ) # $ € = * %``, a sign of the pattern, or ``?`` for ink that is none of these.
        self.symbol: str = found["symbol"]
        #: The probability that it is right given that the line's others are, 0 to 1.
        self.confidence: float = found["confidence"]
        #: Its box; None if the pattern has inserted it.
        self.box: Optional[Box] = _box(found["box"]) if "box" in found else None
        #: Other possibilities, the most likely first.
        self.alternatives = [Alternative(other["symbol"], other["confidence"]) for other in found["alternatives"]]

    def __repr__(self) -> str:
        return f"SymbolReading({self.symbol!r}, confidence={self.confidence:.4f}, box={self.box and tuple(self.box)})"


class LineReading:
    """One number that was found. As text it is the number as written."""

    def __init__(self, found: dict[str, Any]):
        #: What is written, such as ``"3.75"``: digits and marks, ``?`` for other ink within it, and the signs that a pattern inserts.
        self.text: str = found["text"]
        #: The probability that all of ``text`` is right, 0 to 1. All ink of the line counts.
        self.confidence: float = found["confidence"]
        #: Its digits alone, such as ``"375"``.
        self.digits_text: str = found["digits_text"]
        #: The probability that ``digits_text`` is right, whatever the marks are, 0 to 1.
        self.digits_confidence: float = found["digits_confidence"]
        #: The rectangle around it.
        self.box = _box(found["box"])
        #: Its digits and marks from left to right.
        self.symbols = [SymbolReading(symbol) for symbol in found["symbols"]]
        #: Its digits from left to right.
        self.digits = [DigitReading(digit) for digit in found["digits"]]
        #: Other possible texts, the most likely first.
        self.alternatives = [Alternative(other["text"], other["confidence"]) for other in found["alternatives"]]
        #: The number of ``among`` that it is, as given.
        self.entry: Optional[str] = found.get("entry")
        #: Its place in a ruled table, counted from 1.
        self.row: Optional[int] = found.get("row")
        self.column: Optional[int] = found.get("column")

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"LineReading({self.text!r}, confidence={self.confidence:.4f})"


class LeftOutLine:
    """A line of ink that is not among the numbers."""

    def __init__(self, found: dict[str, Any]):
        #: Why: ``print``, ``otherWriting``, ``noSymbol``, ``unlikely``, or ``duplicate`` of a number that is already there.
        self.reason: str = found["reason"]
        #: Its text, ``?`` for ink that is not a symbol of numbers.
        self.text: str = found["text"]
        #: Its box.
        self.box = _box(found["box"])

    def __repr__(self) -> str:
        return f"LeftOutLine({self.reason!r}, text={self.text!r}, box={tuple(self.box)})"


class PageReading:
    """The reading of a picture. As text it is its numbers, a line for each."""

    def __init__(self, found: dict[str, Any], picture: np.ndarray, page: Optional[int] = None):
        #: Its number in a document, from 1; None for what :func:`read` reads.
        self.page = page
        #: The upright picture's size in pixels.
        self.width: int = found["width"]
        self.height: int = found["height"]
        #: The degrees by which it was turned clockwise before reading: 0, 90, 180 or 270. Boxes are those of the original picture.
        self.turn: int = found["turn"]
        #: Its numbers in reading order; empty if there are none.
        self.lines = [LineReading(line) for line in found["lines"]]
        #: Numbers that do not match what is known about them, as they read without it.
        self.misfits = [LineReading(line) for line in found["misfits"]]
        #: Lines of ink that are not numbers.
        self.left_out = [LeftOutLine(line) for line in found["left_out"]]
        #: The number of lines that were skipped because there were too many.
        self.omitted_lines: int = found["omitted_lines"]
        #: The upright picture in gray, shape (height, width).
        self.picture = picture

    @property
    def text(self) -> str:
        """The text, a line for each number."""
        return "\n".join(line.text for line in self.lines)

    @property
    def digits_text(self) -> str:
        """The digits alone, a line for each number."""
        return "\n".join(line.digits_text for line in self.lines)

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
