"""Layers, with Keras's names, arguments and defaults.

A layer only says what it is; the engine computes it once it is part of a ``Sequential``. Settings of Keras that the engine does not have
are refused unless they have their default. What is set later counts, or is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional, Union

import numpy as np

from . import _extras, activations, initializers
from ._config import integer, number, pair, snake_case
from ._engine import InvalidArgumentError
from ._names import missing

if TYPE_CHECKING:
    from .functional import KerasTensor
    from .models import Sequential

Pair = Union[int, Sequence[int]]
ActivationLike = Union[str, activations.Function, None]
InitializerLike = Union[str, initializers.Initializer]


class _Kind(type):
    """Tells a layer that its ``__init__`` is done: from then on, what is set must count."""

    def __call__(cls, *arguments: Any, **settings: Any) -> Any:
        layer = super().__call__(*arguments, **settings)
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
        # What is not neutral goes to the engine, which keeps it or is found not to.
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
        """The settings, as Keras's files have them."""
        return {"name": self.name, "trainable": self.trainable, "dtype": "float32", **self._settings(), **self._extra}

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") or not self._is_made:
            object.__setattr__(self, name, value)
        else:
            _extras.change(self, name, value)

    def __call__(self, inputs: Any) -> KerasTensor:
        """The functional form: what this layer makes of a symbolic tensor."""
        from .functional import called

        return called([self], inputs)

    @property
    def output(self) -> KerasTensor:
        """The layer's output as a symbolic tensor, for a model that ends there."""
        from .functional import output_of

        return output_of(self)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Layer:
        """The layer of the settings of a file."""
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
        self._built()._set_layer_weights(self._index, weights)

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


class _Weighted(Layer):
    """What layers with kernels share."""

    def __init__(self, activation: ActivationLike, use_bias: bool, name: Optional[str], others: dict[str, Any]):
        super().__init__(name=name, **others)
        self.activation = activations.serialize(activation)
        self.use_bias = bool(use_bias)

    def _settings(self) -> dict[str, Any]:
        return {"activation": self.activation or "linear", "use_bias": self.use_bias}


class Dense(_Weighted):
    """A fully connected layer: activation(input · kernel + bias)."""

    def __init__(
        self, units: int, activation: ActivationLike = None, use_bias: bool = True,
        kernel_initializer: InitializerLike = "glorot_uniform", *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(activation, use_bias, name, others)
        self.units = integer("Dense", "units", units)
        self.kernel_initializer = initializers.get(kernel_initializer)

    def _settings(self) -> dict[str, Any]:
        return {"units": self.units, **super()._settings(), "kernel_initializer": self.kernel_initializer.serialize()}


class _Convolution(_Weighted):
    """What convolutions share."""

    def __init__(
        self, kernel_size: Pair, strides: Pair, padding: str, activation: ActivationLike, use_bias: bool, name: Optional[str],
        others: dict[str, Any],
    ):  # fmt: skip
        super().__init__(activation, use_bias, name, others)
        self.kernel_size = pair(self.class_name, "kernel_size", kernel_size)
        self.strides = pair(self.class_name, "strides", strides)
        self.padding = _padding(self.class_name, padding)

    def _settings(self) -> dict[str, Any]:
        return {"kernel_size": self.kernel_size, "strides": self.strides, "padding": self.padding, **super()._settings()}


class Conv2D(_Convolution):
    """A convolution over images of shape (height, width, channels)."""

    def __init__(
        self, filters: int, kernel_size: Pair, strides: Pair = (1, 1), padding: str = "valid", activation: ActivationLike = None,
        use_bias: bool = True, kernel_initializer: InitializerLike = "glorot_uniform", *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(kernel_size, strides, padding, activation, use_bias, name, others)
        self.filters = integer("Conv2D", "filters", filters)
        self.kernel_initializer = initializers.get(kernel_initializer)

    def _settings(self) -> dict[str, Any]:
        return {"filters": self.filters, **super()._settings(), "kernel_initializer": self.kernel_initializer.serialize()}


class DepthwiseConv2D(_Convolution):
    """A convolution of each channel by itself."""

    def __init__(
        self, kernel_size: Pair, strides: Pair = (1, 1), padding: str = "valid", depth_multiplier: int = 1,
        activation: ActivationLike = None, use_bias: bool = True, *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(kernel_size, strides, padding, activation, use_bias, name, others)
        self.depth_multiplier = integer("DepthwiseConv2D", "depth_multiplier", depth_multiplier)

    def _settings(self) -> dict[str, Any]:
        return {"depth_multiplier": self.depth_multiplier, **super()._settings()}


class SeparableConv2D(_Convolution):
    """A convolution of each channel by itself, then one of 1x1 that mixes the channels."""

    def __init__(
        self, filters: int, kernel_size: Pair, strides: Pair = (1, 1), padding: str = "valid", depth_multiplier: int = 1,
        activation: ActivationLike = None, use_bias: bool = True, *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(kernel_size, strides, padding, activation, use_bias, name, others)
        self.filters = integer("SeparableConv2D", "filters", filters)
        self.depth_multiplier = integer("SeparableConv2D", "depth_multiplier", depth_multiplier)

    def _settings(self) -> dict[str, Any]:
        return {"filters": self.filters, "depth_multiplier": self.depth_multiplier, **super()._settings()}


class _Pooling(Layer):
    """What pools over windows share."""

    def __init__(
        self, pool_size: Pair = (2, 2), strides: Optional[Pair] = None, padding: str = "valid", *, name: Optional[str] = None,
        **others: Any,
    ):  # fmt: skip
        super().__init__(name=name, **others)
        self.pool_size = pair(self.class_name, "pool_size", pool_size)
        self.strides = self.pool_size if strides is None else pair(self.class_name, "strides", strides)
        self.padding = _padding(self.class_name, padding)

    def _settings(self) -> dict[str, Any]:
        return {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding}


class MaxPooling2D(_Pooling):
    """The largest value of each window and channel."""


class AveragePooling2D(_Pooling):
    """The mean of each window and channel."""


class _GlobalPooling(Layer):
    """What pools over whole images share."""

    def __init__(self, *, keepdims: bool = False, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.keepdims = bool(keepdims)

    def _settings(self) -> dict[str, Any]:
        return {"keepdims": self.keepdims}


class GlobalMaxPooling2D(_GlobalPooling):
    """The largest value of each channel."""


class GlobalAveragePooling2D(_GlobalPooling):
    """The mean of each channel."""


class Flatten(Layer):
    """All values of a sample in one axis."""


class Reshape(Layer):
    """The same values under another shape; one size may be -1."""

    def __init__(self, target_shape: Sequence[int], *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.target_shape = [integer("Reshape", "target_shape", size) for size in target_shape]

    def _settings(self) -> dict[str, Any]:
        return {"target_shape": self.target_shape}


class Permute(Layer):
    """The axes in another order, counted from 1."""

    def __init__(self, dims: Sequence[int], *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.dims = [integer("Permute", "dims", axis) for axis in dims]

    def _settings(self) -> dict[str, Any]:
        return {"dims": self.dims}


class ZeroPadding2D(Layer):
    """Rows and columns of zeros around an image."""

    def __init__(
        self, padding: Union[int, Sequence[Any]] = (1, 1), *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(name=name, **others)
        rows, columns = (padding, padding) if isinstance(padding, int) else tuple(padding)
        self.padding = [pair("ZeroPadding2D", "padding", rows), pair("ZeroPadding2D", "padding", columns)]

    def _settings(self) -> dict[str, Any]:
        return {"padding": self.padding}


class Dropout(Layer):
    """Sets a part of the values to 0 while training."""

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


class Activation(Layer):
    """An activation function as a layer."""

    def __init__(self, activation: ActivationLike, *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.activation = activations.serialize(activation)

    def _settings(self) -> dict[str, Any]:
        return {"activation": self.activation}


class ReLU(Layer):
    """max(x, 0), with Keras's options."""

    def __init__(
        self, max_value: Optional[float] = None, negative_slope: float = 0.0, threshold: float = 0.0, *,
        name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(name=name, **others)
        self.max_value = None if max_value is None else number("ReLU", "max_value", max_value)
        self.negative_slope, self.threshold = number("ReLU", "negative_slope", negative_slope), number("ReLU", "threshold", threshold)

    def _settings(self) -> dict[str, Any]:
        return {"max_value": self.max_value, "negative_slope": self.negative_slope, "threshold": self.threshold}


class LeakyReLU(Layer):
    """x above 0, negative_slope * x below."""

    def __init__(self, negative_slope: float = 0.3, *, name: Optional[str] = None, **others: Any):
        negative_slope = others.pop("alpha", negative_slope)
        super().__init__(name=name, **others)
        self.negative_slope = number("LeakyReLU", "negative_slope", negative_slope)

    def _settings(self) -> dict[str, Any]:
        return {"negative_slope": self.negative_slope}


class PReLU(Layer):
    """x above 0, alpha * x below, with alpha learned."""

    def __init__(self, *, shared_axes: Optional[Sequence[int]] = None, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.shared_axes = None if shared_axes is None else [integer("PReLU", "shared_axes", axis) for axis in shared_axes]

    def _settings(self) -> dict[str, Any]:
        return {"shared_axes": self.shared_axes}


class ELU(Layer):
    """x above 0, alpha * (exp(x) - 1) below."""

    def __init__(self, alpha: float = 1.0, *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.alpha = number("ELU", "alpha", alpha)

    def _settings(self) -> dict[str, Any]:
        return {"alpha": self.alpha}


class Softmax(Layer):
    """exp(x) / sum(exp(x)) over the last axis."""


class Merge(Layer):
    """What joins branches: it is called with a list of outputs of layers."""


class Add(Merge):
    """The sum of the inputs."""


class Subtract(Merge):
    """The first of two inputs minus the second."""


class Multiply(Merge):
    """The product of the inputs."""


class Average(Merge):
    """The mean of the inputs."""


class Maximum(Merge):
    """The largest of the inputs at each place."""


class Minimum(Merge):
    """The smallest of the inputs at each place."""


class Concatenate(Merge):
    """The inputs one after the other along an axis."""

    def __init__(self, axis: int = -1, *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.axis = integer("Concatenate", "axis", axis)

    def _settings(self) -> dict[str, Any]:
        return {"axis": self.axis}


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
Convolution2D, SeparableConvolution2D = Conv2D, SeparableConv2D

_CLASSES: dict[str, type[Layer]] = {
    cls.__name__: cls
    for cls in (
        Dense, Conv2D, DepthwiseConv2D, SeparableConv2D, MaxPooling2D, AveragePooling2D, GlobalMaxPooling2D,
        GlobalAveragePooling2D, Flatten, Reshape, Permute, ZeroPadding2D, Dropout, BatchNormalization, Rescaling, Activation, ReLU,
        LeakyReLU, PReLU, ELU, Softmax, Add, Subtract, Multiply, Average, Maximum, Minimum, Concatenate,
    )
}  # fmt: skip


def add(inputs: Sequence[Any], **settings: Any) -> KerasTensor:
    """The sum of several outputs of layers."""
    return Add(**settings)(inputs)


def concatenate(inputs: Sequence[Any], axis: int = -1, **settings: Any) -> KerasTensor:
    """Several outputs of layers, one after the other."""
    return Concatenate(axis, **settings)(inputs)


def deserialize(class_name: str, config: dict[str, Any]) -> Layer:
    """The layer of a file."""
    from . import augmentation

    kind = _CLASSES.get(class_name) or augmentation.KINDS.get(class_name)
    return OtherLayer(class_name, config) if kind is None else kind.from_config(config)


def default_name(layer: Layer, used: set[str]) -> str:
    """The name that Keras gives a layer of a model: conv2d, conv2d_1 and so on."""
    base = snake_case(layer.class_name)
    number = 0
    while (name := base if number == 0 else f"{base}_{number}") in used:
        number += 1
    return name


def _padding(owner: str, padding: Any) -> str:
    if isinstance(padding, str) and padding.lower() in ("valid", "same"):
        return padding.lower()
    raise InvalidArgumentError(f"{owner}: padding: 'valid' or 'same' expected, got {padding!r}")


def __getattr__(name: str) -> Any:
    from . import augmentation

    if name in augmentation.KINDS:
        return augmentation.KINDS[name]
    return missing(__name__, [*_CLASSES, *augmentation.KINDS, "Input", "InputLayer", "MaxPool2D", "AvgPool2D", "Layer"])(name)
