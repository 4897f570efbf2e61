"""Losses, by Keras's names. What trains a classifier; labels are class indices or one-hot rows."""

from __future__ import annotations

from typing import Any, Callable, Optional, Union

import numpy as np

from ._arrays import tensor
from ._config import check_neutral, named, number, snake_case
from ._engine import InvalidArgumentError
from ._names import missing


class Loss:
    """What a training makes small."""

    # Whether labels are class indices (True), one-hot rows (False).
    sparse = False

    def __init__(self, *, name: Optional[str] = None, **others: Any):
        check_neutral(type(self).__name__, others)
        self.name = name or snake_case(type(self).__name__)

    def get_config(self) -> dict[str, Any]:
        """The settings, as Keras's files have them."""
        return {"name": self.name, "reduction": "sum_over_batch_size"}

    def __call__(self, y_true: Any, y_pred: Any) -> np.ndarray:
        """The mean loss of some samples."""
        function = globals()[snake_case(type(self).__name__)]
        options = {name: value for name, value in self.get_config().items() if name in ("from_logits", "label_smoothing")}
        if self.sparse or isinstance(self, BinaryCrossentropy):
            options.pop("label_smoothing", None)
        return tensor(function(y_true, y_pred, **options).mean())

    def serialize(self) -> dict[str, Any]:
        """Class and settings, as Keras's files have them."""
        return {"class_name": type(self).__name__, "config": self.get_config()}


class _Crossentropy(Loss):
    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0, *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.from_logits = bool(from_logits)
        self.label_smoothing = number(type(self).__name__, "label_smoothing", label_smoothing)
        if not 0 <= self.label_smoothing < 1:
            raise InvalidArgumentError(f"label_smoothing: 0 to below 1 expected, got {label_smoothing}")

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "from_logits": self.from_logits, "label_smoothing": self.label_smoothing}


class CategoricalCrossentropy(_Crossentropy):
    """-log of the probability of the right class; labels are one-hot rows."""


class SparseCategoricalCrossentropy(_Crossentropy):
    """-log of the probability of the right class; labels are class indices."""

    sparse = True

    def __init__(self, from_logits: bool = False, *, name: Optional[str] = None, **others: Any):
        super().__init__(from_logits, name=name, **others)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        del config["label_smoothing"]
        return config


class BinaryCrossentropy(_Crossentropy):
    """The mean over the outputs of the binary cross-entropy; labels are one-hot rows."""

    def __init__(self, from_logits: bool = False, *, name: Optional[str] = None, **others: Any):
        super().__init__(from_logits, others.pop("label_smoothing", 0.0), name=name, **others)
        if self.label_smoothing:
            raise InvalidArgumentError("BinaryCrossentropy: label_smoothing is not supported")


class MeanSquaredError(Loss):
    """The mean over the outputs of the squared difference; labels are one-hot rows."""


class MeanAbsoluteError(Loss):
    """The mean over the outputs of the absolute difference; labels are one-hot rows."""


def _rows(y: Any) -> np.ndarray:
    """Outputs, or labels as one-hot rows, as float64."""
    return np.asarray(y, np.float64)


def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> np.ndarray:
    """-log of the probability of the right class, for each sample."""
    y_true, y_pred = _rows(y_true), _rows(y_pred)
    if label_smoothing:
        y_true = y_true * (1 - label_smoothing) + label_smoothing / y_true.shape[axis]
    if from_logits:
        y_pred = y_pred - y_pred.max(axis=axis, keepdims=True)
        logarithms = y_pred - np.log(np.exp(y_pred).sum(axis=axis, keepdims=True))
    else:
        y_pred = y_pred / y_pred.sum(axis=axis, keepdims=True)
        logarithms = np.log(np.clip(y_pred, _EPSILON, 1 - _EPSILON))
    return tensor(-(y_true * logarithms).sum(axis=axis))


def sparse_categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False) -> np.ndarray:
    """-log of the probability of the right class, for each sample; labels are class indices."""
    indices = np.asarray(y_true).astype(np.int64)
    classes = np.asarray(y_pred).shape[-1]
    if indices.ndim == np.asarray(y_pred).ndim and indices.shape[-1] == 1:
        indices = indices[..., 0]
    return categorical_crossentropy(np.eye(classes)[indices], y_pred, from_logits)


def binary_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False) -> np.ndarray:
    """The mean over the outputs of the binary cross-entropy, for each sample."""
    y_true, y_pred = _rows(y_true), _rows(y_pred)
    if from_logits:
        y_pred = 1 / (1 + np.exp(-y_pred))
    y_pred = np.clip(y_pred, _EPSILON, 1 - _EPSILON)
    return tensor(-(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred)).mean(axis=-1))


def mean_squared_error(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs of the squared difference, for each sample."""
    return tensor(((_rows(y_true) - _rows(y_pred)) ** 2).mean(axis=-1))


def mean_absolute_error(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs of the absolute difference, for each sample."""
    return tensor(np.abs(_rows(y_true) - _rows(y_pred)).mean(axis=-1))


mse, mae = mean_squared_error, mean_absolute_error
_EPSILON = 1e-7

_CLASSES: tuple[type[Loss], ...] = (
    CategoricalCrossentropy, SparseCategoricalCrossentropy, BinaryCrossentropy, MeanSquaredError, MeanAbsoluteError,
)  # fmt: skip
_BY_NAME = {name: cls for cls in _CLASSES for name in (cls.__name__, snake_case(cls.__name__))}
_BY_NAME.update(mse=MeanSquaredError, MSE=MeanSquaredError, mae=MeanAbsoluteError, MAE=MeanAbsoluteError)


def get(identifier: Union[str, Loss, type[Loss], dict[str, Any], Callable[..., Any]]) -> Loss:
    """The loss of a name, a class, or the configuration of a file."""
    return named("loss", identifier, Loss, _BY_NAME, (snake_case(cls.__name__) for cls in _CLASSES), __name__)


__getattr__ = missing(__name__, ["Loss", "get", "mse", "mae", *(name for name in _BY_NAME if name in globals())])
