"""Keras's module of this name."""

from ._names import missing
from .models import load_model, save_model

__all__ = ["load_model", "save_model"]
__getattr__ = missing(__name__, __all__)
