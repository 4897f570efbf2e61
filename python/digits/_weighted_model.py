"""A model with weights, which the engine holds."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Sequence
from typing import Any, Optional

import numpy as np

from . import _arrays, _engine, _extras, utils
from . import layers as layer_kinds
from ._engine import Handle, InvalidArgumentError
from ._layer_list import LayerList


class WeightedModel(LayerList):
    """Layers that have weights once the model is built."""

    def __init__(self, name: str):
        super().__init__(name)
        self._seed = utils.next_seed()
        self._handle: Optional[Handle] = None
        self._cached_description: Optional[dict[str, Any]] = None
        # Counts the changes of the weights, for models that share them.
        self._version = 0
        # The training that a callback has found to continue.
        self._restored_epoch = 0

    # MARK: Building

    def build(self, input_shape: Optional[Sequence[Optional[int]]] = None) -> None:
        """Gives the layers their weights. The first item of ``input_shape`` is the batch axis, as in Keras."""
        if input_shape is not None:
            self._input_shape = tuple(int(size) for size in list(input_shape)[1:] if size is not None)
        if self._input_shape is None:
            raise InvalidArgumentError("the input's shape is not known; begin with an Input, or build(input_shape)")
        self._build()

    @property
    def built(self) -> bool:
        """Whether the layers have weights."""
        return self._handle is not None

    def _layers_changed(self) -> None:
        self._unbuild()
        self._build_if_possible()

    def _build_if_possible(self) -> None:
        if self._input_shape is not None and self._layers:
            self._build()

    def _unbuild(self) -> None:
        self._handle = None
        self._forget_description()

    def _build(self) -> None:
        if not self._layers:
            raise InvalidArgumentError("at least one layer expected, the model has none")
        used = {layer.name for layer in self._layers if layer.name}
        for index, layer in enumerate(self._layers):
            if index in self._shared:
                continue
            layer._index = index
            if not layer.name:
                layer.__dict__["name"] = layer_kinds.default_name(layer, used)
                used.add(layer.name)
        architecture = json.dumps(self._architecture()).encode()
        self._adopt(Handle("model", lambda made: _engine.call("digits_model_create", architecture, self._seed, made)))
        self._order_as_engine()
        self._shared = dict.fromkeys(self._shared, -1)
        try:
            self._check_kept()
        except InvalidArgumentError:
            self._unbuild()
            raise

    def _order_as_engine(self) -> None:
        """Sorts the layers of a model with branches into the engine's order, which a file may have changed."""
        if self._is_chain:
            return
        places = {entry["name"]: place for place, entry in enumerate(self._description["layers"])}
        order = sorted(range(len(self._layers)), key=lambda index: places[self._layers[index].name])
        moved = {index: place for place, index in enumerate(order)}
        self._layers = [self._layers[index] for index in order]
        self._sources = [[moved.get(source, -1) for source in self._sources[index]] for index in order]
        self._shared = {moved[index]: version for index, version in self._shared.items()}
        for place, layer in enumerate(self._layers):
            if place not in self._shared:
                layer._index = place

    def _check_kept(self) -> None:
        """Compares the layers' settings with those that the engine has."""
        if all(layer.trainable and not layer._extra for layer in self._layers):
            return
        kept = json.loads(self._description["architecture"])["config"]["layers"][1:]
        configs = [entry["config"] for entry in kept]
        if not self._is_chain:
            named = {config["name"]: config for config in configs}
            configs = [named[layer.name] for layer in self._layers]
        for layer, config in zip(self._layers, configs):
            _extras.check_kept(layer, config)

    def _reload_layer(self, layer: layer_kinds.Layer) -> None:
        """Passes changed settings of a layer to the engine, keeping all weights and the optimizer's state."""
        name = self._description["layers"][layer._index]["name"]
        if not self._is_chain and layer.name != name:
            raise InvalidArgumentError(f"layer {name}: the name of a layer of a model with branches cannot be set")

        def change(config: dict[str, Any]) -> None:
            entry = next(entry for entry in config["config"]["layers"] if entry["config"]["name"] == name)
            entry["config"] = {**layer.get_config(), "name": layer.name}

        before = self._handle
        self._reload(change)
        try:
            self._check_kept()
        except InvalidArgumentError:
            assert before is not None
            self._adopt(before)
            raise

    def _reload(self, change: Any) -> None:
        """Reloads the model from a file of its own with a changed configuration."""
        with tempfile.TemporaryDirectory() as folder:
            old, new = os.path.join(folder, "old.keras"), os.path.join(folder, "new.keras")
            _engine.call("digits_model_save", self._engine_handle(), _engine.path_bytes(old), 1)
            with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
                for name in source.namelist():
                    contents = source.read(name)
                    if name == "config.json":
                        config = json.loads(contents)
                        change(config)
                        contents = json.dumps(config).encode()
                    target.writestr(name, contents)
            path = _engine.path_bytes(new)
            self._adopt(Handle("model", lambda made: _engine.call("digits_model_load", path, made)))
        self._order_as_engine()
        self._version += 1

    def _restore(self, path: str, epoch: int) -> None:
        """Continues a training that was saved in a file, from an epoch counted from 0."""
        self._adopt(Handle("model", lambda made: _engine.call("digits_model_load", _engine.path_bytes(path), made)))
        self._restored_epoch = epoch
        self._weights_changed()

    def _adopt(self, handle: Handle) -> None:
        self._handle = handle
        self._forget_description()
        self._input_shape = tuple(self._description["input_shape"])
        self._output_shape = tuple(self._description["output_shape"])
        self._input_size = int(np.prod(self._input_shape))

    # MARK: The engine's model

    def _engine_handle(self) -> int:
        if self._handle is None:
            self.build()
        assert self._handle is not None
        if self._shared:
            self._take_shared()
        return self._handle.value

    @property
    def _description(self) -> dict[str, Any]:
        """The output of digits_model_describe. It does not change while the layers stay the same."""
        if self._cached_description is None:
            self._cached_description = json.loads(_engine.read_text("digits_model_describe", self._engine_handle()))
        description: dict[str, Any] = self._cached_description or {}
        return description

    def _forget_description(self) -> None:
        self._cached_description = None

    @property
    def input_shape(self) -> tuple[Optional[int], ...]:
        """The shape of a batch of inputs; the batch axis is None."""
        return (None, *self._description["input_shape"])

    @property
    def output_shape(self) -> tuple[Optional[int], ...]:
        """The shape of a batch of outputs; the batch axis is None."""
        return (None, *self._description["output_shape"])

    # MARK: Weights

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all weights, in the order of Keras's files."""
        self._engine_handle()
        return [weight for index in range(len(self._description["layers"])) for weight in self._layer_weights(index)]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Replaces all weights."""
        self._engine_handle()
        rest = list(weights)
        counts = [len(layer["weights"]) for layer in self._description["layers"]]
        if len(rest) != sum(counts):
            raise InvalidArgumentError(f"{sum(counts)} weights expected, got {len(rest)}")
        # All are checked before the first is set.
        arrays = []
        for index, count in enumerate(counts):
            arrays += self._converted_weights(index, rest[:count])
            del rest[:count]
        try:
            self._put_weights(0, arrays)
        finally:
            self._weights_changed()

    def _first_weight(self, index: int) -> int:
        return sum(len(layer["weights"]) for layer in self._description["layers"][:index])

    def _layer_weights(self, index: int) -> list[np.ndarray]:
        first = self._first_weight(index)
        found = []
        for position, weight in enumerate(self._description["layers"][index]["weights"]):
            values = np.empty(weight["shape"], np.float32)
            _engine.call(
                "digits_model_get_weight", self._engine_handle(), first + position, _engine.address(values), values.size)  # fmt: skip
            found.append(values)
        return found

    def _set_layer_weights(self, index: int, weights: Sequence[Any]) -> None:
        self._put_weights(self._first_weight(index), self._converted_weights(index, weights))

    def _converted_weights(self, index: int, weights: Sequence[Any]) -> list[np.ndarray]:
        """A layer's weights as the engine takes them."""
        layer = self._description["layers"][index]
        if len(weights) != len(layer["weights"]):
            raise InvalidArgumentError(f"layer {layer['name']}: {len(layer['weights'])} weights expected, got {len(weights)}")
        arrays = []
        for weight, given in zip(layer["weights"], weights):
            values = _arrays.numbers(given, f"layer {layer['name']}: {weight['name']}")
            if list(values.shape) != weight["shape"]:
                raise InvalidArgumentError(
                    f"layer {layer['name']}: {weight['name']} of shape {tuple(weight['shape'])} expected, got {values.shape}")  # fmt: skip
            arrays.append(np.ascontiguousarray(values, dtype=np.float32))
        return arrays

    def _put_weights(self, first: int, arrays: Sequence[np.ndarray]) -> None:
        """Gives the engine weights that were checked."""
        for position, values in enumerate(arrays, first):
            _engine.call("digits_model_set_weight", self._engine_handle(), position, _engine.address(values), values.size)

    def _take_shared(self) -> None:
        """Copies the weights of shared layers from the models that own them, if these have changed."""
        places = [place for place, version in self._shared.items() if self._layers[place]._model._version != version]
        for place in places:
            layer = self._layers[place]
            self._shared[place] = layer._model._version
            self._set_layer_weights(place, layer.get_weights())

    def _weights_changed(self) -> None:
        """Tells other models of changed weights, and copies those of shared layers to the models that own them."""
        self._version += 1
        shared, self._shared = self._shared, {}
        # All are read before the first is copied: the models that own them would be read again in between.
        found = {place: self._layer_weights(place) for place in shared}
        for place, weights in found.items():
            layer = self._layers[place]
            layer._model._set_layer_weights(layer._index, weights)
            layer._model._version += 1
        self._shared = {place: self._layers[place]._model._version for place in shared}
