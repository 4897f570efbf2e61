"""``use_ema``: the average of the weights over all pieces of a training, beside real Keras's."""

import digits
import numpy as np
import pytest
from real_keras import KERAS, needs_keras, run

# The whole training; `note` receives the weights where they are compared.
TRAINING = """
def train(keras, model, x, y, note, **average):
    layers = keras.layers
    schedule = keras.optimizers.schedules.ExponentialDecay(0.05, 7, 0.8)
    model.compile(keras.optimizers.Adam(schedule, use_ema=True, **average), "sparse_categorical_crossentropy", metrics=["accuracy"])
    losses = []
    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            losses.append(float(logs["val_loss"]))
            note(f"epoch {epoch}", self.model)
    stop = keras.callbacks.EarlyStopping(patience=50, restore_best_weights=False)
    def fit(**settings):
        settings = {"shuffle": False, "batch_size": 16, **settings}
        model.fit(x, y, verbose=0, validation_data=(x[:20], y[:20]), callbacks=[Watch(), stop], **settings)
    for _ in range(3):
        model.train_on_batch(x[:16], y[:16])
    note("batches", model)
    fit(epochs=3)
    note("first", model)
    # All samples in one step, so that their order does not matter.
    fit(epochs=2, shuffle=True, batch_size=len(x))
    note("second", model)
    model.train_on_batch(x[16:32], y[16:32])
    note("between", model)
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9, use_ema=True, **average), "sparse_categorical_crossentropy", metrics=["accuracy"])
    fit(epochs=4, initial_epoch=2)
    note("third", model)
    model.fit(x, y, batch_size=16, shuffle=False, verbose=0, class_weight={0: 2.0})
    model.fit(x, y, batch_size=16, shuffle=False, verbose=0, sample_weight=x[:, 0])
    note("weighted", model)
    return losses
"""
exec(TRAINING)
AVERAGES = [dict(ema_momentum=0.9), dict(ema_momentum=0.7, ema_overwrite_frequency=3), dict(gradient_accumulation_steps=2)]
X = np.random.default_rng(1).random((40, 6)).astype("float32")
Y = np.random.default_rng(2).integers(0, 3, 40)


def network():
    digits.utils.set_random_seed(4)
    return digits.Sequential([
        digits.Input((6,)), digits.layers.Dense(5, activation="tanh"), digits.layers.BatchNormalization(),
        digits.layers.Dense(3, activation="softmax"),
    ])  # fmt: skip


@needs_keras
@pytest.mark.parametrize("average", AVERAGES)
def test_beside_keras(average, tmp_path):
    """Several calls of fit, train_on_batch, validation, callbacks, a schedule, weights; then on from each one's file in the other."""
    model, found = network(), {}
    model.save(tmp_path / "start.keras", include_optimizer=False)
    np.savez(tmp_path / "data.npz", x=X, y=Y)
    losses = train(digits, model, X, Y, lambda name, model: found.update({name: model.get_weights()}), **average)  # noqa: F821
    model.save(tmp_path / "ours.keras")
    (tmp_path / "script.py").write_text(
        "import sys, keras, numpy as np\n" + TRAINING + f"average = {average!r}\n"
        "data, found = np.load('data.npz'), {}\n"
        "model = keras.models.load_model('start.keras')\n"
        "note = lambda name, model: found.update({f'{name} {i}': w for i, w in enumerate(model.get_weights())})\n"
        "losses = train(keras, model, data['x'], data['y'], note, **average)\n"
        "model.save('theirs.keras')\n"
        "other = keras.models.load_model('ours.keras')\n"
        "other.fit(data['x'], data['y'], batch_size=16, epochs=2, shuffle=False, verbose=0)\n"
        "np.savez('found.npz', losses=losses, **found, **{f'other {i}': w for i, w in enumerate(other.get_weights())})\n"
    )
    run(KERAS, "script.py", folder=tmp_path)
    theirs = np.load(tmp_path / "found.npz")
    np.testing.assert_allclose(losses, theirs["losses"], atol=1e-5)
    assert len(losses) == 7
    for name, weights in found.items():
        for index, weight in enumerate(weights):
            np.testing.assert_allclose(weight, theirs[f"{name} {index}"], atol=1e-5, err_msg=f"{name} {index}")
    for goes_on in (model, digits.models.load_model(tmp_path / "theirs.keras")):
        goes_on.fit(X, Y, batch_size=16, epochs=2, shuffle=False, verbose=0)
        for index, weight in enumerate(goes_on.get_weights()):
            np.testing.assert_allclose(weight, theirs[f"other {index}"], atol=1e-5)


@pytest.mark.parametrize("shuffle", [True, False])
def test_beside_numpy(shuffle):
    """The average starts with the weights after the first step, and replaces them once, at the end of each fit."""
    # All samples are equal, so that their order does not matter.
    x, y = np.tile(np.random.default_rng(1).random(5).astype("float32"), (20, 1)), np.full(20, 2)
    model = digits.Sequential([digits.Input((5,)), digits.layers.Dense(3, activation="softmax", use_bias=False)])
    model.compile(digits.optimizers.SGD(0.5, use_ema=True, ema_momentum=0.8), "sparse_categorical_crossentropy")
    weights, average, seen = model.get_weights()[0].astype("float64"), 0.0, []

    def step():
        nonlocal weights, average
        outputs = np.exp(x @ weights)
        weights = weights - 0.5 * x.T @ (outputs / outputs.sum(axis=1, keepdims=True) - np.eye(3)[y]) / 20
        average = weights if np.isscalar(average) else 0.8 * average + 0.2 * weights

    watch = digits.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(model.get_weights()[0]))
    for _ in range(2):
        model.fit(x, y, batch_size=10, epochs=3, shuffle=shuffle, validation_data=(x, y), callbacks=[watch], verbose=0)
        for epoch in range(3):
            step()
            step()
            np.testing.assert_allclose(seen[epoch], weights, atol=1e-6)
        np.testing.assert_allclose(model.get_weights()[0], average, atol=1e-6)
        weights = average
        seen.clear()
    model.train_on_batch(x, y)
    step()
    np.testing.assert_allclose(model.get_weights()[0], weights, atol=1e-6)


def test_an_interrupted_training_keeps_its_weights(tmp_path):
    """A training that ends by an exception has not applied the average yet; BackupAndRestore continues with the one that it has saved."""

    class Stop(digits.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                raise RuntimeError("power cut")

    def train(folder, *callbacks):
        model = network()
        model.compile(digits.optimizers.Adam(0.05, use_ema=True, ema_momentum=0.6), "sparse_categorical_crossentropy")
        backup = digits.callbacks.BackupAndRestore(tmp_path / folder)
        model.fit(X, Y, epochs=4, verbose=0, shuffle=False, callbacks=[backup, *callbacks])
        return model

    with pytest.raises(RuntimeError):
        train("a", Stop())
    for ours, whole in zip(train("a").get_weights(), train("b").get_weights()):
        np.testing.assert_array_equal(ours, whole)
    assert (tmp_path / "a").is_dir()
