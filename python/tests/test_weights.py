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
        ({"class_weight": [1, 2, 3]}, "a dictionary"), ({"sample_weight": WEIGHTS, "validation_split": 0.5}, "validation_data"),
        ({"validation_data": (X, Y, WEIGHTS)}, "a pair"),
    ],
)  # fmt: skip
def test_what_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        made().fit(X, Y, verbose=0, **arguments)
    with pytest.raises(ValueError, match="sample_weight is not supported"):
        made().evaluate(X, Y, sample_weight=WEIGHTS, verbose=0)
