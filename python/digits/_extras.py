"""Settings of layers that the engine may not know, and settings that are changed after a layer is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import constraints, initializers, regularizers
from ._config import check_neutral, is_neutral
from ._engine import InvalidArgumentError

if TYPE_CHECKING:
    from .layers import Layer

# Not part of the computation: these cannot be changed.
_FIXED = ("requested_input_shape",)


def taken(owner: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings that go to the engine, as in Keras's files; those without effect are dropped, and unknown ones refused."""
    extra: dict[str, Any] = {}
    for name, value in settings.items():
        if name.endswith("_regularizer") and value is not None:
            found = regularizers.get(value)
            extra[name] = found and found.serialize()
        elif name.endswith("_constraint") and value is not None:
            limit = constraints.get(value)
            extra[name] = limit and limit.serialize()
        elif name.endswith("_initializer") and value is not None and not is_neutral(name, value):
            extra[name] = initializers.get(value).serialize()
        else:
            check_neutral(owner, {name: value})
            continue
        # A name that Keras does not have either is refused nevertheless.
        check_neutral(owner, {name: None})
    return extra


def check_kept(layer: Layer, config: dict[str, Any]) -> None:
    """Compares a layer's settings with those that the engine has."""
    wanted = dict(layer._extra)
    if not layer.trainable:
        wanted["trainable"] = False
    for name, value in wanted.items():
        kept = config.get(name)
        is_kept = kept == value if not isinstance(value, dict) else (kept or {}).get("class_name") == value["class_name"]
        if not is_kept:
            text = value["class_name"] if isinstance(value, dict) else repr(value)
            raise InvalidArgumentError(f"layer {layer.name or layer.class_name}: {name}={text} is not supported by the engine")


def change(layer: Layer, name: str, value: Any) -> None:
    """Changes a setting of an existing layer, and in its model too."""
    settable = [key for key in vars(layer) if not key.startswith("_") and key not in _FIXED]
    if name not in settable and name not in layer.get_config():
        raise AttributeError(f"{layer.class_name}.{name} cannot be set; there are: {', '.join(settable)}")
    if name == "name" and layer._model is not None and any(other.name == value for other in layer._model.layers if other is not layer):
        raise InvalidArgumentError(f"layer {layer.name}: a unique name expected, got {value!r}")
    before = dict(vars(layer))
    made = type(layer).from_config({**layer.get_config(), name: value})
    for key in (*settable, "_extra"):
        vars(layer)[key] = vars(made)[key]
    model = layer._model
    if model is None or not model.built:
        return
    try:
        model._reload_layer(layer)
    except BaseException:
        vars(layer).clear()
        vars(layer).update(before)
        raise
