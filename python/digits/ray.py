"""Reading and training with Ray: ``read`` for a dataset of files, ``reading_app`` for Ray Serve, ``train`` for Ray Tune.

Every node needs this package, in the same version as the driver.
"""

from __future__ import annotations

import asyncio
import csv
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any, Optional

import ray

from . import __version__
from .workers import PictureReader, check_version, record_batch, rows


def _processors() -> int:
    """The processors that Ray gives to this task or actor."""
    given = ray.get_runtime_context().get_assigned_resources().get("CPU", 1)
    return max(1, int(given))


def read(pictures: Any, model: Optional[str] = None, *, seconds: float = 60.0, **options: Any) -> Any:
    """A dataset with a row for each line of digits in the pictures, as :func:`digits.workers.rows` makes them.

    ``pictures`` has the columns ``path`` and ``bytes``, as ``ray.data.read_binary_files(folder, include_paths=True)`` makes them. A picture
    that cannot be read, or not within ``seconds``, is one row with ``error``. ``model`` is a Keras file that every node can open, or None for
    the one that ships. ``options`` are those of ``Dataset.map_batches``, such as ``concurrency`` and ``num_cpus``.
    """
    arguments = {"model": model, "seconds": seconds, "version": __version__}
    return pictures.map_batches(ReadPictures, **{"batch_size": 16, "fn_constructor_kwargs": arguments, **options})


class ReadPictures:
    """The actor of :func:`read`, which keeps the model from batch to batch."""

    def __init__(self, model: Optional[str] = None, seconds: float = 60.0, version: str = __version__):
        """``version`` is the driver's."""
        check_version(version)
        self._reader = PictureReader(model, _processors(), seconds)

    def __call__(self, batch: dict[str, Any]) -> Any:
        """The rows of a batch, as Arrow's table."""
        import pyarrow as pa

        found: list[tuple[Any, ...]] = []
        for path, contents in zip(batch["path"], batch["bytes"]):
            found.extend(rows(str(path), self._reader.read(str(path), bytes(contents))))
        return pa.Table.from_batches([record_batch(found)])


def reading_app(model: Optional[str] = None, seconds: float = 60.0, **options: Any) -> Any:
    """An application for Ray Serve that answers a POST of a picture with what is in it, as JSON: ``serve.run(reading_app(num_replicas=2))``.

    ``options`` are those of ``serve.deployment``. A picture that cannot be read is answered with status 422 and ``{"error": …}``.
    """
    from ray import serve
    from starlette.requests import Request
    from starlette.responses import JSONResponse

    version = __version__

    class Reading:
        def __init__(self) -> None:
            check_version(version)
            self._reader = PictureReader(model, _processors(), seconds)
            self._turn = asyncio.Lock()

        async def __call__(self, request: Request) -> JSONResponse:
            contents = await request.body()
            async with self._turn:
                found = await asyncio.to_thread(self._reader.read, "picture", contents)
            return JSONResponse(found, status_code=422 if "error" in found else 200)

    return serve.deployment(**{"name": "digits", **options})(Reading).bind()


def train(config: dict[str, Any]) -> None:
    """A trainable for Ray Tune: ``tune.Tuner(tune.with_resources(digits.ray.train, {"cpu": 2}), param_space={"learning_rate": …})``.

    The entries of ``config`` are options of ``digits train``, with underscores. Each epoch's row of ``results.csv`` is reported, and the run
    folder is the checkpoint of the last one.
    """
    from ray import tune

    folder = pathlib.Path(tune.get_context().get_trial_dir() or ".") / "run"
    words = [word for name, value in config.items() for word in _option(name, value)]
    command = [_command(), "train", "--quiet", "--output", str(folder), "--threads", str(_processors()), *words]
    # Not a pipe, which would stop the training when it is full.
    messages = tempfile.TemporaryFile("w+")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=messages)
    try:
        reported = 0
        while True:
            ended = process.poll() is not None
            epochs = list(_results(folder / "results.csv"))
            # The last epoch comes with the folder, when it is whole.
            for epoch in epochs[reported : len(epochs) - 1]:
                tune.report(epoch)
                reported += 1
            if ended:
                break
            time.sleep(0.2)
        if process.returncode != 0:
            messages.seek(0)
            raise RuntimeError(f"digits train ended with status {process.returncode}: {messages.read().strip()}")
        tune.report(epochs[-1], checkpoint=tune.Checkpoint.from_directory(folder))
    finally:
        process.kill()
        process.wait()
        messages.close()


def _option(name: str, value: Any) -> Iterator[str]:
    option = "--" + name.replace("_", "-")
    if value is True:
        yield option
    elif value is not None and value is not False:
        yield from (option, str(value))


def _results(path: pathlib.Path) -> Iterator[dict[str, float]]:
    """The complete rows of ``results.csv``, which is written while it is read."""
    if path.exists():
        lines = path.read_text().split("\n")[:-1]
        for row in csv.DictReader(lines):
            yield {name.strip(): float(value) for name, value in row.items() if value}


def _command() -> str:
    """The program digits: that of the environment variable DIGITS_COMMAND, beside this Python, or on the path."""
    beside = pathlib.Path(sys.executable).parent / "digits"
    command = os.environ.get("DIGITS_COMMAND") or (str(beside) if beside.exists() else shutil.which("digits"))
    if not command:
        raise FileNotFoundError("the command digits expected on the PATH; a release's wheel includes it")
    return command
