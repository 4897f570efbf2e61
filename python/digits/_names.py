"""The error of a module for an unknown name: it lists the known ones."""

from __future__ import annotations

import difflib
import opcode
import sys
from collections.abc import Iterable
from typing import Any, Callable

_IMPORT_FROM = opcode.opmap["IMPORT_FROM"]


def missing(module: str, names: Iterable[str]) -> Callable[[str], Any]:
    """A module's ``__getattr__``: raises an error that lists the known names, the nearest first."""
    public = sorted(name for name in names if not name.startswith("_") and name != "annotations")

    def find(name: str) -> Any:
        # Python itself looks up names that do not exist either, and nobody reads the message.
        if name.startswith("__"):
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        from . import _old_modules

        old = _old_modules.find(module, name)
        if old is not None:
            return old
        near = difflib.get_close_matches(name, public, 3)
        hint = f"did you mean {', '.join(near)}? " if near else ""
        raise refuse(f"{module}.{name} is not supported; {hint}there are: {', '.join(public)}")

    return find


def refuse(message: str) -> Exception:
    """The error raised by a module's ``__getattr__``: in ``from module import name`` Python replaces the message of an ``AttributeError``,
    but not that of an ``ImportError``."""
    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_code.co_name in ("__getattr__", "find"):
        frame = frame.f_back
    imports = frame is not None and frame.f_code.co_code[frame.f_lasti] == _IMPORT_FROM
    return ImportError(message) if imports else AttributeError(message)
