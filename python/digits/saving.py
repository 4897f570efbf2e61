"""Keras's module of this name."""

from .models import load_model

__all__ = ["load_model"]
