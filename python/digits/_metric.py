"""The base class of metrics: a mean over the samples seen."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ._arrays import tensor
from ._config import check_neutral, snake_case


class Metric:
    """A metric of labels and outputs. By itself it is the mean over the samples passed to ``update_state``."""

    _default_name: Optional[str] = None
    # The number of most likely classes that the right one must be among, unless only the first counts.
    k: Optional[int] = None
    # Whether the engine computes it in training and evaluation.
    counts = True

    def __init__(self, name: Optional[str] = None, dtype: Any = None, **others: Any):
        check_neutral(type(self).__name__, {"dtype": dtype, **others})
        self.name = name or self._default_name or snake_case(type(self).__name__)
        self.reset_state()

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds some samples."""
        self._add(self._values(y_true, y_pred), sample_weight)

    def result(self) -> np.ndarray:
        """The metric over all samples so far; 0 before the first."""
        return tensor(self._total / self._count if self._count else 0.0)

    def reset_state(self) -> None:
        """Forgets all samples."""
        self._total = self._count = 0.0

    reset_states = reset_state

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> np.ndarray:
        self.update_state(y_true, y_pred, sample_weight)
        return self.result()

    def _values(self, y_true: Any, y_pred: Any) -> Any:
        """The metric of each sample."""
        raise NotImplementedError(f"{type(self).__name__}._values")

    def _add(self, values: Any, sample_weight: Any) -> None:
        found = np.asarray(values, np.float64)
        weights = np.ones(found.shape) if sample_weight is None else np.asarray(sample_weight, np.float64)
        if weights.ndim == found.ndim + 1 and weights.shape[-1] == 1:
            weights = weights[..., 0]
        weights = np.broadcast_to(weights.reshape(weights.shape + (1,) * (found.ndim - weights.ndim)), found.shape)
        self._total += float((found * weights).sum())
        self._count += float(weights.sum())

    def _settings(self) -> dict[str, Any]:
        return {}

    def get_config(self) -> dict[str, Any]:
        """The settings, as in Keras's files."""
        return {"name": self.name, **self._settings()}

    def serialize(self) -> dict[str, Any]:
        """Class and settings, as in Keras's files."""
        return {"class_name": type(self).__name__, "config": self.get_config()}
