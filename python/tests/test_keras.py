"""The same script on this package and on the real Keras, and each one's file in the other.

DIGITS_KERAS_PYTHON names a Python that has Keras 3 with TensorFlow; without it these tests are skipped.
"""

import pathlib
import re
import sys

import digits
import numpy as np
from real_keras import KERAS, needs_keras, run

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "examples" / "seed.py"
pytestmark = needs_keras


def for_keras(folder):
    """The seed script with its import line changed, and MNIST where Keras looks for it, so that nothing is fetched."""
    text = SCRIPT.read_text()
    assert text.count("import digits as keras\n") == 1
    (x, y), (x_test, y_test) = digits.mnist.load_data()
    data = folder / "home" / "datasets"
    data.mkdir(parents=True)
    np.savez(data / "mnist.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    script = folder / "keras_seed.py"
    # Keras compares the file with a checksum of its own, so its cache is not asked.
    script.write_text(
        "import keras.src.datasets.mnist as found\n"
        f"found.get_file = lambda *_, **__: {str(data / 'mnist.npz')!r}\n" + text.replace("import digits as keras\n", "import keras\n")
    )
    return script


def test_the_same_script_on_both(tmp_path):
    ours = run(sys.executable, SCRIPT, 1, tmp_path / "ours.h5")
    theirs = run(KERAS, for_keras(tmp_path), 1, tmp_path / "theirs.h5")
    accuracies = [float(re.search(r"Test accuracy: ([\d.]+)", text)[1]) for text in (ours, theirs)]
    assert min(accuracies) > 0.975 and abs(accuracies[0] - accuracies[1]) < 0.008, accuracies
    for text in (ours, theirs):
        assert "conv2d_1 (Conv2D)" in text and "Total params: 225,034" in text and re.search(r"938/938 - .* - val_loss: ", text)

    # Each file in the other. We predict what Keras predicts, and Keras what we do.
    (_, _), (x, y) = digits.mnist.load_data()
    x = x[:500, ..., None].astype("float32") / 255
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "y.npy", digits.utils.to_categorical(y[:500], 10))
    check = tmp_path / "check.py"
    check.write_text(
        "import sys, numpy as np, keras\n"
        "folder = sys.argv[1]\n"
        "x, y = np.load(folder + '/x.npy'), np.load(folder + '/y.npy')\n"
        "for name in ('ours', 'theirs'):\n"
        "    model = keras.models.load_model(f'{folder}/{name}.h5')\n"
        "    np.save(f'{folder}/{name}.npy', model.predict(x, verbose=0))\n"
        "    if name == 'ours':\n"
        "        print([layer.name for layer in model.layers])\n"
        "        model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])\n"
        "        model.fit(x, y, verbose=0)\n"
    )
    printed = run(KERAS, check, tmp_path)
    for name in ("ours", "theirs"):
        model = digits.models.load_model(tmp_path / f"{name}.h5")
        np.testing.assert_allclose(model.predict(x), np.load(tmp_path / f"{name}.npy"), atol=2e-6)
        assert str([layer.name for layer in model.layers]) in printed
    # What Keras saved goes on training here.
    model.fit(x, digits.utils.to_categorical(y[:500], 10), epochs=1, verbose=0)


def test_architectures_and_weights_alone(tmp_path):
    """to_json, and .weights.h5 both ways."""
    model = digits.Sequential([
        digits.Input((28, 28, 1)), digits.layers.Conv2D(8, 3, strides=2, activation="relu"), digits.layers.BatchNormalization(),
        digits.layers.GlobalAveragePooling2D(), digits.layers.Dense(10, activation="softmax"),
    ])  # fmt: skip
    (tmp_path / "model.json").write_text(model.to_json())
    model.save_weights(tmp_path / "ours.weights.h5")
    x = np.random.default_rng(1).random((20, 28, 28, 1), np.float32)
    np.save(tmp_path / "x.npy", x)
    check = tmp_path / "check.py"
    check.write_text(
        "import sys, numpy as np, keras\n"
        "folder = sys.argv[1]\n"
        "model = keras.models.model_from_json(open(folder + '/model.json').read())\n"
        "model.load_weights(folder + '/ours.weights.h5')\n"
        "np.save(folder + '/y.npy', model.predict(np.load(folder + '/x.npy'), verbose=0))\n"
        "model.set_weights([w + 0.01 for w in model.get_weights()])\n"
        "model.save_weights(folder + '/theirs.weights.h5')\n"
        "np.save(folder + '/y2.npy', model.predict(np.load(folder + '/x.npy'), verbose=0))\n"
    )
    run(KERAS, check, tmp_path)
    np.testing.assert_allclose(model.predict(x), np.load(tmp_path / "y.npy"), atol=2e-6)
    model.load_weights(tmp_path / "theirs.weights.h5")
    np.testing.assert_allclose(model.predict(x), np.load(tmp_path / "y2.npy"), atol=2e-6)


def test_both_in_one_process(tmp_path):
    """Keras brings an HDF5 of its own along, which must not get in the way of ours, whichever comes first."""
    for order in ("import digits, keras", "import keras, digits"):
        code = (
            f"{order}\nimport numpy as np, sys\n"
            "m = digits.Sequential([digits.Input((4,)), digits.layers.Dense(3, activation='softmax')])\n"
            "path = sys.argv[1]\nm.save(path)\nx = np.ones((2, 4), 'float32')\n"
            "k = keras.models.load_model(path)\nassert np.allclose(k.predict(x, verbose=0), m.predict(x), atol=1e-6)\n"
            "k.save(path)\nassert np.allclose(digits.models.load_model(path).predict(x), m.predict(x), atol=1e-6)\nprint('fine')\n"
        )
        # Keras's Python has no digits: it gets this one, and nothing else of where it is installed.
        place = tmp_path / "place"
        place.mkdir(exist_ok=True)
        if not (place / "digits").exists():
            (place / "digits").symlink_to(pathlib.Path(digits.__file__).resolve().parent)
        (tmp_path / "both.py").write_text(f"import sys\nsys.path.insert(0, {str(place)!r})\n" + code)
        assert run(KERAS, tmp_path / "both.py", tmp_path / "both.h5").endswith("fine\n")
