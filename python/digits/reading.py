"""Reading all numbers of a picture: ``read``, the ``Reader`` that it uses, and what it finds."""

from __future__ import annotations

import json
import os
import pathlib
import warnings
from collections.abc import Iterable, Iterator
from ctypes import byref, c_size_t
from typing import Any, NamedTuple, Optional, Union

import numpy as np

from . import _engine
from ._engine import Handle, InvalidArgumentError
from .recognizer import Picture, color_picture, gray_picture


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
    """What else something may say."""

    #: What it may say; None where a symbol may be none.
    text: Optional[str]
    #: How likely that is, 0 to 1.
    confidence: float


class DigitReading:
    """One digit that was found."""

    def __init__(self, found: dict[str, Any]):
        #: What it was taken for, 0 to 9.
        self.digit: int = found["digit"]
        #: How likely it is that a digit is there and that it is this one, 0 to 1.
        self.confidence: float = found["confidence"]
        #: Where it is.
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
        #: How likely it is, if the line's others are right, 0 to 1.
        self.confidence: float = found["confidence"]
        #: Where it is; None where the pattern has put it in.
        self.box: Optional[Box] = _box(found["box"]) if "box" in found else None
        #: What else it may be, the likeliest first.
        self.alternatives = [Alternative(other["symbol"], other["confidence"]) for other in found["alternatives"]]

    def __repr__(self) -> str:
        return f"SymbolReading({self.symbol!r}, confidence={self.confidence:.4f}, box={self.box and tuple(self.box)})"


class LineReading:
    """One number that was found. As text it is what is written."""

    def __init__(self, found: dict[str, Any]):
        #: What is written, such as ``"3.75"``: digits and marks, ``?`` for other ink within it, and the signs that a pattern puts in.
        self.text: str = found["text"]
        #: How likely it is that all of ``text`` is right, 0 to 1. All ink of the line counts.
        self.confidence: float = found["confidence"]
        #: Its digits alone, such as ``"375"``.
        self.digits_text: str = found["digits_text"]
        #: How likely it is that ``digits_text`` is right, whatever the marks are, 0 to 1.
        self.digits_confidence: float = found["digits_confidence"]
        #: The rectangle around it.
        self.box = _box(found["box"])
        #: Its digits and marks from left to right.
        self.symbols = [SymbolReading(symbol) for symbol in found["symbols"]]
        #: Its digits from left to right.
        self.digits = [DigitReading(digit) for digit in found["digits"]]
        #: What else it may say, the likeliest first.
        self.alternatives = [Alternative(other["text"], other["confidence"]) for other in found["alternatives"]]
        #: The number of ``among`` that it is, as it was given.
        self.entry: Optional[str] = found.get("entry")
        #: Its place in a table with rules, counted from 1.
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
        #: What was read in it, ``?`` for ink that is no symbol of numbers.
        self.text: str = found["text"]
        #: Where it is.
        self.box = _box(found["box"])

    def __repr__(self) -> str:
        return f"LeftOutLine({self.reason!r}, text={self.text!r}, box={tuple(self.box)})"


class PageReading:
    """What was found in a picture. As text it is its numbers, a line for each."""

    def __init__(self, found: dict[str, Any], picture: np.ndarray, page: Optional[int] = None):
        #: Its number in a document, from 1; None for what :func:`read` reads.
        self.page = page
        #: The upright picture's size in pixels.
        self.width: int = found["width"]
        self.height: int = found["height"]
        #: The degrees by which it was turned clockwise to be read: 0, 90, 180 or 270. Boxes are those of the picture as it came.
        self.turn: int = found["turn"]
        #: Its numbers in reading order; none where there are none.
        self.lines = [LineReading(line) for line in found["lines"]]
        #: Numbers that are not as is known of them, as they read without that.
        self.misfits = [LineReading(line) for line in found["misfits"]]
        #: Lines of ink that are no numbers.
        self.left_out = [LeftOutLine(line) for line in found["left_out"]]
        #: How many lines were not looked at because there were too many.
        self.omitted_lines: int = found["omitted_lines"]
        #: The upright picture in gray, shape (height, width).
        self.picture = picture

    @property
    def text(self) -> str:
        """What is written, a line for each number."""
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


class Reader:
    """What reads lines of numbers: the model that ships, or one of yours.

    Several threads may read with one at once.
    """

    def __init__(self, path: Optional[Union[str, os.PathLike[str]]] = None):
        """``path`` is a Keras file that ``digits train --recipe numbers`` has written; None stands for the model that ships."""
        name = None if path is None else _engine.path_bytes(path)
        self._handle = Handle("reader", lambda made: _engine.call("digits_reader_create", name, made))
        #: Where the model is from.
        self.path = path
        self._last: tuple[str, Optional[list[str]], bytes] = ("{}", None, b"{}")

    def __repr__(self) -> str:
        return "Reader()" if self.path is None else f"Reader({os.fspath(self.path)!r})"

    def _known(self, known: dict[str, Any]) -> bytes:
        """The JSON text of what is known. That of a long list is kept for the next call."""
        among = known.get("among")
        others = json.dumps({name: value for name, value in known.items() if name != "among"})
        last = self._last
        if last[:2] != (others, among):
            last = self._last = (others, among, json.dumps(known).encode())
        return last[2]

    def _read(self, image: Picture, known: dict[str, Any]) -> PageReading:
        text = self._known(known)
        if isinstance(image, (str, os.PathLike)):
            return self._read_file(pathlib.Path(image).read_bytes(), os.fspath(image), text)
        if isinstance(image, (bytes, bytearray, memoryview)):
            return self._read_file(bytes(image), "picture", text)
        pixels = color_picture(image)
        channels = 1 if pixels.ndim == 2 else 3
        page = Handle(
            "page",
            lambda made: _engine.call(
                "digits_page_read", self._handle.value, _engine.address(pixels), pixels.shape[1], pixels.shape[0], channels, text,
                made),
        )  # fmt: skip
        return PageReading(json.loads(_engine.read_text("digits_page_describe", page.value)), gray_picture(image))

    def _read_file(self, contents: bytes, name: str, known: bytes) -> PageReading:
        return PageReading(self._describe_file(contents, name, known), gray_picture(contents))

    def _describe_file(self, contents: bytes, name: str, known: bytes = b"{}") -> dict[str, Any]:
        """What is found in an image file, as ``digits_page_describe`` says it."""
        source = np.frombuffer(contents, np.uint8)
        page = Handle(
            "page",
            lambda made: _engine.call(
                "digits_page_read_file", self._handle.value, _engine.address(source) if len(source) else None, len(source),
                name.encode("utf-8", "replace"), known, made),
        )  # fmt: skip
        found: dict[str, Any] = json.loads(_engine.read_text("digits_page_describe", page.value))
        return found


_shipped: Optional[Reader] = None


def _reader_that_ships() -> Reader:
    """The reader with the model that ships, made when it is first wanted."""
    global _shipped
    if _shipped is None:
        _shipped = Reader()
    return _shipped


def _forget_reader() -> None:
    global _shipped
    _shipped = None


# Another thread may have been reading with it when the process was forked.
os.register_at_fork(after_in_child=_forget_reader)

_Pair = tuple[Union[int, float], Union[int, float]]


def read(
    image: Picture,
    reader: Optional[Reader] = None,
    *,
    length: Optional[Union[int, str, tuple[int, int]]] = None,
    pattern: Optional[str] = None,
    checksum: Optional[str] = None,
    range: Optional[Union[str, _Pair]] = None,
    decimals: Optional[int] = None,
    among: Optional[Iterable[Union[str, int]]] = None,
    model: None = None,
) -> PageReading:
    """Reads all numbers in a picture: a photo of a page, a scan, a drawing. Documents of many pages are for :func:`read_pages`.

    Takes the path of an image file, its bytes, a PIL image, or an array of shape (height, width) or (height, width, colors).

    What is known of the numbers decides between readings, and what is not as is known goes to ``misfits``:

    - ``length``: how many digits they have; ``5``, ``(4, 6)`` or ``"4..6"``. Marks do not count.
    - ``pattern``: what they look like, such as ``r"\\d{3}-\\d{4}"`` or ``r"(19|20)\\d\\d"``.
    - ``checksum``: a rule that their digits obey: ``luhn``, ``isbn10``, ``isbn13``, ``ean13``, ``ean8``, ``upc``, ``iban:DE``, ``mod11``, ``mod97``.
    - ``range``: which values they have; ``(0.05, 500)`` or ``"0.05..500"``.
    - ``decimals``: how many digits are behind the decimal mark.
    - ``among``: the valid numbers, up to some millions.
    """
    if model is not None or not (reader is None or isinstance(reader, Reader)):
        raise TypeError(
            f"read: a digits.Reader expected, got {type(model if model is not None else reader).__name__}; models of single digits "
            "read no pages any more, digits.Reader(path) takes a model of lines"
        )
    known = _known(length, pattern, checksum, range, decimals, among)
    page = (reader or _reader_that_ships())._read(image, known)
    if page.omitted_lines:
        warnings.warn(f"{page.omitted_lines} smaller lines were not looked at: a page may have 400", stacklevel=2)
    return page


def read_pages(
    document: Union[str, os.PathLike[str], bytes],
    reader: Optional[Reader] = None,
    *,
    length: Optional[Union[int, str, tuple[int, int]]] = None,
    pattern: Optional[str] = None,
    checksum: Optional[str] = None,
    range: Optional[Union[str, _Pair]] = None,
    decimals: Optional[int] = None,
    among: Optional[Iterable[Union[str, int]]] = None,
) -> Iterator[PageReading]:
    """Reads the pages of a document one after the other: a PDF or TIFF file of many pages, HEIC, or any image file.

    Takes its path or its bytes, and what :func:`read` takes. Holds one page at a time. Scans in PDF documents are taken out as they are;
    other pages of theirs need ``pdftoppm`` of poppler, and HEIC needs ``heif-convert`` of libheif, as programs in PATH.
    """
    known = _known(length, pattern, checksum, range, decimals, among)
    return _pages(document, reader or _reader_that_ships(), known)


def _pages(document: Union[str, os.PathLike[str], bytes], reader: Reader, known: dict[str, Any]) -> Iterator[PageReading]:
    if isinstance(document, (str, os.PathLike)):
        path, name = _engine.path_bytes(document), os.fspath(document)
        handle = Handle("document", lambda made: _engine.call("digits_document_open", path, made))
    else:
        source, name = np.frombuffer(document, np.uint8), "document"
        handle = Handle(
            "document",
            lambda made: _engine.call(
                "digits_document_open_bytes", _engine.address(source) if len(source) else None, len(source), name.encode(), made),
        )  # fmt: skip
    count = c_size_t()
    _engine.call("digits_document_page_count", handle.value, byref(count))
    for index in range(count.value):
        contents = _engine.read_bytes("digits_document_page", handle.value, index)
        found = reader._describe_file(contents, f"{name} page {index + 1}", reader._known(known))
        yield PageReading(found, gray_picture(contents), page=index + 1)


def _known(
    length: Any, pattern: Optional[str], checksum: Optional[str], range: Any, decimals: Any, among: Optional[Iterable[Union[str, int]]]
) -> dict[str, Any]:
    """What is known of the numbers, in digits.h's words."""
    known = {
        "length": _plain(length), "pattern": pattern, "checksum": checksum, "range": _plain(range), "decimals": _plain(decimals),
        "among": _texts(among),
    }  # fmt: skip
    return {name: value for name, value in known.items() if value is not None}


def _plain(value: Any) -> Any:
    """A pair as text, and NumPy's numbers as Python's."""
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return f"{value[0]}..{value[1]}"
    return value.item() if isinstance(value, np.generic) else value


def _texts(numbers: Optional[Iterable[Union[str, int]]]) -> Optional[list[str]]:
    if numbers is None:
        return None
    if isinstance(numbers, (str, bytes, os.PathLike)):
        raise InvalidArgumentError(f"among: a list of numbers expected, got {numbers!r}")
    return [str(number) for number in numbers]
