"""Children of a `fork`, which is how `multiprocessing` starts workers on Linux before Python 3.14."""

import os
import subprocess
import sys

import pytest

SCRIPT = """
import multiprocessing

import numpy as np

import digits


def predict(_):
    model = digits.Sequential([digits.Input((4,)), digits.layers.Dense(3, activation="softmax")])
    return model.predict(np.zeros((64, 4), "float32")).shape


# Nothing was computed here, so that the children are the first to use much of the library.
for _ in range(10):
    with multiprocessing.get_context("fork").Pool(8) as pool:
        print(set(pool.map_async(predict, range(8), 1).get(timeout=100)))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_the_first_prediction_of_a_child_has_several_threads(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    environment = {**os.environ, "DIGITS_THREADS": "4"}
    done = subprocess.run([sys.executable, path], env=environment, capture_output=True, text=True, timeout=500)
    assert done.stdout.splitlines() == ["{(64, 3)}"] * 10, done.stderr
