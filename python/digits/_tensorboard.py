"""The callback for TensorBoard."""

from __future__ import annotations

import os
from typing import Any, Union

from ._callback import Callback, Logs
from ._engine import InvalidArgumentError
from ._events import EventFile


class TensorBoard(Callback):
    """Writes the metrics of each epoch for TensorBoard, to ``log_dir/train`` and ``log_dir/validation``, and nothing else."""

    def __init__(self, log_dir: Union[str, os.PathLike[str]] = "logs", histogram_freq: int = 0, **others: Any):
        if histogram_freq:
            raise InvalidArgumentError("TensorBoard: histogram_freq is not supported")
        ignored: dict[str, tuple[Any, ...]] = {"write_graph": (True, False), "write_images": (False,), "write_steps_per_second": (False,)}
        ignored.update(update_freq=("epoch",), profile_batch=(0,), embeddings_freq=(0,), embeddings_metadata=(None,))
        for name, value in others.items():
            if name not in ignored:
                raise TypeError(f"TensorBoard: unexpected argument {name!r}")
            if value not in ignored[name]:
                raise InvalidArgumentError(f"TensorBoard: {name}={value!r} is not supported")
        self.log_dir = os.fspath(log_dir)

    def on_train_begin(self, logs: Logs = None) -> None:
        self._writers: dict[str, EventFile] = {}

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        figures = {**(logs or {}), "learning_rate": float(self.model.optimizer.learning_rate)}
        for name, value in figures.items():
            part, tag = ("validation", name[4:]) if name.startswith("val_") else ("train", name)
            if part not in self._writers:
                self._writers[part] = EventFile(os.path.join(self.log_dir, part))
            self._writers[part].add(f"epoch_{tag}", value, epoch)

    def on_train_end(self, logs: Logs = None) -> None:
        for writer in self._writers.values():
            writer.close()
