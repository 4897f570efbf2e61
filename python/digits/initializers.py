"""Initializers, by Keras's names. ``seed`` is accepted and has no effect: ``utils.set_random_seed`` decides."""

from __future__ import annotations

from typing import Any, Optional, Union

from ._config import named, snake_case
from ._names import missing


class Initializer:
    """How new weights are initialized."""

    def __init__(self, seed: Optional[int] = None):
        self.seed = seed

    @property
    def keras_name(self) -> str:
        """Keras's short name, such as ``glorot_uniform``."""
        return snake_case(type(self).__name__)

    def get_config(self) -> dict[str, Any]:
        """The settings, as in Keras's files."""
        return {"seed": None}

    def serialize(self) -> dict[str, Any]:
        """Class and settings, as in Keras's files."""
        return {"class_name": type(self).__name__, "config": self.get_config()}


class Zeros(Initializer):
    """Every value 0."""

    def __init__(self) -> None:
        super().__init__()

    def get_config(self) -> dict[str, Any]:
        return {}


class Ones(Zeros):
    """Every value 1."""


class Constant(Initializer):
    """Every value the given one."""

    def __init__(self, value: float = 0.0):
        super().__init__()
        self.value = float(value)

    def get_config(self) -> dict[str, Any]:
        return {"value": self.value}


class GlorotUniform(Initializer):
    """Uniform in ±sqrt(6 / (inputs + outputs))."""


class GlorotNormal(Initializer):
    """Truncated normal of variance 2 / (inputs + outputs)."""


class HeUniform(Initializer):
    """Uniform in ±sqrt(6 / inputs)."""


class HeNormal(Initializer):
    """Truncated normal of variance 2 / inputs."""


class LecunUniform(Initializer):
    """Uniform in ±sqrt(3 / inputs)."""


class LecunNormal(Initializer):
    """Truncated normal of variance 1 / inputs."""


class RandomUniform(Initializer):
    """Uniform between two bounds."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Optional[int] = None):
        super().__init__(seed)
        self.minval, self.maxval = float(minval), float(maxval)

    def get_config(self) -> dict[str, Any]:
        return {"minval": self.minval, "maxval": self.maxval, "seed": None}


class RandomNormal(Initializer):
    """Normal of a mean and a standard deviation."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Optional[int] = None):
        super().__init__(seed)
        self.mean, self.stddev = float(mean), float(stddev)

    def get_config(self) -> dict[str, Any]:
        return {"mean": self.mean, "stddev": self.stddev, "seed": None}


_CLASSES: tuple[type[Initializer], ...] = (
    Zeros, Ones, Constant, GlorotUniform, GlorotNormal, HeUniform, HeNormal, LecunUniform, LecunNormal, RandomUniform, RandomNormal,
)  # fmt: skip
_BY_NAME = {name: cls for cls in _CLASSES for name in (cls.__name__, snake_case(cls.__name__))}
_BY_NAME.update(uniform=RandomUniform, normal=RandomNormal, zero=Zeros, one=Ones)
# The lowercase names of classes are names of the module too, as in Keras.
globals().update({name: cls for name, cls in _BY_NAME.items() if name not in globals()})


def get(identifier: Union[str, Initializer, dict[str, Any], type[Initializer]]) -> Initializer:
    """The initializer of a name, a class, or the configuration of a file."""
    return named("initializer", identifier, Initializer, _BY_NAME, (cls.__name__ for cls in _CLASSES))


__getattr__ = missing(__name__, ["Initializer", "get", *_BY_NAME])
