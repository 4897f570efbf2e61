"""The layers of a model and their connections, before there are any weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional, cast

from . import layers as layer_kinds
from ._architecture import functional_architecture
from ._engine import InvalidArgumentError

if TYPE_CHECKING:
    from .models import Sequential


class LayerList:
    """A list of layers, and the layers whose outputs each of them takes."""

    def __init__(self, name: str):
        self.name = name
        self._layers: list[Any] = []
        # For each layer, the layers whose outputs it takes; -1 is the input.
        self._sources: list[list[int]] = []
        self._input_shape: Optional[tuple[int, ...]] = None
        # Layers of other models: their index here, and the state of the other model that their weights come from.
        self._shared: dict[int, int] = {}

    def _layers_changed(self) -> None:
        """Called when a layer was added or removed."""

    @property
    def layers(self) -> list[layer_kinds.Layer]:
        """The layers, without the input."""
        return list(self._layers)

    def add(self, layer: layer_kinds.Layer) -> None:
        """Adds a layer at the end. New weights are drawn for all layers."""
        self._append(layer)
        self._layers_changed()

    def pop(self) -> layer_kinds.Layer:
        """Removes the last layer."""
        if not self._layers:
            raise InvalidArgumentError("the model has no layers")
        if not self._is_chain:
            raise InvalidArgumentError("pop: a chain of layers expected, the model has branches")
        layer: layer_kinds.Layer = self._layers.pop()
        self._sources.pop()
        if self._shared.pop(len(self._layers), None) is None:
            layer._model = None
        self._layers_changed()
        return layer

    def get_layer(self, name: Optional[str] = None, index: Optional[int] = None) -> layer_kinds.Layer:
        """The layer of a name or at an index."""
        if index is not None:
            found: layer_kinds.Layer = self._layers[index]
            return found
        for layer in self._layers:
            if layer.name == name:
                chosen: layer_kinds.Layer = layer
                return chosen
        raise InvalidArgumentError(f"a layer named {name!r} expected, the model has {[layer.name for layer in self._layers]}")

    @property
    def trainable(self) -> bool:
        """Whether training changes the weights."""
        return any(layer.trainable for layer in self._layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self._layers:
            layer.trainable = bool(value)

    def _append(self, layer: Any, sources: Optional[list[int]] = None) -> None:
        last = len(self._layers) - 1
        if isinstance(layer, LayerList):
            # A nested model: its layers are shared.
            if not self._layers and self._input_shape is None:
                self._input_shape = layer._input_shape
            for inner, inputs in zip(layer.layers, layer._sources):
                self._append(inner, [last if source < 0 else last + 1 + source for source in inputs])
            return
        if not isinstance(layer, layer_kinds.Layer):
            raise InvalidArgumentError(f"layers: a layer of digits.layers expected, got {layer!r}")
        if isinstance(layer, layer_kinds.InputLayer):
            if self._layers or self._input_shape is not None:
                raise InvalidArgumentError("an Input can only be the first item")
            self._input_shape = layer.requested_input_shape
            return
        if not self._layers and layer.requested_input_shape is not None and self._input_shape is None:
            self._input_shape = layer.requested_input_shape
        if layer._model is self:
            raise InvalidArgumentError(f"layer {layer.name or layer.class_name} is part of the model already")
        if layer._model is None:
            layer._model = cast("Sequential", self)
        else:
            layer._model._engine_handle()
            self._shared[len(self._layers)] = -1
        self._layers.append(layer)
        self._sources.append([last] if sources is None else sources)

    @property
    def _is_chain(self) -> bool:
        return all(sources == [index - 1] for index, sources in enumerate(self._sources))

    def _architecture(self) -> dict[str, Any]:
        assert self._input_shape is not None
        first = {"class_name": "InputLayer", "config": {"batch_shape": [None, *self._input_shape], "name": "input_layer"}}
        others = [{"class_name": layer.class_name, "config": layer.get_config()} for layer in self._layers]
        if not self._is_chain:
            return functional_architecture(self.name, first, others, self._sources, [layer.name for layer in self._layers])
        return {"class_name": "Sequential", "config": {"name": self.name, "layers": [first, *others]}}
