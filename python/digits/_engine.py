"""Finds the engine's C library, and wraps the functions of digits.h for Python."""

from __future__ import annotations

import ctypes
import os
import pathlib
import sys
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_double, c_float, c_int32, c_int64, c_size_t, c_uint64, c_void_p
from typing import Any, Callable

import numpy as np


class DigitsError(Exception):
    """The base class of the engine's errors. The message says what was expected and what came."""


class InvalidArgumentError(DigitsError, ValueError):
    """A value that the engine does not take."""


class InvalidHandleError(DigitsError, RuntimeError):
    """Something that was freed, or is in use in another thread."""


class FileError(DigitsError, OSError, ValueError):
    """A file that cannot be read, written or understood."""


class DivergedError(DigitsError, ArithmeticError):
    """A training whose loss or weights are no longer finite numbers."""


class NothingFoundError(DigitsError, ValueError):
    """A picture with nothing to read in it."""


class Stopped(DigitsError):
    """The progress callback ended a training. Never seen outside of this package."""


BUFFER_TOO_SMALL = 4
_ERRORS: dict[int, type[DigitsError]] = {
    1: InvalidArgumentError, 2: InvalidHandleError, 3: FileError, 4: InvalidArgumentError, 5: InvalidHandleError, 6: Stopped,
    7: DivergedError, 8: InvalidHandleError, 9: NothingFoundError,
}  # fmt: skip


class Progress(Structure):
    """``digits_progress``."""

    _fields_ = [
        ("epoch", c_int32), ("epochs", c_int32), ("step", c_int64), ("steps", c_int64), ("loss", c_double),
        ("accuracy", c_double), ("validation_loss", c_double), ("validation_accuracy", c_double), ("seconds", c_double),
        ("epoch_ended", c_int32),
    ]  # fmt: skip


ProgressCallback = CFUNCTYPE(c_int32, POINTER(Progress), c_void_p)


class FitOptions(Structure):
    """``digits_fit_options``."""

    _fields_ = [
        ("epochs", c_int32), ("batch_size", c_int32), ("seed", c_uint64), ("threads", c_int32), ("interval", c_double),
        ("callback", ProgressCallback), ("context", c_void_p),
    ]  # fmt: skip


class RunOptions(Structure):
    """``digits_run_options``."""

    _fields_ = [("interval", c_double), ("callback", ProgressCallback), ("context", c_void_p)]


class RecognitionResult(Structure):
    """``digits_recognition``."""

    _fields_ = [("digit", c_int32), ("confidence", c_float), ("is_digit", c_float)]


_handle, _size = c_uint64, c_size_t
# The arguments of each function of digits.h that returns a status. Arrays are passed by address.
_SIGNATURES: dict[str, list[Any]] = {
    "digits_model_create": [c_char_p, c_uint64, c_void_p],
    "digits_model_load": [c_char_p, c_void_p],
    "digits_model_load_file": [c_char_p, c_int32, c_int32, c_void_p],
    "digits_model_bundled": [c_void_p],
    "digits_model_save": [_handle, c_char_p, c_int32],
    "digits_model_load_weights": [_handle, c_char_p],
    "digits_model_free": [_handle],
    "digits_model_describe": [_handle, c_void_p, _size, c_void_p],
    "digits_model_summary": [_handle, c_void_p, _size, c_void_p],
    "digits_model_sizes": [_handle, c_void_p, c_void_p],
    "digits_model_get_weight": [_handle, _size, c_void_p, _size],
    "digits_model_set_weight": [_handle, _size, c_void_p, _size],
    "digits_model_compile": [_handle, c_char_p],
    "digits_model_set_learning_rate": [_handle, c_double],
    "digits_model_predict": [_handle, c_void_p, _size, c_void_p, _size, c_int32],
    "digits_model_layer_outputs": [_handle, c_void_p, _size, c_void_p, _size],
    "digits_model_fit_part": [_handle, _handle, _handle, POINTER(FitOptions), POINTER(Progress)],
    "digits_model_take_average": [_handle],
    "digits_model_evaluate": [_handle, _handle, c_int32, c_void_p, c_void_p],
    "digits_model_evaluate_metrics": [_handle, _handle, c_int32, c_void_p, c_void_p, _size],
    "digits_model_training_metrics": [_handle, c_void_p, c_void_p, _size],
    "digits_dataset_create": [c_void_p, c_int32, c_void_p, _size, c_void_p, _size, c_int32, c_void_p],
    "digits_dataset_set_weights": [_handle, c_void_p, _size],
    "digits_dataset_load": [c_char_p, c_char_p, c_void_p],
    "digits_dataset_shape": [_handle, c_void_p, c_void_p, _size, c_void_p],
    "digits_dataset_copy": [_handle, c_void_p, _size, c_void_p, _size],
    "digits_dataset_free": [_handle],
    "digits_run_settings": [c_void_p, _size, c_void_p],
    "digits_run_train": [c_char_p, c_char_p, POINTER(RunOptions), c_void_p],
    "digits_run_resume": [c_char_p, c_int32, POINTER(RunOptions), c_void_p],
    "digits_run_describe": [_handle, c_void_p, _size, c_void_p],
    "digits_run_free": [_handle],
    "digits_recognizer_create": [_handle, c_void_p],
    "digits_recognizer_free": [_handle],
    "digits_recognizer_class_count": [_handle, c_void_p],
    "digits_recognizer_recognize": [_handle, c_void_p, _size, _size, c_void_p, _size, POINTER(RecognitionResult)],
    "digits_reader_create": [c_char_p, c_void_p],
    "digits_reader_free": [_handle],
    "digits_page_read": [_handle, c_void_p, _size, _size, c_int32, c_char_p, c_void_p],
    "digits_page_read_file": [_handle, c_void_p, _size, c_char_p, c_char_p, c_void_p],
    "digits_page_describe": [_handle, c_void_p, _size, c_void_p],
    "digits_page_free": [_handle],
    "digits_document_open": [c_char_p, c_void_p],
    "digits_document_open_bytes": [c_void_p, _size, c_char_p, c_void_p],
    "digits_document_page_count": [_handle, c_void_p],
    "digits_document_page": [_handle, _size, c_void_p, _size, c_void_p],
    "digits_document_free": [_handle],
    "digits_form_load": [c_char_p, _handle, c_void_p],
    "digits_form_describe": [_handle, c_void_p, _size, c_void_p],
    "digits_form_free": [_handle],
    "digits_form_read": [_handle, c_void_p, _size, _size, c_char_p, c_void_p],
    "digits_form_read_file": [_handle, c_void_p, _size, c_char_p, c_char_p, c_void_p],
    "digits_sheets_assign": [c_void_p, _size],
    "digits_sheet_describe": [_handle, c_void_p, _size, c_void_p],
    "digits_sheet_free": [_handle],
    "digits_image_decode": [c_void_p, _size, c_char_p, c_void_p, _size, c_void_p, c_void_p],
}


def find_file(own: str, shared: str) -> pathlib.Path:
    """A file or folder of the package: its own, in a wheel that was built here; or the command's, in the wheel of a release."""
    package = pathlib.Path(__file__).resolve().parent
    places = [package / own, *(folder / shared for folder in package.parents)]
    return next((place for place in places if place.exists()), places[0])


def _load() -> ctypes.CDLL:
    name = "libdigits.dylib" if sys.platform == "darwin" else "libdigits.so"
    path = pathlib.Path(os.environ.get("DIGITS_LIBRARY") or find_file(f"_library/{name}", f"lib/digits/{name}"))
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise ImportError(f"digits: the engine's library cannot be loaded: {error}") from None
    for function, arguments in _SIGNATURES.items():
        if not hasattr(library, function):
            raise ImportError(f"digits: {path} is of another version than this package: it has no {function}")
        getattr(library, function).argtypes = arguments
        getattr(library, function).restype = c_int32
    library.digits_error_message.restype = c_char_p
    library.digits_version.restype = c_char_p
    library.digits_instruction_set.restype = c_char_p
    library.digits_thread_count.restype = c_int32
    return library


library = _load()


def fail(status: int) -> None:
    """Raises the exception of a status that is not 0, with the engine's message."""
    raise _ERRORS.get(status, DigitsError)(library.digits_error_message().decode("utf-8", "replace"))


def call(name: str, *arguments: Any) -> None:
    """Calls a function of digits.h; a status that is not 0 becomes an exception."""
    status = getattr(library, name)(*arguments)
    if status:
        fail(status)


def read_text(name: str, *handle: int) -> str:
    """The text that a function writes to a buffer, with or without a handle."""
    size = 1 << 14
    while True:
        buffer, length = ctypes.create_string_buffer(size), c_size_t()
        status = getattr(library, name)(*handle, buffer, size, byref(length))
        if status == 0:
            return buffer.raw[: length.value].decode()
        if status != BUFFER_TOO_SMALL:
            fail(status)
        size = length.value + 1


def read_bytes(name: str, handle: int, index: int) -> bytes:
    """The bytes that a function writes to a buffer."""
    size = 0
    while True:
        buffer, length = ctypes.create_string_buffer(size + 1), c_size_t()
        status = getattr(library, name)(handle, index, buffer, size, byref(length))
        if status == 0:
            return buffer.raw[: length.value]
        if status != BUFFER_TOO_SMALL:
            fail(status)
        size = length.value


def address(array: np.ndarray) -> int:
    """The address of an array's values. The array must be contiguous and stay alive."""
    # Half the time of array.ctypes.data.
    result: int = array.__array_interface__["data"][0]
    return result


def path_bytes(path: str | bytes | os.PathLike[str]) -> bytes:
    """A path as C takes it."""
    encoded = os.fsencode(path)
    if b"\0" in encoded:
        raise InvalidArgumentError("a path without a NUL character expected")
    return encoded


class Handle:
    """An object of the engine, freed with this one."""

    __slots__ = ("value", "_free")

    def __init__(self, kind: str, make: Callable[[Any], None]):
        """``make`` gets a reference to the number to set."""
        value = c_uint64()
        make(byref(value))
        self.value: int = value.value
        self._free = getattr(library, f"digits_{kind}_free")

    def free(self) -> None:
        """Frees it now. Later uses raise an exception."""
        status = self._free(self.value)
        if status:
            fail(status)

    def __del__(self) -> None:
        # Not made, or the interpreter is ending.
        free = getattr(self, "_free", None)
        if free is not None:
            free(self.value)


def version() -> str:
    """The engine's version, which is that of the package."""
    text: bytes = library.digits_version()
    return text.decode()


def instruction_set() -> str:
    """The instruction set in use: ``generic``, ``avx2``, ``avx512`` or ``neon``."""
    name: bytes = library.digits_instruction_set()
    return name.decode()


def thread_count() -> int:
    """The number of threads in use: all processors that the process may use, or the environment variable DIGITS_THREADS."""
    count: int = library.digits_thread_count()
    return count
