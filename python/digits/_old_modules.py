"""Modules of older versions of Keras, so that ``from digits.layers.core import Dense`` works: each has the names of the module of today."""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any

from ._names import refuse

# Names that are not in today's module, and their replacements.
_INSTEAD = {
    "ImageDataGenerator": "layers.RandomRotation, RandomTranslation and RandomZoom at the beginning of a model change its samples while it learns",
    "KerasClassifier": "digits.DigitRecognizer is a classifier for scikit-learn",
    "KerasRegressor": "digits.DigitRecognizer is a classifier for scikit-learn",
    "merge": "layers.add, layers.concatenate and their kin join branches", "plot_model": "model.summary() shows the layers",
    "plot": "model.summary() shows the layers", "model_to_dot": "model.summary() shows the layers",
    "multi_gpu_model": "all processors are used as it is", "load_img": "digits.recognize and PIL.Image.open read pictures",
    "img_to_array": "numpy.asarray(image) gives an array", "set_session": "there are no sessions", "get_session": "there are no sessions",
}  # fmt: skip
_LAYERS = (
    "core convolutional convolutional_recurrent pooling normalization advanced_activations merge merging noise embeddings recurrent local "
)
_LAYERS += "wrappers activation reshaping regularization"
_PLACES = {
    **{f"layers.{name}": "layers" for name in _LAYERS.split()},
    **{f"utils.{name}": "utils" for name in ("np_utils", "generic_utils", "vis_utils", "data_utils", "io_utils", "training_utils")},
    "engine": "layers", "engine.topology": "layers", "engine.training": "models", "engine.input_layer": "layers", "objectives": "losses",
    "initializations": "initializers", "preprocessing": "utils", "preprocessing.image": "utils", "wrappers": "recognizer",
    "wrappers.scikit_learn": "recognizer", "legacy": "layers", "legacy.layers": "layers", "backend.tensorflow_backend": "backend",
    "optimizers.schedules": "schedules",
}  # fmt: skip


class _OldModule(types.ModuleType):
    """An alias of another module."""

    def __init__(self, name: str, target: types.ModuleType):
        super().__init__(name, f"The names of ``{target.__name__}``.")
        self.__dict__["_target"] = target
        # For ``import a.b.c``, which takes a.b for a package.
        self.__path__: list[str] = []

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            f"{self.__name__} was removed from Keras; {_INSTEAD.get(self.__name__.rpartition('.')[2], 'its names are functions')}"
        )

    def __getattr__(self, name: str) -> Any:
        place = f"{self.__name__}.{name}"
        if place in sys.modules:
            return sys.modules[place]
        if name in _INSTEAD:
            raise refuse(f"{place} is not supported; {_INSTEAD[name]}")
        return getattr(self._target, name)


def register() -> None:
    """Makes ``import`` find the modules."""
    package = __name__.rpartition(".")[0]
    for place, today in _PLACES.items():
        target = importlib.import_module(f"{package}.{today}")
        name = f"{package}.{place}"
        sys.modules[name] = target if place == "optimizers.schedules" else _OldModule(name, target)


def find(module: str, name: str) -> Any:
    """The module of an older Keras that is requested as a name of another; None if there is none."""
    return sys.modules.get(f"{module}.{name}") if f"{module}.{name}".partition(".")[2] in _PLACES else None
