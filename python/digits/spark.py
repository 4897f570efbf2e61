"""Reading pictures with Apache Spark: ``digits.spark.read`` makes rows of a table of files, and ``classify`` is a column of digits.

Every worker needs this package, in the same version as the driver.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, Optional

import numpy as np

from . import __version__
from .workers import check_version, record_batch, rows, shared_reader

#: The columns of :func:`read`; ``x``, ``y``, ``width`` and ``height`` are pixels of the upright picture.
SCHEMA = "path string, line int, text string, confidence double, x int, y int, width int, height int, error string"


def read(pictures: Any, model: Optional[str] = None, *, threads: Optional[int] = None, seconds: float = 60.0) -> Any:
    """A data frame with a row for each line of digits in the pictures.

    ``pictures`` has the columns ``path`` and ``content``, as ``spark.read.format("binaryFile")`` makes them. A picture that cannot be read, or
    not within ``seconds``, is one row with ``error``; one without digits is one row with neither. Files of 0 bytes are left out
    by ``binaryFile``. ``model`` is a Keras file that every worker can open, or None for the one that ships. ``threads`` is for each task: by default the processors that Spark gives to it.
    """
    version = __version__

    def read_batches(batches: Iterable[Any]) -> Iterator[Any]:
        check_version(version)
        reader = shared_reader(model, threads or _task_processors(), seconds)
        for batch in batches:
            paths, contents = batch.column("path"), batch.column("content")
            found: list[tuple[Any, ...]] = []
            for index in range(batch.num_rows):
                path = paths[index].as_py()
                found.extend(rows(path, reader.read(path, contents[index].as_py() or b"")))
            if found:
                yield record_batch(found)

    return pictures.select("path", "content").mapInArrow(read_batches, SCHEMA)


def classify(model: Optional[str] = None, *, batch_size: int = 64, threads: Optional[int] = None) -> Any:
    """A function of a column of pixels: for each row the probabilities of the model's classes, as an array of floats.

    The column has arrays of 784 numbers from 0 to 1, 0 for paper and 1 for ink, 28 rows of 28, as MNIST's images divided by 255. ``model`` is a
    Keras file that every worker can open, or None for the one that ships, whose eleventh class is what is no digit.
    """
    from pyspark.ml.functions import predict_batch_udf
    from pyspark.sql.types import ArrayType, FloatType

    version = __version__

    def make_predict() -> Any:
        check_version(version)
        os.environ["DIGITS_THREADS"] = str(threads or _task_processors())
        from .models import load_model
        from .recognizer import bundled_model

        network = load_model(model) if model else bundled_model()

        def predict(pixels: np.ndarray) -> np.ndarray:
            return network.predict(np.ascontiguousarray(pixels, np.float32))

        return predict

    return predict_batch_udf(
        make_predict, return_type=ArrayType(FloatType()), batch_size=batch_size, input_tensor_shapes=[[28, 28, 1]])  # fmt: skip


def _task_processors() -> int:
    from pyspark import TaskContext

    context = TaskContext.get()
    return max(1, context.cpus()) if context is not None else 1
