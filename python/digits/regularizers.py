"""Regularizers, with Keras's names and arguments. The engine computes them, or refuses a layer that has one."""

from __future__ import annotations

from typing import Any, Optional, Union

from ._config import Configured, named, number, snake_case
from ._names import missing


class Regularizer(Configured):
    """Adds a penalty on the weights to the loss."""

    _module = "keras.regularizers"


class L1(Regularizer):
    """l1 times the sum of the absolute values."""

    def __init__(self, l1: float = 0.01):
        super().__init__(l1=number("L1", "l1", l1))


class L2(Regularizer):
    """l2 times the sum of the squares."""

    def __init__(self, l2: float = 0.01):
        super().__init__(l2=number("L2", "l2", l2))


class L1L2(Regularizer):
    """Both."""

    def __init__(self, l1: float = 0.0, l2: float = 0.0):
        super().__init__(l1=number("L1L2", "l1", l1), l2=number("L1L2", "l2", l2))


l1, l2 = L1, L2


def l1_l2(l1: float = 0.01, l2: float = 0.01) -> L1L2:
    """Both, with Keras's defaults of the function."""
    return L1L2(l1, l2)


_BY_NAME: dict[str, type[Regularizer]] = {name: cls for cls in (L1, L2, L1L2) for name in (cls.__name__, snake_case(cls.__name__))}
_BY_NAME["l1_l2"] = L1L2
# Keras 1's name.
l1l2 = l1_l2


def get(identifier: Union[str, Regularizer, dict[str, Any], None]) -> Optional[Regularizer]:
    """The regularizer of a name or the configuration of a file; None for None."""
    return None if identifier is None else named("regularizer", identifier, Regularizer, _BY_NAME, _BY_NAME)


__getattr__ = missing(__name__, ["Regularizer", "L1", "L2", "L1L2", "l1", "l2", "l1_l2", "get"])
