"""Optimizers, with Keras's names, arguments and defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional, Union

from . import schedules
from ._config import check_names, is_neutral, number, snake_case
from ._engine import InvalidArgumentError
from ._names import missing
from ._old import replaced


class Optimizer:
    """How gradients update weights. ``learning_rate`` is a number or a schedule; later changes take effect from the next ``fit``."""

    def __init__(self, learning_rate: Any, name: Optional[str], others: dict[str, Any], **settings: Any):
        learning_rate = _of_keras_2(type(self).__name__, learning_rate, others)
        self._settings = settings
        self._has_changed = False
        # Settings that the engine may not support; it is asked when a model is compiled.
        check_names(type(self).__name__, others)
        self._extra = {key: value for key, value in others.items() if not is_neutral(key, value)}
        self.name = name or snake_case(type(self).__name__)
        self.learning_rate = learning_rate

    def __getattr__(self, name: str) -> Any:
        settings = self.__dict__.get("_settings", {})
        if name in settings:
            return settings[name]
        raise AttributeError(f"{type(self).__name__}.{name} does not exist; there are: learning_rate, name, {', '.join(settings)}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.__dict__.get("_settings", {}):
            old = self._settings[name]
            is_flag = isinstance(old, bool)
            self._settings[name] = bool(value) if is_flag else None if value is None else number(type(self).__name__, name, value)
            self._has_changed = True
        elif name.startswith("_") or name in ("name", "learning_rate", "lr", "schedule"):
            object.__setattr__(self, name, value)
        else:
            raise AttributeError(
                f"{type(self).__name__}.{name} cannot be set; there are: learning_rate, name, {', '.join(self._settings)}")  # fmt: skip

    def check_kept(self, kept: dict[str, Any]) -> None:
        """Compares the engine's settings with the requested ones."""
        for name, value in self._extra.items():
            if kept.get(name) != value:
                raise InvalidArgumentError(f"{type(self).__name__}: {name}={value!r} is not supported by the engine")

    @property
    def learning_rate(self) -> LearningRate:
        """The learning rate."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.schedule: Optional[schedules.LearningRateSchedule] = None
        if isinstance(value, dict):
            value = schedules.from_config(value)
        if isinstance(value, schedules.LearningRateSchedule):
            self.schedule, value = value, value(0)
        rate = number(type(self).__name__, "learning_rate", value)
        if not 0 <= rate < float("inf"):
            raise InvalidArgumentError(f"learning_rate: a finite number of at least 0 expected, got {value!r}")
        self._learning_rate = LearningRate(rate)
        self._learning_rate.owner = self

    lr = learning_rate

    def rate(self, iterations: Callable[[], int]) -> Optional[float]:
        """The learning rate of the next step, after this many; None if the engine follows the schedule of a file itself."""
        return float(self.learning_rate) if self.schedule is None else float(self.schedule(iterations()))

    def get_config(self) -> dict[str, Any]:
        """The settings, as in Keras's files."""
        return {"name": self.name, "learning_rate": float(self.learning_rate), **self._settings, **self._extra}

    def serialize(self) -> dict[str, Any]:
        """Class and settings, as in Keras's files."""
        return {"class_name": type(self).__name__, "config": self.get_config()}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} learning_rate={float(self.learning_rate):g}>"


def _of_keras_2(owner: str, rate: Any, settings: dict[str, Any]) -> Any:
    """The learning rate of Keras 2's settings, which are removed: ``lr``, and ``decay``, by which it decreases from step to step."""
    if "lr" in settings:
        replaced(f"{owner}: lr", "learning_rate", 5)
        rate = settings.pop("lr")
    decay = number(owner, "decay", settings.pop("decay", None) or 0.0)
    # Nadam's formula has included the standard schedule since then.
    if owner == "Nadam" and settings.get("schedule_decay") == 0.004:
        del settings["schedule_decay"]
    if decay == 0:
        return rate
    replaced(f"{owner}: decay", "optimizers.schedules.InverseTimeDecay", 5)
    return schedules.InverseTimeDecay(rate, 1, decay)


def _epsilon(owner: str, value: Any) -> float:
    """A setting that is None in Keras 2 for its default number."""
    return 1e-7 if value is None else number(owner, "epsilon", value)


class LearningRate(float):
    """A number that also supports Keras's ways of reading and changing a variable."""

    owner: Optional[Optimizer] = None

    def numpy(self) -> float:
        """The number."""
        return float(self)

    def assign(self, value: float) -> None:
        """Changes the optimizer's learning rate."""
        if self.owner is not None:
            self.owner.learning_rate = value


class SGD(Optimizer):
    """Stochastic gradient descent, optionally with momentum and Nesterov's correction."""

    def __init__(
        self, learning_rate: float = 0.01, momentum: float = 0.0, nesterov: bool = False, *, name: Optional[str] = None,
        **others: Any,
    ):  # fmt: skip
        super().__init__(
            learning_rate, name, others, momentum=number("SGD", "momentum", momentum), nesterov=bool(nesterov))  # fmt: skip


class RMSprop(Optimizer):
    """Gradients divided by the root of a moving average of their squares."""

    def __init__(
        self, learning_rate: float = 0.001, rho: float = 0.9, momentum: float = 0.0, epsilon: float = 1e-7,
        centered: bool = False, *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(
            learning_rate, name, others, rho=number("RMSprop", "rho", rho), momentum=number("RMSprop", "momentum", momentum),
            epsilon=_epsilon("RMSprop", epsilon), centered=bool(centered))  # fmt: skip


class Adam(Optimizer):
    """Kingma and Ba's Adam; with ``weight_decay`` it is AdamW."""

    def __init__(
        self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7, *,
        weight_decay: Optional[float] = None, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        owner = type(self).__name__
        super().__init__(
            learning_rate, name, others, beta_1=number(owner, "beta_1", beta_1), beta_2=number(owner, "beta_2", beta_2),
            epsilon=_epsilon(owner, epsilon),
            weight_decay=None if weight_decay is None else number(owner, "weight_decay", weight_decay))  # fmt: skip


class AdamW(Adam):
    """Adam with decoupled weight decay."""

    def __init__(
        self, learning_rate: float = 0.001, weight_decay: float = 0.004, beta_1: float = 0.9, beta_2: float = 0.999,
        epsilon: float = 1e-7, *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay=weight_decay, name=name, **others)


class Adadelta(Optimizer):
    """Zeiler's Adadelta, if the engine has it."""

    def __init__(
        self, learning_rate: float = 0.001, rho: float = 0.95, epsilon: float = 1e-7, *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(
            learning_rate, name, others, rho=number("Adadelta", "rho", rho), epsilon=_epsilon("Adadelta", epsilon))  # fmt: skip


class Adagrad(Optimizer):
    """Duchi, Hazan and Singer's Adagrad, if the engine has it."""

    def __init__(
        self, learning_rate: float = 0.001, initial_accumulator_value: float = 0.1, epsilon: float = 1e-7, *,
        name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        value = number("Adagrad", "initial_accumulator_value", initial_accumulator_value)
        super().__init__(
            learning_rate, name, others, initial_accumulator_value=value, epsilon=_epsilon("Adagrad", epsilon))  # fmt: skip


class Adamax(Adam):
    """Adam with the largest gradient instead of the mean square, if the engine has it."""


class Nadam(Adam):
    """Adam with Nesterov's momentum, if the engine has it."""


class Lion(Optimizer):
    """Chen et al.'s Lion, if the engine has it."""

    def __init__(
        self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.99, *, name: Optional[str] = None, **others: Any,
    ):  # fmt: skip
        super().__init__(
            learning_rate, name, others, beta_1=number("Lion", "beta_1", beta_1), beta_2=number("Lion", "beta_2", beta_2))  # fmt: skip


_CLASSES: tuple[type[Any], ...] = (SGD, RMSprop, Adam, AdamW, Adadelta, Adagrad, Adamax, Nadam, Lion)
_BY_NAME = {cls.__name__.lower(): cls for cls in _CLASSES}
# Keras 2's second names of the classes.
globals().update(_BY_NAME)


def get(identifier: Union[str, Optimizer, type[Any], dict[str, Any]]) -> Optimizer:
    """The optimizer of a name, a class, or the configuration of a file."""
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, type) and identifier in _CLASSES:
        made: Optimizer = identifier()
        return made
    if isinstance(identifier, str) and identifier.lower() in _BY_NAME:
        named: Optimizer = _BY_NAME[identifier.lower()]()
        return named
    if isinstance(identifier, dict):
        name = str(identifier.get("class_name")).split(">")[-1].lower()
        if name in _BY_NAME:
            configured: Optimizer = _BY_NAME[name](**identifier.get("config", {}))
            return configured
    raise InvalidArgumentError(f"optimizer: one of {', '.join(_BY_NAME)} expected, got {identifier!r}")


deserialize = get


def serialize(optimizer: Optimizer) -> dict[str, Any]:
    """Class and settings, as in Keras's files."""
    return optimizer.serialize()


__getattr__ = missing(__name__, ["Optimizer", "get", "deserialize", "serialize", "schedules", *(cls.__name__ for cls in _CLASSES)])
