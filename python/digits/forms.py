"""Sheets of a form: ``Form`` reads them, and returns the contents of each field.

::

    from digits.forms import Form

    form = Form("exam.form")
    for sheet in form.read("scans.pdf", among={"student": students}):
        print(sheet.page, sheet.state, sheet["student"].value, sheet["student"].state)
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from ctypes import byref, c_size_t, c_uint64
from typing import Any, NamedTuple, Optional, Union

from . import _engine
from ._engine import Handle, InvalidArgumentError
from ._page_reading import Alternative, Box
from ._pictures import Picture, gray_picture
from .reading import Reader, _texts

__all__ = ["FieldReading", "Form", "FormField", "Guess", "SheetReading"]


class Guess(NamedTuple):
    """A number of a list that may be in a field."""

    #: The number as written in the list.
    entry: str
    #: The natural logarithm of how many times more likely the field's ink is if this is written than if any number of its length is.
    evidence: float


class FormField:
    """A field in the form file."""

    def __init__(self, found: dict[str, Any]):
        #: The name.
        self.name: str = found["name"]
        #: Its kind: ``number``, ``integer``, ``decimal``, ``date``, ``time``, ``digits``, ``choice``, ``marks`` or ``code``.
        self.kind: str = found["kind"]
        #: Whether it must be filled in.
        self.required: bool = found.get("required", False)
        #: Where it is on the reference picture; None for ``marks``, which have a box each.
        self.box: Optional[Box] = _box(found["box"]) if "box" in found else None
        #: Everything about it in the form file.
        self.members = found

    def __repr__(self) -> str:
        return f"FormField({self.name!r}, {self.kind!r})"


class FieldReading:
    """The reading of a field of a sheet."""

    def __init__(self, found: dict[str, Any]):
        #: The field's name.
        self.name: str = found["name"]
        #: The normalized value: digits and marks as written, ``2026-12-31`` for dates, ``09:05`` for times, the labels of checked boxes
        #: joined by ``+``; empty if there is none.
        self.value: str = found["value"]
        #: The text as it reads.
        self.text: str = found["text"]
        #: The probability that the value is right, 0 to 1.
        self.confidence: float = found["confidence"]
        #: ``sure``, ``doubtful``, ``misfit``, ``blank`` or ``crossed out``.
        self.state: str = found["state"]
        #: Whether it is required but blank.
        self.is_missing: bool = found["is_missing"]
        #: Whether a person should check it.
        self.needs_review: bool = found["needs_review"]
        #: Its box on the upright scan.
        self.box = _box(found["box"])
        #: Other possibilities, the most likely first.
        self.alternatives = [Alternative(other["text"], other["confidence"]) for other in found["alternatives"]]
        #: The most likely numbers of the list, before each was assigned to one sheet.
        self.guesses = [Guess(guess["entry"], guess["evidence"]) for guess in found["guesses"]]
        #: The number of the list that it was matched to, as written in the list.
        self.entry: Optional[str] = found.get("entry")
        #: The name of a rule that is not satisfied.
        self.failed_rule: Optional[str] = found.get("failed_rule")

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return f"FieldReading({self.name!r}, {self.value!r}, confidence={self.confidence:.4f}, state={self.state!r})"


class SheetReading:
    """The reading of a sheet. ``sheet["student"]`` is its field of that name, and ``for field in sheet`` goes over all of them."""

    def __init__(self, found: dict[str, Any], file: Optional[str], page: int):
        #: The file's path; None if it was not a file.
        self.file = file
        #: The page of the file, from 1.
        self.page = page
        #: ``read``; ``turned``, read although it was upside down or on its side; ``unfilled``; ``blank``; or ``other form``, of which nothing
        #: is read.
        self.state: str = found["sheet"]
        #: The form's name.
        self.form: Optional[str] = found["form"]
        #: The fraction of the form's print that was found in its place, 0 to 1.
        self.score: float = found["score"]
        #: The degrees by which the picture was turned clockwise to be read: 0, 90, 180 or 270.
        self.turn: int = found["turn"]
        #: Whether a person should check it: it is another form, or a field is not sure.
        self.needs_review: bool = found["needs_review"]
        #: The projective map from the reference picture's pixels to the upright scan's, nine numbers row by row; None for another form.
        self.map: Optional[list[float]] = found["map"]
        #: How curled paper displaces points before the map, which :meth:`place` takes into account; None for flat paper.
        self.curl: Optional[dict[str, Any]] = found["curl"]
        #: Its fields in the form's order; none for another form.
        self.fields = [FieldReading(field) for field in found["fields"]]

    def __getitem__(self, name: str) -> FieldReading:
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def __iter__(self) -> Iterator[FieldReading]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __bool__(self) -> bool:
        return True

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the reference picture is on the upright scan, both in pixels.

        Raises ValueError for a sheet of another form."""
        if self.map is None:
            raise ValueError("a sheet of the form expected, got one without a map")
        if self.curl is not None:
            right, below = self._offset(self.curl, x, y)
            x, y = x + right, y + below
        a, b, c, d, e, f, g, h, i = self.map
        scale = g * x + h * y + i
        return (a * x + b * y + c) / scale, (d * x + e * y + f) / scale

    @staticmethod
    def _offset(curl: dict[str, Any], x: float, y: float) -> tuple[float, float]:
        """The offset of a point in a curl's grid, bilinear; beyond the grid, that of its edge."""
        columns, rows = curl["columns"], curl["rows"]
        across, down = max(0.0, min(columns - 1, x / curl["step"])), max(0.0, min(rows - 1, y / curl["step"]))
        column, row = min(columns - 2, int(across)), min(rows - 2, int(down))
        right, below = across - column, down - row
        upper = 2 * (row * columns + column)
        lower = upper + 2 * columns

        def value(part: int) -> float:
            left, middle, end, corner = (curl["offsets"][place + part] for place in (upper, upper + 2, lower, lower + 2))
            return float((1 - below) * ((1 - right) * left + right * middle) + below * ((1 - right) * end + right * corner))

        return value(0), value(1)

    @property
    def values(self) -> dict[str, str]:
        """The fields' values by their names."""
        return {field.name: field.value for field in self.fields}

    def __repr__(self) -> str:
        return f"SheetReading({self.state!r}, {self.values!r})"


def _box(values: list[int]) -> Box:
    x, y, width, height = values
    return Box((x, y, width, height))


class Form:
    """A form whose sheets are read. Several threads may read with one at once."""

    def __init__(self, path: Union[str, os.PathLike[str]], *, reader: Optional[Reader] = None):
        """``path`` is a form file, as ``digits form new`` writes it. ``reader`` has the model that reads the fields; None for the bundled
        one."""
        if not (reader is None or isinstance(reader, Reader)):
            raise TypeError(f"reader: a digits.Reader expected, got {type(reader).__name__}")
        name, model = _engine.path_bytes(path), 0 if reader is None else reader._handle.value
        self._handle = Handle("form", lambda made: _engine.call("digits_form_load", name, model, made))
        found = json.loads(_engine.read_text("digits_form_describe", self._handle.value))
        #: Where the form file is.
        self.path = path
        #: The form's name.
        self.name: str = found["form"]
        #: The reference picture's width and height.
        self.page: tuple[int, int] = (found["page"][0], found["page"][1])
        #: Its fields.
        self.fields = [FormField(field) for field in found["fields"]]
        #: The rules between fields, as in the form file.
        self.rules: list[dict[str, Any]] = found["rules"]

    def __repr__(self) -> str:
        return f"Form({os.fspath(self.path)!r})"

    def read(
        self,
        stack: Union[Picture, Iterable[Picture]],
        *,
        among: Optional[Mapping[str, Iterable[Union[str, int]]]] = None,
        previous: Optional[Mapping[str, Mapping[Union[str, int], Union[str, float]]]] = None,
    ) -> list[SheetReading]:
        """Reads all sheets of a stack: a path or the bytes of a picture or document (PDF, TIFF of many pages, HEIC), a PIL image, an array
        of shape (height, width); or a list of such.

        ``among`` has for names of fields the numbers that are valid in the stack. Each number is then given to one sheet at most, so that all
        together are likeliest. Dates are weighed by the years on the other sheets, and what is sure is decided for all sheets together.
        ``previous`` has for names of fields with a rule ``previous`` the earlier readings by their keys, such as meter numbers:
        ``{"now": {"1234567": 412}}``. What cannot be read raises, with the file and its page.
        """
        lists = None if among is None and previous is None else _known(among, previous)
        sheets, places = [], []
        for item in stack if isinstance(stack, (list, tuple)) or isinstance(stack, Iterator) else [stack]:
            file = os.fspath(item) if isinstance(item, (str, os.PathLike)) else None
            for page, sheet in enumerate(self._sheets(item, lists)):
                sheets.append(sheet)
                places.append((file, page + 1))
        if sheets:
            handles = (c_uint64 * len(sheets))(*(sheet.value for sheet in sheets))
            _engine.call("digits_sheets_assign", handles, len(sheets))
        return [
            SheetReading(json.loads(_engine.read_text("digits_sheet_describe", sheet.value)), *place)
            for sheet, place in zip(sheets, places)
        ]

    def _sheets(self, item: Any, lists: Optional[bytes]) -> Iterator[Handle]:
        """The sheets of a file or picture, one after the other."""
        if isinstance(item, (str, os.PathLike)):
            path, name = _engine.path_bytes(item), os.fspath(item)
            document = Handle("document", lambda made: _engine.call("digits_document_open", path, made))
        elif isinstance(item, (bytes, bytearray, memoryview)):
            contents, name = bytes(item), "document"
            document = Handle(
                "document", lambda made: _engine.call("digits_document_open_bytes", contents, len(contents), name.encode(), made)
            )
        else:
            pixels = gray_picture(item)
            height, width = pixels.shape
            yield Handle(
                "sheet",
                lambda made: _engine.call("digits_form_read", self._handle.value, _engine.address(pixels), width, height, lists, made),
            )
            return
        count = c_size_t()
        _engine.call("digits_document_page_count", document.value, byref(count))
        for index in range(count.value):
            yield self._page(_engine.read_bytes("digits_document_page", document.value, index), f"{name} page {index + 1}", lists)

    def _page(self, contents: bytes, name: str, lists: Optional[bytes]) -> Handle:
        return Handle(
            "sheet",
            lambda made: _engine.call(
                "digits_form_read_file", self._handle.value, contents, len(contents), name.encode("utf-8", "replace"), lists, made
            ),
        )


def _lists(among: Mapping[str, Iterable[Union[str, int]]]) -> dict[str, Any]:
    if not isinstance(among, Mapping):
        raise InvalidArgumentError(f"among: a list of numbers for each field, such as {{'student': [...]}}, expected, got {among!r:.80}")
    return {field: _texts(numbers) for field, numbers in among.items()}


def _readings(previous: Mapping[str, Mapping[Union[str, int], Union[str, float]]]) -> dict[str, Any]:
    if not isinstance(previous, Mapping) or not all(isinstance(readings, Mapping) for readings in previous.values()):
        raise InvalidArgumentError(
            f"previous: a number for each key, such as {{'now': {{'1234567': 412}}}}, expected, got {previous!r:.80}"
        )
    return {field: {str(key): str(reading) for key, reading in readings.items()} for field, readings in previous.items()}


def _known(among: Any, previous: Any) -> bytes:
    """One object; a field with both comes twice."""
    parts = [{} if among is None else _lists(among), {} if previous is None else _readings(previous)]
    members = [f"{json.dumps(field)}: {json.dumps(value)}" for part in parts for field, value in part.items()]
    return f"{{{', '.join(members)}}}".encode()
