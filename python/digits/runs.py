"""Training by recipes, with a run folder: what ``digits train`` does on the command line."""

from __future__ import annotations

import ctypes
import dataclasses
import json
import os
from typing import Any, Callable, Optional, Union

from . import _engine, _progress
from ._config import INT32_MAX, optional_whole_number
from ._engine import Handle, InvalidArgumentError, Progress, RunOptions, Stopped
from ._interruption import Interruption
from .datasets.mnist import own_folder
from .models import Sequential, load_model

Path = Union[str, "os.PathLike[str]"]
# Called with the progress after a step or an epoch; true ends the training.
Callback = Callable[[Progress], Any]


class TrainingStopped(_engine.DigitsError):
    """The callback ended a run. The message names its folder, which ``resume`` continues from."""


@dataclasses.dataclass(frozen=True)
class TrainingResult:
    """The result of a training run.

    Attributes:
        output: the run folder, with ``report.html``, ``results.csv``, ``args.json`` and the models.
        model: the path of the trained model.
        test_accuracy: the fraction of the test images that is read correctly.
        test_loss: the mean loss on the test images; None where it is not a number.
        epochs: a dictionary of figures for each epoch.
        figures: all of it, as ``digits train --json`` prints it.
    """

    output: str
    model: str
    test_accuracy: float
    test_loss: Optional[float]
    epochs: list[dict[str, Any]] = dataclasses.field(repr=False)
    figures: dict[str, Any] = dataclasses.field(repr=False)

    def load_model(self) -> Sequential:
        """Reads the trained model."""
        return load_model(self.model)


def training_settings() -> list[dict[str, Any]]:
    """Returns the settings that ``train`` takes: ``name``, ``help``, ``allowed``, and ``choices`` if there are only a few values."""
    settings: list[dict[str, Any]] = json.loads(_engine.read_text("digits_run_settings"))
    return settings


def train(
    recipe: Optional[str] = None, *, output: Optional[Path] = None, verbose: Any = "auto", callback: Optional[Callback] = None,
    **settings: Any,
) -> TrainingResult:  # fmt: skip
    """Trains a network by a recipe, as ``digits train`` does: the same weights, bit for bit, and the same files.

    Args:
        recipe: ``seed``, ``fast``, ``robust``, ``reader`` or ``numbers``; None for ``seed``, or for corrections (``include``) that of the
            model that was corrected.
        output: the folder to write into; None for the first of ``runs/train``, ``runs/train2``, … that is free.
        verbose: as in Keras's ``fit``: 0 is silent, 1 a bar, 2 a line for each epoch.
        callback: called with the progress about ten times a second and after each epoch; the training stops if it returns true.
        **settings: other settings by their names in ``training_settings()``, such as ``epochs=2, batch_size=128``.

    Raises:
        InvalidArgumentError: a setting that does not exist or a value that is not allowed.
        KeyboardInterrupt: Ctrl-C. The run folder then has a checkpoint, and ``resume`` continues from it.
    """
    values = {"recipe": recipe, **{name: _plain(name, value) for name, value in settings.items()}}
    if values.get("data") is None:
        values["data"] = str(own_folder())
    text = json.dumps(values).encode()
    folder = None if output is None else _engine.path_bytes(output)
    return _carry_out("digits_run_train", (text, folder), verbose, callback)


def resume(folder: Path, *, threads: Optional[int] = None, verbose: Any = "auto", callback: Optional[Callback] = None) -> TrainingResult:
    """Continues a run that was stopped, exactly where it was and with the settings that it began with.

    Args:
        folder: the run folder.
        threads: the number of threads, which does not change the result; None for the same number as before.
        verbose, callback: as ``train`` has them.
    """
    count = optional_whole_number("resume", "threads", threads, 0, INT32_MAX) or 0
    return _carry_out("digits_run_resume", (_engine.path_bytes(folder), count), verbose, callback)


def _plain(name: str, value: Any) -> Any:
    """A value as JSON."""
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if hasattr(value, "item"):
        # NumPy's numbers.
        value = value.item()
    if not isinstance(value, (bool, int, float, str, type(None))):
        raise InvalidArgumentError(f"{name}: a number, a text or a path expected, got {value!r}")
    return value


def _carry_out(function: str, arguments: tuple[Any, ...], verbose: Any, callback: Optional[Callback]) -> TrainingResult:
    try:
        level = _progress.level(verbose)
    except ValueError as error:
        raise InvalidArgumentError(str(error)) from None
    follower = _Follower(level, callback)
    figures = follower.follow(lambda options, made: _engine.call(function, *arguments, options, made))
    return TrainingResult(
        figures["output"], figures["model"], figures["test_accuracy"], figures.get("test_loss"), figures["epochs"], figures
    )


class _Follower:
    """Follows one run: shows its progress, and lets the callback, its exceptions and Ctrl-C stop it."""

    def __init__(self, verbose: int, callback: Optional[Callback]):
        self._verbose, self._callback = verbose, callback
        self._display: Any = None
        self._epoch = 0

    def follow(self, run: Callable[[Any, Any], None]) -> dict[str, Any]:
        """Carries out a run, and returns its results."""
        with Interruption(self._report) as interruption:
            # At ten times a second Ctrl-C is noticed too.
            options = RunOptions(0.1, interruption.callback, None)
            try:
                handle = Handle("run", lambda made: run(ctypes.byref(options), made))
            except Stopped as stop:
                interruption.raise_pending()
                # The callback asked for it.
                raise TrainingStopped(str(stop)) from None
        interruption.raise_pending()
        figures: dict[str, Any] = json.loads(_engine.read_text("digits_run_describe", handle.value))
        return figures

    def _report(self, report: Progress) -> bool:
        """Called by the engine; true ends the run."""
        self._show(report)
        return self._callback is not None and bool(self._callback(report))

    def _show(self, report: Progress) -> None:
        if self._display is None:
            self._display = _progress.display(self._verbose, report.epochs)
        if report.epoch != self._epoch:
            self._epoch = report.epoch
            self._display.begin_epoch(report.epoch)
        logs = {"accuracy": report.accuracy, "loss": report.loss}
        if report.epoch_ended:
            logs.update(val_accuracy=report.validation_accuracy, val_loss=report.validation_loss)
            self._display.end_epoch(report.steps, report.seconds, logs)
        else:
            self._display.update(report.step, report.steps, report.seconds, logs)
