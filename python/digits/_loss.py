"""The base class of losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

import numpy as np

from . import _loss_functions
from ._arrays import tensor
from ._config import check_neutral, snake_case
from ._engine import InvalidArgumentError

_REDUCTIONS = ("sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none", None)


class Loss:
    """The loss function to minimize. Called with labels and outputs it returns their loss, reduced by ``reduction``."""

    # Whether labels are class indices (True), one-hot rows (False).
    sparse = False
    # Whether the engine can train with it.
    trains = True

    def __init__(self, name: Optional[str] = None, reduction: Optional[str] = "sum_over_batch_size", **others: Any):
        check_neutral(type(self).__name__, others)
        # Keras 2's default.
        self.reduction = "sum_over_batch_size" if reduction == "auto" else reduction
        if self.reduction not in _REDUCTIONS:
            raise InvalidArgumentError(f"{type(self).__name__}: reduction: one of {_REDUCTIONS} expected, got {reduction!r}")
        self.name = name or snake_case(type(self).__name__)

    def get_config(self) -> dict[str, Any]:
        """The settings, as in Keras's files."""
        return {"name": self.name, "reduction": self.reduction, **self._settings()}

    def _settings(self) -> dict[str, Any]:
        """The arguments of the function."""
        return {}

    def call(self, y_true: Any, y_pred: Any) -> np.ndarray:
        """The loss of each sample."""
        function: Optional[Callable[..., np.ndarray]] = getattr(_loss_functions, snake_case(type(self).__name__), None)
        if function is None:
            raise NotImplementedError(f"{type(self).__name__}.call")
        return function(y_true, y_pred, **self._settings())

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> np.ndarray:
        """The loss of some samples, each counting as much as its weight."""
        return reduced(self.call(y_true, y_pred), sample_weight, self.reduction)

    def check_trains(self) -> None:
        """Refuses losses that the engine cannot train with."""
        from .losses import trained

        if not self.trains:
            raise InvalidArgumentError(f"loss: {self.name} can be computed, but not trained with; supported are: {', '.join(trained())}")
        if self.reduction not in ("sum_over_batch_size", "mean"):
            raise InvalidArgumentError(
                f"loss: {self.name} with reduction={self.reduction!r} can be computed, but not trained with; 'sum_over_batch_size' can")  # fmt: skip

    def serialize(self) -> dict[str, Any]:
        """Class and settings, as in Keras's files."""
        return {"class_name": type(self).__name__, "config": self.get_config()}


def reduced(values: Any, sample_weight: Any, reduction: Optional[str]) -> np.ndarray:
    """Reduces weighted losses of samples as Keras does."""
    losses = np.asarray(values, np.float64)
    weights = None if sample_weight is None else np.asarray(sample_weight, np.float64)
    if weights is not None:
        if weights.ndim == losses.ndim + 1 and weights.shape[-1] == 1:
            weights = weights[..., 0]
        weights = np.broadcast_to(weights.reshape(weights.shape + (1,) * (losses.ndim - weights.ndim)), losses.shape)
        losses = losses * weights
    if reduction in ("none", None):
        return tensor(losses)
    if reduction == "sum":
        return tensor(losses.sum())
    if reduction == "mean_with_sample_weight" and weights is not None:
        return tensor(losses.sum() / weights.sum())
    return tensor(losses.mean())
