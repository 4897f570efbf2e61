"""``Sequential`` and ``load_model``."""

from __future__ import annotations

import json
import os
import pathlib
import tempfile
import warnings
import zipfile
from collections.abc import Sequence
from typing import Any, Optional, Union

import numpy as np

from . import _arrays, _engine, _old, _other, utils
from . import layers as layer_kinds
from . import metrics as metric_kinds
from ._architecture import sources_of
from ._engine import Handle, InvalidArgumentError
from ._trained_model import TrainedModel

Path = Union[str, bytes, "os.PathLike[str]"]


class Sequential(_old.OldMethods, TrainedModel):
    """A chain of layers, like Keras's class of this name.

    With an ``Input`` as first item, or ``input_shape`` given to the first layer, the model is built at once; otherwise when it first sees data.
    It may be used from several threads: calls wait for each other, and what is called while it is trained sees the weights of the last
    whole epoch. After a ``fork`` the child has a copy.
    """

    def __init__(self, layers: Optional[Sequence[layer_kinds.Layer]] = None, name: Optional[str] = None):
        super().__init__(name or "sequential")
        for layer in layers or []:
            self._append(layer)
        self._build_if_possible()

    # MARK: What it is

    def count_params(self) -> int:
        """The number of all weights' values."""
        return sum(layer.count_params() for layer in self._layers)

    def summary(
        self, line_length: Any = None, positions: Any = None, print_fn: Any = None, expand_nested: bool = False,
        show_trainable: bool = False, layer_range: Any = None,
    ) -> None:  # fmt: skip
        """Prints the layers with their shapes and numbers of weights. Keras's layout options have no effect here."""
        (print_fn or print)(_engine.read_text("digits_model_summary", self._engine_handle()))

    def get_config(self) -> dict[str, Any]:
        """The architecture, as in Keras's files."""
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

    def __call__(self, x: Any, training: bool = False) -> Any:
        """The same as ``predict``, with the method ``numpy`` of Keras's tensors; for a symbolic tensor, the model applied to it."""
        from .functional import called, is_symbolic

        if training:
            raise InvalidArgumentError("only fit trains: training=True is not supported")
        if is_symbolic(x) or (isinstance(x, (list, tuple)) and any(map(is_symbolic, x))):
            return called(self._layers, x, self._sources)
        return _arrays.tensor(self.predict(x))

    # MARK: Files

    def save(
        self, filepath: Path, overwrite: bool = True, include_optimizer: bool = True, save_format: Optional[str] = None,
        zipped: Optional[bool] = None,
    ) -> None:  # fmt: skip
        """Writes a Keras file, ``.keras`` or ``.h5`` (``.hdf5``), with the training configuration and the optimizer's state."""
        path = os.fsdecode(filepath)
        if not path.lower().endswith((".keras", ".h5", ".hdf5")):
            raise InvalidArgumentError(f"save: a name that ends in .keras or .h5 expected, got {path}")
        kind = "keras" if path.lower().endswith(".keras") else "h5"
        if save_format not in (None, kind) or zipped is False:
            raise InvalidArgumentError(f"save: {path}: the name determines the format, save_format={save_format!r} contradicts it")
        if not overwrite and os.path.exists(path):
            raise FileExistsError(f"{path} already exists")
        if self._optimizer is not None:
            self._apply_optimizer()
            self._tell_learning_rate()
        _engine.call("digits_model_save", self._engine_handle(), _engine.path_bytes(path), 1 if include_optimizer else 0)

    def save_weights(self, filepath: Path, overwrite: bool = True) -> None:
        """Writes the weights alone, as Keras 3's ``.weights.h5``."""
        path = os.fsdecode(filepath)
        if not path.endswith(".weights.h5"):
            raise InvalidArgumentError(f"save_weights: a name that ends in .weights.h5 expected, got {path}")
        if not overwrite and os.path.exists(path):
            raise FileExistsError(f"{path} already exists")
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
    name, model = os.fsdecode(filepath), Sequential._from_file(_engine.path_bytes(filepath), flip_kernels)
    for note in model._description.get("notes", []):
        warnings.warn(f"{name}: {note}", _other.UnsupportedWarning, stacklevel=2)
    if not compile:
        model._optimizer = model._loss = None
        model._metrics = []
    return model


def save_model(model: Sequential, filepath: Path, overwrite: bool = True, **settings: Any) -> None:
    """The same as ``model.save``."""
    model.save(filepath, overwrite, **settings)


def model_from_json(json_string: str, custom_objects: Any = None) -> Sequential:
    """Makes a new model with the architecture returned by ``to_json``, here or in Keras."""
    try:
        architecture = json.loads(json_string)
    except ValueError as error:
        raise InvalidArgumentError(f"model_from_json: JSON expected: {error}") from None
    return _from_architecture(architecture)


def clone_model(model: Sequential, input_tensors: Any = None, clone_function: Any = None) -> Sequential:
    """Makes a new model with the same layers and new weights."""
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


def _refuse(owner: str, **arguments: Any) -> None:
    for name, value in arguments.items():
        if value is not None:
            raise InvalidArgumentError(f"{owner}: {name} is not supported")


def __getattr__(name: str) -> Any:
    from . import functional
    from ._names import missing

    if name in ("Model", "Functional"):
        return functional.Model
    return missing(__name__, ["Sequential", "Model", "load_model", "save_model", "model_from_json", "clone_model"])(name)
