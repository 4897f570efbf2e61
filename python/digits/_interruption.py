"""Runs the engine's work: exceptions of a Python function called during it, or of a signal's handler, stop it first and are raised then."""

from __future__ import annotations

import signal
import threading
from typing import Any, Callable, Optional

from ._engine import Progress, ProgressCallback


class Interruption:
    """Calls a function with the engine's progress, and holds back exceptions until the engine has stopped.

    Python would run the handler of a signal, such as Ctrl-C, at the first instruction of the progress callback, where nothing could catch
    what it raises.
    """

    def __init__(self, report: Callable[[Progress], Any]):
        """``report`` is called with the progress; true stops the engine."""
        #: What the engine calls.
        self.callback = ProgressCallback(self._call)
        self._report = report
        self._exception: Optional[BaseException] = None
        # The handlers that were there before.
        self._handlers: dict[int, Callable[[int, Any], Any]] = {}

    def __enter__(self) -> Interruption:
        # Python runs handlers in the main thread only.
        if threading.current_thread() is threading.main_thread():
            try:
                self._take_signals()
            except BaseException:
                self._give_signals_back()
                raise
        return self

    def _take_signals(self) -> None:
        for number in signal.valid_signals():
            handler = signal.getsignal(number)
            if callable(handler):
                self._handlers[number] = handler
                signal.signal(number, self._handle)

    def _give_signals_back(self) -> None:
        for number, handler in self._handlers.items():
            # Something else may have been set meanwhile.
            if signal.getsignal(number) != self._handle:
                continue
            try:
                signal.signal(number, handler)
            except BaseException as error:
                # What a handler raised that is back already.
                self._exception = error
                signal.signal(number, handler)

    def _handle(self, number: int, frame: Any) -> None:
        try:
            self._handlers[number](number, frame)
        except BaseException as error:
            self._exception = error

    def __exit__(self, *_: Any) -> None:
        self._give_signals_back()

    def _call(self, progress: Any, _context: Any) -> int:
        """Exceptions must not propagate into C."""
        try:
            if self._exception is not None or self._report(progress.contents):
                return 1
            return 0 if self._exception is None else 1
        except BaseException as error:
            self._exception = error
            return 1

    def raise_pending(self) -> None:
        """Raises the exception that was held back."""
        if self._exception is not None:
            raise self._exception from None
