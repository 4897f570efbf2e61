"""Reading and training with Ray: ``ReadPictures`` for ``Dataset.map_batches``, ``reading_app`` for Ray Serve, ``train`` for Ray Tune."""

from __future__ import annotations

import asyncio
import csv
import os
import pathlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Optional

import numpy as np
import ray

from .workers import COLUMNS, PictureReader, rows


def _processors() -> int:
    """The processors that Ray gives to this task or actor."""
    given = ray.get_runtime_context().get_assigned_resources().get("CPU", 1)
    return max(1, int(given))


class ReadPictures:
    """An actor that reads batches of pictures: ``ray.data.read_binary_files(folder, include_paths=True).map_batches(ReadPictures, …)``.

    The rows are those of :func:`digits.workers.rows`: one for each line of digits, one with ``error`` for a picture that cannot be read.
    """

    def __init__(self, model: Optional[str] = None, seconds: float = 60.0):
        self._reader = PictureReader(model, _processors(), seconds)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        found: list[tuple[Any, ...]] = []
        for path, contents in zip(batch["path"], batch["bytes"]):
            found.extend(rows(str(path), self._reader.read(str(path), bytes(contents))))
        columns = list(zip(*found)) if found else [()] * len(COLUMNS)
        return {name: np.array(column, dtype=object) for name, column in zip(COLUMNS, columns)}


def reading_app(model: Optional[str] = None, seconds: float = 60.0, **options: Any) -> Any:
    """An application for Ray Serve that answers a POST of a picture with what is in it, as JSON: ``serve.run(reading_app(num_replicas=2))``.

    ``options`` are those of ``serve.deployment``. A picture that cannot be read is answered with status 422 and ``{"error": …}``.
    """
    from ray import serve
    from starlette.requests import Request
    from starlette.responses import JSONResponse

    class Reading:
        def __init__(self) -> None:
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
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
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
            problem = process.stderr.read().strip() if process.stderr else ""
            raise RuntimeError(f"digits train ended with status {process.returncode}: {problem}")
        tune.report(epochs[-1], checkpoint=tune.Checkpoint.from_directory(folder))
    finally:
        process.kill()
        process.wait()


def _option(name: str, value: Any) -> Iterator[str]:
    option = "--" + name.replace("_", "-")
    if value is True:
        yield option
    elif value is not None and value is not False:
        yield from (option, str(value))


def _results(path: pathlib.Path) -> Iterator[dict[str, float]]:
    """The whole rows of ``results.csv``, which is written while it is read."""
    if path.exists():
        lines = path.read_text().split("\n")[:-1]
        for row in csv.DictReader(lines):
            yield {name.strip(): float(value) for name, value in row.items() if value}


def _command() -> str:
    """The program digits: that of the environment variable DIGITS_COMMAND, beside this Python, or on the path."""
    beside = pathlib.Path(sys.executable).parent / "digits"
    command = os.environ.get("DIGITS_COMMAND") or (str(beside) if beside.exists() else shutil.which("digits"))
    if not command:
        raise FileNotFoundError("the command digits expected on the path; the wheel of a release brings it")
    return command
