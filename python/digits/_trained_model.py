"""A model that can be trained and used: ``fit``, ``evaluate`` and ``predict``, as in Keras."""

from __future__ import annotations

import time
from collections.abc import Sequence
from ctypes import byref, c_double
from typing import Any, Optional, Union

import numpy as np

from . import _arrays, _batches, _engine, _old, _progress, augmentation
from ._arrays import Dataset
from ._callback import Callback, CallbackList, History
from ._compiled_model import CompiledModel
from ._config import INT32_MAX, optional_whole_number, whole_number
from ._engine import InvalidArgumentError, library
from ._training import Fit

Callbacks = Union[Sequence[Callback], Callback, None]
_predict = library.digits_model_predict
_float32 = np.dtype(np.float32)


class TrainedModel(CompiledModel):
    """A model that can be fitted to samples, and predict."""

    def __init__(self, name: str):
        super().__init__(name)
        self.stop_training = False
        self.history: Optional[History] = None

    # MARK: Training

    def reset_metrics(self) -> None:
        """Does nothing: each call of ``fit``, ``evaluate`` and ``train_on_batch`` starts counting anew."""

    def reset_states(self) -> None:
        """Does nothing: no layer here remembers what it has seen."""

    @_old.renamed("fit", {"show_accuracy": "compile(metrics=['accuracy'])"}, nb_epoch="epochs")
    def fit(
        self, x: Any = None, y: Any = None, batch_size: Optional[int] = None, epochs: int = 1, verbose: Any = "auto",
        callbacks: Callbacks = None, validation_split: float = 0.0, validation_data: Any = None, shuffle: bool = True,
        class_weight: Any = None, sample_weight: Any = None, initial_epoch: int = 0, steps_per_epoch: Optional[int] = None,
        validation_steps: Optional[int] = None, validation_batch_size: Optional[int] = None, validation_freq: int = 1,
    ) -> History:  # fmt: skip
        """Trains for some epochs, as Keras's ``fit``.

        Samples in float32 or uint8 are used where they are, others are converted once. They must not be changed meanwhile. Ctrl-C ends the
        training with ``KeyboardInterrupt``; the model then has the weights of that moment and can be trained further.
        """
        self._apply_optimizer()  # Not compiled is an error before anything is converted.
        batch_size = optional_whole_number("fit", "batch_size", batch_size, largest=INT32_MAX)
        epochs, initial_epoch = whole_number("fit", "epochs", epochs, 0), whole_number("fit", "initial_epoch", initial_epoch, 0)
        frequency = whole_number("fit", "validation_freq", validation_freq)
        steps_per_epoch = optional_whole_number("fit", "steps_per_epoch", steps_per_epoch)
        validation_steps = optional_whole_number("fit", "validation_steps", validation_steps)
        if _batches.is_source(x) or not shuffle or self.optimizer.schedule is not None or augmentation.of(self._layers):
            return _batches.fit(
                self, _batches.source(x, y, batch_size, bool(shuffle), self._seed, validation_split, sample_weight), epochs, verbose,
                callbacks, validation_data, initial_epoch, steps_per_epoch, validation_steps, frequency, class_weight)  # fmt: skip
        if steps_per_epoch is not None or validation_steps is not None:
            raise InvalidArgumentError("fit: steps_per_epoch and validation_steps are for generators and data sets only")
        batch_size = 32 if batch_size is None else batch_size
        samples, labels = self._labelled(x, y, "x", "y")
        own = _arrays.weights(labels, self._output_shape[0], None, sample_weight)
        training, validation = self._split(samples, labels, validation_split, validation_data, class_weight, own)
        if _batches.is_source(validation_data):
            raise InvalidArgumentError("fit: validation_data: a pair (x, y) expected where x is an array")
        history = History()
        self.history, self.stop_training = history, False
        params = {"verbose": verbose, "epochs": epochs, "steps": -(-training.count // batch_size)}
        several = CallbackList(callbacks, self, params, history)
        display = _progress.display(_progress.level(verbose), epochs)
        try:
            Fit(self, training, validation, batch_size, several, display).run(initial_epoch, epochs, frequency)
        finally:
            self._weights_changed()
        return history

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None, return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """One step on the given samples: the loss, and the metrics if the model has some, from before the step."""
        self._apply_optimizer()
        logs = _batches.step(self, x, y, sample_weight, class_weight)
        if return_dict:
            return logs
        return [logs[name] for name in self.metrics_names]

    def _split(
        self, samples: np.ndarray, labels: np.ndarray, part: Any, data: Any, class_weight: Any, own: Optional[np.ndarray],
    ) -> tuple[Dataset, Optional[Dataset]]:  # fmt: skip
        classes = self._output_shape[0]

        def training(x: np.ndarray, y: np.ndarray, own: Optional[np.ndarray]) -> Dataset:
            return Dataset(x, y, classes, _arrays.weights(y, classes, class_weight, own))

        if data is not None:
            if not isinstance(data, (tuple, list)) or len(data) not in (2, 3):
                raise InvalidArgumentError("validation_data: (x, y) or (x, y, sample_weight) expected")
            x, y = self._labelled(data[0], data[1], "validation x", "validation y")
            theirs = _arrays.weights(y, classes, None, data[2] if len(data) == 3 else None)
            return training(samples, labels, own), Dataset(x, y, classes, theirs)
        if not isinstance(part, (int, float)) or not 0 <= part < 1:
            raise InvalidArgumentError(f"validation_split: 0 to below 1 expected, got {part!r}")
        if part == 0:
            return training(samples, labels, own), None
        # The last part, before any shuffling, as in Keras.
        count = int(len(labels) * (1 - part))
        if not 0 < count < len(labels):
            raise InvalidArgumentError(f"validation_split={part} of {len(labels)} samples leaves none for training or validation")
        first, rest = (None, None) if own is None else (own[:count], own[count:])
        return training(samples[:count], labels[:count], first), Dataset(samples[count:], labels[count:], classes, rest)

    def _labelled(self, x: Any, y: Any, x_name: str, y_name: str) -> tuple[np.ndarray, np.ndarray]:
        """Samples and class indices."""
        if y is None:
            raise InvalidArgumentError(f"{y_name}: labels expected; generators and data sets of other packages are not supported")
        self._build_for(x)
        if len(self._output_shape) != 1:
            raise InvalidArgumentError(f"a model with one output for each class expected, its output is {self.output_shape}")
        samples = _arrays.samples(x, self._input_shape or (), x_name)
        if len(samples) == 0:
            raise InvalidArgumentError(f"{x_name}: at least one sample expected, got none")
        sparse = None if self._loss is None else self._loss.sparse
        return samples, _arrays.class_indices(y, self._output_shape[0], len(samples), sparse, y_name)

    def _build_for(self, x: Any) -> None:
        if self._handle is None:
            if self._input_shape is None:
                self._input_shape = np.asarray(x).shape[1:]
            self._build()

    # MARK: Evaluation

    def evaluate(
        self, x: Any = None, y: Any = None, batch_size: Optional[int] = None, verbose: Any = "auto", sample_weight: Any = None,
        steps: Optional[int] = None, callbacks: Callbacks = None, return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """The loss and the metrics on labeled samples: a list, a number if there is only the loss, or a dictionary.

        ``sample_weight`` says what the loss of each sample counts; as in Keras, metrics count all samples alike.
        """
        _ = self.optimizer
        batch_size = optional_whole_number("evaluate", "batch_size", batch_size)
        steps = optional_whole_number("evaluate", "steps", steps)
        if _batches.is_source(x):
            if y is not None or sample_weight is not None:
                raise InvalidArgumentError("evaluate: y and sample_weight cannot be combined with a generator or data set")
            x, y, sample_weight = _batches.whole(x, steps)
        elif steps is not None:
            raise InvalidArgumentError("evaluate: steps is for generators and data sets only")
        samples, labels = self._labelled(x, y, "x", "y")
        several = CallbackList(callbacks, self, {})
        several("on_test_begin", None)
        classes = self._output_shape[0]
        data = Dataset(samples, labels, classes, _arrays.weights(labels, classes, None, sample_weight))
        loss, values, start = c_double(), (c_double * len(self._metrics))(), time.perf_counter()
        _engine.call(
            "digits_model_evaluate_metrics", self._engine_handle(), data.handle.value, 0, byref(loss), values, len(values))  # fmt: skip
        logs = self._logs(loss.value, list(values))
        count = -(-len(labels) // (batch_size or 32))
        _progress.display(_progress.level(verbose), None).end_epoch(count, time.perf_counter() - start, logs)
        several("on_test_end", logs)
        if return_dict:
            return logs
        figures = [logs[name] for name in self.metrics_names]
        return figures if len(figures) > 1 else figures[0]

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """The loss, and the metrics if the model has some, on the given samples."""
        logs = self.evaluate(x, y, verbose=0, sample_weight=sample_weight, return_dict=True)
        return logs if return_dict else [logs[name] for name in self.metrics_names]

    # MARK: Prediction

    def predict(
        self, x: Any, batch_size: Optional[int] = None, verbose: Any = "auto", steps: Optional[int] = None,
        callbacks: Callbacks = None,
    ) -> np.ndarray:  # fmt: skip
        """The outputs for some samples: float32 of shape (samples, classes). Shows nothing, whatever ``verbose`` is."""
        if self._shared:
            self._engine_handle()
        # The fast path for the usual array comes first: its overhead is that of a single image.
        if type(x) is not np.ndarray or x.dtype is not _float32 or not x.flags.c_contiguous or x.shape[1:] != self._input_shape:
            if _batches.is_source(x):
                x, _, _ = _batches.whole(x, optional_whole_number("predict", "steps", steps))
            self._build_for(x)
            x = _arrays.floats(x, self._input_shape or ())
        handle = self._handle
        if handle is None:
            self._build_for(x)
            return self.predict(x)
        outputs = np.empty((x.shape[0], *self._output_shape), np.float32)
        status = _predict(
            handle.value, x.__array_interface__["data"][0], x.size, outputs.__array_interface__["data"][0], outputs.size, 0)  # fmt: skip
        if status:
            _engine.fail(status)
        return outputs

    def predict_on_batch(self, x: Any) -> np.ndarray:
        """The same as ``predict``."""
        return self.predict(x)

    def layer_outputs(self, x: Any) -> list[np.ndarray]:
        """The output of each layer for one sample: for a look inside, such as at feature maps. Not in Keras."""
        sample = np.asarray(x)
        self._build_for(sample[None])
        if sample.shape == self._input_shape or sample.ndim < len(self._input_shape or ()):
            sample = sample[None]
        values = _arrays.floats(sample, self._input_shape or ())
        shapes = [layer["output_shape"] for layer in self._description["layers"]]
        sizes = [int(np.prod(shape)) for shape in shapes]
        outputs = np.empty(sum(sizes), np.float32)
        _engine.call(
            "digits_model_layer_outputs", self._engine_handle(), _engine.address(values), values.size, _engine.address(outputs),
            outputs.size)  # fmt: skip
        parts = np.split(outputs, np.cumsum(sizes)[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, shapes)]
