"""What a module says of a name that it does not have: which it has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, Callable


def missing(module: str, names: Iterable[str]) -> Callable[[str], Any]:
    """A module's ``__getattr__``: an error that names what is there, the nearest first."""
    public = sorted(name for name in names if not name.startswith("_") and name != "annotations")

    def refuse(name: str) -> Any:
        # What Python itself asks for is not there either, and nobody reads why.
        if name.startswith("__"):
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        near = difflib.get_close_matches(name, public, 3)
        hint = f"did you mean {', '.join(near)}? " if near else ""
        raise AttributeError(f"{module}.{name} is not supported; {hint}there are: {', '.join(public)}")

    return refuse
