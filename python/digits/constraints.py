"""Constraints, with Keras's names and arguments. The engine applies them, or refuses a layer that has one."""

from __future__ import annotations

from typing import Any, Optional, Union

from ._config import Configured, integer, named, number, snake_case
from ._names import missing


class Constraint(Configured):
    """Projects weights onto the allowed values after each step."""

    _module = "keras.constraints"


class MaxNorm(Constraint):
    """A norm of at most ``max_value``."""

    def __init__(self, max_value: float = 2, axis: int = 0):
        super().__init__(max_value=number("MaxNorm", "max_value", max_value), axis=integer("MaxNorm", "axis", axis))


class NonNeg(Constraint):
    """No weight below 0."""


class UnitNorm(Constraint):
    """A norm of 1."""

    def __init__(self, axis: int = 0):
        super().__init__(axis=integer("UnitNorm", "axis", axis))


class MinMaxNorm(Constraint):
    """A norm between two numbers."""

    def __init__(self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: int = 0):
        owner = "MinMaxNorm"
        super().__init__(
            min_value=number(owner, "min_value", min_value), max_value=number(owner, "max_value", max_value),
            rate=number(owner, "rate", rate), axis=integer(owner, "axis", axis))  # fmt: skip


max_norm, non_neg, unit_norm, min_max_norm = MaxNorm, NonNeg, UnitNorm, MinMaxNorm
_BY_NAME: dict[str, type[Constraint]] = {
    name: cls for cls in (MaxNorm, NonNeg, UnitNorm, MinMaxNorm) for name in (cls.__name__, snake_case(cls.__name__))
}
# Keras 1's names.
_BY_NAME.update(maxnorm=MaxNorm, nonneg=NonNeg, unitnorm=UnitNorm)
globals().update({name: cls for name, cls in _BY_NAME.items() if name not in globals()})


def get(identifier: Union[str, Constraint, dict[str, Any], None]) -> Optional[Constraint]:
    """The constraint of a name or the configuration of a file; None for None."""
    return None if identifier is None else named("constraint", identifier, Constraint, _BY_NAME, _BY_NAME)


__getattr__ = missing(__name__, ["Constraint", "MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm", "get", *_BY_NAME])
