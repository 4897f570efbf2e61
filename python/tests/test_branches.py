"""Networks with branches in the functional form, beside what NumPy makes of the same weights and beside Keras's files."""

import digits as keras
import numpy as np
import pytest
from digits import layers

X = np.random.default_rng(3).normal(size=(90, 6)).astype(np.float32)
Y = np.random.default_rng(4).integers(0, 3, 90)


@pytest.fixture
def model():
    """Three branches that are joined in all ways; the layers are not made in the order of data."""
    keras.utils.set_random_seed(2)
    one = keras.Input((6,))
    c = layers.Dense(4, name="c")(one)
    a = layers.Dense(4, activation="tanh", name="a")(one)
    b = layers.Dense(4, activation="relu", name="b")(a)
    joined = layers.concatenate([a + b * c, a - c, layers.Maximum()([a, b, c]), layers.Average()([b, c])])
    assert joined.shape == (None, 16)
    model = keras.Model(one, layers.Dense(3, activation="softmax", name="last")(joined))
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def expected(model, x):
    """The same, written down with NumPy."""

    def dense(name, values):
        kernel, bias = model.get_layer(name).get_weights()
        return values @ kernel + bias

    c, a = dense("c", x), np.tanh(dense("a", x))
    b = np.maximum(dense("b", a), 0)
    joined = np.concatenate([a + b * c, a - c, np.maximum(np.maximum(a, b), c), (b + c) / 2], axis=1)
    outputs = np.exp(dense("last", joined))
    return outputs / outputs.sum(axis=1, keepdims=True)


def test_values_and_files(model, tmp_path):
    np.testing.assert_allclose(model.predict(X), expected(model, X), atol=1e-6)
    before = model.evaluate(X, Y, verbose=0)[0]
    model.fit(X, Y, epochs=20, batch_size=30, verbose=0)
    assert model.evaluate(X, Y, verbose=0)[0] < before
    np.testing.assert_allclose(model.predict(X), expected(model, X), atol=1e-6)
    for name in ("m.keras", "m.h5"):
        model.save(tmp_path / name)
        again = keras.models.load_model(tmp_path / name)
        np.testing.assert_array_equal(again.predict(X), model.predict(X))
        np.testing.assert_allclose(expected(again, X), model.predict(X), atol=1e-6)
        # A file's order of layers is Keras's; what is set later finds its layer all the same.
        again.get_layer("b").trainable = False
        np.testing.assert_allclose(again.predict(X), expected(again, X), atol=1e-6)
        kernels = {layer: again.get_layer(layer).get_weights()[0] for layer in ("a", "b")}
        again.fit(X, Y, verbose=0)
        assert (again.get_layer("b").get_weights()[0] == kernels["b"]).all()
        assert (again.get_layer("a").get_weights()[0] != kernels["a"]).any()


def test_gradients(model):
    """A step of SGD goes where the loss falls, by finite differences."""
    kernel, bias = model.get_layer("a").get_weights()

    def loss(changed):
        model.get_layer("a").set_weights([changed, bias])
        outputs = expected(model, X.astype(np.float64))
        return -np.log(outputs[np.arange(len(Y)), Y]).mean()

    step, slopes = 1e-3, np.empty_like(kernel)
    for place in np.ndindex(kernel.shape):
        up, down = kernel.copy(), kernel.copy()
        up[place] += step
        down[place] -= step
        slopes[place] = (loss(up) - loss(down)) / (2 * step)
    model.get_layer("a").set_weights([kernel, bias])
    model.train_on_batch(X, Y)
    np.testing.assert_allclose(model.get_layer("a").get_weights()[0], kernel - 0.1 * slopes, atol=1e-4)


def test_models_of_models(model):
    inner = keras.Model(model.input, model.get_layer("b").output)
    kernel, bias = model.get_layer("a").get_weights()
    second, offset = model.get_layer("b").get_weights()
    wanted = np.maximum(np.tanh(X @ kernel + bias) @ second + offset, 0)
    np.testing.assert_allclose(inner.predict(X), wanted, atol=1e-6)
    outer = keras.Sequential([model, layers.Dense(2, name="head")])
    kernel, bias = outer.get_layer("head").get_weights()
    np.testing.assert_allclose(outer.predict(X), model.predict(X) @ kernel + bias, atol=1e-5)
    again = keras.Input((6,))
    called = keras.Model(again, layers.Dense(3, activation="softmax")(model(again)))
    assert called.predict(X).shape == (90, 3) and called.count_params() == model.count_params() + 12
    clone = keras.models.clone_model(model)
    assert clone.count_params() == model.count_params() and clone.to_json() == model.to_json()


def test_what_cannot_be_done(model):
    with pytest.raises(ValueError, match="a chain of layers expected"):
        model.pop()
    with pytest.raises(ValueError, match="cannot be set"):
        model.get_layer("a").name = "other"
    assert model.get_layer("a").name == "a"
