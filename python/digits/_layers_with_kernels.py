"""Layers with kernels: dense ones and convolutions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

from . import activations, initializers
from ._config import integer, padding_name, pair
from ._layer import Layer

Pair = Union[int, Sequence[int]]
InitializerLike = Union[str, initializers.Initializer]


class _Weighted(Layer):
    """The base class of layers with kernels."""

    def __init__(self, activation: activations.Like, use_bias: bool, name: Optional[str], others: dict[str, Any]):
        super().__init__(name=name, **others)
        self.activation = activations.serialize(activation)
        self.use_bias = bool(use_bias)

    def _settings(self) -> dict[str, Any]:
        return {"activation": self.activation or "linear", "use_bias": self.use_bias}


class Dense(_Weighted):
    """A fully connected layer: activation(input · kernel + bias)."""

    def __init__(
        self, units: int, activation: activations.Like = None, use_bias: bool = True,
        kernel_initializer: InitializerLike = "glorot_uniform", *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(activation, use_bias, name, others)
        self.units = integer("Dense", "units", units)
        self.kernel_initializer = initializers.get(kernel_initializer)

    def _settings(self) -> dict[str, Any]:
        return {"units": self.units, **super()._settings(), "kernel_initializer": self.kernel_initializer.serialize()}


class _Convolution(_Weighted):
    """The base class of convolutions."""

    def __init__(
        self, kernel_size: Pair, strides: Pair, padding: str, activation: activations.Like, use_bias: bool, name: Optional[str],
        others: dict[str, Any],
    ):  # fmt: skip
        super().__init__(activation, use_bias, name, others)
        self.kernel_size = pair(self.class_name, "kernel_size", kernel_size)
        self.strides = pair(self.class_name, "strides", strides)
        self.padding = padding_name(self.class_name, padding)

    def _settings(self) -> dict[str, Any]:
        return {"kernel_size": self.kernel_size, "strides": self.strides, "padding": self.padding, **super()._settings()}


class Conv2D(_Convolution):
    """A convolution over images of shape (height, width, channels)."""

    def __init__(
        self, filters: int, kernel_size: Pair, strides: Pair = (1, 1), padding: str = "valid", activation: activations.Like = None,
        use_bias: bool = True, kernel_initializer: InitializerLike = "glorot_uniform", *, dilation_rate: Pair = (1, 1), groups: int = 1,
        name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(kernel_size, strides, padding, activation, use_bias, name, others)
        self.filters, self.groups = integer("Conv2D", "filters", filters), integer("Conv2D", "groups", groups)
        self.dilation_rate = pair("Conv2D", "dilation_rate", dilation_rate)
        self.kernel_initializer = initializers.get(kernel_initializer)

    def _settings(self) -> dict[str, Any]:
        own = {"filters": self.filters, "dilation_rate": self.dilation_rate, "groups": self.groups}
        return {**own, **super()._settings(), "kernel_initializer": self.kernel_initializer.serialize()}


class DepthwiseConv2D(_Convolution):
    """A convolution of each channel by itself."""

    def __init__(
        self, kernel_size: Pair, strides: Pair = (1, 1), padding: str = "valid", depth_multiplier: int = 1,
        activation: activations.Like = None, use_bias: bool = True, *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(kernel_size, strides, padding, activation, use_bias, name, others)
        self.depth_multiplier = integer("DepthwiseConv2D", "depth_multiplier", depth_multiplier)

    def _settings(self) -> dict[str, Any]:
        return {"depth_multiplier": self.depth_multiplier, **super()._settings()}


class SeparableConv2D(_Convolution):
    """A convolution of each channel by itself, then one of 1x1 that mixes the channels."""

    def __init__(
        self, filters: int, kernel_size: Pair, strides: Pair = (1, 1), padding: str = "valid", depth_multiplier: int = 1,
        activation: activations.Like = None, use_bias: bool = True, *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(kernel_size, strides, padding, activation, use_bias, name, others)
        self.filters = integer("SeparableConv2D", "filters", filters)
        self.depth_multiplier = integer("SeparableConv2D", "depth_multiplier", depth_multiplier)

    def _settings(self) -> dict[str, Any]:
        return {"filters": self.filters, "depth_multiplier": self.depth_multiplier, **super()._settings()}
