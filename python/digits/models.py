"""``Sequential`` and ``load_model``."""

from __future__ import annotations

import json
import os
import pathlib
import tempfile
import time
import warnings
import zipfile
from collections.abc import Sequence
from ctypes import byref, c_double
from typing import Any, Optional, Union

import numpy as np

from . import _arrays, _batches, _engine, _extras, _old, _other, _progress, augmentation, losses, optimizers, utils
from . import layers as layer_kinds
from . import metrics as metric_kinds
from ._architecture import functional_architecture, sources_of
from ._arrays import Dataset
from ._engine import Handle, InvalidArgumentError, library
from ._training import Fit
from .callbacks import Callback, CallbackList, History

Path = Union[str, "os.PathLike[str]"]
Callbacks = Union[Sequence[Callback], Callback, None]
_predict = library.digits_model_predict
_float32 = np.dtype(np.float32)


class Sequential(_old.OldMethods):
    """A chain of layers, as Keras's class of this name.

    With an ``Input`` as first item, or ``input_shape`` given to the first layer, the model is built at once; otherwise when it first sees data.
    It may be used from several threads: calls wait for each other, and what is called while it is trained sees the weights of the last
    whole epoch. After a ``fork`` the child has a copy.
    """

    def __init__(self, layers: Optional[Sequence[layer_kinds.Layer]] = None, name: Optional[str] = None):
        self.name = name or "sequential"
        self.stop_training = False
        self.history: Optional[History] = None
        self._seed = utils.next_seed()
        self._layers: list[Any] = []
        # For each layer, the layers whose outputs it takes; -1 is the input.
        self._sources: list[list[int]] = []
        self._input_shape: Optional[tuple[int, ...]] = None
        self._handle: Optional[Handle] = None
        self._cached_description: Optional[dict[str, Any]] = None
        self._optimizer: Optional[optimizers.Optimizer] = None
        self._loss: Optional[losses.Loss] = None
        self._metrics: list[metric_kinds.Metric] = []
        # Layers that other models have: their place here, and the state of the other model that their weights are of.
        self._shared: dict[int, int] = {}
        # Counts the changes of the weights, for models that share them.
        self._version = 0
        # Where a callback has found a training to go on with.
        self._restored_epoch = 0
        for layer in layers or []:
            self._append(layer)
        self._build_if_possible()

    # MARK: Layers

    @property
    def layers(self) -> list[layer_kinds.Layer]:
        """The layers, without the input."""
        return list(self._layers)

    def add(self, layer: layer_kinds.Layer) -> None:
        """Adds a layer at the end. New weights are drawn for all layers."""
        self._append(layer)
        self._unbuild()
        self._build_if_possible()

    def pop(self) -> layer_kinds.Layer:
        """Takes the last layer away."""
        if not self._layers:
            raise InvalidArgumentError("the model has no layers")
        if not self._is_chain:
            raise InvalidArgumentError("pop: a chain of layers expected, the model has branches")
        layer: layer_kinds.Layer = self._layers.pop()
        self._sources.pop()
        if self._shared.pop(len(self._layers), None) is None:
            layer._model = None
        self._unbuild()
        self._build_if_possible()
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

    def _append(self, layer: Any, sources: Optional[list[int]] = None) -> None:
        last = len(self._layers) - 1
        if isinstance(layer, Sequential):
            # A model in a model: its layers, which it shares.
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
            layer._model = self
        else:
            layer._model._engine_handle()
            self._shared[len(self._layers)] = -1
        self._layers.append(layer)
        self._sources.append([last] if sources is None else sources)

    @property
    def _is_chain(self) -> bool:
        return all(sources == [index - 1] for index, sources in enumerate(self._sources))

    def _order_as_engine(self) -> None:
        """Brings the layers of a model with branches to the engine's order, which a file may have changed."""
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
        if self._optimizer is not None:
            self._compile_engine()

    def _check_kept(self) -> None:
        """Compares what the layers were told with what the engine has of it."""
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
        """Has the engine take over changed settings of a layer, with all weights and the optimizer's state as they are."""
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

    def _restore(self, path: str, epoch: int) -> None:
        """Goes on with a training that was kept in a file, from an epoch that is counted from 0."""
        self._adopt(Handle("model", lambda made: _engine.call("digits_model_load", _engine.path_bytes(path), made)))
        self._restored_epoch = epoch
        self._weights_changed()

    def _reload(self, change: Any) -> None:
        """Reads the model anew from a file of its own whose configuration is changed."""
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

    def _adopt(self, handle: Handle) -> None:
        self._handle = handle
        self._forget_description()
        self._input_shape = tuple(self._description["input_shape"])
        self._output_shape = tuple(self._description["output_shape"])
        self._input_size = int(np.prod(self._input_shape))

    def _architecture(self) -> dict[str, Any]:
        assert self._input_shape is not None
        first = {"class_name": "InputLayer", "config": {"batch_shape": [None, *self._input_shape], "name": "input_layer"}}
        others = [{"class_name": layer.class_name, "config": layer.get_config()} for layer in self._layers]
        if not self._is_chain:
            return functional_architecture(self.name, first, others, self._sources, [layer.name for layer in self._layers])
        return {"class_name": "Sequential", "config": {"name": self.name, "layers": [first, *others]}}

    def _engine_handle(self) -> int:
        if self._handle is None:
            self.build()
        assert self._handle is not None
        if self._shared:
            self._take_shared()
        return self._handle.value

    def _take_shared(self) -> None:
        """Copies the weights of shared layers from the models that they are of, where these have changed."""
        places = [place for place, version in self._shared.items() if self._layers[place]._model._version != version]
        for place in places:
            layer = self._layers[place]
            self._shared[place] = layer._model._version
            self._set_layer_weights(place, layer.get_weights())

    def _weights_changed(self) -> None:
        """Has other models know of changed weights, and gives those of shared layers to the models that they are of."""
        self._version += 1
        shared, self._shared = self._shared, {}
        # All are read before the first is given away: the models that they are of would be asked again in between.
        found = {place: self._layer_weights(place) for place in shared}
        for place, weights in found.items():
            layer = self._layers[place]
            layer._model._set_layer_weights(layer._index, weights)
            layer._model._version += 1
        self._shared = {place: self._layers[place]._model._version for place in shared}

    @property
    def _description(self) -> dict[str, Any]:
        """What digits_model_describe tells. It does not change while the layers stay."""
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

    def count_params(self) -> int:
        """The number of all weights' values."""
        return sum(layer.count_params() for layer in self._layers)

    def summary(
        self, line_length: Any = None, positions: Any = None, print_fn: Any = None, expand_nested: bool = False,
        show_trainable: bool = False, layer_range: Any = None,
    ) -> None:  # fmt: skip
        """Prints the layers with their shapes and numbers of weights. How Keras lays the table out makes no difference here."""
        (print_fn or print)(_engine.read_text("digits_model_summary", self._engine_handle()))

    def get_config(self) -> dict[str, Any]:
        """The architecture, as Keras's files have it."""
        self._engine_handle()
        config: dict[str, Any] = json.loads(self._description["architecture"])["config"]
        return config

    def to_json(self, **kwargs: Any) -> str:
        """The architecture as text that Keras's ``model_from_json`` reads."""
        self._engine_handle()
        return json.dumps(json.loads(self._description["architecture"]), **kwargs)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Sequential:
        """A new model of an architecture."""
        return _from_architecture({"class_name": "Sequential", "config": config})

    @property
    def trainable(self) -> bool:
        """Whether a training changes the weights."""
        return any(layer.trainable for layer in self._layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self._layers:
            layer.trainable = bool(value)

    @property
    def weights(self) -> list[np.ndarray]:
        """Copies of all weights. ``set_weights`` changes them."""
        return self.get_weights()

    @property
    def trainable_weights(self) -> list[np.ndarray]:
        """Copies of the weights that training changes."""
        return [weight for layer in self._layers for weight in layer.trainable_weights]

    @property
    def non_trainable_weights(self) -> list[np.ndarray]:
        """Copies of the weights that training does not change."""
        return [weight for layer in self._layers for weight in layer.non_trainable_weights]

    variables, trainable_variables, non_trainable_variables = weights, trainable_weights, non_trainable_weights

    @property
    def inputs(self) -> list[layer_kinds.InputLayer]:
        """The input as a symbolic tensor, for models that begin there."""
        return [self.input]

    @property
    def input(self) -> layer_kinds.InputLayer:
        """The input as a symbolic tensor."""
        self._engine_handle()
        return layer_kinds.Input(self._input_shape)

    @property
    def outputs(self) -> list[Any]:
        """The output as a symbolic tensor."""
        return [self.output]

    @property
    def output(self) -> Any:
        """The output as a symbolic tensor."""
        from .functional import applied

        return applied(self._layers, self._sources, self.input)

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
        for index, count in enumerate(counts):
            self._set_layer_weights(index, rest[:count])
            del rest[:count]
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
        layer = self._description["layers"][index]
        if len(weights) != len(layer["weights"]):
            raise InvalidArgumentError(f"layer {layer['name']}: {len(layer['weights'])} weights expected, got {len(weights)}")
        first = self._first_weight(index)
        for position, (weight, given) in enumerate(zip(layer["weights"], weights)):
            values = np.ascontiguousarray(given, dtype=np.float32)
            if list(values.shape) != weight["shape"]:
                raise InvalidArgumentError(
                    f"layer {layer['name']}: {weight['name']} of shape {tuple(weight['shape'])} expected, got {values.shape}")  # fmt: skip
            _engine.call(
                "digits_model_set_weight", self._engine_handle(), first + position, _engine.address(values), values.size)  # fmt: skip

    # MARK: Compiling

    def compile(
        self, optimizer: Any = "rmsprop", loss: Any = None, metrics: Any = None, run_eagerly: bool = False,
        jit_compile: Any = "auto", steps_per_execution: int = 1, auto_scale_loss: bool = True, loss_weights: Any = None,
        weighted_metrics: Any = None,
    ) -> None:  # fmt: skip
        """Says how to train. How Keras computes (``run_eagerly``, ``jit_compile``, ``steps_per_execution``) makes no difference here."""
        if loss is None:
            raise InvalidArgumentError("compile: a loss expected, such as 'sparse_categorical_crossentropy'")
        if loss_weights is not None or weighted_metrics is not None:
            raise InvalidArgumentError("compile: loss_weights and weighted_metrics are not supported")
        counted = metric_kinds.several(_of_the_output(metrics, "metrics"))
        chosen, measured = optimizers.get(optimizer), losses.get(_of_the_output(loss, "loss", lists=True))
        measured.check_trains()
        self._loss, self._metrics, self._optimizer = measured, counted, chosen
        chosen._has_changed = False
        if self._handle is not None:
            self._compile_engine()

    def _compile_engine(self) -> None:
        assert self._optimizer is not None and self._loss is not None
        configuration = {
            "optimizer_config": self._optimizer.serialize(), "loss": self._loss.serialize(),
            "metrics": [metric.serialize() for metric in self._metrics],
        }  # fmt: skip
        _engine.call("digits_model_compile", self._engine_handle(), json.dumps(configuration).encode())
        self._forget_description()
        kept = json.loads(self._description["training"] or "{}")["optimizer_config"]["config"]
        self._optimizer.check_kept(kept)

    def _apply_optimizer(self) -> None:
        """Has the engine know what was set on the optimizer after the model was compiled."""
        if not self.optimizer._has_changed or self._handle is None:
            return
        self.optimizer._has_changed = False

        def change(config: dict[str, Any]) -> None:
            config["compile_config"]["optimizer"]["config"].update(self.optimizer.serialize()["config"])

        self._reload(change)

    def _take_average(self) -> None:
        """At the end of ``fit``, has the average of the weights that ``use_ema`` keeps take their place."""
        if self.optimizer.get_config().get("use_ema"):
            _engine.call("digits_model_take_average", self._engine_handle())
            self._weights_changed()

    def _iterations(self) -> int:
        """The steps that the optimizer has done."""
        self._forget_description()
        return int(self._description["iterations"]) if self._handle is not None else 0

    @property
    def optimizer(self) -> optimizers.Optimizer:
        """The optimizer that the model was compiled with."""
        if self._optimizer is None:
            raise InvalidArgumentError("the model was not compiled; compile(optimizer, loss) comes first")
        return self._optimizer

    @property
    def loss(self) -> Optional[str]:
        """The name of the loss that the model was compiled with."""
        return self._loss.name if self._loss else None

    @property
    def metrics_names(self) -> list[str]:
        """``loss`` and the names of the metrics."""
        return ["loss", *metric_kinds.names(self._metrics)]

    def _logs(self, loss: float, values: Sequence[float], prefix: str = "") -> dict[str, float]:
        """Figures in Keras's order."""
        logs = dict(zip(self.metrics_names, [loss, *values]))
        return {prefix + name: logs[name] for name in sorted(logs)}

    def _training_logs(self, progress: Any, prefix: str = "") -> dict[str, float]:
        """The figures of a training's progress, or with the prefix ``val_`` those of its validation."""
        validates, count = bool(prefix), len(self._metrics)
        loss, accuracy = (progress.validation_loss, progress.validation_accuracy) if validates else (progress.loss, progress.accuracy)
        if all(metric.k is None for metric in self._metrics):
            return self._logs(loss, [accuracy] * count, prefix)
        values = (c_double * count)()
        arrays = (None, values) if validates else (values, None)
        _engine.call("digits_model_training_metrics", self._engine_handle(), *arrays, count)
        return self._logs(loss, list(values), prefix)

    def reset_metrics(self) -> None:
        """Does nothing: each call of ``fit``, ``evaluate`` and ``train_on_batch`` counts anew."""

    def reset_states(self) -> None:
        """Does nothing: no layer here remembers what it has seen."""

    # MARK: Training and evaluation

    @_old.renamed("fit", {"show_accuracy": "compile(metrics=['accuracy'])"}, nb_epoch="epochs")
    def fit(
        self, x: Any = None, y: Any = None, batch_size: Optional[int] = None, epochs: int = 1, verbose: Any = "auto",
        callbacks: Callbacks = None, validation_split: float = 0.0, validation_data: Any = None, shuffle: bool = True,
        class_weight: Any = None, sample_weight: Any = None, initial_epoch: int = 0, steps_per_epoch: Optional[int] = None,
        validation_steps: Optional[int] = None, validation_batch_size: Optional[int] = None, validation_freq: int = 1,
    ) -> History:  # fmt: skip
        """Trains for some epochs, as Keras's ``fit``.

        Samples in float32 or uint8 are used where they are, others are converted once. They must not be changed meanwhile. Ctrl-C ends the
        training with ``KeyboardInterrupt``; the model then has the weights of that moment and can be trained further.
        """
        self._apply_optimizer()  # Not compiled is an error before anything is converted.
        if _batches.is_source(x) or not shuffle or self.optimizer.schedule is not None or augmentation.of(self._layers):
            return _batches.fit(
                self, _batches.source(x, y, batch_size, bool(shuffle), self._seed, validation_split, sample_weight), epochs, verbose,
                callbacks, validation_data, initial_epoch, steps_per_epoch, validation_steps, validation_freq, class_weight)  # fmt: skip
        if steps_per_epoch is not None or validation_steps is not None:
            raise InvalidArgumentError("fit: steps_per_epoch and validation_steps go with generators and data sets only")
        batch_size = _whole("fit", "batch_size", 32 if batch_size is None else batch_size, 1)
        epochs, initial_epoch = _whole("fit", "epochs", epochs, 0), _whole("fit", "initial_epoch", initial_epoch, 0)
        frequency = _whole("fit", "validation_freq", validation_freq, 1)
        samples, labels = self._labelled(x, y, "x", "y")
        own = _arrays.weights(labels, self._output_shape[0], None, sample_weight)
        training, validation = self._split(samples, labels, validation_split, validation_data, class_weight, own)
        if _batches.is_source(validation_data):
            raise InvalidArgumentError("fit: validation_data: a pair (x, y) expected where x is an array")
        history = History()
        self.history, self.stop_training = history, False
        params = {"verbose": verbose, "epochs": epochs, "steps": -(-training.count // batch_size)}
        several = CallbackList(callbacks, self, params, history)
        display = _progress.display(_progress.level(verbose), epochs)
        try:
            Fit(self, training, validation, batch_size, several, display).run(initial_epoch, epochs, frequency)
        finally:
            self._weights_changed()
        return history

    def _split(
        self, samples: np.ndarray, labels: np.ndarray, part: Any, data: Any, class_weight: Any, own: Optional[np.ndarray],
    ) -> tuple[Dataset, Optional[Dataset]]:  # fmt: skip
        classes = self._output_shape[0]

        def training(x: np.ndarray, y: np.ndarray, own: Optional[np.ndarray]) -> Dataset:
            return Dataset(x, y, classes, _arrays.weights(y, classes, class_weight, own))

        if data is not None:
            if not isinstance(data, (tuple, list)) or len(data) not in (2, 3):
                raise InvalidArgumentError("validation_data: (x, y) or (x, y, sample_weight) expected")
            x, y = self._labelled(data[0], data[1], "validation x", "validation y")
            theirs = _arrays.weights(y, classes, None, data[2] if len(data) == 3 else None)
            return training(samples, labels, own), Dataset(x, y, classes, theirs)
        if not isinstance(part, (int, float)) or not 0 <= part < 1:
            raise InvalidArgumentError(f"validation_split: 0 to below 1 expected, got {part!r}")
        if part == 0:
            return training(samples, labels, own), None
        # The last part, before any shuffling, as in Keras.
        count = int(len(labels) * (1 - part))
        if not 0 < count < len(labels):
            raise InvalidArgumentError(f"validation_split={part} of {len(labels)} samples leaves none on one side")
        first, rest = (None, None) if own is None else (own[:count], own[count:])
        return training(samples[:count], labels[:count], first), Dataset(samples[count:], labels[count:], classes, rest)

    def _labelled(self, x: Any, y: Any, x_name: str, y_name: str) -> tuple[np.ndarray, np.ndarray]:
        """Samples and class indices."""
        if y is None:
            raise InvalidArgumentError(f"{y_name}: labels expected; generators and data sets of other packages are not supported")
        self._build_for(x)
        if len(self._output_shape) != 1:
            raise InvalidArgumentError(f"a model with one output for each class expected, its output is {self.output_shape}")
        samples = _arrays.samples(x, self._input_shape or (), x_name)
        if len(samples) == 0:
            raise InvalidArgumentError(f"{x_name}: at least one sample expected, got none")
        sparse = None if self._loss is None else self._loss.sparse
        return samples, _arrays.class_indices(y, self._output_shape[0], len(samples), sparse, y_name)

    def _build_for(self, x: Any) -> None:
        if self._handle is None:
            if self._input_shape is None:
                self._input_shape = np.asarray(x).shape[1:]
            self._build()

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None, return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """One step on the given samples: the loss, and the metrics if the model has some, from before the step."""
        self._apply_optimizer()
        logs = _batches.step(self, x, y, sample_weight, class_weight)
        if return_dict:
            return logs
        return [logs[name] for name in self.metrics_names]

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """The loss, and the metrics if the model has some, on the given samples."""
        logs = self.evaluate(x, y, verbose=0, sample_weight=sample_weight, return_dict=True)
        return logs if return_dict else [logs[name] for name in self.metrics_names]

    def evaluate(
        self, x: Any = None, y: Any = None, batch_size: Optional[int] = None, verbose: Any = "auto", sample_weight: Any = None,
        steps: Optional[int] = None, callbacks: Callbacks = None, return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """The loss and the metrics on labelled samples: a list, a number where there is only the loss, or a dictionary.

        ``sample_weight`` says what the loss of each sample counts; as in Keras, metrics count all samples alike.
        """
        _ = self.optimizer
        if _batches.is_source(x):
            if y is not None or sample_weight is not None:
                raise InvalidArgumentError("evaluate: y and sample_weight do not go with a generator or data set")
            x, y, sample_weight = _batches.whole(x, steps)
        elif steps is not None:
            raise InvalidArgumentError("evaluate: steps goes with generators and data sets only")
        samples, labels = self._labelled(x, y, "x", "y")
        several = CallbackList(callbacks, self, {})
        several("on_test_begin", None)
        classes = self._output_shape[0]
        data = Dataset(samples, labels, classes, _arrays.weights(labels, classes, None, sample_weight))
        loss, values, start = c_double(), (c_double * len(self._metrics))(), time.perf_counter()
        _engine.call(
            "digits_model_evaluate_metrics", self._engine_handle(), data.handle.value, 0, byref(loss), values, len(values))  # fmt: skip
        logs = self._logs(loss.value, list(values))
        count = -(-len(labels) // (batch_size or 32))
        _progress.display(_progress.level(verbose), None).end_epoch(count, time.perf_counter() - start, logs)
        several("on_test_end", logs)
        if return_dict:
            return logs
        figures = [logs[name] for name in self.metrics_names]
        return figures if len(figures) > 1 else figures[0]

    def predict(
        self, x: Any, batch_size: Optional[int] = None, verbose: Any = "auto", steps: Optional[int] = None,
        callbacks: Callbacks = None,
    ) -> np.ndarray:  # fmt: skip
        """The outputs for some samples: float32 of shape (samples, classes). Shows nothing, whatever ``verbose`` is."""
        if self._shared:
            self._engine_handle()
        # The way for the usual array comes first: what it costs is what one image costs.
        if type(x) is not np.ndarray or x.dtype is not _float32 or not x.flags.c_contiguous or x.shape[1:] != self._input_shape:
            if _batches.is_source(x):
                x, _, _ = _batches.whole(x, steps)
            self._build_for(x)
            x = _arrays.floats(x, self._input_shape or ())
        handle = self._handle
        if handle is None:
            self._build_for(x)
            return self.predict(x)
        outputs = np.empty((x.shape[0], *self._output_shape), np.float32)
        status = _predict(
            handle.value, x.__array_interface__["data"][0], x.size, outputs.__array_interface__["data"][0], outputs.size, 0)  # fmt: skip
        if status:
            _engine.fail(status)
        return outputs

    def predict_on_batch(self, x: Any) -> np.ndarray:
        """The same as ``predict``."""
        return self.predict(x)

    def __call__(self, x: Any, training: bool = False) -> Any:
        """The same as ``predict``, with the method ``numpy`` of Keras's tensors; of a symbolic tensor, what the model makes of it."""
        from .functional import called, is_symbolic

        if training:
            raise InvalidArgumentError("only fit trains: training=True is not supported")
        if is_symbolic(x) or (isinstance(x, (list, tuple)) and any(map(is_symbolic, x))):
            return called(self._layers, x, self._sources)
        return _arrays.tensor(self.predict(x))

    def layer_outputs(self, x: Any) -> list[np.ndarray]:
        """What each layer makes of one sample: for a look inside, such as at feature maps. Not in Keras."""
        sample = np.asarray(x)
        self._build_for(sample[None])
        if sample.shape == self._input_shape or sample.ndim < len(self._input_shape or ()):
            sample = sample[None]
        values = _arrays.floats(sample, self._input_shape or ())
        shapes = [layer["output_shape"] for layer in self._description["layers"]]
        sizes = [int(np.prod(shape)) for shape in shapes]
        outputs = np.empty(sum(sizes), np.float32)
        _engine.call(
            "digits_model_layer_outputs", self._engine_handle(), _engine.address(values), values.size, _engine.address(outputs),
            outputs.size)  # fmt: skip
        parts = np.split(outputs, np.cumsum(sizes)[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, shapes)]

    # MARK: Files

    def save(
        self, filepath: Path, overwrite: bool = True, include_optimizer: bool = True, save_format: Optional[str] = None,
        zipped: Optional[bool] = None,
    ) -> None:  # fmt: skip
        """Writes a Keras file, ``.keras`` or ``.h5`` (``.hdf5``), with how the model was compiled and the optimizer's state."""
        path = os.fspath(filepath)
        if not path.lower().endswith((".keras", ".h5", ".hdf5")):
            raise InvalidArgumentError(f"save: a name that ends in .keras or .h5 expected, got {path}")
        kind = "keras" if path.lower().endswith(".keras") else "h5"
        if save_format not in (None, kind) or zipped is False:
            raise InvalidArgumentError(f"save: {path}: the name says the format, save_format={save_format!r} does not go with it")
        if not overwrite and os.path.exists(path):
            raise FileExistsError(f"{path} is there already")
        if self._optimizer is not None:
            self._apply_optimizer()
            self._tell_learning_rate()
        _engine.call("digits_model_save", self._engine_handle(), _engine.path_bytes(path), 1 if include_optimizer else 0)

    def _tell_learning_rate(self) -> None:
        """Has the engine know the learning rate of the next step."""
        rate = self.optimizer.rate(self._iterations)
        if rate is not None:
            _engine.call("digits_model_set_learning_rate", self._engine_handle(), rate)

    def save_weights(self, filepath: Path, overwrite: bool = True) -> None:
        """Writes the weights alone, as Keras 3's ``.weights.h5``."""
        path = os.fspath(filepath)
        if not path.endswith(".weights.h5"):
            raise InvalidArgumentError(f"save_weights: a name that ends in .weights.h5 expected, got {path}")
        if not overwrite and os.path.exists(path):
            raise FileExistsError(f"{path} is there already")
        with tempfile.TemporaryDirectory(dir=os.path.dirname(path) or ".") as folder:
            archive = os.path.join(folder, "model.keras")
            self.save(archive, include_optimizer=False)
            with zipfile.ZipFile(archive) as members:
                os.replace(members.extract("model.weights.h5", folder), path)

    def load_weights(self, filepath: Path, skip_mismatch: bool = False, by_name: bool = False) -> None:
        """Reads weights from a file of a model with the same layers."""
        if skip_mismatch or by_name:
            raise InvalidArgumentError(
                "load_weights: skip_mismatch and by_name are not supported; layer.set_weights sets those of one layer"
            )
        _engine.call("digits_model_load_weights", self._engine_handle(), _engine.path_bytes(filepath))
        self._weights_changed()

    @classmethod
    def _from_file(cls, path: bytes, flip_kernels: bool = False) -> Sequential:
        return cls._from_handle(Handle("model", lambda made: _engine.call("digits_model_load_file", path, int(flip_kernels), 0, made)))

    @classmethod
    def _from_handle(cls, handle: Handle) -> Sequential:
        model = cls()
        model._adopt(handle)
        model.name = model._description["name"]
        architecture = json.loads(model._description["architecture"])
        entries = architecture["config"]["layers"]
        for entry in entries:
            if entry["class_name"] != "InputLayer":
                layer = _other.layer(entry["class_name"], entry["config"])
                layer._is_made = True
                layer._model, layer._index = model, len(model._layers)
                model._layers.append(layer)
                model._sources.append([layer._index - 1])
        if architecture["class_name"] == "Functional":
            model._sources = sources_of(entries)
            model._order_as_engine()
        training = model._description["training"]
        if training:
            training = json.loads(training)
            model._optimizer = _other.optimizer(training["optimizer_config"])
            model._loss = _other.loss(training["loss"])
            model._metrics = metric_kinds.several(training["metrics"])
        return model

    def __reduce__(self) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "model.keras"
            self.save(path)
            return _unpickle, (path.read_bytes(), self._seed)

    # MARK: In notebooks

    def __repr__(self) -> str:
        return f"<Sequential name={self.name}, built={self.built}>"

    def _repr_html_(self) -> str:
        from ._display import model_html

        return model_html(self)

    def _repr_png_(self) -> Optional[bytes]:
        from ._display import model_png

        return model_png(self)


def load_model(
    filepath: Path, custom_objects: Any = None, compile: bool = True, safe_mode: bool = True, *, flip_kernels: bool = False,
) -> Sequential:  # fmt: skip
    """Reads a Keras file, ``.keras`` or ``.h5`` of Keras 1, 2 and 3, with its optimizer's state so that training can continue.

    What the file says and is not supported is left out with an ``UnsupportedWarning``. ``flip_kernels`` turns the kernels of convolutions, as
    models of Keras 1 need that ran on Theano.
    """
    model = Sequential._from_file(_engine.path_bytes(filepath), flip_kernels)
    for note in model._description.get("notes", []):
        warnings.warn(f"{filepath}: {note}", _other.UnsupportedWarning, stacklevel=2)
    if not compile:
        model._optimizer = model._loss = None
        model._metrics = []
    return model


def save_model(model: Sequential, filepath: Path, overwrite: bool = True, **settings: Any) -> None:
    """The same as ``model.save``."""
    model.save(filepath, overwrite, **settings)


def model_from_json(json_string: str, custom_objects: Any = None) -> Sequential:
    """A new model of the architecture that ``to_json`` gave, here or in Keras."""
    try:
        architecture = json.loads(json_string)
    except ValueError as error:
        raise InvalidArgumentError(f"model_from_json: JSON expected: {error}") from None
    return _from_architecture(architecture)


def clone_model(model: Sequential, input_tensors: Any = None, clone_function: Any = None) -> Sequential:
    """A new model of the same layers, with new weights."""
    _refuse("clone_model", input_tensors=input_tensors, clone_function=clone_function)
    return model_from_json(model.to_json())


def _from_architecture(architecture: dict[str, Any]) -> Sequential:
    text, seed = json.dumps(architecture).encode(), utils.next_seed()
    model = Sequential._from_handle(Handle("model", lambda made: _engine.call("digits_model_create", text, seed, made)))
    model._seed = seed
    return model


def _unpickle(contents: bytes, seed: int) -> Sequential:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.keras"
        path.write_bytes(contents)
        model = load_model(path)
    model._seed = seed
    return model


def _of_the_output(value: Any, what: str, lists: bool = False) -> Any:
    """What is said of the only output, where Keras takes a dictionary by the names of outputs, or of a loss a list."""
    if isinstance(value, dict) and "class_name" not in value:
        several = list(value.values())
    elif lists and isinstance(value, (list, tuple)):
        several = list(value)
    else:
        return value
    if len(several) != 1:
        raise InvalidArgumentError(f"compile: {what} of one output expected, got {len(several)}: models with several are not supported")
    return several[0]


def _refuse(owner: str, **arguments: Any) -> None:
    for name, value in arguments.items():
        if value is not None:
            raise InvalidArgumentError(f"{owner}: {name} is not supported")


def _whole(owner: str, name: str, value: Any, smallest: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < smallest:
        raise InvalidArgumentError(f"{owner}: {name}: a whole number of at least {smallest} expected, got {value!r}")
    return int(value)


def __getattr__(name: str) -> Any:
    from . import functional
    from ._names import missing

    if name in ("Model", "Functional"):
        return functional.Model
    return missing(__name__, ["Sequential", "Model", "load_model", "save_model", "model_from_json", "clone_model"])(name)
