"""A model with its training configuration: the optimizer, the loss and the metrics."""

from __future__ import annotations

import json
from collections.abc import Sequence
from ctypes import c_double
from typing import Any, Optional

from . import _engine, losses, optimizers
from . import metrics as metric_kinds
from ._engine import InvalidArgumentError
from ._weighted_model import WeightedModel


class CompiledModel(WeightedModel):
    """A model that can be compiled."""

    def __init__(self, name: str):
        super().__init__(name)
        self._optimizer: Optional[optimizers.Optimizer] = None
        self._loss: Optional[losses.Loss] = None
        self._metrics: list[metric_kinds.Metric] = []

    def compile(
        self, optimizer: Any = "rmsprop", loss: Any = None, metrics: Any = None, run_eagerly: bool = False,
        jit_compile: Any = "auto", steps_per_execution: int = 1, auto_scale_loss: bool = True, loss_weights: Any = None,
        weighted_metrics: Any = None,
    ) -> None:  # fmt: skip
        """Sets how to train. How Keras computes (``run_eagerly``, ``jit_compile``, ``steps_per_execution``) makes no difference here."""
        if loss is None:
            raise InvalidArgumentError("compile: a loss expected, such as 'sparse_categorical_crossentropy'")
        if loss_weights is not None or weighted_metrics is not None:
            raise InvalidArgumentError("compile: loss_weights and weighted_metrics are not supported")
        counted = metric_kinds.several(_of_the_output(metrics, "metrics"))
        chosen, measured = optimizers.get(optimizer), losses.get(_of_the_output(loss, "loss", lists=True))
        measured.check_trains()
        self._loss, self._metrics, self._optimizer = measured, counted, chosen
        chosen._has_changed = False
        if self._handle is not None:
            self._compile_engine()

    def _build(self) -> None:
        super()._build()
        if self._optimizer is not None:
            self._compile_engine()

    def _compile_engine(self) -> None:
        assert self._optimizer is not None and self._loss is not None
        configuration = {
            "optimizer_config": self._optimizer.serialize(), "loss": self._loss.serialize(),
            "metrics": [metric.serialize() for metric in self._metrics],
        }  # fmt: skip
        _engine.call("digits_model_compile", self._engine_handle(), json.dumps(configuration).encode())
        self._forget_description()
        kept = json.loads(self._description["training"] or "{}")["optimizer_config"]["config"]
        self._optimizer.check_kept(kept)

    def _apply_optimizer(self) -> None:
        """Passes to the engine what was set on the optimizer after the model was compiled."""
        if not self.optimizer._has_changed or self._handle is None:
            return
        self.optimizer._has_changed = False

        def change(config: dict[str, Any]) -> None:
            config["compile_config"]["optimizer"]["config"].update(self.optimizer.serialize()["config"])

        self._reload(change)

    def _tell_learning_rate(self) -> None:
        """Passes the learning rate of the next step to the engine."""
        rate = self.optimizer.rate(self._iterations)
        if rate is not None:
            _engine.call("digits_model_set_learning_rate", self._engine_handle(), rate)

    def _take_average(self) -> None:
        """At the end of ``fit``, replaces the weights with the average that ``use_ema`` keeps."""
        if self.optimizer.get_config().get("use_ema"):
            _engine.call("digits_model_take_average", self._engine_handle())
            self._weights_changed()

    def _iterations(self) -> int:
        """The steps that the optimizer has done."""
        self._forget_description()
        return int(self._description["iterations"]) if self._handle is not None else 0

    @property
    def optimizer(self) -> optimizers.Optimizer:
        """The optimizer that the model was compiled with."""
        if self._optimizer is None:
            raise InvalidArgumentError("the model was not compiled; compile(optimizer, loss) comes first")
        return self._optimizer

    @property
    def loss(self) -> Optional[str]:
        """The name of the loss that the model was compiled with."""
        return self._loss.name if self._loss else None

    @property
    def metrics_names(self) -> list[str]:
        """``loss`` and the names of the metrics."""
        return ["loss", *metric_kinds.names(self._metrics)]

    def _logs(self, loss: float, values: Sequence[float], prefix: str = "") -> dict[str, float]:
        """Metrics in Keras's order."""
        logs = dict(zip(self.metrics_names, [loss, *values]))
        return {prefix + name: logs[name] for name in sorted(logs)}

    def _training_logs(self, progress: Any, prefix: str = "") -> dict[str, float]:
        """The metrics of a training's progress, or with the prefix ``val_`` those of its validation."""
        validates, count = bool(prefix), len(self._metrics)
        loss, accuracy = (progress.validation_loss, progress.validation_accuracy) if validates else (progress.loss, progress.accuracy)
        if all(metric.k is None for metric in self._metrics):
            return self._logs(loss, [accuracy] * count, prefix)
        values = (c_double * count)()
        arrays = (None, values) if validates else (values, None)
        _engine.call("digits_model_training_metrics", self._engine_handle(), *arrays, count)
        return self._logs(loss, list(values), prefix)


def _of_the_output(value: Any, what: str, lists: bool = False) -> Any:
    """The value for the single output, for which Keras takes a dictionary by the names of outputs, or for a loss a list."""
    if isinstance(value, dict) and "class_name" not in value:
        several = list(value.values())
    elif lists and isinstance(value, (list, tuple)):
        several = list(value)
    else:
        return value
    if len(several) != 1:
        raise InvalidArgumentError(f"compile: {what} of one output expected, got {len(several)}: models with several are not supported")
    return several[0]
