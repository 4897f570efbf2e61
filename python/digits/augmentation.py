"""Layers that change samples while a model is trained, and do nothing otherwise: ``RandomRotation`` and the like.

They work on the batches that ``fit`` gives to the engine, and so must stand before all other layers but ``Rescaling``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

import numpy as np

from ._config import number
from ._engine import InvalidArgumentError
from .layers import Layer, Rescaling

Factor = Union[float, Sequence[float]]


class Augmentation(Layer):
    """The base class of these layers. Images are (samples, height, width, channels)."""

    # Whether it moves pixels and leaves their values, so that it may come after a rescaling.
    moves = False

    def __init__(self, *, seed: Optional[int] = None, name: Optional[str] = None, **others: Any):
        others.pop("data_format", None)
        super().__init__(name=name, **others)
        self.seed = seed

    def augment(self, images: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """Other images of the same shape."""
        raise NotImplementedError


def _range(owner: str, name: str, factor: Factor) -> list[float]:
    """From -factor to factor, or from one number to another."""
    if isinstance(factor, (tuple, list)):
        if len(factor) != 2:
            raise InvalidArgumentError(f"{owner}: {name}: one or two numbers expected, got {factor!r}")
        return [number(owner, name, item) for item in factor]
    size = number(owner, name, factor)
    return [-size, size]


def _drawn(random: np.random.Generator, limits: Sequence[float], count: int) -> np.ndarray:
    """A number between the limits for each sample."""
    numbers: np.ndarray = random.uniform(limits[0], limits[1], count)
    return numbers


class RandomFlip(Augmentation):
    """Left and right, up and down, or both exchanged, each for half of the samples."""

    moves = True

    def __init__(self, mode: str = "horizontal_and_vertical", **others: Any):
        super().__init__(**others)
        if mode not in ("horizontal", "vertical", "horizontal_and_vertical"):
            raise InvalidArgumentError(f"RandomFlip: mode: horizontal, vertical or both expected, got {mode!r}")
        self.mode = mode

    def _settings(self) -> dict[str, Any]:
        return {"mode": self.mode, "seed": self.seed}

    def augment(self, images: np.ndarray, random: np.random.Generator) -> np.ndarray:
        images = images.copy()
        for axis, word in ((2, "horizontal"), (1, "vertical")):
            if word in self.mode:
                chosen = random.random(len(images)) < 0.5
                images[chosen] = np.flip(images[chosen], axis)
        return images


class _Affine(Augmentation):
    """Rotates, translates and scales images around their center."""

    moves = True

    def __init__(self, fill_mode: str, interpolation: str, fill_value: float, **others: Any):
        super().__init__(**others)
        owner = type(self).__name__
        if fill_mode not in ("reflect", "wrap", "constant", "nearest"):
            raise InvalidArgumentError(f"{owner}: fill_mode: reflect, wrap, constant or nearest expected, got {fill_mode!r}")
        if interpolation not in ("bilinear", "nearest"):
            raise InvalidArgumentError(f"{owner}: interpolation: bilinear or nearest expected, got {interpolation!r}")
        self.fill_mode, self.interpolation, self.fill_value = fill_mode, interpolation, number(owner, "fill_value", fill_value)

    def _settings(self) -> dict[str, Any]:
        return {
            "fill_mode": self.fill_mode, "interpolation": self.interpolation, "fill_value": self.fill_value, "seed": self.seed,
        }  # fmt: skip

    def _transforms(self, count: int, size: tuple[int, int], random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """For each sample a matrix that leads from a place to where its value is from, and a way in rows and columns."""
        raise NotImplementedError

    def augment(self, images: np.ndarray, random: np.random.Generator) -> np.ndarray:
        count, height, width = images.shape[:3]
        matrices, ways = self._transforms(count, (height, width), random)
        middle = np.array([(height - 1) / 2, (width - 1) / 2])
        places = np.stack(np.meshgrid(np.arange(height), np.arange(width), indexing="ij"), -1).reshape(-1, 2) - middle
        sources = np.einsum("nij,pj->npi", matrices, places) + middle + ways[:, None]
        found = _values(images, sources, self.fill_mode, self.interpolation, self.fill_value)
        changed: np.ndarray = found.reshape(images.shape).astype(np.float32)
        return changed


def _values(images: np.ndarray, places: np.ndarray, fill_mode: str, interpolation: str, fill_value: float) -> np.ndarray:
    """The values at places between pixels: rows and columns, for each sample."""
    if interpolation == "nearest":
        places = np.round(places)
    low = np.floor(places).astype(int)
    part = places - low
    total = 0.0
    sizes = images.shape[1:3]
    for row in (0, 1):
        for column in (0, 1):
            weight = (part[..., 0] if row else 1 - part[..., 0]) * (part[..., 1] if column else 1 - part[..., 1])
            at = low + (row, column)
            inside = ((at >= 0) & (at < sizes)).all(-1)
            rows, columns = (_folded(at[..., axis], sizes[axis], fill_mode) for axis in (0, 1))
            values = images[np.arange(len(images))[:, None], rows, columns].astype(np.float64)
            if fill_mode == "constant":
                values = np.where(inside[..., None], values, fill_value)
            total = total + weight[..., None] * values
    return np.asarray(total)


def _folded(index: np.ndarray, size: int, fill_mode: str) -> np.ndarray:
    """An index within an axis for each index beyond it."""
    if fill_mode == "wrap":
        return np.asarray(index % size)
    if fill_mode == "reflect":
        index = index % (2 * size)
        return np.asarray(np.where(index < size, index, 2 * size - 1 - index))
    return np.asarray(np.clip(index, 0, size - 1))


class RandomRotation(_Affine):
    """Rotates by a fraction of a whole turn."""

    def __init__(
        self, factor: Factor, fill_mode: str = "reflect", interpolation: str = "bilinear", fill_value: float = 0.0, **others: Any,
    ):  # fmt: skip
        super().__init__(fill_mode, interpolation, fill_value, **others)
        self.factor = _range("RandomRotation", "factor", factor)

    def _settings(self) -> dict[str, Any]:
        return {"factor": self.factor, **super()._settings()}

    def _transforms(self, count: int, size: tuple[int, int], random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        angles = 2 * np.pi * _drawn(random, self.factor, count)
        rows = [[np.cos(angles), -np.sin(angles)], [np.sin(angles), np.cos(angles)]]
        return np.moveaxis(np.array(rows), -1, 0), np.zeros((count, 2))


class RandomTranslation(_Affine):
    """Translates by fractions of the height and the width."""

    def __init__(
        self, height_factor: Factor, width_factor: Factor, fill_mode: str = "reflect", interpolation: str = "bilinear",
        fill_value: float = 0.0, **others: Any,
    ):  # fmt: skip
        super().__init__(fill_mode, interpolation, fill_value, **others)
        self.height_factor = _range("RandomTranslation", "height_factor", height_factor)
        self.width_factor = _range("RandomTranslation", "width_factor", width_factor)

    def _settings(self) -> dict[str, Any]:
        return {"height_factor": self.height_factor, "width_factor": self.width_factor, **super()._settings()}

    def _transforms(self, count: int, size: tuple[int, int], random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        ways = np.stack([_drawn(random, self.height_factor, count), _drawn(random, self.width_factor, count)], -1)
        return np.repeat(np.eye(2)[None], count, 0), -ways * size


class RandomZoom(_Affine):
    """Makes images smaller (factors above 0) or larger (below 0)."""

    def __init__(
        self, height_factor: Factor, width_factor: Optional[Factor] = None, fill_mode: str = "reflect",
        interpolation: str = "bilinear", fill_value: float = 0.0, **others: Any,
    ):  # fmt: skip
        super().__init__(fill_mode, interpolation, fill_value, **others)
        self.height_factor = _range("RandomZoom", "height_factor", height_factor)
        self.width_factor = None if width_factor is None else _range("RandomZoom", "width_factor", width_factor)

    def _settings(self) -> dict[str, Any]:
        return {"height_factor": self.height_factor, "width_factor": self.width_factor, **super()._settings()}

    def _transforms(self, count: int, size: tuple[int, int], random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        rows = 1 + _drawn(random, self.height_factor, count)
        columns = rows if self.width_factor is None else 1 + _drawn(random, self.width_factor, count)
        matrices = np.zeros((count, 2, 2))
        matrices[:, 0, 0], matrices[:, 1, 1] = rows, columns
        return matrices, np.zeros((count, 2))


class RandomContrast(Augmentation):
    """Moves values away from each channel's mean, or towards it."""

    def __init__(self, factor: Factor, **others: Any):
        super().__init__(**others)
        found = _range("RandomContrast", "factor", factor)
        # As in Keras, two numbers say how far down and how far up.
        self.factor = [-found[0], found[1]] if isinstance(factor, (tuple, list)) else found

    def _settings(self) -> dict[str, Any]:
        return {"factor": [-self.factor[0], self.factor[1]], "seed": self.seed}

    def augment(self, images: np.ndarray, random: np.random.Generator) -> np.ndarray:
        scale = 1 + _drawn(random, self.factor, len(images)).reshape(-1, *[1] * (images.ndim - 1))
        mean = images.mean(axis=(1, 2), keepdims=True)
        changed: np.ndarray = ((images - mean) * scale + mean).astype(np.float32)
        return changed


class GaussianNoise(Augmentation):
    """Adds normally distributed noise."""

    def __init__(self, stddev: float, **others: Any):
        super().__init__(**others)
        self.stddev = number("GaussianNoise", "stddev", stddev)

    def _settings(self) -> dict[str, Any]:
        return {"stddev": self.stddev, "seed": self.seed}

    def augment(self, images: np.ndarray, random: np.random.Generator) -> np.ndarray:
        changed: np.ndarray = (images + random.normal(0, self.stddev, images.shape)).astype(np.float32)
        return changed


KINDS: dict[str, type[Layer]] = {
    kind.__name__: kind for kind in (RandomFlip, RandomRotation, RandomTranslation, RandomZoom, RandomContrast, GaussianNoise)
}


def of(layers: Sequence[Layer]) -> list[Augmentation]:
    """The augmentation at the beginning of a model. Anywhere else it is impossible, and refused."""
    found: list[Augmentation] = []
    is_beginning, is_rescaled = True, False
    for layer in layers:
        if isinstance(layer, Augmentation):
            if not is_beginning or (is_rescaled and not layer.moves):
                raise InvalidArgumentError(f"layer {layer.name}: {layer.class_name} before all other layers expected, to train with")
            found.append(layer)
        elif isinstance(layer, Rescaling):
            is_rescaled = True
        else:
            is_beginning = False
    return found
