"""Metrics, by Keras's names. The engine counts those of the most likely classes while it trains and evaluates; the others only give values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional, Union

import numpy as np

from . import losses
from ._arrays import tensor
from ._config import snake_case
from ._engine import InvalidArgumentError
from ._metric import Metric as Metric
from ._metric_values import VALUES, binary_accuracy
from ._names import missing


class _Accuracy(Metric):
    """The name of the metric ``accuracy`` when requested by this name, for class indices and one-hot rows alike."""

    _default_name = "accuracy"

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        labels, outputs = np.asarray(y_true), np.asarray(y_pred)
        is_one_hot = labels.ndim == outputs.ndim and labels.shape[-1] > 1
        return (categorical_accuracy if is_one_hot else sparse_categorical_accuracy)(labels, outputs)

    def serialize(self) -> dict[str, Any]:
        return {"class_name": "MeanMetricWrapper", "config": {"name": self.name, "fn": self._default_name}}


class CategoricalAccuracy(Metric):
    """The fraction of the samples whose most likely class is the right one; labels are one-hot rows."""

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        return categorical_accuracy(y_true, y_pred)


class SparseCategoricalAccuracy(Metric):
    """The fraction of the samples whose most likely class is the right one; labels are class indices."""

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        return sparse_categorical_accuracy(y_true, y_pred)


class _TopK(Metric):
    def __init__(self, k: int = 5, name: Optional[str] = None, **others: Any):
        super().__init__(name, **others)
        if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or k < 1:
            raise InvalidArgumentError(f"{type(self).__name__}: k: a whole number of at least 1 expected, got {k!r}")
        self.k = int(k)

    def _settings(self) -> dict[str, Any]:
        return {"k": self.k}


class TopKCategoricalAccuracy(_TopK):
    """The fraction of the samples whose right class is among the ``k`` most likely; labels are one-hot rows."""

    _default_name = "top_k_categorical_accuracy"

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        return top_k_categorical_accuracy(y_true, y_pred, self.k or 1)


class SparseTopKCategoricalAccuracy(_TopK):
    """The fraction of the samples whose right class is among the ``k`` most likely; labels are class indices."""

    _default_name = "sparse_top_k_categorical_accuracy"

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        return sparse_top_k_categorical_accuracy(y_true, y_pred, self.k or 1)


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
    # Classes as likely as the right one do not rank before it, as in Keras.
    return tensor(np.isfinite(right[..., 0]) & ((outputs > right).sum(axis=-1) < k))


_COUNTED = (CategoricalAccuracy, SparseCategoricalAccuracy, TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy)
_CLASSES: dict[str, type[Metric]] = {cls.__name__: cls for cls in (*_COUNTED, *VALUES)}
_BY_NAME: dict[str, type[Metric]] = {**_CLASSES, **{snake_case(name): cls for name, cls in _CLASSES.items()}}
_BY_NAME.update(
    accuracy=_Accuracy, top_k_categorical_accuracy=TopKCategoricalAccuracy,
    sparse_top_k_categorical_accuracy=SparseTopKCategoricalAccuracy, log_cosh=_CLASSES["LogCoshError"],
)  # fmt: skip
_BY_NAME.update({name: _BY_NAME[losses.get(name).name] for name in ("mse", "MSE", "mae", "MAE", "mape", "msle", "bce", "kld", "KLD")})
_NAMES = ["accuracy", "acc", *(snake_case(cls.__name__) if cls._default_name is None else cls._default_name for cls in _COUNTED)]
_FUNCTIONS: dict[str, Callable[..., np.ndarray]] = {
    **{name: value for name, value in vars(losses).items() if value in losses._FUNCTIONS.values()},
    **{
        function.__name__: function
        for function in (
            categorical_accuracy, sparse_categorical_accuracy, top_k_categorical_accuracy, sparse_top_k_categorical_accuracy,
            binary_accuracy,
        )
    },
}  # fmt: skip
globals().update({**_CLASSES, **_FUNCTIONS})


def get(identifier: Union[str, Metric, type[Metric], dict[str, Any], Callable[..., Any]]) -> Metric:
    """The metric of a name, a class, a function of this module, or the configuration of a file."""
    if isinstance(identifier, Metric):
        return identifier
    if isinstance(identifier, type) and issubclass(identifier, Metric):
        return identifier()
    if isinstance(identifier, dict) and identifier.get("class_name") == "MeanMetricWrapper":
        config = identifier.get("config", {})
        return _Accuracy(config.get("name")) if config.get("fn") == "accuracy" else get(config.get("fn"))
    if isinstance(identifier, dict) and identifier.get("class_name") in _BY_NAME:
        return _BY_NAME[identifier["class_name"]](**identifier.get("config", {}))
    name = getattr(identifier, "__name__", None) if callable(identifier) else identifier
    if name == "acc":
        return _Accuracy("acc")
    if isinstance(name, str) and name in _BY_NAME and (identifier is name or identifier is _FUNCTIONS.get(name)):
        # The class of this name compares outputs and labels as numbers.
        return _Accuracy() if name == "accuracy" else _BY_NAME[name](name=name)
    raise InvalidArgumentError(f"metrics: one of {', '.join(_NAMES)} expected, got {identifier!r}")


deserialize = get


def check_counted(metrics: Sequence[Metric]) -> None:
    """Refuses metrics that training does not support here."""
    for metric in metrics:
        if not metric.counts:
            raise InvalidArgumentError(
                f"metrics: {metric.name} can be computed, but not during training; update_state(y, model.predict(x)) adds "
                f"samples to it. In training there are: {', '.join(_NAMES)}")  # fmt: skip


def several(metrics: Any) -> list[Metric]:
    """The metrics passed to ``compile``: one, several, or none."""
    if metrics is None:
        return []
    single = isinstance(metrics, (str, Metric, type, dict)) or not isinstance(metrics, Sequence)
    # For the single output, as in Keras: a list in a list.
    if not single and len(metrics) == 1 and isinstance(metrics[0], (list, tuple)):
        metrics = metrics[0]
    found = [get(metric) for metric in ([metrics] if single else metrics)]
    check_counted(found)
    return found


def names(metrics: Sequence[Metric]) -> list[str]:
    """The names of the metrics in a history and a progress bar: as in Keras, equal names are numbered."""
    found: list[str] = []
    for metric in metrics:
        name, number = metric.name, 0
        while name in found:
            number += 1
            name = f"{metric.name}_{number}"
        found.append(name)
    return found


__getattr__ = missing(__name__, ["Metric", "get", "deserialize", *_CLASSES, *_FUNCTIONS])
