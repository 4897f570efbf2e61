"""Names in scripts of the years 2016 to 2020 that Keras has dropped since. Where it is harmless they work, with a
``FutureWarning`` that names what took their place; else they raise and name it."""

from __future__ import annotations

import functools
import warnings
from typing import Any, Callable

import numpy as np

from ._engine import InvalidArgumentError

# Keras 1's names of layers' settings.
_LAYER_SETTINGS = {
    "border_mode": "padding", "subsample": "strides", "init": "kernel_initializer", "output_dim": "units", "nb_filter": "filters",
    "W_regularizer": "kernel_regularizer", "b_regularizer": "bias_regularizer", "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint", "bias": "use_bias", "p": "rate", "dim_ordering": "data_format", "batch_input_dim": "batch_shape",
}  # fmt: skip
_ORDERINGS = {"tf": "channels_last", "th": "channels_first"}


def replaced(old: str, new: str, depth: int = 3) -> None:
    """Warns that a name is old. ``depth`` is that of the script's call, as in ``warnings.warn``."""
    warnings.warn(f"{old} was removed from Keras; use {new}", FutureWarning, stacklevel=depth)


def renamed(owner: str, gone: dict[str, str], **names: str) -> Callable[[Any], Any]:
    """A method that accepts old names of arguments too; those of ``gone`` raise an error that names the replacement."""

    def decorate(method: Any) -> Any:
        @functools.wraps(method)
        def call(*arguments: Any, **settings: Any) -> Any:
            for old in [name for name in settings if name in gone]:
                raise InvalidArgumentError(f"{owner}: {old} was removed from Keras; use {gone[old]}")
            for old in [name for name in settings if name in names]:
                replaced(f"{owner}: {old}", names[old])
                settings[names[old]] = settings.pop(old)
            return method(*arguments, **settings)

        return call

    return decorate


def layer_settings(owner: str, settings: dict[str, Any]) -> dict[str, Any]:
    """A layer's settings under today's names."""
    found = dict(settings)
    for old in [name for name in settings if name in _LAYER_SETTINGS]:
        new = _LAYER_SETTINGS[old]
        replaced(f"{owner}: {old}", new, 4)
        value = found.pop(old)
        found[new] = _ORDERINGS.get(value, value) if old == "dim_ordering" else value
    if "nb_row" in found and "nb_col" in found:
        replaced(f"{owner}: nb_row and nb_col", "kernel_size", 4)
        found["kernel_size"] = (found.pop("nb_row"), found.pop("nb_col"))
    return found


def convolution(kind: Callable[..., Any], name: str) -> Callable[..., Any]:
    """A convolution by its name of Keras 1, where three numbers were filters, rows and columns: today the third is the strides."""

    def make(*arguments: Any, **settings: Any) -> Any:
        if len(arguments) > 2 and not isinstance(arguments[1], (tuple, list)):
            filters, rows, columns = arguments[:3]
            raise InvalidArgumentError(
                f"{name}({filters}, {rows}, {columns}): Keras 1 took these for filters, rows and columns, today's Keras the last for the "
                f"strides; {kind.__name__}({filters}, ({rows}, {columns})) or strides={columns} says which")  # fmt: skip
        return kind(*arguments, **settings)

    make.__name__ = name
    return make


class OldMethods:
    """Methods of models that Keras has dropped."""

    # Those of the model.
    fit: Callable[..., Any]
    evaluate: Callable[..., Any]
    predict: Callable[..., np.ndarray]

    def predict_classes(self, x: Any, batch_size: Any = None, verbose: Any = 0) -> np.ndarray:
        """The most likely class of each sample."""
        replaced("predict_classes", "predict(x).argmax(axis=-1)")
        outputs = self.predict(x, batch_size=batch_size, verbose=verbose)
        found: np.ndarray = outputs.argmax(axis=-1) if outputs.shape[-1] > 1 else (outputs > 0.5).astype(np.int32)
        return found

    def predict_proba(self, x: Any, batch_size: Any = None, verbose: Any = 0) -> np.ndarray:
        """The same as ``predict``."""
        replaced("predict_proba", "predict")
        return self.predict(x, batch_size=batch_size, verbose=verbose)

    def fit_generator(self, generator: Any, steps_per_epoch: Any = None, epochs: int = 1, verbose: Any = 1, **others: Any) -> Any:
        """``fit`` of a generator."""
        replaced("fit_generator", "fit")
        return self.fit(generator, steps_per_epoch=steps_per_epoch, epochs=epochs, verbose=verbose, **_fetching(others))

    def evaluate_generator(self, generator: Any, steps: Any = None, callbacks: Any = None, **others: Any) -> Any:
        """``evaluate`` of a generator."""
        replaced("evaluate_generator", "evaluate")
        return self.evaluate(generator, steps=steps, callbacks=callbacks, **{"verbose": 0, **_fetching(others)})

    def predict_generator(self, generator: Any, steps: Any = None, callbacks: Any = None, **others: Any) -> np.ndarray:
        """``predict`` of a generator."""
        replaced("predict_generator", "predict")
        return self.predict(generator, steps=steps, callbacks=callbacks, **_fetching(others))

    def to_yaml(self, **_: Any) -> str:
        """Refused: Keras dropped YAML, since reading it could run code."""
        raise InvalidArgumentError("to_yaml was removed from Keras; use to_json")


def _fetching(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings without those for how Keras fetched batches, which have no effect here."""
    for name in ("samples_per_epoch", "nb_val_samples", "val_samples"):
        if name in settings:
            steps = "steps_per_epoch" if name == "samples_per_epoch" else "validation_steps or steps"
            raise InvalidArgumentError(f"{name} was removed from Keras; use {steps}, a number of batches,")
    fetching = ("max_queue_size", "workers", "use_multiprocessing", "max_q_size", "nb_worker", "pickle_safe")
    return {name: value for name, value in settings.items() if name not in fetching}
