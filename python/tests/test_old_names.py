"""Names of scripts of the years 2016 to 2020: they work with a warning that names what took their place, or raise and name it."""

import sys

import digits as keras
import numpy as np
import pytest

X = np.random.default_rng(1).random((20, 6, 6, 1)).astype("float32")
Y = np.random.default_rng(2).integers(0, 3, 20)
ROWS = keras.utils.to_categorical(Y, 3)


def model():
    keras.utils.set_random_seed(3)
    made = keras.Sequential([keras.layers.Flatten(input_shape=(6, 6, 1)), keras.layers.Dense(3, activation="softmax")])
    made.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
    return made


def batches():
    while True:
        for start in range(0, 20, 5):
            yield X[start : start + 5], ROWS[start : start + 5]


def test_modules():
    from digits.layers.advanced_activations import LeakyReLU
    from digits.layers.convolutional import Conv2D, MaxPooling2D
    from digits.layers.core import Activation, Dense, Dropout, Flatten
    from digits.layers.merge import add, concatenate
    from digits.layers.normalization import BatchNormalization
    from digits.objectives import categorical_crossentropy
    from digits.optimizers.schedules import ExponentialDecay
    from digits.utils import np_utils
    from digits.utils.np_utils import to_categorical

    layers = keras.layers
    assert (Dense, Conv2D, BatchNormalization) == (layers.Dense, layers.Conv2D, layers.BatchNormalization)
    assert (Activation, Dropout, Flatten, LeakyReLU) == (layers.Activation, layers.Dropout, layers.Flatten, layers.LeakyReLU)
    assert MaxPooling2D is layers.MaxPooling2D and (add, concatenate) == (layers.add, layers.concatenate)
    assert np_utils.to_categorical is to_categorical is keras.utils.to_categorical
    assert categorical_crossentropy is keras.losses.categorical_crossentropy
    assert ExponentialDecay is keras.optimizers.schedules.ExponentialDecay
    import digits.layers.core as core

    assert core.Dense is layers.Dense


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("from digits.preprocessing.image import ImageDataGenerator", "layers.RandomRotation, RandomTranslation and RandomZoom"),
        ("from digits.wrappers.scikit_learn import KerasClassifier", "digits.DigitRecognizer"),
        ("from digits.utils.vis_utils import plot_model", "model.summary"),
        ("from digits.layers import LSTM", "digits.layers.LSTM is not supported; .*there are: .*Dense"),
        ("from digits.layers.recurrent import LSTM", "digits.layers.LSTM is not supported"),
        ("from digits.losses import catgorical_crossentropy", "did you mean categorical_crossentropy"),
        ("from digits import applications", "digits.applications is not supported"),
    ],
)
def test_names_that_are_imported(line, message):
    """Python would put a message of its own in the place of that of an AttributeError."""
    with pytest.raises(ImportError, match=message):
        exec(line)
    module, name = line.split()[1::2]
    assert not hasattr(sys.modules[module], name)


def test_prediction():
    trained = model()
    probabilities = trained.predict(X)
    with pytest.warns(FutureWarning, match=r"predict_classes was removed from Keras; use predict\(x\).argmax\(axis=-1\)"):
        np.testing.assert_array_equal(trained.predict_classes(X), probabilities.argmax(axis=-1))
    with pytest.warns(FutureWarning, match="use predict"):
        np.testing.assert_array_equal(trained.predict_proba(X, batch_size=4, verbose=0), probabilities)


def test_generators():
    trained, usual = model(), model()
    with pytest.warns(FutureWarning, match="use fit") as told:
        history = trained.fit_generator(
            batches(), steps_per_epoch=4, epochs=2, verbose=0, validation_data=batches(), validation_steps=2, workers=4, max_queue_size=2
        )
    assert told[0].filename == __file__
    usual.fit(batches(), steps_per_epoch=4, epochs=2, verbose=0)
    for a, b in zip(trained.get_weights(), usual.get_weights()):
        np.testing.assert_array_equal(a, b)
    assert len(history.history["val_loss"]) == 2
    with pytest.warns(FutureWarning, match="use evaluate"):
        assert trained.evaluate_generator(batches(), steps=4) == pytest.approx(trained.evaluate(X, ROWS, verbose=0))
    with pytest.warns(FutureWarning, match="use predict"):
        np.testing.assert_array_equal(trained.predict_generator(batches(), steps=4), trained.predict(X))


def test_arguments_of_fit():
    trained = model()
    with pytest.warns(FutureWarning, match="fit: nb_epoch was removed from Keras; use epochs") as told:
        trained.fit(X, ROWS, nb_epoch=3, verbose=0)
    assert told[0].filename == __file__ and len(trained.history.epoch) == 3
    with pytest.raises(KeyError, match="'acc' is not among the metrics: .*; it is 'accuracy' since Keras 2.3"):
        _ = trained.history.history["acc"]
    with pytest.raises(KeyError, match="'val_acc' is not among the metrics: accuracy, loss"):
        _ = trained.history.history["val_acc"]
    assert trained.history.history.get("acc") is None
    trained.compile("sgd", "categorical_crossentropy", metrics=["acc"])
    assert len(trained.fit(X, ROWS, verbose=0).history["acc"]) == 1


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_layers_of_keras_1():
    layers = keras.layers
    with pytest.warns(FutureWarning, match="Dense: output_dim was removed from Keras; use units") as told:
        assert layers.Dense(output_dim=5, init="uniform", input_dim=4).units == 5
    assert told[0].filename == __file__
    old = layers.Convolution2D(nb_filter=4, nb_row=3, nb_col=2, border_mode="same", subsample=(2, 2), dim_ordering="tf", bias=False)
    assert (old.filters, old.kernel_size, old.padding, old.strides, old.use_bias) == (4, [3, 2], "same", [2, 2], False)
    assert layers.Dropout(p=0.3).rate == 0.3
    assert layers.Dense(3, W_regularizer="l2").get_config()["kernel_regularizer"]["class_name"] == "L2"
    with pytest.raises(ValueError, match=r"Conv2D\(32, \(3, 3\)\) or strides=3 says which"):
        layers.Convolution2D(32, 3, 3)
    with pytest.raises(ValueError, match="data_format='channels_first' is not supported"):
        layers.Convolution2D(32, (3, 3), dim_ordering="th")


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_optimizers_of_keras_2():
    optimizers = keras.optimizers
    with pytest.warns(FutureWarning, match="SGD: lr was removed from Keras; use learning_rate") as told:
        sgd = optimizers.SGD(lr=0.1, decay=0.5, momentum=0.9, nesterov=True)
    assert told[0].filename == __file__
    # Keras 2's rate: lr / (1 + decay * steps).
    assert [sgd.rate(lambda step=step: step) for step in (0, 1, 4)] == pytest.approx([0.1, 0.1 / 1.5, 0.1 / 3])
    assert optimizers.Adadelta(lr=1.0, rho=0.95, epsilon=None, decay=0.0).get_config()["epsilon"] == 1e-7
    assert float(optimizers.Nadam(lr=0.002, schedule_decay=0.004).learning_rate) == 0.002
    assert keras.backend.get_value(optimizers.Adam(lr=0.5).lr) == 0.5
    trained = model()
    keras.backend.set_value(trained.optimizer.lr, 0.25)
    assert float(trained.optimizer.learning_rate) == 0.25
    with pytest.raises(AttributeError, match="digits.optimizers.legacy is not supported"):
        _ = optimizers.legacy


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_other_names(tmp_path):
    assert keras.backend.image_dim_ordering() == "tf"
    keras.backend.set_image_dim_ordering("tf")
    with pytest.raises(ValueError, match="'channels_last' expected, got 'channels_first'"):
        keras.backend.set_image_dim_ordering("th")
    assert keras.callbacks.ReduceLROnPlateau(epsilon=0.5).min_delta == 0.5
    np.testing.assert_allclose(np.linalg.norm(keras.utils.normalize(X[:, :, 0, 0], axis=1), axis=1), 1, rtol=1e-6)
    trained = model()
    checkpoint = keras.callbacks.ModelCheckpoint(tmp_path / "{epoch}-{val_acc:.2f}.h5")
    for call, message in [
        (trained.to_yaml, "use to_json"), (lambda: trained.fit(X, ROWS, show_accuracy=True), r"compile\(metrics=\['accuracy'\]\)"),
        (lambda: trained.fit_generator(batches(), samples_per_epoch=20), "steps_per_epoch, a number of batches"),
        (lambda: trained.save(tmp_path / "model.h5", save_format="tf"), "save_format='tf' contradicts it"),
        (lambda: trained.load_weights(tmp_path / "model.h5", by_name=True), "layer.set_weights"),
        (lambda: keras.callbacks.ModelCheckpoint("a.h5", period=3), "period=3 was removed from Keras"),
        (lambda: trained.fit(X, ROWS, verbose=0, callbacks=[checkpoint]), "'val_acc' is not among the metrics: epoch, accuracy, loss"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=message):
            call()
    trained.save(tmp_path / "model.h5", save_format="h5")
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        trained.load_weights(tmp_path / "model.h5", by_nme=True)


def test_second_names_of_classes():
    assert keras.initializers.he_normal is keras.initializers.HeNormal and keras.optimizers.adam is keras.optimizers.Adam
    assert keras.regularizers.l1l2(0.1, 0.2).get_config() == keras.regularizers.L1L2(0.1, 0.2).get_config()
    assert keras.constraints.maxnorm is keras.constraints.MaxNorm
    with pytest.raises(TypeError, match="layers.add, layers.concatenate and their kin join branches"):
        keras.layers.merge([], mode="concat")
