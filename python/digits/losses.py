"""Losses, by Keras's names. Those that can be trained with take class indices or one-hot rows as labels; the others only give values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional, Union

import numpy as np

from ._config import number
from ._engine import InvalidArgumentError
from ._loss import Loss as Loss
from ._loss_functions import (
    binary_crossentropy,
    binary_focal_crossentropy,
    categorical_crossentropy,
    categorical_focal_crossentropy,
    categorical_hinge,
    cosine_similarity,
    hinge,
    huber,
    kl_divergence,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
    sparse_categorical_crossentropy,
    squared_hinge,
)
from ._names import missing


class _Crossentropy(Loss):
    def __init__(
        self, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1,
        reduction: Optional[str] = "sum_over_batch_size", name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(name, reduction, axis=axis, **others)
        self.from_logits = bool(from_logits)
        self.label_smoothing = number(type(self).__name__, "label_smoothing", label_smoothing)
        if not 0 <= self.label_smoothing <= 1:
            raise InvalidArgumentError(f"label_smoothing: 0 to 1 expected, got {label_smoothing}")

    def _settings(self) -> dict[str, Any]:
        return {"from_logits": self.from_logits, "label_smoothing": self.label_smoothing}


class CategoricalCrossentropy(_Crossentropy):
    """-log of the probability of the right class; labels are one-hot rows."""


class BinaryCrossentropy(_Crossentropy):
    """The mean over the outputs of the binary cross-entropy; labels are one-hot rows."""


class SparseCategoricalCrossentropy(Loss):
    """-log of the probability of the right class; labels are class indices."""

    sparse = True

    def __init__(
        self, from_logits: bool = False, ignore_class: Optional[int] = None, reduction: Optional[str] = "sum_over_batch_size",
        axis: int = -1, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(name, reduction, axis=axis, **others)
        self.from_logits, self.ignore_class = bool(from_logits), ignore_class

    def _settings(self) -> dict[str, Any]:
        return {"from_logits": self.from_logits, "ignore_class": self.ignore_class}

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> np.ndarray:
        if self.ignore_class is not None:
            # Keras's mean is that over the samples of other classes.
            labels = np.asarray(y_true).reshape(np.asarray(y_pred).shape[:-1])
            counts = (labels != self.ignore_class).astype(np.float64)
            if self.reduction in ("sum_over_batch_size", "mean"):
                counts *= counts.size / max(counts.sum(), 1)
            sample_weight = counts if sample_weight is None else counts * np.asarray(sample_weight, np.float64).reshape(counts.shape)
        return super().__call__(y_true, y_pred, sample_weight)

    def check_trains(self) -> None:
        super().check_trains()
        if self.ignore_class is not None:
            raise InvalidArgumentError(
                f"loss: {self.name} with ignore_class={self.ignore_class} can be computed, but not trained with; "
                "a class_weight of 0 leaves a class out")  # fmt: skip


class CategoricalFocalCrossentropy(_Crossentropy):
    """The cross-entropy of each class times alpha * (1 - probability)^gamma (Lin et al. 2017); labels are one-hot rows."""

    def __init__(
        self, alpha: Any = 0.25, gamma: float = 2.0, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1,
        reduction: Optional[str] = "sum_over_batch_size", name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(from_logits, label_smoothing, axis, reduction, name, **others)
        owner = type(self).__name__
        several = isinstance(alpha, (list, tuple, np.ndarray))
        self.alpha = [number(owner, "alpha", item) for item in alpha] if several else number(owner, "alpha", alpha)
        self.gamma = number(owner, "gamma", gamma)

    def _settings(self) -> dict[str, Any]:
        return {**super()._settings(), "alpha": self.alpha, "gamma": self.gamma}

    def check_trains(self) -> None:
        super().check_trains()
        if isinstance(self.alpha, list):
            raise InvalidArgumentError(
                f"loss: {self.name} with an alpha for each class can be computed, but not trained with; use one number, and class_weight to weigh classes"
            )


class BinaryFocalCrossentropy(_Crossentropy):
    """The mean over the outputs of the binary cross-entropy times (1 - probability of what is right)^gamma (Lin et al. 2017)."""

    def __init__(
        self, apply_class_balancing: bool = False, alpha: float = 0.25, gamma: float = 2.0, from_logits: bool = False,
        label_smoothing: float = 0.0, axis: int = -1, reduction: Optional[str] = "sum_over_batch_size", name: Optional[str] = None,
        **others: Any,
    ):  # fmt: skip
        super().__init__(from_logits, label_smoothing, axis, reduction, name, **others)
        self.apply_class_balancing = bool(apply_class_balancing)
        self.alpha, self.gamma = number("BinaryFocalCrossentropy", "alpha", alpha), number("BinaryFocalCrossentropy", "gamma", gamma)

    def _settings(self) -> dict[str, Any]:
        own = {"apply_class_balancing": self.apply_class_balancing, "alpha": self.alpha, "gamma": self.gamma}
        return {**super()._settings(), **own}


class _Plain(Loss):
    """A loss without settings: Keras has the reduction first."""

    def __init__(self, reduction: Optional[str] = "sum_over_batch_size", name: Optional[str] = None, **others: Any):
        super().__init__(name, reduction, **others)


class KLDivergence(_Plain):
    """The Kullback-Leibler divergence of the outputs from the labels, which are one-hot rows."""


class Poisson(_Plain):
    """The mean over the outputs x of x - label * log(x); labels are one-hot rows."""


class CategoricalHinge(_Plain):
    """The largest output of a wrong class minus that of the right one plus 1, at least 0; labels are one-hot rows."""


class MeanSquaredError(_Plain):
    """The mean over the outputs of the squared difference; labels are one-hot rows."""


class MeanAbsoluteError(_Plain):
    """The mean over the outputs of the absolute difference; labels are one-hot rows."""


class Huber(Loss):
    """The mean over the outputs of half the squared difference, linear beyond ``delta`` (Huber 1964)."""

    def __init__(
        self, delta: float = 1.0, reduction: Optional[str] = "sum_over_batch_size", name: Optional[str] = "huber_loss", **others: Any,
    ):  # fmt: skip
        super().__init__(name, reduction, **others)
        self.delta = number("Huber", "delta", delta)

    def _settings(self) -> dict[str, Any]:
        return {"delta": self.delta}


class _ValuesOnly(_Plain):
    trains = False


class Hinge(_ValuesOnly):
    """The mean over the outputs of 1 - label * output, at least 0. Gives values only."""


class SquaredHinge(_ValuesOnly):
    """The mean over the outputs of the squared hinge. Gives values only."""


class MeanAbsolutePercentageError(_ValuesOnly):
    """The mean over the outputs of the difference in percent of the label. Gives values only."""


class MeanSquaredLogarithmicError(_ValuesOnly):
    """The mean over the outputs of the squared difference of the logarithms. Gives values only."""


class LogCosh(_ValuesOnly):
    """The mean over the outputs of the logarithm of the hyperbolic cosine of the difference. Gives values only."""


class CosineSimilarity(Loss):
    """Minus the cosine of the angle between labels and outputs. Gives values only."""

    trains = False

    def __init__(
        self, axis: int = -1, reduction: Optional[str] = "sum_over_batch_size", name: Optional[str] = None, **others: Any
    ):  # fmt: skip
        super().__init__(name, reduction, axis=axis, **others)


_CLASSES: tuple[type[Loss], ...] = (
    CategoricalCrossentropy, SparseCategoricalCrossentropy, BinaryCrossentropy, CategoricalFocalCrossentropy, BinaryFocalCrossentropy,
    KLDivergence, Poisson, CategoricalHinge, Huber, MeanSquaredError, MeanAbsoluteError, Hinge, SquaredHinge, MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError, LogCosh, CosineSimilarity,
)  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., np.ndarray]] = {
    function.__name__: function
    for function in (
        categorical_crossentropy, sparse_categorical_crossentropy, binary_crossentropy, categorical_focal_crossentropy,
        binary_focal_crossentropy, kl_divergence, poisson, categorical_hinge, huber, mean_squared_error, mean_absolute_error, hinge,
        squared_hinge, mean_absolute_percentage_error, mean_squared_logarithmic_error, log_cosh, cosine_similarity,
    )
}  # fmt: skip
_BY_FUNCTION: dict[str, type[Loss]] = dict(zip(_FUNCTIONS, _CLASSES))
_SHORT = {
    "mse": "mean_squared_error", "mae": "mean_absolute_error", "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error", "bce": "binary_crossentropy", "kld": "kl_divergence",
}  # fmt: skip
_ALIASES = {name: function for short, function in _SHORT.items() for name in (short, short.upper())}
_ALIASES.update(kullback_leibler_divergence="kl_divergence", logcosh="log_cosh", cosine_proximity="cosine_similarity", huber_loss="huber")
_BY_NAME = {**_BY_FUNCTION, **{cls.__name__: cls for cls in _CLASSES}, **{name: _BY_FUNCTION[of] for name, of in _ALIASES.items()}}
globals().update({name: _FUNCTIONS[of] for name, of in _ALIASES.items() if name not in ("cosine_proximity", "huber_loss")})


def trained() -> list[str]:
    """The names of the losses that a training can have."""
    return [name for name, cls in _BY_FUNCTION.items() if cls.trains]


def get(identifier: Union[str, Loss, type[Loss], dict[str, Any], Callable[..., Any]]) -> Loss:
    """The loss of a name, a class, a function of this module, or the configuration of a file."""
    if isinstance(identifier, Loss):
        return identifier
    if isinstance(identifier, type) and issubclass(identifier, Loss):
        return identifier()
    if isinstance(identifier, dict) and identifier.get("class_name") in _BY_NAME:
        return _BY_NAME[identifier["class_name"]](**identifier.get("config", {}))
    name = getattr(identifier, "__name__", None) if callable(identifier) else identifier
    if isinstance(name, str) and name in _BY_NAME and (identifier is name or identifier is _FUNCTIONS.get(name)):
        return _named(_BY_NAME[name])
    raise InvalidArgumentError(f"loss: one of {', '.join(trained())} expected, got {identifier!r}")


def _named(cls: type[Loss]) -> Loss:
    """A loss with the name of its function, as when it is requested by name."""
    return cls(name=next(name for name, other in _BY_FUNCTION.items() if other is cls))


deserialize = get


def serialize(loss: Loss) -> dict[str, Any]:
    """Class and settings, as in Keras's files."""
    return loss.serialize()


__getattr__ = missing(__name__, ["Loss", "get", "deserialize", "serialize", *_FUNCTIONS, *_SHORT, *(cls.__name__ for cls in _CLASSES)])
