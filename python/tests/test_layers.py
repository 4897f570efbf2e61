"""Layers that are only settings in Python: built, trained, saved, loaded, and beside real Keras where there is one."""

import os
import pathlib

import digits as keras
import numpy as np
import pytest
from real_keras import KERAS, needs_keras, run

# The layers of a model of 8x8 images, for each.
STACKS = {
    "conv1d": "[L.Reshape((8, 8)), L.Conv1D(6, 3, padding='causal', dilation_rate=2, activation='relu'), L.MaxPooling1D(2), "
    "L.Conv1D(4, 2, strides=2), L.AveragePooling1D(2), L.GlobalAveragePooling1D()]",
    "global": "[L.Reshape((8, 8)), L.Conv1D(6, 3), L.GlobalMaxPooling1D(keepdims=True)]",
    "transposed": "[L.Conv2DTranspose(3, 3, strides=2, padding='same', activation='tanh'), L.Cropping2D(((1, 2), (0, 3)))]",
    "normalized": "[L.Conv2D(4, 3), L.LayerNormalization(epsilon=0.01), L.GroupNormalization(2), L.LayerNormalization(axis=[1, 2, 3])]",
    "sizes": "[L.Resizing(6, 10), L.UpSampling2D((2, 1), interpolation='bilinear'), L.CenterCrop(5, 7), L.UpSampling2D()]",
    "constant": "[L.Normalization(mean=[0.4], variance=[0.1]), L.Conv2D(2, 3), L.Normalization(mean=[0.1, 0.2], variance=[1.0, 2.0], invert=True)]",
    "dilated": "[L.Conv2D(4, 3, dilation_rate=2, activation='relu'), L.Conv2D(6, 2, groups=2), L.ActivityRegularization(l2=0.01)]",
}
X = np.random.default_rng(1).random((12, 8, 8, 1)).astype("float32")
Y = np.random.default_rng(2).integers(0, 3, 12)


def build(module, stack):
    first = [module.Input((8, 8, 1))]
    return module.Sequential(
        [*first, *eval(stack, {"L": module.layers}), module.layers.Flatten(), module.layers.Dense(3, activation="softmax")]
    )


@pytest.mark.parametrize("name", STACKS)
def test_by_themselves(name, tmp_path):
    model = build(keras, STACKS[name])
    model.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy")
    losses = model.fit(X, Y, epochs=8, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    expected = model.predict(X)
    for file in ("model.keras", "model.h5"):
        if file == "model.h5" and name == "normalized":
            continue
        model.save(tmp_path / file)
        loaded = keras.models.load_model(tmp_path / file)
        np.testing.assert_array_equal(loaded.predict(X), expected)
        assert [type(layer) for layer in loaded.layers] == [type(layer) for layer in model.layers]
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    np.testing.assert_array_equal(copy.predict(X), expected)


@needs_keras
def test_beside_keras(tmp_path):
    """The same lines in Keras, from the same weights: the same outputs, losses, and weights after some steps."""
    found = {}
    for name, stack in STACKS.items():
        model = build(keras, stack)
        model.save_weights(tmp_path / f"{name}.weights.h5")
        model.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy")
        found[name] = [model.predict(X), *[model.train_on_batch(X, Y)[0] for _ in range(5)], *model.get_weights()]
    np.savez(tmp_path / "data.npz", x=X, y=Y)
    (tmp_path / "script.py").write_text(
        f"STACKS = {STACKS!r}\nimport keras, numpy as np, tensorflow\ntensorflow.config.run_functions_eagerly(True)\n"
        "data = np.load('data.npz')\nX, Y, found = data['x'], data['y'], {}\n"
        "def build(module, stack):\n"
        "    first = [module.Input((8, 8, 1))]\n"
        "    layers = [*first, *eval(stack, {'L': module.layers}), module.layers.Flatten(), module.layers.Dense(3, activation='softmax')]\n"
        "    return module.Sequential(layers)\n"
        "for name, stack in STACKS.items():\n"
        "    model = build(keras, stack)\n"
        "    model.load_weights(f'{name}.weights.h5')\n"
        "    model.compile(keras.optimizers.SGD(0.05), 'sparse_categorical_crossentropy')\n"
        "    values = [model.predict(X, verbose=0)]\n"
        # TensorFlow has no gradient of grouped convolutions on CPUs.
        "    if name != 'dilated':\n"
        "        for _ in range(5):\n"
        "            values.append(model.train_on_batch(X, Y))\n"
        "        values += model.get_weights()\n"
        "    found.update({f'{name} {i}': np.asarray(v) for i, v in enumerate(values)})\n"
        "np.savez('found.npz', **found)\n"
    )
    run(KERAS, "script.py", folder=tmp_path)
    theirs = np.load(tmp_path / "found.npz")
    for key in theirs.files:
        name, index = key.split()
        np.testing.assert_allclose(found[name][int(index)], theirs[key], atol=1e-5, err_msg=key)


TABLE = pathlib.Path(os.environ.get("DIGITS_HOME", ".")) / "Docs" / "KERAS.md"


@pytest.mark.skipif(not TABLE.exists(), reason="DIGITS_HOME is not set")
def test_all_that_are_done_of_a_file():
    """Every layer that Docs/KERAS.md lists as computed has a class here."""
    row = next(line for line in TABLE.read_text().splitlines() if line.startswith("| layers |"))
    names = row.split("|")[2].split("`")[1::2]
    assert len(names) > 30 and [name for name in names if not isinstance(getattr(keras.layers, name), type)] == []


def test_adapt():
    layer = keras.layers.Normalization()
    layer.adapt(X)
    model = keras.Sequential([keras.Input((8, 8, 1)), layer])
    np.testing.assert_allclose(model.predict(X), (X - X.mean()) / X.std(), atol=1e-5)
    with pytest.raises(ValueError, match="before the layer is part of a built model"):
        layer.adapt(X)
    whole = keras.layers.Normalization(axis=None)
    whole.adapt(X * 3)
    model = keras.Sequential([keras.Input((8, 8, 1)), whole])
    np.testing.assert_allclose(model.predict(3 * X), (X - X.mean()) / X.std(), atol=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: keras.layers.Conv1D(3), "Conv1D: kernel_size expected"),
        (lambda: keras.layers.Resizing(3, 4, side=5), "Resizing: unexpected argument 'side'"),
        (lambda: keras.layers.CenterCrop(3, 4, 5), "at most 2 positional arguments"),
        (lambda: build(keras, "[L.Resizing(3, 4, crop_to_aspect_ratio=True)]"), "crop_to_aspect_ratio is not supported"),
        (lambda: build(keras, "[L.Conv2DTranspose(3, 3, output_padding=1)]"), "output_padding"),
        (lambda: keras.layers.DepthwiseConv2D(3, dilation_rate=2), "dilation_rate=2 is not supported"),
    ],
)  # fmt: skip
def test_what_is_refused(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


NUMPY_STACKS = [
    "[L.Conv2DTranspose(n(3), n(3), strides=(n(2), n(2)), use_bias=b(True)), L.Cropping2D(((n(1), n(2)), (n(0), n(3))))]",
    "[L.Cropping2D(n(1)), L.UpSampling2D(n(2)), L.UpSampling2D((n(2), n(1))), L.ZeroPadding2D(n(3))]",
    "[L.LayerNormalization(epsilon=f(0.01), center=b(False)), L.Conv2D(n(4), n(3)), L.GroupNormalization(n(2), axis=n(-1))]",
    "[L.ZeroPadding2D((n(1), n(2))), L.ZeroPadding2D(((n(1), n(2)), (n(0), n(3)))), L.Resizing(n(6), n(10)), L.CenterCrop(n(5), n(7))]",
    "[L.Normalization(mean=a([0.5]), variance=a([2.0])), L.ActivityRegularization(f(0.5))]",
    "[L.Reshape((8, 8)), L.Conv1D(n(6), n(3), dilation_rate=n(2)), L.MaxPooling1D(n(2)), L.GlobalMaxPooling1D(keepdims=b(True))]",
]


@pytest.mark.parametrize("stack", NUMPY_STACKS)
def test_numbers_of_numpy(stack):
    def built(**kinds):
        keras.utils.set_random_seed(1)
        layers = eval(stack, {"L": keras.layers, **kinds})
        return keras.Sequential([keras.Input((8, 8, 1)), *layers]).predict(X)

    expected = built(n=int, f=float, b=bool, a=list)
    np.testing.assert_array_equal(built(n=np.int64, f=np.float32, b=np.bool_, a=np.array), expected)


@pytest.mark.parametrize("value", [1.5, "3", True])
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda value: keras.layers.Conv2DTranspose(value, 3), "Conv2DTranspose: filters"),
        (lambda value: keras.layers.Conv2DTranspose(3, (3, value)), "Conv2DTranspose: kernel_size"),
        (lambda value: keras.layers.UpSampling2D(value), "UpSampling2D: size"),
        (lambda value: keras.layers.Cropping2D(((0, value), (0, 0))), "Cropping2D: cropping"),
        (lambda value: keras.layers.LayerNormalization(axis=value), "LayerNormalization: axis"),
        (lambda value: keras.layers.GroupNormalization(value), "GroupNormalization: groups"),
        (lambda value: keras.layers.ZeroPadding2D((1, value)), "ZeroPadding2D: padding"),
    ],
)  # fmt: skip
def test_whole_numbers_are_expected(make, name, value):
    with pytest.raises(keras.InvalidArgumentError, match=f"{name}: a whole number expected, got {value!r}"):
        make(value)


@pytest.mark.parametrize("padding", [1.5, None, True, (1, 2, 3), (), ((1, 2, 3), 1)])
def test_wrong_padding(padding):
    with pytest.raises(keras.InvalidArgumentError, match="ZeroPadding2D: padding: (a|one or two) whole number"):
        keras.layers.ZeroPadding2D(padding)
