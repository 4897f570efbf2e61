"""Training, evaluation and prediction batch by batch: for generators, data sets of other packages, samples in their given order, learning rates
that follow from the step, and samples that are changed while a model learns.
"""

from __future__ import annotations

import ctypes
import itertools
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Optional

import numpy as np

from . import _engine, _progress, augmentation
from ._arrays import Dataset, weights
from ._engine import FitOptions, InvalidArgumentError, Progress, ProgressCallback

if TYPE_CHECKING:
    from ._callback import History
    from ._trained_model import TrainedModel

_nothing = ProgressCallback(0)


def is_source(x: Any) -> bool:
    """Whether an object yields batches: a generator, a ``Sequence``, or a data set of another package."""
    if x is None or isinstance(x, (np.ndarray, list, tuple, dict, str, bytes)) or hasattr(x, "__array__") or hasattr(x, "__dlpack__"):
        return False
    return hasattr(x, "__iter__") or (hasattr(x, "__getitem__") and hasattr(x, "__len__"))


class Source:
    """Yields the batches of each epoch."""

    count: Optional[int] = None

    def epoch(self, number: int, steps: Optional[int]) -> Iterable[Any]:
        """The batches of an epoch, counted from 0."""
        raise NotImplementedError

    def ended(self) -> None:
        """Called at the end of an epoch."""


class _Arrays(Source):
    def __init__(self, x: Any, y: Any, batch_size: int, shuffle: bool, seed: int, sample_weight: Any):
        self.x, self.y, self.batch_size, self.shuffle, self.seed = np.asarray(x), np.asarray(y), batch_size, shuffle, seed
        if self.x.ndim == 0 or self.x.shape[:1] != self.y.shape[:1]:
            raise InvalidArgumentError("fit: as many labels as samples expected")
        self.weights = weights(self.y, 0, None, sample_weight)
        self.count = -(-len(self.x) // batch_size)

    def epoch(self, number: int, steps: Optional[int]) -> Iterable[Any]:
        order = np.arange(len(self.x))
        if self.shuffle:
            np.random.default_rng([self.seed, number]).shuffle(order)
        starts = range(0, len(order), self.batch_size)
        for start in itertools.islice(starts, steps):
            chosen = order[start : start + self.batch_size]
            yield self.x[chosen], self.y[chosen], None if self.weights is None else self.weights[chosen]


class _Indexed(Source):
    """A ``Sequence`` or ``PyDataset``: batches by index."""

    def __init__(self, batches: Any):
        self.batches = batches
        self.count = len(batches)

    def epoch(self, number: int, steps: Optional[int]) -> Iterable[Any]:
        return (self.batches[index] for index in range(min(len(self.batches), steps or len(self.batches))))

    def ended(self) -> None:
        getattr(self.batches, "on_epoch_end", lambda: None)()


class _Iterable(Source):
    """A generator, which continues where it was, or an iterable that begins anew for each epoch."""

    def __init__(self, batches: Iterable[Any]):
        self.batches, self.running = batches, None if iter(batches) is not batches else iter(batches)

    def epoch(self, number: int, steps: Optional[int]) -> Iterable[Any]:
        batches: Iterator[Any] = self.running if self.running is not None else iter(self.batches)
        return itertools.islice(batches, steps)


def source(
    x: Any, y: Any, batch_size: Optional[int], shuffle: bool, seed: int, validation_split: Any = 0.0, sample_weight: Any = None,
) -> Source:  # fmt: skip
    """Returns the source of the batches of ``fit``."""
    if not is_source(x):
        if validation_split:
            raise InvalidArgumentError(
                "fit: validation_split cannot be combined with batches in a fixed order or with augmentation; use validation_data"
            )
        return _Arrays(x, y, 32 if batch_size is None else batch_size, shuffle, seed, sample_weight)
    if y is not None or batch_size is not None or validation_split or sample_weight is not None:
        raise InvalidArgumentError("fit: y, sample_weight, batch_size and validation_split cannot be combined with a generator or data set")
    if hasattr(x, "__getitem__") and hasattr(x, "__len__"):
        return _Indexed(x)
    return _Iterable(x)


def _weighted(batch: Any) -> tuple[Any, Any, Any]:
    if not isinstance(batch, (tuple, list)) or not 1 <= len(batch) <= 3:
        raise InvalidArgumentError("batches (x, y) or (x, y, sample_weight) expected of a generator or data set")
    x, y, weights = (*batch, None, None)[:3]
    return x, y, weights


def whole(batches: Any, steps: Optional[int]) -> tuple[np.ndarray, Optional[np.ndarray], Optional[np.ndarray]]:
    """Collects all samples, labels and weights, to evaluate or predict them together."""
    xs, ys, ws = [], [], []
    for batch in source(batches, None, None, False, 0).epoch(0, steps):
        x, y, own = _weighted(batch) if isinstance(batch, (tuple, list)) else (batch, None, None)
        xs.append(np.asarray(x))
        ys.append(None if y is None else np.asarray(y))
        ws.append(None if own is None else np.asarray(own, np.float32).reshape(-1))
    if not xs:
        raise InvalidArgumentError("at least one batch expected, got none")
    if any(own is None for own in ws) and any(own is not None for own in ws):
        raise InvalidArgumentError("sample_weight in all batches or in none expected, some have none")
    return np.concatenate(xs), _joined(ys), _joined(ws)


def _joined(parts: list[Optional[np.ndarray]]) -> Optional[np.ndarray]:
    """Concatenates the parts; None if one is missing."""
    present = [part for part in parts if part is not None]
    return np.concatenate(present) if len(present) == len(parts) else None


def step(model: TrainedModel, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> dict[str, float]:
    """Takes one step on some samples; returns the metrics from before it."""
    samples, labels = model._labelled(x, y, "x", "y")
    classes = model._output_shape[0]
    data, last = Dataset(samples, labels, classes, weights(labels, classes, class_weight, sample_weight)), Progress()
    handle = model._engine_handle()
    model._tell_learning_rate()
    # No batch has fewer samples than it has.
    options = FitOptions(1, len(labels), model._seed, 0, -1.0, _nothing, None)
    _engine.call("digits_model_fit_part", handle, data.handle.value, 0, ctypes.byref(options), ctypes.byref(last))
    model._weights_changed()
    return model._training_logs(last)


def fit(
    model: TrainedModel, batches: Source, epochs: int, verbose: Any, callbacks: Any, validation_data: Any, initial_epoch: int,
    steps_per_epoch: Optional[int], validation_steps: Optional[int], validation_freq: int, class_weight: Any = None,
) -> History:  # fmt: skip
    """``fit``, one batch after the other."""
    from ._callback import CallbackList, History

    history = History()
    model.history, model.stop_training = history, False
    count = steps_per_epoch or batches.count
    several = CallbackList(callbacks, model, {"verbose": verbose, "epochs": epochs, "steps": count}, history)
    display = _progress.display(_progress.level(verbose), epochs)
    several("on_train_begin", None)
    logs: dict[str, float] = {}
    for epoch in range(max(initial_epoch, model._restored_epoch), epochs):
        display.begin_epoch(epoch + 1)
        several("on_epoch_begin", epoch, None)
        start, (logs, steps) = time.perf_counter(), _epoch(model, batches, epoch, steps_per_epoch, several, display, count, class_weight)
        batches.ended()
        if validation_data is not None and (epoch + 1) % validation_freq == 0:
            x, y, own = whole(validation_data, validation_steps) if is_source(validation_data) else _weighted(validation_data)
            found = model.evaluate(x, y, sample_weight=own, verbose=0, return_dict=True)
            logs.update({f"val_{name}": value for name, value in found.items()})
        several("on_epoch_end", epoch, logs)
        display.end_epoch(steps, time.perf_counter() - start, logs)
        if model.stop_training:
            break
    if epochs > 0:
        model._take_average()
    several("on_train_end", logs)
    return history


def _epoch(
    model: TrainedModel, batches: Source, epoch: int, steps_per_epoch: Optional[int], callbacks: Any, display: Any, count: Optional[int],
    class_weight: Any,
) -> tuple[dict[str, float], int]:  # fmt: skip
    """The metrics of an epoch, means over its samples as in Keras, and the number of its steps."""
    changing = augmentation.of(model._layers)
    sums: dict[str, float] = {}
    total, steps, start = 0, 0, time.perf_counter()
    for batch in batches.epoch(epoch, steps_per_epoch):
        x, y, own = _weighted(batch)
        callbacks("on_train_batch_begin", steps, None)
        for layer in changing:
            seed = [model._seed if layer.seed is None else layer.seed, epoch, steps]
            x = layer.augment(np.asarray(x), np.random.default_rng(seed))
        found, size = step(model, x, y, own, class_weight), len(np.asarray(y))
        total, steps = total + size, steps + 1
        for name, value in found.items():
            sums[name] = sums.get(name, 0.0) + value * size
        logs = {name: value / total for name, value in sums.items()}
        callbacks("on_train_batch_end", steps - 1, logs)
        display.update(steps, count or steps, time.perf_counter() - start, logs)
        if model.stop_training:
            break
    if steps == 0:
        raise InvalidArgumentError(f"epoch {epoch + 1}: at least one batch expected, the generator gave none")
    return {name: value / total for name, value in sums.items()}, steps
