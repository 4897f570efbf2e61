"""Layers, with Keras's names, arguments and defaults.

A layer only says what it is; the engine computes it once it is part of a ``Sequential``. Settings of Keras that the engine does not have
are refused unless they have their default. What is set later counts, or is refused.
"""

from __future__ import annotations

from typing import Any, Optional

from ._config import number
from ._layer import Input, InputLayer, Layer, default_name
from ._layers_of_activation import ELU, Activation, LeakyReLU, PReLU, ReLU, Softmax
from ._layers_of_shape import (
    AveragePooling2D,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Permute,
    Reshape,
    ZeroPadding2D,
)  # fmt: skip
from ._layers_of_the_engine import KINDS as _OF_THE_ENGINE
from ._layers_of_the_engine import (
    ActivityRegularization,
    AveragePooling1D,
    CenterCrop,
    Conv1D,
    Conv2DTranspose,
    Cropping2D,
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    GroupNormalization,
    LayerNormalization,
    MaxPooling1D,
    Normalization,
    Resizing,
    UpSampling2D,
)
from ._layers_that_merge import (
    Add,
    Average,
    Concatenate,
    Maximum,
    Merge,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    maximum,
    minimum,
    multiply,
    subtract,
)
from ._layers_with_kernels import Conv2D, Dense, DepthwiseConv2D, SeparableConv2D
from ._names import missing
from ._old import convolution


class Dropout(Layer):
    """Sets a fraction of the values to 0 in training."""

    def __init__(self, rate: float, *, seed: Optional[int] = None, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.rate = number("Dropout", "rate", rate)

    def _settings(self) -> dict[str, Any]:
        return {"rate": self.rate}


class BatchNormalization(Layer):
    """Normalizes each channel by the batch's mean and variance while training, by their moving averages otherwise."""

    def __init__(
        self, *, momentum: float = 0.99, epsilon: float = 1e-3, center: bool = True, scale: bool = True,
        name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(name=name, **others)
        self.momentum = number("BatchNormalization", "momentum", momentum)
        self.epsilon = number("BatchNormalization", "epsilon", epsilon)
        self.center, self.scale = bool(center), bool(scale)

    def _settings(self) -> dict[str, Any]:
        return {"momentum": self.momentum, "epsilon": self.epsilon, "center": self.center, "scale": self.scale}


class Rescaling(Layer):
    """input * scale + offset."""

    def __init__(self, scale: float, offset: float = 0.0, *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.scale, self.offset = number("Rescaling", "scale", scale), number("Rescaling", "offset", offset)

    def _settings(self) -> dict[str, Any]:
        return {"scale": self.scale, "offset": self.offset}


class OtherLayer(Layer):
    """A layer of a file that has no class here: one that does nothing when a model is used, such as a random rotation."""

    def __init__(self, class_name: str, config: dict[str, Any]):
        super().__init__(name=config.get("name"))
        self._class_name, self._config = class_name, config

    @property
    def class_name(self) -> str:
        return self._class_name

    def get_config(self) -> dict[str, Any]:
        return dict(self._config)


MaxPool2D, AvgPool2D = MaxPooling2D, AveragePooling2D
GlobalMaxPool2D, GlobalAvgPool2D = GlobalMaxPooling2D, GlobalAveragePooling2D
Convolution2D = convolution(Conv2D, "Convolution2D")
SeparableConvolution2D = convolution(SeparableConv2D, "SeparableConvolution2D")
Convolution1D, Convolution2DTranspose, Deconvolution2D = Conv1D, Conv2DTranspose, Conv2DTranspose
MaxPool1D, AvgPool1D, GlobalMaxPool1D, GlobalAvgPool1D = MaxPooling1D, AveragePooling1D, GlobalMaxPooling1D, GlobalAveragePooling1D

__all__ = [
    "Activation", "ActivityRegularization", "Add", "Average", "AveragePooling1D", "AveragePooling2D", "AvgPool1D", "AvgPool2D",
    "BatchNormalization", "CenterCrop", "Concatenate", "Conv1D", "Conv2D", "Conv2DTranspose", "Convolution1D", "Convolution2D",
    "Convolution2DTranspose", "Cropping2D", "Deconvolution2D", "Dense", "DepthwiseConv2D", "Dropout", "ELU", "Flatten",
    "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalMaxPool1D",
    "GlobalMaxPool2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GroupNormalization", "Input", "InputLayer", "Layer",
    "LayerNormalization", "LeakyReLU", "MaxPool1D", "MaxPool2D", "MaxPooling1D", "MaxPooling2D", "Maximum", "Merge", "Minimum",
    "Multiply", "Normalization", "OtherLayer", "PReLU", "Permute", "ReLU", "Rescaling", "Reshape", "Resizing",
    "SeparableConv2D", "SeparableConvolution2D", "Softmax", "Subtract", "UpSampling2D", "ZeroPadding2D", "add", "average",
    "concatenate", "default_name", "deserialize", "maximum", "minimum", "multiply", "subtract",
]  # fmt: skip
_CLASSES: dict[str, type[Layer]] = {
    cls.__name__: cls
    for cls in (
        Dense, Conv2D, DepthwiseConv2D, SeparableConv2D, MaxPooling2D, AveragePooling2D, GlobalMaxPooling2D,
        GlobalAveragePooling2D, Flatten, Reshape, Permute, ZeroPadding2D, Dropout, BatchNormalization, Rescaling, Activation, ReLU,
        LeakyReLU, PReLU, ELU, Softmax, Add, Subtract, Multiply, Average, Maximum, Minimum, Concatenate,
    )
}  # fmt: skip
_CLASSES.update(_OF_THE_ENGINE)


def deserialize(class_name: str, config: dict[str, Any]) -> Layer:
    """The layer of a file."""
    from . import augmentation

    kind = _CLASSES.get(class_name) or augmentation.KINDS.get(class_name)
    return OtherLayer(class_name, config) if kind is None else kind.from_config(config)


def __getattr__(name: str) -> Any:
    from . import augmentation

    if name in augmentation.KINDS:
        return augmentation.KINDS[name]
    return missing(
        __name__, [*_CLASSES, *augmentation.KINDS, "Input", "InputLayer", "MaxPool2D", "AvgPool2D", "Layer", "add", "concatenate"]
    )(name)
