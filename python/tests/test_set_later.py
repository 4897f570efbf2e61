"""Settings changed on existing layers and optimizers take effect, or raise; and unknown names list the known ones."""

import digits as keras
import numpy as np
import pytest
from digits._engine import InvalidArgumentError


@pytest.fixture
def model():
    keras.utils.set_random_seed(1)
    made = keras.Sequential(
        [keras.Input((28, 28, 1)), keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
    )
    made.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return made


X, Y = np.random.default_rng(1).random((64, 28, 28, 1), np.float32), np.arange(64) % 10


def test_activation_and_name(model, tmp_path):
    before = model.get_weights()
    model.layers[2].activation = "linear"
    model.layers[2].name = "scores"
    logits = model.predict(X)
    assert abs(logits.sum(axis=1) - 1).max() > 1e-3
    # The same weights: softmax of these is what it was.
    model.layers[2].activation = keras.activations.softmax
    np.testing.assert_allclose(model.predict(X), keras.activations.softmax(logits), atol=1e-6)
    assert all((a == b).all() for a, b in zip(before, model.get_weights()))
    model.save(tmp_path / "m.keras")
    assert [layer.name for layer in keras.models.load_model(tmp_path / "m.keras").layers] == ["conv2d", "flatten", "scores"]
    assert "scores" in model.to_json() and model.get_layer("scores") is model.layers[2]


def test_what_cannot_be_set_stays_as_it_was(model):
    for name, value, error in [
        ("units", 7, ValueError), ("activation", "magic", ValueError), ("size", 3, AttributeError), ("name", "conv2d", ValueError),
    ]:  # fmt: skip
        before = model.predict(X)
        with pytest.raises(error):
            setattr(model.layers[2], name, value)
        assert model.layers[2].units == 10 and model.layers[2].name == "dense"
        np.testing.assert_array_equal(model.predict(X), before)


def test_optimizer(model):
    model.fit(X, Y, verbose=0)
    model.optimizer.beta_1 = 0.5
    assert model.optimizer.get_config()["beta_1"] == 0.5 and model.optimizer.beta_1 == 0.5
    iterations = model._iterations()
    weights = model.get_weights()
    model.fit(X, Y, verbose=0)
    # With the moments and the step as they were, and the new decay: Adam written down once more.
    assert model._iterations() == iterations + 2
    assert any((a != b).any() for a, b in zip(weights, model.get_weights()))
    with pytest.raises(AttributeError, match="there are: learning_rate, name, beta_1"):
        model.optimizer.momentum = 0.9
    with pytest.raises(ValueError, match="a number expected"):
        model.optimizer.beta_2 = "large"


def test_optimizer_set_later_is_as_set_at_first():
    x = X[:4]
    found = []
    for late in (True, False):
        keras.utils.set_random_seed(3)
        model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
        optimizer = keras.optimizers.SGD(0.1, momentum=0.0 if late else 0.7)
        model.compile(optimizer, "sparse_categorical_crossentropy")
        if late:
            model.optimizer.momentum = 0.7
        for _ in range(3):
            model.train_on_batch(x, Y[:4])
        found.append(model.get_weights())
    for late, early in zip(*found):
        np.testing.assert_array_equal(late, early)


def test_trainable(model):
    """Frozen, or an error where the engine cannot: never ignored."""
    try:
        model.layers[0].trainable = False
    except InvalidArgumentError as error:
        assert "trainable=False is not supported" in str(error)  # noqa: PT017
        assert model.layers[0].trainable
        return
    before = model.layers[0].get_weights()
    model.fit(X, Y, verbose=0)
    assert all((a == b).all() for a, b in zip(before, model.layers[0].get_weights()))
    assert len(model.trainable_weights) == 2


@pytest.mark.parametrize(
    "settings",
    [
        {"kernel_regularizer": "l2"}, {"kernel_regularizer": keras.regularizers.L1(0.1)}, {"bias_constraint": "non_neg"},
        {"bias_initializer": "ones"}, {"trainable": False},
    ],
)  # fmt: skip
def test_settings_that_the_engine_may_not_know(settings):
    """Kept by the engine, or refused."""
    try:
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, **settings)])
    except InvalidArgumentError as error:
        assert next(iter(settings)) in str(error)  # noqa: PT017
    else:
        name, value = next(iter(settings.items()))
        assert model.get_config()["layers"][1]["config"][name] not in (None, True) or value is False


def test_shared_weights():
    """A softmax behind a model of logits, and a model that ends earlier: what one learns, the others have."""
    keras.utils.set_random_seed(2)
    model = keras.Sequential([keras.layers.Flatten(input_shape=(28, 28, 1)), keras.layers.Dense(8), keras.layers.Dense(10)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    behind = keras.Sequential([model, keras.layers.Softmax()])
    hidden = keras.Model(model.inputs, model.layers[1].output)
    for _ in range(2):
        np.testing.assert_allclose(behind.predict(X), keras.activations.softmax(model.predict(X)), atol=1e-6)
        kernel, bias = model.layers[2].get_weights()
        np.testing.assert_allclose(hidden.predict(X) @ kernel + bias, model.predict(X), atol=1e-5)
        model.fit(X, Y, verbose=0)
    behind.compile("adam", "sparse_categorical_crossentropy")
    before = model.get_weights()
    behind.fit(X, Y, verbose=0)
    assert all((a == b).all() for a, b in zip(model.get_weights(), behind.get_weights()))
    assert any((a != b).any() for a, b in zip(before, model.get_weights()))
    model.layers[2].set_weights([weight + 1 for weight in model.layers[2].get_weights()])
    assert all((a == b).all() for a, b in zip(model.get_weights(), behind.get_weights()))


def test_models_that_are_not_supported():
    one, two = keras.Input((4,)), keras.Input((4,))
    with pytest.raises(ValueError, match="models with several"):
        keras.Model([one, two], keras.layers.Dense(3)(one))
    with pytest.raises(ValueError, match="one Input expected, got 2"):
        keras.Model(one, keras.layers.Add()([one, two]))
    with pytest.raises(ValueError, match="a list of outputs of layers expected"):
        keras.layers.Add()(one)
    shared = keras.layers.Dense(4)
    with pytest.raises(ValueError, match="can be used only once"):
        keras.Model(one, keras.layers.Add()([shared(one), shared(keras.layers.ReLU()(one))]))
    with pytest.raises(ValueError, match="a class of one's own"):

        class Own(keras.Model):
            pass

        Own()


def test_schedules_and_order():
    """The rate of each step is the schedule's, and samples in their order are learned in it: SGD written down once more."""
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([1, 3], [0.5, 0.1, 0.01])
    keras.utils.set_random_seed(5)
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3, activation="softmax", use_bias=False)])
    model.compile(keras.optimizers.SGD(schedule), "sparse_categorical_crossentropy")
    x, y = np.random.default_rng(2).random((12, 6), np.float32), np.arange(12) % 3
    kernel = model.get_weights()[0].astype(float)
    model.fit(x, y, batch_size=2, shuffle=False, epochs=1, verbose=0)
    for step in range(6):
        batch, labels = x[2 * step : 2 * step + 2].astype(float), y[2 * step : 2 * step + 2]
        scores = np.exp(batch @ kernel)
        gradient = batch.T @ (scores / scores.sum(axis=1, keepdims=True) - np.eye(3)[labels]) / 2
        kernel -= [0.5, 0.5, 0.1, 0.1, 0.01, 0.01][step] * gradient
    np.testing.assert_allclose(model.get_weights()[0], kernel, atol=1e-5)


def test_augmentation():
    """Only training sees it; a turn by a fixed quarter is exact."""
    layer = keras.layers.RandomRotation((0.25, 0.25), fill_mode="constant")
    image = np.arange(25, dtype=np.float32).reshape(1, 5, 5, 1)
    turned = layer.augment(image, np.random.default_rng(1))
    np.testing.assert_allclose(turned[0, :, :, 0], np.rot90(image[0, :, :, 0], -1), atol=1e-4)
    moved = keras.layers.RandomTranslation((0.2, 0.2), (0, 0), fill_mode="constant").augment(image, np.random.default_rng(1))
    np.testing.assert_allclose(moved[0, 1:, :, 0], image[0, :-1, :, 0], atol=1e-4)
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.RandomZoom(0.2), keras.layers.Flatten(), keras.layers.Dense(10)])
    np.testing.assert_array_equal(model.predict(X[:2]), model.predict(X[:2]))
    late = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(1, 3), keras.layers.RandomZoom(0.2), keras.layers.Flatten()])
    late.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match="before all other layers"):
        late.fit(X, Y)


def test_backup_goes_on(tmp_path):
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                raise RuntimeError("power cut")

    def train(callbacks):
        keras.utils.set_random_seed(7)
        model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(X, Y, epochs=4, verbose=0, callbacks=callbacks)
        return model

    backup = keras.callbacks.BackupAndRestore(tmp_path)
    with pytest.raises(RuntimeError):
        train([backup, Stop()])
    resumed = train([backup])
    assert resumed.history.epoch == [2, 3] and not list(tmp_path.iterdir())
    for a, b in zip(resumed.get_weights(), train(None).get_weights()):
        np.testing.assert_array_equal(a, b)


def test_load_data(tmp_path):
    (x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
    np.savez(tmp_path / "some.npz", x_train=x[:9], y_train=y[:9], x_test=x_test[:5], y_test=y_test[:5])
    (a, b), (c, d) = keras.datasets.mnist.load_data(path=str(tmp_path / "some.npz"))
    assert (a == x[:9]).all() and (b == y[:9]).all() and (c == x_test[:5]).all() and (d == y_test[:5]).all()
    np.savez(tmp_path / "code.npz", x_train=np.array([{}], dtype=object))
    (tmp_path / "text.npz").write_text("no archive")
    np.savez(tmp_path / "other.npz", a=x[:1])
    for name in ("code.npz", "text.npz", "other.npz", "nowhere.npz"):
        with pytest.raises(keras.FileError):
            keras.datasets.mnist.load_data(path=str(tmp_path / name))


@pytest.mark.parametrize(
    ("get", "message"),
    [
        (lambda: keras.sequential, "digits.sequential is not supported; did you mean Sequential"),
        (lambda: keras.layers.LSTM, "digits.layers.LSTM is not supported"),
        (lambda: keras.optimizers.Adem, "did you mean Adam"), (lambda: keras.losses.tversky, "there are: "),
        (lambda: keras.callbacks.RemoteMonitor, "there are: .*EarlyStopping"), (lambda: keras.backend.gradients, "image_data_format"),
        (lambda: keras.datasets.cifar10, "fashion_mnist, mnist"), (lambda: keras.models.Modle, "did you mean Model"),
    ],
)  # fmt: skip
def test_names_that_are_not_there(get, message):
    with pytest.raises(AttributeError, match=message):
        get()


def test_event_files(tmp_path):
    """Read as TensorFlow's records: lengths and checksums as https://www.tensorflow.org/tutorials/load_data/tfrecord says."""
    import struct

    from digits._events import EventFile, _masked

    # RFC 3720 has the checksum of these.
    assert _masked(bytes(32)) == ((0x8A9136AA >> 15 | 0x8A9136AA << 17) + 0xA282EAD8) & 0xFFFFFFFF
    writer = EventFile(str(tmp_path))
    writer.add("epoch_loss", 0.5, 300)
    writer.close()
    contents = next(tmp_path.iterdir()).read_bytes()
    records = []
    while contents:
        (size,) = struct.unpack("<Q", contents[:8])
        assert struct.unpack("<I", contents[8:12])[0] == _masked(contents[:8])
        records.append(contents[12 : 12 + size])
        assert struct.unpack("<I", contents[12 + size : 16 + size])[0] == _masked(records[-1])
        contents = contents[16 + size :]
    assert b"brain.Event:2" in records[0] and b"epoch_loss" in records[1] and struct.pack("<f", 0.5) in records[1]
