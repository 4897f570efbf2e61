"""Metrics, by Keras's names. The engine counts how many answers are right; all of these are names for that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

from ._config import check_neutral
from ._engine import InvalidArgumentError
from ._names import missing


class Metric:
    """The part of the samples whose likeliest class is the right one."""

    _default_name = "accuracy"

    def __init__(self, name: Optional[str] = None, **others: Any):
        check_neutral(type(self).__name__, others)
        self.name = name or self._default_name


class CategoricalAccuracy(Metric):
    """Accuracy where labels are one-hot rows."""

    _default_name = "categorical_accuracy"


class SparseCategoricalAccuracy(Metric):
    """Accuracy where labels are class indices."""

    _default_name = "sparse_categorical_accuracy"


_NAMES = ("accuracy", "acc", "categorical_accuracy", "sparse_categorical_accuracy")


def names(metrics: Optional[Sequence[Union[str, Metric]]]) -> list[str]:
    """The names that a history and a progress bar show the metrics under."""
    if metrics is None:
        return []
    if isinstance(metrics, (str, Metric)):
        metrics = [metrics]
    found = []
    for metric in metrics:
        if isinstance(metric, type) and issubclass(metric, Metric):
            metric = metric()
        name = metric.name if isinstance(metric, Metric) else metric
        if not isinstance(metric, Metric) and name not in _NAMES:
            raise InvalidArgumentError(f"metrics: some of {', '.join(_NAMES)} expected, got {metric!r}")
        found.append(str(name))
    return found


__getattr__ = missing(__name__, ["Metric", "CategoricalAccuracy", "SparseCategoricalAccuracy", "names"])
