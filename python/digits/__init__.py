"""Digits: neural networks for handwritten digits, with Keras's words and an engine written in Swift.

``import digits as keras`` runs scripts that were written for Keras, as long as they keep to a chain of layers.
What is here that Keras has not: :func:`train`, for recipes with a run folder; :class:`DigitRecognizer` and :func:`read`, for pictures.
"""

from __future__ import annotations

from . import activations, callbacks, datasets, initializers, layers, losses, metrics, models, optimizers, saving, utils
from ._engine import (
    DigitsError,
    DivergedError,
    FileError,
    InvalidArgumentError,
    InvalidHandleError,
    NothingFoundError,
    instruction_set,
    thread_count,
    version,
)
from .datasets import mnist
from .layers import Input
from .models import Sequential, load_model
from .reading import DigitReading, LineReading, PageReading, read
from .recognizer import DigitRecognizer, Recognition, recognize
from .runs import TrainingResult, TrainingStopped, resume, train, training_settings

__version__ = version()

__all__ = [
    "DigitReading", "DigitRecognizer", "DigitsError", "DivergedError", "FileError", "Input", "InvalidArgumentError",
    "InvalidHandleError", "LineReading", "NothingFoundError", "PageReading", "Recognition", "Sequential", "TrainingResult",
    "TrainingStopped", "activations", "callbacks", "datasets", "initializers", "instruction_set", "layers", "load_model", "losses",
    "metrics", "mnist", "models", "optimizers", "read", "recognize", "resume", "saving", "thread_count", "train",
    "training_settings", "utils", "version",
]  # fmt: skip
