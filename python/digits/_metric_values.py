"""Metrics that give values only: no training counts them here. ``update_state`` adds samples, ``result`` is their value so far."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from . import _loss_functions
from ._arrays import tensor
from ._config import number, snake_case
from ._metric import Metric


class Mean(Metric):
    """The mean of some values."""

    counts = False

    def update_state(self, values: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Adds some values."""
        self._add(values, sample_weight)

    def __call__(self, values: Any, sample_weight: Any = None) -> np.ndarray:  # type: ignore[override]
        self.update_state(values, sample_weight)
        return self.result()


class Sum(Mean):
    """The sum of some values."""

    def result(self) -> np.ndarray:
        return tensor(self._total)


class _OfLoss(Metric):
    """The mean of a loss."""

    counts = False

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        function = getattr(_loss_functions, snake_case(type(self).__name__))
        return function(y_true, y_pred, **self._settings())


class _OfCrossentropy(_OfLoss):
    def __init__(
        self, name: Optional[str] = None, dtype: Any = None, from_logits: bool = False, label_smoothing: float = 0.0, **others: Any
    ):
        super().__init__(name, dtype=dtype, **others)
        self.from_logits, self.label_smoothing = bool(from_logits), number(type(self).__name__, "label_smoothing", label_smoothing)

    def _settings(self) -> dict[str, Any]:
        return {"from_logits": self.from_logits, "label_smoothing": self.label_smoothing}


class CategoricalCrossentropy(_OfCrossentropy):
    """The mean cross-entropy; labels are one-hot rows."""


class BinaryCrossentropy(_OfCrossentropy):
    """The mean binary cross-entropy."""


class SparseCategoricalCrossentropy(_OfLoss):
    """The mean cross-entropy; labels are class indices."""

    def __init__(self, name: Optional[str] = None, dtype: Any = None, from_logits: bool = False, axis: int = -1, **others: Any):
        super().__init__(name, dtype=dtype, axis=axis, **others)
        self.from_logits = bool(from_logits)

    def _settings(self) -> dict[str, Any]:
        return {"from_logits": self.from_logits}


class KLDivergence(_OfLoss):
    """The mean Kullback-Leibler divergence."""


class Poisson(_OfLoss):
    """The mean Poisson loss."""


class CategoricalHinge(_OfLoss):
    """The mean categorical hinge."""


class Hinge(_OfLoss):
    """The mean hinge."""


class SquaredHinge(_OfLoss):
    """The mean squared hinge."""


class MeanSquaredError(_OfLoss):
    """The mean squared difference."""


class RootMeanSquaredError(_OfLoss):
    """The root of the mean squared difference."""

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        true, outputs = _loss_functions.alike(y_true, y_pred)
        return (true - outputs) ** 2

    def result(self) -> np.ndarray:
        return tensor(np.sqrt(super().result()))


class MeanAbsoluteError(_OfLoss):
    """The mean absolute difference."""


class MeanAbsolutePercentageError(_OfLoss):
    """The mean difference in percent of the label."""


class MeanSquaredLogarithmicError(_OfLoss):
    """The mean squared difference of logarithms."""


class LogCoshError(_OfLoss):
    """The mean logarithm of the hyperbolic cosine of the difference."""

    _default_name = "logcosh"

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        return _loss_functions.log_cosh(y_true, y_pred)


class CosineSimilarity(_OfLoss):
    """The mean cosine of the angle between labels and outputs."""

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        return -_loss_functions.cosine_similarity(y_true, y_pred)


class Accuracy(Metric):
    """The fraction of labels that equal the outputs, which are labels themselves."""

    counts = False

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        true, outputs = _loss_functions.alike(y_true, y_pred)
        return true == outputs


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> np.ndarray:
    """The fraction of each sample's labels 0 and 1 for which the output is on the same side of ``threshold``."""
    true, outputs = _loss_functions.alike(y_true, y_pred)
    return tensor((true == (outputs > threshold)).mean(axis=-1))


class BinaryAccuracy(Metric):
    """The fraction of the labels 0 and 1 for which the output is on the same side of ``threshold``."""

    counts = False

    def __init__(self, name: Optional[str] = None, dtype: Any = None, threshold: float = 0.5, **others: Any):
        super().__init__(name, dtype=dtype, **others)
        self.threshold = number("BinaryAccuracy", "threshold", threshold)

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        return binary_accuracy(y_true, y_pred, self.threshold)


VALUES: tuple[type[Metric], ...] = (
    Mean, Sum, CategoricalCrossentropy, BinaryCrossentropy, SparseCategoricalCrossentropy, KLDivergence, Poisson, CategoricalHinge, Hinge,
    SquaredHinge, MeanSquaredError, RootMeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredLogarithmicError,
    LogCoshError, CosineSimilarity, Accuracy, BinaryAccuracy,
)  # fmt: skip
