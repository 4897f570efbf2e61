"""What the tests share: a little of MNIST, a small network, and the drawn sheets of the checks of the web page."""

import os
import pathlib
import sys

import digits
import numpy as np
import pytest

# DIGITS_HOME where the tests run apart from the repository.
sys.path.append(str(pathlib.Path(os.environ.get("DIGITS_HOME", pathlib.Path(__file__).resolve().parents[2]), "Scripts", "web")))


@pytest.fixture(scope="session")
def mnist():
    """All of MNIST as numbers from 0 to 1 of shape (n, 28, 28, 1)."""
    (x, y), (x_test, y_test) = digits.mnist.load_data()

    def prepared(images):
        return images[..., None].astype("float32") * np.float32(1 / 255)

    return (prepared(x), y), (prepared(x_test), y_test)


@pytest.fixture
def few(mnist):
    """600 training samples."""
    (x, y), _ = mnist
    return x[:600], y[:600]


@pytest.fixture
def small():
    """A small network that is compiled and always the same."""
    digits.utils.set_random_seed(1)
    model = digits.Sequential([
        digits.Input((28, 28, 1)),
        digits.layers.Conv2D(4, 3, strides=2, activation="relu"),
        digits.layers.Flatten(),
        digits.layers.Dense(10, activation="softmax"),
    ])  # fmt: skip
    model.compile(digits.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
