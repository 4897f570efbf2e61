"""Reading many pictures in the workers of a cluster: each in a process that may crash or hang, and within a time.

:mod:`digits.spark` and :mod:`digits.ray` are made of this; it needs neither.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Optional

from ._engine import FileError, version
from ._reading_process import LENGTH

#: The columns of :func:`rows`.
COLUMNS = ("path", "line", "text", "confidence", "x", "y", "width", "height", "error")


def check_version(driver: str) -> None:
    """Raises if a worker has another version than the driver, so that results of different versions are not mixed."""
    if driver != version():
        raise RuntimeError(f"digits {driver} on the driver, but {version()} on this worker; install the same version on all machines")


class PictureReader:
    """Reads pictures in a separate process, which is restarted when a picture has crashed it or took too long."""

    def __init__(self, model: Optional[str] = None, threads: int = 1, seconds: float = 60.0):
        """``model`` is a Keras file, or None for the bundled one; ``seconds`` is the time limit for one picture."""
        self._model, self._threads, self._seconds = model, threads, seconds
        self._process: Optional[subprocess.Popen[bytes]] = None

    def read(self, name: str, contents: bytes) -> dict[str, Any]:
        """The reading of an image file: ``width``, ``height`` and ``lines``, or ``error``. Never raises because of the file."""
        if self._process is None:
            self._start()
        process, deadline = self._process, time.monotonic() + self._seconds
        assert process is not None
        try:
            for message in (name.encode("utf-8", "replace"), contents):
                self._give(LENGTH.pack(len(message)), deadline)
                self._give(message, deadline)
            answer = self._receive(deadline)
        except BrokenPipeError:
            answer = None
        except TimeoutError:
            self.close()
            return {"error": f"{name}: not read within {self._seconds:g} s"}
        if answer is None:
            status = process.wait()
            self.close()
            return {"error": f"{name}: the reading process ended with status {status}"}
        found: dict[str, Any] = json.loads(answer)
        return found

    def close(self) -> None:
        """Ends the process; it is restarted when it is needed."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except BrokenPipeError:
                        pass

    def __del__(self) -> None:
        self.close()

    def _start(self) -> None:
        environment = dict(os.environ, DIGITS_THREADS=str(self._threads), PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
        command = [sys.executable, "-m", "digits._reading_process"] + ([self._model] if self._model else [])
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)
        try:
            answer = self._receive(time.monotonic() + 60)
        except TimeoutError:
            answer = None
        problem = "it did not start" if answer is None else json.loads(answer).get("error")
        if problem:
            self.close()
            raise FileError(f"the reading process: {problem}")

    def _give(self, message: bytes, deadline: float) -> None:
        assert self._process is not None and self._process.stdin is not None
        stream, rest = self._process.stdin.fileno(), memoryview(message)
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_WRITE)
            while rest:
                if not selector.select(max(0, deadline - time.monotonic())):
                    raise TimeoutError
                rest = rest[os.write(stream, rest) :]

    def _receive(self, deadline: float) -> Optional[bytes]:
        """The next answer, or None if the process has ended."""
        head = self._take(LENGTH.size, deadline)
        return None if head is None else self._take(LENGTH.unpack(head)[0], deadline)

    def _take(self, size: int, deadline: float) -> Optional[bytes]:
        assert self._process is not None and self._process.stdout is not None
        stream, parts = self._process.stdout.fileno(), bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while len(parts) < size:
                if not selector.select(max(0, deadline - time.monotonic())):
                    raise TimeoutError
                part = os.read(stream, size - len(parts))
                if not part:
                    return None
                parts += part
        return bytes(parts)


_readers: dict[tuple[Any, ...], PictureReader] = {}


def shared_reader(model: Optional[str], threads: int, seconds: float) -> PictureReader:
    """The reader of this process: the model is loaded once, however many tasks there are."""
    key = (os.getpid(), model, threads, seconds)
    if key not in _readers:
        _readers[key] = PictureReader(model, threads, seconds)
    return _readers[key]


def rows(path: str, found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of one picture, with the values of :data:`COLUMNS`: one for each line of digits; one with ``error`` for a picture that cannot
    be read; one with nothing but the path for a picture without digits."""
    if found.get("error"):
        yield (path, None, None, None, None, None, None, None, found["error"])
        return
    for number, line in enumerate(found["lines"], 1):
        box = line["box"]
        yield (path, number, line["text"], line["confidence"], box["x"], box["y"], box["width"], box["height"], None)
    if not found["lines"]:
        yield (path, None, None, None, None, None, None, None, None)


def record_batch(found: list[tuple[Any, ...]]) -> Any:
    """Rows as an Arrow record batch, whose columns always have the same types, so that all parts of a table fit together."""
    import pyarrow as pa

    text, number = pa.string(), pa.int32()
    types = [text, number, text, pa.float64(), number, number, number, number, text]
    columns = list(zip(*found)) or [()] * len(COLUMNS)
    return pa.RecordBatch.from_arrays([pa.array(column, kind) for column, kind in zip(columns, types)], names=list(COLUMNS))
