"""Layers that are only settings here: the engine computes them, and reports what it does not support."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

import numpy as np

from . import activations, initializers
from ._config import integer, integers, number
from ._engine import InvalidArgumentError
from ._layer import Layer


class EngineLayer(Layer):
    """The base class of these layers: settings in Keras's order, with Keras's defaults."""

    # Those without a default, then the others.
    _required: tuple[str, ...] = ()
    _defaults: dict[str, Any] = {}

    def __init__(self, *arguments: Any, name: Optional[str] = None, **settings: Any):
        owner, names = type(self).__name__, [*self._required, *self._defaults]
        if len(arguments) > len(names):
            raise TypeError(f"{owner}: at most {len(names)} positional arguments expected, got {len(arguments)}")
        given = {**dict(zip(names, arguments)), **{key: settings.pop(key) for key in names if key in settings}}
        lacking = [key for key in self._required if key not in given]
        if lacking:
            raise TypeError(f"{owner}: {', '.join(lacking)} expected")
        super().__init__(name=name, **settings)
        for key, value in {**self._defaults, **given}.items():
            setattr(self, key, _converted(owner, key, value))

    def _settings(self) -> dict[str, Any]:
        found = {key: getattr(self, key) for key in (*self._required, *self._defaults)}
        if "activation" in found:
            found["activation"] = found["activation"] or "linear"
        if "kernel_initializer" in found:
            found["kernel_initializer"] = found["kernel_initializer"].serialize()
        return found


_COUNTS = ("filters", "groups", "height", "width")
_SIZES = ("kernel_size", "strides", "dilation_rate", "output_padding", "pool_size", "size", "cropping", "axis")
_NUMBERS = ("epsilon", "l1", "l2")
_FLAGS = ("use_bias", "center", "scale", "keepdims", "invert", "crop_to_aspect_ratio")


def _converted(owner: str, key: str, value: Any) -> Any:
    """A setting as JSON takes it, without NumPy's types."""
    if key in _COUNTS:
        return integer(owner, key, value)
    if key in _SIZES:
        return integers(owner, key, value)
    if key in _NUMBERS:
        return number(owner, key, value)
    if key in _FLAGS:
        return bool(value)
    if key == "activation":
        return activations.serialize(value)
    if key == "kernel_initializer":
        return initializers.get(value)
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


_WEIGHTED = {"activation": None, "use_bias": True, "kernel_initializer": "glorot_uniform"}
_CENTERED = {"epsilon": 1e-3, "center": True, "scale": True}


class Conv1D(EngineLayer):
    """A convolution over sequences of shape (steps, channels)."""

    _required = ("filters", "kernel_size")
    _defaults = {"strides": 1, "padding": "valid", "data_format": None, "dilation_rate": 1, "groups": 1, **_WEIGHTED}


class Conv2DTranspose(EngineLayer):
    """A transposed convolution, which enlarges images."""

    _required = ("filters", "kernel_size")
    _defaults = {"strides": (1, 1), "padding": "valid", "output_padding": None, "data_format": None, "dilation_rate": (1, 1), **_WEIGHTED}


class MaxPooling1D(EngineLayer):
    """The largest value of each window and channel of a sequence."""

    _defaults = {"pool_size": 2, "strides": None, "padding": "valid"}


class AveragePooling1D(EngineLayer):
    """The mean of each window and channel of a sequence."""

    _required = ("pool_size",)
    _defaults = {"strides": None, "padding": "valid"}


class GlobalMaxPooling1D(EngineLayer):
    """The largest value of each channel of a sequence."""

    _defaults = {"data_format": None, "keepdims": False}


class GlobalAveragePooling1D(EngineLayer):
    """The mean of each channel of a sequence."""

    _defaults = {"data_format": None, "keepdims": False}


class LayerNormalization(EngineLayer):
    """Normalizes each sample by its own mean and variance."""

    _defaults = {"axis": -1, **_CENTERED}


class GroupNormalization(EngineLayer):
    """Normalizes groups of channels of each sample by their own mean and variance."""

    _defaults = {"groups": 32, "axis": -1, **_CENTERED}


class Cropping2D(EngineLayer):
    """Crops rows and columns from images."""

    _defaults = {"cropping": ((0, 0), (0, 0)), "data_format": None}


class CenterCrop(EngineLayer):
    """Crops images to their center."""

    _required = ("height", "width")


class Resizing(EngineLayer):
    """Resizes images."""

    _required = ("height", "width")
    _defaults = {"interpolation": "bilinear", "crop_to_aspect_ratio": False}


class UpSampling2D(EngineLayer):
    """Repeats each row and column of images."""

    _defaults = {"size": (2, 2), "data_format": None, "interpolation": "nearest"}


class ActivityRegularization(EngineLayer):
    """Passes its input on, with a penalty on its size in the loss."""

    _defaults = {"l1": 0.0, "l2": 0.0}


class Normalization(EngineLayer):
    """(input - mean) / root of the variance, of data that are known: ``adapt`` finds both."""

    _defaults = {"axis": -1, "mean": None, "variance": None, "invert": False}

    def adapt(self, data: Union[np.ndarray, Sequence[Any]]) -> None:
        """Computes mean and variance of some samples, before the layer is part of a built model."""
        if self._model is not None and self._model.built:
            raise InvalidArgumentError(f"layer {self.name}: adapt must come before the layer is part of a built model")
        values = np.asarray(data, np.float64)
        axis = getattr(self, "axis", -1)
        if axis not in (-1, values.ndim - 1, None):
            raise InvalidArgumentError(f"Normalization: adapt takes the last axis or none, not {axis!r}")
        axes = None if axis is None else tuple(range(values.ndim - 1))
        vars(self).update(mean=values.mean(axis=axes).tolist(), variance=values.var(axis=axes).tolist())


KINDS: dict[str, type[Layer]] = {
    cls.__name__: cls
    for cls in (
        Conv1D, Conv2DTranspose, MaxPooling1D, AveragePooling1D, GlobalMaxPooling1D, GlobalAveragePooling1D, LayerNormalization,
        GroupNormalization, Normalization, Cropping2D, CenterCrop, Resizing, UpSampling2D, ActivityRegularization,
    )
}  # fmt: skip
