"""Layers that pool, pad and arrange values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Optional, Union

from ._config import integer, padding_name, pair
from ._engine import InvalidArgumentError
from ._layer import Layer

Pair = Union[int, Sequence[int]]


class _Pooling(Layer):
    """The base class of pools over windows."""

    def __init__(
        self, pool_size: Pair = (2, 2), strides: Optional[Pair] = None, padding: str = "valid", *, name: Optional[str] = None,
        **others: Any,
    ):  # fmt: skip
        super().__init__(name=name, **others)
        self.pool_size = pair(self.class_name, "pool_size", pool_size)
        self.strides = self.pool_size if strides is None else pair(self.class_name, "strides", strides)
        self.padding = padding_name(self.class_name, padding)

    def _settings(self) -> dict[str, Any]:
        return {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding}


class MaxPooling2D(_Pooling):
    """The largest value of each window and channel."""


class AveragePooling2D(_Pooling):
    """The mean of each window and channel."""


class _GlobalPooling(Layer):
    """The base class of pools over whole images."""

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
    """The same values with another shape; one size may be -1."""

    def __init__(self, target_shape: Sequence[int], *, name: Optional[str] = None, **others: Any):
        super().__init__(name=name, **others)
        self.target_shape = [integer("Reshape", "target_shape", size) for size in target_shape]

    def _settings(self) -> dict[str, Any]:
        return {"target_shape": self.target_shape}


class Permute(Layer):
    """Permutes the axes, counted from 1."""

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
        sides = list(padding) if isinstance(padding, Iterable) else [padding, padding]
        if len(sides) != 2:
            raise InvalidArgumentError(f"ZeroPadding2D: padding: one or two whole numbers or pairs expected, got {padding!r}")
        self.padding = [pair("ZeroPadding2D", "padding", side) for side in sides]

    def _settings(self) -> dict[str, Any]:
        return {"padding": self.padding}
