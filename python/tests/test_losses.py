"""Losses and metrics as values: beside numbers of real Keras 3.15.1, which are recorded here, and beside Keras itself where there is one."""

import json
import os

import digits as keras
import numpy as np
import pytest
from real_keras import KERAS, needs_keras, run

# Labels, outputs and weights of the samples, which both sides generate.
INPUTS = """
import numpy as np
random = np.random.default_rng(7)
outputs = random.random((6, 4)).astype("float32")
outputs /= outputs.sum(axis=1, keepdims=True)
logits = random.normal(size=(6, 4)).astype("float32") * 3
classes = random.integers(0, 4, 6)
rows = np.eye(4, dtype="float32")[classes]
weights = random.random(6).astype("float32")
"""
exec(INPUTS)
OBJECTS = [
    "CategoricalCrossentropy()", "CategoricalCrossentropy(label_smoothing=0.2)", "BinaryCrossentropy(label_smoothing=0.1)",
    "CategoricalFocalCrossentropy()", "CategoricalFocalCrossentropy(alpha=[0.1, 0.2, 0.3, 0.4], gamma=1.5, label_smoothing=0.1)",
    "BinaryFocalCrossentropy()", "BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3, gamma=1.0, label_smoothing=0.1)",
    "KLDivergence()", "Poisson()", "CategoricalHinge()", "Hinge()", "SquaredHinge()", "Huber()", "Huber(0.3)", "MeanSquaredError()",
    "MeanAbsoluteError()", "MeanAbsolutePercentageError()", "MeanSquaredLogarithmicError()", "LogCosh()", "CosineSimilarity()",
]  # fmt: skip
LOGITS = [
    "CategoricalCrossentropy(from_logits=True)", "BinaryCrossentropy(from_logits=True)", "CategoricalFocalCrossentropy(from_logits=True)",
    "BinaryFocalCrossentropy(from_logits=True)",
]  # fmt: skip
SPARSE = ["SparseCategoricalCrossentropy()", "SparseCategoricalCrossentropy(ignore_class=1)"]
REDUCTIONS = ["sum_over_batch_size", "sum", "none", "mean_with_sample_weight"]
METRICS = [
    "CategoricalCrossentropy(label_smoothing=0.1)", "BinaryCrossentropy()", "KLDivergence()", "Poisson()", "CategoricalHinge()", "Hinge()",
    "SquaredHinge()", "MeanSquaredError()", "RootMeanSquaredError()", "MeanAbsoluteError()", "MeanAbsolutePercentageError()",
    "MeanSquaredLogarithmicError()", "LogCoshError()", "CosineSimilarity()", "BinaryAccuracy(threshold=0.4)", "CategoricalAccuracy()",
    "TopKCategoricalAccuracy(2)",
]  # fmt: skip
FUNCTIONS = [
    "categorical_crossentropy", "binary_crossentropy", "categorical_focal_crossentropy", "binary_focal_crossentropy", "kl_divergence", "poisson",
    "categorical_hinge", "hinge", "squared_hinge", "huber", "mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error", "log_cosh", "cosine_similarity",
]  # fmt: skip
MEASURE = """
def measure(keras):
    found = {}
    def note(name, value):
        found[name] = np.asarray(value, "float64").tolist()
    def made(module, text):
        return eval(text, vars(module))
    for text in OBJECTS:
        for reduction in REDUCTIONS:
            loss = made(keras.losses, text)
            loss.reduction = reduction
            note(f"{text} {reduction}", loss(rows, outputs))
            note(f"{text} {reduction} weighted", loss(rows, outputs, sample_weight=weights))
    for text in LOGITS:
        note(text, made(keras.losses, text)(rows, logits))
    for text in SPARSE:
        note(text, made(keras.losses, text)(classes, outputs, sample_weight=weights))
        note(text + " column", made(keras.losses, text)(classes[:, None], outputs))
    for text in METRICS:
        metric = made(keras.metrics, text)
        metric.update_state(rows[:4], outputs[:4])
        metric.update_state(rows[4:], outputs[4:], sample_weight=weights[4:])
        note("metric " + text, metric.result())
    metric = keras.metrics.SparseCategoricalCrossentropy()
    metric.update_state(classes, outputs)
    note("sparse metric", metric.result())
    metric = keras.metrics.Accuracy()
    metric.update_state(classes, outputs.argmax(axis=1), sample_weight=weights)
    note("equal", metric.result())
    mean = keras.metrics.Mean()
    mean.update_state([1.0, 2.0, 6.0], sample_weight=[1.0, 0.0, 3.0])
    mean.update_state(4.0)
    note("mean", mean.result())
    for name in FUNCTIONS:
        note("function " + name, getattr(keras.losses, name)(rows, outputs))
    note("focal logits", keras.losses.categorical_focal_crossentropy(rows, logits, alpha=0.4, gamma=1.5, from_logits=True, label_smoothing=0.2))
    note("sparse", keras.losses.sparse_categorical_crossentropy(classes, logits, from_logits=True, ignore_class=2))
    return found
"""
exec(MEASURE)


def test_values_are_those_of_keras():
    """Recorded by Keras 3.15.1: the mean of 6 samples for each object, function and metric."""
    ours = measure(keras)  # noqa: F821
    path = os.path.join(os.path.dirname(__file__), "losses.json")
    with open(path) as file:
        recorded = json.load(file)
    assert sorted(recorded) == sorted(ours) and len(ours) > 180
    for name, value in recorded.items():
        np.testing.assert_allclose(ours[name], value, rtol=1e-5, atol=1e-6, err_msg=name)


@needs_keras
def test_values_beside_keras(tmp_path):
    names = {name: globals()[name] for name in ("OBJECTS", "LOGITS", "SPARSE", "REDUCTIONS", "METRICS", "FUNCTIONS")}
    lines = [f"{name} = {value!r}" for name, value in names.items()]
    script = "\n".join([*lines, INPUTS, MEASURE, "import json, keras, sys", "json.dump(measure(keras), open(sys.argv[1], 'w'))"])
    (tmp_path / "measure.py").write_text(script)
    run(KERAS, tmp_path / "measure.py", tmp_path / "found.json")
    with open(tmp_path / "found.json") as file:
        theirs = json.load(file)
    ours = measure(keras)  # noqa: F821
    assert sorted(theirs) == sorted(ours)
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], value, rtol=1e-5, atol=1e-6, err_msg=name)


X = np.random.default_rng(5).normal(size=(40, 5)).astype(np.float32)
Y = np.random.default_rng(6).integers(0, 4, 40)


def made(loss, activation="softmax", **settings):
    keras.utils.set_random_seed(8)
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(4, activation=activation)])
    model.compile(keras.optimizers.SGD(0.1), loss, **settings)
    return model


TRAINED = [
    ("categorical_focal_crossentropy", keras.losses.CategoricalFocalCrossentropy()),
    ("binary_focal_crossentropy", keras.losses.BinaryFocalCrossentropy()), ("kl_divergence", keras.losses.KLDivergence()),
    ("huber", keras.losses.Huber()), ("poisson", keras.losses.Poisson()), ("categorical_hinge", keras.losses.CategoricalHinge()),
    (keras.losses.kl_divergence, keras.losses.KLDivergence()), ("kld", keras.losses.KLDivergence()), (keras.losses.mse, "mean_squared_error"),
    (["bce"], keras.losses.BinaryCrossentropy()), ({"dense": "categorical_crossentropy"}, keras.losses.CategoricalCrossentropy()),
]  # fmt: skip


@pytest.mark.parametrize(("named", "instance"), TRAINED)
def test_by_name_and_as_objects(named, instance):
    """The same training by name, as a function, and as an object."""
    labels, found = keras.utils.to_categorical(Y, 4), []
    for loss in (named, instance):
        model = made(loss)
        model.fit(X, labels, epochs=2, shuffle=False, verbose=0)
        found.append(model.get_weights()[0])
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize(
    "loss",
    [
        keras.losses.CategoricalFocalCrossentropy(0.4, 1.5, label_smoothing=0.1), keras.losses.Huber(0.2), keras.losses.KLDivergence(),
        keras.losses.BinaryFocalCrossentropy(True, 0.3, 1.5), keras.losses.BinaryCrossentropy(label_smoothing=0.1),
    ],
)  # fmt: skip
def test_a_training_has_the_same_loss(loss, tmp_path):
    """What evaluate gives is the object's value, also after a file."""
    labels = keras.utils.to_categorical(Y, 4)
    # Behind a softmax, Keras on TensorFlow has the binary losses take its logits.
    model = made(loss, "sigmoid" if "binary" in loss.name else "softmax")
    expected = float(loss(labels, model.predict(X)))
    assert model.evaluate(X, labels, verbose=0) == pytest.approx(expected, rel=1e-5)
    for name in ("model.keras", "model.h5"):
        model.save(tmp_path / name)
        loaded = keras.models.load_model(tmp_path / name)
        assert loaded.evaluate(X, labels, verbose=0) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (dict(loss="hinge"), "hinge can be computed, but not trained with; supported are: categorical_crossentropy"),
        (dict(loss=keras.losses.LogCosh()), "log_cosh can be computed"),
        (dict(loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=3)), "class_weight of 0 leaves a class out"),
        (dict(loss=keras.losses.KLDivergence(reduction="sum")), "reduction='sum' can be computed"),
        (dict(loss=keras.losses.CategoricalFocalCrossentropy(alpha=[1, 2, 3, 4])), "can be computed, but not trained with; use one number"),
        (dict(loss="tversky"), "loss: one of categorical_crossentropy"), (dict(loss=["mse", "mse"]), "one output expected, got 2"),
        (dict(loss="mse", metrics=["kl_divergence"]), "can be computed, but not during training; update_state"),
        (dict(loss="mse", metrics=[keras.metrics.Mean()]), "In training there are: accuracy"),
        (dict(loss="mse", metrics=["auc"]), "one of accuracy"),
    ],
)  # fmt: skip
def test_what_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        made(**settings)


def test_columns_of_labels_and_outputs_are_compared_sample_by_sample() -> None:
    outputs = np.array([[0.9], [0.1], [0.8], [0.2]], np.float32)
    for labels in ([1, 0, 1, 0], [[1], [0], [1], [0]]):
        assert float(keras.metrics.BinaryAccuracy()(labels, outputs)) == 1
        assert float(keras.metrics.RootMeanSquaredError()(labels, outputs)) == pytest.approx(np.sqrt(0.025), rel=1e-6)
        assert float(keras.metrics.Accuracy()(labels, np.round(outputs))) == 1
