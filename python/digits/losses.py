"""Losses, by Keras's names. What trains a classifier; labels are class indices or one-hot rows."""

from __future__ import annotations

from typing import Any, Optional, Union

from ._config import check_neutral, number, snake_case
from ._engine import InvalidArgumentError


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


_CLASSES: tuple[type[Loss], ...] = (
    CategoricalCrossentropy, SparseCategoricalCrossentropy, BinaryCrossentropy, MeanSquaredError, MeanAbsoluteError,
)  # fmt: skip
_BY_NAME = {name: cls for cls in _CLASSES for name in (cls.__name__, snake_case(cls.__name__))}
_BY_NAME.update(mse=MeanSquaredError, MSE=MeanSquaredError, mae=MeanAbsoluteError, MAE=MeanAbsoluteError)


def get(identifier: Union[str, Loss, type[Loss], dict[str, Any]]) -> Loss:
    """The loss of a name, a class, or the configuration of a file."""
    if isinstance(identifier, Loss):
        return identifier
    if isinstance(identifier, type) and issubclass(identifier, Loss):
        return identifier()
    if isinstance(identifier, dict) and identifier.get("class_name") in _BY_NAME:
        return _BY_NAME[identifier["class_name"]](**identifier.get("config", {}))
    if isinstance(identifier, str) and identifier in _BY_NAME:
        return _BY_NAME[identifier]()
    raise InvalidArgumentError(
        f"loss: one of {', '.join(snake_case(cls.__name__) for cls in _CLASSES)} expected, got {identifier!r}")  # fmt: skip
