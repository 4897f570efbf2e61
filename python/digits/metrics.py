"""Metrics, by Keras's names: the part of the samples whose right class is the likeliest one, or among the likeliest. The engine counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional, Union

import numpy as np

from ._arrays import tensor
from ._config import check_neutral, named
from ._engine import InvalidArgumentError
from ._names import missing


class Metric:
    """The part of the samples whose likeliest class is the right one."""

    _default_name = "accuracy"
    # Among how many likeliest classes the right one is looked for, where it is not the first.
    k: Optional[int] = None

    def __init__(self, name: Optional[str] = None, **others: Any):
        check_neutral(type(self).__name__, others)
        self.name = name or self._default_name

    def serialize(self) -> dict[str, Any]:
        """Class and settings, as Keras's files have them."""
        if type(self) is Metric:
            return {"class_name": "MeanMetricWrapper", "config": {"name": self.name, "fn": self._default_name}}
        k = {} if self.k is None else {"k": self.k}
        return {"class_name": type(self).__name__, "config": {"name": self.name, **k}}


class CategoricalAccuracy(Metric):
    """Accuracy where labels are one-hot rows."""

    _default_name = "categorical_accuracy"


class SparseCategoricalAccuracy(Metric):
    """Accuracy where labels are class indices."""

    _default_name = "sparse_categorical_accuracy"


class TopKCategoricalAccuracy(Metric):
    """The part of the samples whose right class is among the ``k`` likeliest; labels are one-hot rows."""

    _default_name = "top_k_categorical_accuracy"

    def __init__(self, k: int = 5, name: Optional[str] = None, **others: Any):
        super().__init__(name, **others)
        if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or k < 1:
            raise InvalidArgumentError(f"{type(self).__name__}: k: a whole number of at least 1 expected, got {k!r}")
        self.k = int(k)


class SparseTopKCategoricalAccuracy(TopKCategoricalAccuracy):
    """The part of the samples whose right class is among the ``k`` likeliest; labels are class indices."""

    _default_name = "sparse_top_k_categorical_accuracy"


def categorical_accuracy(y_true: Any, y_pred: Any) -> np.ndarray:
    """1 for each sample whose likeliest class is the right one, else 0; labels are one-hot rows."""
    return sparse_categorical_accuracy(np.argmax(np.asarray(y_true), axis=-1), y_pred)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> np.ndarray:
    """1 for each sample whose likeliest class is the right one, else 0; labels are class indices."""
    outputs = np.asarray(y_pred)
    return tensor(np.argmax(outputs, axis=-1) == np.asarray(y_true).reshape(outputs.shape[:-1]))


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> np.ndarray:
    """1 for each sample whose right class is among the ``k`` likeliest, else 0; labels are one-hot rows."""
    return sparse_top_k_categorical_accuracy(np.argmax(np.asarray(y_true), axis=-1), y_pred, k)


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> np.ndarray:
    """1 for each sample whose right class is among the ``k`` likeliest, else 0; labels are class indices."""
    outputs = np.asarray(y_pred)
    labels = np.asarray(y_true).reshape(outputs.shape[:-1]).astype(np.int64)
    right = np.take_along_axis(outputs, labels[..., None], axis=-1)
    # Classes that are as likely as the right one do not come before it, as in Keras.
    return tensor(np.isfinite(right[..., 0]) & ((outputs > right).sum(axis=-1) < k))


_CLASSES = (CategoricalAccuracy, SparseCategoricalAccuracy, TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy)
_BY_NAME = {"accuracy": Metric, **{name: cls for cls in _CLASSES for name in (cls._default_name, cls.__name__)}}
_NAMES = ["accuracy", "acc", *(cls._default_name for cls in _CLASSES)]


def get(identifier: Union[str, Metric, type[Metric], dict[str, Any], Callable[..., Any]]) -> Metric:
    """The metric of a name, a class, a function of this module, or the configuration of a file."""
    if isinstance(identifier, str) and identifier == "acc":
        return Metric("acc")
    return named("metrics", identifier, Metric, _BY_NAME, _NAMES, __name__)


def several(metrics: Any) -> list[Metric]:
    """What ``compile`` takes as metrics: one, several, or none."""
    if metrics is None:
        return []
    single = isinstance(metrics, (str, Metric, type, dict)) or not isinstance(metrics, Sequence)
    return [get(metric) for metric in ([metrics] if single else metrics)]


def names(metrics: Sequence[Metric]) -> list[str]:
    """What a history and a progress bar show the metrics under: as in Keras, those of one name are numbered."""
    found: list[str] = []
    for metric in metrics:
        name, number = metric.name, 0
        while name in found:
            number += 1
            name = f"{metric.name}_{number}"
        found.append(name)
    return found


__getattr__ = missing(
    __name__, ["Metric", "get", *(cls.__name__ for cls in _CLASSES), *(cls._default_name for cls in _CLASSES)])  # fmt: skip
