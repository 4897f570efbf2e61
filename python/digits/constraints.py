"""Constraints, with Keras's names and arguments. The engine keeps to them, or the layer that has one is refused."""

from __future__ import annotations

from typing import Any, Optional, Union

from ._config import integer, number, snake_case
from ._engine import InvalidArgumentError
from ._names import missing


class Constraint:
    """Brings weights back to what is allowed, after each step."""

    def __init__(self, **settings: Any):
        self._settings = settings

    def get_config(self) -> dict[str, Any]:
        """The settings, as Keras's files have them."""
        return dict(self._settings)

    def serialize(self) -> dict[str, Any]:
        """Class and settings, as Keras's files have them."""
        return {"module": "keras.constraints", "class_name": type(self).__name__, "config": self.get_config(), "registered_name": None}


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
    if identifier is None or isinstance(identifier, Constraint):
        return identifier
    if isinstance(identifier, str) and identifier in _BY_NAME:
        return _BY_NAME[identifier]()
    if isinstance(identifier, dict) and identifier.get("class_name") in _BY_NAME:
        return _BY_NAME[identifier["class_name"]](**identifier.get("config", {}))
    raise InvalidArgumentError(f"constraint: one of {', '.join(_BY_NAME)} expected, got {identifier!r}")


__getattr__ = missing(__name__, ["Constraint", "MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm", "get", *_BY_NAME])
