"""Layers that merge branches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional

from ._config import integer
from ._layer import Layer

if TYPE_CHECKING:
    from .functional import KerasTensor


class Merge(Layer):
    """The base class of merging layers, which are called with a list of outputs of layers."""


class Add(Merge):
    """The sum of the inputs."""


class Subtract(Merge):
    """The first of two inputs minus the second."""


class Multiply(Merge):
    """The product of the inputs."""


class Average(Merge):
    """The mean of the inputs."""


class Maximum(Merge):
    """The largest of the inputs at each place."""


class Minimum(Merge):
    """The smallest of the inputs at each place."""


class Concatenate(Merge):
    """The inputs one after the other along an axis."""

    def __init__(self, axis: int = -1, *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.axis = integer("Concatenate", "axis", axis)

    def _settings(self) -> dict[str, Any]:
        return {"axis": self.axis}


def add(inputs: Sequence[Any], **settings: Any) -> KerasTensor:
    """The sum of several outputs of layers."""
    return Add(**settings)(inputs)


def subtract(inputs: Sequence[Any], **settings: Any) -> KerasTensor:
    """The first of two outputs of layers minus the second."""
    return Subtract(**settings)(inputs)


def multiply(inputs: Sequence[Any], **settings: Any) -> KerasTensor:
    """The product of several outputs of layers."""
    return Multiply(**settings)(inputs)


def average(inputs: Sequence[Any], **settings: Any) -> KerasTensor:
    """The mean of several outputs of layers."""
    return Average(**settings)(inputs)


def maximum(inputs: Sequence[Any], **settings: Any) -> KerasTensor:
    """The largest of several outputs of layers at each place."""
    return Maximum(**settings)(inputs)


def minimum(inputs: Sequence[Any], **settings: Any) -> KerasTensor:
    """The smallest of several outputs of layers at each place."""
    return Minimum(**settings)(inputs)


def concatenate(inputs: Sequence[Any], axis: int = -1, **settings: Any) -> KerasTensor:
    """Several outputs of layers, one after the other."""
    return Concatenate(axis, **settings)(inputs)
