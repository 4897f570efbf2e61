"""The scripts of python/examples, on some hundred images here; and on the real Keras, where DIGITS_KERAS_PYTHON names one."""

import pathlib
import re
import subprocess
import sys

import digits
import numpy as np
import pytest
from real_keras import KERAS, needs_keras, run

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"
SCRIPTS = ["beginner", "classic_convnet", "functional_chain", "generators_and_schedules", "residual"]


def accuracy(python, script, count):
    """The test accuracy that a script prints."""
    return float(re.search(r"Test accuracy: ([\d.]+)", run(python, script, count))[1])


@pytest.mark.parametrize("name", SCRIPTS)
def test_on_some_hundred_images(name):
    # An epoch of 300 images is enough to see that all calls work together, not to learn.
    assert 0 <= accuracy(sys.executable, EXAMPLES / f"{name}.py", 300) <= 1


@needs_keras
@pytest.mark.parametrize("name", [script for script in SCRIPTS if script != "residual"])
def test_beside_keras(name, tmp_path):
    """The scripts on 6,000 images here and there; the residual one has learned too little by then to be compared."""
    (x, y), (x_test, y_test) = digits.mnist.load_data()
    np.savez(tmp_path / "mnist.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    text = (EXAMPLES / f"{name}.py").read_text()
    assert text.count("import digits as keras\n") == 1
    if "TensorBoard" in text and subprocess.run([KERAS, "-c", "import tensorboard"], capture_output=True).returncode != 0:
        pytest.skip("TensorBoard is not installed beside Keras")
    text = text.replace("import digits as keras\n", "import keras\n").replace("from digits", "from keras")
    script = tmp_path / "script.py"
    script.write_text(
        f"import keras.src.datasets.mnist as found\nfound.get_file = lambda *_, **__: {str(tmp_path / 'mnist.npz')!r}\n" + text
    )
    ours, theirs = accuracy(sys.executable, EXAMPLES / f"{name}.py", 6000), accuracy(KERAS, script, 6000)
    assert abs(ours - theirs) < 0.05, (ours, theirs)
