"""Data sets that come with the package."""

from .._names import missing
from . import fashion_mnist, mnist

__all__ = ["fashion_mnist", "mnist"]
__getattr__ = missing(__name__, __all__)
