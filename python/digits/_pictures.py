"""Pictures as arrays of bytes."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from typing import Any, Union

import numpy as np

from . import _engine
from ._engine import FileError, InvalidArgumentError

Picture = Union[str, "os.PathLike[str]", bytes, np.ndarray, Any]


def read_file(path: Union[str, os.PathLike[str]]) -> bytes:
    """The contents of a regular file. Devices and pipes are refused: they may never end, or never begin."""
    name = os.fsdecode(_engine.path_bytes(path))
    if not name:
        raise InvalidArgumentError(f"a path expected, got {path!r}")
    # Non-blocking: opening a pipe would wait for a writer.
    descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
        if not stat.S_ISREG(mode):
            raise FileError(f"{name}: a regular file expected, found a device, pipe or socket")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def gray_picture(image: Picture) -> np.ndarray:
    """A picture as gray bytes of shape (height, width).

    Takes the path of an image file, its bytes, a PIL image, or an array of shape (height, width) or (height, width, 1, 3 or 4) with bytes,
    or with numbers from 0 to 1.
    """
    if isinstance(image, (str, os.PathLike)):
        return _decode(read_file(image), os.fsdecode(image))
    if isinstance(image, (bytes, bytearray, memoryview)):
        return _decode(bytes(image), "picture")
    array = _bytes(image)
    return np.ascontiguousarray(array if array.ndim == 2 else _gray(array.astype(np.float32)), dtype=np.uint8)


def color_picture(image: Any) -> np.ndarray:
    """A PIL image or an array as bytes of shape (height, width, 3), or (height, width) if it has no colors or transparent parts."""
    array = _bytes(image)
    if array.ndim == 3 and array.shape[2] in (3, 4):
        is_gray = bool((array[..., 0] == array[..., 1]).all() and (array[..., 0] == array[..., 2]).all())
        is_opaque = array.shape[2] == 3 or bool((array[..., 3] == 255).all())
        if is_opaque and not is_gray:
            return np.ascontiguousarray(array[..., :3], dtype=np.uint8)
    return gray_picture(image)


def _bytes(image: Any) -> np.ndarray:
    """A PIL image or an array as numbers from 0 to 255 of shape (height, width) or (height, width, colors)."""
    if not isinstance(image, np.ndarray) and callable(getattr(image, "convert", None)):
        image = np.asarray(image.convert("RGBA"))
    array = np.asarray(image)
    if array.dtype.kind not in "buif" or array.ndim not in (2, 3) or array.size == 0:
        raise InvalidArgumentError(
            f"a picture of shape (height, width) or (height, width, colors) expected, got {array.dtype} {array.shape}"
        )
    if array.dtype.kind == "f":
        if not (np.isfinite(array).all() and array.min() >= 0 and array.max() <= 1):
            raise InvalidArgumentError("a picture of numbers from 0 to 1 expected, or of bytes from 0 to 255")
        array = np.rint(array * 255)
    elif array.dtype == bool:
        array = array * 255
    elif array.min() < 0 or array.max() > 255:
        raise InvalidArgumentError(f"a picture of bytes from 0 to 255 expected, got {array.min()} to {array.max()}")
    return array


def _gray(array: np.ndarray) -> np.ndarray:
    """Luminance (ITU-R BT.601); transparent parts become white, as in files."""
    channels = array.shape[2]
    if channels == 1:
        return array[..., 0]
    if channels not in (3, 4):
        raise InvalidArgumentError(f"a picture of 1, 3 or 4 colors expected, got {channels}")
    gray = array[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32)
    if channels == 4:
        alpha = array[..., 3] / 255
        gray = gray * alpha + 255 * (1 - alpha)
    rounded: np.ndarray = np.rint(gray)
    return rounded


def _decode(contents: bytes, name: str) -> np.ndarray:
    source = np.frombuffer(contents, np.uint8)
    width, height = ctypes.c_size_t(), ctypes.c_size_t()
    pixels = np.empty(0, np.uint8)
    # First for the size, then for the pixels.
    for _ in range(2):
        status = _engine.library.digits_image_decode(
            _engine.address(source) if len(source) else None, len(source), name.encode("utf-8", "replace"),
            _engine.address(pixels), pixels.size, ctypes.byref(width), ctypes.byref(height))  # fmt: skip
        if status != _engine.BUFFER_TOO_SMALL:
            break
        pixels = np.empty(width.value * height.value, np.uint8)
    if status:
        _engine.fail(status)
    return pixels.reshape(height.value, width.value)
