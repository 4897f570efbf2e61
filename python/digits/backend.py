"""The part of Keras's old backend that scripts for image classifiers use. Images have their channels last here."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._engine import InvalidArgumentError
from ._names import missing
from ._old import replaced

_EPSILON = 1e-7


def backend() -> str:
    """The name of the backend."""
    return "digits"


def image_data_format() -> str:
    """The position of the channels of images: ``channels_last``."""
    return "channels_last"


def set_image_data_format(data_format: str) -> None:
    """Only ``channels_last`` is supported."""
    if data_format != "channels_last":
        raise InvalidArgumentError(f"image_data_format: 'channels_last' expected, got {data_format!r}")


def epsilon() -> float:
    """The small number that keeps divisions and logarithms finite."""
    return _EPSILON


def floatx() -> str:
    """The type of numbers: ``float32``."""
    return "float32"


def set_floatx(floatx: str) -> None:
    """Only ``float32`` is supported."""
    if floatx != "float32":
        raise InvalidArgumentError(f"floatx: 'float32' expected, got {floatx!r}")


def image_dim_ordering() -> str:
    """The position of the channels of images, in Keras 1's terms: ``tf``."""
    replaced("backend.image_dim_ordering", "backend.image_data_format")
    return "tf"


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Only ``tf`` is supported."""
    replaced("backend.set_image_dim_ordering", "backend.set_image_data_format")
    set_image_data_format({"tf": "channels_last", "th": "channels_first"}.get(dim_ordering, dim_ordering))


def get_value(x: Any) -> Any:
    """The value of an optimizer's learning rate, or of an array."""
    return float(x) if isinstance(x, float) else np.asarray(x)


def set_value(x: Any, value: Any) -> None:
    """Changes an optimizer's learning rate."""
    if not callable(getattr(x, "assign", None)):
        raise InvalidArgumentError(
            "set_value: an optimizer's learning rate expected; set_weights changes the weights of a layer or a model"
        )
    x.assign(value)


def clear_session() -> None:
    """Does nothing: models are freed when nobody refers to them, and names are counted for each model."""


__getattr__ = missing(
    __name__,
    [
        "backend",
        "image_data_format",
        "set_image_data_format",
        "epsilon",
        "floatx",
        "set_floatx",
        "clear_session",
        "get_value",
        "set_value",
    ],
)
