"""Keras's helpers around labels and randomness."""

from __future__ import annotations

import random
from typing import Any, Optional

import numpy as np

from ._engine import InvalidArgumentError
from ._names import missing

_next_seed: Optional[int] = None


def set_random_seed(seed: int) -> None:
    """Makes everything that follows reproducible: new weights, the order of samples, dropout; and Python's and NumPy's random numbers.

    The first model made after it has the weights, and is trained in the order, of ``digits train --seed``.
    """
    global _next_seed
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**32:
        raise InvalidArgumentError(f"seed: a whole number from 0 to 2**32 - 1 expected, got {seed!r}")
    random.seed(int(seed))
    np.random.seed(int(seed))
    _next_seed = int(seed)


def next_seed() -> int:
    """The seed of a new model: each one after ``set_random_seed`` has its own; without it they are random."""
    global _next_seed
    if _next_seed is None:
        return random.SystemRandom().getrandbits(64)
    seed = _next_seed
    # Far away, so that it is not what somebody else chose.
    _next_seed = (seed + 0x9E3779B97F4A7C15) % 2**64
    return seed


def to_categorical(x: Any, num_classes: Optional[int] = None) -> np.ndarray:
    """One-hot rows of class indices: shape (n,) becomes (n, num_classes), of float64 as in Keras."""
    array = np.asarray(x)
    if array.dtype.kind not in "buif" or (array.dtype.kind == "f" and not (array == np.floor(array)).all()):
        raise InvalidArgumentError(f"to_categorical: class indices expected, got an array of {array.dtype}")
    indices = array.astype(np.int64)
    if indices.ndim > 1 and indices.shape[-1] == 1:
        indices = indices.reshape(indices.shape[:-1])
    count = int(indices.max(initial=-1)) + 1 if num_classes is None else int(num_classes)
    if indices.size and (indices.min() < 0 or indices.max() >= count):
        wrong = int(indices.min() if indices.min() < 0 else indices.max())
        raise InvalidArgumentError(f"to_categorical: class indices from 0 to {count - 1} expected, got {wrong}")
    return np.eye(count)[indices]


def normalize(x: Any, axis: int = -1, order: int = 2) -> np.ndarray:
    """Numbers divided by their norm along an axis; unchanged if that is 0."""
    values = np.atleast_1d(np.asarray(x))
    norms = np.atleast_1d(np.linalg.norm(values, order, axis))
    norms[norms == 0] = 1
    found: np.ndarray = values / np.expand_dims(norms, axis)
    return found


class PyDataset:
    """Batches by index: a subclass has ``__len__`` and ``__getitem__``, and optionally ``on_epoch_end``."""

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10):
        # How Keras fetches batches makes no difference here.
        self.workers, self.use_multiprocessing, self.max_queue_size = workers, use_multiprocessing, max_queue_size

    def __len__(self) -> int:
        raise NotImplementedError

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError

    def on_epoch_end(self) -> None:
        """Called after each epoch."""


Sequence = PyDataset

__getattr__ = missing(__name__, ["PyDataset", "Sequence", "normalize", "set_random_seed", "to_categorical"])
