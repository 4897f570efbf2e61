"""Runs the engine's work: exceptions of a Python function called during it, and Ctrl-C, stop it first and are raised then."""

from __future__ import annotations

import signal
import threading
from typing import Any, Callable, Optional

from ._engine import Progress, ProgressCallback


class Interruption:
    """Calls a function with the engine's progress, and holds back exceptions until the engine has stopped.

    Python would run the handler of Ctrl-C at the first instruction of the progress callback, where nothing could catch what it raises.
    """

    def __init__(self, report: Callable[[Progress], Any]):
        """``report`` is called with the progress; true stops the engine."""
        #: What the engine calls.
        self.callback = ProgressCallback(self._call)
        self._report = report
        self._exception: Optional[BaseException] = None
        self._handler: Any = None

    def __enter__(self) -> Interruption:
        if threading.current_thread() is threading.main_thread():
            handler = signal.getsignal(signal.SIGINT)
            if callable(handler):
                self._handler = handler
                signal.signal(signal.SIGINT, self._handle)
        return self

    def _handle(self, number: int, frame: Any) -> None:
        try:
            self._handler(number, frame)
        except BaseException as error:
            self._exception = error

    def __exit__(self, *_: Any) -> None:
        if self._handler is not None:
            signal.signal(signal.SIGINT, self._handler)

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
