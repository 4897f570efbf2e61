"""The real Keras, for tests beside it: ``DIGITS_KERAS_PYTHON`` names a Python that has Keras 3 with TensorFlow."""

import os
import subprocess

import pytest

KERAS = os.environ.get("DIGITS_KERAS_PYTHON")
needs_keras = pytest.mark.skipif(not KERAS, reason="DIGITS_KERAS_PYTHON is not set")


def run(python, script, *arguments, folder=None):
    """Returns what a script prints."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "TF_ENABLE_ONEDNN_OPTS": "1"}
    command = [python, str(script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=900, cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
