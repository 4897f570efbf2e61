"""Digits: neural networks for handwritten digits, with Keras's words and an engine written in Swift.

``import digits as keras`` runs scripts that were written for Keras, Sequential or functional. What is not there raises, and names what is.
What is here that Keras has not: :func:`train`, for recipes with a run folder; :class:`DigitRecognizer` and :func:`read`, for pictures.
"""

from __future__ import annotations

from . import (
    _old_modules,
    activations,
    augmentation,
    backend,
    callbacks,
    constraints,
    datasets,
    forms,
    functional,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    regularizers,
    saving,
    utils,
)  # fmt: skip
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
from ._names import missing
from ._other import UnsupportedWarning
from ._page_reading import Alternative, DigitReading, LeftOutLine, LineReading, PageReading, SymbolReading
from .datasets import mnist
from .functional import KerasTensor, Model
from .layers import Input
from .models import Sequential, load_model
from .reading import Reader, read, read_pages
from .recognizer import DigitRecognizer, Recognition, recognize
from .runs import TrainingResult, TrainingStopped, resume, train, training_settings

_old_modules.register()
__version__ = version()

__all__ = [
    "Alternative", "DigitReading", "DigitRecognizer", "DigitsError", "DivergedError", "FileError", "Input",
    "InvalidArgumentError", "InvalidHandleError", "KerasTensor", "LeftOutLine", "LineReading", "Model", "NothingFoundError",
    "PageReading", "Reader", "Recognition", "Sequential", "SymbolReading", "TrainingResult", "TrainingStopped",
    "UnsupportedWarning", "activations", "augmentation", "backend", "callbacks", "constraints", "datasets", "forms", "functional",
    "initializers", "instruction_set", "layers", "load_model", "losses", "metrics", "mnist", "models", "optimizers", "read",
    "read_pages", "recognize", "regularizers", "resume", "saving", "thread_count", "train", "training_settings", "utils",
    "version",
]  # fmt: skip
__getattr__ = missing(__name__, __all__)
