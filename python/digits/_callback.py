"""The base class of callbacks, and what calls them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional, Union, cast

from ._engine import InvalidArgumentError

if TYPE_CHECKING:
    from ._trained_model import TrainedModel
    from .models import Sequential

Logs = Optional[dict[str, float]]


class Callback:
    """Receives a training's progress. ``self.model.stop_training = True`` ends it after the epoch, or at once from a batch's hook."""

    model: Sequential
    params: dict[str, Any]

    def set_model(self, model: Sequential) -> None:
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params

    def on_train_begin(self, logs: Logs = None) -> None: ...
    def on_train_end(self, logs: Logs = None) -> None: ...
    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None: ...
    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None: ...
    def on_batch_begin(self, batch: int, logs: Logs = None) -> None: ...
    def on_batch_end(self, batch: int, logs: Logs = None) -> None: ...

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs: Logs = None) -> None: ...
    def on_test_end(self, logs: Logs = None) -> None: ...
    def on_predict_begin(self, logs: Logs = None) -> None: ...
    def on_predict_end(self, logs: Logs = None) -> None: ...

    def _wants_batches(self) -> bool:
        hooks = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
        return any(getattr(type(self), hook) is not getattr(Callback, hook) or hook in vars(self) for hook in hooks)


class CallbackList:
    """Several callbacks as one."""

    def __init__(
        self, callbacks: Union[Sequence[Callback], Callback, None], model: TrainedModel, params: dict[str, Any],
        history: Optional[History] = None,
    ):  # fmt: skip
        if isinstance(callbacks, Callback):
            callbacks = [callbacks]
        # The history comes last, so that it has the metrics that others add.
        self.callbacks = [*(callbacks or []), *([history] if history else [])]
        for callback in self.callbacks:
            if not callable(getattr(callback, "set_model", None)):
                raise InvalidArgumentError(f"callbacks: objects of digits.callbacks.Callback expected, got {callback!r}")
            callback.set_params(params)
            callback.set_model(cast("Sequential", model))

    def __call__(self, hook: str, *arguments: Any) -> None:
        for callback in self.callbacks:
            getattr(callback, hook)(*arguments)

    def want_batches(self) -> bool:
        """Whether one of them uses each step."""
        return any(getattr(callback, "_wants_batches", lambda: True)() for callback in self.callbacks)


class Figures(dict[str, list[float]]):
    """The metrics of a training, each with a number for each epoch."""

    def __missing__(self, name: str) -> Any:
        # Keras's names until 2.3.
        short = name.replace("acc", "accuracy") if name in ("acc", "val_acc") else None
        hint = f"; it is {short!r} since Keras 2.3" if short in self else ""
        raise KeyError(f"{name!r} is not among the metrics: {', '.join(self)}{hint}")


class History(Callback):
    """What ``fit`` returns: ``history`` has a list for each metric, with a number for each epoch."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = Figures()
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs = None) -> None:
        self.history, self.epoch = Figures(), []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def __repr__(self) -> str:
        return f"<History of {len(self.epoch)} epochs>"

    def _repr_html_(self) -> str:
        from ._display import history_html

        return history_html(self.epoch, self.history)

    def _repr_png_(self) -> Optional[bytes]:
        from ._display import history_png

        return history_png(self.epoch, self.history)
