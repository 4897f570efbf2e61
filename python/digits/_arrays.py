"""Converts samples and labels to arrays for the engine, without a copy if NumPy already has them in that form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

import numpy as np

from . import _engine
from ._engine import Handle, InvalidArgumentError


def numbers(x: Any, what: str) -> np.ndarray:
    """An array of numbers as it is; complex numbers are refused too."""
    array = np.asarray(x)
    if array.dtype == object or array.dtype.kind not in "buif":
        raise InvalidArgumentError(f"{what}: an array of numbers expected, got {_describe(x, array)}")
    return array


def samples(x: Any, shape: Sequence[int], what: str = "x") -> np.ndarray:
    """Samples of a shape as a contiguous array of float32 or, for bytes, uint8.

    Axes of size 1 at the end may be missing or too many, as in Keras. Other numbers are converted to float32.
    """
    array = numbers(x, what)
    wanted = tuple(shape)
    if array.shape[1:] != wanted and not _same_but_ones(array.shape[1:], wanted):
        raise InvalidArgumentError(f"{what}: shape {_text((None, *wanted))} expected, got {_text(array.shape)}")
    if array.ndim == 0:
        raise InvalidArgumentError(f"{what}: shape {_text((None, *wanted))} expected, got a single number")
    dtype = np.uint8 if array.dtype in (np.uint8, np.bool_) else np.float32
    # Values beyond float32 become infinite, which the engine refuses.
    with np.errstate(over="ignore"):
        array = np.ascontiguousarray(array, dtype=dtype)
    shaped: np.ndarray = array.reshape((array.shape[0], *wanted))
    return shaped


def floats(x: Any, shape: Sequence[int], what: str = "x") -> np.ndarray:
    """Samples as float32."""
    return np.ascontiguousarray(samples(x, shape, what), dtype=np.float32)


def class_indices(y: Any, class_count: int, count: int, sparse: Optional[bool], what: str = "y") -> np.ndarray:
    """Labels as class indices of type uint8.

    ``sparse`` says whether the loss takes class indices (True), one-hot rows (False), or either (None).
    """
    array = numbers(y, what)
    if array.shape[:1] != (count,):
        raise InvalidArgumentError(f"{what}: {count} labels expected, one for each sample, got shape {_text(array.shape)}")
    if class_count > 256:
        raise InvalidArgumentError(f"a model of at most 256 classes can be trained, this one has {class_count}")
    is_one_hot = array.ndim == 2 and array.shape[1] == class_count and class_count > 1
    if is_one_hot and sparse is not True:
        return _from_one_hot(array, what)
    if array.ndim > 1 and array.size == count:
        array = array.reshape(count)
    if array.ndim != 1:
        raise InvalidArgumentError(
            f"{what}: class indices of shape ({count},)" + ("" if sparse else f" or one-hot rows of shape ({count}, {class_count})")
            + f" expected, got {_text(array.shape)}"
            + ("; for one-hot rows use the loss categorical_crossentropy" if is_one_hot else ""))  # fmt: skip
    if sparse is False:
        raise InvalidArgumentError(
            f"{what}: one-hot rows of shape ({count}, {class_count}) expected for this loss, got {_text(array.shape)}; "
            "for class indices use sparse_categorical_crossentropy, or to_categorical")  # fmt: skip
    return _checked(array, class_count, what)


def weights(labels: np.ndarray, class_count: int, class_weight: Any, sample_weight: Any) -> Optional[np.ndarray]:
    """The loss weight of each sample: its own weight times that of its class; None for 1 each."""
    if class_weight is None and sample_weight is None:
        return None
    found = np.ones(len(labels), np.float32)
    if sample_weight is not None:
        own = np.asarray(sample_weight, np.float32)
        if own.shape not in ((len(labels),), (len(labels), 1)):
            raise InvalidArgumentError(f"sample_weight: {len(labels)} numbers expected, got an array of shape {_text(own.shape)}")
        found *= own.reshape(-1)
    if class_weight is not None:
        if not isinstance(class_weight, dict) or any(key not in range(class_count) for key in class_weight):
            raise InvalidArgumentError(f"class_weight: a dictionary from classes 0 to {class_count - 1} to numbers expected")
        # A class that is not named has the weight 1, as in Keras.
        found *= np.asarray([class_weight.get(index, 1) for index in range(class_count)], np.float32)[labels]
    return found


def _from_one_hot(array: np.ndarray, what: str) -> np.ndarray:
    indices = array.argmax(axis=1)
    rows = np.arange(len(array))
    wrong = (array[rows, indices] != 1) | (np.count_nonzero(array, axis=1) != 1)
    if wrong.any():
        row = int(wrong.argmax())
        raise InvalidArgumentError(f"{what}: one-hot rows expected, row {row} is {array[row].tolist()}")
    labels: np.ndarray = indices.astype(np.uint8)
    return labels


def _checked(array: np.ndarray, class_count: int, what: str) -> np.ndarray:
    # Written so that NaN is rejected too.
    wrong = ~((array >= 0) & (array < class_count)) | (array != np.floor(array))
    if wrong.any():
        index = int(wrong.argmax())
        raise InvalidArgumentError(
            f"{what}: class indices from 0 to {class_count - 1} expected, got {array[index].item()} for sample {index}")  # fmt: skip
    return array.astype(np.uint8)


class Tensor(np.ndarray):
    """An array that also has the method ``numpy`` of Keras's tensors."""

    def numpy(self) -> np.ndarray:
        """The same numbers as an array."""
        return np.asarray(self)


def tensor(values: Any) -> np.ndarray:
    """Numbers as a float32 array with the method ``numpy``."""
    found: np.ndarray = np.asarray(values, np.float32).view(Tensor)
    return found


class Dataset:
    """Samples and labels in the engine, which uses the arrays' own memory."""

    def __init__(self, x: np.ndarray, labels: np.ndarray, class_count: int, weights: Optional[np.ndarray] = None):
        # Both stay alive as long as the engine may use them.
        self._arrays = (x, labels)
        self.count = len(labels)
        shape = np.asarray(x.shape[1:], dtype=np.int64)
        self.handle = Handle(
            "dataset",
            lambda made: _engine.call(
                "digits_dataset_create", _engine.address(x), 1 if x.dtype == np.uint8 else 0, _engine.address(shape), len(shape),
                _engine.address(labels), len(labels), class_count, made),
        )  # fmt: skip
        if weights is not None:
            _engine.call("digits_dataset_set_weights", self.handle.value, _engine.address(weights), len(weights))


def _same_but_ones(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    def stripped(shape: tuple[int, ...]) -> tuple[int, ...]:
        end = len(shape)
        while end and shape[end - 1] == 1:
            end -= 1
        return shape[:end]

    return stripped(found) == stripped(wanted)


def _text(shape: Sequence[Optional[int]]) -> str:
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def _describe(x: Any, array: np.ndarray) -> str:
    return f"an array of {array.dtype}" if isinstance(x, np.ndarray) or array.shape else type(x).__name__
