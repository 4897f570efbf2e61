"""What files say of layers, optimizers and losses that have no class here, or have settings that these do not take: kept as it is, so that
the engine does it and a file that is saved again says it too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from . import layers, losses, optimizers
from ._engine import InvalidArgumentError


class UnsupportedWarning(UserWarning):
    """A file uses something that is not supported and is ignored. ``warnings.simplefilter("error", UnsupportedWarning)`` refuses it."""


class OtherOptimizer(optimizers.Optimizer):
    """An optimizer of a file."""

    def __init__(self, configuration: dict[str, Any]):
        self._configuration = configuration
        config = configuration.get("config", {})
        rate = config.get("learning_rate")
        self._rate = rate if isinstance(rate, (int, float)) else None
        initial = rate.get("config", {}).get("initial_learning_rate", 0.0) if isinstance(rate, dict) else rate
        super().__init__(initial or 0.0, config.get("name"), {})
        self._initial = float(self.learning_rate)

    @property
    def _keeps_schedule(self) -> bool:
        """Whether the file has a schedule, which stays until a learning rate is set."""
        return self._rate is None and self.schedule is None and float(self.learning_rate) == self._initial

    def rate(self, iterations: Callable[[], int]) -> Optional[float]:
        return None if self._keeps_schedule else super().rate(iterations)

    def serialize(self) -> dict[str, Any]:
        config = dict(self._configuration.get("config", {}))
        if not self._keeps_schedule:
            config["learning_rate"] = float(self.learning_rate)
        return {**self._configuration, "config": config}

    def get_config(self) -> dict[str, Any]:
        config: dict[str, Any] = self.serialize()["config"]
        return config


class OtherLoss(losses.Loss):
    """A loss of a file."""

    def __init__(self, configuration: Any):
        super().__init__()
        self._configuration = configuration
        self.name = configuration if isinstance(configuration, str) else configuration.get("config", {}).get("name")

    def serialize(self) -> Any:
        return self._configuration


def layer(class_name: str, config: dict[str, Any]) -> layers.Layer:
    """The layer of a file."""
    try:
        return layers.deserialize(class_name, config)
    except (InvalidArgumentError, TypeError):
        return layers.OtherLayer(class_name, config)


def optimizer(configuration: dict[str, Any]) -> optimizers.Optimizer:
    """The optimizer of a file."""
    try:
        return optimizers.get(configuration)
    except (InvalidArgumentError, TypeError):
        return OtherOptimizer(configuration)


def loss(configuration: Any) -> losses.Loss:
    """The loss of a file."""
    try:
        return losses.get(configuration)
    except (InvalidArgumentError, TypeError):
        return OtherLoss(configuration)
