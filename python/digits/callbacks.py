"""Callbacks, with Keras's names and arguments.

Weights are those of the last whole epoch while an epoch is under way: what a callback computes with the model in ``on_train_batch_end``
is from before the epoch.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
from typing import Any, Callable, Optional, Union

import numpy as np

from ._callback import Callback, CallbackList, History, Logs
from ._engine import InvalidArgumentError
from ._names import missing
from ._old import renamed
from ._tensorboard import TensorBoard


class LambdaCallback(Callback):
    """Calls the given functions."""

    def __init__(self, **hooks: Optional[Callable[..., Any]]):
        for name, function in hooks.items():
            if not name.startswith("on_") or not hasattr(Callback, name):
                raise TypeError(f"LambdaCallback: unexpected argument {name!r}")
            if function is not None:
                setattr(self, name, function)


class _Watching(Callback):
    """The base class of callbacks that monitor whether a metric improves."""

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0):
        if mode not in ("auto", "min", "max"):
            raise InvalidArgumentError(f"mode: 'auto', 'min' or 'max' expected, got {mode!r}")
        self.monitor = monitor
        self.grows = mode == "max" or (mode == "auto" and ("acc" in monitor or monitor.endswith("auc")))
        self.min_delta = abs(min_delta)
        self.best = -math.inf if self.grows else math.inf

    def _figure(self, logs: Logs) -> Optional[float]:
        figure = (logs or {}).get(self.monitor)
        if figure is None:
            import warnings

            known = ", ".join(logs or {})
            warnings.warn(f"{type(self).__name__}: {self.monitor!r} is not among the metrics: {known}", stacklevel=3)
        return figure

    def _is_better(self, figure: float, than: float) -> bool:
        return figure - self.min_delta > than if self.grows else figure + self.min_delta < than


class EarlyStopping(_Watching):
    """Ends a training when a metric no longer improves."""

    def __init__(
        self, monitor: str = "val_loss", min_delta: float = 0, patience: int = 0, verbose: int = 0, mode: str = "auto",
        baseline: Optional[float] = None, restore_best_weights: bool = False, start_from_epoch: int = 0,
    ):  # fmt: skip
        super().__init__(monitor, mode, min_delta)
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best_weights: Optional[list[np.ndarray]] = None

    def on_train_begin(self, logs: Logs = None) -> None:
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best_weights = None
        self.best = -math.inf if self.grows else math.inf

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        figure = self._figure(logs)
        if figure is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self._is_better(figure, self.best):
            self.best, self.best_epoch = figure, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self._is_better(figure, self.baseline):
                self.wait = 0
            return
        if self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs = None) -> None:
        if self.stopped_epoch and self.verbose:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose:
                print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)


class ModelCheckpoint(_Watching):
    """Saves the model after each epoch, or after each that is better than all before.

    ``filepath`` may have figures in it: ``model-{epoch:02d}-{val_loss:.3f}.keras``.
    """

    def __init__(
        self, filepath: Union[str, os.PathLike[str]], monitor: str = "val_loss", verbose: int = 0, save_best_only: bool = False,
        save_weights_only: bool = False, mode: str = "auto", save_freq: str = "epoch",
        initial_value_threshold: Optional[float] = None, period: int = 1,
    ):  # fmt: skip
        super().__init__(monitor, mode)
        if period != 1:
            raise InvalidArgumentError(f"ModelCheckpoint: period={period} was removed from Keras, and only each epoch is supported")
        if save_freq != "epoch":
            raise InvalidArgumentError(f"ModelCheckpoint: save_freq='epoch' expected, got {save_freq!r}")
        self.filepath, self.verbose = os.fspath(filepath), verbose
        self.save_best_only, self.save_weights_only = save_best_only, save_weights_only
        if initial_value_threshold is not None:
            self.best = initial_value_threshold

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if self.save_best_only:
            figure = self._figure(logs)
            if figure is None or not self._is_better(figure, self.best):
                return
            self.best = figure
        path = self._path(epoch, logs or {})
        if os.path.dirname(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
        (self.model.save_weights if self.save_weights_only else self.model.save)(path)
        if self.verbose:
            print(f"Epoch {epoch + 1}: saved {path}")

    def _path(self, epoch: int, logs: dict[str, float]) -> str:
        try:
            return self.filepath.format(epoch=epoch + 1, **logs)
        except KeyError as error:
            known = ", ".join(["epoch", *logs])
            raise InvalidArgumentError(
                f"ModelCheckpoint: {self.filepath}: {error} is not among the metrics: {known}") from None  # fmt: skip


class LearningRateScheduler(Callback):
    """Sets the learning rate of each epoch: ``schedule(epoch, rate)`` gives it."""

    def __init__(self, schedule: Callable[..., float], verbose: int = 0):
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        rate = float(self.model.optimizer.learning_rate)
        try:
            rate = self.schedule(epoch, rate)
        except TypeError as error:
            # Older ones take the epoch alone.
            if not re.search(r"positional argument", str(error)):
                raise
            rate = self.schedule(epoch)
        self.model.optimizer.learning_rate = rate
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {float(rate):g}")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class ReduceLROnPlateau(_Watching):
    """Reduces the learning rate when a metric no longer improves."""

    @renamed("ReduceLROnPlateau", {}, epsilon="min_delta")
    def __init__(
        self, monitor: str = "val_loss", factor: float = 0.1, patience: int = 10, verbose: int = 0, mode: str = "auto",
        min_delta: float = 1e-4, cooldown: int = 0, min_lr: float = 0.0,
    ):  # fmt: skip
        super().__init__(monitor, mode, min_delta)
        if not 0 < factor < 1:
            raise InvalidArgumentError(f"ReduceLROnPlateau: a factor between 0 and 1 expected, got {factor}")
        self.factor, self.patience, self.verbose, self.cooldown, self.min_lr = factor, patience, verbose, cooldown, min_lr
        self.wait = self.cooldown_counter = 0

    def on_train_begin(self, logs: Logs = None) -> None:
        self.wait = self.cooldown_counter = 0
        self.best = -math.inf if self.grows else math.inf

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        rate = float(self.model.optimizer.learning_rate)
        if logs is not None:
            logs["learning_rate"] = rate
        figure = self._figure(logs)
        if figure is None:
            return
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self._is_better(figure, self.best):
            self.best, self.wait = figure, 0
        elif self.cooldown_counter <= 0:
            self.wait += 1
            if self.wait >= self.patience and rate > self.min_lr:
                self.model.optimizer.learning_rate = max(rate * self.factor, self.min_lr)
                self.cooldown_counter, self.wait = self.cooldown, 0
                if self.verbose:
                    print(f"Epoch {epoch + 1}: learning rate {float(self.model.optimizer.learning_rate):g}")


class CSVLogger(Callback):
    """Writes the metrics of each epoch to a CSV file."""

    def __init__(self, filename: Union[str, os.PathLike[str]], separator: str = ",", append: bool = False):
        self.filename, self.separator, self.append = os.fspath(filename), separator, append
        self._file: Any = None

    def on_train_begin(self, logs: Logs = None) -> None:
        self._needs_header = not (self.append and os.path.exists(self.filename) and os.path.getsize(self.filename))
        self._file = open(self.filename, "a" if self.append else "w", newline="", encoding="utf-8")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        writer = csv.writer(self._file, delimiter=self.separator)
        if self._needs_header:
            writer.writerow(["epoch", *(logs or {})])
            self._needs_header = False
        writer.writerow([epoch, *(logs or {}).values()])
        self._file.flush()

    def on_train_end(self, logs: Logs = None) -> None:
        self._file.close()


class BackupAndRestore(Callback):
    """Saves the training in ``backup_dir`` after each epoch, and continues from there when a stopped script is run again."""

    def __init__(
        self, backup_dir: Union[str, os.PathLike[str]], save_freq: str = "epoch", double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ):  # fmt: skip
        if save_freq != "epoch" or double_checkpoint:
            raise InvalidArgumentError("BackupAndRestore: save_freq='epoch' and double_checkpoint=False expected")
        self.backup_dir, self.delete_checkpoint = os.fspath(backup_dir), delete_checkpoint
        self._model_path = os.path.join(self.backup_dir, "latest.keras")
        self._epoch_path = os.path.join(self.backup_dir, "epoch.json")

    def on_train_begin(self, logs: Logs = None) -> None:
        os.makedirs(self.backup_dir, exist_ok=True)
        if os.path.exists(self._epoch_path) and os.path.exists(self._model_path):
            with open(self._epoch_path, encoding="utf-8") as file:
                epoch = json.load(file)["epoch"]
            self.model._restore(self._model_path, int(epoch) + 1)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.model.save(self._model_path)
        with open(self._epoch_path + ".new", "w", encoding="utf-8") as file:
            json.dump({"epoch": epoch}, file)
        os.replace(self._epoch_path + ".new", self._epoch_path)

    def on_train_end(self, logs: Logs = None) -> None:
        self.model._restored_epoch = 0
        if self.delete_checkpoint:
            for path in (self._model_path, self._epoch_path):
                if os.path.exists(path):
                    os.remove(path)


class TerminateOnNaN(Callback):
    """Has no effect: a training whose loss becomes NaN always ends with an exception."""


__all__ = [
    "BackupAndRestore", "CSVLogger", "Callback", "CallbackList", "EarlyStopping", "History", "LambdaCallback", "LearningRateScheduler",
    "ModelCheckpoint", "ReduceLROnPlateau", "TensorBoard", "TerminateOnNaN",
]  # fmt: skip
__getattr__ = missing(__name__, __all__)
