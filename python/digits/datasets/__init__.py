"""Data sets that come with the package."""

from . import mnist

__all__ = ["mnist"]
