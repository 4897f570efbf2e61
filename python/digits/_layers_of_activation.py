"""Activation functions as layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from . import activations
from ._config import integer, number
from ._layer import Layer


class Activation(Layer):
    """An activation function as a layer."""

    def __init__(self, activation: activations.Like, *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.activation = activations.serialize(activation)

    def _settings(self) -> dict[str, Any]:
        return {"activation": self.activation}


class ReLU(Layer):
    """max(x, 0), with Keras's options."""

    def __init__(
        self, max_value: Optional[float] = None, negative_slope: float = 0.0, threshold: float = 0.0, *,
        name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(name=name, **others)
        self.max_value = None if max_value is None else number("ReLU", "max_value", max_value)
        self.negative_slope, self.threshold = number("ReLU", "negative_slope", negative_slope), number("ReLU", "threshold", threshold)

    def _settings(self) -> dict[str, Any]:
        return {"max_value": self.max_value, "negative_slope": self.negative_slope, "threshold": self.threshold}


class LeakyReLU(Layer):
    """x above 0, negative_slope * x below."""

    def __init__(self, negative_slope: float = 0.3, *, name: Optional[str] = None, **others: Any):
        negative_slope = others.pop("alpha", negative_slope)
        super().__init__(name=name, **others)
        self.negative_slope = number("LeakyReLU", "negative_slope", negative_slope)

    def _settings(self) -> dict[str, Any]:
        return {"negative_slope": self.negative_slope}


class PReLU(Layer):
    """x above 0, alpha * x below, with alpha learned."""

    def __init__(self, *, shared_axes: Optional[Sequence[int]] = None, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.shared_axes = None if shared_axes is None else [integer("PReLU", "shared_axes", axis) for axis in shared_axes]

    def _settings(self) -> dict[str, Any]:
        return {"shared_axes": self.shared_axes}


class ELU(Layer):
    """x above 0, alpha * (exp(x) - 1) below."""

    def __init__(self, alpha: float = 1.0, *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.alpha = number("ELU", "alpha", alpha)

    def _settings(self) -> dict[str, Any]:
        return {"alpha": self.alpha}


class Softmax(Layer):
    """exp(x) / sum(exp(x)) over the last axis."""
