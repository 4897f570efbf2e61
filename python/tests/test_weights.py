"""``class_weight`` and ``sample_weight``: what the loss of a sample counts, beside the same written down with NumPy."""

import digits as keras
import numpy as np
import pytest

X = np.random.default_rng(5).normal(size=(40, 5)).astype(np.float32)
Y = np.random.default_rng(6).integers(0, 3, 40)
WEIGHTS = np.random.default_rng(7).uniform(0, 3, 40).astype(np.float32)
CLASSES = {0: 0.5, 2: 4.0}


def made():
    keras.utils.set_random_seed(8)
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3, activation="softmax", use_bias=False)])
    model.compile(keras.optimizers.SGD(0.3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def step(kernel, weights, x=X, y=Y):
    """The loss of a batch, and the kernel after a step: Keras divides by the number of samples, whatever they weigh."""
    outputs = np.exp(x.astype(np.float64) @ kernel)
    outputs /= outputs.sum(axis=1, keepdims=True)
    loss = -(weights * np.log(outputs[np.arange(len(y)), y])).sum() / len(y)
    slopes = x.T @ (weights[:, None] * (outputs - np.eye(3)[y])) / len(y)
    return loss, kernel - 0.3 * slopes


def weights(class_weight, sample_weight):
    of_classes = np.array([(class_weight or {}).get(label, 1) for label in Y])
    return of_classes * (1 if sample_weight is None else sample_weight)


@pytest.mark.parametrize("class_weight", [None, CLASSES])
@pytest.mark.parametrize("sample_weight", [None, WEIGHTS, WEIGHTS.tolist()])
@pytest.mark.parametrize("shuffle", [True, False])
def test_steps(class_weight, sample_weight, shuffle):
    model = made()
    kernel = model.get_weights()[0]
    loss, kernel = step(kernel, weights(class_weight, sample_weight))
    history = model.fit(X, Y, batch_size=40, epochs=1, class_weight=class_weight, sample_weight=sample_weight, shuffle=shuffle, verbose=0)
    assert history.history["loss"][0] == pytest.approx(loss, rel=1e-5)
    np.testing.assert_allclose(model.get_weights()[0], kernel, atol=1e-6)
    loss, kernel = step(kernel, weights(class_weight, sample_weight))
    assert model.train_on_batch(X, Y, sample_weight, class_weight)[0] == pytest.approx(loss, rel=1e-5)
    np.testing.assert_allclose(model.get_weights()[0], kernel, atol=1e-6)


def test_batches_with_weights():
    model = made()
    kernel = model.get_weights()[0]
    for part in (slice(0, 25), slice(25, 40)):
        _, kernel = step(kernel, weights(CLASSES, WEIGHTS)[part], X[part], Y[part])
    batches = [(X[:25], Y[:25], WEIGHTS[:25]), (X[25:], Y[25:], WEIGHTS[25:])]
    model.fit((batch for batch in batches), class_weight=CLASSES, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], kernel, atol=1e-6)


def measured(model, sample_weight):
    """The loss of all samples, as in Keras: divided by their number, whatever they weigh; and the accuracy, which counts all alike."""
    loss, _ = step(model.get_weights()[0], sample_weight)
    return [loss, (model.predict(X).argmax(axis=1) == Y).mean()]


def test_evaluation_with_weights():
    model = made()
    expected = measured(model, WEIGHTS)
    assert expected[0] != pytest.approx(measured(model, np.ones(40))[0], rel=0.01)
    assert model.evaluate(X, Y, sample_weight=WEIGHTS, verbose=0) == pytest.approx(expected, rel=1e-5)
    assert model.evaluate(X, Y, sample_weight=WEIGHTS[:, None].tolist(), verbose=0) == pytest.approx(expected, rel=1e-5)
    assert model.test_on_batch(X, Y, WEIGHTS) == pytest.approx(expected, rel=1e-5)
    assert model.test_on_batch(X, Y, sample_weight=WEIGHTS, return_dict=True)["loss"] == pytest.approx(expected[0], rel=1e-5)
    batches = [(X[:25], Y[:25], WEIGHTS[:25]), (X[25:], Y[25:], WEIGHTS[25:])]
    assert model.evaluate((batch for batch in batches), verbose=0) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("shuffle", [True, False])
def test_validation_with_weights(shuffle):
    model = made()
    history = model.fit(X, Y, validation_data=(X, Y, WEIGHTS), shuffle=shuffle, verbose=0)
    assert history.history["val_loss"][0] == pytest.approx(measured(model, WEIGHTS)[0], rel=1e-5)


def test_weights_are_split_with_the_samples():
    model = made()
    kernel = model.get_weights()[0]
    _, kernel = step(kernel, WEIGHTS[:30], X[:30], Y[:30])
    history = model.fit(X, Y, batch_size=30, sample_weight=WEIGHTS, validation_split=0.25, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], kernel, atol=1e-6)
    assert history.history["val_loss"][0] == pytest.approx(step(kernel, WEIGHTS[30:], X[30:], Y[30:])[0], rel=1e-5)


def test_validation_counts_each_sample():
    model = made()
    history = model.fit(X, Y, validation_data=(X, Y), class_weight=CLASSES, verbose=0)
    assert history.history["val_loss"][0] == pytest.approx(model.evaluate(X, Y, verbose=0)[0], rel=1e-6)
    model.fit(X, Y, validation_split=0.2, class_weight=CLASSES, verbose=0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sample_weight": [1.0]}, "40 numbers expected"), ({"sample_weight": -WEIGHTS}, "at least 0 expected, got -"),
        ({"sample_weight": WEIGHTS * np.nan}, "got nan for sample 0"), ({"class_weight": {3: 1.0}}, "classes 0 to 2"),
        ({"class_weight": [1, 2, 3]}, "a dictionary"), ({"validation_data": (X, Y, WEIGHTS[:3])}, "40 numbers expected"),
        ({"validation_data": (X, Y, WEIGHTS, 1)}, "sample_weight"),
    ],
)  # fmt: skip
def test_what_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        made().fit(X, Y, verbose=0, **arguments)


def test_evaluations_that_are_refused():
    for own, message in ((WEIGHTS[:3], "40 numbers expected"), (-WEIGHTS, "at least 0 expected, got -")):
        with pytest.raises(ValueError, match=message):
            made().evaluate(X, Y, sample_weight=own, verbose=0)
    batches = [(X[:25], Y[:25], WEIGHTS[:25]), (X[25:], Y[25:])]
    with pytest.raises(ValueError, match="in all batches or in none"):
        made().evaluate((batch for batch in batches), verbose=0)
    with pytest.raises(ValueError, match="cannot be combined with a generator"):
        made().evaluate(iter(batches), sample_weight=WEIGHTS, verbose=0)
    with pytest.raises(TypeError, match="class_weight"):  # It has none in Keras either.
        made().evaluate(X, Y, class_weight=CLASSES)
