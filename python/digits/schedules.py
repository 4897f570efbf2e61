"""Learning rates as functions of the step, like ``keras.optimizers.schedules``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Optional

from ._config import integer, number
from ._engine import InvalidArgumentError
from ._names import missing


class LearningRateSchedule:
    """The learning rate of each step: ``schedule(step)``, counted from 0."""

    def __call__(self, step: int) -> float:
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """The settings, as in Keras's files."""
        return {name.lstrip("_"): value for name, value in vars(self).items()}


class ExponentialDecay(LearningRateSchedule):
    """The rate times ``decay_rate`` after each ``decay_steps`` steps, smoothly or at once (``staircase``)."""

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False,
        name: Optional[str] = "ExponentialDecay",
    ):  # fmt: skip
        self.initial_learning_rate = number("ExponentialDecay", "initial_learning_rate", initial_learning_rate)
        self.decay_steps = _steps("ExponentialDecay", decay_steps)
        self.decay_rate, self.staircase, self.name = number("ExponentialDecay", "decay_rate", decay_rate), bool(staircase), name

    def __call__(self, step: int) -> float:
        power = step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate ** (math.floor(power) if self.staircase else power)


class InverseTimeDecay(LearningRateSchedule):
    """The rate divided by 1 + ``decay_rate`` * step / ``decay_steps``."""

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False,
        name: Optional[str] = "InverseTimeDecay",
    ):  # fmt: skip
        self.initial_learning_rate = number("InverseTimeDecay", "initial_learning_rate", initial_learning_rate)
        self.decay_steps = _steps("InverseTimeDecay", decay_steps)
        self.decay_rate, self.staircase, self.name = number("InverseTimeDecay", "decay_rate", decay_rate), bool(staircase), name

    def __call__(self, step: int) -> float:
        part = step / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * (math.floor(part) if self.staircase else part))


class PiecewiseConstantDecay(LearningRateSchedule):
    """``values[i]`` up to and including the step ``boundaries[i]``."""

    def __init__(self, boundaries: Sequence[int], values: Sequence[float], name: Optional[str] = "PiecewiseConstant"):
        if len(boundaries) != len(values) - 1:
            raise InvalidArgumentError(f"PiecewiseConstantDecay: {len(values) - 1} boundaries expected, got {len(boundaries)}")
        self.boundaries, self.values, self.name = list(boundaries), [number("values", "values", value) for value in values], name

    def __call__(self, step: int) -> float:
        return self.values[sum(step > boundary for boundary in self.boundaries)]


class PolynomialDecay(LearningRateSchedule):
    """From one rate to another in ``decay_steps`` steps, by a power of the remaining fraction."""

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, end_learning_rate: float = 0.0001, power: float = 1.0,
        cycle: bool = False, name: Optional[str] = "PolynomialDecay",
    ):  # fmt: skip
        self.initial_learning_rate = number("PolynomialDecay", "initial_learning_rate", initial_learning_rate)
        self.decay_steps = _steps("PolynomialDecay", decay_steps)
        self.end_learning_rate = number("PolynomialDecay", "end_learning_rate", end_learning_rate)
        self.power, self.cycle, self.name = number("PolynomialDecay", "power", power), bool(cycle), name

    def __call__(self, step: int) -> float:
        steps = float(self.decay_steps)
        if self.cycle:
            steps *= max(1, math.ceil(step / steps))
        left = 1 - min(step, steps) / steps
        return float((self.initial_learning_rate - self.end_learning_rate) * left**self.power + self.end_learning_rate)


class CosineDecay(LearningRateSchedule):
    """Along half a cosine wave to ``alpha`` times the rate, optionally after a linear warm-up."""

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, alpha: float = 0.0, name: Optional[str] = "CosineDecay",
        warmup_target: Optional[float] = None, warmup_steps: int = 0,
    ):  # fmt: skip
        self.initial_learning_rate = number("CosineDecay", "initial_learning_rate", initial_learning_rate)
        self.decay_steps, self.alpha, self.name = _steps("CosineDecay", decay_steps), number("CosineDecay", "alpha", alpha), name
        self.warmup_target = None if warmup_target is None else number("CosineDecay", "warmup_target", warmup_target)
        self.warmup_steps = integer("CosineDecay", "warmup_steps", warmup_steps)

    def __call__(self, step: int) -> float:
        start = self.initial_learning_rate
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return start + (self.warmup_target - start) * step / self.warmup_steps
            start, step = self.warmup_target, step - self.warmup_steps
        part = min(step, self.decay_steps) / self.decay_steps
        return start * ((1 - self.alpha) * 0.5 * (1 + math.cos(math.pi * part)) + self.alpha)


class CosineDecayRestarts(LearningRateSchedule):
    """Half cosine waves, each ``t_mul`` times as long as the one before and beginning ``m_mul`` times as high."""

    def __init__(
        self, initial_learning_rate: float, first_decay_steps: int, t_mul: float = 2.0, m_mul: float = 1.0, alpha: float = 0.0,
        name: Optional[str] = "SGDRDecay",
    ):  # fmt: skip
        self.initial_learning_rate = number("CosineDecayRestarts", "initial_learning_rate", initial_learning_rate)
        self.first_decay_steps, self.name = _steps("CosineDecayRestarts", first_decay_steps), name
        self._t_mul, self._m_mul = number("CosineDecayRestarts", "t_mul", t_mul), number("CosineDecayRestarts", "m_mul", m_mul)
        self.alpha = number("CosineDecayRestarts", "alpha", alpha)

    def __call__(self, step: int) -> float:
        part = step / self.first_decay_steps
        restart = 0
        if self._t_mul == 1:
            restart = math.floor(part)
            part -= restart
        else:
            restart = math.floor(math.log(1 - part * (1 - self._t_mul)) / math.log(self._t_mul))
            part = (part - (1 - self._t_mul**restart) / (1 - self._t_mul)) / self._t_mul**restart
        height = self._m_mul**restart
        return self.initial_learning_rate * ((1 - self.alpha) * 0.5 * height * (1 + math.cos(math.pi * part)) + self.alpha)


def from_config(config: dict[str, Any]) -> LearningRateSchedule:
    """The schedule of a file."""
    kind = globals().get(str(config.get("class_name")).split(">")[-1])
    if not isinstance(kind, type) or not issubclass(kind, LearningRateSchedule):
        raise InvalidArgumentError(f"learning_rate: a schedule expected, got {config.get('class_name')!r}")
    return kind(**config.get("config", {}))


def _steps(owner: str, value: Any) -> int:
    steps = integer(owner, "decay_steps", value)
    if steps < 1:
        raise InvalidArgumentError(f"{owner}: a number of steps of at least 1 expected, got {value!r}")
    return steps


__getattr__ = missing(__name__, [name for name in list(globals()) if name.endswith(("Decay", "Schedule", "Restarts"))])
