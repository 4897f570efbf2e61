"""Models: building, weights, files, and what the engine computes, against NumPy."""

import pickle

import digits
import numpy as np
import pytest
from digits import layers


def test_outputs_are_those_of_numpy():
    model = digits.Sequential([digits.Input((5,)), layers.Dense(4, activation="relu"), layers.Dense(3, activation="softmax")])
    x = np.random.default_rng(1).normal(size=(7, 5)).astype("float32")
    first, first_bias, second, second_bias = model.get_weights()
    hidden = np.maximum(x @ first + first_bias, 0)
    scores = np.exp(hidden @ second + second_bias)
    np.testing.assert_allclose(model.predict(x), scores / scores.sum(axis=1, keepdims=True), rtol=1e-5)
    outputs = model.layer_outputs(x[0])
    np.testing.assert_allclose(outputs[0], hidden[0], rtol=1e-5)
    np.testing.assert_allclose(outputs[1], model.predict(x[:1])[0], rtol=1e-5)


def test_every_layer_builds_and_comes_back_from_a_file(tmp_path):
    model = digits.Sequential([
        digits.Input((28, 28, 1)), layers.Rescaling(0.5, offset=0.1), layers.ZeroPadding2D(((1, 2), (0, 1))),
        layers.Conv2D(4, (3, 2), strides=(1, 2), padding="same", kernel_initializer="he_normal"), layers.BatchNormalization(),
        layers.ReLU(6.0), layers.DepthwiseConv2D(3, depth_multiplier=2), layers.LeakyReLU(0.2), layers.SeparableConv2D(6, 3),
        layers.PReLU(shared_axes=[1, 2]), layers.MaxPooling2D(2, strides=1, padding="same"), layers.AveragePooling2D(), layers.ELU(),
        layers.Permute((2, 1, 3)), layers.Activation("gelu"), layers.GlobalAveragePooling2D(keepdims=True), layers.Reshape((-1,)),
        layers.Dropout(0.3), layers.Dense(12, use_bias=False, activation="swish"), layers.Dense(10), layers.Softmax(),
    ])  # fmt: skip
    x = np.random.default_rng(2).random((3, 28, 28, 1), np.float32)
    path = tmp_path / "all.keras"
    model.save(path)
    loaded = digits.models.load_model(path)
    np.testing.assert_array_equal(loaded.predict(x), model.predict(x))
    assert [type(layer) for layer in loaded.layers] == [type(layer) for layer in model.layers]
    assert [layer.name for layer in loaded.layers] == [layer.name for layer in model.layers]
    # Made anew from what the file says: the same once more.
    again = digits.Sequential([digits.Input((28, 28, 1)), *(type(layer).from_config(layer.get_config()) for layer in loaded.layers)])
    again.set_weights(loaded.get_weights())
    np.testing.assert_array_equal(again.predict(x), model.predict(x))


def test_names_and_shapes_are_those_of_keras(small):
    assert [layer.name for layer in small.layers] == ["conv2d", "flatten", "dense"]
    assert small.input_shape == (None, 28, 28, 1) and small.output_shape == (None, 10)
    assert small.layers[0].output_shape == (None, 13, 13, 4)
    assert small.count_params() == 4 * 9 + 4 + 676 * 10 + 10
    assert small.get_layer("dense").get_weights()[0].shape == (676, 10)


def test_a_model_without_input_is_built_by_its_data(few):
    model = digits.Sequential()
    model.add(layers.Flatten())
    model.add(layers.Dense(10, activation="softmax"))
    assert not model.built
    assert model.predict(few[0][:2]).shape == (2, 10)
    assert model.built and model.input_shape == (None, 28, 28, 1)
    old = digits.Sequential([layers.Dense(3, input_shape=(4,))])
    assert old.built and old.layers.pop().count_params() == 15


def test_random_seed_decides_the_weights():
    def weights():
        digits.utils.set_random_seed(5)
        return [digits.Sequential([digits.Input((4,)), layers.Dense(3)]).get_weights()[0] for _ in range(2)]

    first, second = weights(), weights()
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    assert not np.array_equal(first[0], first[1])


def test_files_keep_training(tmp_path, small, few):
    small.fit(*few, epochs=1, verbose=0)
    for name in ("model.keras", "model.h5"):
        small.save(tmp_path / name)
        loaded = digits.models.load_model(tmp_path / name)
        loaded._seed = small._seed
        assert loaded.metrics_names == ["loss", "accuracy"] and float(loaded.optimizer.learning_rate) == 0.01
        loaded.fit(*few, epochs=1, verbose=0)
        copy = pickle.loads(pickle.dumps(small))
        copy.fit(*few, epochs=1, verbose=0)
        for one, other in zip(loaded.get_weights(), copy.get_weights()):
            np.testing.assert_array_equal(one, other)


def test_weights_alone(tmp_path, small, few):
    path = tmp_path / "some.weights.h5"
    small.save_weights(path)
    assert [file.name for file in tmp_path.iterdir()] == ["some.weights.h5"]
    before = small.predict(few[0][:5])
    small.fit(*few, epochs=1, verbose=0)
    assert not np.array_equal(small.predict(few[0][:5]), before)
    small.load_weights(path)
    np.testing.assert_array_equal(small.predict(few[0][:5]), before)


def test_a_file_that_is_none(tmp_path):
    path = tmp_path / "broken.h5"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(digits.FileError, match="broken.h5"):
        digits.models.load_model(path)
    with pytest.raises(OSError, match="No such file"):
        digits.models.load_model(tmp_path / "missing.keras")


def test_what_notebooks_show(small, few):
    assert "conv2d" in small._repr_html_() and "6,810 parameters" in small._repr_html_()
    assert small._repr_png_()[:4] == b"\x89PNG"
    history = small.fit(*few, epochs=2, validation_split=0.2, verbose=0)
    assert history._repr_html_().count("<polyline") == 4 and history._repr_png_()[:4] == b"\x89PNG"


def test_summary(small, capsys):
    small.summary()
    assert "conv2d (Conv2D)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: layers.Dense("many"), "units: a whole number expected, got 'many'"),
        (lambda: layers.Dense(10, activation="rellu"), "relu"),
        (lambda: layers.Conv2D(4, 3, padding="full"), "'valid' or 'same' expected, got 'full'"),
        (lambda: layers.Conv2D(4, 3, data_format="channels_first"), "data_format='channels_first' is not supported"),
        (lambda: layers.Dropout(1.5), None),
        (lambda: layers.Conv2D(4, 40), "input of at least 40x40 pixels expected"),
        (lambda: layers.Dense(-1), "units must be at least 1, got -1"),
        (lambda: layers.Dense(1 << 62), "units: a whole number expected"),
        (lambda: "Dense", "a layer of digits.layers expected, got 'Dense'"),
    ],
)
def test_wrong_layers(make, message):
    with pytest.raises(ValueError, match=message):
        digits.Sequential([digits.Input((28, 28, 1)), make()])


def test_unknown_arguments():
    with pytest.raises(TypeError, match="unexpected argument 'unit'"):
        layers.Dense(10, unit=3)
