"""Reading all numbers of a picture: ``read``, the ``Reader`` that it uses, and what it finds."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Iterator
from ctypes import byref, c_size_t
from typing import Any, Optional, Union

import numpy as np

from . import _engine
from ._engine import Handle, InvalidArgumentError
from ._page_reading import PageReading
from ._pictures import Picture, color_picture, gray_picture, read_file


class Reader:
    """Reads lines of numbers: with the bundled model, or one of yours.

    Several threads may read with one at once.
    """

    def __init__(self, path: Optional[Union[str, os.PathLike[str]]] = None):
        """``path`` is a Keras file that ``digits train --recipe numbers`` has written; None stands for the bundled model."""
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
            return self._read_file(read_file(image), os.fsdecode(image), text)
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
        """The reading of an image file, as returned by ``digits_page_describe``."""
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
    """The reader with the bundled model, made when it is first needed."""
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

    Conditions on the numbers decide between readings; numbers that do not meet them go to ``misfits``:

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
            "no longer read pages; digits.Reader(path) takes a model that reads lines"
        )
    known = _known(length, pattern, checksum, range, decimals, among)
    page = (reader or _reader_that_ships())._read(image, known)
    if page.omitted_lines:
        warnings.warn(f"{page.omitted_lines} smaller lines were skipped: at most 400 are read on a page", stacklevel=2)
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
    """What is known about the numbers, in digits.h's terms."""
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
