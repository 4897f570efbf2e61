"""Activation functions, by Keras's names.

A layer takes the name (``activation="relu"``) or the object (``activation=digits.activations.relu``).
"""

from __future__ import annotations

from typing import Any, Callable, Optional, Union

import numpy as np

from ._arrays import tensor
from ._engine import InvalidArgumentError
from ._names import missing


class Function:
    """An activation function that the engine knows. It is only a name: the engine computes it."""

    def __init__(self, name: str):
        self.__name__ = name

    def __call__(self, x: Any) -> np.ndarray:
        """Applies the function to some numbers, to each row by itself for ``softmax``."""
        values = np.asarray(x, np.float64)
        if self.__name__ == "softmax":
            exponentials = np.exp(values - values.max(axis=-1, keepdims=True))
            return tensor(exponentials / exponentials.sum(axis=-1, keepdims=True))
        function = _FUNCTIONS.get(self.__name__)
        if function is None:
            raise InvalidArgumentError(f"activations.{self.__name__}: only {', '.join(['softmax', *_FUNCTIONS])} can be applied to arrays")
        return tensor(function(values))

    def __repr__(self) -> str:
        return f"<activation {self.__name__}>"


# What a layer accepts as an activation.
Like = Union[str, Function, None]

_FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda x: x, "relu": lambda x: np.maximum(x, 0), "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "tanh": np.tanh,
    "exponential": np.exp, "softplus": lambda x: np.logaddexp(x, 0), "softsign": lambda x: x / (1 + np.abs(x)),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
}  # fmt: skip
elu = Function("elu")
exponential = Function("exponential")
gelu = Function("gelu")
hard_sigmoid = Function("hard_sigmoid")
leaky_relu = Function("leaky_relu")
linear = Function("linear")
relu = Function("relu")
relu6 = Function("relu6")
selu = Function("selu")
sigmoid = Function("sigmoid")
silu = Function("silu")
softmax = Function("softmax")
softplus = Function("softplus")
softsign = Function("softsign")
swish = Function("swish")
tanh = Function("tanh")

NAMES = sorted(name for name, value in list(globals().items()) if isinstance(value, Function))


def serialize(activation: Union[str, Function, dict[str, Any], None]) -> Optional[Union[str, dict[str, Any]]]:
    """The name, or Keras's configuration, that a file has for an activation."""
    if isinstance(activation, dict) or activation is None:
        return activation
    name = activation if isinstance(activation, str) else getattr(activation, "__name__", None)
    if name not in NAMES:
        raise InvalidArgumentError(f"activation: one of {', '.join(NAMES)} expected, got {activation!r}")
    return name


def get(identifier: Union[str, Function, None]) -> Function:
    """The activation of a name; ``linear`` for None."""
    name = serialize(identifier) or "linear"
    function = globals().get(str(name))
    if not isinstance(function, Function):
        raise InvalidArgumentError(f"activation: a name expected, got {identifier!r}")
    return function


__getattr__ = missing(__name__, [*NAMES, "get", "serialize"])
