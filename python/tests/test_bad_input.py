"""Whatever the input is: an exception with a message that says what is wrong, never a crash."""

import os

import digits
import numpy as np
import pytest

SAMPLE = np.zeros((2, 28, 28, 1), np.float32)


def test_other_kinds_of_numbers_are_converted(small, few):
    x = (few[0][:5] * 255).round()
    expected = small.predict(x)
    for kind in ("float64", "float16", "int8", "int64", "uint16", ">f4", "uint8"):
        kind_of = np.dtype(kind)
        given = x % 100 if kind == "int8" else x
        np.testing.assert_array_equal(small.predict(given.astype(kind_of)), small.predict(given.astype("float32")))
    np.testing.assert_array_equal(small.predict(x.tolist()), expected)
    np.testing.assert_array_equal(small.predict(x > 100), small.predict((x > 100).astype("float32")))


def test_arrays_that_lie_elsewhere(small, few):
    x = few[0][:6]
    expected = small.predict(x)
    np.testing.assert_array_equal(small.predict(np.asfortranarray(x)), expected)
    np.testing.assert_array_equal(small.predict(x[::2]), expected[::2])
    np.testing.assert_array_equal(small.predict(x[::-1]), expected[::-1])
    np.testing.assert_array_equal(small.predict(x[..., 0]), expected)
    read_only = x.copy()
    read_only.flags.writeable = False
    np.testing.assert_array_equal(small.predict(read_only), expected)
    unaligned = np.frombuffer(b"\0" + x.tobytes(), np.float32, offset=1).reshape(x.shape)
    np.testing.assert_array_equal(small.predict(unaligned), expected)
    broadcast = np.broadcast_to(x[:1], x.shape)
    np.testing.assert_array_equal(small.predict(broadcast), np.broadcast_to(expected[:1], expected.shape))
    small.fit(x[::2], few[1][:6:2], epochs=1, verbose=0)
    assert small.predict(x[:0]).shape == (0, 10)


def test_a_read_only_array_is_not_written_and_not_copied(small, few):
    x = few[0].copy()
    x.flags.writeable = False
    from digits import _arrays

    assert np.shares_memory(_arrays.samples(x, (28, 28, 1)), x)
    assert np.shares_memory(_arrays.samples(x[100:200], (28, 28)), x)
    before = x.tobytes()
    small.fit(x, few[1], epochs=1, verbose=0, validation_split=0.5)
    assert x.tobytes() == before


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((2, 28, 27, 1), np.float32), r"x: shape \(None, 28, 28, 1\) expected, got \(2, 28, 27, 1\)"),
        (np.zeros((28, 28), np.float32), r"x: shape"),
        (np.zeros((2, 784), np.float32), r"x: shape"),
        (np.float32(1), r"x: shape"),
        (np.array(["a", "b"]), "an array of numbers expected, got an array of <U1"),
        (np.array([None, 3], object), "an array of numbers expected, got an array of object"),
        (np.zeros((2, 28, 28, 1), complex), "an array of complex128"),
        (None, "NoneType"),
        (np.full((2, 28, 28, 1), np.nan, np.float32), "finite numbers expected, got nan in sample 0"),
        (np.full((2, 28, 28, 1), 1e300), "finite numbers expected, got inf in sample 0"),
    ],
)
def test_wrong_samples(small, x, message):
    with pytest.raises(ValueError, match=message):
        small.predict(x)
    with pytest.raises(ValueError):
        small.fit(x, [1, 2], verbose=0)
    with pytest.raises(ValueError):
        small.evaluate(x, [1, 2], verbose=0)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([1, 10], "class indices from 0 to 9 expected, got 10 for sample 1"),
        ([-1, 1], "got -1 for sample 0"),
        ([0.5, 1], "got 0.5 for sample 0"),
        ([np.nan, 1], "got nan for sample 0"),
        ([1, 2, 3], r"2 labels expected, one for each sample, got shape \(3,\)"),
        (["a", "b"], "an array of numbers expected"),
        (None, "labels expected"),
        (np.eye(10)[:2], "for one-hot rows use the loss categorical_crossentropy"),
        (np.zeros((2, 3)), "class indices"),
        (3, "2 labels expected"),
    ],
)
def test_wrong_labels(small, y, message):
    for use in (small.fit, small.evaluate):
        with pytest.raises(ValueError, match=message):
            use(SAMPLE, y, verbose=0)


def test_labels_and_loss_must_fit_each_other(small):
    small.compile("sgd", "categorical_crossentropy")
    with pytest.raises(ValueError, match="use sparse_categorical_crossentropy, or to_categorical"):
        small.fit(SAMPLE, [1, 2], verbose=0)
    with pytest.raises(ValueError, match="one-hot rows expected, row 1 is"):
        small.fit(SAMPLE, np.array([[0, 1] + [0] * 8, [0.5, 0.5] + [0] * 8]), verbose=0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"epochs": -1}, "epochs: a whole number of at least 0 expected, got -1"),
        ({"epochs": 1.5}, "epochs: a whole number"),
        ({"batch_size": 0}, "batch_size: a whole number of at least 1 expected, got 0"),
        ({"batch_size": 2**32 + 1}, "batch_size: a whole number of at most 2147483647 expected, got 4294967297"),
        ({"validation_split": 1.0}, "validation_split: 0 to below 1 expected, got 1.0"),
        ({"validation_split": 0.999999}, None),
        ({"validation_data": 5}, r"validation_data: \(x, y\) or \(x, y, sample_weight\) expected"),
        ({"validation_data": (SAMPLE, [1, 20])}, "validation y: class indices from 0 to 9 expected, got 20"),
        ({"validation_data": (SAMPLE[:, :5], [1, 2])}, "validation x: shape"),
        ({"class_weight": {10: 2.0}}, "class_weight: a dictionary from classes 0 to 9 to numbers expected"),
        ({"sample_weight": [1.0]}, "sample_weight: 2 numbers expected"),
        ({"steps_per_epoch": 3}, "steps_per_epoch and validation_steps are for generators"),
        ({"callbacks": [3]}, "digits.callbacks.Callback expected, got 3"),
    ],
)
def test_wrong_arguments_of_fit(small, arguments, message):
    with pytest.raises((ValueError, OverflowError), match=message):
        small.fit(SAMPLE, [1, 2], **{"verbose": 0, **arguments})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"epochs": -1}, "epochs: a whole number of at least 0 expected, got -1"),
        ({"epochs": "3"}, "epochs: a whole number of at least 0 expected, got '3'"),
        ({"epochs": None}, "epochs: a whole number of at least 0 expected, got None"),
        ({"epochs": 2**63}, "epochs: a whole number of at most 9223372036854775807 expected"),
        ({"initial_epoch": -1}, "initial_epoch: a whole number of at least 0 expected, got -1"),
        ({"validation_freq": 0}, "validation_freq: a whole number of at least 1 expected, got 0"),
        ({"batch_size": 0}, "batch_size: a whole number of at least 1 expected, got 0"),
        ({"batch_size": 2**32 + 1}, "batch_size: a whole number of at most 2147483647 expected, got 4294967297"),
        ({"steps_per_epoch": -1}, "steps_per_epoch: a whole number of at least 1 expected, got -1"),
        ({"steps_per_epoch": 1.5}, "steps_per_epoch: a whole number of at least 1 expected, got 1.5"),
        ({"validation_steps": -1}, "validation_steps: a whole number of at least 1 expected, got -1"),
    ],
)
@pytest.mark.parametrize("way", ["arrays", "generator", "in order", "schedule", "augmentation"])
def test_wrong_numbers_of_fit(small, way, arguments, message):
    """The same for all ways to train."""
    data = (SAMPLE, [1, 2])
    if way == "generator":
        data = ([batch] for batch in [(SAMPLE, [1, 2])])
    elif way == "in order":
        arguments = {"shuffle": False, **arguments}
    elif way == "schedule":
        small.compile(digits.optimizers.SGD(digits.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)), "sparse_categorical_crossentropy")
    elif way == "augmentation":
        small = digits.Sequential([digits.Input((28, 28, 1)), digits.layers.RandomFlip(), digits.layers.Flatten(), digits.layers.Dense(10)])
        small.compile("sgd", "sparse_categorical_crossentropy")
    before = small.get_weights()
    with pytest.raises(digits.InvalidArgumentError, match="fit: " + message):
        small.fit(*(data if isinstance(data, tuple) else (data,)), **{"verbose": 0, "validation_data": (SAMPLE, [1, 2]), **arguments})
    np.testing.assert_array_equal(small.get_weights()[0], before[0])


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("weights", [5, [1.0], [[1.0, 2.0]]])
def test_wrong_weights_of_samples(small, shuffle, weights):
    with pytest.raises(digits.InvalidArgumentError, match=r"sample_weight: 2 numbers expected, got an array of shape \("):
        small.fit(SAMPLE, [1, 2], shuffle=shuffle, sample_weight=weights, verbose=0)


@pytest.mark.parametrize(("x", "y"), [(SAMPLE, None), (SAMPLE, 3), (SAMPLE, [1]), (5, 5)])
def test_wrong_samples_in_order(small, x, y):
    with pytest.raises(digits.InvalidArgumentError, match="as many labels as samples expected"):
        small.fit(x, y, shuffle=False, verbose=0)


def test_wrong_numbers_of_steps(small):
    batches = [(SAMPLE, [1, 2])]
    for steps in (-1, 0, 1.5, 2**63):
        for use in (small.evaluate, small.predict):
            with pytest.raises(digits.InvalidArgumentError, match=f"{use.__name__}: steps: a whole number"):
                use((batch for batch in batches), steps=steps)
    with pytest.raises(digits.InvalidArgumentError, match="evaluate: batch_size: a whole number of at least 1 expected, got -1"):
        small.evaluate(SAMPLE, [1, 2], batch_size=-1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("adamant", "mse"), "optimizer: one of sgd, rmsprop, adam, adamw, .* expected, got 'adamant'"),
        (("adam", "dice"), "loss: one of categorical_crossentropy"),
        (("adam", None), "a loss expected"),
        (("adam", "mse", ["auc"]), "metrics: one of accuracy"),
    ],
)
def test_wrong_arguments_of_compile(small, arguments, message):
    with pytest.raises(ValueError, match=message):
        small.compile(*arguments)


def test_wrong_optimizers():
    with pytest.raises(ValueError, match="a finite number of at least 0 expected, got -1"):
        digits.optimizers.Adam(-1)
    with pytest.raises(ValueError, match="a number expected, got 'fast'"):
        digits.optimizers.SGD("fast")
    with pytest.raises(TypeError, match="unexpected argument 'speed'"):
        digits.optimizers.Adam(speed=1)
    # What only the engine knows is asked when a model is compiled: kept, or refused by name.
    model = digits.Sequential([digits.Input((28, 28, 1)), digits.layers.Flatten(), digits.layers.Dense(10)])
    try:
        model.compile(digits.optimizers.Adam(clipnorm=1.0), "mse")
    except ValueError as error:
        assert "Adam" in str(error)
    else:
        assert model.optimizer.get_config()["clipnorm"] == 1


def test_not_compiled(few):
    model = digits.Sequential([digits.Input((28, 28, 1)), digits.layers.Flatten(), digits.layers.Dense(10)])
    with pytest.raises(ValueError, match="not compiled"):
        model.fit(*few)
    with pytest.raises(ValueError, match="not compiled"):
        model.evaluate(*few)


def test_a_loss_that_grows_without_end(small, few):
    small.compile(digits.optimizers.SGD(1e30), "mse", metrics=["accuracy"])
    with pytest.raises(digits.DivergedError, match="a smaller learning rate may help"):
        small.fit(few[0], digits.utils.to_categorical(few[1]), epochs=3, verbose=0)
    assert np.isfinite(small.predict(few[0])).all()


def test_a_freed_handle(small, few):
    small._handle.free()
    for use in (lambda: small.predict(few[0]), lambda: small.get_weights(), lambda: small.fit(*few, verbose=0)):
        with pytest.raises(digits.InvalidHandleError, match="was freed"):
            use()


def test_wrong_weights(small):
    weights = small.get_weights()
    with pytest.raises(ValueError, match="4 weights expected, got 3"):
        small.set_weights(weights[:3])
    with pytest.raises(ValueError, match=r"kernel of shape \(3, 3, 1, 4\) expected, got \(3, 3, 1\)"):
        small.set_weights([weights[0][..., 0], *weights[1:]])
    with pytest.raises(ValueError, match="kernel: an array of numbers expected, got an array of complex64"):
        small.set_weights([weights[0] * 1j, *weights[1:]])
    with pytest.raises(ValueError, match="kernel: an array of numbers expected, got an array of complex64"):
        small.layers[0].set_weights([weights[0] * 1j, weights[1]])


def test_wrong_weights_change_nothing(small):
    weights = small.get_weights()
    for wrong in (weights[3][:5], weights[3] * 1j, None):
        with pytest.raises(ValueError, match="bias"):
            small.set_weights([*(weight + 1 for weight in weights[:3]), wrong])
    with pytest.raises(ValueError, match="bias"):
        small.layers[0].set_weights([weights[0] + 1, weights[1][:2]])
    for found, expected in zip(small.get_weights(), weights):
        np.testing.assert_array_equal(found, expected)


def test_wrong_names_of_files(small, tmp_path):
    with pytest.raises(ValueError, match="ends in .keras or .h5"):
        small.save(tmp_path / "model.onnx")
    with pytest.raises(OSError):
        small.save(tmp_path / "no" / "such" / "folder.h5")
    with pytest.raises(ValueError, match="NUL"):
        digits.models.load_model("a\0.h5")
    with pytest.raises(OSError):
        digits.mnist.load_data(tmp_path)


def test_names_of_files_in_bytes(small, tmp_path):
    for name in (b"model.keras", b"model.h5"):
        path = bytes(tmp_path) + b"/" + name
        small.save(path)
        np.testing.assert_array_equal(digits.models.load_model(path).get_weights()[0], small.get_weights()[0])
    small.save_weights(bytes(tmp_path) + b"/model.weights.h5")
    small.load_weights(bytes(tmp_path) + b"/model.weights.h5")
    with pytest.raises(ValueError, match="ends in .keras or .h5 expected, got model.onnx"):
        small.save(b"model.onnx")


@pytest.mark.parametrize("read", [digits.read, digits.recognize, lambda path: digits.DigitRecognizer().recognize(path)])
def test_files_that_are_not_regular(read, tmp_path):
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    for path in ("/dev/zero", pipe, str(pipe)):
        with pytest.raises(digits.FileError, match=f"{path}: a regular file expected, found a device, pipe or socket"):
            read(path)
    with pytest.raises(IsADirectoryError, match="Is a directory"):
        read(tmp_path)
    with pytest.raises(FileNotFoundError, match="none.png"):
        read(tmp_path / "none.png")
    with pytest.raises(digits.InvalidArgumentError, match="a path expected, got ''"):
        read("")
    with pytest.raises(digits.InvalidArgumentError, match="NUL"):
        read("a\0.png")


def test_to_categorical():
    np.testing.assert_array_equal(digits.utils.to_categorical([[1], [0]], 3), [[0, 1, 0], [1, 0, 0]])
    with pytest.raises(ValueError, match="from 0 to 2 expected, got 3"):
        digits.utils.to_categorical([3], 3)
    with pytest.raises(ValueError, match="from 0 to 1 expected, got -1"):
        digits.utils.to_categorical([1, -1])
