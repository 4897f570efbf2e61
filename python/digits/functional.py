"""Keras's functional form: ``Model(inputs, outputs)``, for chains of layers and for branches that layers such as ``Add`` merge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

from . import layers as layer_kinds
from ._engine import InvalidArgumentError
from .models import Sequential


class KerasTensor:
    """The symbolic output of a layer, without any numbers."""

    def __init__(self, layer: layer_kinds.Layer, inputs: Sequence[Symbolic]):
        self._layer, self._inputs = layer, list(inputs)

    @property
    def shape(self) -> tuple[Optional[int], ...]:
        """The shape of a batch; the batch axis is None."""
        start, layers, sources = graph(self)
        model = Sequential([layer_kinds.Input(start.requested_input_shape)])
        for layer, inputs in zip(layers, sources):
            copy = layer_kinds.deserialize(layer.class_name, {**layer.get_config(), "name": None})
            model._append(copy, inputs)
        return model.output_shape

    @property
    def dtype(self) -> str:
        """The type of the numbers."""
        return "float32"

    def __add__(self, other: Symbolic) -> KerasTensor:
        return layer_kinds.Add()([self, other])

    def __sub__(self, other: Symbolic) -> KerasTensor:
        return layer_kinds.Subtract()([self, other])

    def __mul__(self, other: Symbolic) -> KerasTensor:
        return layer_kinds.Multiply()([self, other])

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self.shape}>"


Symbolic = Union[KerasTensor, layer_kinds.InputLayer]


def is_symbolic(value: Any) -> bool:
    """Whether a value is an input or the output of layers."""
    return isinstance(value, (KerasTensor, layer_kinds.InputLayer))


def graph(output: KerasTensor) -> tuple[layer_kinds.InputLayer, list[layer_kinds.Layer], list[list[int]]]:
    """The input that a tensor comes from, the layers in between in an order of computation, and for each the layers whose outputs it takes."""
    starts: list[layer_kinds.InputLayer] = []
    layers: list[layer_kinds.Layer] = []
    sources: list[list[int]] = []
    places: dict[int, int] = {}
    stack: list[Symbolic] = [output]
    while stack:
        tensor = stack[-1]
        open_inputs = [] if isinstance(tensor, layer_kinds.InputLayer) else [one for one in tensor._inputs if id(one) not in places]
        if id(tensor) not in places and open_inputs:
            stack += reversed(open_inputs)
            continue
        stack.pop()
        if id(tensor) in places:
            continue
        if isinstance(tensor, layer_kinds.InputLayer):
            starts.append(tensor)
            places[id(tensor)] = -1
            continue
        if any(tensor._layer is layer for layer in layers):
            raise InvalidArgumentError(f"layer {tensor._layer.name or tensor._layer.class_name}: a layer can be used only once")
        places[id(tensor)] = len(layers)
        layers.append(tensor._layer)
        sources.append([places[id(one)] for one in tensor._inputs])
    if len(starts) != 1:
        raise InvalidArgumentError(f"a model with one Input expected, got {len(starts)}")
    return starts[0], layers, sources


def applied(layers: Sequence[layer_kinds.Layer], sources: Sequence[Sequence[int]], inputs: Symbolic) -> KerasTensor:
    """Applies layers to a symbolic tensor."""
    made: list[KerasTensor] = []
    for layer, places in zip(layers, sources):
        made.append(KerasTensor(layer, [inputs if place < 0 else made[place] for place in places]))
    return made[-1]


def called(layers: Sequence[layer_kinds.Layer], inputs: Any, sources: Optional[Sequence[Sequence[int]]] = None) -> KerasTensor:
    """Applies a layer or a model to a symbolic tensor, or a merging layer to several."""
    if isinstance(layers[0], layer_kinds.Merge) and len(layers) == 1:
        if isinstance(inputs, (list, tuple)) and len(inputs) > 1 and all(map(is_symbolic, inputs)):
            return KerasTensor(layers[0], inputs)
        raise InvalidArgumentError(f"{layers[0].class_name}: a list of outputs of layers expected, got {type(inputs).__name__}")
    if isinstance(inputs, (list, tuple)):
        if len(inputs) != 1:
            raise InvalidArgumentError(f"{layers[0].class_name}: one input expected, got {len(inputs)}")
        inputs = inputs[0]
    if is_symbolic(inputs):
        return applied(layers, sources or [[index - 1] for index in range(len(layers))], inputs)
    raise InvalidArgumentError(
        f"{layers[0].class_name}: an Input or another layer's output expected, got {type(inputs).__name__}; a layer by itself computes "
        "nothing here, a model with it does")  # fmt: skip


def output_of(layer: layer_kinds.Layer) -> KerasTensor:
    """A layer's output in the model that it is part of."""
    model = layer._built()
    position = next(index for index, other in enumerate(model.layers) if other is layer)
    return applied(model.layers[: position + 1], model._sources[: position + 1], model.input)


class Model(Sequential):
    """A model from its input to its output. Layers that another model has are shared with it."""

    def __init__(self, inputs: Any = None, outputs: Any = None, name: Optional[str] = None, **others: Any):
        if others:
            raise TypeError(f"Model: unexpected argument {next(iter(others))!r}")
        inputs, outputs = _only(inputs, "inputs"), _only(outputs, "outputs")
        if not is_symbolic(inputs) or not isinstance(outputs, KerasTensor):
            raise InvalidArgumentError(
                "Model: inputs and outputs expected, an Input and what layers make of it; models of a class of one's own are not supported")  # fmt: skip
        start, layers, sources = graph(outputs)
        if isinstance(inputs, KerasTensor):
            raise InvalidArgumentError("Model: inputs: an Input expected, got the output of a layer")
        if inputs is not start and inputs.shape != start.shape:
            raise InvalidArgumentError("Model: outputs that come from the inputs expected")
        super().__init__([start], name or "functional")
        for layer, places in zip(layers, sources):
            self._append(layer, places)
        self._build_if_possible()


def _only(value: Any, what: str) -> Any:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        if len(value) != 1:
            raise InvalidArgumentError(f"Model: one of {what} expected, got {len(value)}: models with several are not supported")
        return value[0]
    return value
