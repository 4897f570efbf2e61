"""The base class of layers, and the input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional

import numpy as np

from . import _extras, _old
from ._config import integer, snake_case
from ._engine import InvalidArgumentError

if TYPE_CHECKING:
    from .functional import KerasTensor
    from .models import Sequential


class _Kind(type):
    """Marks the end of a layer's ``__init__``: from then on, changed settings must take effect."""

    def __call__(cls, *arguments: Any, **settings: Any) -> Any:
        layer = super().__call__(*arguments, **_old.layer_settings(cls.__name__, settings))
        layer._is_made = True
        return layer


class Layer(metaclass=_Kind):
    """A layer of a network. ``input_shape`` says what it takes, for the first one of a model without an ``Input``."""

    _is_made = False

    def __init__(self, *, name: Optional[str] = None, **others: Any):
        owner = type(self).__name__
        shape = others.pop("input_shape", None)
        if "input_dim" in others:
            shape = (others.pop("input_dim"),)
        batch_shape = others.pop("batch_input_shape", others.pop("batch_shape", None))
        if batch_shape is not None:
            shape = tuple(batch_shape)[1:]
        self.trainable = bool(others.pop("trainable", True))
        # Settings that are not neutral go to the engine, which may turn out not to support them.
        self._extra = _extras.taken(owner, others)
        if name is not None and (not isinstance(name, str) or not name or "/" in name):
            raise InvalidArgumentError(f"{owner}: name: a text without / expected, got {name!r}")
        self.name = name
        self.requested_input_shape = None if shape is None else tuple(integer(owner, "input_shape", size) for size in shape)
        self._model: Optional[Sequential] = None
        self._index = -1

    @property
    def class_name(self) -> str:
        """Keras's name of the class."""
        return type(self).__name__

    def get_config(self) -> dict[str, Any]:
        """The settings, as in Keras's files."""
        return {"name": self.name, "trainable": self.trainable, "dtype": "float32", **self._settings(), **self._extra}

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") or not self._is_made:
            object.__setattr__(self, name, value)
        else:
            _extras.change(self, name, value)

    def __call__(self, inputs: Any) -> KerasTensor:
        """The functional form: this layer applied to a symbolic tensor."""
        from .functional import called

        return called([self], inputs)

    @property
    def output(self) -> KerasTensor:
        """The layer's output as a symbolic tensor, for a model that ends there."""
        from .functional import output_of

        return output_of(self)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Layer:
        """The layer with settings from a file."""
        return cls(**config)

    def _settings(self) -> dict[str, Any]:
        return {}

    def _built(self) -> Sequential:
        if self._model is None or not self._model.built:
            raise InvalidArgumentError(f"layer {self.name or self.class_name}: part of a model that was built expected")
        return self._model

    @property
    def output_shape(self) -> tuple[Optional[int], ...]:
        """The shape of a batch of outputs; the batch axis is None."""
        return (None, *self._built()._description["layers"][self._index]["output_shape"])

    def get_weights(self) -> list[np.ndarray]:
        """Copies of the layer's weights, in the order of Keras's files: kernels are (height, width, channels, filters)."""
        return self._built()._layer_weights(self._index)

    def set_weights(self, weights: Sequence[np.ndarray]) -> None:
        """Replaces the layer's weights."""
        model = self._built()
        model._set_layer_weights(self._index, weights)
        model._weights_changed()

    @property
    def weights(self) -> list[np.ndarray]:
        """Copies of the layer's weights. ``set_weights`` changes them."""
        return self.get_weights()

    @property
    def trainable_weights(self) -> list[np.ndarray]:
        """Copies of the weights that training changes."""
        described = self._built()._description["layers"][self._index]["weights"] if self.trainable else []
        return [weight for weight, entry in zip(self.get_weights(), described) if entry["trainable"]]

    @property
    def non_trainable_weights(self) -> list[np.ndarray]:
        """Copies of the weights that training does not change."""
        described = self._built()._description["layers"][self._index]["weights"]
        return [
            weight for weight, entry in zip(self.get_weights(), described) if not (entry["trainable"] and self.trainable)
        ]  # fmt: skip

    def count_params(self) -> int:
        """The number of the layer's values."""
        return sum(weight.size for weight in self.get_weights())

    def __repr__(self) -> str:
        return f"<{self.class_name} name={self.name}>"


class InputLayer(Layer):
    """The shape of one sample. ``Input(shape)`` makes one."""

    def __init__(
        self, shape: Optional[Sequence[int]] = None, *, input_shape: Optional[Sequence[int]] = None, name: Optional[str] = None,
        **others: Any,
    ):  # fmt: skip
        wanted = shape if shape is not None else input_shape
        if wanted is not None:
            others["input_shape"] = (wanted,) if isinstance(wanted, int) else wanted
        super().__init__(name=name, **others)
        if self.requested_input_shape is None:
            raise InvalidArgumentError("Input: a shape expected, such as (28, 28, 1)")

    @property
    def shape(self) -> tuple[Optional[int], ...]:
        """The shape of a batch; the batch axis is None."""
        return (None, *(self.requested_input_shape or ()))


def Input(shape: Optional[Sequence[int]] = None, *, name: Optional[str] = None, **others: Any) -> InputLayer:
    """The shape of one sample, as the first item of a ``Sequential``."""
    return InputLayer(shape, name=name, **others)


def default_name(layer: Layer, used: set[str]) -> str:
    """The name that Keras gives a layer of a model: conv2d, conv2d_1 and so on."""
    base = snake_case(layer.class_name)
    number = 0
    while (name := base if number == 0 else f"{base}_{number}") in used:
        number += 1
    return name
