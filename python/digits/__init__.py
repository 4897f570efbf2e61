"""Digits: neural networks for handwritten digits, with Keras's words and an engine written in Swift.

``import digits as keras`` runs scripts that were written for Keras, as long as they keep to a chain of layers.
What is here that Keras has not: :class:`DigitRecognizer` and :func:`read`, for pictures.
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
)
from .datasets import mnist
from .layers import Input
from .models import Sequential, load_model
from .reading import Alternative, DigitReading, LeftOutLine, LineReading, PageReading, Reader, SymbolReading, read, read_pages
from .recognizer import DigitRecognizer, Recognition, recognize

__version__ = "1.0.0"

__all__ = [
    "Alternative", "DigitReading", "DigitRecognizer", "DigitsError", "DivergedError", "FileError", "Input",
    "InvalidArgumentError", "InvalidHandleError", "LeftOutLine", "LineReading", "NothingFoundError", "PageReading", "Reader",
    "Recognition", "Sequential", "SymbolReading", "activations", "callbacks", "datasets", "initializers", "instruction_set",
    "layers", "load_model", "losses", "metrics", "mnist", "models", "optimizers", "read", "read_pages", "recognize", "saving", "thread_count",
    "utils",
]  # fmt: skip
