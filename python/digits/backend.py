"""The part of Keras's old backend that scripts for image classifiers ask for. Images have their channels last here."""

from __future__ import annotations

from ._engine import InvalidArgumentError
from ._names import missing

_EPSILON = 1e-7


def backend() -> str:
    """What computes."""
    return "digits"


def image_data_format() -> str:
    """Where the channels of images are: ``channels_last``."""
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


def clear_session() -> None:
    """Does nothing: models are freed when nobody refers to them, and names are counted for each model."""


__getattr__ = missing(__name__, ["backend", "image_data_format", "set_image_data_format", "epsilon", "floatx", "clear_session"])
