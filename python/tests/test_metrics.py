"""Metrics of the most likely class and of the k most likely, compared with NumPy's counts."""

import digits as keras
import numpy as np
import pytest

X = np.random.default_rng(5).normal(size=(50, 5)).astype(np.float32)
Y = np.random.default_rng(6).integers(0, 6, 50)


def made(metrics, loss="sparse_categorical_crossentropy", rate=0.0):
    """A model that does not learn, so that the figures of a training are those of the model."""
    keras.utils.set_random_seed(8)
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(6, activation="softmax")])
    model.compile(keras.optimizers.SGD(rate), loss, metrics=metrics)
    return model


def within(model, k):
    """The fraction of the samples whose right class is among the last k of NumPy's order."""
    order = np.argsort(model.predict(X), axis=1)[:, -k:]
    return np.mean([label in row for label, row in zip(Y, order)])


TOP = [keras.metrics.SparseTopKCategoricalAccuracy(k=2), keras.metrics.SparseTopKCategoricalAccuracy(3), "accuracy"]


def test_evaluate():
    model = made(TOP)
    expected = [within(model, 2), within(model, 3), within(model, 1)]
    assert len(set(expected)) == 3
    assert model.metrics_names[1:] == ["sparse_top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy_1", "accuracy"]
    assert model.evaluate(X, Y, verbose=0)[1:] == pytest.approx(expected)
    assert model.test_on_batch(X, Y)[1:] == pytest.approx(expected)
    assert model.train_on_batch(X, Y)[1:] == pytest.approx(expected)


@pytest.mark.parametrize("shuffle", [True, False])
def test_fit(shuffle):
    model = made(TOP)
    seen = []
    follow = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(dict(logs)))
    history = model.fit(X, Y, batch_size=20, validation_data=(X, Y), shuffle=shuffle, callbacks=[follow], verbose=0).history
    for prefix in ("", "val_"):
        for name, k in zip(model.metrics_names[1:], (2, 3, 1)):
            assert history[prefix + name] == pytest.approx([within(model, k)])
    assert len(seen) == 3 and seen[-1]["sparse_top_k_categorical_accuracy"] == pytest.approx(within(model, 2))


def test_one_hot_rows_and_files(tmp_path):
    rows = keras.utils.to_categorical(Y, 6)
    model = made(
        ["acc", keras.metrics.TopKCategoricalAccuracy(k=3, name="top3"), keras.metrics.top_k_categorical_accuracy],
        "categorical_crossentropy",
    )
    assert model.metrics_names == ["loss", "acc", "top3", "top_k_categorical_accuracy"]
    expected = model.evaluate(X, rows, verbose=0)
    assert expected[1:] == pytest.approx([within(model, 1), within(model, 3), within(model, 5)])
    for name in ("model.keras", "model.h5"):
        model.save(tmp_path / name)
        loaded = keras.models.load_model(tmp_path / name)
        assert loaded.metrics_names == model.metrics_names and loaded.evaluate(X, rows, verbose=0) == pytest.approx(expected)


def test_functions():
    outputs = np.array([[0.1, 0.6, 0.3], [0.4, 0.4, 0.2], [0.2, 0.3, 0.5]])
    metrics = keras.metrics
    assert metrics.sparse_categorical_accuracy([2, 0, 2], outputs).tolist() == [0, 1, 1]
    assert metrics.sparse_top_k_categorical_accuracy([2, 1, 0], outputs, k=2).tolist() == [1, 1, 0]
    # Classes that are as likely as the right one do not come before it.
    assert metrics.top_k_categorical_accuracy(np.eye(3)[[0, 1, 2]], outputs, k=1).tolist() == [0, 1, 1]
    assert metrics.categorical_accuracy(np.eye(3)[[1, 1, 2]], outputs).tolist() == [1, 0, 1]


@pytest.mark.parametrize("metric", ["precision", 3, "TopK"])
def test_what_is_refused(metric):
    with pytest.raises(ValueError, match="sparse_top_k_categorical_accuracy expected"):
        made([metric])


def test_k():
    with pytest.raises(ValueError, match="at least 1"):
        keras.metrics.TopKCategoricalAccuracy(k=0)
    with pytest.raises(AttributeError, match="TopKCategoricalAccuracy"):
        _ = keras.metrics.Precision
