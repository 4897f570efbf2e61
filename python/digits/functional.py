"""Keras's functional form, for models that are a chain: ``Model(inputs, outputs)``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from . import layers as layer_kinds
from ._engine import InvalidArgumentError
from .models import Sequential


class KerasTensor:
    """What comes out of a chain of layers, before there are any numbers."""

    def __init__(self, start: layer_kinds.InputLayer, layers: Sequence[layer_kinds.Layer]):
        self._start, self._layers = start, list(layers)

    @property
    def shape(self) -> tuple[Optional[int], ...]:
        """The shape of a batch; the batch axis is None."""
        copies = [layer_kinds.deserialize(layer.class_name, {**layer.get_config(), "name": None}) for layer in self._layers]
        return Sequential([layer_kinds.Input(self._start.requested_input_shape), *copies]).output_shape

    @property
    def dtype(self) -> str:
        """The type of the numbers."""
        return "float32"

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self.shape}>"


def is_symbolic(value: Any) -> bool:
    """Whether a value is an input or what comes out of layers."""
    return isinstance(value, (KerasTensor, layer_kinds.InputLayer))


def called(layers: Sequence[layer_kinds.Layer], inputs: Any) -> KerasTensor:
    """What layers make of a symbolic tensor."""
    if isinstance(inputs, (list, tuple)) and len(inputs) == 1:
        inputs = inputs[0]
    if isinstance(inputs, layer_kinds.InputLayer):
        return KerasTensor(inputs, layers)
    if isinstance(inputs, KerasTensor):
        return KerasTensor(inputs._start, [*inputs._layers, *layers])
    if isinstance(inputs, (list, tuple)):
        raise InvalidArgumentError(f"{layers[0].class_name}: one input expected: models with branches are not supported")
    raise InvalidArgumentError(
        f"{layers[0].class_name}: an Input or another layer's output expected, got {type(inputs).__name__}; a layer by itself computes "
        "nothing here, a model with it does")  # fmt: skip


def output_of(layer: layer_kinds.Layer) -> KerasTensor:
    """A layer's output in the model that it is part of."""
    model = layer._built()
    position = next(index for index, other in enumerate(model.layers) if other is layer)
    return KerasTensor(model.input, model.layers[: position + 1])


class Model(Sequential):
    """A model from its input to its output, which must be a chain of layers. Layers that another model has are shared with it."""

    def __init__(self, inputs: Any = None, outputs: Any = None, name: Optional[str] = None, **others: Any):
        if others:
            raise TypeError(f"Model: unexpected argument {next(iter(others))!r}")
        inputs, outputs = _only(inputs, "inputs"), _only(outputs, "outputs")
        if not is_symbolic(inputs) or not isinstance(outputs, KerasTensor):
            raise InvalidArgumentError(
                "Model: inputs and outputs expected, an Input and what layers make of it; models of a class of one's own are not supported")  # fmt: skip
        start = outputs._start
        if isinstance(inputs, KerasTensor):
            raise InvalidArgumentError("Model: inputs: an Input expected, got the output of a layer")
        if inputs is not start and inputs.shape != start.shape:
            raise InvalidArgumentError("Model: outputs that come from the inputs expected")
        super().__init__([start, *outputs._layers], name or "functional")


def _only(value: Any, what: str) -> Any:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        if len(value) != 1:
            raise InvalidArgumentError(f"Model: one of {what} expected, got {len(value)}: models with branches are not supported")
        return value[0]
    return value
