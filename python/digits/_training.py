"""The loop of ``Sequential.fit``: one epoch after the other in the engine, with callbacks, a bar and signals in between."""

from __future__ import annotations

import contextlib
import ctypes
from typing import TYPE_CHECKING, Any, Optional

from . import _engine
from ._arrays import Dataset
from ._engine import FitOptions, Progress, Stopped
from ._interruption import Interruption

if TYPE_CHECKING:
    from ._callback import CallbackList
    from ._trained_model import TrainedModel


class Fit:
    """One call of ``fit``."""

    def __init__(
        self, model: TrainedModel, training: Dataset, validation: Optional[Dataset], batch_size: int, callbacks: CallbackList,
        display: Any,
    ):  # fmt: skip
        self._model, self._training, self._validation = model, training, validation
        self._batch_size, self._callbacks, self._display = batch_size, callbacks, display
        self._every_step = callbacks.want_batches()
        self._last = Progress()

    def run(self, initial_epoch: int, epochs: int, validation_frequency: int) -> None:
        """Trains from one epoch to another, both counted from 0."""
        self._callbacks("on_train_begin", None)
        logs: dict[str, float] = {}
        for epoch in range(max(initial_epoch, self._model._restored_epoch), epochs):
            self._display.begin_epoch(epoch + 1)
            self._callbacks("on_epoch_begin", epoch, None)
            validates = (epoch + 1) % validation_frequency == 0
            logs = self._run_epoch(self._validation if validates else None)
            # Before the bar's last line, since some add metrics.
            self._callbacks("on_epoch_end", epoch, logs)
            self._display.end_epoch(self._last.steps, self._last.seconds, logs)
            if self._model.stop_training:
                break
        if epochs > 0:
            self._model._take_average()
        self._callbacks("on_train_end", logs)

    def _run_epoch(self, validation: Optional[Dataset]) -> dict[str, float]:
        model = self._model
        # Neither would be called for a step, nor drawn: at ten times a second Ctrl-C is still noticed.
        interval = 0.0 if self._every_step else max(self._display.interval, 0.1)
        interruption = Interruption(self._report)
        options = FitOptions(1, self._batch_size, model._seed, 0, interval, interruption.callback, None)
        if self._every_step:
            self._callbacks("on_train_batch_begin", 0, None)
        model._tell_learning_rate()
        with interruption, contextlib.suppress(Stopped):
            _engine.call(
                "digits_model_fit_part", model._engine_handle(), self._training.handle.value,
                validation.handle.value if validation else 0, ctypes.byref(options), ctypes.byref(self._last))  # fmt: skip
        interruption.raise_pending()
        last = self._last
        logs = model._training_logs(last)
        if validation is not None and last.epoch_ended:
            logs.update(model._training_logs(last, "val_"))
        return logs

    def _report(self, report: Progress) -> bool:
        """Called by the engine; true ends the epoch."""
        if report.epoch_ended:
            return False
        logs = self._model._training_logs(report)
        if self._every_step:
            self._callbacks("on_train_batch_end", report.step - 1, logs)
            if report.step < report.steps and not self._model.stop_training:
                self._callbacks("on_train_batch_begin", report.step, None)
        self._display.update(report.step, report.steps, report.seconds, logs)
        return self._model.stop_training
