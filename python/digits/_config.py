"""Shared by layers, optimizers and losses: settings that Keras has and this engine does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional, TypeVar

import numpy as np

from ._engine import InvalidArgumentError

# The largest numbers of C's types.
INT32_MAX, INT64_MAX, UINT64_MAX = 2**31 - 1, 2**63 - 1, 2**64 - 1

# Keras's settings that have no effect here as long as they have one of these values.
_NEUTRAL: dict[str, tuple[Any, ...]] = {
    "activity_regularizer": (None,), "bias_constraint": (None,), "bias_initializer": (None, "zeros"),
    "bias_regularizer": (None,), "data_format": (None, "channels_last"), "depthwise_constraint": (None,),
    "depthwise_initializer": (None, "glorot_uniform"), "depthwise_regularizer": (None,), "dilation_rate": (1, (1, 1), [1, 1]),
    "dtype": (None, "float32"), "groups": (1,), "kernel_constraint": (None,), "kernel_regularizer": (None,),
    "lora_alpha": (None,), "lora_rank": (None,), "quantization_config": (None,), "noise_shape": (None,),
    "pointwise_constraint": (None,), "pointwise_initializer": (None, "glorot_uniform"), "pointwise_regularizer": (None,),
    "trainable": (True,), "sparse": (False, None), "batch_size": (None,), "autocast": (True,), "ragged": (False, None),
    "optional": (False, None), "axis": (-1,), "amsgrad": (False,), "clipnorm": (None,), "weight_decay": (None, 0.0), "clipvalue": (None,),
    "global_clipnorm": (None,), "use_ema": (False,), "ema_momentum": (0.99,), "ema_overwrite_frequency": (None,),
    "loss_scale_factor": (None,), "gradient_accumulation_steps": (None,), "is_legacy_optimizer": (False,), "jit_compile": (True, False),
    "reduction": ("sum_over_batch_size", "auto"), "beta_initializer": (None, "zeros"), "gamma_initializer": (None, "ones"),
    "moving_mean_initializer": (None, "zeros"), "moving_variance_initializer": (None, "ones"), "beta_regularizer": (None,),
    "gamma_regularizer": (None,), "beta_constraint": (None,), "gamma_constraint": (None,), "renorm": (False,),
    "virtual_batch_size": (None,), "synchronized": (False,), "alpha_initializer": (None, "zeros"), "alpha_regularizer": (None,),
    "alpha_constraint": (None,), "ignore_class": (None,),
}  # fmt: skip

Kind = TypeVar("Kind")


class Configured:
    """An object that Keras's files describe by a class and its settings."""

    #: Keras's module.
    _module = ""

    def __init__(self, **settings: Any):
        self._settings = settings

    def get_config(self) -> dict[str, Any]:
        """The settings, as in Keras's files."""
        return dict(self._settings)

    def serialize(self) -> dict[str, Any]:
        """Class and settings, as in Keras's files."""
        return {"module": self._module, "class_name": type(self).__name__, "config": self.get_config(), "registered_name": None}


def named(
    what: str, identifier: Any, base: type[Kind], classes: Mapping[str, type[Kind]], names: Iterable[str], module: Optional[str] = None,
) -> Kind:  # fmt: skip
    """Implements Keras's functions named ``get``: returns the object for a name, a class, a function of the module, or a file's configuration."""
    if isinstance(identifier, base):
        return identifier
    if isinstance(identifier, type) and issubclass(identifier, base):
        return identifier()
    if isinstance(identifier, dict) and identifier.get("class_name") in classes:
        return classes[identifier["class_name"]](**identifier.get("config", {}))
    name = identifier
    if module is not None and callable(identifier) and getattr(identifier, "__module__", None) == module:
        name = identifier.__name__
    if isinstance(name, str) and name in classes:
        return classes[name]()
    raise InvalidArgumentError(f"{what}: one of {', '.join(names)} expected, got {identifier!r}")


def is_neutral(name: str, value: Any) -> bool:
    """Whether a setting makes no difference."""
    try:
        check_neutral("", {name: value})
    except InvalidArgumentError:
        return False
    return True


def check_names(owner: str, names: Iterable[str]) -> None:
    """Refuses names of settings that Keras does not have."""
    for name in names:
        if name not in _NEUTRAL:
            raise TypeError(f"{owner}: unexpected argument {name!r}")


def check_neutral(owner: str, settings: Mapping[str, Any]) -> None:
    """Refuses unsupported settings, and names that Keras does not have either."""
    check_names(owner, settings)
    for name, value in settings.items():
        plain = getattr(value, "name", value) if name == "dtype" else value
        if name.endswith("_initializer") and not isinstance(plain, (str, type(None))):
            plain = _initializer_name(plain)
        if name == "dtype" and isinstance(plain, dict):
            plain = plain.get("config", {}).get("name")
        if isinstance(plain, (int, float, str, tuple, list, type(None))) and any(
            plain == neutral and isinstance(plain, bool) == isinstance(neutral, bool) for neutral in _NEUTRAL[name]
        ):
            continue
        raise InvalidArgumentError(f"{owner}: {name}={value!r} is not supported, only {_NEUTRAL[name][-1]!r}")


def _initializer_name(value: Any) -> str:
    from . import initializers

    return initializers.get(value).keras_name


def snake_case(name: str) -> str:
    """Keras's automatic name for a class: Conv2D is conv2d, GlobalMaxPooling2D is global_max_pooling2d."""
    import re

    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def number(owner: str, name: str, value: Any) -> float:
    """A setting that must be a number."""
    try:
        if isinstance(value, bool):
            raise TypeError
        return float(value)
    except (TypeError, ValueError):
        raise InvalidArgumentError(f"{owner}: {name}: a number expected, got {value!r}") from None


def integer(owner: str, name: str, value: Any) -> int:
    """A setting that must be a whole number."""
    import operator

    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise InvalidArgumentError(f"{owner}: {name}: a whole number expected, got {value!r}") from None


def whole_number(owner: str, name: str, value: Any, smallest: int = 1, largest: int = INT64_MAX) -> int:
    """An argument that must be a whole number within limits. C would cut off what is too large for it."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < smallest:
        raise InvalidArgumentError(f"{owner}: {name}: a whole number of at least {smallest} expected, got {value!r}")
    if value > largest:
        raise InvalidArgumentError(f"{owner}: {name}: a whole number of at most {largest} expected, got {value!r}")
    return int(value)


def optional_whole_number(owner: str, name: str, value: Any, smallest: int = 1, largest: int = INT64_MAX) -> Optional[int]:
    """The same, or None."""
    return None if value is None else whole_number(owner, name, value, smallest, largest)


def pair(owner: str, name: str, value: Any) -> list[int]:
    """A setting that is one whole number for both axes, or one for each."""
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise InvalidArgumentError(f"{owner}: {name}: one or two whole numbers expected, got {value!r}")
        return [integer(owner, name, item) for item in value]
    return [integer(owner, name, value)] * 2


def integers(owner: str, name: str, value: Any) -> Any:
    """A setting of whole numbers in tuples or lists, or a single one; None stays."""
    if isinstance(value, (tuple, list)):
        found = [integers(owner, name, item) for item in value]
        return tuple(found) if isinstance(value, tuple) else found
    return None if value is None else integer(owner, name, value)


def padding_name(owner: str, padding: Any) -> str:
    """The name of a padding, as in Keras's files."""
    if isinstance(padding, str) and padding.lower() in ("valid", "same"):
        return padding.lower()
    raise InvalidArgumentError(f"{owner}: padding: 'valid' or 'same' expected, got {padding!r}")
