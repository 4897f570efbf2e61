"""The progress of fit and evaluate: a bar in terminals and notebooks, plain lines elsewhere."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Mapping
from typing import Any, Optional, TextIO

_WIDTH = 20
Logs = Mapping[str, float]


def level(verbose: Any) -> int:
    """0, 1 or 2 of Keras's ``verbose``."""
    if verbose == "auto":
        return 1
    if verbose in (0, 1, 2):
        return int(verbose)
    raise ValueError(f"verbose: 'auto', 0, 1 or 2 expected, got {verbose!r}")


def figures(logs: Logs) -> str:
    """`` - accuracy: 0.9480 - loss: 0.1749``."""
    return "".join(f" - {name}: {_number(value)}" for name, value in logs.items())


def _number(value: float) -> str:
    return f"{value:.4f}" if value == 0 or math.isnan(value) or abs(value) > 1e-3 else f"{value:.4e}"


def _time(seconds: float) -> str:
    if seconds >= 60:
        return f"{int(seconds) // 60}m{int(seconds) % 60:02d}s"
    return f"{seconds:.0f}s" if seconds >= 10 else f"{seconds:.1f}s"


def _per_step(seconds: float, steps: int) -> str:
    each = seconds / max(steps, 1)
    return f"{each:.0f}s/step" if each >= 1 else f"{1e3 * each:.1f}ms/step" if each >= 1e-3 else f"{1e6 * each:.0f}us/step"


class Bar:
    """A progress bar for some epochs, or for one evaluation (``epochs`` is None)."""

    # Seconds between two drawings.
    interval = 0.1

    def __init__(self, epochs: Optional[int]):
        self._epochs = epochs
        self._out = _output()

    def begin_epoch(self, epoch: int) -> None:
        """``epoch`` is counted from 1."""
        if self._epochs is not None:
            self._out.line(f"Epoch {epoch}/{self._epochs}")

    def update(self, step: int, steps: int, seconds: float, logs: Logs) -> None:
        """Redraws the bar, if that is possible."""
        rest = seconds / max(step, 1) * (steps - step)
        self._out.draw(f"{self._bar(step, steps)} {_time(rest)} {_per_step(seconds, step)}{figures(logs)}")

    def end_epoch(self, steps: int, seconds: float, logs: Logs) -> None:
        """Leaves the bar as it is at the end."""
        self._out.line(f"{self._bar(steps, steps)} {_time(seconds)} {_per_step(seconds, steps)}{figures(logs)}")

    def _bar(self, step: int, steps: int) -> str:
        done = _WIDTH * step // max(steps, 1)
        width = len(str(steps))
        return f"{step:>{width}}/{steps} " + "━" * done + ("╸" if 0 < done < _WIDTH else "") + "─" * (_WIDTH - done - (0 < done < _WIDTH))


class Lines:
    """``verbose=2``: one line for each epoch."""

    interval = -1.0

    def __init__(self, epochs: Optional[int]):
        self._epochs = epochs

    def begin_epoch(self, epoch: int) -> None:
        if self._epochs is not None:
            print(f"Epoch {epoch}/{self._epochs}", flush=True)

    def update(self, step: int, steps: int, seconds: float, logs: Logs) -> None:
        pass

    def end_epoch(self, steps: int, seconds: float, logs: Logs) -> None:
        print(f"{steps}/{steps} - {_time(seconds)} - {_per_step(seconds, steps)}{figures(logs)}", flush=True)


class Silence(Lines):
    """``verbose=0``."""

    def begin_epoch(self, epoch: int) -> None:
        pass

    def end_epoch(self, steps: int, seconds: float, logs: Logs) -> None:
        pass


def display(verbose: int, epochs: Optional[int]) -> Any:
    """The progress display for Keras's ``verbose`` 0, 1 or 2."""
    kinds: tuple[Any, ...] = (Silence, Bar, Lines)
    return kinds[verbose](epochs)


def _output() -> Any:
    """Where a bar is drawn."""
    if _is_notebook():
        return _Notebook()
    if getattr(sys.stdout, "isatty", lambda: False)():
        return _Terminal(sys.stdout)
    return _Plain(sys.stdout)


def _is_notebook() -> bool:
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive is not None else None
    return shell is not None and type(shell).__name__ in ("ZMQInteractiveShell", "Shell")


class _Plain:
    """A file or a pipe: a line cannot be redrawn."""

    def __init__(self, stream: TextIO):
        self._stream = stream

    def draw(self, text: str) -> None:
        pass

    def line(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


class _Terminal(_Plain):
    def draw(self, text: str) -> None:
        self._stream.write(f"\r{text}\x1b[K")
        self._stream.flush()

    def line(self, text: str) -> None:
        self._stream.write(f"\r{text}\x1b[K\n")
        self._stream.flush()


class _Notebook:
    """One output that is replaced, so that a saved notebook has only its last state."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._handle: Any = None
        self._drawn = 0.0

    def draw(self, text: str) -> None:
        now = time.monotonic()
        if now - self._drawn >= Bar.interval:
            self._drawn = now
            self._show([*self._lines, text])

    def line(self, text: str) -> None:
        self._lines.append(text)
        self._show(self._lines)

    def _show(self, lines: list[str]) -> None:
        from IPython.display import display as show  # type: ignore[import-not-found,unused-ignore]

        content = {"text/plain": "\n".join(lines)}
        if self._handle is None:
            self._handle = show(content, raw=True, display_id=True)  # type: ignore[no-untyped-call,unused-ignore]
        else:
            self._handle.update(content, raw=True)
