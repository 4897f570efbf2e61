"""The scripts of python/examples, on some hundred images here; and on the real Keras, where DIGITS_KERAS_PYTHON names one."""

import os
import pathlib
import re
import subprocess
import sys

import digits
import numpy as np
import pytest

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"
SCRIPTS = ["beginner", "classic_convnet", "functional_chain", "generators_and_schedules", "residual"]
KERAS = os.environ.get("DIGITS_KERAS_PYTHON")


def run(python, script, count):
    """The test accuracy that a script prints."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run([python, str(script), str(count)], capture_output=True, text=True, env=environment, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    return float(re.search(r"Test accuracy: ([\d.]+)", done.stdout)[1])


@pytest.mark.parametrize("name", SCRIPTS)
def test_on_some_hundred_images(name):
    # An epoch of 300 images is enough to see that all calls work together, not to learn.
    assert 0 <= run(sys.executable, EXAMPLES / f"{name}.py", 300) <= 1


@pytest.mark.skipif(not KERAS, reason="DIGITS_KERAS_PYTHON is not set")
@pytest.mark.parametrize("name", [script for script in SCRIPTS if script not in ("classic_convnet", "residual")])
def test_beside_keras(name, tmp_path):
    """The scripts for Keras 3, on 6,000 images here and there; the old one asks for names that only Keras 2 has,
    and the residual one has learned too little by then to be compared."""
    (x, y), (x_test, y_test) = digits.mnist.load_data()
    np.savez(tmp_path / "mnist.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    text = (EXAMPLES / f"{name}.py").read_text()
    assert text.count("import digits as keras\n") == 1
    script = tmp_path / "script.py"
    script.write_text(
        "import keras.src.datasets.mnist as found\n"
        f"found.get_file = lambda *_, **__: {str(tmp_path / 'mnist.npz')!r}\n" + text.replace("import digits as keras\n", "import keras\n")
    )
    ours, theirs = run(sys.executable, EXAMPLES / f"{name}.py", 6000), run(KERAS, script, 6000)
    assert abs(ours - theirs) < 0.05, (ours, theirs)
